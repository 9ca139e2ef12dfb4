//! The runtime's own SQL: what became of chunks, and the dead letters.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::dead_letter::{DeadLetter, Filter};
use super::envelope::BatchPart;
use super::topic::Topic;
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::DeadLetterId;

/// A row that is about to become a dead letter.
#[derive(Clone, Debug)]
pub(super) struct NewDeadLetter {
    pub entry_id: String,
    pub row: i32,
    pub code: &'static str,
    pub reason: String,
    pub payload: String,
    /// The batch and chunk that count it.
    pub part: Option<(Uuid, i32)>,
}

#[derive(QueryableByName)]
struct ChunkKey {
    #[diesel(sql_type = SqlUuid)]
    batch_id: Uuid,
    #[diesel(sql_type = Integer)]
    chunk: i32,
}

/// Inserts chunks as wholly persisted and returns those that were not there before. Waits for a transaction
/// that is at the same chunk; sorted, so that two that share several chunks do not wait for each other.
pub(super) async fn begin_chunks(
    connection: &mut AsyncPgConnection,
    parts: &[(&BatchPart, usize)],
) -> Result<Vec<(Uuid, i32)>, DbError> {
    let column = |value: fn(&BatchPart) -> i32| parts.iter().map(|(part, _)| value(part)).collect::<Vec<_>>();
    let fresh: Vec<ChunkKey> = diesel::sql_query(
        "INSERT INTO ingest_chunks (batch_id, chunk, kind, chunks, accepted, persisted, dead) \
         SELECT batch_id, chunk, kind, chunks, accepted, persisted, 0 \
         FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::int[], $6::int[]) \
              AS new (batch_id, chunk, kind, chunks, accepted, persisted) \
         ORDER BY batch_id, chunk \
         ON CONFLICT DO NOTHING RETURNING batch_id, chunk",
    )
    .bind::<Array<SqlUuid>, _>(parts.iter().map(|(part, _)| part.batch.0).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(column(|part| part.chunk))
    .bind::<Array<Text>, _>(parts.iter().map(|(part, _)| part.kind.as_str()).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(column(|part| part.chunks))
    .bind::<Array<Integer>, _>(column(|part| part.accepted))
    .bind::<Array<Integer>, _>(
        parts.iter().map(|(_, rows)| i32::try_from(*rows).unwrap_or(i32::MAX)).collect::<Vec<_>>(),
    )
    .load(connection)
    .await?;
    Ok(fresh.into_iter().map(|key| (key.batch_id, key.chunk)).collect())
}

/// Records dead letters, each once, and moves as many from persisted to dead in their chunks.
pub(super) async fn insert(
    connection: &mut AsyncPgConnection,
    topic: Topic,
    letters: &[NewDeadLetter],
) -> Result<(), DbError> {
    if letters.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "WITH recorded AS ( \
           INSERT INTO dead_letters (stream, entry_id, row, code, reason, payload, batch_id, chunk) \
           SELECT $1, entry_id, row, code, reason, payload, batch_id, chunk \
           FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::int[]) \
                AS new (entry_id, row, code, reason, payload, batch_id, chunk) \
           ON CONFLICT ON CONSTRAINT dead_letters_once DO NOTHING \
           RETURNING batch_id, chunk \
         ), counted AS (SELECT batch_id, chunk, count(*)::int AS n FROM recorded GROUP BY batch_id, chunk) \
         UPDATE ingest_chunks AS c SET persisted = c.persisted - n, dead = c.dead + n \
         FROM counted WHERE c.batch_id = counted.batch_id AND c.chunk = counted.chunk",
    )
    .bind::<Text, _>(topic.stream)
    .bind::<Array<Text>, _>(letters.iter().map(|letter| letter.entry_id.as_str()).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(letters.iter().map(|letter| letter.row).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(letters.iter().map(|letter| letter.code).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(letters.iter().map(|letter| without_nul(&letter.reason)).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(letters.iter().map(|letter| without_nul(&letter.payload)).collect::<Vec<_>>())
    .bind::<Array<Nullable<SqlUuid>>, _>(letters.iter().map(|letter| letter.part.map(|p| p.0)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Integer>>, _>(letters.iter().map(|letter| letter.part.map(|p| p.1)).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// Postgres takes no NUL in a text; JSON writes it as an escape, an unreadable payload may hold it bare.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// Replayed rows that died again: back to open, with the new reason.
pub(super) async fn reopen(
    connection: &mut AsyncPgConnection,
    dead: &[(DeadLetterId, &'static str, String)],
) -> Result<(), DbError> {
    if dead.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "UPDATE dead_letters AS d SET state = 'OPEN', code = new.code, reason = new.reason, updated_at = now() \
         FROM unnest($1::bigint[], $2::text[], $3::text[]) AS new (id, code, reason) \
         WHERE d.id = new.id AND d.state <> 'DISCARDED'",
    )
    .bind::<Array<BigInt>, _>(dead.iter().map(|(id, ..)| id.0).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(dead.iter().map(|(_, code, _)| *code).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(dead.iter().map(|(.., reason)| without_nul(reason)).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// Replayed rows that were applied: their dead letters go, and their chunks count them as persisted.
pub(super) async fn close(connection: &mut AsyncPgConnection, mended: &[DeadLetterId]) -> Result<(), DbError> {
    if mended.is_empty() {
        return Ok(());
    }
    diesel::sql_query(
        "WITH gone AS (DELETE FROM dead_letters WHERE id = ANY($1) RETURNING batch_id, chunk), \
         counted AS (SELECT batch_id, chunk, count(*)::int AS n FROM gone GROUP BY batch_id, chunk) \
         UPDATE ingest_chunks AS c SET persisted = c.persisted + n, dead = c.dead - n \
         FROM counted WHERE c.batch_id = counted.batch_id AND c.chunk = counted.chunk",
    )
    .bind::<Array<BigInt>, _>(mended.iter().map(|id| id.0).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    stream: String,
    #[diesel(sql_type = Text)]
    entry_id: String,
    #[diesel(sql_type = Integer, column_name = "row")]
    place: i32,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    payload: String,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
}

impl From<Stored> for DeadLetter {
    fn from(stored: Stored) -> Self {
        Self {
            id: DeadLetterId(stored.id),
            stream: stored.stream,
            entry_id: stored.entry_id,
            row: stored.place,
            state: stored.state,
            code: stored.code,
            reason: stored.reason,
            payload: stored.payload,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
        }
    }
}

const COLUMNS: &str = "id, stream, entry_id, row, state, code, reason, payload, created_at, updated_at";

/// A page, newest first; one row more than asked, in reading order.
pub(super) async fn page(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    request: &PageRequest<i64>,
) -> Result<Vec<DeadLetter>, DbError> {
    let (compare, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    let letters: Vec<Stored> = diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM dead_letters \
         WHERE ($1 IS NULL OR stream = $1) AND ($2 IS NULL OR code = $2) \
           AND CASE WHEN $3 IS NULL THEN state <> 'DISCARDED' ELSE state = $3 END \
           AND ($4 IS NULL OR id {compare} $4) \
         ORDER BY id {order} LIMIT $5"
    ))
    .bind::<Nullable<Text>, _>(&filter.stream)
    .bind::<Nullable<Text>, _>(&filter.code)
    .bind::<Nullable<Text>, _>(&filter.state)
    .bind::<Nullable<BigInt>, _>(request.from)
    .bind::<BigInt, _>(request.limit + 1)
    .load(connection)
    .await?;
    Ok(letters.into_iter().map(DeadLetter::from).collect())
}

/// Those of the ids that exist and are not discarded, in id order.
pub(super) async fn by_ids(
    connection: &mut AsyncPgConnection,
    ids: &[DeadLetterId],
) -> Result<Vec<DeadLetter>, DbError> {
    let letters: Vec<Stored> = diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM dead_letters WHERE id = ANY($1) AND state <> 'DISCARDED' ORDER BY id LIMIT $2"
    ))
    .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<_>>())
    .bind::<BigInt, _>(i64::try_from(ids.len()).unwrap_or(i64::MAX))
    .load(connection)
    .await?;
    Ok(letters.into_iter().map(DeadLetter::from).collect())
}

/// Marks as replaying what has not changed since it was read: a consumer may have been quicker than we.
pub(super) async fn mark_replaying(connection: &mut AsyncPgConnection, letters: &[DeadLetter]) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE dead_letters AS d SET state = 'REPLAYING', updated_at = now() \
         FROM unnest($1::bigint[], $2::timestamptz[]) AS seen (id, updated_at) \
         WHERE d.id = seen.id AND d.updated_at = seen.updated_at AND d.state = 'OPEN'",
    )
    .bind::<Array<BigInt>, _>(letters.iter().map(|letter| letter.id.0).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(letters.iter().map(|letter| letter.updated_at).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// Discards what is open; returns the ids that were.
pub(super) async fn discard(
    connection: &mut AsyncPgConnection,
    ids: &[DeadLetterId],
) -> Result<Vec<DeadLetterId>, DbError> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let discarded: Vec<Id> = diesel::sql_query(
        "UPDATE dead_letters SET state = 'DISCARDED', updated_at = now() \
         WHERE id = ANY($1) AND state <> 'DISCARDED' RETURNING id",
    )
    .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(discarded.into_iter().map(|row| DeadLetterId(row.id)).collect())
}

/// How many are open or replaying.
pub(super) async fn count_open(connection: &mut AsyncPgConnection) -> Result<i64, DbError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        open: i64,
    }
    let count: Count = diesel::sql_query("SELECT count(*) AS open FROM dead_letters WHERE state <> 'DISCARDED'")
        .get_result(connection)
        .await?;
    Ok(count.open)
}
