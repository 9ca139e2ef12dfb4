//! What orders' rows come to, and what that does to their owners.

use serde_json::{Value, json};

use crate::support::TestApp;
use xeno::workers::Role;

const CUSTOMER: &str = "query($id: String!) { customer(externalId: $id) { spend orderCount firstOrderAt lastOrderAt \
     orders { nodes { externalId amount status channel items { sku name category quantity price } } } } }";

async fn customer(app: &TestApp, id: &str) -> Value {
    app.data(CUSTOMER, json!({ "id": id })).await["customer"].take()
}

/// Spend, number of orders, first and last, as days of January 2026.
async fn figures(app: &TestApp, id: &str) -> (String, i64, Option<u32>, Option<u32>) {
    let customer = customer(app, id).await;
    let day = |at: &Value| at.as_str().map(|at| at[8..10].parse().unwrap());
    app.assert_audience_exact().await;
    (
        customer["spend"].as_str().unwrap().to_owned(),
        customer["orderCount"].as_i64().unwrap(),
        day(&customer["firstOrderAt"]),
        day(&customer["lastOrderAt"]),
    )
}

/// An order of a day in January 2026, changed on another.
fn order(id: &str, owner: &str, amount: &str, days: (u32, u32)) -> Value {
    json!({
        "externalId": id, "customerExternalId": owner, "amount": amount,
        "placedAt": format!("2026-01-{:02}T00:00:00Z", days.0), "updatedAt": format!("2026-02-{:02}T00:00:00Z", days.1),
    })
}

fn with(mut order: Value, field: &str, value: Value) -> Value {
    order[field] = value;
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_sum_up_and_one_that_comes_before_its_customer_creates_them() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    let items = json!([{ "sku": "S-1", "name": "Tea", "category": "Drinks", "quantity": 2, "price": "2.50" }, { "sku": "s2", "quantity": 1, "price": 0 }]);
    app.put_orders(json!([
        with(with(order("o1", "c1", "10.50", (5, 1)), "items", items), "channel", json!("Web")),
        order("o2", "c1", "0.25", (9, 1)),
        order("o3", "c2", "0", (2, 1)),
    ]))
    .await;
    assert_eq!(figures(&app, "c1").await, ("10.75".to_owned(), 2, Some(5), Some(9)));
    assert_eq!(figures(&app, "c2").await, ("0.00".to_owned(), 1, Some(2), Some(2)));
    app.put_customers(json!([{ "externalId": "c1", "name": "Asha", "visits": 2 }])).await;
    assert_eq!(figures(&app, "c1").await, ("10.75".to_owned(), 2, Some(5), Some(9)));
    let orders = customer(&app, "c1").await["orders"]["nodes"].take();
    assert_eq!(
        orders[1],
        json!({ "externalId": "o1", "amount": "10.50", "status": "COMPLETED", "channel": "Web", "items": [
            { "sku": "S-1", "name": "Tea", "category": "Drinks", "quantity": 2, "price": "2.50" },
            { "sku": "s2", "name": null, "category": null, "quantity": 1, "price": "0.00" },
        ] })
    );
    assert_eq!(orders[0]["externalId"], "o2", "the latest comes first");
    let folded = "SELECT count(*) FROM orders WHERE channel_folded = 'web' AND item_skus = ARRAY['s-1', 's2'] \
        AND item_categories = ARRAY['drinks', NULL]";
    assert_eq!(app.database.number(folded).await, 1);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_cancellations_and_refunds_leave_the_figures_exact() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    app.put_orders(json!([
        order("o1", "c1", "10", (1, 1)),
        order("o2", "c1", "20", (5, 1)),
        order("o3", "c1", "40", (9, 1)),
    ]))
    .await;
    assert_eq!(figures(&app, "c1").await, ("70.00".to_owned(), 3, Some(1), Some(9)));
    app.put_orders(json!([order("o2", "c1", "15", (5, 2))])).await;
    assert_eq!(figures(&app, "c1").await, ("65.00".to_owned(), 3, Some(1), Some(9)), "the amount was corrected");
    app.put_orders(json!([order("o3", "c1", "40", (3, 2))])).await;
    assert_eq!(figures(&app, "c1").await, ("65.00".to_owned(), 3, Some(1), Some(5)), "the date was corrected");
    app.put_orders(json!([with(order("o1", "c1", "10", (1, 3)), "status", json!("CANCELLED"))])).await;
    assert_eq!(figures(&app, "c1").await, ("55.00".to_owned(), 2, Some(3), Some(5)), "the first was cancelled");
    app.put_orders(json!([with(order("o2", "c1", "15", (5, 3)), "status", json!("REFUNDED"))])).await;
    assert_eq!(figures(&app, "c1").await, ("40.00".to_owned(), 1, Some(3), Some(3)), "the last was refunded");
    app.put_orders(json!([order("o1", "c1", "11", (1, 4))])).await;
    assert_eq!(figures(&app, "c1").await, ("40.00".to_owned(), 1, Some(3), Some(3)), "absent keeps the status");
    app.put_orders(json!([with(order("o3", "c1", "40", (3, 4)), "status", json!("PENDING"))])).await;
    assert_eq!(figures(&app, "c1").await, ("0.00".to_owned(), 0, None, None), "none is left");
    app.put_orders(json!([with(order("o1", "c1", "11", (1, 5)), "status", json!("COMPLETED"))])).await;
    assert_eq!(figures(&app, "c1").await, ("11.00".to_owned(), 1, Some(1), Some(1)), "one came back");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_arrives_twice_or_late_counts_once_and_as_the_newest_row_says() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    for _ in 0..2 {
        app.put_orders(json!([order("o1", "c1", "10", (1, 2))])).await;
        assert_eq!(figures(&app, "c1").await, ("10.00".to_owned(), 1, Some(1), Some(1)));
    }
    let late = app.put_orders(json!([order("o1", "c9", "99", (8, 1))])).await;
    assert_eq!(late["persisted"], 1, "a superseded row counts as persisted");
    assert_eq!(figures(&app, "c1").await, ("10.00".to_owned(), 1, Some(1), Some(1)));
    assert_eq!(figures(&app, "c9").await, ("0.00".to_owned(), 0, None, None));
    // The status was said by an old row, the amount by a new one: whatever comes first.
    app.put_orders(json!([with(order("o1", "c1", "5", (1, 1)), "status", json!("CANCELLED"))])).await;
    assert_eq!(figures(&app, "c1").await, ("0.00".to_owned(), 0, None, None));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_moves_leaves_one_customer_and_joins_another() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    app.put_customers(json!([{ "externalId": "c1" }, { "externalId": "c2" }])).await;
    app.put_orders(json!([
        order("o1", "c1", "10", (1, 1)),
        order("o2", "c1", "20", (5, 1)),
        order("o3", "c2", "1", (3, 1))
    ]))
    .await;
    app.put_orders(json!([order("o1", "c2", "10", (1, 2)), order("o2", "new", "20", (6, 2))])).await;
    assert_eq!(figures(&app, "c1").await, ("0.00".to_owned(), 0, None, None));
    assert_eq!(figures(&app, "c2").await, ("11.00".to_owned(), 2, Some(1), Some(3)));
    assert_eq!(figures(&app, "new").await, ("20.00".to_owned(), 1, Some(6), Some(6)));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn items_and_channel_are_kept_replaced_and_cleared() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    let item = |sku: &str| json!([{ "sku": sku, "quantity": 1, "price": "1" }]);
    app.put_orders(json!([with(with(order("o1", "c1", "1", (1, 1)), "items", item("a")), "channel", json!("web"))]))
        .await;
    app.put_orders(json!([order("o1", "c1", "1", (1, 2))])).await;
    let seen = async || customer(&app, "c1").await["orders"]["nodes"][0].take();
    let kept = seen().await;
    assert_eq!((&kept["items"][0]["sku"], &kept["channel"]), (&json!("a"), &json!("web")));
    app.put_orders(json!([with(with(order("o1", "c1", "1", (1, 3)), "items", item("b")), "channel", Value::Null)]))
        .await;
    let replaced = seen().await;
    assert_eq!(
        (&replaced["items"], &replaced["channel"]),
        (&json!([{ "sku": "b", "name": null, "category": null, "quantity": 1, "price": "1.00" }]), &Value::Null)
    );
    app.put_orders(json!([with(order("o1", "c1", "1", (1, 4)), "items", Value::Null)])).await;
    assert_eq!(seen().await["items"], json!([]));
    app.finish(0).await;
}
