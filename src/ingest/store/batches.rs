//! What became of a call's chunks.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::progress::{Batch, Kind};
use crate::db::DbError;
use crate::ids::BatchId;

#[derive(QueryableByName)]
struct Figures {
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    accepted: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    chunks: Option<i32>,
    #[diesel(sql_type = BigInt)]
    done: i64,
    #[diesel(sql_type = Integer)]
    persisted: i32,
    #[diesel(sql_type = Integer)]
    dead: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_done_at: Option<DateTime<Utc>>,
}

/// A batch of which at least one chunk is done.
pub(in crate::ingest) async fn batch(
    connection: &mut AsyncPgConnection,
    id: BatchId,
) -> Result<Option<Batch>, DbError> {
    let figures: Figures = diesel::sql_query(
        "SELECT min(kind) AS kind, min(accepted) AS accepted, min(chunks) AS chunks, count(*) AS done, \
                coalesce(sum(persisted), 0)::int AS persisted, coalesce(sum(dead), 0)::int AS dead, \
                max(done_at) AS last_done_at \
         FROM ingest_chunks WHERE batch_id = $1",
    )
    .bind::<SqlUuid, _>(id.0)
    .get_result(connection)
    .await?;
    let (Some(kind), Some(accepted), Some(chunks)) = (figures.kind, figures.accepted, figures.chunks) else {
        return Ok(None);
    };
    Ok(Some(Batch {
        id,
        kind: Kind::from_name(&kind),
        accepted,
        persisted: figures.persisted,
        dead_lettered: figures.dead,
        finished_at: figures.last_done_at.filter(|_| figures.done >= i64::from(chunks)),
    }))
}
