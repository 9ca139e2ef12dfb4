//! Nothing is lost to a kill, nothing counts twice.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use redis::AsyncCommands;
use xeno::db::{Db, Purpose};
use xeno::streams::{topic, trim};

use super::probe::{Bench, DEADLY, Probe};
use crate::support::until;

const LONG: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_applied_told_acknowledged_and_trimmed() {
    let bench = Bench::new().await;
    let probe = Probe::new();
    let running = bench.run(&probe);
    let batch = bench.publish(&[(0..500).collect(), (500..900).collect()]).await.unwrap();
    bench.drained().await;
    assert_eq!(bench.rows().await, 900);
    until("all is told", LONG, async || probe.told.lock().unwrap().len() == 900).await;
    let figures = format!("FROM ingest_chunks WHERE batch_id = '{}' AND accepted = 900 AND chunks = 2", batch.0);
    assert_eq!(bench.database.number(&format!("SELECT sum(persisted) {figures}")).await, 900);
    assert_eq!(bench.database.number(&format!("SELECT sum(dead) {figures}")).await, 0);
    let mut redis = bench.redis_server.connection().await;
    until("the stream is trimmed", LONG, async || redis.xlen::<_, u64>("ingest:customers").await.unwrap() == 0).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consumer_killed_in_its_transaction_is_replaced_and_nothing_counts_twice() {
    let bench = Bench::new().await;
    let stuck = Probe::with_gate(0);
    let first = bench.run(&stuck);
    bench.publish(&[(0..100).collect()]).await.unwrap();
    until("it stands in its transaction", LONG, async || stuck.applies.load(Ordering::SeqCst) == 1).await;
    first.kill().await;
    let killed = Instant::now();
    let probe = Probe::new();
    let second = bench.run(&probe);
    bench.drained().await;
    assert!(killed.elapsed() < LONG, "taken over within 15 s");
    assert_eq!(bench.rows().await, 100);
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_committed_but_not_acknowledged_is_not_applied_again() {
    let bench = Bench::new().await;
    bench.publish(&[(0..50).collect()]).await.unwrap();
    // Another worker read the entry and committed it, then died before its acknowledgement.
    let mut redis = bench.redis_server.connection().await;
    let options = redis::streams::StreamReadOptions::default().group("ingest", "dead").count(1);
    let read: redis::streams::StreamReadReply =
        redis.xread_options(&["ingest:customers"], &[">"], &options).await.unwrap();
    let payload: String = redis::from_redis_value(read.keys[0].ids[0].map["chunk"].clone()).unwrap();
    let part = &serde_json::from_str::<serde_json::Value>(&payload).unwrap()["part"];
    let batch = part["batch"].as_str().unwrap();
    bench.database.execute("INSERT INTO probe SELECT generate_series(0, 49)").await;
    bench
        .database
        .execute(&format!("INSERT INTO ingest_chunks VALUES ('{batch}', 0, 'CUSTOMERS', 1, 50, 50, 0)"))
        .await;
    let running = bench.run(&Probe::new());
    bench.drained().await;
    assert_eq!(bench.rows().await, 50);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_but_living_consumer_is_not_robbed() {
    let bench = Bench::new().await;
    let slow = Probe::with_gate(0);
    let owner = bench.run(&slow);
    bench.publish(&[(0..10).collect()]).await.unwrap();
    until("it is at work", LONG, async || slow.applies.load(Ordering::SeqCst) == 1).await;
    let other = Probe::new();
    let rival = bench.run(&other);
    // Three times the idle time, watched from outside: refreshing keeps the entry young.
    let watched = Instant::now();
    let mut redis = bench.redis_server.connection().await;
    until("three idle times have passed", LONG, async || {
        let pending: redis::streams::StreamPendingCountReply =
            redis.xpending_count("ingest:customers", "ingest", "-", "+", 1).await.unwrap();
        assert!(pending.ids[0].last_delivered_ms < 600, "refreshed in time");
        watched.elapsed() > bench.limits.claim_idle * 3
    })
    .await;
    assert_eq!(other.applies.load(Ordering::SeqCst), 0);
    slow.gate.add_permits(1);
    bench.drained().await;
    assert_eq!(bench.rows().await, 10);
    owner.stop().await;
    rival.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_takes_about_one_batch_and_leaves_the_rest_to_others() {
    let bench = Bench::new().await;
    let slow = Probe::with_gate(1);
    let owner = bench.run(&slow);
    bench.publish(&[(0..500).collect()]).await.unwrap();
    bench.drained().await;
    // A batch of the probe has a thousand rows: two of these entries.
    let chunks: Vec<Vec<i32>> = (1..=8).map(|chunk| (chunk * 500..(chunk + 1) * 500).collect()).collect();
    bench.publish(&chunks).await.unwrap();
    until("it is at work", LONG, async || slow.applies.load(Ordering::SeqCst) == 2).await;
    let other = Probe::new();
    let rival = bench.run(&other);
    until("the other has done the rest", LONG, async || other.told.lock().unwrap().len() == 3_000).await;
    slow.gate.add_permits(1);
    bench.drained().await;
    assert_eq!((bench.rows().await, slow.told.lock().unwrap().len()), (4_500, 1_500));
    owner.stop().await;
    rival.stop().await;
}

/// Ends the probe's connection in the middle of each of its first tries; then lets it through.
async fn fail_in_transaction(bench: &Bench, probe: &Probe, tries: usize) {
    for round in 1..=tries {
        until("it is in its transaction", LONG, async || probe.applies.load(Ordering::SeqCst) == round).await;
        bench
            .database
            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'xeno work' AND datname = current_database()")
            .await;
        probe.gate.add_permits(1);
    }
    probe.gate.add_permits(1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_with_the_database_is_retried_and_never_held_against_the_rows() {
    let bench = Bench::new().await;
    let probe = Probe::with_gate(0);
    let running = bench.run(&probe);
    bench.publish(&[(0..10).collect()]).await.unwrap();
    fail_in_transaction(&bench, &probe, 3).await;
    bench.drained().await;
    assert_eq!(bench.rows().await, 10);
    assert_eq!(bench.database.number("SELECT count(*) FROM dead_letters").await, 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_was_cancelled_is_tried_again() {
    let bench = Bench::new().await;
    let mut lock = AsyncPgConnection::establish(&bench.database.url).await.unwrap();
    lock.batch_execute("BEGIN; LOCK TABLE probe IN EXCLUSIVE MODE").await.unwrap();
    let probe = Probe::new();
    let running = bench.run(&probe);
    bench.publish(&[vec![7]]).await.unwrap();
    let cancel = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity \
                  WHERE application_name = 'xeno work' AND datname = current_database() AND wait_event_type = 'Lock'";
    for round in 1..=3 {
        until("it waits for the table", LONG, async || probe.applies.load(Ordering::SeqCst) >= round).await;
        until("its statement is cancelled", LONG, async || bench.database.number(cancel).await == 1).await;
    }
    lock.batch_execute("ROLLBACK").await.unwrap();
    bench.drained().await;
    assert_eq!(bench.rows().await, 1);
    assert_eq!(bench.database.number("SELECT count(*) FROM dead_letters").await, 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_finishes_the_batch_in_hand() {
    let bench = Bench::new().await;
    let probe = Probe::with_gate(0);
    let running = bench.run(&probe);
    bench.publish(&[(0..10).collect()]).await.unwrap();
    until("it is at work", LONG, async || probe.applies.load(Ordering::SeqCst) == 1).await;
    running.stop.cancel();
    probe.gate.add_permits(1);
    running.stop().await;
    assert_eq!(bench.rows().await, 10);
    assert_eq!(bench.unfinished().await, 0);
    let mut redis = bench.redis_server.connection().await;
    let consumers: redis::streams::StreamInfoConsumersReply =
        redis.xinfo_consumers("ingest:customers", "ingest").await.unwrap();
    assert!(consumers.consumers.is_empty(), "one that stops in order leaves no name behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn trimming_drops_nothing_that_is_unread_or_unacknowledged() {
    let bench = Bench::new().await;
    bench.publish(&[vec![1], vec![2], vec![3]]).await.unwrap();
    let mut redis = bench.redis_server.connection().await;
    assert_eq!(trim::trim(&bench.redis, topic::CUSTOMERS).await.unwrap(), 0, "nothing was read");
    let options = redis::streams::StreamReadOptions::default().group("ingest", "reader").count(2);
    let read: redis::streams::StreamReadReply =
        redis.xread_options(&["ingest:customers"], &[">"], &options).await.unwrap();
    assert_eq!(trim::trim(&bench.redis, topic::CUSTOMERS).await.unwrap(), 0, "two were read, none acknowledged");
    let ids: Vec<&str> = read.keys[0].ids.iter().map(|entry| entry.id.as_str()).collect();
    let _: u64 = redis.xack("ingest:customers", "ingest", &[ids[1]]).await.unwrap();
    assert_eq!(trim::trim(&bench.redis, topic::CUSTOMERS).await.unwrap(), 0, "the first is still pending");
    let _: u64 = redis.xack("ingest:customers", "ingest", &[ids[0]]).await.unwrap();
    assert_eq!(trim::trim(&bench.redis, topic::CUSTOMERS).await.unwrap(), 2);
    assert_eq!(redis.xlen::<_, u64>("ingest:customers").await.unwrap(), 1, "the unread one stays");
    // A second group that has read nothing holds everything back.
    bench.publish(&[vec![4]]).await.unwrap();
    let _: () = redis.xgroup_create("ingest:customers", "auditors", "0").await.unwrap();
    let running = bench.run(&Probe::new());
    until("the first group is done", LONG, async || bench.rows().await == 2).await;
    running.stop().await;
    assert_eq!(trim::trim(&bench.redis, topic::CUSTOMERS).await.unwrap(), 0);
    assert_eq!(redis.xlen::<_, u64>("ingest:customers").await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_was_deleted_is_made_again() {
    let bench = Bench::new().await;
    let probe = Probe::new();
    let running = bench.run(&probe);
    bench.publish(&[vec![1]]).await.unwrap();
    bench.drained().await;
    let mut redis = bench.redis_server.connection().await;
    let _: () = redis.del("ingest:customers").await.unwrap();
    bench.publish(&[vec![2]]).await.unwrap();
    until("the new entry is applied", LONG, async || bench.rows().await == 2).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_gone_and_back_needs_no_restart_of_ours() {
    let mut bench = Bench::new().await;
    let probe = Probe::new();
    let running = bench.run(&probe);
    bench.publish(&[vec![1]]).await.unwrap();
    bench.drained().await;
    bench.redis_server.kill();
    assert!(bench.publish(&[vec![2]]).await.is_err(), "an entry that Redis did not take is not acknowledged");
    bench.redis_server.start_again().await;
    until("publishing works again", LONG, async || bench.publish(&[vec![3]]).await.is_ok()).await;
    until("consuming works again", LONG, async || bench.rows().await >= 2).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_keeps_killing_its_worker_is_declared_dead_and_its_neighbours_live() {
    let mut bench = Bench::new().await;
    bench.limits.claim_idle = Duration::from_millis(120);
    bench.publish(&[vec![1, 2], vec![DEADLY, 7], vec![3]]).await.unwrap();
    let probe = Probe::new();
    let mut running = bench.run(&probe);
    // A supervisor that starts a new worker for each that dies.
    until("the deadly entry is declared dead", Duration::from_secs(30), async || {
        if running.task.is_finished() {
            running = bench.run(&probe);
        }
        bench.database.number("SELECT count(*) FROM dead_letters WHERE code = 'WORKER_KILLED'").await == 2
    })
    .await;
    bench.drained().await;
    assert_eq!(bench.rows().await, 3);
    assert_eq!(bench.database.number("SELECT sum(dead) FROM ingest_chunks").await, 2);
    assert_eq!(bench.database.number("SELECT sum(persisted) FROM ingest_chunks").await, 3);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_die_while_the_database_is_away_are_not_held_against_their_entry() {
    let mut bench = Bench::new().await;
    bench.limits.claim_idle = Duration::from_millis(120);
    bench.publish(&[vec![1, 2]]).await.unwrap();
    let mut redis = bench.redis_server.connection().await;
    // Far more deaths than make a suspect and condemn it.
    for death in 1..=9 {
        let away = Db::new("postgres://nobody@127.0.0.1:1/nothing", Purpose::Work, 1).unwrap();
        let waiting = bench.run_on(&Probe::new(), away);
        until("a worker has the entry and waits for the database", LONG, async || {
            let pending: redis::streams::StreamPendingCountReply =
                redis.xpending_count("ingest:customers", "ingest", "-", "+", 1).await.unwrap();
            pending.ids.first().is_some_and(|entry| entry.times_delivered >= death)
        })
        .await;
        waiting.kill().await;
    }
    let running = bench.run(&Probe::new());
    bench.drained().await;
    assert_eq!(bench.database.number("SELECT count(*) FROM dead_letters").await, 0);
    assert_eq!(bench.rows().await, 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_of_a_suspect_that_fail_while_its_worker_lives_are_not_held_against_it() {
    let mut bench = Bench::new().await;
    bench.limits.claim_idle = Duration::from_millis(120);
    bench.publish(&[vec![1]]).await.unwrap();
    let mut redis = bench.redis_server.connection().await;
    // A suspect: delivered often, and idle for long.
    let options = redis::streams::StreamReadOptions::default().group("ingest", "dead").count(1);
    let read: redis::streams::StreamReadReply =
        redis.xread_options(&["ingest:customers"], &[">"], &options).await.unwrap();
    let id = &read.keys[0].ids[0].id;
    let claim = redis::streams::StreamClaimOptions::default().idle(60_000).retry(9).with_justid();
    let _: Vec<String> = redis.xclaim_options("ingest:customers", "ingest", "dead", 0, &[id], claim).await.unwrap();
    let probe = Probe::with_gate(0);
    let running = bench.run(&probe);
    fail_in_transaction(&bench, &probe, 6).await;
    bench.drained().await;
    assert_eq!((bench.rows().await, bench.database.number("SELECT count(*) FROM dead_letters").await), (1, 0));
    running.stop().await;
}
