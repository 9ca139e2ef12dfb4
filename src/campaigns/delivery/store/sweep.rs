//! What falls due by time alone: receipts that never came, claims that nobody else would end, campaigns that nothing
//! else would complete.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::campaigns::delivery::fate::RECEIPT_MISSING;
use crate::campaigns::status::MessageStatus;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageId};

/// A row that was moved.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// The row.
    pub message: MessageId,
    /// Its campaign.
    pub campaign: CampaignId,
}

#[derive(QueryableByName)]
struct MovedRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
}

impl From<MovedRow> for Moved {
    fn from(row: MovedRow) -> Self {
        Self { message: MessageId(row.id), campaign: CampaignId(row.campaign_id) }
    }
}

/// SENT rows that were sent before `cutoff` become UNKNOWN, at most `limit` of them.
pub async fn overdue(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    cutoff: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Moved>, DbError> {
    let rows: Vec<MovedRow> = diesel::sql_query(
        "WITH late AS MATERIALIZED (
             SELECT id FROM communication_log WHERE status = 1 AND sent_at < $1 ORDER BY sent_at LIMIT $2
         ), held AS MATERIALIZED (
             SELECT l.id FROM communication_log l JOIN late USING (id)
             WHERE l.status = 1 AND l.sent_at < $1 ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED
         )
         UPDATE communication_log l SET status = 2, reason = $3, finished_at = $4
         FROM held WHERE l.id = held.id RETURNING l.id, l.campaign_id",
    )
    .bind::<Timestamptz, _>(cutoff)
    .bind::<BigInt, _>(limit)
    .bind::<Text, _>(RECEIPT_MISSING)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(Moved::from).collect())
}

/// What a row becomes.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// Its status.
    pub status: MessageStatus,
    /// Why.
    pub reason: &'static str,
}

/// PENDING rows of CANCELLED campaigns whose worker may have called the vendor and whose claim has run out, at most
/// `limit` of them. The claim stays written on a row that is skipped, for the answer of a call that took too long.
pub async fn abandoned(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    after: Settled,
    limit: i64,
) -> Result<Vec<Moved>, DbError> {
    let rows: Vec<MovedRow> = diesel::sql_query(
        "WITH cancelled AS MATERIALIZED (
             SELECT c.id FROM campaign_counters n JOIN campaigns c ON c.id = n.campaign_id
             WHERE n.pending > 0 AND c.status = 'CANCELLED'
         ), found AS MATERIALIZED (
             SELECT l.id FROM communication_log l JOIN cancelled c ON c.id = l.campaign_id
             WHERE l.status = 0 AND l.called AND l.claimed_until <= now() LIMIT $1
         ), held AS MATERIALIZED (
             SELECT l.id FROM communication_log l JOIN found USING (id)
             WHERE l.status = 0 AND l.called AND l.claimed_until <= now()
             ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED
         )
         UPDATE communication_log l
         SET status = $2, reason = $3, finished_at = $4, next_attempt_at = NULL, called = false,
             claim = CASE WHEN $2 = 5 THEN l.claim END, claimed_until = CASE WHEN $2 = 5 THEN l.claimed_until END
         FROM held WHERE l.id = held.id RETURNING l.id, l.campaign_id",
    )
    .bind::<BigInt, _>(limit)
    .bind::<SmallInt, _>(after.status.code())
    .bind::<Text, _>(after.reason)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(Moved::from).collect())
}

#[derive(QueryableByName)]
struct Candidate {
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
}

/// Running campaigns that look as if they had nothing left to do.
pub async fn idle(connection: &mut AsyncPgConnection) -> Result<Vec<CampaignId>, DbError> {
    let rows: Vec<Candidate> = diesel::sql_query(
        "SELECT n.campaign_id FROM campaign_counters n JOIN campaigns c ON c.id = n.campaign_id
         WHERE c.status IN ('PREPARING', 'RUNNING', 'PAUSED') AND c.status = 'RUNNING' AND n.pending = 0 AND n.sent = 0
         ORDER BY n.campaign_id LIMIT 100",
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| CampaignId(row.campaign_id)).collect())
}

/// Locks the figures of campaigns, so that what is read next is not about to change.
pub async fn lock_counters(connection: &mut AsyncPgConnection, campaigns: &[CampaignId]) -> Result<(), DbError> {
    let _locked: Vec<Candidate> = diesel::sql_query(
        "SELECT campaign_id FROM campaign_counters WHERE campaign_id = ANY ($1)
         ORDER BY campaign_id FOR NO KEY UPDATE",
    )
    .bind::<Array<BigInt>, _>(campaigns.iter().map(|campaign| campaign.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(())
}
