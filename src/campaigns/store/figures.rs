//! What is read over many messages or campaigns at once: reasons, the series, the dashboard.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::campaign::{FailureCount, Figures, Point};
use super::super::status::MessageStatus;
use crate::db::DbError;
use crate::db::money::Minor;
use crate::ids::CampaignId;

/// Points of a series at most.
const POINTS: i64 = 500;

#[derive(QueryableByName)]
struct Reason {
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Integer)]
    count: i32,
}

/// Why messages failed, are unknown or were skipped; the most frequent first, at most a hundred.
pub async fn failures(connection: &mut AsyncPgConnection, campaign: CampaignId) -> Result<Vec<FailureCount>, DbError> {
    let rows: Vec<Reason> = diesel::sql_query(
        "SELECT status, coalesce(reason, 'UNSPECIFIED') AS reason, count(*)::int AS count FROM communication_log
         WHERE campaign_id = $1 AND status IN (2, 3, 5)
         GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 100",
    )
    .bind::<BigInt, _>(campaign.0)
    .load(connection)
    .await?;
    let count = |row: Reason| {
        Some(FailureCount { status: MessageStatus::from_code(row.status)?, reason: row.reason, count: row.count })
    };
    Ok(rows.into_iter().filter_map(count).collect())
}

#[derive(QueryableByName)]
struct PointRow {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    accepted: i32,
    #[diesel(sql_type = Integer)]
    delivered: i32,
    #[diesel(sql_type = Integer)]
    failed: i32,
}

/// The series, in order; ten seconds a point, more for a campaign that took so long that it would have more than
/// five hundred.
pub async fn series(connection: &mut AsyncPgConnection, campaign: CampaignId) -> Result<Vec<Point>, DbError> {
    let rows: Vec<PointRow> = diesel::sql_query(
        "WITH span AS (
             SELECT greatest(10, ceil(extract(epoch FROM max(at) - min(at)) / $2 / 10) * 10) AS step
             FROM campaign_points WHERE campaign_id = $1
         )
         SELECT to_timestamp(floor(extract(epoch FROM at) / step) * step) AS at, sum(accepted)::int AS accepted,
                sum(delivered)::int AS delivered, sum(failed)::int AS failed
         FROM campaign_points CROSS JOIN span WHERE campaign_id = $1 GROUP BY 1 ORDER BY 1 LIMIT $2 + 1",
    )
    .bind::<BigInt, _>(campaign.0)
    .bind::<BigInt, _>(POINTS)
    .load(connection)
    .await?;
    let point =
        |row: PointRow| Point { at: row.at, accepted: row.accepted, delivered: row.delivered, failed: row.failed };
    Ok(rows.into_iter().map(point).collect())
}

/// What happened in the workspace over a stretch of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Customers, now.
    pub customers: i64,
    /// Completed orders placed in the stretch.
    pub orders: i64,
    /// What they came to.
    pub revenue: Minor,
    /// Campaigns that are being prepared, running or paused, now.
    pub active_campaigns: i32,
    /// The messages of the campaigns launched in the stretch, by where they stand.
    pub messages: Figures,
}

/// From when (included) to when (excluded); open where none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stretch {
    /// The first instant.
    pub from: Option<DateTime<Utc>>,
    /// The first instant that is too late.
    pub to: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Sales {
    #[diesel(sql_type = BigInt)]
    customers: i64,
    #[diesel(sql_type = BigInt)]
    orders: i64,
    #[diesel(sql_type = BigInt)]
    revenue: i64,
}

#[derive(QueryableByName)]
struct Messages {
    #[diesel(sql_type = Integer)]
    active: i32,
    #[diesel(sql_type = Integer)]
    audience: i32,
    #[diesel(sql_type = Integer)]
    pending: i32,
    #[diesel(sql_type = Integer)]
    sent: i32,
    #[diesel(sql_type = Integer)]
    unknown: i32,
    #[diesel(sql_type = Integer)]
    failed: i32,
    #[diesel(sql_type = Integer)]
    delivered: i32,
    #[diesel(sql_type = Integer)]
    skipped: i32,
    #[diesel(sql_type = Integer)]
    accepted: i32,
}

/// Without bounds the audience's own sums answer; with them the orders are read.
const ALL_SALES: &str = "
SELECT count(*) AS customers, coalesce(sum(order_count), 0)::bigint AS orders,
       coalesce(sum(spend_minor), 0)::bigint AS revenue
FROM audience WHERE ($1, $2) IS NOT DISTINCT FROM (NULL::timestamptz, NULL::timestamptz)";
const SALES_WITHIN: &str = "
SELECT (SELECT count(*) FROM audience) AS customers, count(*) AS orders,
       coalesce(sum(amount_minor), 0)::bigint AS revenue
FROM orders WHERE status = 1 AND ($1::timestamptz IS NULL OR placed_at >= $1)
              AND ($2::timestamptz IS NULL OR placed_at < $2)";
/// GraphQL's Int ends at 2^31 - 1, and so do the sums.
const MESSAGES: &str = "
WITH sums AS (
    SELECT sum(n.audience) AS audience, sum(n.pending) AS pending, sum(n.sent) AS sent, sum(n.unknown) AS unknown,
           sum(n.failed) AS failed, sum(n.delivered) AS delivered, sum(n.skipped) AS skipped,
           sum(n.accepted) AS accepted
    FROM campaigns c JOIN campaign_counters n ON n.campaign_id = c.id
    WHERE c.launched_at IS NOT NULL AND ($1::timestamptz IS NULL OR c.launched_at >= $1)
      AND ($2::timestamptz IS NULL OR c.launched_at < $2)
)
SELECT (SELECT count(*) FROM campaigns WHERE status IN ('PREPARING', 'RUNNING', 'PAUSED'))::int AS active,
       least(coalesce(audience, 0), 2147483647)::int AS audience,
       least(coalesce(pending, 0), 2147483647)::int AS pending, least(coalesce(sent, 0), 2147483647)::int AS sent,
       least(coalesce(unknown, 0), 2147483647)::int AS unknown,
       least(coalesce(failed, 0), 2147483647)::int AS failed,
       least(coalesce(delivered, 0), 2147483647)::int AS delivered,
       least(coalesce(skipped, 0), 2147483647)::int AS skipped,
       least(coalesce(accepted, 0), 2147483647)::int AS accepted
FROM sums";

/// The dashboard's figures.
pub async fn dashboard(connection: &mut AsyncPgConnection, stretch: Stretch) -> Result<Totals, DbError> {
    let open = stretch.from.is_none() && stretch.to.is_none();
    let sales: Sales = diesel::sql_query(if open { ALL_SALES } else { SALES_WITHIN })
        .bind::<Nullable<Timestamptz>, _>(stretch.from)
        .bind::<Nullable<Timestamptz>, _>(stretch.to)
        .get_result(connection)
        .await?;
    let messages: Messages = diesel::sql_query(MESSAGES)
        .bind::<Nullable<Timestamptz>, _>(stretch.from)
        .bind::<Nullable<Timestamptz>, _>(stretch.to)
        .get_result(connection)
        .await?;
    Ok(Totals {
        customers: sales.customers,
        orders: sales.orders,
        revenue: Minor(sales.revenue),
        active_campaigns: messages.active,
        messages: Figures {
            audience: messages.audience,
            pending: messages.pending,
            sent: messages.sent,
            unknown: messages.unknown,
            failed: messages.failed,
            delivered: messages.delivered,
            skipped: messages.skipped,
            accepted: messages.accepted,
            ..Figures::default()
        },
    })
}

#[derive(QueryableByName)]
struct Extent {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last: Option<DateTime<Utc>>,
}

/// When the first and the last completed order of a stretch were placed; none where there is none.
pub async fn extent(
    connection: &mut AsyncPgConnection,
    stretch: Stretch,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>, DbError> {
    let extent: Extent = diesel::sql_query(
        "SELECT min(placed_at) AS first, max(placed_at) AS last FROM orders
         WHERE status = 1 AND ($1::timestamptz IS NULL OR placed_at >= $1)
           AND ($2::timestamptz IS NULL OR placed_at < $2)",
    )
    .bind::<Nullable<Timestamptz>, _>(stretch.from)
    .bind::<Nullable<Timestamptz>, _>(stretch.to)
    .get_result(connection)
    .await?;
    Ok(extent.first.zip(extent.last))
}

/// Completed orders within one part of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalesPoint {
    /// When the part begins.
    pub from: DateTime<Utc>,
    /// When it ends, which is when the next one begins.
    pub to: DateTime<Utc>,
    /// Completed orders placed in it.
    pub orders: i64,
    /// What they came to.
    pub revenue: Minor,
}

#[derive(QueryableByName)]
struct PartRow {
    #[diesel(sql_type = Integer)]
    part: i32,
    #[diesel(sql_type = BigInt)]
    orders: i64,
    #[diesel(sql_type = BigInt)]
    revenue: i64,
}

/// Completed orders between each of the instants, which ascend, and the next; parts without any too.
pub async fn sales(connection: &mut AsyncPgConnection, edges: &[DateTime<Utc>]) -> Result<Vec<SalesPoint>, DbError> {
    let [begins @ .., end] = edges else { return Ok(Vec::new()) };
    let empty = |(from, to): (&DateTime<Utc>, &DateTime<Utc>)| SalesPoint {
        from: *from,
        to: *to,
        orders: 0,
        revenue: Minor(0),
    };
    let mut points: Vec<SalesPoint> = begins.iter().zip(edges.iter().skip(1)).map(empty).collect();
    let rows: Vec<PartRow> = diesel::sql_query(
        "SELECT width_bucket(placed_at, $1) AS part, count(*) AS orders, sum(amount_minor)::bigint AS revenue
         FROM orders WHERE status = 1 AND placed_at >= $1[1] AND placed_at < $2
         GROUP BY 1 ORDER BY 1 LIMIT cardinality($1)",
    )
    .bind::<Array<Timestamptz>, _>(begins)
    .bind::<Timestamptz, _>(end)
    .load(connection)
    .await?;
    for row in rows {
        // Parts are counted from 1.
        let place = usize::try_from(row.part).ok().and_then(|part| part.checked_sub(1));
        if let Some(point) = place.and_then(|place| points.get_mut(place)) {
            point.orders = row.orders;
            point.revenue = Minor(row.revenue);
        }
    }
    Ok(points)
}
