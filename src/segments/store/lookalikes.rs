//! Stored lookalike audiences.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Float, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::DbError;
use crate::ids::{CustomerId, LookalikeId, SegmentId};

/// How many members one statement writes.
const CHUNK: usize = 20_000;

/// What is written of a set.
pub struct Draft<'a> {
    pub seed_name: Option<&'a str>,
    pub seed_sentence: &'a str,
    pub minimum_similarity: Option<f32>,
    pub size: i32,
    pub by: &'a str,
    pub at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

pub async fn insert(connection: &mut AsyncPgConnection, draft: &Draft<'_>) -> Result<LookalikeId, DbError> {
    let row: Id = diesel::sql_query(
        "INSERT INTO lookalikes (seed_name, seed_sentence, minimum_similarity, size, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    )
    .bind::<Nullable<Text>, _>(draft.seed_name)
    .bind::<Text, _>(draft.seed_sentence)
    .bind::<Nullable<Float>, _>(draft.minimum_similarity)
    .bind::<Integer, _>(draft.size)
    .bind::<Text, _>(draft.by)
    .bind::<Timestamptz, _>(draft.at)
    .get_result(connection)
    .await?;
    Ok(LookalikeId(row.id))
}

/// Writes the members, each with the similarity.
pub async fn fill(
    connection: &mut AsyncPgConnection,
    id: LookalikeId,
    members: &[(CustomerId, f32)],
) -> Result<(), DbError> {
    for chunk in members.chunks(CHUNK) {
        diesel::sql_query(
            "INSERT INTO lookalike_members (lookalike_id, customer_id, similarity)
             SELECT $1, t.customer_id, t.similarity FROM unnest($2, $3) AS t (customer_id, similarity)",
        )
        .bind::<BigInt, _>(id.0)
        .bind::<Array<BigInt>, _>(chunk.iter().map(|(customer, _)| customer.0).collect::<Vec<_>>())
        .bind::<Array<Float>, _>(chunk.iter().map(|(_, similarity)| *similarity).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// Says for which segment a set was made.
pub async fn own(connection: &mut AsyncPgConnection, id: LookalikeId, segment: SegmentId) -> Result<(), DbError> {
    diesel::sql_query("UPDATE lookalikes SET segment_id = $2 WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .bind::<BigInt, _>(segment.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps sets from being dropped until the transaction ends; how many of them there are.
pub async fn hold(connection: &mut AsyncPgConnection, ids: &[i64]) -> Result<usize, DbError> {
    let held: Vec<Id> = diesel::sql_query("SELECT id FROM lookalikes WHERE id = ANY($1) ORDER BY id FOR KEY SHARE")
        .bind::<Array<BigInt>, _>(ids)
        .load(connection)
        .await?;
    Ok(held.len())
}

/// Drops the sets whose segment is gone and that neither a segment nor a campaign names, launched ones included: what
/// they were launched on is shown as long as they are.
pub async fn drop_unnamed(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    // Locked before they are looked at: a campaign that is being launched holds what it names, and has to have
    // committed by the time the second statement looks.
    let orphans: Vec<Id> =
        diesel::sql_query("SELECT id FROM lookalikes WHERE segment_id IS NULL ORDER BY id FOR UPDATE")
            .load(connection)
            .await?;
    if orphans.is_empty() {
        return Ok(());
    }
    let text: Vec<String> = orphans.iter().map(|row| LookalikeId(row.id).to_string()).collect();
    diesel::sql_query(
        "DELETE FROM lookalikes l USING unnest($1, $2) AS orphan (id, text)
         WHERE l.id = orphan.id
           AND NOT EXISTS (SELECT 1 FROM segment_lookalikes s WHERE s.lookalike_id = l.id)
           AND NOT EXISTS (
               SELECT 1 FROM campaigns c
               WHERE jsonb_path_exists(c.rule, '$.**.lookalike ? (@ == $id)', jsonb_build_object('id', orphan.text))
                  OR jsonb_path_exists(c.frozen_rule, '$.**.lookalike ? (@ == $id)',
                                       jsonb_build_object('id', orphan.text)))",
    )
    .bind::<Array<BigInt>, _>(orphans.iter().map(|row| row.id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(text)
    .execute(connection)
    .await?;
    Ok(())
}
