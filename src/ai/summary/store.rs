//! What a summary is told from, for many campaigns with as many statements as for one. Each reads a bounded number of
//! rows a campaign, however large that is: all of its messages, or an even spread of them.

use std::collections::HashMap;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Double, Integer, Nullable, SmallInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::gathered::Usual;
use super::standing_out::Tally;
use crate::ai::slot::SLOT;
use crate::campaigns::campaign::FailureCount;
use crate::campaigns::status::MessageStatus;
use crate::customers::rfm::Scores;
use crate::db::DbError;
use crate::ids::CampaignId;

/// Messages that are read together, by their ids.
const STRETCH: i64 = 500;
/// Stretches that are read of a campaign, evenly spread where it has more.
const STRETCHES: i64 = 100;
/// Messages without success that reasons are counted of; of a campaign with more, none are told.
pub const EXCEPTIONS: i64 = 50_000;
/// Cities, standings and slots of time that are read of a campaign.
const GROUPS: i64 = 2_000;
/// Reasons that are read of a campaign.
const REASONS: i64 = 20;
/// Earlier campaigns that one is compared with.
const EARLIER: i64 = 20;
/// Fewer earlier campaigns than this make nothing usual.
const USUAL_FROM: i32 = 3;

fn bound(ids: &[CampaignId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}

fn of(ids: &[CampaignId], each: i64) -> i64 {
    i64::try_from(ids.len()).unwrap_or(i64::MAX).saturating_mul(each)
}

/// The messages of a campaign that came to an end, by what may stand out.
#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    /// All that were looked at.
    pub whole: Tally,
    /// By the city as it is written.
    pub cities: Vec<(String, Tally)>,
    /// By what decides on the tier that people are in now; nothing while nobody has ordered.
    pub standings: Vec<(Standing, Tally)>,
    /// By slots of time, as far as they were taken by the vendor: [`crate::ai::slot`].
    pub slots: Vec<(i64, Tally)>,
}

/// What decides on the tier of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Their scores.
    pub scores: Scores,
    /// How many orders they have: none, one, or two for more.
    pub orders: i64,
}

#[derive(QueryableByName)]
struct Part {
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    city: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    recency: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    frequency: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    monetary: Option<i32>,
    #[diesel(sql_type = Nullable<BigInt>)]
    orders: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    slot: Option<i64>,
    #[diesel(sql_type = BigInt)]
    messages: i64,
    #[diesel(sql_type = BigInt)]
    delivered: i64,
}

// A score is one more than the fifths from the second on that begin at or below the value, as `Breaks::scores` says.
const BREAKDOWN: &str = "
WITH reach AS (
    SELECT id, first_log_id AS first, last_log_id AS last,
           greatest($2, ceil((last_log_id - first_log_id + 1) / $3::numeric))::bigint AS step
    FROM campaigns WHERE id = ANY ($1) AND first_log_id IS NOT NULL AND last_log_id IS NOT NULL
), looked AS MATERIALIZED (
    SELECT reach.id AS campaign_id, l.customer_id, l.delivered, l.slot
    FROM reach CROSS JOIN LATERAL generate_series(reach.first, reach.last, reach.step) AS stretch (begin)
    CROSS JOIN LATERAL (
        SELECT customer_id, status = 4 AS delivered,
               floor(extract(epoch FROM sent_at) / $4)::bigint AS slot
        FROM communication_log
        WHERE id >= stretch.begin AND id < least(stretch.begin + $2, reach.last + 1)
          AND campaign_id = reach.id AND status IN (2, 3, 4)
        OFFSET 0
    ) l
), standing AS (
    SELECT looked.campaign_id, looked.delivered,
           1 + width_bucket(a.last_order_at, array_remove(b.recency, NULL)) AS recency,
           1 + width_bucket(a.order_count, array_remove(b.frequency, NULL)) AS frequency,
           1 + width_bucket(a.spend_minor, array_remove(b.monetary, NULL)) AS monetary,
           least(a.order_count, 2)::bigint AS orders
    FROM looked JOIN audience a ON a.customer_id = looked.customer_id CROSS JOIN rfm_breaks b
), parts AS (
    SELECT campaign_id, NULL::text AS city, NULL::integer AS recency, NULL::integer AS frequency,
           NULL::integer AS monetary, NULL::bigint AS orders, NULL::bigint AS slot, count(*) AS messages,
           count(*) FILTER (WHERE delivered) AS delivered
    FROM looked GROUP BY campaign_id
    UNION ALL
    SELECT looked.campaign_id, u.city, NULL, NULL, NULL, NULL, NULL, count(*), count(*) FILTER (WHERE looked.delivered)
    FROM looked JOIN customers u ON u.id = looked.customer_id WHERE u.city IS NOT NULL
    GROUP BY looked.campaign_id, u.city
    UNION ALL
    SELECT campaign_id, NULL, coalesce(recency, 0), frequency, monetary, orders, NULL, count(*),
           count(*) FILTER (WHERE delivered)
    FROM standing GROUP BY campaign_id, recency, frequency, monetary, orders
    UNION ALL
    SELECT campaign_id, NULL, NULL, NULL, NULL, NULL, slot, count(*), count(*) FILTER (WHERE delivered)
    FROM looked WHERE slot IS NOT NULL GROUP BY campaign_id, slot
)
SELECT campaign_id, city, recency, frequency, monetary, orders, slot, messages, delivered FROM parts
ORDER BY messages DESC, campaign_id, city, recency, frequency, monetary, orders, slot LIMIT $5";

/// By city, standing and slot.
pub async fn breakdowns(
    connection: &mut AsyncPgConnection,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, Breakdown>, DbError> {
    let rows: Vec<Part> = diesel::sql_query(BREAKDOWN)
        .bind::<Array<BigInt>, _>(bound(ids))
        .bind::<BigInt, _>(STRETCH)
        .bind::<BigInt, _>(STRETCHES)
        .bind::<BigInt, _>(SLOT)
        .bind::<BigInt, _>(of(ids, GROUPS))
        .load(connection)
        .await?;
    let mut found: HashMap<CampaignId, Breakdown> = HashMap::new();
    for row in rows {
        let breakdown = found.entry(CampaignId(row.campaign_id)).or_default();
        let tally = Tally { messages: row.messages, delivered: row.delivered };
        let standing = || {
            let scores = Scores { recency: row.recency?, frequency: row.frequency?, monetary: row.monetary? };
            Some(Standing { scores, orders: row.orders? })
        };
        match (row.city, standing(), row.slot) {
            (Some(city), ..) => breakdown.cities.push((city, tally)),
            (None, Some(standing), _) => breakdown.standings.push((standing, tally)),
            (None, None, Some(slot)) => breakdown.slots.push((slot, tally)),
            (None, None, None) => breakdown.whole = tally,
        }
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Reason {
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Integer)]
    count: i32,
}

/// Why messages failed, are unknown or were skipped, the most frequent first, counted over at most [`EXCEPTIONS`].
pub async fn reasons(
    connection: &mut AsyncPgConnection,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, Vec<FailureCount>>, DbError> {
    let rows: Vec<Reason> = diesel::sql_query(
        "SELECT c.id AS campaign_id, r.status, r.reason, r.count
         FROM unnest($1::bigint[]) AS c (id) CROSS JOIN LATERAL (
             SELECT status, coalesce(reason, 'UNSPECIFIED') AS reason, count(*)::int AS count
             FROM (SELECT status, reason FROM communication_log
                   WHERE campaign_id = c.id AND status IN (2, 3, 5) ORDER BY status, id LIMIT $2) e
             GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT $3
         ) r
         ORDER BY c.id, r.count DESC, r.status, r.reason LIMIT $4",
    )
    .bind::<Array<BigInt>, _>(bound(ids))
    .bind::<BigInt, _>(EXCEPTIONS)
    .bind::<BigInt, _>(REASONS)
    .bind::<BigInt, _>(of(ids, REASONS))
    .load(connection)
    .await?;
    let mut found: HashMap<CampaignId, Vec<FailureCount>> = HashMap::new();
    for row in rows {
        if let Some(status) = MessageStatus::from_code(row.status) {
            let counted = FailureCount { status, reason: row.reason, count: row.count };
            found.entry(CampaignId(row.campaign_id)).or_default().push(counted);
        }
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct UsualRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Integer)]
    campaigns: i32,
    #[diesel(sql_type = Integer)]
    audience: i32,
    #[diesel(sql_type = Double)]
    rate: f64,
}

/// What the completed campaigns on the same channel came to that were launched before: the one in the middle of the
/// latest twenty. None where there are fewer than three.
pub async fn usual(
    connection: &mut AsyncPgConnection,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, Usual>, DbError> {
    let rows: Vec<UsualRow> = diesel::sql_query(
        "SELECT c.id, count(*)::int AS campaigns,
                percentile_disc(0.5) WITHIN GROUP (ORDER BY past.audience) AS audience,
                percentile_disc(0.5) WITHIN GROUP (ORDER BY past.rate) AS rate
         FROM campaigns c CROSS JOIN LATERAL (
             SELECT n.audience, n.delivered::float8 / (n.delivered + n.failed + n.unknown) AS rate
             FROM campaigns p JOIN campaign_counters n ON n.campaign_id = p.id
             WHERE p.channel = c.channel AND p.status = 'COMPLETED' AND p.launched_at < c.launched_at
               AND n.delivered + n.failed + n.unknown > 0
             ORDER BY p.launched_at DESC, p.id DESC LIMIT $2
         ) past
         WHERE c.id = ANY ($1) GROUP BY c.id HAVING count(*) >= $3 ORDER BY c.id LIMIT $4",
    )
    .bind::<Array<BigInt>, _>(bound(ids))
    .bind::<BigInt, _>(EARLIER)
    .bind::<Integer, _>(USUAL_FROM)
    .bind::<BigInt, _>(of(ids, 1))
    .load(connection)
    .await?;
    let usual = |row: &UsualRow| Usual { campaigns: row.campaigns, audience: row.audience, rate: row.rate };
    Ok(rows.iter().map(|row| (CampaignId(row.id), usual(row))).collect())
}
