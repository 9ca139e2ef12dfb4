//! Sessions, and whom sessions and keys stand for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::api_keys::scopes;
use crate::auth::door::{Credential, Standing};
use crate::auth::secret::Hash;
use crate::auth::{Actor, Role};
use crate::db::DbError;
use crate::ids::{ApiKeyId, UserId};

pub async fn insert(
    connection: &mut AsyncPgConnection,
    token: Hash,
    user: Option<UserId>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbError> {
    diesel::sql_query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind::<Binary, _>(token.0.as_slice())
        .bind::<Nullable<BigInt>, _>(user.map(|user| user.0))
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(until)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether there was one.
pub async fn delete(connection: &mut AsyncPgConnection, token: Hash) -> Result<bool, DbError> {
    let deleted = diesel::sql_query("DELETE FROM sessions WHERE token_hash = $1")
        .bind::<Binary, _>(token.0.as_slice())
        .execute(connection)
        .await?;
    Ok(deleted == 1)
}

pub async fn delete_expired(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::sql_query("DELETE FROM sessions WHERE expires_at <= $1")
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Bool)]
    is_key: bool,
    /// Of the person or the key; none for the local admin.
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    label: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    scopes: Vec<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    until: Option<DateTime<Utc>>,
}

impl Row {
    fn standing(self) -> Option<(Credential, Standing)> {
        let hash = Hash(self.hash.try_into().ok()?);
        let label = self.label.unwrap_or_default().into();
        let (credential, actor) = match (self.is_key, self.id) {
            (true, Some(id)) => {
                let scopes = scopes(&self.scopes).into();
                (Credential::ApiKey(hash), Actor::Key { id: ApiKeyId(id), scopes, label })
            }
            (true, None) => return None,
            (false, Some(id)) => {
                let role = self.role.as_deref().and_then(Role::from_name);
                (Credential::Session(hash), Actor::User { id: UserId(id), role, label })
            }
            (false, None) => (Credential::Session(hash), Actor::LocalAdmin),
        };
        Some((credential, Standing { actor, until: self.until }))
    }
}

/// Whom the credentials stand for now; those that open nothing are left out.
pub async fn standings(
    connection: &mut AsyncPgConnection,
    credentials: &[Credential],
    now: DateTime<Utc>,
) -> Result<HashMap<Credential, Standing>, DbError> {
    let hashes = |wanted: fn(&Credential) -> Option<&Hash>| -> Vec<Vec<u8>> {
        credentials.iter().filter_map(wanted).map(|hash| hash.0.to_vec()).collect()
    };
    let sessions = hashes(|credential| match credential {
        Credential::Session(hash) => Some(hash),
        Credential::ApiKey(_) => None,
    });
    let keys = hashes(|credential| match credential {
        Credential::ApiKey(hash) => Some(hash),
        Credential::Session(_) => None,
    });
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT s.token_hash AS hash, false AS is_key, u.id, coalesce(u.name, u.email, u.subject) AS label, u.role,
                ARRAY[]::text[] AS scopes, s.expires_at AS until
         FROM sessions s LEFT JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = ANY($1) AND s.expires_at > $3
         UNION ALL
         SELECT key_hash, true, id, name, NULL, scopes, expires_at FROM api_keys
         WHERE key_hash = ANY($2) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)",
    )
    .bind::<Array<Binary>, _>(sessions)
    .bind::<Array<Binary>, _>(keys)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(rows.into_iter().filter_map(Row::standing).collect())
}
