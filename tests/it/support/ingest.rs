//! Rows in, through the API, until they are persisted.

use std::time::Duration;

use serde_json::{Value, json};

use super::TestApp;
use super::wait::until;

const CUSTOMERS: &str = "mutation($input: CustomersIngestInput!) { payload: customersIngest(input: $input) { \
     batch { id kind accepted persisted deadLettered finishedAt } acceptedCount rejectedCount \
     userErrors { code message path } } }";
const ORDERS: &str = "mutation($input: OrdersIngestInput!) { payload: ordersIngest(input: $input) { \
     batch { id kind accepted persisted deadLettered finishedAt } acceptedCount rejectedCount \
     userErrors { code message path } } }";
const BATCH: &str = "query($id: ID!) { ingestBatch(id: $id) { id kind accepted persisted deadLettered finishedAt } }";

/// What does not add up: customers without an audience row or with one that is not what their record and
/// orders say.
pub const INEXACT: &str = "SELECT count(*) FROM customers c LEFT JOIN audience a ON a.customer_id = c.id \
     LEFT JOIN (SELECT customer_id, sum(amount_minor) AS spend, count(*) AS n, min(placed_at) AS first, \
                       max(placed_at) AS last FROM orders WHERE status = 1 GROUP BY customer_id) o \
            ON o.customer_id = c.id \
     WHERE a.customer_id IS NULL OR a.spend_minor <> coalesce(o.spend, 0) OR a.order_count <> coalesce(o.n, 0) \
        OR a.first_order_at IS DISTINCT FROM o.first OR a.last_order_at IS DISTINCT FROM o.last \
        OR a.visits <> coalesce(c.visits, 0) OR a.consent <> c.consent \
        OR a.created_at IS DISTINCT FROM c.created_at OR a.name_folded IS DISTINCT FROM lower(c.name) \
        OR a.city_folded IS DISTINCT FROM lower(c.city)";

impl TestApp {
    /// `customersIngest`; its payload.
    pub async fn customers_ingest(&self, input: Value) -> Value {
        self.data(CUSTOMERS, json!({ "input": input })).await["payload"].take()
    }

    /// `ordersIngest`; its payload.
    pub async fn orders_ingest(&self, input: Value) -> Value {
        self.data(ORDERS, json!({ "input": input })).await["payload"].take()
    }

    /// Customers that must all be accepted, until they are persisted or dead.
    pub async fn put_customers(&self, rows: Value) -> Value {
        let payload = self.customers_ingest(json!({ "rows": rows })).await;
        self.finished(&payload).await
    }

    /// Orders that must all be accepted, until they are persisted or dead.
    pub async fn put_orders(&self, rows: Value) -> Value {
        let payload = self.orders_ingest(json!({ "rows": rows })).await;
        self.finished(&payload).await
    }

    /// The batch of a payload without errors, once it is finished.
    pub async fn finished(&self, payload: &Value) -> Value {
        assert_eq!(payload["userErrors"], json!([]));
        let id = &payload["batch"]["id"];
        let mut batch = Value::Null;
        until("the batch is finished", Duration::from_secs(60), async || {
            batch = self.batch(id).await;
            !batch["finishedAt"].is_null()
        })
        .await;
        batch
    }

    /// `ingestBatch`.
    pub async fn batch(&self, id: &Value) -> Value {
        self.data(BATCH, json!({ "id": id })).await["ingestBatch"].take()
    }

    /// Every audience row is what its customer's record and orders come to.
    pub async fn assert_audience_exact(&self) {
        assert_eq!(self.database.number(INEXACT).await, 0, "audience rows that differ from the record");
    }
}
