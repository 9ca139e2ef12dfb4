//! What customers' rows come to.

use serde_json::{Value, json};

use crate::support::TestApp;
use xeno::workers::Role;

const CUSTOMER: &str = "query($id: String!) { customer(externalId: $id) { externalId name email phone city country \
     visits tags consent attributes createdAt spend orderCount } }";

async fn customer(app: &TestApp, id: &str) -> Value {
    app.data(CUSTOMER, json!({ "id": id })).await["customer"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_customer_is_stored_as_it_was_given() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    let batch = app
        .put_customers(json!([{
            "externalId": "c1", "name": " Asha Rao ", "email": "asha@example.com", "phone": "+91 98765 43210",
            "city": "Pune", "country": "India", "visits": 3, "tags": ["vip", "say \"hi\"", "a,b{}\\"],
            "consent": "GRANTED", "attributes": { "tier": "Gold", "since": "2024-01-01T00:00:00Z", "n": 1.5, "deep": [{ "x": null }] },
            "createdAt": "2024-05-06T07:08:09.123456Z",
        }]))
        .await;
    assert_eq!((&batch["accepted"], &batch["persisted"], &batch["deadLettered"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(
        customer(&app, "c1").await,
        json!({
            "externalId": "c1", "name": "Asha Rao", "email": "asha@example.com", "phone": "+91 98765 43210",
            "city": "Pune", "country": "India", "visits": 3, "tags": ["vip", "say \"hi\"", "a,b{}\\"],
            "consent": "GRANTED", "attributes": { "tier": "Gold", "since": "2024-01-01T00:00:00Z", "n": 1.5, "deep": [{ "x": null }] },
            "createdAt": "2024-05-06T07:08:09.123456Z", "spend": "0.00", "orderCount": 0,
        })
    );
    let seen = "SELECT count(*) FROM audience WHERE name_folded = 'asha rao' AND email_folded = 'asha@example.com' \
        AND phone_folded = '+91 98765 43210' AND city_folded = 'pune' AND country_folded = 'india' \
        AND tags = ARRAY['a,b{}\\', 'say \"hi\"', 'vip'] AND attributes->>'tier' = 'gold' \
        AND attribute_dates = '{\"since\": 1704067200000000}'";
    assert_eq!(app.database.number(seen).await, 1);
    app.assert_audience_exact().await;
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn absent_keeps_null_clears_and_the_newest_wins() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    app.put_customers(json!([{
        "externalId": "c1", "name": "Asha", "city": "Pune", "visits": 4, "tags": ["a"], "consent": "WITHDRAWN",
        "attributes": { "tier": "gold", "age": 30 }, "updatedAt": "2026-01-05T00:00:00Z",
    }]))
    .await;
    // Older: adds what was never said, changes nothing else.
    app.put_customers(json!([{
        "externalId": "c1", "name": "Old", "country": "India", "consent": "GRANTED",
        "attributes": { "tier": "tin", "plan": "basic" }, "updatedAt": "2026-01-02T00:00:00Z",
    }]))
    .await;
    let kept = customer(&app, "c1").await;
    assert_eq!(
        (&kept["name"], &kept["country"], &kept["consent"]),
        (&json!("Asha"), &json!("India"), &json!("WITHDRAWN"))
    );
    assert_eq!(kept["attributes"], json!({ "tier": "gold", "age": 30, "plan": "basic" }));
    // Newer: clears some, keeps the rest.
    app.put_customers(json!([{
        "externalId": "c1", "city": null, "visits": null, "tags": null, "consent": null,
        "attributes": { "tier": null }, "updatedAt": "2026-01-08T00:00:00Z",
    }]))
    .await;
    let cleared = customer(&app, "c1").await;
    assert_eq!(
        cleared,
        json!({
            "externalId": "c1", "name": "Asha", "email": null, "phone": null, "city": null, "country": "India",
            "visits": 0, "tags": [], "consent": "UNKNOWN", "attributes": { "age": 30, "plan": "basic" },
            "createdAt": null, "spend": "0.00", "orderCount": 0,
        })
    );
    // Late: cannot bring back what was removed later.
    app.put_customers(json!([{
        "externalId": "c1", "city": "Delhi", "attributes": { "tier": "silver" }, "updatedAt": "2026-01-07T00:00:00Z",
    }]))
    .await;
    assert_eq!(customer(&app, "c1").await, cleared);
    app.assert_audience_exact().await;
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_one_customer_in_one_transaction_come_to_the_same_state_in_any_order() {
    let mut states = Vec::new();
    for turned in [false, true] {
        // The calls wait in the stream until the workers start, so that one transaction takes them all.
        let app = TestApp::with(&[], &[]).await;
        let mut calls = vec![
            json!([{ "externalId": "c1", "name": "A", "city": "X", "updatedAt": "2026-01-01T00:00:00Z" }]),
            json!([{ "externalId": "c1", "name": "B", "tags": ["t"], "updatedAt": "2026-01-03T00:00:00Z" }]),
            json!([{ "externalId": "c1", "name": "C", "city": null, "updatedAt": "2026-01-02T00:00:00Z" }]),
        ];
        if turned {
            calls.reverse();
        }
        let mut payloads = Vec::new();
        for rows in calls {
            payloads.push(app.customers_ingest(json!({ "rows": rows })).await);
        }
        let app = app.and_work(&[Role::Ingest]);
        for payload in &payloads {
            app.finished(payload).await;
        }
        states.push(customer(&app, "c1").await);
        app.finish(0).await;
    }
    assert_eq!(
        (&states[0]["name"], &states[0]["city"], &states[0]["tags"]),
        (&json!("B"), &Value::Null, &json!(["t"]))
    );
    assert_eq!(states[0], states[1]);
}
