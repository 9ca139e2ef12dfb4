//! A vendor that takes no keys, and one that does: what is known of a call whose worker died in it.

use serde_json::json;
use tokio::process::Child;
use xeno::workers::Role;

use super::world::{PATIENCE, World};
use crate::support::until;

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_what_was_in_flight_at_a_kill_is_unknown_and_never_sent_again() {
    let keyless = [("VENDOR_IDEMPOTENT", "false"), ("VENDOR_CONCURRENCY", "16")];
    // Receipts would tell what became of the calls; this is about not knowing.
    let faults = json!({
        "honourKeys": false, "responseLatencyMinMs": 50, "responseLatencyMaxMs": 100, "receiptsPaused": true,
    });
    let world = World::start(&[Role::Receipts, Role::Dispatch], &keyless, faults).await;
    let campaign = world.campaign(800, None).await;
    let mut worker = world.worker("deliver", &keyless);
    until("some are sent", PATIENCE, async || world.vendor.stat("accepted").await >= 200).await;
    worker.kill().await.unwrap();
    let in_flight = world.rows(campaign, "status = 0 AND called").await;
    // At most 16 calls, and some whose answers were not yet written.
    assert!((1..=64).contains(&in_flight), "{in_flight}");
    let _next = world.worker("deliver", &keyless);
    world.audited_until("all are called for", async || world.figure(campaign, "pending").await == 0).await;
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'INTERRUPTED'").await, in_flight);
    let unknown = json!([{ "status": "UNKNOWN", "reason": "INTERRUPTED", "count": in_flight }]);
    assert_eq!(world.failures(campaign).await, unknown);
    // Nor does a person's retry send them again: it is for what failed.
    let accepted = world.vendor.stat("accepted").await;
    assert_eq!(world.steer("campaignRetryFailed", campaign).await, json!(0));
    world.vendor.set(json!({ "receiptsPaused": false })).await;
    world.audited_until("receipts have come", async || world.figure(campaign, "sent").await == 0).await;
    assert_eq!(world.vendor.stat("accepted").await, accepted);
    let stats = world.vendor.stats().await;
    assert_eq!(stats["repeats"], json!(0));
    assert_eq!(stats["accepted"], stats["distinctKeys"]);
    assert_eq!(world.rows(campaign, "attempts <> 1").await, 0);
    world.test.finish(0).await;
}

/// A campaign that is cancelled while the calls of a worker that was killed may have been taken: the world and the
/// campaign when all is settled, how many calls were in flight, and the next worker, which takes over what was read.
async fn cancelled_in_flight(idempotent: &str) -> (World, i64, i64, Child) {
    let settings = [("VENDOR_IDEMPOTENT", idempotent), ("VENDOR_CONCURRENCY", "16")];
    let faults = json!({ "responseLatencyMinMs": 60_000, "responseLatencyMaxMs": 60_000, "receiptsPaused": true });
    let world = World::start(&[Role::Receipts, Role::Dispatch], &settings, faults).await;
    let campaign = world.campaign(100, None).await;
    let timeout = [&settings[..], &[("VENDOR_TIMEOUT_SECONDS", "100")]].concat();
    let mut worker = world.worker("deliver", &timeout);
    until("calls are in flight", PATIENCE, async || world.vendor.stat("accepted").await >= 12).await;
    worker.kill().await.unwrap();
    let accepted = world.vendor.stat("accepted").await;
    world.steer("campaignCancel", campaign).await;
    let next = world.worker("deliver", &settings);
    world.audited_until("all is settled", async || world.figure(campaign, "pending").await == 0).await;
    (world, campaign, accepted, next)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_a_cancelled_call_in_flight_at_a_kill_is_unknown_and_not_skipped() {
    let (world, campaign, in_flight, _next) = cancelled_in_flight("false").await;
    assert_eq!(in_flight, 12);
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'INTERRUPTED' AND attempts = 1").await, in_flight);
    assert_eq!(world.rows(campaign, "status = 5 AND reason = 'CANCELLED'").await, 100 - in_flight);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_keys_a_cancelled_call_in_flight_at_a_kill_is_skipped_until_its_receipt_tells() {
    let (world, campaign, in_flight, _next) = cancelled_in_flight("true").await;
    assert_eq!(world.rows(campaign, "status = 5 AND reason = 'CANCELLED'").await, 100);
    world.vendor.set(json!({ "receiptsPaused": false })).await;
    world
        .audited_until("receipts have come", async || world.figure(campaign, "skipped").await == 100 - in_flight)
        .await;
    assert_eq!(world.rows(campaign, "status IN (3, 4) AND accepted").await, in_flight);
    assert!(world.is(campaign, "CANCELLED").await);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_leaves_what_may_have_been_called_for_to_who_knows_the_vendor() {
    let world = World::start(&[], &[("VENDOR_IDEMPOTENT", "false")], json!({})).await;
    let campaign = world.campaign(5, None).await;
    let dead = "UPDATE communication_log SET claim = gen_random_uuid(), claimed_until = now() - interval '1 minute',
                    called = id % 5 = 0, attempts = (id % 5 = 0)::int WHERE id % 5 < 2";
    world.test.database.execute(dead).await;
    world.steer("campaignCancel", campaign).await;
    assert_eq!((world.figure(campaign, "pending").await, world.figure(campaign, "skipped").await), (1, 4));
    let world = World { test: world.test.and_work(&[Role::Receipts]), vendor: world.vendor };
    world.audited_until("it is unknown", async || world.figure(campaign, "unknown").await == 1).await;
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'INTERRUPTED' AND claim IS NULL").await, 1);
    world.test.finish(0).await;
}
