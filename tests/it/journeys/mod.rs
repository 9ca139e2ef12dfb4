//! Whole journeys, from the outside.

mod campaign;
mod nodes;

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

#[tokio::test(flavor = "multi_thread")]
async fn anything_with_an_id_can_be_asked_for_again() {
    let test = TestApp::start().await;
    let rows = json!([{ "externalId": "c1", "name": "Asha Rao", "phone": "+919812345678" }]);
    let ingest = "mutation ($rows: [CustomerInput!]!) { customersIngest(input: { rows: $rows }) { acceptedCount } }";
    test.data(ingest, json!({ "rows": rows })).await;
    let customer = "{ customer(externalId: \"c1\") { id segments { nodes { name } } } }";
    until("the customer is there", Duration::from_secs(20), async || {
        !test.data(customer, json!({})).await["customer"].is_null()
    })
    .await;
    let create = "mutation { segmentCreate(input: { name: \"All\", rule: { everyone: true } }) { segment { id } } }";
    let segment = test.data(create, json!({})).await["segmentCreate"]["segment"]["id"].take();
    let found = test.data(customer, json!({})).await["customer"].take();
    assert_eq!(found["segments"]["nodes"], json!([{ "name": "All" }]));
    let node = "query ($id: ID!) { node(id: $id) { __typename id } }";
    for (id, kind) in [(&found["id"], "Customer"), (&segment, "Segment")] {
        let data = test.data(node, json!({ "id": id })).await;
        assert_eq!(data["node"], json!({ "__typename": kind, "id": id }));
    }
    assert_eq!(test.data(node, json!({ "id": "cam_zz" })).await["node"], json!(null));
    let misuse = test.graphql(node, json!({ "id": "x" })).await;
    assert_eq!(misuse["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    test.finish(0).await;
}
