//! Writing what became of calls, where the claim is still the caller's.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::campaigns::delivery::answers::{Answered, status_of};
use crate::campaigns::delivery::fate::Fate;
use crate::campaigns::status::MessageStatus;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageId};

/// A row that was still its caller's, before and after.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// The row.
    pub message: MessageId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// What it was.
    pub before: MessageStatus,
    /// What it is.
    pub after: MessageStatus,
    /// Whether the vendor accepted it for the first time.
    pub newly_accepted: bool,
}

impl Written {
    /// Whether anybody sees a difference.
    pub fn shows(&self) -> bool {
        self.before != self.after || self.newly_accepted
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
    #[diesel(sql_type = SmallInt)]
    before: i16,
    #[diesel(sql_type = SmallInt)]
    after: i16,
    #[diesel(sql_type = Bool)]
    newly_accepted: bool,
}

// A row that was skipped by a cancellation while its call was in flight still counts as what became of the call.
// A call that does not count gives back the attempt that was counted before it.
const WRITE: &str = "
WITH given AS (
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::bool[])
        AS g (id, claim, status, vendor_id, reason, delay_ms, counted)
), held AS MATERIALIZED (
    SELECT l.id, l.claim, l.status AS before, l.accepted
    FROM communication_log l JOIN given g ON g.id = l.id AND g.claim = l.claim
    WHERE l.status + 0 = 0 OR (l.status + 0 = 5 AND l.reason = 'CANCELLED')
    ORDER BY l.id FOR NO KEY UPDATE OF l
)
UPDATE communication_log l
SET status = CASE WHEN g.status = 0 THEN l.status ELSE g.status END,
    reason = CASE WHEN g.status = 0 THEN l.reason ELSE g.reason END,
    accepted = l.accepted OR g.status = 1,
    vendor_id = coalesce(g.vendor_id, l.vendor_id),
    attempts = l.attempts - (l.called AND NOT g.counted)::int,
    claim = NULL, claimed_until = NULL, called = false,
    next_attempt_at = CASE WHEN g.status = 0 THEN clock_timestamp() + g.delay_ms * interval '1 millisecond'
                           ELSE l.next_attempt_at END,
    sent_at = CASE WHEN g.status = 1 THEN $8 ELSE l.sent_at END,
    finished_at = CASE g.status WHEN 0 THEN l.finished_at WHEN 1 THEN NULL ELSE $8 END
FROM held h JOIN given g ON g.id = h.id AND g.claim = h.claim
WHERE l.id = h.id
RETURNING l.id, l.campaign_id, h.before, l.status AS after, l.accepted AND NOT h.accepted AS newly_accepted";

/// Writes answers; rows whose claim is no longer the caller's are left as they are and not returned.
pub async fn write(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    batch: &[Answered],
) -> Result<Vec<Written>, DbError> {
    let rows: Vec<Row> = diesel::sql_query(WRITE)
        .bind::<Array<BigInt>, _>(column(batch, |answered| answered.hold.1))
        .bind::<Array<SqlUuid>, _>(column(batch, |answered| answered.hold.0))
        .bind::<Array<SmallInt>, _>(column(batch, |answered| status_of(&answered.fate).code()))
        .bind::<Array<Nullable<Text>>, _>(column(batch, |answered| vendor_id(&answered.fate)))
        .bind::<Array<Nullable<Text>>, _>(column(batch, |answered| reason(&answered.fate)))
        .bind::<Array<BigInt>, _>(column(batch, |answered| delay_ms(&answered.fate)))
        .bind::<Array<Bool>, _>(column(batch, |answered| !matches!(answered.fate, Fate::Again { counted: false, .. })))
        .bind::<Timestamptz, _>(now)
        .load(connection)
        .await?;
    Ok(rows.into_iter().filter_map(written).collect())
}

fn column<T>(batch: &[Answered], value: impl Fn(&Answered) -> T) -> Vec<T> {
    batch.iter().map(value).collect()
}

fn written(row: Row) -> Option<Written> {
    Some(Written {
        message: MessageId(row.id),
        campaign: CampaignId(row.campaign_id),
        before: MessageStatus::from_code(row.before)?,
        after: MessageStatus::from_code(row.after)?,
        newly_accepted: row.newly_accepted,
    })
}

fn vendor_id(fate: &Fate) -> Option<String> {
    match fate {
        Fate::Sent { vendor_id } => vendor_id.clone(),
        _ => None,
    }
}

fn reason(fate: &Fate) -> Option<String> {
    match fate {
        Fate::Failed { reason } => Some(reason.clone()),
        Fate::Unknown { reason } => Some((*reason).to_owned()),
        _ => None,
    }
}

fn delay_ms(fate: &Fate) -> i64 {
    match fate {
        Fate::Again { after, .. } => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        _ => 0,
    }
}
