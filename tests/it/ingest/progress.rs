//! How far a call's rows are, asked for and followed.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::socket::Socket;
use xeno::ids::BatchId;
use xeno::workers::Role;

const FOLLOW: &str =
    "subscription($id: ID!) { ingestProgress(batchId: $id) { id kind accepted persisted deadLettered finishedAt } }";

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|n| json!({ "externalId": format!("c{n}"), "name": "Asha" })).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_known_before_any_worker_runs_and_followed_to_its_end() {
    let app = TestApp::with(&[], &[]).await;
    let payload = app.customers_ingest(json!({ "rows": rows(5_500) })).await;
    let id = &payload["batch"]["id"];
    let fresh = json!({ "id": id, "kind": "CUSTOMERS", "accepted": 5_500, "persisted": 0, "deadLettered": 0, "finishedAt": null });
    assert_eq!(app.batch(id).await, fresh);
    let mut socket = Socket::subscribe(&app.url, FOLLOW, json!({ "id": id })).await;
    assert_eq!(socket.next().await.unwrap()["ingestProgress"], fresh, "the snapshot comes first");

    let app = app.and_work(&[Role::Ingest]);
    let mut seen = 0;
    let mut last = Value::Null;
    while let Some(mut update) = socket.next().await {
        last = update["ingestProgress"].take();
        let persisted = last["persisted"].as_i64().unwrap();
        assert!(persisted >= seen, "progress never goes back");
        seen = persisted;
    }
    assert_eq!((seen, &last["accepted"], last["finishedAt"].is_string()), (5_500, &json!(5_500), true));
    assert_eq!(app.batch(id).await, last);
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, 5_500);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_does_not_exist_is_null_and_its_subscription_ends() {
    let app = TestApp::with(&[], &[]).await;
    let unknown = json!(BatchId(Uuid::now_v7()).to_string());
    assert_eq!(app.batch(&unknown).await, Value::Null);
    let mut socket = Socket::subscribe(&app.url, FOLLOW, json!({ "id": unknown })).await;
    assert_eq!(socket.next().await, None);
    let answer = app.graphql("{ ingestBatch(id: \"cam_1\") { id } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}
