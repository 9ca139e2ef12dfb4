//! What is to be sent: the dispatcher's reads.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::DbError;
use crate::ids::CampaignId;

/// A running campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub id: CampaignId,
    /// Messages a second; as fast as the vendor takes them where absent.
    pub rate_per_second: Option<u32>,
}

#[derive(QueryableByName)]
struct RunningRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Integer>)]
    rate_per_second: Option<i32>,
}

/// The running campaigns, oldest first, at most a thousand. (The first condition is that of the index.)
pub async fn running(connection: &mut AsyncPgConnection) -> Result<Vec<Running>, DbError> {
    let rows: Vec<RunningRow> = diesel::sql_query(
        "SELECT id, rate_per_second FROM campaigns
         WHERE status IN ('PREPARING', 'RUNNING', 'PAUSED') AND status = 'RUNNING' ORDER BY id LIMIT 1000",
    )
    .load(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Running {
            id: CampaignId(row.id),
            rate_per_second: row.rate_per_second.and_then(|rate| u32::try_from(rate).ok()),
        })
        .collect())
}

/// A row that is due, and its place in the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct DueRow {
    /// Its id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Since when it is due.
    #[diesel(sql_type = Timestamptz)]
    pub next_attempt_at: DateTime<Utc>,
}

/// The next rows of a campaign that are due and nobody's, from behind a place in the order of becoming due.
pub async fn page(
    connection: &mut AsyncPgConnection,
    campaign: CampaignId,
    behind: Option<DueRow>,
    limit: usize,
) -> Result<Vec<DueRow>, DbError> {
    let rows = diesel::sql_query(
        "SELECT id, next_attempt_at FROM communication_log
         WHERE campaign_id = $1 AND status = 0 AND next_attempt_at <= now()
           AND (next_attempt_at, id) > (coalesce($2, '-infinity'::timestamptz), $3)
           AND (claim IS NULL OR claimed_until <= now())
         ORDER BY next_attempt_at, id LIMIT $4",
    )
    .bind::<BigInt, _>(campaign.0)
    .bind::<Nullable<Timestamptz>, _>(behind.map(|row| row.next_attempt_at))
    .bind::<BigInt, _>(behind.map_or(0, |row| row.id))
    .bind::<BigInt, _>(i64::try_from(limit).unwrap_or(i64::MAX))
    .load(connection)
    .await?;
    Ok(rows)
}

/// A row that was published and is still to be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct OpenRow {
    /// Its id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Whether a worker has it now.
    #[diesel(sql_type = Bool)]
    pub claimed: bool,
}

/// Which of the rows are still due, in somebody's hands or not.
pub async fn still_open(connection: &mut AsyncPgConnection, ids: &[i64]) -> Result<Vec<OpenRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = diesel::sql_query(
        "SELECT id, claim IS NOT NULL AND claimed_until > now() AS claimed FROM communication_log
         WHERE id = ANY ($1) AND status + 0 = 0 AND next_attempt_at <= now() ORDER BY id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(connection)
    .await?;
    Ok(rows)
}
