//! Who works on a campaign: one process at a time prepares or dispatches it, by a lease that runs out unless it
//! is renewed. A lease alone does not stop a process that was frozen and wakes up late, so each grant has a
//! number, the fence, and every write of a holder is conditional on it ([`held`]): of two who believe that they
//! hold it, only the latest can write.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::db::DbError;
use crate::ids::CampaignId;

/// A grant. It never comes again: whoever takes the lease next gets a higher number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    /// What is leased.
    pub campaign: CampaignId,
    /// Which grant.
    pub number: i64,
}

/// From when to when.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The present instant: a lease that ran out before it is free.
    pub now: DateTime<Utc>,
    /// When the lease runs out unless it is renewed.
    pub until: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Granted {
    #[diesel(sql_type = BigInt)]
    lease_fence: i64,
}

/// Takes the lease if it is free or has run out.
pub async fn take(
    connection: &mut AsyncPgConnection,
    campaign: CampaignId,
    owner: Uuid,
    term: Term,
) -> Result<Option<Fence>, DbError> {
    let granted: Option<Granted> = diesel::sql_query(
        "UPDATE campaigns SET lease_owner = $2, lease_until = $4, lease_fence = lease_fence + 1
         WHERE id = $1 AND (lease_until IS NULL OR lease_until < $3) RETURNING lease_fence",
    )
    .bind::<BigInt, _>(campaign.0)
    .bind::<SqlUuid, _>(owner)
    .bind::<Timestamptz, _>(term.now)
    .bind::<Timestamptz, _>(term.until)
    .get_result(connection)
    .await
    .optional()?;
    Ok(granted.map(|row| Fence { campaign, number: row.lease_fence }))
}

/// Holds it longer. False when another has taken it: the holder must stop at once.
pub async fn renew(connection: &mut AsyncPgConnection, fence: Fence, until: DateTime<Utc>) -> Result<bool, DbError> {
    set_until(connection, fence, Some(until)).await
}

/// Lets go of it, so that another need not wait for it to run out.
pub async fn release(connection: &mut AsyncPgConnection, fence: Fence) -> Result<bool, DbError> {
    set_until(connection, fence, None).await
}

async fn set_until(
    connection: &mut AsyncPgConnection,
    fence: Fence,
    until: Option<DateTime<Utc>>,
) -> Result<bool, DbError> {
    let changed = diesel::sql_query("UPDATE campaigns SET lease_until = $3 WHERE id = $1 AND lease_fence = $2")
        .bind::<BigInt, _>(fence.campaign.0)
        .bind::<BigInt, _>(fence.number)
        .bind::<Nullable<Timestamptz>, _>(until)
        .execute(connection)
        .await?;
    Ok(changed == 1)
}

/// Whether the grant is still the latest, locking the campaign's row until the transaction ends so that it stays
/// so: the last statement of a holder's transaction, which is rolled back when it says no.
pub async fn held(connection: &mut AsyncPgConnection, fence: Fence) -> Result<bool, DbError> {
    let row: Option<Granted> =
        diesel::sql_query("SELECT lease_fence FROM campaigns WHERE id = $1 AND lease_fence = $2 FOR NO KEY UPDATE")
            .bind::<BigInt, _>(fence.campaign.0)
            .bind::<BigInt, _>(fence.number)
            .get_result(connection)
            .await
            .optional()?;
    Ok(row.is_some())
}
