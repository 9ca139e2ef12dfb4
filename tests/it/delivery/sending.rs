//! Campaigns on their way, the vendor in good health.

use std::time::{Duration, Instant};

use serde_json::json;
use xeno::workers::Role;

use super::world::{PATIENCE, World};
use crate::support::until;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_reaches_everyone_once_and_its_figures_add_up_all_along() {
    let world = World::working(json!({})).await;
    let campaign = world.campaign(1500, None).await;
    world.completed(campaign).await;
    let stats = world.vendor.stats().await;
    assert_eq!(
        (&stats["accepted"], &stats["distinctKeys"], &stats["repeats"]),
        (&json!(1500), &json!(1500), &json!(0))
    );
    assert_eq!(world.figure(campaign, "accepted").await, 1500);
    assert_eq!(json!(world.figure(campaign, "delivered").await), stats["delivered"]);
    assert_eq!(json!(world.figure(campaign, "failed").await), stats["failed"]);
    assert_eq!(world.rows(campaign, "attempts = 1 AND vendor_id IS NOT NULL AND finished_at IS NOT NULL").await, 1500);
    assert_eq!(world.rows(campaign, "(reason IS NULL) <> (status = 4)").await, 0);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_stops_calls_within_a_second_and_a_resume_reaches_the_rest() {
    let world = World::working(json!({ "responseLatencyMinMs": 50, "responseLatencyMaxMs": 100 })).await;
    let campaign = world.campaign(2000, None).await;
    let mut pauses = Vec::new();
    for round in 1..=3 {
        until("some are sent", PATIENCE, async || world.vendor.stat("accepted").await >= round * 300).await;
        world.set_status(campaign, "PAUSED").await;
        let paused = (chrono::Utc::now().timestamp_millis(), Instant::now());
        world
            .audited_until("all that was held is given back", async || {
                paused.1.elapsed() > Duration::from_secs(2) && world.rows(campaign, "claim IS NOT NULL").await == 0
            })
            .await;
        // A call begins within the second; on a busy machine the vendor may note it a little later.
        pauses.push((paused.0 + 1500, chrono::Utc::now().timestamp_millis()));
        world.set_status(campaign, "RUNNING").await;
    }
    world.completed(campaign).await;
    let calls = world.vendor.accepted_at().await;
    assert_eq!(calls.len(), 2000);
    for (from, to) in pauses {
        let late = calls.iter().filter(|at| (from..to).contains(*at)).count();
        assert_eq!(late, 0, "calls later than a second after a pause");
    }
    assert_eq!(world.vendor.stat("repeats").await, 0);
    assert_eq!(world.rows(campaign, "attempts <> 1").await, 0);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_withdrew_consent_or_lost_the_address_is_skipped_at_the_claim() {
    let world = World::start(&[Role::Deliver, Role::Receipts], &[], json!({})).await;
    let campaign = world.campaign(20, None).await;
    world
        .test
        .database
        .execute(
            "UPDATE customers SET consent = 0 WHERE external_id LIKE '%-1';
             UPDATE customers SET phone = ' ' WHERE external_id LIKE '%-2';
             UPDATE customers SET phone = NULL WHERE external_id LIKE '%-3'",
        )
        .await;
    let _dispatcher = world.worker("dispatch", &[]);
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status = 5 AND reason = 'CONSENT_WITHDRAWN'").await, 1);
    assert_eq!(world.rows(campaign, "status = 5 AND reason = 'NO_ADDRESS'").await, 2);
    assert_eq!(world.figure(campaign, "skipped").await, 3);
    assert_eq!(world.vendor.stat("accepted").await, 17);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_campaign_skips_the_rest_and_counts_what_was_in_flight() {
    let world = World::working(json!({ "responseLatencyMinMs": 200, "responseLatencyMaxMs": 300 })).await;
    let campaign = world.campaign(1500, None).await;
    until("some are sent", PATIENCE, async || world.vendor.stat("accepted").await >= 100).await;
    world.set_status(campaign, "CANCELLED").await;
    world
        .audited_until("all is settled", async || {
            world.figure(campaign, "pending").await == 0 && world.figure(campaign, "sent").await == 0
        })
        .await;
    let accepted = world.vendor.stat("accepted").await;
    assert!(accepted < 1500);
    assert_eq!(world.rows(campaign, "status IN (3, 4)").await, accepted);
    assert_eq!(world.rows(campaign, "status = 5 AND reason = 'CANCELLED'").await, 1500 - accepted);
    assert!(world.is(campaign, "CANCELLED").await);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_worker_writes_its_answers_and_gives_back_the_rest() {
    let world =
        World::start(&[Role::Receipts], &[], json!({ "responseLatencyMinMs": 100 , "responseLatencyMaxMs": 200 }))
            .await;
    let campaign = world.campaign(1000, None).await;
    let _dispatcher = world.worker("dispatch", &[]);
    let mut worker = world.worker("deliver", &[]);
    until("some are sent", PATIENCE, async || world.vendor.stat("accepted").await >= 100).await;
    let pid = worker.id().unwrap().to_string();
    let told = Instant::now();
    std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(worker.wait().await.unwrap().success());
    assert!(told.elapsed() < Duration::from_secs(9), "{:?}", told.elapsed());
    assert_eq!(world.rows(campaign, "claim IS NOT NULL").await, 0);
    assert_eq!(world.rows(campaign, "status = 0 AND attempts <> 0").await, 0);
    assert_eq!(world.figure(campaign, "accepted").await, world.vendor.stat("accepted").await);
    let _next = world.worker("deliver", &[]);
    world.completed(campaign).await;
    assert_eq!(world.vendor.stat("accepted").await, 1000);
    assert_eq!(world.vendor.stat("repeats").await, 0);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_vendor_refuses_has_failed_with_its_code_and_is_not_called_for_again() {
    let world = World::start(&[Role::Deliver, Role::Receipts], &[], json!({ "successRate": 1.0 })).await;
    let campaign = world.campaign(40, None).await;
    let too_long =
        "UPDATE customers SET phone = repeat('9', 400) WHERE external_id LIKE '%-7' OR external_id LIKE '%-8'";
    world.test.database.execute(too_long).await;
    let _dispatcher = world.worker("dispatch", &[]);
    world.completed(campaign).await;
    assert_eq!(world.vendor.stat("invalid").await, 2);
    assert_eq!(world.rows(campaign, "status = 3 AND reason = 'VENDOR_REFUSED_INVALID_TO' AND attempts = 1").await, 2);
    assert_eq!((world.figure(campaign, "failed").await, world.figure(campaign, "accepted").await), (2, 38));
    world.test.finish(0).await;
}
