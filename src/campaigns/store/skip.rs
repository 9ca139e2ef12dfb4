//! What had not been sent when a campaign was cancelled: it becomes SKIPPED, a chunk at a time, so that no
//! cancelling of a million holds a lock for long. A call in flight keeps its row; should it come back to be sent
//! again, the same statement finds it as soon as the claim is gone. A claim that ran out stays written on the row, so
//! that the answer of a call that took too long is still known for what it is. Where the vendor may have seen a call
//! under such a claim, it is delivery's to say what became of the row.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::super::counters::{self, Delta};
use crate::db::DbError;
use crate::ids::CampaignId;

/// Messages a transaction.
pub const SKIP_CHUNK: i64 = 5_000;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Integer)]
    count: i32,
}

const SKIP: &str = "
WITH found AS MATERIALIZED (
    SELECT l.id FROM communication_log l JOIN campaigns c ON c.id = l.campaign_id
    WHERE l.campaign_id = $1 AND c.status = 'CANCELLED' AND l.status = 0
      AND (l.claimed_until IS NULL OR l.claimed_until < $2) AND NOT l.called
    ORDER BY l.next_attempt_at LIMIT $3
), locked AS MATERIALIZED (
    SELECT id FROM communication_log
    WHERE id IN (SELECT id FROM found) AND status + 0 = 0 AND (claimed_until IS NULL OR claimed_until < $2) AND NOT called
    ORDER BY id FOR NO KEY UPDATE
), skipped AS (
    UPDATE communication_log l
    SET status = 5, reason = 'CANCELLED', finished_at = $2, next_attempt_at = NULL
    FROM locked WHERE l.id = locked.id RETURNING l.id
)
SELECT count(*)::int AS count FROM skipped";

/// Skips up to [`SKIP_CHUNK`] messages of a CANCELLED campaign that are PENDING and that nobody is sending, and
/// counts them, in one transaction of its own (or a savepoint of the caller's). Returns how many; call it again
/// until that is 0. Does nothing to a campaign in any other state.
pub async fn skip_cancelled(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    campaign: CampaignId,
) -> Result<i32, DbError> {
    connection
        .transaction(async |connection| {
            let skipped: Count = diesel::sql_query(SKIP)
                .bind::<BigInt, _>(campaign.0)
                .bind::<Timestamptz, _>(now)
                .bind::<BigInt, _>(SKIP_CHUNK)
                .get_result(connection)
                .await?;
            if skipped.count > 0 {
                let delta = Delta { pending: -skipped.count, skipped: skipped.count, ..Delta::default() };
                counters::add(connection, now, &BTreeMap::from([(campaign, delta)])).await?;
            }
            Ok(skipped.count)
        })
        .await
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Cancelled campaigns that still have messages to be skipped; the oldest first, at most a hundred.
pub async fn with_cancelled_rows(connection: &mut AsyncPgConnection) -> Result<Vec<CampaignId>, DbError> {
    let rows: Vec<Id> = diesel::sql_query(
        "SELECT c.id FROM campaign_counters n JOIN campaigns c ON c.id = n.campaign_id
         WHERE n.pending > 0 AND c.status = 'CANCELLED' ORDER BY c.id LIMIT 100",
    )
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| CampaignId(row.id)).collect())
}
