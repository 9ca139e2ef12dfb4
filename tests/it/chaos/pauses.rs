//! Pauses while the campaign is at full speed.

use std::time::Duration;

use serde_json::json;

use super::dice::{self, Dice};
use super::world::{Plan, World};

/// After the answer to a pause no call begins later than this. The vendor notes a call when it has read it, so
/// what a busy machine takes for that comes on top where many tests run at a time.
fn bound_ms() -> i64 {
    if dice::long() { 1000 } else { 1500 }
}

/// How long a pause lasts: longer than the bound, so that what comes too late is seen.
const PAUSED: Duration = Duration::from_millis(2000);

#[tokio::test(flavor = "multi_thread")]
async fn no_call_begins_later_than_a_second_after_a_pause_and_the_rest_is_sent_after_it() {
    let mut dice = Dice::roll();
    let vendor = json!({ "responseLatencyMinMs": 5, "responseLatencyMaxMs": 60, "receiptLatencyMaxMs": 500 });
    let world = World::start(Plan { nodes: 2, workers: &["", ""], vendor, ..Plan::default() }).await;
    let rounds = dice::size("CHAOS_PAUSES", 5, 50);
    let audience = rounds * 400;
    world.people(audience).await;
    let api = world.api();
    let id = world.launch(&api).await;
    let mut pauses = Vec::new();
    for round in 0..rounds {
        let due = (audience * round / rounds) as i64 + 40;
        world.audited_until("messages go on being sent", async || world.vendor.stat("accepted").await >= due).await;
        dice.wait(Duration::from_millis(100)).await;
        let paused_at = world.steer(&api, "campaignPause", &id).await;
        tokio::time::sleep(PAUSED).await;
        world.audit().await;
        let resumed_at = chrono::Utc::now().timestamp_millis();
        world.steer(&api, "campaignResume", &id).await;
        pauses.push(paused_at..resumed_at);
    }
    world.completed().await;
    world.nothing_is_left().await;
    world.assert_each_reached_once(audience).await;
    assert_eq!(world.vendor.stat("repeats").await, 0);
    let calls = world.vendor.ledger().await;
    let after = |pause: &std::ops::Range<i64>| {
        let late = calls.iter().map(|call| call.accepted_at).filter(|at| pause.contains(at)).max();
        late.map_or(0, |at| at - pause.start)
    };
    let latest: Vec<i64> = pauses.iter().map(after).collect();
    println!("{rounds} pauses; the last call of each came so many ms after its answer: {latest:?}");
    assert!(latest.iter().all(|late| *late <= bound_ms()), "{latest:?}");
}
