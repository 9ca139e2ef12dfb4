//! Claiming due rows, extending claims, and marking the calls of a vendor that takes no keys.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::campaigns::delivery::held::HoldKey;
use crate::campaigns::status::MessageStatus;
use crate::config::ConsentPolicy;
use crate::db::DbError;

/// A due row, locked, with what decides whether it is sent.
#[derive(Debug, QueryableByName)]
pub struct Due {
    /// Its id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Its campaign.
    #[diesel(sql_type = BigInt)]
    pub campaign_id: i64,
    /// Its generation.
    #[diesel(sql_type = SmallInt)]
    pub generation: i16,
    /// Attempts so far.
    #[diesel(sql_type = SmallInt)]
    pub attempts: i16,
    /// The campaign's channel.
    #[diesel(sql_type = Text)]
    pub channel: String,
    /// The rendered message.
    #[diesel(sql_type = Text)]
    pub message: String,
    /// The customer's address on that channel, as it is now.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    /// Whether the customer may be messaged, as it is now.
    #[diesel(sql_type = Bool)]
    pub consenting: bool,
    /// Whether a worker claimed it, perhaps called the vendor, and never wrote what became of it.
    #[diesel(sql_type = Bool)]
    pub abandoned: bool,
}

/// Locks those of the rows that are due, nobody's and of a running campaign; passes over what others have locked.
pub async fn lock_due(
    connection: &mut AsyncPgConnection,
    ids: &[i64],
    policy: ConsentPolicy,
) -> Result<Vec<Due>, DbError> {
    let rows = diesel::sql_query(
        "SELECT l.id, l.campaign_id, l.generation, l.attempts, c.channel, l.message,
                nullif(btrim(CASE c.channel WHEN 'EMAIL' THEN u.email ELSE u.phone END), '') AS address,
                CASE WHEN $2 THEN u.consent = 2 ELSE u.consent <> 0 END AS consenting,
                l.claim IS NOT NULL AND l.called AS abandoned
         FROM communication_log l
         JOIN campaigns c ON c.id = l.campaign_id
         JOIN customers u ON u.id = l.customer_id
         WHERE l.id = ANY ($1) AND l.status + 0 = 0 AND l.next_attempt_at <= now() AND l.message IS NOT NULL
           AND (l.claim IS NULL OR l.claimed_until <= now()) AND c.status = 'RUNNING'
         ORDER BY l.id
         FOR NO KEY UPDATE OF l SKIP LOCKED",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Bool, _>(policy == ConsentPolicy::OptIn)
    .load(connection)
    .await?;
    Ok(rows)
}

/// A claim to be written.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// What the rows are held under.
    pub id: Uuid,
    /// For how long, from now.
    pub lease: Duration,
    /// Whether the vendor may be called from now on, so that the claim itself counts as an attempt.
    pub calls: bool,
}

/// Claims rows that are locked. A row's attempts then include the coming call, so that a worker that dies in it
/// leaves the count right.
pub async fn claim(connection: &mut AsyncPgConnection, ids: &[i64], claim: Claim) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE communication_log
         SET claim = $2, claimed_until = clock_timestamp() + $3 * interval '1 millisecond', called = $4,
             attempts = attempts + $4::int
         WHERE id = ANY ($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<SqlUuid, _>(claim.id)
    .bind::<BigInt, _>(milliseconds(claim.lease))
    .bind::<Bool, _>(claim.calls)
    .execute(connection)
    .await?;
    Ok(())
}

/// What a locked row becomes without having been called for now.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// The row.
    pub id: i64,
    /// SKIPPED or UNKNOWN.
    pub status: MessageStatus,
    /// Why.
    pub reason: &'static str,
}

/// Writes verdicts on rows that are locked.
pub async fn write_verdicts(
    connection: &mut AsyncPgConnection,
    now: chrono::DateTime<chrono::Utc>,
    verdicts: &[Verdict],
) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE communication_log l
         SET status = g.status, reason = g.reason, finished_at = $4, claim = NULL, claimed_until = NULL, called = false
         FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS g (id, status, reason)
         WHERE l.id = g.id",
    )
    .bind::<Array<BigInt>, _>(verdicts.iter().map(|verdict| verdict.id).collect::<Vec<_>>())
    .bind::<Array<SmallInt>, _>(verdicts.iter().map(|verdict| verdict.status.code()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(verdicts.iter().map(|verdict| verdict.reason).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = SqlUuid)]
    claim: Uuid,
}

/// Extends claims that are still their holder's, also when they have run out and nobody else has come. Returns
/// which.
pub async fn extend(
    connection: &mut AsyncPgConnection,
    held: &[HoldKey],
    lease: Duration,
) -> Result<Vec<HoldKey>, DbError> {
    let kept: Vec<Kept> = diesel::sql_query(
        "WITH held AS MATERIALIZED (
             SELECT l.id FROM communication_log l
             JOIN unnest($1::bigint[], $2::uuid[]) AS g (id, claim) ON l.id = g.id AND l.claim = g.claim
             WHERE l.status + 0 = 0 ORDER BY l.id FOR NO KEY UPDATE OF l
         )
         UPDATE communication_log l SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
         FROM held WHERE l.id = held.id RETURNING l.id, l.claim",
    )
    .bind::<Array<BigInt>, _>(held.iter().map(|(_, id)| *id).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(held.iter().map(|(claim, _)| *claim).collect::<Vec<_>>())
    .bind::<BigInt, _>(milliseconds(lease))
    .load(connection)
    .await?;
    Ok(kept.into_iter().map(|row| (row.claim, row.id)).collect())
}

/// Marks, before a call to a vendor that takes no keys, that the call may have been made; once a claim. False when
/// the claim is no longer the caller's, and then no call may be made.
pub async fn mark_called(connection: &mut AsyncPgConnection, held: HoldKey) -> Result<bool, DbError> {
    let marked = diesel::sql_query(
        "UPDATE communication_log SET called = true, attempts = attempts + (NOT called)::int
         WHERE id = $1 AND claim = $2 AND status = 0 AND claimed_until > now()",
    )
    .bind::<BigInt, _>(held.1)
    .bind::<SqlUuid, _>(held.0)
    .execute(connection)
    .await?;
    Ok(marked == 1)
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
