//! The audience rows, changed in the transaction that changes the record.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::super::merge::{Cell, CustomerState};
use super::array_literal;
use crate::customers::attribute;
use crate::customers::fold::fold;
use crate::db::DbError;
use crate::ids::CustomerId;

/// The columns of a profile, as `unnest` takes them apart.
const PROFILES: &str = "unnest($1::bigint[], $2::timestamptz[], $3::int[], $4::smallint[], $5::text[], $6::text[], \
     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[]) \
     AS new (id, created_at, visits, consent, name, email, phone, city, country, tags, attributes, dates)";

/// What rules may ask of customers, the figures of their orders apart.
#[derive(Clone, Copy)]
pub(in crate::ingest) struct Profiles<'a> {
    /// Each once.
    pub customers: &'a [(CustomerId, &'a CustomerState)],
    /// Where a day begins.
    pub timezone: Tz,
}

/// Writes the audience rows of customers who were inserted in this transaction.
pub(in crate::ingest) async fn insert_profiles(
    connection: &mut AsyncPgConnection,
    profiles: Profiles<'_>,
) -> Result<(), DbError> {
    let sql = format!(
        "INSERT INTO audience (customer_id, created_at, visits, consent, name_folded, email_folded, \
                phone_folded, city_folded, country_folded, tags, attributes, attribute_dates) \
         SELECT id, created_at, visits, consent, name, email, phone, city, country, tags::text[], \
                attributes::jsonb, dates::jsonb FROM {PROFILES}"
    );
    write_profiles(connection, sql, profiles).await
}

/// Rewrites the audience rows of customers whom this transaction holds.
pub(in crate::ingest) async fn update_profiles(
    connection: &mut AsyncPgConnection,
    profiles: Profiles<'_>,
) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE audience AS a SET \
                created_at = new.created_at, visits = new.visits, consent = new.consent, \
                name_folded = new.name, email_folded = new.email, phone_folded = new.phone, \
                city_folded = new.city, country_folded = new.country, tags = new.tags::text[], \
                attributes = new.attributes::jsonb, attribute_dates = new.dates::jsonb \
         FROM {PROFILES} WHERE a.customer_id = new.id"
    );
    write_profiles(connection, sql, profiles).await
}

async fn write_profiles(
    connection: &mut AsyncPgConnection,
    sql: String,
    Profiles { customers, timezone }: Profiles<'_>,
) -> Result<(), DbError> {
    if customers.is_empty() {
        return Ok(());
    }
    fn column<T>(customers: &[(CustomerId, &CustomerState)], value: impl Fn(&CustomerState) -> T) -> Vec<T> {
        customers.iter().map(|(_, state)| value(state)).collect()
    }
    let folded = |cell: fn(&CustomerState) -> &Cell<Option<String>>| {
        column(customers, |state| cell(state).flat().map(|text| fold(text)))
    };
    let attributes: Vec<_> = column(customers, CustomerState::attributes);
    diesel::sql_query(sql)
        .bind::<Array<BigInt>, _>(customers.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
        .bind::<Array<Nullable<Timestamptz>>, _>(column(customers, |state| state.created_at.flat().copied()))
        .bind::<Array<Integer>, _>(column(customers, |state| state.visits.flat().copied().unwrap_or_default()))
        .bind::<Array<SmallInt>, _>(column(customers, CustomerState::consent))
        .bind::<Array<Nullable<Text>>, _>(folded(|state| &state.name))
        .bind::<Array<Nullable<Text>>, _>(folded(|state| &state.email))
        .bind::<Array<Nullable<Text>>, _>(folded(|state| &state.phone))
        .bind::<Array<Nullable<Text>>, _>(folded(|state| &state.city))
        .bind::<Array<Nullable<Text>>, _>(folded(|state| &state.country))
        .bind::<Array<Text>, _>(column(customers, folded_tags))
        .bind::<Array<Text>, _>(
            attributes.iter().map(|given| Value::Object(attribute::folded(given)).to_string()).collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(
            attributes
                .iter()
                .map(|given| Value::Object(attribute::dates(given, timezone)).to_string())
                .collect::<Vec<_>>(),
        )
        .execute(connection)
        .await?;
    Ok(())
}

/// Each folded tag once, sorted, as an array's text form.
fn folded_tags(state: &CustomerState) -> String {
    let tags: BTreeSet<String> = state.tags.value().into_iter().flatten().map(|tag| fold(tag)).collect();
    array_literal(tags.iter().map(|tag| Some(tag.as_str())))
}

/// What completed orders add to a customer's figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Delta {
    /// In minor units; negative where an amount was corrected downwards.
    pub spend_minor: i64,
    /// How many more orders.
    pub orders: i32,
    /// The earliest and the latest of the orders that came.
    pub placed: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Adds to the figures of customers that this transaction holds.
pub(in crate::ingest) async fn add_orders(
    connection: &mut AsyncPgConnection,
    deltas: &[(CustomerId, Delta)],
) -> Result<(), DbError> {
    if deltas.is_empty() {
        return Ok(());
    }
    let placed = |pick: fn((DateTime<Utc>, DateTime<Utc>)) -> DateTime<Utc>| -> Vec<Option<DateTime<Utc>>> {
        deltas.iter().map(|(_, delta)| delta.placed.map(pick)).collect()
    };
    diesel::sql_query(
        "UPDATE audience AS a SET spend_minor = a.spend_minor + new.spend, order_count = a.order_count + new.orders, \
                first_order_at = LEAST(a.first_order_at, new.first), \
                last_order_at = GREATEST(a.last_order_at, new.last) \
         FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::timestamptz[], $5::timestamptz[]) \
              AS new (id, spend, orders, first, last) \
         WHERE a.customer_id = new.id",
    )
    .bind::<Array<BigInt>, _>(deltas.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(deltas.iter().map(|(_, delta)| delta.spend_minor).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(deltas.iter().map(|(_, delta)| delta.orders).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(placed(|(first, _)| first))
    .bind::<Array<Nullable<Timestamptz>>, _>(placed(|(_, last)| last))
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts the orders of customers anew: for those of whom an order was taken away or moved in time, where no
/// sum can tell which order is the first and the last now.
pub(in crate::ingest) async fn recount_orders(
    connection: &mut AsyncPgConnection,
    customers: &[CustomerId],
) -> Result<(), DbError> {
    if customers.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE audience AS a SET spend_minor = coalesce(total.spend, 0), order_count = coalesce(total.orders, 0), \
                first_order_at = total.first, last_order_at = total.last \
         FROM unnest($1::bigint[]) AS touched (id) LEFT JOIN ( \
                SELECT customer_id, sum(amount_minor)::bigint AS spend, count(*)::int AS orders, \
                       min(placed_at) AS first, max(placed_at) AS last \
                FROM orders WHERE customer_id = ANY($1) AND status = 1 GROUP BY customer_id \
              ) AS total ON total.customer_id = touched.id \
         WHERE a.customer_id = touched.id",
    )
    .bind::<Array<BigInt>, _>(customers.iter().map(|id| id.0).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}
