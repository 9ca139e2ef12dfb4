//! Readers that do not read: they cost others nothing, and they are told.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use xeno::ids::MessageId;
use xeno::live::{Notice, announce};

use crate::campaigns::world::{launched, people, prepared};
use crate::support::server_process::ServerProcess;
use crate::support::socket::Socket;
use crate::support::{TestApp, until};

const PATIENCE: Duration = Duration::from_secs(60);
/// Closed by the server: what it sent was not read.
const STALLED: u16 = 4490;

/// What one hears of a campaign's messages to the end of the rounds, or until it is closed.
async fn hear(socket: &mut Socket, last_round: u64) -> (u64, u64) {
    let (mut shown, mut missed) = (0, 0);
    loop {
        let message = tokio::time::timeout(PATIENCE, socket.stream.next()).await.expect("something is heard");
        let text = match message.expect("it does not just end").expect("it is not just cut") {
            Message::Text(text) => text,
            Message::Close(frame) => {
                assert_eq!(u16::from(frame.expect("a code").code), STALLED);
                return (shown, missed);
            }
            _ => continue,
        };
        let message: Value = serde_json::from_str(&text).unwrap();
        let batch = &message["payload"]["data"]["campaignDeliveries"];
        if let Some(deliveries) = batch["deliveries"].as_array() {
            shown += deliveries.len() as u64;
            missed += batch["missed"].as_u64().unwrap() % PROBE;
        }
        if shown + missed >= last_round {
            assert_eq!(shown + missed, last_round);
            return (shown, missed);
        }
    }
}

/// Added to the count of a notice that only finds out whether anybody listens yet.
const PROBE: u64 = 1_000_000;
const ROUNDS: u64 = 60;
const NAMED: u64 = 100;

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_read_is_told_of_the_gap_and_others_miss_nothing() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 200).await;
    let id = launched(&test, &"All that there is to say, and then some more. ".repeat(60)).await;
    prepared(&test, id).await;
    let first = test.database.number("SELECT min(id) FROM communication_log").await;
    let query = "subscription ($id: ID!) { campaignDeliveries(id: $id) { deliveries { id message } missed } }";
    let mut stalled = Socket::connect_narrowly(&test.url).await;
    stalled.begin(query, json!({ "id": id.to_string() })).await;
    let mut others = Vec::new();
    for _ in 0..2 {
        others.push(Socket::subscribe(&test.url, query, json!({ "id": id.to_string() })).await);
    }
    let probe = Notice::Messages { campaign: id, changed: Vec::new(), more: PROBE as u32 };
    for socket in others.iter_mut().chain([&mut stalled]) {
        until("the subscription has begun", PATIENCE, async || {
            announce(&test.app.redis, std::slice::from_ref(&probe)).await;
            tokio::time::timeout(Duration::from_millis(500), socket.next()).await.is_ok()
        })
        .await;
    }
    let changed: Vec<MessageId> = (0..NAMED as i64).map(|offset| MessageId(first + offset)).collect();
    let notice = Notice::Messages { campaign: id, changed, more: 0 };
    for round in 1..=ROUNDS {
        announce(&test.app.redis, std::slice::from_ref(&notice)).await;
        for socket in &mut others {
            // A round is over when everybody who reads has it, whole.
            assert_eq!(hear(socket, NAMED).await, (NAMED, 0), "round {round}");
        }
    }
    let (shown, missed) = hear(&mut stalled, ROUNDS * NAMED).await;
    assert!(shown < ROUNDS * NAMED, "it was shown all {shown}, so it never stood still; {missed} missed");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stays_away_is_closed_with_a_code_and_others_notice_nothing() {
    let server = ServerProcess::start().await;
    let mut stalled = Socket::connect_narrowly(&server.url).await;
    stalled.begin("subscription { campaignsChanged { id } }", json!({})).await;
    // Every ping comes back with its payload, until the way back is full and nothing more is taken.
    let ping = json!({ "type": "ping", "payload": { "padding": "x".repeat(200 << 10) } });
    while tokio::time::timeout(Duration::from_secs(3), stalled.send(ping.clone())).await.is_ok() {}
    assert_eq!(server.metric("xeno_socket_operations_open").await, 1);
    until("the server has let go of its operation", PATIENCE, async || {
        let mut other = Socket::subscribe(&server.url, "{ viewer { id } }", json!({})).await;
        assert!(other.next().await.is_some());
        server.metric("xeno_socket_operations_open").await == 0
    })
    .await;
    // What was on its way still comes, and then the code.
    let closed = loop {
        match tokio::time::timeout(PATIENCE, stalled.stream.next()).await.expect("something is heard") {
            Some(Ok(Message::Close(frame))) => break frame.expect("a code"),
            Some(Ok(_)) => {}
            other => panic!("it just ended: {other:?}"),
        }
    };
    assert_eq!(u16::from(closed.code), STALLED);
    until("nothing is left of it", PATIENCE, async || server.metric("xeno_sockets_open").await == 0).await;
    server.terminate().await;
    server.ended().await;
}
