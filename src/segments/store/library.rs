//! What rules name: segments, with all that those name in turn, in one statement whatever the depth; and stored
//! lookalike audiences and the breaks of tiers, in one more each where any is asked for.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Float, Integer, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::customers::read_breaks;
use crate::db::DbError;
use crate::ids::{LookalikeId, SegmentId};
use crate::segments::check::{self, Library, Named};
use crate::segments::rule::{Lookalike, Seed};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    rule: String,
}

#[derive(QueryableByName)]
struct LookalikeRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    seed_name: Option<String>,
    #[diesel(sql_type = Text)]
    seed_sentence: String,
    #[diesel(sql_type = Nullable<Float>)]
    minimum_similarity: Option<f32>,
    #[diesel(sql_type = Integer)]
    size: i32,
}

impl From<LookalikeRow> for Lookalike {
    fn from(row: LookalikeRow) -> Self {
        Self {
            id: LookalikeId(row.id),
            seed: row.seed_name.map_or(Seed::Rule(row.seed_sentence), Seed::Segment),
            size: row.size.into(),
            minimum_similarity: row.minimum_similarity,
        }
    }
}

/// What is named and all that it needs.
pub async fn load(connection: &mut AsyncPgConnection, mut all_named: Named) -> Result<Library, DbError> {
    let mut library = Library::default();
    for row in needed(connection, &all_named.segments).await? {
        let rule = check::parse(&row.rule);
        if let Ok(rule) = &rule {
            let Named { lookalikes, standing, .. } = check::named(rule);
            all_named.lookalikes.extend(lookalikes);
            all_named.standing |= standing;
        }
        library.insert(SegmentId(row.id), row.name, rule);
    }
    for lookalike in lookalikes(connection, &all_named.lookalikes).await? {
        library.insert_lookalike(lookalike.into());
    }
    if all_named.standing {
        library.set_breaks(read_breaks(connection).await?);
    }
    Ok(library)
}

async fn needed(connection: &mut AsyncPgConnection, named: &BTreeSet<SegmentId>) -> Result<Vec<Row>, DbError> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let rows = diesel::sql_query(
        "WITH RECURSIVE needed (id) AS (
             SELECT unnest($1)
             UNION
             SELECT r.refers_to FROM needed JOIN segment_references r ON r.segment_id = needed.id)
         SELECT s.id, s.name, s.rule::text AS rule FROM needed JOIN segments s USING (id)",
    )
    .bind::<Array<BigInt>, _>(named.iter().map(|id| id.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(rows)
}

async fn lookalikes(
    connection: &mut AsyncPgConnection,
    named: &BTreeSet<LookalikeId>,
) -> Result<Vec<LookalikeRow>, DbError> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let rows = diesel::sql_query(
        "SELECT id, seed_name, seed_sentence, minimum_similarity, size FROM lookalikes WHERE id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(named.iter().map(|id| id.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(rows)
}

/// The segments that name `id`, at whatever remove; not itself.
pub async fn users(connection: &mut AsyncPgConnection, id: SegmentId) -> Result<BTreeSet<SegmentId>, DbError> {
    #[derive(QueryableByName)]
    struct User {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<User> = diesel::sql_query(
        "WITH RECURSIVE users (id) AS (
             SELECT segment_id FROM segment_references WHERE refers_to = $1
             UNION
             SELECT r.segment_id FROM users JOIN segment_references r ON r.refers_to = users.id)
         SELECT id FROM users WHERE id <> $1",
    )
    .bind::<BigInt, _>(id.0)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| SegmentId(row.id)).collect())
}
