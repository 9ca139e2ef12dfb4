//! What an audience is like, and what it buys. The first is counted over everyone whom a message would reach; the
//! second among a bounded number of people and of their latest orders, because orders are many and a choice needs no
//! more.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::DbError;
use crate::segments::compile::Membership;

/// Buyers of the audience, and as many of all customers, whose orders are looked at.
const MOST_BUYERS: i64 = 2_000;
/// Of each, so many of the latest orders.
const LATEST_ORDERS: i64 = 20;
/// What is chosen from: the most bought.
const MOST_LISTED: i64 = 300;

/// Figures of an audience; all but the first are of those whom a message would reach.
#[derive(Clone, Debug, Default, QueryableByName)]
pub struct Figures {
    /// Everyone who matches.
    #[diesel(sql_type = Integer)]
    pub audience: i32,
    /// Who may and can be messaged.
    #[diesel(sql_type = Integer)]
    pub reachable: i32,
    /// Who has a name.
    #[diesel(sql_type = Integer)]
    pub named: i32,
    /// Who has a city.
    #[diesel(sql_type = Integer)]
    pub with_city: i32,
    /// Who has a country.
    #[diesel(sql_type = Integer)]
    pub with_country: i32,
    /// Who bought something.
    #[diesel(sql_type = Integer)]
    pub buyers: i32,
    /// Who did more than once.
    #[diesel(sql_type = Integer)]
    pub regulars: i32,
    /// What an order comes to on average, in minor units.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub average_order_minor: Option<i64>,
    /// Half of the buyers ordered last at this instant or before.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub median_last_order: Option<DateTime<Utc>>,
}

/// Counts an audience in one scan; `reachable` is true of the row `a` of whom may and can be messaged.
pub async fn figures(
    connection: &mut AsyncPgConnection,
    reachable: &str,
    members: Membership,
) -> Result<Figures, DbError> {
    let sql = format!(
        "SELECT count(*)::int AS audience, count(*) FILTER (WHERE r)::int AS reachable,
                count(*) FILTER (WHERE r AND coalesce(name_folded, '') <> '')::int AS named,
                count(*) FILTER (WHERE r AND coalesce(city_folded, '') <> '')::int AS with_city,
                count(*) FILTER (WHERE r AND coalesce(country_folded, '') <> '')::int AS with_country,
                count(*) FILTER (WHERE r AND order_count > 0)::int AS buyers,
                count(*) FILTER (WHERE r AND order_count > 1)::int AS regulars,
                round(sum(spend_minor) FILTER (WHERE r) / nullif(sum(order_count) FILTER (WHERE r), 0))::bigint
                    AS average_order_minor,
                percentile_disc(0.5) WITHIN GROUP (ORDER BY last_order_at) FILTER (WHERE r) AS median_last_order
         FROM (SELECT a.name_folded, a.city_folded, a.country_folded, a.order_count, a.spend_minor, a.last_order_at,
                      {reachable} AS r
               FROM {} WHERE {}) AS seen",
        members.from, members.predicate,
    );
    Ok(members.bind(diesel::sql_query(sql).into_boxed()).get_result(connection).await?)
}

/// A product or, where there is no sku, a category, and who buys it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Bought {
    /// As it was written last.
    #[diesel(sql_type = Nullable<Text>)]
    pub sku: Option<String>,
    /// Likewise.
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    /// Likewise.
    #[diesel(sql_type = Nullable<Text>)]
    pub category: Option<String>,
    /// Likewise.
    #[diesel(sql_type = Nullable<Text>)]
    pub image_url: Option<String>,
    /// Of the audience's buyers who were looked at.
    #[diesel(sql_type = Integer)]
    pub buyers: i32,
    /// Of all customers' buyers who were looked at.
    #[diesel(sql_type = Integer)]
    pub buyers_of_all: i32,
    /// By the audience.
    #[diesel(sql_type = Timestamptz)]
    pub last_bought: DateTime<Utc>,
    /// The audience's buyers who were looked at.
    #[diesel(sql_type = Integer)]
    pub looked_at: i32,
    /// All customers' buyers who were looked at.
    #[diesel(sql_type = Integer)]
    pub looked_at_of_all: i32,
}

/// What an audience buys, the most bought first: products, and categories. Completed orders alone.
pub async fn bought(
    connection: &mut AsyncPgConnection,
    reachable: &str,
    members: Membership,
) -> Result<Vec<Bought>, DbError> {
    let own = members.next_placeholder();
    let sql = format!(
        "WITH theirs AS MATERIALIZED (
             SELECT a.customer_id FROM {from} WHERE {predicate} AND {reachable} AND a.order_count > 0
             ORDER BY hashint8(a.customer_id), a.customer_id LIMIT ${own}),
         anybodys AS MATERIALIZED (
             SELECT customer_id FROM audience WHERE order_count > 0
             ORDER BY hashint8(customer_id), customer_id LIMIT ${own}),
         looked AS (
             SELECT customer_id, true AS own FROM theirs UNION ALL SELECT customer_id, false FROM anybodys),
         lines AS (
             SELECT l.own, l.customer_id, o.placed_at, i.item ->> 'sku' AS sku, i.item ->> 'name' AS name,
                    i.item ->> 'category' AS category, i.item ->> 'imageUrl' AS image_url
             FROM looked l
             CROSS JOIN LATERAL (
                 SELECT placed_at, items FROM orders WHERE customer_id = l.customer_id AND status = 1
                 ORDER BY placed_at DESC LIMIT ${orders}) o
             CROSS JOIN LATERAL jsonb_array_elements(
                 CASE jsonb_typeof(o.items) WHEN 'array' THEN o.items ELSE '[]' END) AS i (item)),
         grouped AS (
             SELECT grouping(lower(sku)) = 0 AS is_product,
                    (array_agg(sku ORDER BY placed_at DESC, sku))[1] AS sku,
                    (array_agg(name ORDER BY placed_at DESC, name) FILTER (WHERE name IS NOT NULL))[1] AS name,
                    (array_agg(category ORDER BY placed_at DESC, category) FILTER (WHERE category IS NOT NULL))[1]
                        AS category,
                    (array_agg(image_url ORDER BY placed_at DESC, image_url) FILTER (WHERE image_url IS NOT NULL))[1]
                        AS image_url,
                    (count(DISTINCT customer_id) FILTER (WHERE own))::int AS buyers,
                    (count(DISTINCT customer_id) FILTER (WHERE NOT own))::int AS buyers_of_all,
                    max(placed_at) FILTER (WHERE own) AS last_bought
             FROM lines GROUP BY GROUPING SETS ((lower(sku)), (lower(category)))),
         ranked AS (
             SELECT *, row_number() OVER (PARTITION BY is_product ORDER BY buyers DESC, sku) AS place
             FROM grouped WHERE buyers > 0 AND CASE WHEN is_product THEN sku IS NOT NULL ELSE category IS NOT NULL END)
         SELECT CASE WHEN is_product THEN sku END AS sku, name, category, image_url, buyers, buyers_of_all, last_bought,
                (SELECT count(*) FROM theirs)::int AS looked_at,
                (SELECT count(*) FROM anybodys)::int AS looked_at_of_all
         FROM ranked WHERE place <= ${listed} ORDER BY is_product DESC, place",
        from = members.from,
        predicate = members.predicate,
        orders = own + 1,
        listed = own + 2,
    );
    let query = members
        .bind(diesel::sql_query(sql).into_boxed())
        .bind::<BigInt, _>(MOST_BUYERS)
        .bind::<BigInt, _>(LATEST_ORDERS)
        .bind::<BigInt, _>(MOST_LISTED);
    Ok(query.load(connection).await?)
}
