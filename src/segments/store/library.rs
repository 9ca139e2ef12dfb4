//! The segments that rules name, with all that those name in turn: one statement whatever the depth.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::DbError;
use crate::ids::SegmentId;
use crate::segments::check::{self, Library};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    rule: String,
}

/// The segments of `named` and all that they need.
pub async fn load(connection: &mut AsyncPgConnection, named: &BTreeSet<SegmentId>) -> Result<Library, DbError> {
    let mut library = Library::default();
    if named.is_empty() {
        return Ok(library);
    }
    let rows: Vec<Row> = diesel::sql_query(
        "WITH RECURSIVE needed (id) AS (
             SELECT unnest($1)
             UNION
             SELECT r.refers_to FROM needed JOIN segment_references r ON r.segment_id = needed.id)
         SELECT s.id, s.name, s.rule::text AS rule FROM needed JOIN segments s USING (id)",
    )
    .bind::<Array<BigInt>, _>(named.iter().map(|id| id.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    for row in rows {
        library.insert(SegmentId(row.id), row.name, check::parse(&row.rule));
    }
    Ok(library)
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
