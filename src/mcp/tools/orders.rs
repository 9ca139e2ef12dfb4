//! Orders in.

use schemars::JsonSchema;
use serde::Deserialize;

use super::ingest::{ErrorPolicy, Taken, intake, taken};
use crate::customers::OrderStatus;
use crate::ingest::{self, Given};
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::scalar::Decimal;

/// Takes orders in.
pub struct AddOrders;

/// Rows, and how to treat them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rows {
    /// 1 to 10,000, each externalId once.
    rows: Vec<OrderRow>,
    /// What bad rows do to the others: REJECT_FAILED_ROWS unless given.
    error_policy: Option<ErrorPolicy>,
    /// At most 200 bytes. The same key with the same rows has the same answer for a day, and nothing is taken again.
    idempotency_key: Option<String>,
}

/// An order. What is absent keeps its stored value, null clears it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderRow {
    /// The brand's own id, at most 200 characters.
    external_id: String,
    /// Whose it is. A customer that is not known yet is created, to be filled in later.
    customer_external_id: String,
    /// What it came to, 0 or more.
    amount: Decimal,
    /// ISO 4217. Must be the workspace's.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    currency: Given<String>,
    /// What became of it. Where no row ever says, it is COMPLETED.
    #[serde(default)]
    #[schemars(with = "Option<OrderStatus>")]
    status: Given<OrderStatus>,
    /// RFC 3339: when it was placed.
    placed_at: String,
    /// Where it was placed: "web".
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    channel: Given<String>,
    /// What was bought; replaced whole, at most 200.
    #[serde(default)]
    #[schemars(with = "Option<Vec<ItemRow>>")]
    items: Given<Vec<ItemRow>>,
    /// RFC 3339: when the brand's system changed the row. The newest row wins, field by field; the moment of
    /// acceptance where absent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    updated_at: Given<String>,
}

/// One line of an order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ItemRow {
    /// The brand's own id of what was bought, at most 200 characters.
    sku: String,
    /// Its name.
    name: Option<String>,
    /// Its group.
    category: Option<String>,
    /// How many, at least 1.
    #[schemars(with = "i32")]
    quantity: i64,
    /// The price of one, 0 or more.
    price: Decimal,
    /// Its picture: a path of this server, like "/products/tea.svg", or an https address; at most 500 characters.
    image_url: Option<String>,
}

impl From<ItemRow> for ingest::ItemInput {
    fn from(item: ItemRow) -> Self {
        Self {
            sku: item.sku,
            name: item.name,
            category: item.category,
            quantity: item.quantity,
            price: item.price.0,
            image_url: item.image_url,
        }
    }
}

impl From<OrderRow> for ingest::OrderInput {
    fn from(row: OrderRow) -> Self {
        let items = match row.items {
            Given::Absent => Given::Absent,
            Given::Null => Given::Null,
            Given::Value(items) => Given::Value(items.into_iter().map(ingest::ItemInput::from).collect()),
        };
        Self {
            external_id: row.external_id,
            customer_external_id: row.customer_external_id,
            amount: row.amount.0,
            currency: row.currency,
            status: row.status,
            placed_at: row.placed_at,
            channel: row.channel,
            items,
            updated_at: row.updated_at,
        }
    }
}

impl Tool for AddOrders {
    type Takes = Rows;
    type Gives = Taken;
    const NAME: &'static str = "add_orders";
    const TITLE: &'static str = "Add orders";
    const DESCRIPTION: &'static str = "Adds orders or changes them, by the brand's own externalId: absent fields \
        stay as they are. Rows are checked one by one, and problems name the row and field. They are stored within \
        moments: ask ingest_progress. Takes the permission INGEST.";
    const EFFECT: Effect = Effect::Merges;

    async fn run(call: &Call, takes: Rows) -> Result<Taken, Refusal> {
        let rows = ingest::Call {
            rows: takes.rows.into_iter().map(ingest::OrderInput::from).collect(),
            policy: takes.error_policy.unwrap_or_default().into(),
            idempotency_key: takes.idempotency_key,
        };
        taken(ingest::orders(&call.ctx, intake(call), rows).await?)
    }
}
