//! One customer as rules see it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Float, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Map, Value};

use crate::customers::kind::{Consent, OrderStatus};
use crate::db::DbError;
use crate::db::money::Minor;
use crate::ids::{CustomerId, LookalikeId};
use crate::segments::profile::{Profile, ProfileItem, ProfileOrder, Written};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    spend_minor: i64,
    #[diesel(sql_type = Integer)]
    order_count: i32,
    #[diesel(sql_type = Integer)]
    visits: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SmallInt)]
    consent: i16,
    #[diesel(sql_type = Nullable<Text>)]
    name_folded: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    email_folded: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    phone_folded: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    city_folded: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    country_folded: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = Jsonb)]
    attributes: Value,
    #[diesel(sql_type = Jsonb)]
    attribute_dates: Value,
}

#[derive(QueryableByName)]
struct OrderRow {
    #[diesel(sql_type = BigInt)]
    amount_minor: i64,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Timestamptz)]
    placed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    channel_folded: Option<String>,
    #[diesel(sql_type = Nullable<Array<Nullable<Text>>>)]
    item_skus: Option<Vec<Option<String>>>,
    #[diesel(sql_type = Nullable<Array<Nullable<Text>>>)]
    item_categories: Option<Vec<Option<String>>>,
}

/// A customer without the orders. `None` when there is no such customer.
pub async fn load(connection: &mut AsyncPgConnection, id: CustomerId) -> Result<Option<Profile>, DbError> {
    let row: Option<Row> = diesel::sql_query("SELECT * FROM audience WHERE customer_id = $1")
        .bind::<BigInt, _>(id.0)
        .get_result(connection)
        .await
        .optional()?;
    Ok(row.map(Profile::from))
}

#[derive(QueryableByName)]
struct WrittenRow {
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
    #[diesel(sql_type = Array<Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = Jsonb)]
    attributes: Value,
}

/// A customer's texts as the brand wrote them. `None` when there is no such customer.
pub async fn written(connection: &mut AsyncPgConnection, id: CustomerId) -> Result<Option<Written>, DbError> {
    let row: Option<WrittenRow> =
        diesel::sql_query("SELECT name, email, phone, city, country, tags, attributes FROM customers WHERE id = $1")
            .bind::<BigInt, _>(id.0)
            .get_result(connection)
            .await
            .optional()?;
    Ok(row.map(|WrittenRow { name, email, phone, city, country, tags, attributes }| Written {
        name,
        email,
        phone,
        city,
        country,
        tags,
        attributes: object(attributes),
    }))
}

/// All orders of a customer, whatever their number: a figure over part of them would be a lie.
pub async fn orders(connection: &mut AsyncPgConnection, id: CustomerId) -> Result<Vec<ProfileOrder>, DbError> {
    let rows: Vec<OrderRow> = diesel::sql_query(
        "SELECT amount_minor, status, placed_at, channel_folded, item_skus, item_categories
         FROM orders WHERE customer_id = $1 ORDER BY placed_at, id",
    )
    .bind::<BigInt, _>(id.0)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(ProfileOrder::from).collect())
}

/// The stored lookalike audiences that a customer is in, with the similarity. There are few audiences, so each is
/// looked into by its key.
pub async fn lookalikes(
    connection: &mut AsyncPgConnection,
    id: CustomerId,
) -> Result<BTreeMap<LookalikeId, f32>, DbError> {
    #[derive(QueryableByName)]
    struct In {
        #[diesel(sql_type = BigInt)]
        lookalike_id: i64,
        #[diesel(sql_type = Float)]
        similarity: f32,
    }
    let rows: Vec<In> = diesel::sql_query(
        "SELECT m.lookalike_id, m.similarity FROM lookalikes l
         JOIN lookalike_members m ON m.lookalike_id = l.id AND m.customer_id = $1
         ORDER BY m.lookalike_id",
    )
    .bind::<BigInt, _>(id.0)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (LookalikeId(row.lookalike_id), row.similarity)).collect())
}

impl From<Row> for Profile {
    fn from(row: Row) -> Self {
        Self {
            spend: Minor(row.spend_minor),
            order_count: row.order_count.into(),
            visits: row.visits.into(),
            first_order_at: row.first_order_at,
            last_order_at: row.last_order_at,
            created_at: row.created_at,
            consent: Consent::from_code(row.consent).unwrap_or(Consent::Unknown),
            name: row.name_folded,
            email: row.email_folded,
            phone: row.phone_folded,
            city: row.city_folded,
            country: row.country_folded,
            tags: row.tags,
            attributes: object(row.attributes),
            attribute_dates: object(row.attribute_dates),
            orders: Vec::new(),
            lookalikes: BTreeMap::new(),
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

impl From<OrderRow> for ProfileOrder {
    fn from(row: OrderRow) -> Self {
        let skus = row.item_skus.unwrap_or_default();
        let categories = row.item_categories.unwrap_or_default();
        let length = skus.len().max(categories.len());
        let padded = |values: Vec<Option<String>>| values.into_iter().chain(std::iter::repeat(None)).take(length);
        Self {
            amount: Minor(row.amount_minor),
            status: OrderStatus::from_code(row.status).unwrap_or(OrderStatus::Pending),
            placed_at: row.placed_at,
            channel: row.channel_folded,
            items: padded(skus).zip(padded(categories)).map(|(sku, category)| ProfileItem { sku, category }).collect(),
        }
    }
}
