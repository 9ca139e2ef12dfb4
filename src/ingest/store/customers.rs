//! The record of customers: locked, inserted, read back, updated.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Map, Value};

use super::super::merge::CustomerState;
use super::super::merge::customer::StoredCustomer;
use super::{Known, array_literal, number_array_literal};
use crate::db::DbError;
use crate::ids::CustomerId;

/// A customer that this transaction holds.
#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
}

/// A customer that this transaction holds: the brand's key and ours.
pub(in crate::ingest) type LockedCustomer = (String, CustomerId);

fn pairs(rows: Vec<Locked>) -> Vec<LockedCustomer> {
    rows.into_iter().map(|row| (row.external_id, CustomerId(row.id))).collect()
}

/// Locks those of the customers that exist, in the order of their ids.
pub(in crate::ingest) async fn lock_customers(
    connection: &mut AsyncPgConnection,
    external_ids: &[&str],
) -> Result<Vec<LockedCustomer>, DbError> {
    let rows: Vec<Locked> = diesel::sql_query(
        "SELECT id, external_id FROM customers WHERE external_id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
    )
    .bind::<Array<Text>, _>(external_ids)
    .load(connection)
    .await?;
    Ok(pairs(rows))
}

/// Likewise, and with them other customers whose ids are known.
pub(in crate::ingest) async fn lock_customers_and(
    connection: &mut AsyncPgConnection,
    external_ids: &[&str],
    others: &[CustomerId],
) -> Result<Vec<LockedCustomer>, DbError> {
    let rows: Vec<Locked> = diesel::sql_query(
        "SELECT id, external_id FROM customers \
         WHERE id IN (SELECT id FROM customers WHERE external_id = ANY($1) UNION SELECT unnest($2)) \
         ORDER BY id FOR NO KEY UPDATE",
    )
    .bind::<Array<Text>, _>(external_ids)
    .bind::<Array<BigInt>, _>(others.iter().map(|id| id.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(pairs(rows))
}

/// Locks customers that have just turned out to exist. Whoever is locked by somebody else is left out: to wait
/// now, out of the order of ids, could close a circle.
pub(in crate::ingest) async fn lock_customers_without_waiting(
    connection: &mut AsyncPgConnection,
    external_ids: &[&str],
) -> Result<Vec<LockedCustomer>, DbError> {
    let rows: Vec<Locked> = diesel::sql_query(
        "SELECT id, external_id FROM customers WHERE external_id = ANY($1) ORDER BY id \
         FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind::<Array<Text>, _>(external_ids)
    .load(connection)
    .await?;
    Ok(pairs(rows))
}

/// Inserts customers of whom only the key is known, in the order given, each with its audience row; returns
/// those that did not exist.
pub(in crate::ingest) async fn insert_bare_customers(
    connection: &mut AsyncPgConnection,
    external_ids: &[&str],
) -> Result<Vec<LockedCustomer>, DbError> {
    let rows: Vec<Locked> = diesel::sql_query(
        "WITH inserted AS ( \
           INSERT INTO customers (external_id) SELECT unnest($1::text[]) \
           ON CONFLICT (external_id) DO NOTHING RETURNING id, external_id \
         ), seen AS (INSERT INTO audience (customer_id) SELECT id FROM inserted) \
         SELECT id, external_id FROM inserted",
    )
    .bind::<Array<Text>, _>(external_ids)
    .load(connection)
    .await?;
    Ok(pairs(rows))
}

/// The columns that rows set, after the key in `$1`.
const COLUMNS: &str = "name, email, phone, city, country, visits, tags, consent, attributes, created_at, \
     field_versions, attribute_versions";
const ARRAYS: &str = "$2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], \
     $9::smallint[], $10::text[], $11::timestamptz[], $12::text[], $13::text[]";

type Query<'a> = BoxedSqlQuery<'a, Pg, SqlQuery>;

/// Binds [`COLUMNS`] as [`ARRAYS`].
fn bind_columns<'a>(query: Query<'a>, states: &[&'a CustomerState]) -> Query<'a> {
    fn column<'a, T>(states: &[&'a CustomerState], value: impl Fn(&'a CustomerState) -> T) -> Vec<T> {
        states.iter().map(|state| value(state)).collect()
    }
    let tags =
        |state: &CustomerState| array_literal(state.tags.value().into_iter().flatten().map(|tag| Some(tag.as_str())));
    let json = |map: Map<String, Value>| Value::Object(map).to_string();
    query
        .bind::<Array<Nullable<Text>>, _>(column(states, |state| state.name.flat().map(String::as_str)))
        .bind::<Array<Nullable<Text>>, _>(column(states, |state| state.email.flat().map(String::as_str)))
        .bind::<Array<Nullable<Text>>, _>(column(states, |state| state.phone.flat().map(String::as_str)))
        .bind::<Array<Nullable<Text>>, _>(column(states, |state| state.city.flat().map(String::as_str)))
        .bind::<Array<Nullable<Text>>, _>(column(states, |state| state.country.flat().map(String::as_str)))
        .bind::<Array<Nullable<Integer>>, _>(column(states, |state| state.visits.flat().copied()))
        .bind::<Array<Text>, _>(column(states, tags))
        .bind::<Array<SmallInt>, _>(column(states, CustomerState::consent))
        .bind::<Array<Text>, _>(column(states, |state| json(state.attributes())))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(states, |state| state.created_at.flat().copied()))
        .bind::<Array<Text>, _>(column(states, |state| number_array_literal(&state.field_versions())))
        .bind::<Array<Text>, _>(column(states, |state| json(state.attribute_versions())))
}

/// Inserts whole customers in the order given; returns those that were inserted.
pub(in crate::ingest) async fn insert_customers(
    connection: &mut AsyncPgConnection,
    customers: &[(&str, &CustomerState)],
    known: Known,
) -> Result<Vec<LockedCustomer>, DbError> {
    let query = diesel::sql_query(format!(
        "INSERT INTO customers (external_id, {COLUMNS}) \
         SELECT external_id, name, email, phone, city, country, visits, tags::text[], consent, attributes::jsonb, \
                created_at, field_versions::bigint[], attribute_versions::jsonb \
         FROM unnest($1::text[], {ARRAYS}) AS new (external_id, {COLUMNS}) {} RETURNING id, external_id",
        known.clause()
    ))
    .into_boxed::<Pg>()
    .bind::<Array<Text>, _>(customers.iter().map(|(external_id, _)| *external_id).collect::<Vec<_>>());
    let states: Vec<&CustomerState> = customers.iter().map(|(_, state)| *state).collect();
    Ok(pairs(bind_columns(query, &states).load(connection).await?))
}

/// Replaces what is stored of customers that this transaction holds.
pub(in crate::ingest) async fn update_customers(
    connection: &mut AsyncPgConnection,
    customers: &[(CustomerId, &CustomerState)],
) -> Result<(), DbError> {
    if customers.is_empty() {
        return Ok(());
    }
    let query = diesel::sql_query(format!(
        "UPDATE customers AS c SET name = new.name, email = new.email, phone = new.phone, city = new.city, \
                country = new.country, visits = new.visits, tags = new.tags::text[], consent = new.consent, \
                attributes = new.attributes::jsonb, created_at = new.created_at, \
                field_versions = new.field_versions::bigint[], \
                attribute_versions = new.attribute_versions::jsonb \
         FROM unnest($1::bigint[], {ARRAYS}) AS new (id, {COLUMNS}) WHERE c.id = new.id",
    ))
    .into_boxed::<Pg>()
    .bind::<Array<BigInt>, _>(customers.iter().map(|(id, _)| id.0).collect::<Vec<_>>());
    let states: Vec<&CustomerState> = customers.iter().map(|(_, state)| *state).collect();
    bind_columns(query, &states).execute(connection).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    city: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    country: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    visits: Option<i32>,
    #[diesel(sql_type = Array<Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = SmallInt)]
    consent: i16,
    #[diesel(sql_type = Jsonb)]
    attributes: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<BigInt>)]
    field_versions: Vec<i64>,
    #[diesel(sql_type = Jsonb)]
    attribute_versions: Value,
}

/// What is stored of customers.
pub(in crate::ingest) async fn load_customers(
    connection: &mut AsyncPgConnection,
    ids: &[CustomerId],
) -> Result<HashMap<CustomerId, CustomerState>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Stored> = diesel::sql_query(format!("SELECT id, {COLUMNS} FROM customers WHERE id = ANY($1)"))
        .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<_>>())
        .load(connection)
        .await?;
    let object = |value: Value| if let Value::Object(fields) = value { fields } else { Map::new() };
    let state = |row: Stored| {
        let stored = StoredCustomer {
            name: row.name,
            email: row.email,
            phone: row.phone,
            city: row.city,
            country: row.country,
            visits: row.visits,
            tags: row.tags,
            consent: row.consent,
            attributes: object(row.attributes),
            created_at: row.created_at,
            field_versions: row.field_versions,
            attribute_versions: object(row.attribute_versions),
        };
        (CustomerId(row.id), CustomerState::of_stored(stored))
    };
    Ok(rows.into_iter().map(state).collect())
}
