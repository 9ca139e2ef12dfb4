//! The saved segments.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::{CampaignId, SegmentId};
use crate::segments::check::Named;

/// A segment as it is stored.
#[derive(Clone, Debug, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub description: Option<String>,
    #[diesel(sql_type = Text)]
    pub rule: String,
    #[diesel(sql_type = Text)]
    pub created_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
}

/// What is written of a segment.
pub struct Draft<'a> {
    pub name: &'a str,
    pub name_folded: &'a str,
    pub description: Option<&'a str>,
    pub rule: &'a str,
    /// What the rule names itself.
    pub named: &'a Named,
    pub by: &'a str,
    pub at: DateTime<Utc>,
}

const COLUMNS: &str = "id, name, description, rule::text AS rule, created_by, created_at, updated_at";

/// One writer of segments at a time, until the transaction ends: two that each look before they write could
/// otherwise close a cycle between them.
pub async fn lock(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext('xeno segments'))").execute(connection).await?;
    Ok(())
}

pub async fn find(connection: &mut AsyncPgConnection, id: SegmentId) -> Result<Option<Row>, DbError> {
    let query = format!("SELECT {COLUMNS} FROM segments WHERE id = $1");
    Ok(diesel::sql_query(query).bind::<BigInt, _>(id.0).get_result(connection).await.optional()?)
}

pub async fn by_ids(connection: &mut AsyncPgConnection, ids: &[i64]) -> Result<Vec<Row>, DbError> {
    let query = format!("SELECT {COLUMNS} FROM segments WHERE id = ANY($1) ORDER BY id DESC");
    Ok(diesel::sql_query(query).bind::<Array<BigInt>, _>(ids).load(connection).await?)
}

/// A segment's id and what it is called.
#[derive(QueryableByName)]
pub struct Name {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// The newest first, at most so many.
pub async fn names(connection: &mut AsyncPgConnection, most: i64) -> Result<Vec<Name>, DbError> {
    let query = "SELECT id, name FROM segments ORDER BY id DESC LIMIT $1";
    Ok(diesel::sql_query(query).bind::<BigInt, _>(most).load(connection).await?)
}

/// Newest first; `pattern` is of LIKE, on the folded name.
pub async fn page(
    connection: &mut AsyncPgConnection,
    request: &PageRequest<i64>,
    pattern: Option<&str>,
) -> Result<Vec<Row>, DbError> {
    let (sign, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    let query = format!(
        "SELECT {COLUMNS} FROM segments
         WHERE ($1 IS NULL OR id {sign} $1) AND ($2 IS NULL OR name_folded LIKE $2)
         ORDER BY id {order} LIMIT $3"
    );
    let rows = diesel::sql_query(query)
        .bind::<Nullable<BigInt>, _>(request.from)
        .bind::<Nullable<Text>, _>(pattern)
        .bind::<BigInt, _>(request.limit + 1)
        .load(connection)
        .await?;
    Ok(rows)
}

pub async fn insert(connection: &mut AsyncPgConnection, draft: &Draft<'_>) -> Result<Row, DbError> {
    let query = format!(
        "INSERT INTO segments (name, name_folded, description, rule, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4::jsonb, $5, $6, $6) RETURNING {COLUMNS}"
    );
    let row: Row = diesel::sql_query(query)
        .bind::<Text, _>(draft.name)
        .bind::<Text, _>(draft.name_folded)
        .bind::<Nullable<Text>, _>(draft.description)
        .bind::<Text, _>(draft.rule)
        .bind::<Text, _>(draft.by)
        .bind::<Timestamptz, _>(draft.at)
        .get_result(connection)
        .await?;
    refer(connection, SegmentId(row.id), draft.named).await?;
    Ok(row)
}

pub async fn update(connection: &mut AsyncPgConnection, id: SegmentId, draft: &Draft<'_>) -> Result<Row, DbError> {
    let query = format!(
        "UPDATE segments SET name = $2, name_folded = $3, description = $4, rule = $5::jsonb, updated_at = $6
         WHERE id = $1 RETURNING {COLUMNS}"
    );
    let row = diesel::sql_query(query)
        .bind::<BigInt, _>(id.0)
        .bind::<Text, _>(draft.name)
        .bind::<Text, _>(draft.name_folded)
        .bind::<Nullable<Text>, _>(draft.description)
        .bind::<Text, _>(draft.rule)
        .bind::<Timestamptz, _>(draft.at)
        .get_result(connection)
        .await?;
    for table in ["segment_references", "segment_lookalikes"] {
        diesel::sql_query(format!("DELETE FROM {table} WHERE segment_id = $1"))
            .bind::<BigInt, _>(id.0)
            .execute(connection)
            .await?;
    }
    refer(connection, id, draft.named).await?;
    Ok(row)
}

async fn refer(connection: &mut AsyncPgConnection, id: SegmentId, named: &Named) -> Result<(), DbError> {
    let segments: Vec<i64> = named.segments.iter().map(|id| id.0).collect();
    let lookalikes: Vec<i64> = named.lookalikes.iter().map(|id| id.0).collect();
    for (table, column, ids) in
        [("segment_references", "refers_to", segments), ("segment_lookalikes", "lookalike_id", lookalikes)]
    {
        if !ids.is_empty() {
            diesel::sql_query(format!("INSERT INTO {table} (segment_id, {column}) SELECT $1, unnest($2)"))
                .bind::<BigInt, _>(id.0)
                .bind::<Array<BigInt>, _>(ids)
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

pub async fn delete(connection: &mut AsyncPgConnection, id: SegmentId) -> Result<(), DbError> {
    diesel::sql_query("DELETE FROM segments WHERE id = $1").bind::<BigInt, _>(id.0).execute(connection).await?;
    Ok(())
}

/// A segment whose rule names another.
#[derive(QueryableByName)]
pub struct User {
    /// The one that is named.
    #[diesel(sql_type = BigInt)]
    pub used: i64,
    /// The one that names it.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// The segments whose rules name one of `ids` themselves, at most 100 for each.
pub async fn users_of(connection: &mut AsyncPgConnection, ids: &[i64]) -> Result<Vec<User>, DbError> {
    let rows = diesel::sql_query(
        "SELECT used, id, name
         FROM (SELECT r.refers_to AS used, s.id, s.name,
                      row_number() OVER (PARTITION BY r.refers_to ORDER BY s.id) AS place
               FROM segment_references r JOIN segments s ON s.id = r.segment_id
               WHERE r.refers_to = ANY($1)) AS users
         WHERE place <= 100 ORDER BY used, id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(connection)
    .await?;
    Ok(rows)
}

/// The drafts that would lose their audience: those on the segment, and those whose own rule names it.
pub async fn draft_campaigns(
    connection: &mut AsyncPgConnection,
    id: SegmentId,
) -> Result<Vec<(CampaignId, String)>, DbError> {
    let rows: Vec<Name> = diesel::sql_query(
        "SELECT id, name FROM campaigns
         WHERE status = 'DRAFT'
           AND (segment_id = $1
                OR jsonb_path_exists(rule, '$.**.segment ? (@ == $id)', jsonb_build_object('id', $2)))
         ORDER BY id LIMIT 100",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Text, _>(id.to_string())
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (CampaignId(row.id), row.name)).collect())
}
