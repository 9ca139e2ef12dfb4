//! From launch to the first message that is due.

use std::time::{Duration, Instant};

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use xeno::campaigns::prepare::Step;
use xeno::campaigns::status::CampaignStatus;
use xeno::campaigns::{lease, store};
use xeno::workers::Role;

use super::world::*;
use crate::support::{TestApp, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_freezes_everyone_who_matches_and_says_why_some_are_skipped() {
    let test = TestApp::with(&[Role::Dispatch], &[]).await;
    people(&test, 100).await;
    let id = launched(&test, "Hi {{ first_name }}, {{ spend | money }} so far").await;
    until_status(&test, id, CampaignStatus::Running).await;
    let campaign = exact(&test, id).await;
    let figures = &campaign.figures;
    assert_eq!((figures.audience, figures.pending, figures.skipped), (100, 60, 40));
    assert_eq!(rows(&test, id, "reason = 'NO_CONSENT' AND status = 5 AND message IS NULL").await, 20);
    assert_eq!(rows(&test, id, "reason = 'NO_ADDRESS' AND status = 5").await, 10);
    assert_eq!(rows(&test, id, "reason = 'TEMPLATE_MISSING_VALUE' AND status = 5").await, 10);
    let ready = "status = 0 AND message = 'Hi Asha, ₹1,500.50 so far' AND next_attempt_at <= now()";
    assert_eq!(rows(&test, id, ready).await, 60);
    assert_eq!(rows(&test, id, "status = 5 AND (finished_at IS NULL OR next_attempt_at IS NOT NULL)").await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_have_agreed_is_the_workspaces_policy_and_the_address_the_channels() {
    let test = TestApp::with(&[], &[("CONSENT_POLICY", "opt_in")]).await;
    people(&test, 10).await;
    test.database.execute("UPDATE audience SET consent = 2 WHERE customer_id % 10 = 5").await;
    let id = launched(&test, "Hello").await;
    let campaign = prepared(&test, id).await;
    assert_eq!((campaign.figures.pending, campaign.figures.skipped), (1, 9));
    assert_eq!(rows(&test, id, "reason = 'NO_CONSENT'").await, 9);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_launch_is_not_in_the_audience() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 40).await;
    let id = launched(&test, "Hello").await;
    let worker = by_hand(&test);
    let fence = take(&test, &worker, id).await;
    assert_eq!(worker.step(fence).await.unwrap(), Step::Frozen);
    test.database
        .execute(
            "INSERT INTO customers (external_id, phone) VALUES ('late', '+919999');
             INSERT INTO audience (customer_id, phone_folded) SELECT id, phone FROM customers WHERE external_id = 'late'",
        )
        .await;
    while worker.step(fence).await.unwrap() != Step::Done {}
    let campaign = exact(&test, id).await;
    assert_eq!((campaign.figures.audience, campaign.status), (40, CampaignStatus::Running));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_anywhere_leaves_a_campaign_that_another_finishes() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    // After so many steps the holder is gone for good; the next one takes over.
    for steps in 0..5 {
        let id = launched(&test, "Hi {{ first_name | default('there') }}").await;
        let dead = by_hand(&test);
        let fence = take(&test, &dead, id).await;
        for _ in 0..steps {
            dead.step(fence).await.unwrap();
            exact(&test, id).await;
        }
        let taken = dead.take(&mut test.app.db.get().await.unwrap(), id).await.unwrap();
        assert_eq!(taken, None, "a lease that is held is not given to another");
        forget_lease(&test, id).await;
        let campaign = prepared(&test, id).await;
        assert_eq!(dead.step(fence).await.unwrap(), Step::Done, "a holder without its lease does nothing");
        assert_eq!((campaign.figures.audience, campaign.figures.pending), (100, 70), "after {steps} steps");
        assert_eq!(campaign.status, CampaignStatus::Running);
        assert_eq!(rows(&test, id, "status = 0 AND message IS NULL").await, 0);
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_that_wakes_up_late_can_note_nothing() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 20).await;
    let id = launched(&test, "Hello").await;
    let late = take(&test, &by_hand(&test), id).await;
    // It looked whether it may, then slept until its lease ran out and another took it.
    forget_lease(&test, id).await;
    let next = by_hand(&test);
    let fence = take(&test, &next, id).await;
    let mut connection = test.app.db.get().await.unwrap();
    assert!(!store::note_frozen(&mut connection, late, store::Frozen::default()).await.unwrap());
    assert_eq!(next.step(fence).await.unwrap(), Step::Frozen);
    let now = test.app.clock.now();
    assert_eq!(store::note_rendered(&mut connection, now, late, i64::MAX).await.unwrap(), None);
    assert!(!lease::held(&mut connection, late).await.unwrap());
    assert!(!lease::renew(&mut connection, late, now).await.unwrap());
    assert!(!lease::release(&mut connection, late).await.unwrap());
    while next.step(fence).await.unwrap() != Step::Done {}
    let campaign = exact(&test, id).await;
    assert_eq!((campaign.figures.audience, campaign.status), (20, CampaignStatus::Running));
    assert_eq!(rows(&test, id, "status = 0 AND message IS NULL").await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_while_it_writes_the_audience_leaves_nothing_behind() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    let id = launched(&test, "Hello").await;
    let worker = by_hand(&test);
    let fence = take(&test, &worker, id).await;
    // The rows are written; the figures, which come next, are held up by somebody else.
    let mut other = AsyncPgConnection::establish(&test.database.url).await.unwrap();
    other.batch_execute("BEGIN; SELECT 1 FROM campaign_counters FOR UPDATE").await.unwrap();
    let step = tokio::spawn(async move { worker.step(fence).await.map(|_| ()) });
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    until("the worker waits", PATIENCE, async || test.database.number(waiting).await == 1).await;
    step.abort();
    assert!(step.await.unwrap_err().is_cancelled());
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(exact(&test, id).await.figures.audience, 0);
    forget_lease(&test, id).await;
    let campaign = prepared(&test, id).await;
    assert_eq!((campaign.figures.audience, campaign.figures.pending), (100, 70));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_audience_completes_at_once() {
    let test = TestApp::with(&[Role::Dispatch], &[]).await;
    let id = launched(&test, "Hello").await;
    until_status(&test, id, CampaignStatus::Completed).await;
    let campaign = exact(&test, id).await;
    assert_eq!(campaign.figures.audience, 0);
    assert!(campaign.finished_at.is_some());
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_of_whom_nobody_can_be_reached_completes() {
    let test = TestApp::with(&[Role::Dispatch], &[]).await;
    people(&test, 10).await;
    test.database.execute("UPDATE audience SET consent = 0").await;
    let id = launched(&test, "Hello").await;
    until_status(&test, id, CampaignStatus::Completed).await;
    assert_eq!(exact(&test, id).await.figures.skipped, 10);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_in_preparation_holds_it_and_a_resume_goes_on() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    let id = launched(&test, "Hello").await;
    let worker = by_hand(&test);
    let fence = take(&test, &worker, id).await;
    worker.step(fence).await.unwrap();
    worker.step(fence).await.unwrap();
    let paused = xeno::campaigns::steer::pause(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    assert_eq!((paused.status, paused.prepared), (CampaignStatus::Paused, false));
    assert_eq!(worker.step(fence).await.unwrap(), Step::Done, "nothing is rendered while it is paused");
    let resumed = xeno::campaigns::steer::resume(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    assert_eq!(resumed.status, CampaignStatus::Preparing);
    while worker.step(fence).await.unwrap() != Step::Done {}
    let campaign = exact(&test, id).await;
    assert_eq!((campaign.status, campaign.prepared, campaign.figures.pending), (CampaignStatus::Running, true, 70));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_prepared_rests_before_it_is_tried_again_and_goes_on_once_it_can() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 10).await;
    let id = launched(&test, "Hello").await;
    test.database.execute("UPDATE campaigns SET message = 'Hi {{ nobody }}'").await;
    let test = test.and_work(&[Role::Dispatch]);
    // Each try takes the lease anew.
    let tries = async || test.database.number("SELECT lease_fence FROM campaigns").await;
    until("it is tried", PATIENCE, async || tries().await >= 1).await;
    let begun = Instant::now();
    until("it is tried again", PATIENCE, async || tries().await >= 3).await;
    assert!(begun.elapsed() > Duration::from_secs(3), "two rests of two seconds, nearly: {:?}", begun.elapsed());
    assert_eq!(exact(&test, id).await.status, CampaignStatus::Preparing);
    test.database.execute("UPDATE campaigns SET message = 'Hello'").await;
    until_status(&test, id, CampaignStatus::Running).await;
    assert_eq!(rows(&test, id, "status = 0 AND message = 'Hello'").await, 7);
    test.finish(0).await;
}
