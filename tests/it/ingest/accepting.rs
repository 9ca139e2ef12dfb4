//! What a call is answered, and what it publishes.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::server_process::ServerProcess;
use xeno::auth::Scope;
use xeno::workers::Role;

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|n| json!({ "externalId": format!("c{n}") })).collect()
}

async fn entries(app: &TestApp, stream: &str) -> usize {
    let mut connection = app.redis.connection().await;
    redis::cmd("XLEN").arg(stream).query_async(&mut connection).await.unwrap()
}

fn errors(payload: &Value) -> Vec<(&str, &str)> {
    let errors = payload["userErrors"].as_array().unwrap();
    errors.iter().map(|error| (error["code"].as_str().unwrap(), error["path"].as_str().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn good_rows_are_accepted_and_bad_ones_named() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    let payload = app
        .customers_ingest(json!({ "rows": [
            { "externalId": "c0", "name": "Asha" },
            { "externalId": "c1", "email": "nobody" },
            { "externalId": "c0" },
            { "externalId": "c3", "visits": 2_147_483_648_u32 },
        ] }))
        .await;
    assert_eq!((&payload["acceptedCount"], &payload["rejectedCount"]), (&json!(1), &json!(3)));
    assert_eq!(
        errors(&payload),
        [
            ("INVALID_EMAIL", "input.rows.1.email"),
            ("DUPLICATE_ID", "input.rows.2.externalId"),
            ("TOO_LARGE", "input.rows.3.visits")
        ]
    );
    let batch = &payload["batch"];
    assert_eq!((&batch["kind"], &batch["accepted"]), (&json!("CUSTOMERS"), &json!(1)));

    let payload = app
        .orders_ingest(json!({ "rows": [
            { "externalId": "o0", "customerExternalId": "c0", "amount": "10.50", "placedAt": "2026-01-01T00:00:00Z" },
            { "externalId": "o1", "customerExternalId": "c0", "amount": 7.25, "placedAt": "2026-01-01T00:00:00Z" },
            { "externalId": "o2", "customerExternalId": "c0", "amount": "1.005", "placedAt": 1_700_000_000 },
            { "externalId": "o3", "customerExternalId": "c0", "amount": "1", "currency": "USD",
              "placedAt": "2026-01-01T00:00:00Z", "items": [{ "sku": "s", "quantity": 0, "price": -1 }] },
        ] }))
        .await;
    assert_eq!((&payload["acceptedCount"], &payload["rejectedCount"]), (&json!(2), &json!(2)));
    assert_eq!(
        errors(&payload),
        [
            ("INVALID_AMOUNT", "input.rows.2.amount"),
            ("INVALID_DATE", "input.rows.2.placedAt"),
            ("FOREIGN_CURRENCY", "input.rows.3.currency"),
            ("INVALID_QUANTITY", "input.rows.3.items.0.quantity"),
            ("NEGATIVE", "input.rows.3.items.0.price"),
        ]
    );
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amount_or_date_of_the_wrong_kind_is_its_rows_problem_alone() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    let payload = app
        .customers_ingest(json!({ "rows": [
            { "externalId": "c0", "createdAt": true },
            { "externalId": "c1", "createdAt": null, "updatedAt": { "at": 1 } },
            { "externalId": "c2", "createdAt": "2026-01-01T00:00:00Z" },
        ] }))
        .await;
    assert_eq!((&payload["acceptedCount"], &payload["rejectedCount"]), (&json!(1), &json!(2)));
    let refused = [("INVALID_DATE", "input.rows.0.createdAt"), ("INVALID_DATE", "input.rows.1.updatedAt")];
    assert_eq!(errors(&payload), refused);
    let order = |id: &str, amount: Value, placed_at: Value, price: Value| {
        json!({ "externalId": id, "customerExternalId": "c0", "amount": amount, "placedAt": placed_at,
                "items": [{ "sku": "s", "quantity": 1, "price": price }] })
    };
    let at = || json!("2026-01-01T00:00:00Z");
    let payload = app
        .orders_ingest(json!({ "rows": [
            order("o0", json!([]), at(), json!("1")),
            order("o1", json!("1"), json!(["2026-01-01T00:00:00Z"]), json!({})),
            order("o2", json!(false), at(), json!(1)),
            order("o3", json!("1"), at(), json!(1)),
        ] }))
        .await;
    assert_eq!((&payload["acceptedCount"], &payload["rejectedCount"]), (&json!(1), &json!(3)));
    assert_eq!(
        errors(&payload),
        [
            ("INVALID_AMOUNT", "input.rows.0.amount"),
            ("INVALID_DATE", "input.rows.1.placedAt"),
            ("INVALID_AMOUNT", "input.rows.1.items.0.price"),
            ("INVALID_AMOUNT", "input.rows.2.amount"),
        ]
    );
    for error in payload["userErrors"].as_array().unwrap() {
        let field = error["path"].as_str().unwrap().rsplit('.').next().unwrap();
        assert!(!error["message"].as_str().unwrap().starts_with(field), "the path names the field: {error}");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reject_everything_accepts_nothing_of_a_call_with_a_bad_row() {
    let app = TestApp::with(&[], &[]).await;
    let input = json!({ "errorPolicy": "REJECT_EVERYTHING", "rows": [{ "externalId": "c0" }, { "externalId": "" }] });
    let payload = app.customers_ingest(input).await;
    assert_eq!((&payload["acceptedCount"], &payload["rejectedCount"]), (&json!(0), &json!(2)));
    assert_eq!(errors(&payload), [("REQUIRED", "input.rows.1.externalId")]);
    assert_eq!((&payload["batch"], entries(&app, "ingest:customers").await), (&Value::Null, 0));

    let input = json!({ "errorPolicy": "REJECT_EVERYTHING", "rows": [{ "externalId": "c0" }] });
    assert_eq!(app.customers_ingest(input).await["acceptedCount"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_rows_go_in_one_call_as_ten_entries_and_one_more_is_refused_whole() {
    let app = TestApp::with(&[], &[]).await;
    let payload = app.customers_ingest(json!({ "rows": rows(10_001) })).await;
    assert_eq!(errors(&payload), [("TOO_MANY_ROWS", "input.rows")]);
    assert_eq!((&payload["acceptedCount"], &payload["rejectedCount"]), (&json!(0), &json!(10_001)));
    assert_eq!(errors(&app.customers_ingest(json!({ "rows": [] })).await), [("NO_ROWS", "input.rows")]);
    assert_eq!(entries(&app, "ingest:customers").await, 0);
    let payload = app.customers_ingest(json!({ "rows": rows(10_000) })).await;
    assert_eq!(payload["acceptedCount"], 10_000);
    assert_eq!(entries(&app, "ingest:customers").await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_shapes_fail_the_whole_call_with_a_path() {
    let app = TestApp::with(&[], &[]).await;
    let mutation = "mutation($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    let cases = [
        (json!({ "rows": [{ "externalId": "c0" }, { "externalId": 7 }] }), "input.rows.1.externalId"),
        (json!({ "rows": [{ "externalId": "c0" }, { "externalId": "c1", "visits": "2" }] }), "input.rows.1.visits"),
        (json!({ "rows": [{ "externalId": "c1", "visits": 1.5 }] }), "input.rows.0.visits"),
        (json!({ "rows": [{ "externalId": "c1", "consent": "MAYBE" }] }), "input.rows.0.consent"),
        (json!({ "rows": [{ "externalId": "c1", "nickname": "x" }] }), "input.rows.0"),
        (json!({ "rows": [{ "name": "no id" }] }), "input.rows.0"),
        (json!({ "rows": [{ "externalId": "c0" }], "errorPolicy": "SHRUG" }), "input.errorPolicy"),
    ];
    for (input, path) in cases {
        let answer = app.graphql(mutation, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["path"], path, "{input}: {answer}");
        assert!(answer["data"].is_null(), "{input}: {answer}");
    }
    assert_eq!(entries(&app, "ingest:customers").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_with_the_same_input_gets_the_same_answer_and_publishes_once() {
    let app = TestApp::with(&[], &[]).await;
    let call = |attributes: &str| {
        let attributes: Value = serde_json::from_str(attributes).unwrap();
        let rows = json!([{ "externalId": "c0", "attributes": attributes }, { "externalId": " " }]);
        json!({ "idempotencyKey": "k1", "rows": rows })
    };
    let first = app.customers_ingest(call(r#"{ "shoe": 42, "size": { "m": 1, "l": 2 } }"#)).await;
    assert_eq!(first["acceptedCount"], 1);
    // Also where an object's names come in another order, which means the same.
    for again in [r#"{ "shoe": 42, "size": { "m": 1, "l": 2 } }"#, r#"{ "size": { "l": 2, "m": 1 }, "shoe": 42 }"#] {
        assert_eq!(app.customers_ingest(call(again)).await, first, "{again}");
    }
    assert_eq!(entries(&app, "ingest:customers").await, 1);

    let other = json!({ "idempotencyKey": "k1", "rows": [{ "externalId": "c1" }] });
    let refused = app.customers_ingest(other.clone()).await;
    assert_eq!(errors(&refused), [("IDEMPOTENCY_KEY_REUSED", "input.idempotencyKey")]);
    assert_eq!(
        (&refused["batch"], &refused["acceptedCount"], &refused["rejectedCount"]),
        (&Value::Null, &json!(0), &json!(1))
    );
    assert_eq!(entries(&app, "ingest:customers").await, 1);

    let order =
        json!({ "externalId": "o", "customerExternalId": "c", "amount": 1, "placedAt": "2026-01-01T00:00:00Z" });
    let elsewhere = app.orders_ingest(json!({ "idempotencyKey": "k1", "rows": [order] })).await;
    assert_eq!(elsewhere["acceptedCount"], 1, "a key belongs to its mutation");
    let kept: i64 = redis::cmd("TTL")
        .arg("idempotency:local-admin:customersIngest:k1")
        .query_async(&mut app.redis.connection().await)
        .await
        .unwrap();
    assert!((86_000..=86_400).contains(&kept), "a key is kept for a day, and this one for {kept} s");
    let ingest = "mutation($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    let by_a_script = json!({ "query": ingest, "variables": { "input": other } });
    let call = reqwest::Client::new().post(format!("{}/graphql", app.url)).json(&by_a_script);
    let answer: Value =
        call.bearer_auth(app.api_key(&[Scope::Ingest]).await).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["customersIngest"]["acceptedCount"], 1, "a key belongs to its actor");
    for key in ["", "a\u{1}b", &"k".repeat(201)] {
        let payload = app.customers_ingest(json!({ "idempotencyKey": key, "rows": [{ "externalId": "c" }] })).await;
        assert_eq!(errors(&payload), [("INVALID_IDEMPOTENCY_KEY", "input.idempotencyKey")], "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_at_once_with_one_key_publish_once() {
    let app = TestApp::with(&[], &[]).await;
    let input = json!({ "idempotencyKey": "k1", "rows": rows(50) });
    let calls = (0..8).map(|_| app.customers_ingest(input.clone()));
    let answers = futures::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(entries(&app, "ingest:customers").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_stream_refuses_with_a_retryable_error_and_loses_nothing() {
    let app = TestApp::with(&[], &[("STREAM_MAX_ROWS", "100")]).await;
    assert_eq!(app.customers_ingest(json!({ "rows": rows(80) })).await["acceptedCount"], 80);
    let mutation = "mutation($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    let answer = app.graphql(mutation, json!({ "input": { "rows": rows(80) } })).await;
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "BACKLOGGED", "{answer}");
    assert!(extensions["retryAfterSeconds"].as_u64().unwrap() > 0);
    assert_eq!(entries(&app, "ingest:customers").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_workers_tells_what_waits_in_the_streams() {
    let server = ServerProcess::start().await;
    let ingest = "mutation ($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
    server.data(ingest, json!({ "input": { "rows": rows(30) } })).await;
    for (gauge, figure) in [("entries", 1), ("waiting_rows", 30), ("pending_entries", 0)] {
        let name = format!("xeno_stream_{gauge}{{stream=\"ingest:customers\"}}");
        assert_eq!(server.metric(&name).await, figure, "{name}");
    }
    server.terminate().await;
    server.ended().await;
}
