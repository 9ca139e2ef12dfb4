//! What holds calls back: rates, the vendor's own limits, other campaigns.

use std::time::{Duration, Instant};

use serde_json::json;
use xeno::workers::Role;

use super::world::{PATIENCE, World};
use crate::support::until;

/// The most calls in any window of so many milliseconds.
fn busiest(calls: &[i64], window: i64) -> usize {
    let within = |from: usize| calls[from..].iter().take_while(|at| **at < calls[from] + window).count();
    (0..calls.len()).map(within).max().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_is_kept_by_all_workers_together_and_a_change_works_at_once() {
    let world = World::working(json!({})).await;
    let _second = world.worker("deliver", &[]);
    // A worker has two consumers, and each is known from its first token on.
    until("both take tokens", PATIENCE, async || {
        let warming = world.campaign(200, None).await;
        world.completed(warming).await;
        world.consumers("deliver").await >= 3
    })
    .await;
    let before = world.vendor.accepted_at().await.len();
    let campaign = world.campaign(800, Some(20)).await;
    // The first two seconds' rows may all be in the hands of one; those that follow are shared.
    let calls = async || world.vendor.stat("accepted").await as usize - before;
    until("six seconds' calls are made", PATIENCE, async || calls().await >= 120).await;
    let slow = world.vendor.accepted_at().await.split_off(before);
    // 20 a second, two in the bucket; a call may take some time to arrive.
    assert!(busiest(&slow, 1000) <= 27, "{} calls in a second", busiest(&slow, 1000));
    assert!(slow[119] - slow[60] >= 2500, "60 calls in {} ms", slow[119] - slow[60]);
    let held = world.rows(campaign, "claim IS NOT NULL").await;
    assert!(held <= 40, "{held} rows are held: more than two seconds of work");
    world.test.database.execute(&format!("UPDATE campaigns SET rate_per_second = 1000 WHERE id = {campaign}")).await;
    world.completed(campaign).await;
    let all = world.vendor.accepted_at().await.split_off(before);
    assert_eq!(all.len(), 800);
    assert!(busiest(&all, 1000) > 27, "the new rate is no faster than the old one");
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_campaign_does_not_hold_up_another() {
    let world = World::working(json!({})).await;
    let limited = world.campaign(1000, Some(2)).await;
    until("the limited one has begun", PATIENCE, async || world.vendor.stat("accepted").await >= 1).await;
    let begun = Instant::now();
    let free = world.campaign(1500, None).await;
    world.completed(free).await;
    let share = world.figure(limited, "accepted").await;
    assert!(share as f64 <= 2.0 * begun.elapsed().as_secs_f64() + 4.0, "{share} of the limited campaign");
    world.set_status(limited, "CANCELLED").await;
    world.audited_until("it is over", async || world.figure(limited, "pending").await == 0).await;
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_campaign_does_not_hold_up_another() {
    let world = World::start(
        &[Role::Dispatch, Role::Deliver, Role::Receipts],
        &[("VENDOR_TIMEOUT_SECONDS", "100"), ("VENDOR_CONCURRENCY", "16")],
        json!({ "hangShare": 1.0, "hangMs": 100_000 }),
    )
    .await;
    let hanging = world.campaign(500, None).await;
    until("calls hang", PATIENCE, async || world.vendor.stat("hung").await >= 12).await;
    world.vendor.set(json!({ "hangShare": 0.0 })).await;
    let passing = world.campaign(300, None).await;
    until("the other has passed", PATIENCE, async || world.is(passing, "COMPLETED").await).await;
    // All the while the calls of the first hang.
    assert_eq!(world.rows(hanging, "claim IS NOT NULL AND attempts = 1").await, 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_is_made_within_a_retry_after_and_it_burns_no_attempt() {
    for as_date in [false, true] {
        let faults = json!({ "tooManyRequestsShare": 1.0, "retryAfterSeconds": 3, "retryAfterAsDate": as_date });
        let world = World::working(faults).await;
        let campaign = world.campaign(300, None).await;
        until("calls are refused", PATIENCE, async || world.vendor.stat("refused429").await >= 1).await;
        let begun = Instant::now();
        // The calls that were in flight are answered alike; after them comes none.
        until("calls in flight are answered", PATIENCE, async || begun.elapsed() > Duration::from_millis(500)).await;
        let refused = world.vendor.stat("refused429").await;
        assert!(refused <= 64, "{refused}");
        world.vendor.set(json!({ "tooManyRequestsShare": 0.0 })).await;
        until("the window is over", PATIENCE, async || world.vendor.stat("accepted").await > 0).await;
        let waited = begun.elapsed();
        let least = if as_date { Duration::from_millis(1500) } else { Duration::from_millis(2700) };
        assert!(waited > least && waited < Duration::from_secs(6), "{waited:?}");
        assert_eq!(world.vendor.stat("refused429").await, refused);
        world.completed(campaign).await;
        assert_eq!(world.rows(campaign, "attempts <> 1").await, 0);
        assert_eq!(world.vendor.stat("accepted").await, 300);
        world.test.finish(0).await;
    }
}
