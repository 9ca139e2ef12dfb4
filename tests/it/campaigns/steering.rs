//! Launch, pause, resume, cancel, retry.

use futures::future::join_all;
use xeno::auth::{Actor, Ctx, Scope};
use xeno::campaigns::status::CampaignStatus;
use xeno::campaigns::steer::{self, Target, VendorKeys};
use xeno::campaigns::store;
use xeno::ids::ApiKeyId;
use xeno::problem::Problem;

use super::world::*;
use crate::support::{TestApp, until};

fn codes(problems: Vec<Problem>) -> Vec<(String, String)> {
    problems.into_iter().map(|problem| (problem.path, problem.code.into_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_launch_at_once_one_does() {
    let test = TestApp::with(&[], &[]).await;
    let id = created(&test, "Hello").await;
    let outcomes = join_all((0..5).map(|_| launch(&test, id))).await;
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), refused.len()), (1, 4));
    for problems in refused {
        let refusal = problems.unwrap_err();
        assert_eq!(refusal[0].message, "The campaign is already launched.");
        assert_eq!(codes(refusal), [("input.id".to_owned(), "INVALID_STATUS".to_owned())]);
    }
    assert_eq!(campaign(&test, id).await.status, CampaignStatus::Preparing);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_with_a_key_is_answered_the_same_again() {
    let test = TestApp::with(&[], &[]).await;
    let (id, other) = (created(&test, "Hello").await, created(&test, "Hello").await);
    let with_key = |id| Target { id, idempotency_key: Some("diwali-1".to_owned()) };
    let call = async || steer::launch(&test.ctx(), handles(&test), with_key(id)).await;
    for outcome in join_all((0..4).map(|_| call())).await {
        assert_eq!(outcome.unwrap().unwrap().id, id);
    }
    let reused = steer::launch(&test.ctx(), handles(&test), with_key(other)).await.unwrap().unwrap_err();
    assert_eq!(codes(reused), [("input.idempotencyKey".to_owned(), "IDEMPOTENCY_KEY_REUSED".to_owned())]);
    assert_eq!(campaign(&test, other).await.status, CampaignStatus::Draft);
    let empty = Target { id, idempotency_key: Some(" ".to_owned()) };
    let invalid = steer::launch(&test.ctx(), handles(&test), empty).await.unwrap().unwrap_err();
    assert_eq!(codes(invalid), [("input.idempotencyKey".to_owned(), "INVALID_IDEMPOTENCY_KEY".to_owned())]);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_forgotten_after_a_day() {
    let test = TestApp::with(&[], &[]).await;
    let (id, other) = (created(&test, "Hello").await, created(&test, "Hello").await);
    let with_key = |id| Target { id, idempotency_key: Some("diwali-1".to_owned()) };
    let launch = async |id| steer::launch(&test.ctx(), handles(&test), with_key(id)).await.unwrap();
    launch(id).await.unwrap();
    let age = async |hours: i32| {
        let change = format!("UPDATE idempotency_keys SET created_at = now() - interval '{hours} hours'");
        test.database.execute(&change).await;
    };
    age(23).await;
    assert_eq!(codes(launch(other).await.unwrap_err())[0].1, "IDEMPOTENCY_KEY_REUSED");
    age(25).await;
    assert_eq!(launch(other).await.unwrap().id, other);
    assert_eq!(codes(launch(id).await.unwrap_err())[0].1, "IDEMPOTENCY_KEY_REUSED");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_its_actor_and_its_mutation() {
    let test = TestApp::with(&[], &[]).await;
    let (id, other) = (created(&test, "Hello").await, created(&test, "Hello").await);
    let with_key = |id| Target { id, idempotency_key: Some("diwali-1".to_owned()) };
    steer::launch(&test.ctx(), handles(&test), with_key(id)).await.unwrap().unwrap();
    let another = Actor::Key { id: ApiKeyId(7), scopes: [Scope::Campaigns].into(), label: "script".into() };
    let another = Ctx::new(another, test.app.clock.clone());
    steer::launch(&another, handles(&test), with_key(other)).await.unwrap().unwrap();
    steer::pause(&test.ctx(), handles(&test), with_key(other)).await.unwrap().unwrap();
    assert_eq!(campaign(&test, other).await.status, CampaignStatus::Paused);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_first_call_is_still_running_says_so() {
    use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
    let test = TestApp::with(&[], &[]).await;
    let id = created(&test, "Hello").await;
    let mut first = AsyncPgConnection::establish(&test.database.url).await.unwrap();
    first
        .batch_execute(
            "BEGIN; INSERT INTO idempotency_keys (actor, mutation, key, request_hash, response)
             VALUES ('local-admin', 'campaignLaunch', 'k', '', 'null')",
        )
        .await
        .unwrap();
    let call = Target { id, idempotency_key: Some("k".to_owned()) };
    let waiting = steer::launch(&test.ctx(), handles(&test), call.clone()).await.unwrap().unwrap_err();
    assert_eq!(codes(waiting), [("input.idempotencyKey".to_owned(), "IDEMPOTENCY_IN_PROGRESS".to_owned())]);
    // The first call fails: nothing of it stays, and the key is free.
    first.batch_execute("ROLLBACK").await.unwrap();
    let launched = steer::launch(&test.ctx(), handles(&test), call).await.unwrap().unwrap();
    assert_eq!(launched.status, CampaignStatus::Preparing);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_verb_is_refused_where_it_makes_no_sense() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 10).await;
    let (ctx, handles) = (test.ctx(), handles(&test));
    let draft = created(&test, "Hello").await;
    let refused = |outcome: Result<_, Vec<Problem>>| {
        let outcome: Result<xeno::campaigns::campaign::Campaign, _> = outcome;
        codes(outcome.unwrap_err()) == [("input.id".to_owned(), "INVALID_STATUS".to_owned())]
    };
    assert!(refused(steer::pause(&ctx, handles, target(draft)).await.unwrap()));
    assert!(refused(steer::resume(&ctx, handles, target(draft)).await.unwrap()));
    assert!(refused(steer::cancel(&ctx, handles, target(draft)).await.unwrap()));
    let retried = steer::retry_failed(&ctx, handles, target(draft), VendorKeys::Honoured).await.unwrap();
    assert!(refused(retried.map(|retried| retried.campaign)));
    launch(&test, draft).await.unwrap();
    prepared(&test, draft).await;
    assert!(refused(steer::resume(&ctx, handles, target(draft)).await.unwrap()));
    steer::cancel(&ctx, handles, target(draft)).await.unwrap().unwrap();
    for outcome in [
        launch(&test, draft).await,
        steer::pause(&ctx, handles, target(draft)).await.unwrap(),
        steer::resume(&ctx, handles, target(draft)).await.unwrap(),
        steer::cancel(&ctx, handles, target(draft)).await.unwrap(),
    ] {
        assert!(refused(outcome));
    }
    let missing = steer::pause(&ctx, handles, target(xeno::ids::CampaignId(99))).await.unwrap().unwrap_err();
    assert_eq!(codes(missing), [("input.id".to_owned(), "NOT_FOUND".to_owned())]);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_skips_what_was_not_sent_and_leaves_calls_in_flight_alone() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    pretend_delivered(&test, id, &[0, 1, 4]).await;
    // Of those to be sent, three are being sent this moment and two were, by someone who died.
    let claim = |until: &str, count: i32| {
        format!(
            "UPDATE communication_log SET claim = gen_random_uuid(), claimed_until = now() + interval '{until}'
             WHERE id IN (SELECT id FROM communication_log WHERE campaign_id = {} AND status = 0 AND claim IS NULL
                          ORDER BY id LIMIT {count})",
            id.0
        )
    };
    test.database.execute(&claim("1 minute", 3)).await;
    test.database.execute(&claim("-1 minute", 2)).await;
    let before = exact(&test, id).await.figures;
    let cancelled = steer::cancel(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    assert_eq!(cancelled.status, CampaignStatus::Cancelled);
    assert!(cancelled.finished_at.is_some());
    let after = exact(&test, id).await.figures;
    assert_eq!((after.pending, after.sent, after.delivered), (3, before.sent, before.delivered));
    assert_eq!(after.skipped, before.skipped + before.pending - 3);
    assert_eq!(i64::from(before.pending - 3), rows(&test, id, "reason = 'CANCELLED' AND status = 5").await);
    // The calls come back unanswered: the next sweep finds them.
    test.database.execute("UPDATE communication_log SET claim = NULL, claimed_until = NULL WHERE status = 0").await;
    let mut connection = test.app.db.get().await.unwrap();
    assert_eq!(store::with_cancelled_rows(&mut connection).await.unwrap(), [id]);
    assert_eq!(store::skip_cancelled(&mut connection, test.app.clock.now(), id).await.unwrap(), 3);
    assert_eq!(exact(&test, id).await.figures.pending, 0);
    assert_eq!(store::with_cancelled_rows(&mut connection).await.unwrap(), []);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_campaign_that_goes_on_is_skipped_as_cancelled() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 20).await;
    let id = launched(&test, "Hello").await;
    let before = prepared(&test, id).await;
    let mut connection = test.app.db.get().await.unwrap();
    assert_eq!(store::skip_cancelled(&mut connection, test.app.clock.now(), id).await.unwrap(), 0);
    assert_eq!(exact(&test, id).await, before);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_in_preparation_ends_it_whatever_the_worker_is_doing() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    for steps in 0..3 {
        let id = launched(&test, "Hello").await;
        let worker = by_hand(&test);
        let fence = take(&test, &worker, id).await;
        for _ in 0..steps {
            worker.step(fence).await.unwrap();
        }
        let cancelled = steer::cancel(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
        assert_eq!((cancelled.status, cancelled.figures.pending), (CampaignStatus::Cancelled, 0));
        worker.step(fence).await.unwrap();
        let campaign = exact(&test, id).await;
        assert_eq!(campaign.figures.audience, if steps == 0 { 0 } else { 100 });
        assert_eq!((campaign.status, campaign.figures.pending), (CampaignStatus::Cancelled, 0));
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_cancel_is_finished_by_the_workers() {
    let test = TestApp::with(&[xeno::workers::Role::Dispatch], &[]).await;
    people(&test, 40_000).await;
    let id = launched(&test, "Hello").await;
    until_status(&test, id, CampaignStatus::Running).await;
    steer::cancel(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    until("nothing is left", PATIENCE, async || exact(&test, id).await.figures.pending == 0).await;
    assert_eq!(rows(&test, id, "reason = 'CANCELLED'").await, 28_000);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_begins_a_new_generation_of_what_failed_and_keeps_the_old_one() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    pretend_delivered(&test, id, &[4, 3, 2, 4, 3, 4, 4]).await;
    test.database.execute("UPDATE campaigns SET status = 'COMPLETED', finished_at = now()").await;
    let before = exact(&test, id).await.figures;
    assert_eq!((before.failed, before.unknown), (20, 10));

    let retried =
        steer::retry_failed(&test.ctx(), handles(&test), target(id), VendorKeys::Ignored).await.unwrap().unwrap();
    assert_eq!((retried.count, retried.campaign.status), (20, CampaignStatus::Running));
    assert_eq!(retried.campaign.finished_at, None);
    let after = exact(&test, id).await.figures;
    assert_eq!((after.pending, after.failed, after.unknown, after.delivered), (20, 0, 10, 40));
    assert_eq!(after.accepted, before.accepted, "a message that was once accepted stays so");
    let fresh = "status = 0 AND generation = 2 AND attempts = 0 AND reason IS NULL AND vendor_id IS NULL AND next_attempt_at <= now()";
    assert_eq!(rows(&test, id, fresh).await, 20);
    let kept = "SELECT count(*) FROM communication_log_history WHERE generation = 1 AND status = 3
                AND reason = 'CARRIER_REJECTED' AND vendor_id = 'v' || log_id AND attempts = 1";
    assert_eq!(test.database.number(kept).await, 20);

    // A vendor that honours keys: what is unknown is tried again under the key that it had.
    let retried =
        steer::retry_failed(&test.ctx(), handles(&test), target(id), VendorKeys::Honoured).await.unwrap().unwrap();
    assert_eq!(retried.count, 10);
    assert_eq!(rows(&test, id, "status = 0 AND generation = 1 AND vendor_id = 'v' || id").await, 10);
    assert_eq!(exact(&test, id).await.figures.pending, 30);
    let nothing =
        steer::retry_failed(&test.ctx(), handles(&test), target(id), VendorKeys::Honoured).await.unwrap().unwrap();
    assert_eq!(nothing.count, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_with_a_key_happens_once() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 20).await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    pretend_delivered(&test, id, &[3]).await;
    let call = Target { id, idempotency_key: Some("again".to_owned()) };
    for _ in 0..2 {
        let retried = steer::retry_failed(&test.ctx(), handles(&test), call.clone(), VendorKeys::Honoured).await;
        assert_eq!(retried.unwrap().unwrap().count, 14);
        // It failed once more; the key's call is over and does not touch it.
        pretend_delivered(&test, id, &[3]).await;
    }
    assert_eq!(rows(&test, id, "generation = 2 AND status = 3").await, 14);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_campaign_with_nothing_left_completes_when_it_is_resumed() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 20).await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    let paused = steer::pause(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    assert_eq!(paused.status, CampaignStatus::Paused);
    pretend_delivered(&test, id, &[4]).await;
    let resumed = steer::resume(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    assert_eq!(resumed.status, CampaignStatus::Completed);
    assert!(resumed.finished_at.is_some() && resumed.figures.sequence > paused.figures.sequence);
    test.finish(0).await;
}
