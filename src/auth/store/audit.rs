//! The audit log.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::auth::Ctx;
use crate::auth::audit::{Deed, Entry, Filter};
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::AuditEntryId;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    actor: String,
    #[diesel(sql_type = Text)]
    actor_label: String,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Nullable<Text>)]
    subject: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    subject_label: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let Row { id, at, actor, actor_label, action, subject, subject_label, address } = row;
        Self { id: AuditEntryId(id), at, actor, actor_label, action, subject, subject_label, address }
    }
}

pub async fn insert(connection: &mut AsyncPgConnection, ctx: &Ctx, deed: Deed<'_>) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO audit_log (at, actor, actor_label, action, subject, subject_label, address)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<Timestamptz, _>(ctx.clock.now())
    .bind::<Text, _>(ctx.actor.to_string())
    .bind::<Text, _>(ctx.actor.label())
    .bind::<Text, _>(deed.action)
    .bind::<Nullable<Text>, _>(deed.subject)
    .bind::<Nullable<Text>, _>(deed.subject_label)
    .bind::<Nullable<Text>, _>(ctx.address.map(|address| address.to_string()))
    .execute(connection)
    .await?;
    Ok(())
}

/// Newest first. An action without a dot stands for all of its noun.
pub async fn page(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    request: &PageRequest<i64>,
) -> Result<Vec<Entry>, DbError> {
    let (sign, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    let query = format!(
        "SELECT id, at, actor, actor_label, action, subject, subject_label, address FROM audit_log
         WHERE ($1 IS NULL OR id {sign} $1) AND ($2 IS NULL OR actor = $2)
           AND ($3 IS NULL OR action = $3 OR starts_with(action, $3 || '.'))
           AND ($4 IS NULL OR subject = $4) AND ($5 IS NULL OR at >= $5) AND ($6 IS NULL OR at < $6)
         ORDER BY id {order} LIMIT $7"
    );
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Nullable<BigInt>, _>(request.from)
        .bind::<Nullable<Text>, _>(&filter.actor)
        .bind::<Nullable<Text>, _>(&filter.action)
        .bind::<Nullable<Text>, _>(&filter.subject)
        .bind::<Nullable<Timestamptz>, _>(filter.from)
        .bind::<Nullable<Timestamptz>, _>(filter.to)
        .bind::<BigInt, _>(request.limit + 1)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}
