//! A person's retry: what definitely failed goes out again, as a new generation with a new key; what is unknown
//! only where the vendor honours keys, and then with the same key, so that nothing can arrive twice.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::status::MessageStatus;
use super::ledger::codes;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageId};

/// What one chunk put back to PENDING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retried {
    /// The last of them; none when there were none.
    pub last: Option<MessageId>,
    /// That had failed.
    pub failed: i32,
    /// That were unknown.
    pub unknown: i32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<BigInt>)]
    last: Option<i64>,
    #[diesel(sql_type = Integer)]
    failed: i32,
    #[diesel(sql_type = Integer)]
    unknown: i32,
}

const RETRY: &str = "
WITH picked AS MATERIALIZED (
    SELECT id, status, generation, reason, vendor_id, attempts FROM communication_log
    WHERE campaign_id = $1 AND status = ANY ($2) AND id > $3
    ORDER BY id LIMIT $4 FOR NO KEY UPDATE
), kept AS (
    INSERT INTO communication_log_history (log_id, generation, status, reason, vendor_id, attempts, recorded_at)
    SELECT id, generation, status, reason, vendor_id, attempts, $5 FROM picked WHERE status = 3
), changed AS (
    UPDATE communication_log l
    -- Of what is unknown the vendor may have an earlier call under the same key: that attempt stays counted, so
    -- that a conflict over the key is not taken for a refusal.
    SET status = 0, attempts = CASE WHEN p.status = 3 THEN 0 ELSE least(p.attempts, 1) END, reason = NULL, claim = NULL, claimed_until = NULL, next_attempt_at = $5,
        generation = CASE WHEN p.status = 3 THEN l.generation + 1 ELSE l.generation END,
        vendor_id = CASE WHEN p.status = 3 THEN NULL ELSE l.vendor_id END, sent_at = NULL, finished_at = NULL
    FROM picked p WHERE l.id = p.id
)
SELECT max(id) AS last, count(*) FILTER (WHERE status = 3)::int AS failed,
       count(*) FILTER (WHERE status = 2)::int AS unknown
FROM picked";

/// Where a chunk begins and how long it is.
#[derive(Clone, Copy, Debug)]
pub struct From {
    /// Behind this message.
    pub behind: MessageId,
    /// At most so many.
    pub limit: i64,
}

/// Puts the next messages of these states back to PENDING, due at once. Walks by id, so one that fails again
/// meanwhile is not taken twice. The figures are the caller's to change.
pub async fn retry_chunk(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    (campaign, statuses): (CampaignId, &[MessageStatus]),
    from: From,
) -> Result<Retried, DbError> {
    let row: Row = diesel::sql_query(RETRY)
        .bind::<BigInt, _>(campaign.0)
        .bind::<Array<SmallInt>, _>(codes(statuses))
        .bind::<BigInt, _>(from.behind.0)
        .bind::<BigInt, _>(from.limit)
        .bind::<Timestamptz, _>(now)
        .get_result(connection)
        .await?;
    Ok(Retried { last: row.last.map(MessageId), failed: row.failed, unknown: row.unknown })
}
