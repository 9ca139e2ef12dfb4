//! What may be launched because it was simulated, under the hash of the text that opens it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::auth::secret::Hash;
use crate::db::DbError;
use crate::ids::CampaignId;

/// How long after its end a confirmation is still known, to say what became of it.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);
/// Unused confirmations of one campaign that a caller may have.
const MOST_UNUSED: i64 = 5;

/// A confirmation as it is kept.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// To whom it was given: an actor's id.
    pub actor: String,
    /// What was simulated.
    pub terms: serde_json::Value,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
    #[diesel(sql_type = Text)]
    actor: String,
    #[diesel(sql_type = Jsonb)]
    terms: serde_json::Value,
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    used_at: Option<DateTime<Utc>>,
}

/// Keeps a confirmation, and forgets those of a day before and what the same caller has not used of the same campaign,
/// but for the newest few. One that somebody is about to use is let be.
pub async fn keep_confirmation(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    (hash, confirmation): (Hash, &Confirmation),
) -> Result<(), DbError> {
    diesel::sql_query(
        "WITH old AS (
             DELETE FROM launch_confirmations WHERE secret_hash IN (
                 SELECT secret_hash FROM launch_confirmations WHERE expires_at < $6 FOR UPDATE SKIP LOCKED)
         ), superseded AS (
             DELETE FROM launch_confirmations WHERE secret_hash IN (
                 SELECT secret_hash FROM launch_confirmations
                 WHERE campaign_id = $2 AND actor = $3 AND used_at IS NULL
                 ORDER BY expires_at DESC OFFSET $7 FOR UPDATE SKIP LOCKED)
         )
         INSERT INTO launch_confirmations (secret_hash, campaign_id, actor, terms, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<Binary, _>(hash.0.as_slice())
    .bind::<BigInt, _>(confirmation.campaign.0)
    .bind::<Text, _>(&confirmation.actor)
    .bind::<Jsonb, _>(&confirmation.terms)
    .bind::<Timestamptz, _>(confirmation.expires_at)
    .bind::<Timestamptz, _>(now - REMEMBERED)
    .bind::<BigInt, _>(MOST_UNUSED - 1)
    .execute(connection)
    .await?;
    Ok(())
}

/// The confirmation of a hash, locked: of two who use it at once the second waits and finds it used.
pub async fn locked_confirmation(
    connection: &mut AsyncPgConnection,
    hash: Hash,
) -> Result<Option<Confirmation>, DbError> {
    let row: Option<Row> = diesel::sql_query(
        "SELECT campaign_id, actor, terms, expires_at, used_at FROM launch_confirmations
         WHERE secret_hash = $1 FOR UPDATE",
    )
    .bind::<Binary, _>(hash.0.as_slice())
    .get_result(connection)
    .await
    .optional()?;
    Ok(row.map(|row| Confirmation {
        campaign: CampaignId(row.campaign_id),
        actor: row.actor,
        terms: row.terms,
        expires_at: row.expires_at,
        used_at: row.used_at,
    }))
}

/// Notes that it was used.
pub async fn use_confirmation(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    hash: Hash,
) -> Result<(), DbError> {
    diesel::sql_query("UPDATE launch_confirmations SET used_at = $2 WHERE secret_hash = $1")
        .bind::<Binary, _>(hash.0.as_slice())
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await?;
    Ok(())
}
