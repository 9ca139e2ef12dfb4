//! A worker that was frozen for longer than others wait for it, and wakes up: it changes nothing.

use std::time::Duration;

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use serde_json::json;

use super::load::{Books, Load};
use super::world::{PATIENCE, Plan, World};
use crate::support::until;

/// Rows of the log as anybody sees them, and under which claims; not until when, which the living extend.
const LOG: &str = "SELECT coalesce(sum(('x' || substr(md5(concat_ws('|', id, status, attempts, claim, called, \
     next_attempt_at, vendor_id, sent_at)), 1, 12))::bit(48)::bigint), 0) FROM communication_log";

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_a_sender_that_slept_through_its_claims_are_refused() {
    const AUDIENCE: usize = 40;
    let settings = &[("VENDOR_TIMEOUT_SECONDS", "60"), ("LOG", "info,xeno::campaigns::delivery=debug")];
    let slow = json!({ "responseLatencyMinMs": 8000, "responseLatencyMaxMs": 8000, "receiptsPaused": true });
    let plan = Plan { workers: &["--only dispatch,receipts"], settings, vendor: slow, ..Plan::default() };
    let world = World::start(plan).await;
    world.people(AUDIENCE).await;
    let (mut sleeper, mut other) = (world.worker("--only deliver", settings), world.worker("--only deliver", settings));
    sleeper.start_until("xeno working").await;
    world.launch(&world.api()).await;
    until("calls are in flight", PATIENCE, async || world.vendor.stat("accepted").await >= 8).await;
    let in_flight = world.vendor.stat("accepted").await;
    sleeper.freeze();
    let claim = "SELECT count(DISTINCT claim) FROM communication_log";
    world.execute("CREATE TABLE slept AS SELECT DISTINCT claim FROM communication_log WHERE claim IS NOT NULL").await;
    assert!(world.number(claim).await > 0);
    other.start_until("xeno working").await;
    let taken = "SELECT count(*) FROM communication_log WHERE claim NOT IN (SELECT claim FROM slept)";
    until("all rows are taken over", PATIENCE, async || world.number(taken).await == AUDIENCE as i64).await;
    until("they are called for again", PATIENCE, async || world.vendor.stat("repeats").await >= in_flight).await;
    let before = world.number(LOG).await;
    sleeper.thaw();
    until("the sleeper's answers are refused", Duration::from_secs(30), async || {
        sleeper.times("answers came too late") > 0
    })
    .await;
    assert_eq!(world.number(LOG).await, before, "the sleeper changed rows that are another's");
    let quick = json!({ "responseLatencyMinMs": 1, "responseLatencyMaxMs": 5, "receiptsPaused": false });
    world.vendor.set(quick).await;
    world.completed().await;
    world.nothing_is_left().await;
    world.assert_each_reached_once(AUDIENCE).await;
    assert_eq!(world.number("SELECT count(*) FROM communication_log WHERE attempts > 2").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_frozen_in_its_transaction_loses_its_locks_and_applies_nothing_when_it_wakes() {
    let settings = &[("STREAM_CLAIM_IDLE_MS", "1500")];
    let world = World::start(Plan { settings, ..Plan::default() }).await;
    let (mut sleeper, mut other) = (world.worker("--only ingest", settings), world.worker("--only ingest", settings));
    sleeper.start_until("xeno working").await;
    let mut lock = AsyncPgConnection::establish(world.postgres.url()).await.unwrap();
    lock.batch_execute("BEGIN; LOCK TABLE audience IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let (load, books) = (Load { rows: 1_000, per_call: 500, clients: 2 }, Books::default());
    load.begin(&world.api(), &books).join_all().await;
    // To write it: whoever finds the breaks of tiers waits to read it.
    let waits = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                 WHERE datname = current_database() AND relation = 'audience'::regclass \
                 AND mode = 'RowExclusiveLock' AND NOT granted";
    until("the consumer is in its transaction", PATIENCE, async || world.number(waits).await > 0).await;
    sleeper.freeze();
    lock.batch_execute("ROLLBACK").await.unwrap();
    other.start_until("xeno working").await;
    until("others have taken over", PATIENCE, async || world.settled().await == (load.rows as i64, 0)).await;
    sleeper.thaw();
    until("the sleeper finds its transaction gone", Duration::from_secs(30), async || {
        sleeper.times("a batch did not go through") > 0
    })
    .await;
    world.nothing_is_left().await;
    load.assert_all_there(&world, &books, 0).await;
}
