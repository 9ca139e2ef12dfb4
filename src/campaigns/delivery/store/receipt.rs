//! Reading and writing what receipts change.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::campaigns::delivery::merge::{Current, Past};
use crate::campaigns::status::MessageStatus;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageId};

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "the rows are locked, not read")]
    id: i64,
}

/// Locks rows in id order, for the rest of the transaction.
pub async fn lock(connection: &mut AsyncPgConnection, ids: &[i64]) -> Result<(), DbError> {
    let _locked: Vec<Id> =
        diesel::sql_query("SELECT id FROM communication_log WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE")
            .bind::<Array<BigInt>, _>(ids)
            .load(connection)
            .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct CurrentRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = SmallInt)]
    generation: i16,
    #[diesel(sql_type = Bool)]
    rendered: bool,
    #[diesel(sql_type = Bool)]
    accepted: bool,
    #[diesel(sql_type = Bool)]
    in_hand: bool,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    vendor_id: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
}

/// The rows as they stand.
pub async fn read(connection: &mut AsyncPgConnection, ids: &[i64]) -> Result<Vec<Current>, DbError> {
    let rows: Vec<CurrentRow> = diesel::sql_query(
        "SELECT id, campaign_id, status, generation, message IS NOT NULL AS rendered, accepted, reason, vendor_id, finished_at,
                claim IS NOT NULL AND claimed_until > now() AS in_hand
         FROM communication_log WHERE id = ANY ($1) ORDER BY id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(connection)
    .await?;
    Ok(rows.into_iter().filter_map(current).collect())
}

fn current(row: CurrentRow) -> Option<Current> {
    Some(Current {
        message: MessageId(row.id),
        campaign: CampaignId(row.campaign_id),
        status: MessageStatus::from_code(row.status)?,
        generation: row.generation,
        rendered: row.rendered,
        accepted: row.accepted,
        in_hand: row.in_hand,
        reason: row.reason,
        vendor_id: row.vendor_id,
        finished_at: row.finished_at,
    })
}

/// Writes rows that changed. A status that changed ends whatever claim there was: its holder's answer then finds
/// nothing to write.
pub async fn write(connection: &mut AsyncPgConnection, now: DateTime<Utc>, rows: &[&Current]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE communication_log l
         SET status = g.status, reason = g.reason, vendor_id = g.vendor_id, finished_at = g.finished_at,
             accepted = g.accepted, sent_at = CASE WHEN g.accepted THEN coalesce(l.sent_at, $7) ELSE l.sent_at END,
             claim = CASE WHEN g.status = l.status THEN l.claim END,
             claimed_until = CASE WHEN g.status = l.status THEN l.claimed_until END,
             called = l.called AND g.status = l.status
         FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::timestamptz[], $6::bool[])
             AS g (id, status, reason, vendor_id, finished_at, accepted)
         WHERE l.id = g.id",
    )
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.message.0).collect::<Vec<_>>())
    .bind::<Array<SmallInt>, _>(rows.iter().map(|row| row.status.code()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(rows.iter().map(|row| row.reason.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(rows.iter().map(|row| row.vendor_id.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(rows.iter().map(|row| row.finished_at).collect::<Vec<_>>())
    .bind::<Array<Bool>, _>(rows.iter().map(|row| row.accepted).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps what receipts say of earlier generations: the highest status ever reported.
pub async fn write_past(connection: &mut AsyncPgConnection, now: DateTime<Utc>, past: &[Past]) -> Result<(), DbError> {
    if past.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "INSERT INTO communication_log_history AS h (log_id, generation, status, reason, vendor_id, attempts, recorded_at)
         SELECT g.log_id, g.generation, g.status, g.reason, g.vendor_id, 0, $6
         FROM unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::text[], $5::text[])
             AS g (log_id, generation, status, reason, vendor_id)
         ORDER BY g.log_id, g.generation
         ON CONFLICT (log_id, generation) DO UPDATE
         SET status = GREATEST(h.status, excluded.status),
             reason = CASE WHEN excluded.status > h.status THEN excluded.reason ELSE h.reason END,
             vendor_id = coalesce(h.vendor_id, excluded.vendor_id)",
    )
    .bind::<Array<BigInt>, _>(past.iter().map(|report| report.message.0).collect::<Vec<_>>())
    .bind::<Array<SmallInt>, _>(past.iter().map(|report| report.generation).collect::<Vec<_>>())
    .bind::<Array<SmallInt>, _>(past.iter().map(|report| report.status.code()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(past.iter().map(|report| report.reason.as_deref()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(past.iter().map(|report| report.vendor_id.as_deref()).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}
