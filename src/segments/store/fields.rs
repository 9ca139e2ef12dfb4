//! What the catalogue has seen of the brand's own words. Looked for among the newest rows alone, so that a rule
//! builder opens as quickly on ten million customers as on ten.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::DbError;

/// How many of the newest rows are looked at.
const NEWEST: i64 = 20_000;
/// How many values a field lists at most.
const LISTED: i64 = 100;
/// How many texts an attribute lists at most.
const LISTED_TEXTS: i64 = 20;
/// What the texts of attributes are seen as.
pub const VALUE: &str = "attribute.value";

/// A value that was seen for a field.
#[derive(QueryableByName)]
pub struct Seen {
    /// The field's name, or "attribute", or [`VALUE`].
    #[diesel(sql_type = Text)]
    pub field: String,
    /// The value as the brand wrote it; of attributes the name.
    #[diesel(sql_type = Text)]
    pub value: String,
    /// Of attributes the JSON type, of their texts the attribute's name; empty otherwise.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// How many rows have it.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Cities, countries, tags, attributes and their texts, channels, skus and categories, those of most rows first.
pub async fn seen(connection: &mut AsyncPgConnection) -> Result<Vec<Seen>, DbError> {
    let rows = diesel::sql_query(
        "WITH newest AS MATERIALIZED (
             SELECT c.city, c.country, c.tags, a.attributes, a.attribute_dates
             FROM customers c JOIN audience a ON a.customer_id = c.id ORDER BY c.id DESC LIMIT $1),
         newest_orders AS MATERIALIZED (
             SELECT channel, items FROM orders ORDER BY id DESC LIMIT $1),
         words (field, value, kind) AS (
             SELECT 'city', btrim(city), '' FROM newest
             UNION ALL SELECT 'country', btrim(country), '' FROM newest
             UNION ALL SELECT 'tag', btrim(tag), '' FROM newest, unnest(tags) AS tag
             UNION ALL SELECT 'attribute', t.key,
                              CASE WHEN attribute_dates ? t.key THEN 'date' ELSE jsonb_typeof(t.value) END
                       FROM newest, jsonb_each(attributes) AS t
             UNION ALL SELECT 'attribute.value', btrim(t.value #>> '{}'), t.key
                       FROM newest, jsonb_each(attributes) AS t
                       WHERE jsonb_typeof(t.value) = 'string' AND NOT attribute_dates ? t.key
             UNION ALL SELECT 'orders.where.channel', btrim(channel), '' FROM newest_orders
             UNION ALL SELECT said.field, btrim(said.value), ''
                       FROM newest_orders,
                            jsonb_array_elements(CASE jsonb_typeof(items) WHEN 'array' THEN items END) AS item,
                            LATERAL (VALUES ('orders.where.category', item ->> 'category'),
                                            ('orders.where.sku', item ->> 'sku')) AS said (field, value)),
         counted AS (
             SELECT field, value, kind, count(*) AS count,
                    row_number() OVER (PARTITION BY field, CASE field WHEN 'attribute.value' THEN kind END
                                       ORDER BY count(*) DESC, value, kind) AS place
             FROM words WHERE value <> '' GROUP BY field, value, kind)
         SELECT field, value, kind, count FROM counted
         WHERE place <= CASE field WHEN 'attribute.value' THEN $3 ELSE $2 END
         ORDER BY field, count DESC, value, kind",
    )
    .bind::<BigInt, _>(NEWEST)
    .bind::<BigInt, _>(LISTED)
    .bind::<BigInt, _>(LISTED_TEXTS)
    .load(connection)
    .await?;
    Ok(rows)
}
