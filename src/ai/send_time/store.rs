//! When an audience orders and is reached. At most [`PEOPLE`] of it are looked at, always the same ones, and of each the
//! latest [`LATEST`] orders and messages; so it costs the same for a hundred thousand customers and for ten million.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Double, Nullable};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::ai::slot::SLOT;
use crate::db::DbError;
use crate::segments::compile::membership;
use crate::segments::eval::Moment;
use crate::segments::rule::Rule;

/// People who are looked at.
pub const PEOPLE: i64 = 5_000;
/// Orders, and messages, that are looked at of each.
const LATEST: i64 = 20;
/// Slots of time that are read.
const MOST_SLOTS: i64 = PEOPLE * LATEST;

#[derive(QueryableByName)]
struct Member {
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
}

/// Members of a rule, mixed as if drawn yet the same ones at each call; one more than [`PEOPLE`] where there are more.
pub async fn people(connection: &mut AsyncPgConnection, rule: &Rule, moment: Moment) -> Result<Vec<i64>, DbError> {
    let members = membership(rule, moment, 1);
    let sql = format!(
        "SELECT a.customer_id FROM {} WHERE {} ORDER BY hashint8(a.customer_id), a.customer_id LIMIT $1",
        members.from, members.predicate
    );
    let query = members.bind(diesel::sql_query(sql).into_boxed().bind::<BigInt, _>(PEOPLE + 1));
    let rows: Vec<Member> = query.load(connection).await?;
    Ok(rows.into_iter().map(|row| row.customer_id).collect())
}

/// When orders were placed.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// By slots of time.
    pub slots: Vec<(i64, i64)>,
    /// People who ordered.
    pub buyers: i64,
    /// How many orders of different people they are worth: fewer, the more a few people ordered.
    pub effective: f64,
}

#[derive(QueryableByName)]
struct OrderRow {
    #[diesel(sql_type = Nullable<BigInt>)]
    slot: Option<i64>,
    #[diesel(sql_type = BigInt)]
    orders: i64,
    #[diesel(sql_type = Nullable<Double>)]
    effective: Option<f64>,
}

const ORDERS: &str = "
WITH placed AS MATERIALIZED (
    SELECT p.id, floor(extract(epoch FROM o.placed_at) / $3)::bigint AS slot
    FROM unnest($1::bigint[]) AS p (id) CROSS JOIN LATERAL (
        SELECT placed_at, status FROM orders WHERE customer_id = p.id ORDER BY placed_at DESC LIMIT $2
    ) o WHERE o.status = 1
)
SELECT slot, count(*) AS orders, NULL::float8 AS effective FROM placed GROUP BY slot
UNION ALL
SELECT NULL, count(*), sum(n)::float8 ^ 2 / sum(n * n)::float8
FROM (SELECT count(*) AS n FROM placed GROUP BY id) person
ORDER BY slot LIMIT $4";

/// When these people ordered.
pub async fn orders(connection: &mut AsyncPgConnection, people: &[i64]) -> Result<Orders, DbError> {
    let rows: Vec<OrderRow> = diesel::sql_query(ORDERS)
        .bind::<Array<BigInt>, _>(people)
        .bind::<BigInt, _>(LATEST)
        .bind::<BigInt, _>(SLOT)
        .bind::<BigInt, _>(MOST_SLOTS + 1)
        .load(connection)
        .await?;
    let mut orders = Orders::default();
    for row in rows {
        match row.slot {
            Some(slot) => orders.slots.push((slot, row.orders)),
            None => (orders.buyers, orders.effective) = (row.orders, row.effective.unwrap_or(0.0)),
        }
    }
    Ok(orders)
}

/// Messages sent within a slot of time.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Sent {
    /// Which slot.
    #[diesel(sql_type = BigInt)]
    pub slot: i64,
    /// Those that came to an end.
    #[diesel(sql_type = BigInt)]
    pub messages: i64,
    /// Those that were delivered.
    #[diesel(sql_type = BigInt)]
    pub delivered: i64,
}

/// When the vendor took messages to these people that came to an end; those that it never took are left out, as
/// [`crate::ai::slot`] says.
pub async fn sent(connection: &mut AsyncPgConnection, people: &[i64]) -> Result<Vec<Sent>, DbError> {
    let rows = diesel::sql_query(
        "SELECT floor(extract(epoch FROM l.sent_at) / $3)::bigint AS slot, count(*) AS messages,
                count(*) FILTER (WHERE l.status = 4) AS delivered
         FROM unnest($1::bigint[]) AS p (id) CROSS JOIN LATERAL (
             SELECT status, sent_at FROM communication_log WHERE customer_id = p.id ORDER BY id DESC LIMIT $2
         ) l WHERE l.status IN (2, 3, 4) AND l.sent_at IS NOT NULL
         GROUP BY 1 ORDER BY 1 LIMIT $4",
    )
    .bind::<Array<BigInt>, _>(people)
    .bind::<BigInt, _>(LATEST)
    .bind::<BigInt, _>(SLOT)
    .bind::<BigInt, _>(MOST_SLOTS)
    .load(connection)
    .await?;
    Ok(rows)
}
