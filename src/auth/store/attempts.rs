//! Sign-ins under way.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Binary, Text, Timestamptz};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::auth::secret::Hash;
use crate::db::DbError;

/// A sign-in under way, under the hash of its state.
#[derive(Clone, Debug, QueryableByName)]
pub struct Attempt {
    /// Of the secret that the browser holds.
    #[diesel(sql_type = Binary)]
    pub browser_hash: Vec<u8>,
    /// What the id token has to carry.
    #[diesel(sql_type = Text)]
    pub nonce: String,
    /// What the code is exchanged with.
    #[diesel(sql_type = Text)]
    pub pkce_verifier: String,
    /// A path of our own.
    #[diesel(sql_type = Text)]
    pub return_to: String,
}

/// Notes an attempt and forgets those that came to nothing.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    state: Hash,
    attempt: &Attempt,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbError> {
    diesel::sql_query("DELETE FROM sign_in_attempts WHERE expires_at <= $1")
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await?;
    diesel::sql_query(
        "INSERT INTO sign_in_attempts (state_hash, browser_hash, nonce, pkce_verifier, return_to, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<Binary, _>(state.0.as_slice())
    .bind::<Binary, _>(attempt.browser_hash.as_slice())
    .bind::<Text, _>(&attempt.nonce)
    .bind::<Text, _>(&attempt.pkce_verifier)
    .bind::<Text, _>(&attempt.return_to)
    .bind::<Timestamptz, _>(until)
    .execute(connection)
    .await?;
    Ok(())
}

/// The attempt of a state, which is used up by asking.
pub async fn take(
    connection: &mut AsyncPgConnection,
    state: Hash,
    now: DateTime<Utc>,
) -> Result<Option<Attempt>, DbError> {
    Ok(diesel::sql_query(
        "WITH taken AS (DELETE FROM sign_in_attempts WHERE state_hash = $1 RETURNING *)
         SELECT browser_hash, nonce, pkce_verifier, return_to FROM taken WHERE expires_at > $2",
    )
    .bind::<Binary, _>(state.0.as_slice())
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await
    .optional()?)
}
