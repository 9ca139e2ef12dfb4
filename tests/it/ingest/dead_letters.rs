//! Rows that the database refuses: named, replayed, given up, through the API.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{TestApp, until};
use xeno::workers::Role;

const LIST: &str = "query($state: DeadLetterState, $code: String, $stream: String) { \
     deadLetters(state: $state, code: $code, stream: $stream) { nodes { id stream state code reason payload } } }";

async fn letters(app: &TestApp, variables: Value) -> Vec<Value> {
    app.data(LIST, variables).await["deadLetters"]["nodes"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_rows_are_listed_and_replayed_once_what_refused_them_is_gone() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    app.database.execute("ALTER TABLE customers ADD CONSTRAINT no_poison CHECK (name <> 'poison')").await;
    let rows: Vec<Value> = (0..50)
        .map(|n| json!({ "externalId": format!("c{n}"), "name": if n % 20 == 7 { "poison" } else { "Asha" } }))
        .collect();
    let batch = app.put_customers(json!(rows)).await;
    assert_eq!((&batch["persisted"], &batch["deadLettered"]), (&json!(47), &json!(3)));
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, 47, "a refused row leaves nothing behind");
    app.assert_audience_exact().await;
    let found =
        letters(&app, json!({ "stream": "ingest:customers", "code": "REFUSED_BY_DATABASE", "state": "OPEN" })).await;
    assert_eq!(found.len(), 3);
    for letter in &found {
        assert!(letter["reason"].as_str().unwrap().contains("no_poison"), "{letter}");
        let payload: Value = serde_json::from_str(letter["payload"].as_str().unwrap()).unwrap();
        assert_eq!(payload["name"], "poison");
    }
    assert_eq!(letters(&app, json!({ "stream": "ingest:orders" })).await, Vec::<Value>::new());

    app.database.execute("ALTER TABLE customers DROP CONSTRAINT no_poison").await;
    let ids: Vec<&Value> = found.iter().take(2).map(|letter| &letter["id"]).collect();
    let replay =
        "mutation($ids: [ID!]!) { deadLettersReplay(input: { ids: $ids }) { replayed userErrors { code path } } }";
    let payload = app.data(replay, json!({ "ids": [ids[0], ids[1], "dead_zzz"] })).await;
    assert_eq!(payload["deadLettersReplay"]["replayed"].as_array().unwrap().len(), 2);
    assert_eq!(payload["deadLettersReplay"]["userErrors"], json!([{ "code": "NOT_FOUND", "path": "input.ids.2" }]));
    until("the replayed rows are persisted", Duration::from_secs(20), async || {
        app.batch(&batch["id"]).await["persisted"] == 49
    })
    .await;

    let discard =
        "mutation($ids: [ID!]!) { deadLettersDiscard(input: { ids: $ids }) { discarded userErrors { code path } } }";
    let last = &found[2]["id"];
    let payload = app.data(discard, json!({ "ids": [last] })).await;
    assert_eq!(payload["deadLettersDiscard"], json!({ "discarded": [last], "userErrors": [] }));
    assert_eq!(letters(&app, json!({})).await, Vec::<Value>::new());
    let payload = app.data(discard, json!({ "ids": [last, "c1"] })).await;
    assert_eq!(payload["deadLettersDiscard"]["userErrors"], json!([{ "code": "INVALID_ID", "path": "input.ids.1" }]));
    app.assert_audience_exact().await;
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spend_beyond_what_can_be_stored_is_a_dead_letter_that_says_so() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    app.put_orders(
        json!([{ "externalId": "o0", "customerExternalId": "c1", "amount": "1", "placedAt": "2026-01-01T00:00:00Z" }]),
    )
    .await;
    app.database.execute("UPDATE audience SET spend_minor = 9223372036854775000").await;
    let batch = app
        .put_orders(json!([
            { "externalId": "o1", "customerExternalId": "c1", "amount": "1000", "placedAt": "2026-01-01T00:00:00Z" },
            { "externalId": "o2", "customerExternalId": "c2", "amount": "1000", "placedAt": "2026-01-01T00:00:00Z" },
        ]))
        .await;
    assert_eq!((&batch["persisted"], &batch["deadLettered"]), (&json!(1), &json!(1)));
    let found = letters(&app, json!({})).await;
    assert_eq!((&found[0]["code"], &found[0]["stream"]), (&json!("FIGURES_OUT_OF_RANGE"), &json!("ingest:orders")));
    assert_eq!(app.database.number("SELECT count(*) FROM orders").await, 2);
    app.finish(1).await;
}
