//! Documents and values that would end a careless server: refused on every transport, and the server lives. It is
//! a process of its own, since what overflows a stack takes everything with it.

use futures_util::StreamExt as _;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use crate::support::server_process::ServerProcess;
use crate::support::socket::{PROTOCOL, Received, Socket};

/// What nests deeper than anybody needs, in every way that a bracket can be written or hidden.
fn hostile(depth: usize) -> Vec<String> {
    let mixed = "{a(b:[".repeat(depth / 3);
    vec![
        "{a".repeat(depth),
        format!("{}{}", "{a".repeat(depth), "}".repeat(depth)),
        format!("{{ a(b: {}", "[".repeat(depth)),
        format!("{{ a(b: {}{})}}", "[".repeat(depth), "]".repeat(depth)),
        format!("{{ a{}", "(".repeat(depth)),
        format!("{{ a(b: {}", "{b:".repeat(depth)),
        format!("query ($v: {}Int{}) {{ a }}", "[".repeat(depth), "]".repeat(depth)),
        mixed.clone(),
        mixed.replace('[', "[ \"}])\" "),
        mixed.replace('[', "[ \"\"\"}]) \\\"\"\" }\"\"\" "),
        mixed.replace('[', "[ # }])\n"),
        format!("# \"\n{mixed}"),
        format!("{{ a(b: \"\\\"\") {mixed}"),
        format!("{{ a(b: \"\"\"\\\"\"\"\"\"\") {mixed}"),
        format!("\u{feff}{mixed}"),
        "{...on Query".repeat(depth / 3),
    ]
}

async fn by_post(server: &ServerProcess, accept: &str, document: &str) -> String {
    let body = json!({ "query": document });
    let request = server.http.post(format!("{}/graphql", server.url)).header(ACCEPT, accept).json(&body);
    request.send().await.unwrap().text().await.unwrap()
}

async fn by_get(server: &ServerProcess, accept: &str, document: &str) -> String {
    let request = server.http.get(format!("{}/graphql", server.url)).query(&[("query", document)]);
    request.header(ACCEPT, accept).send().await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_on_every_transport_and_the_server_lives() {
    let server = ServerProcess::start().await;
    let mut socket = Socket::subscribe(&server.url, "{ __typename }", json!({})).await;
    assert!(socket.next().await.is_some() && socket.next().await.is_none());
    for document in [2000, 5000].into_iter().flat_map(hostile) {
        let told = |answer: &str| answer.contains("\"code\":\"DOCUMENT_REFUSED\"");
        let excerpt: String = document.chars().take(60).collect();
        for accept in ["application/json", "application/graphql-response+json", "text/event-stream"] {
            let answer = by_post(&server, accept, &document).await;
            assert!(told(&answer), "{accept}: {excerpt}: {answer}");
            // The URL has bounds of its own.
            let shorter: String = document.chars().take(12_000).collect();
            let answer = by_get(&server, accept, &shorter).await;
            assert!(told(&answer), "{accept} by GET: {excerpt}: {answer}");
        }
        socket.send(json!({ "id": "2", "type": "subscribe", "payload": { "query": document } })).await;
        let Received::Message(message) = socket.receive().await else { panic!("closed by {excerpt}") };
        assert_eq!(message["payload"][0]["extensions"]["code"], "DOCUMENT_REFUSED", "{excerpt}");
    }
    assert_eq!(server.data("{ viewer { id } }", json!({})).await["viewer"]["id"], "local-admin");
    server.terminate().await;
    server.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_nest_too_deep_are_refused_on_every_transport_and_the_server_lives() {
    let server = ServerProcess::start().await;
    let url = format!("{}/graphql", server.url);
    let code = |answer: &Value| answer["errors"][0]["extensions"]["code"].as_str().map(ToOwned::to_owned);
    for depth in [2000, 5000, 200_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            for field in ["variables", "extensions", "query", "operationName", "other"] {
                let value = if field == "variables" { format!("{{\"v\":{deep}}}") } else { deep.clone() };
                let body = format!("{{\"query\":\"{{ __typename }}\",\"{field}\":{value}}}");
                let post = server.http.post(&url).header("content-type", "application/json").body(body.clone());
                let answer: Value = post.send().await.unwrap().json().await.unwrap();
                // What is passed over unread may be as deep as it likes.
                let ran = answer["data"]["__typename"] == "Query";
                assert!(
                    code(&answer).is_some() || (ran && matches!(field, "other" | "extensions")),
                    "{field}: {answer}"
                );
                let mut socket = Socket::connect(&server.url, Some(PROTOCOL)).await;
                socket.send(json!({ "type": "connection_init" })).await;
                let message = format!("{{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{body}}}");
                let sent = futures_util::SinkExt::send(&mut socket.stream, message.into()).await;
                // A refusal may come before all of it is sent.
                if sent.is_ok() {
                    while let Some(Ok(message)) = socket.stream.next().await {
                        if message.to_text().is_ok_and(|text| text.contains("complete")) {
                            break;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(server.data("{ viewer { id } }", json!({})).await["viewer"]["id"], "local-admin");
    server.terminate().await;
    server.ended().await;
}

/// Half a megabyte that passes for a rule.
fn large_rule() -> Value {
    let city = "x".repeat(490);
    json!({ "city": { "in": vec![city; 1000] } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_variable_that_is_used_again_and_again_is_refused_before_the_engine_carries_it_about() {
    let server = ServerProcess::start().await;
    let previews: String = (0..90).map(|place| format!("a{place}: segmentPreview(rule: $rule) {{ count }} ")).collect();
    let query = format!("query ($rule: RuleInput!) {{ {previews} }}");
    let body = json!({ "query": query, "variables": { "rule": large_rule() } });
    let answer: Value =
        server.http.post(format!("{}/graphql", server.url)).json(&body).send().await.unwrap().json().await.unwrap();
    // Not for what it would cost: the engine tells that when it has carried everything about.
    let is_weighed = |error: &Value| error["message"].as_str().is_some_and(|said| said.contains("used so often"));
    assert!(is_weighed(&answer["errors"][0]), "{answer}");
    let mut socket = Socket::subscribe(&server.url, &query, json!({ "rule": large_rule() })).await;
    let Received::Message(message) = socket.receive().await else { panic!("closed") };
    assert!(is_weighed(&message["payload"][0]), "{message}");
    // Once is what it is there for.
    let once = "query ($rule: RuleInput!) { segmentPreview(rule: $rule) { count } }";
    assert_eq!(server.data(once, json!({ "rule": large_rule() })).await["segmentPreview"]["count"], 0);
    server.terminate().await;
    server.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fragments_that_double_or_go_round_are_refused_and_the_server_lives() {
    let server = ServerProcess::start().await;
    let links = |last: &str| -> String {
        let link = |place| format!("fragment F{place} on Query {{ ...F{0} ...F{0} }} ", place + 1);
        (0..40).map(link).collect::<String>() + "fragment F40 on Query { " + last + " }"
    };
    for document in [
        format!("{{ ...F0 }} {}", links("viewer { id }")),
        format!("{{ viewer {{ id }} }} {}", links("viewer { id }")),
        format!("{{ ...F0 }} {}", links("...F0")),
        "{ viewer { id } ...F } fragment F on Query { ...F ...F }".to_owned(),
    ] {
        let answer = by_post(&server, "application/json", &document).await;
        assert!(answer.contains("\"code\":\"DOCUMENT_REFUSED\""), "{document}: {answer}");
        let mut socket = Socket::subscribe(&server.url, &document, json!({})).await;
        let Received::Message(message) = socket.receive().await else { panic!("closed by {document}") };
        assert_eq!(message["payload"][0]["extensions"]["code"], "DOCUMENT_REFUSED", "{document}");
    }
    server.terminate().await;
    server.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_carries_the_rows_of_one_call_and_a_subscription_follows_one_field() {
    let server = ServerProcess::start().await;
    let rows: Vec<Value> =
        (0..10_000).map(|row| json!({ "externalId": format!("c{row}"), "name": "x".repeat(120) })).collect();
    let twice = "mutation ($input: CustomersIngestInput!) { \
         a: customersIngest(input: $input) { acceptedCount } b: customersIngest(input: $input) { acceptedCount } }";
    let body = json!({ "query": twice, "variables": { "input": { "rows": rows } } });
    let answer: Value =
        server.http.post(format!("{}/graphql", server.url)).json(&body).send().await.unwrap().json().await.unwrap();
    assert!(answer["data"].is_null() && answer["errors"][0]["extensions"]["code"] == "DOCUMENT_REFUSED", "{answer}");
    let both = "subscription { a: campaignsChanged { id } b: campaignsChanged { id } }";
    let mut socket = Socket::subscribe(&server.url, both, json!({})).await;
    let Received::Message(message) = socket.receive().await else { panic!("closed") };
    assert_eq!(message["payload"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{message}");
    server.terminate().await;
    server.ended().await;
}
