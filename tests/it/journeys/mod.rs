//! Whole journeys, from the outside.

use serde_json::json;

use crate::support::{TestApp, until};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_started_server_is_ready_and_knows_its_caller() {
    let test = TestApp::start().await;
    until("the server is ready", Duration::from_secs(5), async || {
        test.http.get(format!("{}/readyz", test.url)).send().await.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
    let data = test.data("{ viewer { id currency timeZone } }", json!({})).await;
    assert_eq!(data, json!({ "viewer": { "id": "local-admin", "currency": "INR", "timeZone": "Asia/Kolkata" } }));
    test.finish(0).await;
}
