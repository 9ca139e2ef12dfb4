//! A campaign from its launch to its last receipt while its workers are killed and frozen.

use std::time::Duration;

use super::dice::{self, Dice};
use super::process::Process;
use super::strike::Strike;
use super::world::{PATIENCE, Plan, World};
use crate::support::until;
use serde_json::json;

/// As long as a claim, and a little: what a frozen worker held is others' when it wakes up.
const FROZEN: Duration = Duration::from_millis(11_500);
/// Calls that one death may leave to be repeated: those in flight, and those whose answers were not yet written; less
/// than a token of work.
const REPEATS: i64 = 16 + 50;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_whose_workers_are_killed_and_frozen_reaches_everyone_once() {
    let mut dice = Dice::roll();
    let vendor = json!({ "responseLatencyMinMs": 5, "responseLatencyMaxMs": 40, "receiptLatencyMaxMs": 500 });
    let mut world = World::start(Plan { workers: &["", "", ""], vendor, ..Plan::default() }).await;
    let audience = dice::size("CHAOS_AUDIENCE", 2_000, 50_000);
    let kills = dice::size("CHAOS_CAMPAIGN_KILLS", 6, 20);
    world.people(audience).await;
    let api = world.api();
    world.launch(&api).await;
    let mut redis = world.redis.connection().await;
    for kill in 0..kills {
        // The first blows come while the audience is being drawn and the messages are being written.
        let due = (audience * kill.saturating_sub(1) / kills) as i64;
        world.audited_until("messages go on being sent", async || world.vendor.stat("accepted").await >= due).await;
        dice.wait(Duration::from_millis(300)).await;
        let victim = dice.pick(world.workers.len());
        world.workers[victim].kill().await;
        if kill % 5 == 2 {
            let _gone: i64 = redis::cmd("DEL").arg("deliver").query_async(&mut redis).await.unwrap();
        }
        if kill % 8 == 3 {
            let frozen = &world.workers[(victim + 1) % world.workers.len()];
            frozen.freeze();
            tokio::time::sleep(FROZEN).await;
            frozen.thaw();
        }
        if kill % 8 == 4 {
            // The vendor dies too, and keeps what it answered for.
            world.vendor.process.kill().await;
            dice.wait(Duration::from_millis(500)).await;
            world.vendor.process.start_until("vendor_sim listening on").await;
        }
        dice.wait(Duration::from_millis(300)).await;
        world.workers[victim].start();
    }
    world.completed().await;
    until("the stream is made again", PATIENCE, async || stream_is_there(&world).await).await;
    world.nothing_is_left().await;
    world.assert_each_reached_once(audience).await;
    let repeats = world.vendor.stat("repeats").await;
    println!("{kills} kills; {repeats} calls were repeated under their keys, which the vendor knew");
    assert!(repeats <= REPEATS * (kills as i64 + kills as i64 / 8 + 1), "{repeats} repeats");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_whose_redis_postgres_and_nodes_are_killed_and_frozen_reaches_everyone_once() {
    let mut dice = Dice::roll();
    let vendor = json!({ "responseLatencyMinMs": 5, "responseLatencyMaxMs": 40, "receiptLatencyMaxMs": 500 });
    let plan = Plan { nodes: 2, workers: &["", ""], vendor, mortal_postgres: true, ..Plan::default() };
    let mut world = World::start(plan).await;
    let audience = dice::size("CHAOS_STRUCK_AUDIENCE", 2_000, 50_000);
    let times = dice::size("CHAOS_CAMPAIGN_STRIKES", 1, 5);
    let mut strikes = [Strike::Redis, Strike::Postgres, Strike::Node, Strike::Freeze].repeat(times);
    dice.shuffle(&mut strikes);
    world.people(audience).await;
    let api = world.api();
    world.launch(&api).await;
    let pids: Vec<u32> = world.workers.iter().map(Process::pid).collect();
    for (place, strike) in strikes.iter().enumerate() {
        let due = (audience * place / strikes.len()) as i64;
        world.audited_until("messages go on being sent", async || world.vendor.stat("accepted").await >= due).await;
        dice.wait(Duration::from_millis(300)).await;
        world.strike(*strike, &mut dice).await;
    }
    world.completed().await;
    assert_eq!(pids, world.workers.iter().map(Process::pid).collect::<Vec<_>>());
    assert!(world.workers.iter_mut().all(Process::is_running), "a worker ended though none was killed");
    world.nothing_is_left().await;
    world.assert_each_reached_once(audience).await;
    println!("{strikes:?}; {} calls were repeated", world.vendor.stat("repeats").await);
}

async fn stream_is_there(world: &World) -> bool {
    let mut connection = world.redis.connection().await;
    let made: bool = redis::AsyncCommands::exists(&mut connection, "deliver").await.unwrap();
    made
}
