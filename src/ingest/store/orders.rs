//! The record of orders: inserted, read back, updated.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::super::merge::OrderState;
use super::super::merge::order::StoredOrder;
use super::{Known, array_literal, number_array_literal};
use crate::customers::fold::fold;
use crate::customers::{Item, OrderStatus};
use crate::db::DbError;
use crate::ids::{CustomerId, OrderId};

/// An order with its owner.
pub(in crate::ingest) struct NewOrder<'a> {
    pub external_id: &'a str,
    pub customer: CustomerId,
    pub state: &'a OrderState,
}

/// An order that is stored.
pub(in crate::ingest) struct ExistingOrder {
    pub id: OrderId,
    pub external_id: String,
    pub customer: CustomerId,
    pub state: OrderState,
}

/// The columns that rows set, after the key in `$1`.
const COLUMNS: &str = "customer_id, amount_minor, status, placed_at, channel, channel_folded, items, item_skus, \
     item_categories, field_versions";
const ARRAYS: &str = "$2::bigint[], $3::bigint[], $4::smallint[], $5::timestamptz[], $6::text[], $7::text[], \
     $8::text[], $9::text[], $10::text[], $11::text[]";

type Query<'a> = BoxedSqlQuery<'a, Pg, SqlQuery>;

/// Binds [`COLUMNS`] as [`ARRAYS`].
fn bind_columns<'a>(query: Query<'a>, orders: &[(CustomerId, &'a OrderState)]) -> Query<'a> {
    fn column<'a, T>(orders: &[(CustomerId, &'a OrderState)], value: impl Fn(&'a OrderState) -> T) -> Vec<T> {
        orders.iter().map(|(_, state)| value(state)).collect()
    }
    query
        .bind::<Array<BigInt>, _>(orders.iter().map(|(customer, _)| customer.0).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(column(orders, OrderState::amount_minor))
        .bind::<Array<SmallInt>, _>(column(orders, |state| state.status().code()))
        .bind::<Array<Timestamptz>, _>(column(orders, OrderState::placed_at))
        .bind::<Array<Nullable<Text>>, _>(column(orders, |state| state.channel.flat().map(String::as_str)))
        .bind::<Array<Nullable<Text>>, _>(column(orders, |state| state.channel.flat().map(|channel| fold(channel))))
        .bind::<Array<Nullable<Text>>, _>(column(orders, |state| {
            state.items.flat().and_then(|items| serde_json::to_string(items).ok())
        }))
        .bind::<Array<Nullable<Text>>, _>(column(orders, |state| {
            state.items.flat().map(|items| folded(items, |item| Some(&item.sku)))
        }))
        .bind::<Array<Nullable<Text>>, _>(column(orders, |state| {
            state.items.flat().map(|items| folded(items, |item| item.category.as_ref()))
        }))
        .bind::<Array<Text>, _>(column(orders, |state| number_array_literal(&state.field_versions())))
}

/// One text of each item, folded, as an array's text form.
fn folded(items: &[Item], text: impl Fn(&Item) -> Option<&String>) -> String {
    let folded: Vec<Option<String>> = items.iter().map(|item| text(item).map(|text| fold(text))).collect();
    array_literal(folded.iter().map(Option::as_deref))
}

#[derive(QueryableByName)]
struct Inserted {
    #[diesel(sql_type = Text)]
    external_id: String,
}

/// Inserts orders in the order given; returns the external ids of those that were inserted.
pub(in crate::ingest) async fn insert_orders(
    connection: &mut AsyncPgConnection,
    orders: &[NewOrder<'_>],
    known: Known,
) -> Result<Vec<String>, DbError> {
    let query = diesel::sql_query(format!(
        "INSERT INTO orders (external_id, {COLUMNS}) \
         SELECT external_id, customer_id, amount_minor, status, placed_at, channel, channel_folded, items::jsonb, \
                item_skus::text[], item_categories::text[], field_versions::bigint[] \
         FROM unnest($1::text[], {ARRAYS}) AS new (external_id, {COLUMNS}) {} RETURNING external_id",
        known.clause()
    ))
    .into_boxed::<Pg>()
    .bind::<Array<Text>, _>(orders.iter().map(|order| order.external_id).collect::<Vec<_>>());
    let states: Vec<_> = orders.iter().map(|order| (order.customer, order.state)).collect();
    let rows: Vec<Inserted> = bind_columns(query, &states).load(connection).await?;
    Ok(rows.into_iter().map(|row| row.external_id).collect())
}

#[derive(QueryableByName)]
struct Owner {
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
}

/// Who owns those of the orders that are stored.
pub(in crate::ingest) async fn owners_of_orders(
    connection: &mut AsyncPgConnection,
    external_ids: &[&str],
) -> Result<Vec<CustomerId>, DbError> {
    let rows: Vec<Owner> = diesel::sql_query("SELECT DISTINCT customer_id FROM orders WHERE external_id = ANY($1)")
        .bind::<Array<Text>, _>(external_ids)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| CustomerId(row.customer_id)).collect())
}

/// Replaces what is stored of orders whose owners, old and new, this transaction holds.
pub(in crate::ingest) async fn update_orders(
    connection: &mut AsyncPgConnection,
    orders: &[(OrderId, CustomerId, &OrderState)],
) -> Result<(), DbError> {
    if orders.is_empty() {
        return Ok(());
    }
    let query = diesel::sql_query(format!(
        "UPDATE orders AS o SET customer_id = new.customer_id, amount_minor = new.amount_minor, \
                status = new.status, placed_at = new.placed_at, channel = new.channel, \
                channel_folded = new.channel_folded, items = new.items::jsonb, \
                item_skus = new.item_skus::text[], item_categories = new.item_categories::text[], \
                field_versions = new.field_versions::bigint[] \
         FROM unnest($1::bigint[], {ARRAYS}) AS new (id, {COLUMNS}) WHERE o.id = new.id",
    ))
    .into_boxed::<Pg>()
    .bind::<Array<BigInt>, _>(orders.iter().map(|(id, ..)| id.0).collect::<Vec<_>>());
    let states: Vec<_> = orders.iter().map(|(_, customer, state)| (*customer, *state)).collect();
    bind_columns(query, &states).execute(connection).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    customer: String,
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
    #[diesel(sql_type = Array<BigInt>)]
    field_versions: Vec<i64>,
}

/// What is stored of orders.
pub(in crate::ingest) async fn load_orders(
    connection: &mut AsyncPgConnection,
    external_ids: &[&str],
) -> Result<Vec<ExistingOrder>, DbError> {
    let rows: Vec<Stored> = diesel::sql_query(
        "SELECT o.id, o.external_id, o.customer_id, c.external_id AS customer, o.amount_minor, o.status, \
                o.placed_at, o.channel, o.items, o.field_versions \
         FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.external_id = ANY($1)",
    )
    .bind::<Array<Text>, _>(external_ids)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(existing).collect())
}

fn existing(row: Stored) -> ExistingOrder {
    let stored = StoredOrder {
        customer: row.customer,
        amount_minor: row.amount_minor,
        status: OrderStatus::from_code(row.status).unwrap_or(OrderStatus::Completed),
        placed_at: row.placed_at,
        channel: row.channel,
        items: row.items.and_then(|items| serde_json::from_value(items).ok()),
        field_versions: row.field_versions,
    };
    ExistingOrder {
        id: OrderId(row.id),
        external_id: row.external_id,
        customer: CustomerId(row.customer_id),
        state: OrderState::of_stored(stored),
    }
}
