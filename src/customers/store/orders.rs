//! Orders of one customer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::super::kind::OrderStatus;
use super::super::order::Order;
use crate::db::DbError;
use crate::db::money::Minor;
use crate::db::page::PageRequest;
use crate::ids::{CustomerId, OrderId};

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
    #[diesel(sql_type = BigInt)]
    amount_minor: i64,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Timestamptz)]
    placed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    channel: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    items: Option<Value>,
}

impl From<Stored> for Order {
    fn from(stored: Stored) -> Self {
        Self {
            id: OrderId(stored.id),
            external_id: stored.external_id,
            customer: CustomerId(stored.customer_id),
            amount: Minor(stored.amount_minor),
            status: OrderStatus::from_code(stored.status).unwrap_or(OrderStatus::Pending),
            placed_at: stored.placed_at,
            channel: stored.channel,
            items: stored.items.and_then(|items| serde_json::from_value(items).ok()).unwrap_or_default(),
        }
    }
}

/// One more order than the page has, in the direction of reading: the latest first, unless backward. The key
/// is when it was placed, in microseconds since 1970, and its id.
pub(in crate::customers) async fn orders(
    connection: &mut AsyncPgConnection,
    customer: CustomerId,
    request: &PageRequest<(i64, i64)>,
) -> Result<Vec<Order>, DbError> {
    let (step, direction, end) =
        if request.backward { (">", "ASC", (i64::MIN, i64::MIN)) } else { ("<", "DESC", (i64::MAX, i64::MAX)) };
    let from = request.from.unwrap_or(end);
    let read: Vec<Stored> = diesel::sql_query(format!(
        "SELECT id, external_id, customer_id, amount_minor, status, placed_at, channel, items FROM orders \
         WHERE customer_id = $1 AND (placed_at, id) {step} ($2, $3) \
         ORDER BY placed_at {direction}, id {direction} LIMIT $4",
    ))
    .bind::<BigInt, _>(customer.0)
    .bind::<Timestamptz, _>(instant(from.0))
    .bind::<BigInt, _>(from.1)
    .bind::<BigInt, _>(request.limit + 1)
    .load(connection)
    .await?;
    Ok(read.into_iter().map(Order::from).collect())
}

/// Beyond what the calendar reaches, its ends.
fn instant(micros: i64) -> DateTime<Utc> {
    const EARLIEST: i64 = -3_000_000_000_000_000;
    const LATEST: i64 = 8_000_000_000_000_000;
    DateTime::from_timestamp_micros(micros.clamp(EARLIEST, LATEST)).unwrap_or_default()
}
