//! Suggestions one by one, over both transports.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt as _;
use serde_json::{Value, json};

use super::model::{app_with, sketch};
use super::{QUERY, city, shop};
use crate::support::ollama::{Model, Says};
use crate::support::socket::Socket;
use crate::support::{TestApp, until};

const FOLLOW: &str = "subscription ($goal: String!, $rule: RuleInput) {
    messageSuggestions(goal: $goal, rule: $rule) {
        message reason length fits product { sku name category buyers imageUrl } origin { engine model insteadOf } } }";
const PATIENCE: Duration = Duration::from_secs(20);

fn asked() -> Value {
    json!({ "goal": "bring back who has not bought for 3 months", "rule": city("Pune") })
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_come_one_by_one_over_both_transports_and_then_end() {
    let app = TestApp::with(&[], &[]).await;
    shop(&app).await;
    let all = app.data(QUERY, asked()).await["messageSuggestions"].take();
    let mut socket = Socket::subscribe(&app.url, FOLLOW, asked()).await;
    let mut heard = Vec::new();
    while let Some(mut data) = socket.next().await {
        heard.push(data["messageSuggestions"].take());
    }
    assert_eq!(Value::Array(heard), all);
    let body = json!({ "query": FOLLOW, "variables": asked() });
    let answer = app.http.post(format!("{}/graphql", app.url)).header("accept", "text/event-stream").json(&body);
    let text = answer.send().await.unwrap().text().await.unwrap();
    let events = text.split("\n\n").filter_map(|event| event.strip_prefix("event: next\ndata: "));
    let heard: Vec<Value> =
        events.map(|data| serde_json::from_str::<Value>(data).unwrap()["data"]["messageSuggestions"].take()).collect();
    assert_eq!(Value::Array(heard), all, "{text}");
    assert!(text.trim_end().ends_with("event: complete\ndata:"), "{text}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_wrong_is_answered_by_its_problems_alone() {
    let app = TestApp::with(&[], &[]).await;
    let mut socket = Socket::connect(&app.url, Some(crate::support::socket::PROTOCOL)).await;
    socket.begin(FOLLOW, json!({ "goal": "" })).await;
    let received = format!("{:?}", socket.receive().await);
    assert!(received.contains("GOAL_REQUIRED"), "{received}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_is_there_while_the_second_is_written_and_who_leaves_ends_the_asking() {
    let hello = || sketch("Hello {{ first_name | default('you') }}, we kept your chair warm. Come by!");
    // Over a socket: the second answer never comes, and nobody waits for it any more.
    let model = Model::start([hello(), Says::Nothing]).await;
    let app = app_with(&model, "120").await;
    let mut socket = Socket::subscribe(&app.url, FOLLOW, asked()).await;
    let first = socket.next().await.unwrap();
    assert_eq!(first["messageSuggestions"]["origin"]["engine"], "OLLAMA");
    until("the second is asked for", PATIENCE, async || model.times_asked() == 2).await;
    assert_eq!(model.left.load(Ordering::SeqCst), 0);
    socket.send(json!({ "id": "1", "type": "complete" })).await;
    until("the asking ends", PATIENCE, async || model.left.load(Ordering::SeqCst) == 1).await;
    until("the one that was left is recorded", PATIENCE, async || {
        app.database.number("SELECT count(*) FROM ai_runs WHERE outcome = 'ABANDONED'").await == 1
    })
    .await;
    assert_eq!((model.times_asked(), app.database.number("SELECT count(*) FROM ai_runs").await), (2, 2));
    app.finish(0).await;

    // Over events: the connection is cut.
    let model = Model::start([hello(), Says::Nothing]).await;
    let app = app_with(&model, "120").await;
    let body = json!({ "query": FOLLOW, "variables": asked() });
    let answer = app.http.post(format!("{}/graphql", app.url)).header("accept", "text/event-stream").json(&body);
    let mut pieces = answer.send().await.unwrap().bytes_stream();
    let mut text = String::new();
    while !text.contains("event: next") {
        text.push_str(&String::from_utf8_lossy(&pieces.next().await.unwrap().unwrap()));
    }
    until("the second is asked for", PATIENCE, async || model.times_asked() == 2).await;
    drop(pieces);
    until("the asking ends", PATIENCE, async || model.left.load(Ordering::SeqCst) == 1).await;
    assert_eq!(model.times_asked(), 2);
    app.finish(0).await;
}
