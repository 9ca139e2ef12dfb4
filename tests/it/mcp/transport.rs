//! Streamable HTTP, as its specification has it.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{Agent, EVERYTHING};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_notifications_are_answered_as_the_protocol_says() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    let answer = agent.request().json(&ping).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/json".parse().unwrap())
    );
    assert!(!answer.headers().contains_key("mcp-session-id"), "no session is kept");
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "jsonrpc": "2.0", "id": 1, "result": {} }));

    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let answer = agent.request().json(&initialized).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (202, ""));

    let of_version = async |version: &str| -> Response {
        agent.request().header("mcp-protocol-version", version).json(&ping).send().await.unwrap()
    };
    assert_eq!(of_version("2025-06-18").await.status().as_u16(), 200);
    assert_eq!(of_version("1999-01-01").await.status().as_u16(), 400);

    let key = test.api_key(&EVERYTHING).await;
    let get = reqwest::Client::new().get(format!("{}/mcp", test.url)).bearer_auth(key);
    let answer = get.header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 405);
    assert!(answer.headers()["allow"].to_str().unwrap().contains("POST"), "{:?}", answer.headers());
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_may_call_may_send_what_the_protocol_has_them_send() {
    let test = TestApp::with(&[], &[("CORS_ORIGINS", "https://tools.example")]).await;
    let headers =
        "authorization,content-type,accept,mcp-protocol-version,mcp-session-id,last-event-id,mcp-method,mcp-name";
    let ask = reqwest::Client::new().request(Method::OPTIONS, format!("{}/mcp", test.url));
    let ask = ask.header("origin", "https://tools.example").header("access-control-request-method", "POST");
    let answer = ask.header("access-control-request-headers", headers).send().await.unwrap();
    let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap().to_lowercase();
    for header in headers.split(',') {
        assert!(allowed.split(',').any(|one| one.trim() == header), "{header} is not among {allowed}");
    }
    test.finish(0).await;
}
