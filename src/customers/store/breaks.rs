//! Where the fifths begin: read by whoever judges a customer, written by the worker alone.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Timestamptz};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::customers::rfm::{Breaks, BreaksOfFifths, Fifths};
use crate::db::DbError;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Array<Nullable<Timestamptz>>)]
    recency: Vec<Option<DateTime<Utc>>>,
    #[diesel(sql_type = Array<Nullable<Integer>>)]
    frequency: Vec<Option<i32>>,
    #[diesel(sql_type = Array<Nullable<BigInt>>)]
    monetary: Vec<Option<i64>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    usual_gap_seconds: Option<i64>,
}

fn fifths<T: Copy>(begin: &[Option<T>]) -> Fifths<T> {
    Fifths(std::array::from_fn(|at| begin.get(at).copied().flatten()))
}

impl From<Row> for Breaks {
    fn from(row: Row) -> Self {
        let frequency: Vec<Option<i64>> = row.frequency.into_iter().map(|count| count.map(i64::from)).collect();
        Self {
            fifths: Some(BreaksOfFifths {
                recency: fifths(&row.recency),
                frequency: fifths(&frequency),
                monetary: fifths(&row.monetary),
            }),
            usual_gap_seconds: row.usual_gap_seconds,
        }
    }
}

/// The breaks as they were last found.
pub(in crate::customers) async fn load(connection: &mut AsyncPgConnection) -> Result<Breaks, DbError> {
    let query = "SELECT recency, frequency, monetary, usual_gap_seconds FROM rfm_breaks";
    let row: Option<Row> = diesel::sql_query(query).get_result(connection).await.optional()?;
    Ok(row.map(Breaks::from).unwrap_or_default())
}

/// The smallest values of the second to the fifth fifth. A value is in the fifth in which the middle of its ties lies:
/// with `b` people below it and `n` at it, out of `w`, the k-th begins where (b + n / 2) / w reaches (k - 1) / 5. All in
/// whole numbers, so that nobody is on either side by rounding.
fn begin(column: &str) -> String {
    let at = |fifth: i32| format!("min(value) FILTER (WHERE 5 * (2 * upto - n) >= {fifth} * 2 * whole)");
    format!(
        "(SELECT ARRAY[{}, {}, {}, {}]
          FROM (SELECT value, n, sum(n) OVER (ORDER BY value) AS upto, sum(n) OVER () AS whole
                FROM (SELECT {column} AS value, count(*)::integer AS n FROM buyers GROUP BY {column}) AS counted
               ) AS ranked)",
        at(1),
        at(2),
        at(3),
        at(4)
    )
}

/// Finds the breaks of the audience as it is now; whether they moved.
pub(in crate::customers) async fn refresh(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    #[derive(QueryableByName)]
    struct Moved {
        #[diesel(sql_type = Bool)]
        moved: bool,
    }
    let query = format!(
        "WITH buyers AS MATERIALIZED (
             SELECT last_order_at, first_order_at, order_count, spend_minor FROM audience WHERE order_count > 0),
         found AS (
             SELECT count(*) AS customers, {} AS recency, {} AS frequency, {} AS monetary,
                    greatest(86400, percentile_disc(0.5) WITHIN GROUP (
                        ORDER BY (date_part('epoch', last_order_at - first_order_at) / nullif(order_count - 1, 0))::bigint)
                        FILTER (WHERE order_count > 1)) AS usual_gap,
                    bool_or(order_count > 1) AS any_gap
             FROM buyers),
         gone AS (
             DELETE FROM rfm_breaks WHERE (SELECT customers FROM found) = 0 RETURNING id),
         written AS (
             INSERT INTO rfm_breaks AS b (as_of, customers, recency, frequency, monetary, usual_gap_seconds)
             SELECT $1, customers, recency, frequency, monetary, CASE WHEN any_gap THEN usual_gap END
             FROM found WHERE customers > 0
             ON CONFLICT (id) DO UPDATE SET
                 as_of = excluded.as_of, customers = excluded.customers, recency = excluded.recency,
                 frequency = excluded.frequency, monetary = excluded.monetary,
                 usual_gap_seconds = excluded.usual_gap_seconds
             RETURNING recency, frequency, monetary, usual_gap_seconds)
         SELECT EXISTS (SELECT 1 FROM gone)
             OR EXISTS (SELECT 1 FROM written w WHERE NOT EXISTS (
                    SELECT 1 FROM rfm_breaks b
                    WHERE (b.recency, b.frequency, b.monetary, b.usual_gap_seconds)
                          IS NOT DISTINCT FROM (w.recency, w.frequency, w.monetary, w.usual_gap_seconds))) AS moved",
        begin("last_order_at"),
        begin("order_count"),
        begin("spend_minor")
    );
    // Sorting a million takes seconds, which is why this is a worker's and not a request's to do.
    let moved: Moved = diesel::sql_query(query).bind::<Timestamptz, _>(now).get_result(connection).await?;
    Ok(moved.moved)
}
