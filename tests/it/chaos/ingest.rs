//! Workers killed and frozen in the middle of an ingest.

use std::time::Duration;

use super::dice::{self, Dice};
use super::load::{Books, Load};
use super::process::Process;
use super::world::{PATIENCE, Plan, World};
use crate::support::until;

/// How long an entry may be idle before it is taken over.
fn claim_idle() -> (&'static [(&'static str, &'static str)], Duration) {
    if dice::long() {
        (&[], Duration::from_secs(10))
    } else {
        (&[("STREAM_CLAIM_IDLE_MS", "1500")], Duration::from_millis(1500))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_killed_and_frozen_again_and_again_lose_no_row_and_double_none() {
    let mut dice = Dice::roll();
    let (settings, idle) = claim_idle();
    let workers = &["--only ingest"; 2];
    let mut world = World::start(Plan { workers, settings, ..Plan::default() }).await;
    let load = Load { rows: dice::size("CHAOS_ROWS", 24_000, 200_000) as u64, per_call: 1_000, clients: 3 };
    let kills = dice::size("CHAOS_KILLS", 6, 20);
    let books = Books::default();
    let clients = load.begin(&world.api(), &books);
    // A backlog first: what nobody has read yet must survive as well.
    world.workers.iter().for_each(Process::freeze);
    until("a backlog has built up", PATIENCE, async || books.acknowledged() >= 10).await;
    world.workers.iter().for_each(Process::thaw);
    let mut held = 0;
    for kill in 1..=kills {
        let due = load.rows as i64 * kill as i64 / (kills as i64 + 1);
        until("rows go on being persisted", PATIENCE, async || world.settled().await.0 >= due).await;
        dice.wait(Duration::from_millis(200)).await;
        let victim = dice.pick(world.workers.len());
        let pid = world.workers[victim].pid();
        world.workers[victim].kill().await;
        held += usize::from(left_by(&world, pid).await > 0);
        dice.wait(Duration::from_millis(300)).await;
        world.workers[victim].start();
        if kill % 5 == 3 {
            // Long enough for others to take over what it holds; then it goes on as if nothing had been.
            let frozen = &world.workers[dice.pick(world.workers.len())];
            frozen.freeze();
            tokio::time::sleep(idle.mul_f64(1.3)).await;
            frozen.thaw();
        }
    }
    clients.join_all().await;
    until("every row is settled", PATIENCE, async || world.settled().await.0 >= load.rows as i64).await;
    world.nothing_is_left().await;
    println!("{kills} kills, {held} of them left entries to take over");
    assert!(held > 0, "no kill met a worker at work");
    load.assert_all_there(&world, &books, 0).await;
}

/// Entries that a worker had read and not acknowledged when it died; its consumers' names begin with its pid.
async fn left_by(world: &World, pid: u32) -> usize {
    let mut connection = world.redis.connection().await;
    let mut left = 0;
    for topic in [xeno::streams::topic::CUSTOMERS, xeno::streams::topic::ORDERS] {
        let consumers: redis::streams::StreamInfoConsumersReply =
            redis::AsyncCommands::xinfo_consumers(&mut connection, topic.stream, topic.group).await.unwrap();
        let own = consumers.consumers.iter().filter(|consumer| consumer.name.starts_with(&format!("{pid}-")));
        left += own.map(|consumer| consumer.pending).sum::<usize>();
    }
    left
}
