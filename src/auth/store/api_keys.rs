//! API keys.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text, Timestamptz};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::auth::api_key::{ApiKey, NewApiKey};
use crate::auth::secret::Secret;
use crate::auth::{Ctx, Scope};
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::ApiKeyId;

const COLUMNS: &str = "id, name, shown, scopes, created_by, created_at, expires_at, revoked_at, last_used_at";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    shown: String,
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    #[diesel(sql_type = Text)]
    created_by: String,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    revoked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_used_at: Option<DateTime<Utc>>,
}

impl From<Row> for ApiKey {
    fn from(row: Row) -> Self {
        Self {
            id: ApiKeyId(row.id),
            name: row.name,
            shown: row.shown,
            scopes: scopes(&row.scopes),
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Of stored names; a constraint knows them.
pub fn scopes(names: &[String]) -> Vec<Scope> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

pub async fn insert(
    connection: &mut AsyncPgConnection,
    ctx: &Ctx,
    new: &NewApiKey,
    (shown, secret): (&str, &Secret),
) -> Result<ApiKey, DbError> {
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.name()).collect();
    let row: Row = diesel::sql_query(format!(
        "INSERT INTO api_keys (name, shown, key_hash, scopes, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING {COLUMNS}"
    ))
    .bind::<Text, _>(&new.name)
    .bind::<Text, _>(shown)
    .bind::<Binary, _>(secret.hash().0.as_slice())
    .bind::<Array<Text>, _>(scopes)
    .bind::<Text, _>(ctx.actor.to_string())
    .bind::<Timestamptz, _>(ctx.clock.now())
    .bind::<Nullable<Timestamptz>, _>(new.expires_at)
    .get_result(connection)
    .await?;
    Ok(row.into())
}

/// The key, and whether it was this call that revoked it; none where there is no such key.
pub async fn revoke(
    connection: &mut AsyncPgConnection,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<Option<(ApiKey, bool)>, DbError> {
    #[derive(QueryableByName)]
    struct Revoked {
        #[diesel(embed)]
        key: Row,
        #[diesel(sql_type = Bool)]
        changed: bool,
    }
    let found: Option<Revoked> = diesel::sql_query(
        "WITH before AS (SELECT id, revoked_at FROM api_keys WHERE id = $1 FOR UPDATE)
         UPDATE api_keys k SET revoked_at = coalesce(b.revoked_at, $2) FROM before b WHERE k.id = b.id
         RETURNING k.id, k.name, k.shown, k.scopes, k.created_by, k.created_at, k.expires_at, k.revoked_at,
                   k.last_used_at, b.revoked_at IS NULL AS changed",
    )
    .bind::<BigInt, _>(id.0)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await
    .optional()?;
    Ok(found.map(|found| (found.key.into(), found.changed)))
}

/// Newest first.
pub async fn page(connection: &mut AsyncPgConnection, request: &PageRequest<i64>) -> Result<Vec<ApiKey>, DbError> {
    let (sign, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    let query =
        format!("SELECT {COLUMNS} FROM api_keys WHERE ($1 IS NULL OR id {sign} $1) ORDER BY id {order} LIMIT $2");
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Nullable<BigInt>, _>(request.from)
        .bind::<BigInt, _>(request.limit + 1)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(ApiKey::from).collect())
}

/// Notes that keys were of use, at most once a minute each.
pub async fn touch(connection: &mut AsyncPgConnection, ids: &[i64], now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE api_keys SET last_used_at = $2
         WHERE id = ANY($1) AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}
