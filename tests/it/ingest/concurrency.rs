//! Many consumers, the same ids, every order: nothing waits in a circle and everything adds up.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::TestApp;
use xeno::workers::Role;

/// A repeatable shuffle: which way a call's rows lie.
fn shuffled(mut rows: Vec<Value>, seed: u64) -> Vec<Value> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for place in (1..rows.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(place, (state >> 33) as usize % (place + 1));
    }
    rows
}

fn at(month: u32, second: u64) -> String {
    format!("2026-{month:02}-01T00:{:02}:{:02}Z", second / 60 % 60, second % 60)
}

const CUSTOMERS: u64 = 400;
const ORDERS: u64 = 800;
const CALLS: u64 = 16;

fn customers(call: u64) -> Value {
    let row =
        |n: u64| json!({ "externalId": format!("c{n}"), "visits": call, "updatedAt": at(3, (call * 7 + n) % 60) });
    json!({ "rows": shuffled((0..CUSTOMERS).map(row).collect(), call) })
}

/// Each call moves every order, to an owner that may not exist yet.
fn orders(call: u64) -> Value {
    let status = ["COMPLETED", "CANCELLED", "REFUNDED", "COMPLETED"];
    let row = |n: u64| {
        json!({
            "externalId": format!("o{n}"), "customerExternalId": format!("c{}", (n * 13 + call * 31) % CUSTOMERS),
            "amount": format!("{}.{:02}", n % 90 + 1, call), "placedAt": at(2, n * 3 + call),
            "status": status[((n + call) % 4) as usize], "updatedAt": at(3, (call * 11 + n) % 60),
        })
    };
    json!({ "rows": shuffled((0..ORDERS).map(row).collect(), call + 1000) })
}

/// Everything stored, in one text.
async fn digest(app: &TestApp) -> i64 {
    app.database
        .number(
            "SELECT ('x' || substr(md5((SELECT string_agg(external_id || visits, ',' ORDER BY external_id) FROM customers) \
             || (SELECT string_agg(o.external_id || c.external_id || amount_minor || status || o.placed_at::text, ',' \
                                   ORDER BY o.external_id) \
                 FROM orders o JOIN customers c ON c.id = o.customer_id)), 1, 15))::bit(60)::bigint",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn consumers_with_the_same_ids_in_every_order_never_deadlock_and_end_exact() {
    // Two processes' worth of workers: four consumers of customers and four of orders.
    let app = TestApp::with(&[], &[]).await;
    let mut payloads = Vec::new();
    for call in 0..CALLS {
        payloads.push(app.customers_ingest(customers(call)).await);
        payloads.push(app.orders_ingest(orders(call)).await);
    }
    let app = app.and_work(&[Role::Ingest]).and_work(&[Role::Ingest]);
    // More comes while they work.
    let more = join_all((CALLS..CALLS + 6).map(async |call| {
        let (one, other) = tokio::join!(app.customers_ingest(customers(call)), app.orders_ingest(orders(call)));
        [one, other]
    }));
    payloads.extend(more.await.into_iter().flatten());
    for payload in &payloads {
        let batch = app.finished(payload).await;
        assert_eq!((&batch["persisted"], &batch["deadLettered"]), (&batch["accepted"], &json!(0)));
    }
    app.assert_audience_exact().await;
    assert_eq!(app.database.number("SELECT count(*) FROM orders").await, i64::try_from(ORDERS).unwrap());
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(app.database.number(deadlocks).await, 0);
    let here = digest(&app).await;
    app.finish(0).await;

    // The same rows, one call after the other and backwards, come to the same state.
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    for call in (0..CALLS + 6).rev() {
        app.finished(&app.orders_ingest(orders(call)).await).await;
        app.finished(&app.customers_ingest(customers(call)).await).await;
    }
    app.assert_audience_exact().await;
    assert_eq!(digest(&app).await, here);
    app.finish(0).await;
}
