//! Vendor, workers and streams in trouble: nobody is skipped, nobody is messaged twice.

use std::time::Duration;

use serde_json::json;
use xeno::workers::Role;

use super::world::{PATIENCE, World};
use crate::support::until;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_vendor_is_survived_with_one_accepted_message_each() {
    let faults = json!({
        "serverErrorShare": 0.1, "tooManyRequestsShare": 0.005, "retryAfterSeconds": 1, "hangShare": 0.01,
        "cutShare": 0.1, "resetShare": 0.05, "duplicatedReceiptShare": 0.2, "reorderedReceiptShare": 0.3,
    });
    let settings = [("VENDOR_TIMEOUT_SECONDS", "1"), ("VENDOR_ATTEMPTS", "20")];
    let world = World::start(&[Role::Dispatch, Role::Deliver, Role::Receipts], &settings, faults).await;
    let campaign = world.campaign(800, None).await;
    world.completed(campaign).await;
    let stats = world.vendor.stats().await;
    assert_eq!((&stats["accepted"], &stats["distinctKeys"]), (&json!(800), &json!(800)));
    // A cut answer is repeated only where its receipt did not come first, so repeats may be none.
    for fault in ["refused5xx", "refused429", "hung", "cut", "reset"] {
        assert!(stats[fault].as_i64().unwrap() > 0, "{fault} never happened: {stats}");
    }
    assert_eq!(world.rows(campaign, "status NOT IN (3, 4)").await, 0);
    assert_eq!(world.figure(campaign, "accepted").await, 800);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_run_out_into_unknown_and_a_late_receipt_still_counts() {
    let settings = [("VENDOR_ATTEMPTS", "2")];
    let world =
        World::start(&[Role::Dispatch, Role::Deliver, Role::Receipts], &settings, json!({ "serverErrorShare": 1.0 }))
            .await;
    let campaign = world.campaign(5, None).await;
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'NO_ANSWER' AND attempts = 2 AND NOT accepted").await, 5);
    let key = world.key(campaign, 0, 1).await;
    world.report(json!([{ "key": key, "status": "DELIVERED", "occurredAt": "2026-11-22T10:00:00Z" }])).await;
    world.audited_until("the receipt counts", async || world.figure(campaign, "delivered").await == 1).await;
    assert_eq!(world.figure(campaign, "unknown").await, 4);
    assert_eq!(world.figure(campaign, "accepted").await, 1);
    assert!(world.is(campaign, "COMPLETED").await);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_is_down_costs_time_and_nothing_else() {
    let mut world = World::working(json!({})).await;
    world.vendor.stop().await;
    let campaign = world.campaign(1000, None).await;
    until("rows are held", PATIENCE, async || world.rows(campaign, "claim IS NOT NULL").await > 0).await;
    // Longer than a claim lasts, so that claims have to be extended.
    let down = std::time::Instant::now();
    world.audited_until("the outage lasts", async || down.elapsed() > Duration::from_secs(12)).await;
    assert_eq!(world.figure(campaign, "pending").await, 1000);
    world.vendor.start_again().await;
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "attempts <> 1 OR status NOT IN (3, 4)").await, 0);
    let stats = world.vendor.stats().await;
    assert_eq!((&stats["accepted"], &stats["repeats"]), (&json!(1000), &json!(0)));
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_the_stream_again_and_again_changes_nothing() {
    let world = World::working(json!({ "responseLatencyMinMs": 10, "responseLatencyMaxMs": 20 })).await;
    let campaign = world.campaign(1500, None).await;
    let mut redis = world.test.redis.connection().await;
    for round in 1..=4 {
        until("some are sent", PATIENCE, async || world.vendor.stat("accepted").await >= round * 250).await;
        let _gone: i64 = redis::cmd("DEL").arg("deliver").query_async(&mut redis).await.unwrap();
    }
    world.completed(campaign).await;
    let stats = world.vendor.stats().await;
    assert_eq!((&stats["accepted"], &stats["repeats"]), (&json!(1500), &json!(0)));
    xeno::streams::topic::create_groups(&world.test.app.redis).await.unwrap();
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_lost_before_anybody_takes_it_is_published_again() {
    let world = World::start(&[Role::Dispatch, Role::Receipts], &[], json!({})).await;
    let campaign = world.campaign(400, None).await;
    let mut redis = world.test.redis.connection().await;
    until("all of it is in the stream", PATIENCE, async || {
        redis::AsyncCommands::xlen::<_, usize>(&mut redis, "deliver").await.unwrap() >= 4
    })
    .await;
    let _gone: i64 = redis::cmd("DEL").arg("deliver").query_async(&mut redis).await.unwrap();
    xeno::streams::topic::create_groups(&world.test.app.redis).await.unwrap();
    let _worker = world.worker("deliver", &[]);
    world.completed(campaign).await;
    assert_eq!((world.vendor.stat("accepted").await, world.vendor.stat("repeats").await), (400, 0));
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_workers_skip_nobody_and_message_nobody_twice() {
    let world =
        World::start(&[Role::Receipts], &[], json!({ "responseLatencyMinMs": 20, "responseLatencyMaxMs": 60 })).await;
    let campaign = world.campaign(2000, None).await;
    let _steady = world.worker("dispatch,deliver", &[]);
    for round in 1..=3 {
        let mut worker = world.worker("dispatch,deliver", &[]);
        until("some are sent", PATIENCE, async || world.vendor.stat("accepted").await >= round * 400).await;
        worker.kill().await.unwrap();
    }
    world.completed(campaign).await;
    let stats = world.vendor.stats().await;
    // A call that was in flight at a kill is made again under its key, and the vendor knows it.
    assert_eq!((&stats["accepted"], &stats["distinctKeys"]), (&json!(2000), &json!(2000)));
    assert_eq!(world.rows(campaign, "status NOT IN (3, 4) OR NOT accepted").await, 0);
    world.test.finish(0).await;
}

fn signal(worker: &tokio::process::Child, name: &str) {
    let pid = worker.id().unwrap().to_string();
    assert!(std::process::Command::new("kill").args([name, &pid]).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_worker_that_wakes_up_calls_for_nothing_and_changes_nothing() {
    // So slow that none is answered before the worker is frozen, and all are when it wakes.
    let slow = json!({ "responseLatencyMinMs": 6000, "responseLatencyMaxMs": 6000, "receiptsPaused": true });
    let world = World::start(&[Role::Dispatch, Role::Receipts], &[], slow).await;
    let campaign = world.campaign(300, None).await;
    let mut frozen = world.worker("deliver", &[("VENDOR_CONCURRENCY", "8")]);
    until("calls are in flight", PATIENCE, async || world.vendor.stat("accepted").await >= 6).await;
    signal(&frozen, "-STOP");
    let frozen_calls = world.vendor.stat("accepted").await;
    let claims = format!(
        "CREATE TABLE claims_of_the_frozen AS
         SELECT DISTINCT claim FROM communication_log WHERE campaign_id = {campaign} AND claim IS NOT NULL"
    );
    world.test.database.execute(&claims).await;
    let held_by_the_frozen = "claim IN (SELECT claim FROM claims_of_the_frozen)";
    assert!(world.rows(campaign, held_by_the_frozen).await > 6, "nothing waits in the frozen worker");
    // Another takes over when the claims have run out; its calls hang, so that its claims are there to be broken.
    world.vendor.set(json!({ "responseLatencyMinMs": 100_000, "responseLatencyMaxMs": 100_000 })).await;
    let _other = world.worker("deliver", &[("VENDOR_TIMEOUT_SECONDS", "100")]);
    let calls = async || world.vendor.stat("accepted").await + world.vendor.stat("repeats").await;
    until("it has taken over", PATIENCE, async || {
        calls().await >= frozen_calls + 48
            && world.rows(campaign, held_by_the_frozen).await == 0
            && world.rows(campaign, "claim IS NOT NULL AND claimed_until > now()").await == 300
    })
    .await;
    let before = (calls().await, world.checksum(campaign).await);
    signal(&frozen, "-CONT");
    let woken = std::time::Instant::now();
    until("it has had time to call", PATIENCE, async || woken.elapsed() > Duration::from_secs(2)).await;
    signal(&frozen, "-TERM");
    assert!(frozen.wait().await.unwrap().success());
    assert_eq!((calls().await, world.checksum(campaign).await), before);
    assert_eq!(world.figure(campaign, "sent").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_over_the_key_of_what_was_unknown_and_is_retried_is_no_refusal() {
    let settings = [("VENDOR_ATTEMPTS", "2")];
    let world = World::start(&[Role::Receipts], &settings, json!({ "receiptsPaused": true })).await;
    let campaign = world.campaign(3, None).await;
    // What an earlier call may have left with the vendor: the keys, under another text.
    for place in 0..3 {
        let key = world.key(campaign, place, 1).await;
        let body = json!({ "channel": "SMS", "to": "+911", "text": "another", "callbackUrl": "http://127.0.0.1:1/" });
        let post = world.test.http.post(format!("{}/v1/messages", world.vendor.url()));
        let answer = post.header("idempotency-key", key).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 202);
    }
    world.vendor.set(json!({ "serverErrorShare": 1.0 })).await;
    let world = World { test: world.test.and_work(&[Role::Dispatch, Role::Deliver]), vendor: world.vendor };
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'NO_ANSWER' AND attempts = 2").await, 3);
    world.vendor.set(json!({ "serverErrorShare": 0.0 })).await;
    assert_eq!(world.steer("campaignRetryFailed", campaign).await, json!(3));
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'NO_ANSWER'").await, 3);
    assert_eq!(world.failures(campaign).await, json!([{ "status": "UNKNOWN", "reason": "NO_ANSWER", "count": 3 }]));
    world.test.finish(0).await;
}
