//! The edge: what hostile or careless callers run into before anything of ours is at stake.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use xeno::auth::Scope;

use super::world::{Brings, code, key, local_admin};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_and_cost_next_to_nothing() {
    let test = TestApp::with(&[], &[]).await;
    let admin = local_admin(&test);
    let aliases: String = (0..10_000).map(|n| format!("a{n}: viewer {{ id }} ")).collect();
    let few_aliases: String = (0..101).map(|n| format!("a{n}: viewer {{ id }} ")).collect();
    let deep = format!("{}{}", "{ node ".repeat(200), "}".repeat(200));
    let deep_in_fields =
        format!("{{ campaign(id: \"cam_1\") {{ {} id {} }} }}", "progress { campaign { ".repeat(10), "} } ".repeat(10));
    let large = format!("{{ viewer {{ id }} }} # {}", "x".repeat(1 << 20));
    let directives = format!("{{ viewer {} {{ id }} }}", "@include(if: true) ".repeat(1000));
    let some_directives = format!("{{ viewer {} {{ id }} }}", "@include(if: true) ".repeat(11));
    let documents = [
        ("10,000 aliases", format!("{{ {aliases} }}")),
        ("101 aliases", format!("{{ {few_aliases} }}")),
        ("depth 200", deep),
        ("depth 22, in fields that exist", deep_in_fields),
        ("a document of 1 MB", large),
        ("a cycle of fragments", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned()),
        ("a fragment in itself", "{ ...A } fragment A on Query { viewer { id } ...A }".to_owned()),
        ("a thousand million rows", "{ customers(first: 1000000000) { nodes { id } } }".to_owned()),
        ("nested lists", "{ customers(first: 200) { nodes { orders(first: 200) { nodes { id } } } } }".to_owned()),
        ("1,000 directives", directives),
        ("11 directives", some_directives),
    ];
    for (what, document) in documents {
        let begun = Instant::now();
        let (status, answer) = admin.ask(&test, &document, json!({})).await;
        let took = begun.elapsed();
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{what}: {status} {answer}");
        assert!(answer.get("data").is_none_or(serde_json::Value::is_null), "{what}: {answer}");
        println!("{what}: refused in {:.1} ms", took.as_secs_f64() * 1000.0);
    }
    let batch = reqwest::Client::new().post(format!("{}/graphql", test.url));
    let Brings::Cookie(cookie) = &admin else { unreachable!() };
    let batch = batch.header("cookie", cookie).json(&json!([{ "query": "{ viewer { id } }" }]));
    let answer = batch.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 400);
    admin.data(&test, "{ viewer { id } }", json!({})).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_says_what_it_cost() {
    let test = TestApp::with(&[], &[]).await;
    let (_, answer) = local_admin(&test).ask(&test, "{ viewer { id } }", json!({})).await;
    let cost = json!({ "complexity": 2, "mostComplexity": 20_000, "depth": 2, "mostDepth": 20 });
    assert_eq!(answer["extensions"]["cost"], cost);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_often_is_told_when_to_come_again() {
    let test = TestApp::with(&[], &[("RATE_LIMIT", "5")]).await;
    let (busy, other) = (key(&test, &[Scope::Read]).await, key(&test, &[Scope::Read]).await);
    let Brings::Key(secret) = &busy else { unreachable!() };
    let client = reqwest::Client::new();
    let ask = || {
        let call = client.post(format!("{}/graphql", test.url)).bearer_auth(secret);
        call.json(&json!({ "query": "{ viewer { id } }" })).send()
    };
    let mut refused = None;
    for _ in 0..1000 {
        let answer = ask().await.unwrap();
        if answer.status().as_u16() == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a thousand calls in a row are too many");
    let seconds: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&seconds));
    let answer: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(code(&answer), "RATE_LIMITED");
    assert_eq!(answer["errors"][0]["extensions"]["retryAfterSeconds"], seconds);
    // Nobody else pays for it.
    other.data(&test, "{ viewer { id } }", json!({})).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_keys_is_slow() {
    let test = TestApp::with(&[], &[]).await;
    let client = reqwest::Client::new();
    let mut heard = std::collections::BTreeSet::new();
    for guess in 0..2000 {
        let call = client.post(format!("{}/graphql", test.url)).bearer_auth(format!("xeno_{guess}"));
        let answer = call.json(&json!({ "query": "{ viewer { id } }" })).send().await.unwrap();
        heard.insert(answer.status().as_u16());
        if heard.len() == 2 {
            break;
        }
    }
    assert_eq!(heard.into_iter().collect::<Vec<_>>(), [401, 429]);
    // Who is known from the same address comes in all the same.
    local_admin(&test).data(&test, "{ viewer { id } }", json!({})).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_does_not_begin_ever_more_sign_ins() {
    let provider = [("OIDC_ISSUER", "http://127.0.0.1:1"), ("OIDC_CLIENT_ID", "x"), ("OIDC_CLIENT_SECRET", "s")];
    let test = TestApp::for_strangers(&provider).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut refused = None;
    for _ in 0..2000 {
        let answer = client.get(format!("{}/auth/login", test.url)).send().await.unwrap();
        if answer.status().as_u16() == 429 {
            refused = Some(answer);
            break;
        }
    }
    assert!(refused.expect("two thousand in a row are too many").headers().contains_key("retry-after"));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_ingest_may_send_much() {
    let test = TestApp::with(&[], &[]).await;
    let Brings::Key(reader) = key(&test, &[Scope::Read]).await else { unreachable!() };
    let body = json!({ "query": "{ viewer { id } }", "variables": { "x": "x".repeat(2 << 20) } });
    let call = reqwest::Client::new().post(format!("{}/graphql", test.url)).bearer_auth(reader).json(&body);
    let answer = call.send().await.unwrap();
    assert_eq!(answer.status(), 413);
    assert_eq!(code(&answer.json().await.unwrap()), "BODY_TOO_LARGE");
    let (status, answer) = local_admin(&test).ask(&test, "{ viewer { id } }", body["variables"].clone()).await;
    assert_eq!((status, code(&answer)), (413, "BODY_TOO_LARGE"));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_describes_itself_unless_told_not_to() {
    let test = TestApp::with(&[], &[("INTROSPECTION", "false")]).await;
    let (_, answer) = local_admin(&test).ask(&test, "{ __schema { queryType { name } } }", json!({})).await;
    assert_eq!(answer["data"]["__schema"], json!(null), "{answer}");
    let (_, answer) = local_admin(&test).ask(&test, "{ viwer { id } }", json!({})).await;
    assert!(!answer.to_string().contains("Did you mean"), "{answer}");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_security_headers() {
    let test = TestApp::with(&[], &[]).await;
    for path in ["/", "/healthz", "/graphql", "/auth/options", "/nothing/here.txt"] {
        let answer = reqwest::get(format!("{}{path}", test.url)).await.unwrap();
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(header("content-security-policy").contains("script-src 'self';"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("access-control-allow-origin"), "", "{path}");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_may_call_with_a_key_where_they_are_allowed() {
    let test = TestApp::with(&[], &[("CORS_ORIGINS", "https://shop.example")]).await;
    let ask = async |origin: &str| {
        let call = reqwest::Client::new().request(reqwest::Method::OPTIONS, format!("{}/graphql", test.url));
        let call = call.header("origin", origin).header("access-control-request-method", "POST");
        let answer = call.header("access-control-request-headers", "authorization,content-type").send().await.unwrap();
        let headers = answer.headers();
        let allowed = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        (allowed("access-control-allow-origin"), allowed("access-control-allow-credentials"))
    };
    assert_eq!(ask("https://shop.example").await, (Some("https://shop.example".to_owned()), None));
    assert_eq!(ask("https://evil.example").await.0, None);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_ends_its_headers_or_never_begins_is_let_go() {
    let test = TestApp::with(&[], &[]).await;
    let address = test.url.strip_prefix("http://").unwrap();
    let beginnings = ["GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "G", "PRI * HTTP/2", ""];
    let slow = beginnings.map(async |beginning| {
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(beginning.as_bytes()).await.unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(25), slow.read_to_end(&mut Vec::new())).await;
        assert!(ended.is_ok(), "the server still waits for what comes after {beginning:?}");
    });
    join_all(slow).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_what_nobody_reads_is_told_why_all_the_same() {
    let test = TestApp::with(&[], &[]).await;
    let large = "x".repeat(10 << 20);
    for path in ["/graphql", "/mcp"] {
        for _ in 0..5 {
            // A connection of its own each: who hung up is not asked again.
            let posted = reqwest::Client::new().post(format!("{}{path}", test.url)).body(large.clone());
            let answer = posted.send().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
            assert_eq!(answer.status(), 401, "{path}");
            assert_eq!(code(&answer.json().await.unwrap()), "UNAUTHENTICATED", "{path}");
        }
    }
    // Neither who asks before sending nor who never sends the rest keeps the server waiting.
    for (expect, sent) in [("expect: 100-continue\r\n", ""), ("", "half")] {
        let mut waiting = TcpStream::connect(test.url.strip_prefix("http://").unwrap()).await.unwrap();
        let head = format!("POST /graphql HTTP/1.1\r\nhost: localhost\r\n{expect}content-length: 9999\r\n\r\n{sent}");
        waiting.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; 12];
        let read = tokio::time::timeout(Duration::from_secs(10), waiting.read_exact(&mut status)).await;
        read.expect("an answer in time").unwrap();
        assert_eq!(std::str::from_utf8(&status).unwrap(), "HTTP/1.1 401", "{expect}{sent}");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_shows_what_is_inside() {
    let test = TestApp::with(&[], &[]).await;
    let admin = local_admin(&test);
    test.database.execute("ALTER TABLE segments RENAME TO gone").await;
    let (_, answer) = admin.ask(&test, "{ segments { nodes { id } } }", json!({})).await;
    assert_eq!(code(&answer), "INTERNAL");
    let text = answer.to_string();
    for inside in ["relation", "gone", "SELECT", "diesel", "postgres", "src/"] {
        assert!(!text.contains(inside), "{text}");
    }
    test.database.execute("ALTER TABLE gone RENAME TO segments").await;
    test.finish(0).await;
}
