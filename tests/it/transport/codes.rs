//! Every error of every transport carries a code that programs can go by.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use xeno::workers::Role;

use crate::support::socket::{PROTOCOL, Received, Socket};
use crate::support::{TestApp, until};

/// How long a stream of one refusal may last.
const PATIENCE: Duration = Duration::from_secs(20);

/// Operations that fail, each in a way of its own, and the code of each.
fn operations() -> Vec<(Value, &'static str)> {
    let nested = format!("{{ node(id: \"x\") {}{}}}", "{ ...on Campaign { segment ".repeat(12), "} }".repeat(12));
    let complex = "{ customers(first: 200) { nodes { orders(first: 200) { nodes { id } } } } }";
    let ingest = "mutation ($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    let typed = "query ($id: ID!) { customer(id: $id) { id } }";
    vec![
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{a".repeat(2000) }), "DOCUMENT_REFUSED"),
        (json!({ "query": "a ".repeat(3000) }), "DOCUMENT_REFUSED"),
        (json!({ "query": format!("# {}\n{{ __typename }}", "x".repeat(65 << 10)) }), "DOCUMENT_REFUSED"),
        (json!({ "query": "{ a } query B { b }" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "query A { __typename }", "operationName": "B" }), "OPERATION_NOT_FOUND"),
        (json!({ "query": "{ nope }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ viewer }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": nested }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": complex }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": typed }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": typed, "variables": { "id": null } }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": typed, "variables": { "id": {} } }), ""),
        (json!({ "query": typed, "variables": { "id": "nonsense" } }), "BAD_USER_INPUT"),
        (json!({ "query": "{ customers(first: 100000) { nodes { id } } }" }), "BAD_USER_INPUT"),
        (json!({ "query": "{ customers(first: -1) { nodes { id } } }" }), "BAD_USER_INPUT"),
        (json!({ "query": "{ segmentPreview(rule: { all: [] }) { count } }" }), "BAD_USER_INPUT"),
        (json!({ "query": ingest, "variables": { "input": { "rows": [{ "externalId": 1, "x": 2 }] } } }), ""),
        (json!({ "query": "subscription { campaignProgress(id: \"nonsense\") { status } }" }), "BAD_USER_INPUT"),
        (json!({ "query": "subscription { segmentPreview(rule: { any: [] }) { count } }" }), "BAD_USER_INPUT"),
    ]
}

/// Each error has a code and a sentence; the first one's code is the expected, where one is named.
fn check(errors: &Value, expected: &str, what: &str) {
    let errors = errors.as_array().unwrap_or_else(|| panic!("{what}: no errors"));
    assert!(!errors.is_empty(), "{what}: no error");
    for error in errors {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(
            !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'),
            "{what}: {error}"
        );
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{what}: {error}");
    }
    if !expected.is_empty() {
        assert_eq!(errors[0]["extensions"]["code"], expected, "{what}: {errors:?}");
    }
}

/// The first result of an event stream.
fn first_event(text: &str) -> Value {
    let data = text.split("event: next\ndata: ").nth(1).unwrap_or_else(|| panic!("no event: {text}"));
    serde_json::from_str(data.lines().next().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_that_fails_says_why_in_a_code_on_every_transport() {
    let test = TestApp::with(&[], &[]).await;
    let url = format!("{}/graphql", test.url);
    for (body, expected) in operations() {
        let what: String = body.to_string().chars().take(100).collect();
        if !body["query"].as_str().unwrap().starts_with("subscription") {
            for accept in ["application/json", "application/graphql-response+json"] {
                let answer = test.http.post(&url).header(ACCEPT, accept).json(&body).send().await.unwrap();
                check(&answer.json::<Value>().await.unwrap()["errors"], expected, &format!("{accept}: {what}"));
            }
        }
        let events = test.http.post(&url).header(ACCEPT, "text/event-stream").json(&body).send().await.unwrap();
        assert_eq!(events.status(), 200, "{what}");
        let told = tokio::time::timeout(PATIENCE, events.text()).await;
        let told = told.unwrap_or_else(|_| panic!("the stream of what failed does not end: {what}"));
        check(&first_event(&told.unwrap())["errors"], expected, &format!("events: {what}"));
        let mut socket = Socket::connect(&test.url, Some(PROTOCOL)).await;
        socket.send(json!({ "type": "connection_init" })).await;
        socket.receive().await;
        socket.send(json!({ "type": "subscribe", "id": "1", "payload": body })).await;
        let Received::Message(message) = socket.receive().await else { panic!("closed: {what}") };
        let errors = if message["type"] == "error" { &message["payload"] } else { &message["payload"]["errors"] };
        check(errors, expected, &format!("socket: {what}"));
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_that_is_refused_says_why_in_a_code() {
    let test = TestApp::with(&[], &[]).await;
    let url = format!("{}/graphql", test.url);
    let ok = json!({ "query": "{ __typename }" }).to_string();
    let post = |media: &str, body: &str| test.http.post(&url).header(CONTENT_TYPE, media).body(body.to_owned());
    let json = |body: &str| post("application/json", body);
    let requests: Vec<(RequestBuilder, u16)> = vec![
        (json("nonsense"), 400),
        (json("[]"), 400),
        (json("{}"), 400),
        (json(r#"{"query":"{ a }","variables":[]}"#), 400),
        (json(&format!("{{\"query\":\"{{ a }}\",\"variables\":{{\"v\":{}}}}}", "[".repeat(5000))), 400),
        (post("text/plain", &ok), 415),
        (json(&ok).header(ACCEPT, "text/html"), 406),
        (json(&ok).header("origin", "http://evil.example"), 403),
        (json(r#"{"query":"subscription { campaignsChanged { id } }"}"#), 406),
        (json(&format!("{{\"query\":\"{{ __typename }}\",\"v\":\"{}\"}}", "x".repeat(2 << 20))), 413),
        (json(&"x".repeat(33 << 20)), 413),
        (test.http.get(&url), 400),
        (test.http.get(format!("{url}?query=a&query=b")), 400),
        (test.http.get(&url).query(&[("query", "mutation { __typename }")]), 405),
        (test.http.request(Method::DELETE, &url), 405),
    ];
    for (request, status) in requests {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
        let what = answer.url().to_string();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer.get("data").is_none(), "{answer}");
        check(&answer["errors"], "", &what);
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_has_a_code_of_its_own() {
    let mut test = TestApp::with(&[] as &[Role], &[]).await;
    test.redis.kill();
    let ingest = "mutation ($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    let rows = json!({ "input": { "rows": [{ "externalId": "c1" }] } });
    let answer = test.graphql(ingest, rows.clone()).await;
    check(&answer["errors"], "UNAVAILABLE", "while Redis is away");
    assert!(answer["errors"][0]["extensions"]["retryAfterSeconds"].as_i64().is_some_and(|seconds| seconds > 0));
    test.redis.start_again().await;
    until("rows are taken in again", Duration::from_secs(20), async || {
        test.graphql(ingest, rows.clone()).await["data"]["customersIngest"]["acceptedCount"] == 1
    })
    .await;
    test.finish(0).await;
}
