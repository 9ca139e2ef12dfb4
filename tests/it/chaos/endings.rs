//! How a worker's end is borne by others, and how processes end when they are asked to.

use std::time::{Duration, Instant};

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::future::join_all;
use redis::AsyncCommands;
use redis::streams::StreamPendingCountReply;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use xeno::streams::topic;

use super::load::{Books, Load};
use super::world::{PATIENCE, Plan, World};
use crate::support::socket::{Received, Socket};
use crate::support::until;

/// What a dead worker held is others' within this.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(15);
/// A process that is asked to end has ended within this.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_worker_held_is_taken_over_within_fifteen_seconds() {
    const AUDIENCE: usize = 60;
    let slow = json!({ "responseLatencyMinMs": 50_000, "responseLatencyMaxMs": 50_000 });
    let settings = &[("VENDOR_TIMEOUT_SECONDS", "60")];
    let plan = Plan { workers: &["--only dispatch,receipts"], settings, vendor: slow, ..Plan::default() };
    let world = World::start(plan).await;
    world.people(AUDIENCE).await;
    let mut victim = world.worker("--only ingest,deliver", settings);
    let mut heir = world.worker("--only ingest,deliver", settings);
    victim.start_until("xeno working").await;
    world.launch(&world.api()).await;
    let claimed = "SELECT count(*) FROM communication_log WHERE claim IS NOT NULL";
    until("all rows are claimed", PATIENCE, async || world.number(claimed).await == AUDIENCE as i64).await;
    let mut lock = AsyncPgConnection::establish(world.postgres.url()).await.unwrap();
    lock.batch_execute("BEGIN; LOCK TABLE audience IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let load = Load { rows: 200, per_call: 100, clients: 2 };
    load.begin(&world.api(), &Books::default()).join_all().await;
    until("both streams' entries are in hand", PATIENCE, async || {
        held_by(&world, topic::CUSTOMERS.stream, victim.pid()).await == 1
            && held_by(&world, topic::ORDERS.stream, victim.pid()).await == 1
    })
    .await;
    heir.start_until("xeno working").await;
    world.vendor.set(json!({ "responseLatencyMinMs": 1, "responseLatencyMaxMs": 5 })).await;
    victim.kill().await;
    let killed = Instant::now();
    lock.batch_execute("ROLLBACK").await.unwrap();
    let pending = "SELECT count(*) FROM communication_log WHERE status = 0";
    let (mut rows, mut calls) = (None, None);
    until("the heir has done it all", PATIENCE, async || {
        if rows.is_none() && world.settled().await.0 == load.rows as i64 {
            rows = Some(killed.elapsed());
        }
        if calls.is_none() && world.number(pending).await == 0 {
            calls = Some(killed.elapsed());
        }
        rows.is_some() && calls.is_some()
    })
    .await;
    println!("after the kill rows were persisted in {rows:?}, messages sent in {calls:?}");
    assert!(rows.unwrap() < TAKEN_OVER_WITHIN && calls.unwrap() < TAKEN_OVER_WITHIN, "{rows:?} {calls:?}");
    world.completed().await;
    world.nothing_is_left().await;
    assert_eq!(world.vendor.stat("accepted").await, AUDIENCE as i64);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_asked_to_end_under_load_finish_what_is_in_flight_and_end_within_ten_seconds() {
    let vendor = json!({ "responseLatencyMinMs": 100, "responseLatencyMaxMs": 400, "receiptLatencyMaxMs": 500 });
    let mut world = World::start(Plan { nodes: 3, workers: &["", ""], vendor, ..Plan::default() }).await;
    world.people(2_000).await;
    let api = world.api();
    let id = world.launch(&api).await;
    let progress = "subscription ($id: ID!) { campaignProgress(id: $id) { sequence } }";
    let subscribe = || Socket::subscribe(&world.urls[0], progress, json!({ "id": id }));
    let sockets = join_all((0..20).map(|_| subscribe())).await;
    let (load, books) = (Load { rows: 8_000, per_call: 100, clients: 3 }, Books::default());
    // The people are customers too: the load brings others.
    let clients = load.begin(&api, &books);
    until("the campaign is under way", PATIENCE, async || world.vendor.stat("accepted").await > 50).await;
    until("rows are on their way", PATIENCE, async || world.settled().await.0 > 1_000).await;

    let worker = world.workers[0].pid();
    let (status, took) = world.workers[0].terminate().await;
    assert!(status.success() && took < ENDS_WITHIN, "a worker ended with {status} after {took:?}");
    for topic in topic::ALL {
        assert_eq!(held_by(&world, topic.stream, worker).await, 0, "entries that {worker} left in {}", topic.stream);
    }
    // Half a call, of a client that went to sleep.
    let mut sleepy = TcpStream::connect(world.urls[1].trim_start_matches("http://")).await.unwrap();
    let half =
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{";
    sleepy.write_all(half.as_bytes()).await.unwrap();
    let listened = join_all(sockets.into_iter().map(closing_code));
    let [first, second, _] = &mut world.nodes[..] else { panic!("three nodes") };
    let ((status, first), codes, (also, second)) = tokio::join!(first.terminate(), listened, second.terminate());
    assert!(status.success() && first < ENDS_WITHIN, "the node with the sockets ended with {status} after {first:?}");
    assert!(also.success() && second < ENDS_WITHIN, "the node with the sleeper ended with {also} after {second:?}");
    assert_eq!(codes, [Some(1001); 20], "how sockets were closed");
    println!(
        "under load a worker ended in {took:?}, a node with sockets in {first:?}, one with half a call in {second:?}"
    );

    clients.join_all().await;
    world.completed().await;
    until("every row is settled", PATIENCE, async || world.settled().await.0 >= load.rows as i64).await;
    world.nothing_is_left().await;
    assert_eq!(world.vendor.stat("repeats").await, 0, "calls that were in flight were ended, not cut");
    load.assert_all_there(&world, &books, 0).await;
}

/// Entries in the hands of a process, those that it gave back apart: they are as good as long idle.
async fn held_by(world: &World, stream: &str, pid: u32) -> usize {
    let mut connection = world.redis.connection().await;
    let group = topic::ALL.into_iter().find(|topic| topic.stream == stream).unwrap().group;
    let pending: StreamPendingCountReply = connection.xpending_count(stream, group, "-", "+", 1_000).await.unwrap();
    let own = pending.ids.iter().filter(|entry| entry.consumer.starts_with(&format!("{pid}-")));
    own.filter(|entry| entry.last_delivered_ms < 3_600_000).count()
}

/// The code that a socket is closed with; none where it just ended.
async fn closing_code(mut socket: Socket) -> Option<u16> {
    loop {
        match socket.receive().await {
            Received::Message(_) => {}
            Received::Closed(frame) => return frame.map(|frame| frame.code.into()),
        }
    }
}
