//! The graphql-transport-ws protocol's codes, by hand. The real client is in `web/protocols`.

use std::time::Duration;

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::TestApp;
use crate::support::server_process::ServerProcess;
use crate::support::socket::{PROTOCOL, Received, Socket};

const VIEWER: &str = "{ viewer { id } }";

async fn code_of_close(socket: &mut Socket) -> u16 {
    loop {
        if let Received::Closed(frame) = socket.receive().await {
            return frame.expect("closed with a code").code.into();
        }
    }
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({ "id": id, "type": "subscribe", "payload": { "query": query } })
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_break_the_protocol_are_closed_with_its_codes() {
    let test = TestApp::with(&[], &[]).await;
    let init = json!({ "type": "connection_init" });
    let follow = subscribe("1", "subscription { campaignsChanged { id } }");
    let cases: &[(u16, &[Value])] = &[
        (4400, &[json!({ "type": "nonsense" })]),
        (4400, &[json!(["connection_init"])]),
        (4400, &[json!({ "type": "connection_init", "payload": "x" })]),
        (4400, &[init.clone(), json!({ "id": "1", "type": "subscribe" })]),
        (4400, &[init.clone(), json!({ "id": "", "type": "subscribe", "payload": { "query": VIEWER } })]),
        (4400, &[init.clone(), json!({ "id": "1", "type": "subscribe", "payload": { "query": 1 } })]),
        (4401, &[subscribe("1", VIEWER)]),
        (4401, &[json!({ "type": "ping" }), subscribe("1", VIEWER)]),
        (4403, &[json!({ "type": "connection_init", "payload": { "authorization": "Bearer x" } })]),
        (4409, &[init.clone(), follow.clone(), follow.clone()]),
        (4429, &[init.clone(), init.clone()]),
    ];
    for (code, messages) in cases {
        let mut socket = Socket::connect(&test.url, Some(PROTOCOL)).await;
        for message in *messages {
            socket.send(message.clone()).await;
        }
        assert_eq!(code_of_close(&mut socket).await, *code, "{messages:?}");
    }
    let mut without = Socket::connect(&test.url, None).await;
    assert_eq!(code_of_close(&mut without).await, 4406);
    let mut socket = Socket::connect(&test.url, Some(PROTOCOL)).await;
    socket.stream.send(Message::binary(b"{}".to_vec())).await.unwrap();
    assert_eq!(code_of_close(&mut socket).await, 4400);
    let mut socket = Socket::connect(&test.url, Some(PROTOCOL)).await;
    let large = json!({ "type": "ping", "payload": { "x": "y".repeat(1 << 20) } });
    socket.stream.send(Message::text(large.to_string())).await.unwrap();
    assert_eq!(code_of_close(&mut socket).await, 1009);
    // It may say anything but who it is: in time, that is.
    let mut silent = Socket::connect(&test.url, Some(PROTOCOL)).await;
    silent.send(json!({ "type": "ping" })).await;
    assert_eq!(code_of_close(&mut silent).await, 4408);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_free_again_when_its_operation_has_ended() {
    let test = TestApp::with(&[], &[]).await;
    let mut socket = Socket::subscribe(&test.url, VIEWER, json!({})).await;
    for _ in 0..2 {
        assert_eq!(socket.next().await, Some(json!({ "viewer": { "id": "local-admin" } })));
        assert_eq!(socket.next().await, None);
        socket.send(subscribe("1", VIEWER)).await;
    }
    socket.next().await;
    socket.next().await;
    // Ended by the client, which hears no more of it.
    socket.send(subscribe("1", "subscription { campaignsChanged { id } }")).await;
    socket.send(json!({ "id": "1", "type": "complete" })).await;
    socket.send(subscribe("1", VIEWER)).await;
    assert_eq!(socket.next().await, Some(json!({ "viewer": { "id": "local-admin" } })));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_is_answered_with_its_payload_at_any_time() {
    let test = TestApp::with(&[], &[]).await;
    let mut socket = Socket::connect(&test.url, Some(PROTOCOL)).await;
    socket.send(json!({ "type": "ping", "payload": { "at": [1, 2] } })).await;
    socket.send(json!({ "type": "pong" })).await;
    socket.send(json!({ "type": "ping" })).await;
    for expected in [json!({ "type": "pong", "payload": { "at": [1, 2] } }), json!({ "type": "pong" })] {
        let Received::Message(message) = socket.receive().await else { panic!("closed") };
        assert_eq!(message, expected);
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_run_is_an_error_and_nothing_more() {
    let test = TestApp::with(&[], &[]).await;
    let mut socket = Socket::subscribe(&test.url, "{ nope }", json!({})).await;
    let Received::Message(message) = socket.receive().await else { panic!("closed") };
    assert_eq!((&message["id"], &message["type"]), (&json!("1"), &json!("error")));
    socket.send(subscribe("1", VIEWER)).await;
    // No `complete` follows the error: the next that is heard is of the next operation.
    assert_eq!(socket.next().await, Some(json!({ "viewer": { "id": "local-admin" } })));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_carries_a_hundred_operations_and_refuses_more() {
    let test = TestApp::with(&[], &[]).await;
    let mut socket = Socket::subscribe(&test.url, "subscription { campaignsChanged { id } }", json!({})).await;
    for id in 2..=101 {
        socket.send(subscribe(&id.to_string(), "subscription { campaignsChanged { id } }")).await;
    }
    let Received::Message(message) = socket.receive().await else { panic!("closed") };
    assert_eq!((&message["id"], &message["type"]), (&json!("101"), &json!("error")));
    assert_eq!(message["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_says_goodbye_to_every_socket() {
    let server = ServerProcess::start().await;
    let follow = "subscription { campaignsChanged { id } }";
    let mut sockets = Vec::new();
    for _ in 0..50 {
        sockets.push(Socket::subscribe(&server.url, follow, json!({})).await);
    }
    // One that has not introduced itself, and one that never reads: they hold up nobody.
    sockets.push(Socket::connect(&server.url, Some(PROTOCOL)).await);
    let _never_reads = Socket::subscribe(&server.url, follow, json!({})).await;
    server.terminate().await;
    for socket in &mut sockets {
        let closed = tokio::time::timeout(Duration::from_secs(10), code_of_close(socket)).await.expect("it is told");
        assert_eq!(closed, 1001);
    }
    server.ended().await;
}
