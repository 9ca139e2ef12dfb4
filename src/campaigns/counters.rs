//! The figures on screen. They change only here, and only in the transaction that changes the rows they count,
//! so they are exact at every instant; the table's constraint refuses any sum that does not add up.
//!
//! Locks are taken in one order everywhere, so that nobody waits in a circle: rows of `communication_log` by id,
//! then `campaign_counters` by campaign, then `campaigns` by id. The row of `campaigns` is only ever locked
//! `FOR NO KEY UPDATE` (as an UPDATE does by itself), which the foreign keys of new log rows do not wait for.

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::status::MessageStatus;
use crate::db::DbError;
use crate::ids::CampaignId;

/// How wide a point of a campaign's series is.
pub const POINT: TimeDelta = TimeDelta::seconds(10);

/// What a transaction adds to a campaign's figures; negative where it takes away. In messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// Set once, when the audience is frozen.
    pub audience: i32,
    /// To be sent.
    pub pending: i32,
    /// Awaiting their receipt.
    pub sent: i32,
    /// Of which nobody knows.
    pub unknown: i32,
    /// Definitely refused.
    pub failed: i32,
    /// Arrived.
    pub delivered: i32,
    /// Never to be sent.
    pub skipped: i32,
    /// Rows that the vendor accepted for the first time, in any generation.
    pub accepted: i32,
}

impl Delta {
    /// One message went from one state to another.
    pub fn moved(&mut self, from: MessageStatus, to: MessageStatus) {
        *self.of(from) -= 1;
        *self.of(to) += 1;
    }

    /// The figure of a state.
    pub fn of(&mut self, status: MessageStatus) -> &mut i32 {
        match status {
            MessageStatus::Pending => &mut self.pending,
            MessageStatus::Sent => &mut self.sent,
            MessageStatus::Unknown => &mut self.unknown,
            MessageStatus::Failed => &mut self.failed,
            MessageStatus::Delivered => &mut self.delivered,
            MessageStatus::Skipped => &mut self.skipped,
        }
    }
}

const ADD: &str = "
WITH given AS (
    SELECT * FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[],
                         $9::int[])
        AS g (campaign_id, audience, pending, sent, unknown, failed, delivered, skipped, accepted)
), locked AS MATERIALIZED (
    SELECT campaign_id FROM campaign_counters WHERE campaign_id = ANY ($1) ORDER BY campaign_id FOR NO KEY UPDATE
), changed AS (
    UPDATE campaign_counters c
    SET audience = c.audience + g.audience, pending = c.pending + g.pending, sent = c.sent + g.sent,
        unknown = c.unknown + g.unknown, failed = c.failed + g.failed, delivered = c.delivered + g.delivered,
        skipped = c.skipped + g.skipped, accepted = c.accepted + g.accepted, sequence = c.sequence + 1
    FROM locked JOIN given g USING (campaign_id)
    WHERE c.campaign_id = locked.campaign_id
    RETURNING c.campaign_id
)
INSERT INTO campaign_points AS p (campaign_id, at, accepted, delivered, failed)
SELECT g.campaign_id, $10, g.accepted, g.delivered, g.failed FROM given g JOIN changed USING (campaign_id)
WHERE (g.accepted, g.delivered, g.failed) <> (0, 0, 0)
ORDER BY g.campaign_id
ON CONFLICT (campaign_id, at) DO UPDATE
SET accepted = p.accepted + excluded.accepted, delivered = p.delivered + excluded.delivered,
    failed = p.failed + excluded.failed";

/// Adds to the figures and to the series, in campaign order, and raises each campaign's sequence. Call it after
/// the log rows are changed and before any change to `campaigns`.
pub async fn add(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    deltas: &BTreeMap<CampaignId, Delta>,
) -> Result<(), DbError> {
    if deltas.is_empty() {
        return Ok(());
    }
    let column = |figure: fn(&Delta) -> i32| deltas.values().map(figure).collect::<Vec<i32>>();
    diesel::sql_query(ADD)
        .bind::<Array<BigInt>, _>(deltas.keys().map(|id| id.0).collect::<Vec<i64>>())
        .bind::<Array<Integer>, _>(column(|delta| delta.audience))
        .bind::<Array<Integer>, _>(column(|delta| delta.pending))
        .bind::<Array<Integer>, _>(column(|delta| delta.sent))
        .bind::<Array<Integer>, _>(column(|delta| delta.unknown))
        .bind::<Array<Integer>, _>(column(|delta| delta.failed))
        .bind::<Array<Integer>, _>(column(|delta| delta.delivered))
        .bind::<Array<Integer>, _>(column(|delta| delta.skipped))
        .bind::<Array<Integer>, _>(column(|delta| delta.accepted))
        .bind::<Timestamptz, _>(now.duration_trunc(POINT).unwrap_or(now))
        .execute(connection)
        .await?;
    Ok(())
}

const FINISH: &str = "
WITH done AS MATERIALIZED (
    SELECT c.id FROM campaigns c JOIN campaign_counters n ON n.campaign_id = c.id
    WHERE c.id = ANY ($1) AND c.status = 'RUNNING' AND n.pending = 0 AND n.sent = 0
    ORDER BY c.id FOR NO KEY UPDATE OF c
)
UPDATE campaigns c SET status = 'COMPLETED', finished_at = $2, updated_at = $2
FROM done WHERE c.id = done.id AND c.status = 'RUNNING'
RETURNING c.id";

/// Completes the running campaigns among `ids` that have nothing left to send or to await; returns which. In the
/// transaction that called [`add`] for them, whose lock on the figures makes the answer exact.
pub async fn finish_where_done(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    ids: &[CampaignId],
) -> Result<Vec<CampaignId>, DbError> {
    #[derive(QueryableByName)]
    struct Done {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let done: Vec<Done> = diesel::sql_query(FINISH)
        .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<i64>>())
        .bind::<Timestamptz, _>(now)
        .load(connection)
        .await?;
    Ok(done.into_iter().map(|row| CampaignId(row.id)).collect())
}

/// Raises a campaign's sequence without changing a figure: something else that subscribers see has changed.
pub async fn touch(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    campaign: CampaignId,
) -> Result<(), DbError> {
    add(connection, now, &BTreeMap::from([(campaign, Delta::default())])).await
}
