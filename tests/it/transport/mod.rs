//! The transports and the guard before them, from the outside.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::socket::{Received, Socket};

async fn code_of_close(socket: &mut Socket) -> u16 {
    loop {
        if let Received::Closed(frame) = socket.receive().await {
            return frame.expect("closed with a code").code.into();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_that_break_the_protocol_are_closed_with_its_codes() {
    let test = TestApp::with(&[], &[]).await;
    let protocol = Some("graphql-transport-ws");

    let mut socket = Socket::connect(&test.url, protocol).await;
    socket.send(json!({ "id": "1", "type": "subscribe", "payload": { "query": "{ viewer { id } }" } })).await;
    assert_eq!(code_of_close(&mut socket).await, 4401);

    let mut socket = Socket::connect(&test.url, protocol).await;
    socket.send(json!({ "type": "connection_init" })).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(code_of_close(&mut socket).await, 4429);

    let mut socket = Socket::connect(&test.url, protocol).await;
    socket.send(json!({ "type": "nonsense" })).await;
    assert_eq!(code_of_close(&mut socket).await, 4400);

    let mut socket = Socket::connect(&test.url, None).await;
    assert_eq!(code_of_close(&mut socket).await, 4406);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_runs_over_the_socket_and_a_hostile_one_is_an_error() {
    let test = TestApp::with(&[], &[]).await;
    let mut socket = Socket::subscribe(&test.url, "{ viewer { id } }", json!({})).await;
    assert_eq!(socket.next().await, Some(json!({ "viewer": { "id": "local-admin" } })));
    assert_eq!(socket.next().await, None);
    let hostile = json!({ "query": "{a".repeat(2000) });
    socket.send(json!({ "id": "2", "type": "subscribe", "payload": hostile })).await;
    let Received::Message(message) = socket.receive().await else { panic!("closed") };
    assert_eq!((&message["id"], &message["type"]), (&json!("2"), &json!("error")));
    assert_eq!(message["payload"][0]["extensions"]["code"], "DOCUMENT_REFUSED");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_and_the_server_lives() {
    let test = TestApp::with(&[], &[]).await;
    for depth in [2000, 5000] {
        for bracket in ["{a", "[", "("] {
            let answer = test.graphql(&bracket.repeat(depth), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "DOCUMENT_REFUSED");
        }
    }
    test.data("{ viewer { id } }", json!({})).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_foreign_page_can_send_never_runs() {
    let test = TestApp::with(&[], &[]).await;
    let url = format!("{}/graphql", test.url);
    let body = json!({ "query": "{ viewer { id } }" }).to_string();
    for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let answer = test.http.post(&url).header("content-type", media).body(body.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 415, "{media}");
    }
    let without = test.http.post(&url).body(body.clone()).send().await.unwrap();
    assert_eq!(without.status(), 415);
    let json_type = "application/json";
    for (name, value) in [("origin", "http://evil.example"), ("host", "evil.example"), ("x-forwarded-for", "10.0.0.1")]
    {
        let request = test.http.post(&url).header("content-type", json_type).header(name, value).body(body.clone());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 403, "{name}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn graphiql_can_read_the_schema_within_the_limits() {
    let test = TestApp::with(&[], &[]).await;
    let data = test.data(include_str!("introspection.graphql"), json!({})).await;
    let types = data["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|named| named["name"] == "Viewer"));
    test.finish(0).await;
}
