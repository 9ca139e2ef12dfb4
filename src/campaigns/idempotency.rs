//! A mutation that carries a key has its effect once. The key's row is written in the transaction of the effect:
//! a second call with the key waits for the first and then gives its answer, and a first call that fails leaves
//! nothing behind. A refusal changes nothing and is not remembered, so the same key may try again. After a day a
//! key is forgotten.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Jsonb, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Stop;
use crate::auth::Ctx;
use crate::ids::CampaignId;
use crate::problem::Problem;

const PATH: &str = "input.idempotencyKey";
const LONGEST_KEY: usize = 200;
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How many old keys one call clears away, beside its own work.
const CLEARED_AT_ONCE: i64 = 100;

/// What a campaign mutation answers, in the form in which it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which campaign it was about.
    pub campaign: CampaignId,
    /// How many messages it put back, where it retries.
    pub retried: i32,
}

impl Answer {
    /// Of a mutation that retries nothing.
    pub fn of(campaign: CampaignId) -> Self {
        Self { campaign, retried: 0 }
    }
}

/// One call of a mutation.
pub struct Call {
    actor: String,
    mutation: &'static str,
    key: Option<String>,
    hash: Vec<u8>,
    at: DateTime<Utc>,
}

impl Call {
    /// A call by its input. A key that cannot be one is a problem.
    pub fn new<I: Serialize>(
        ctx: &Ctx,
        mutation: &'static str,
        key: Option<String>,
        input: &I,
    ) -> Result<Self, Vec<Problem>> {
        if let Some(given) = &key
            && (given.trim().is_empty() || given.chars().count() > LONGEST_KEY || given.contains('\0'))
        {
            let message = format!("A key has 1 to {LONGEST_KEY} characters.");
            return Err(vec![Problem::at(PATH, "INVALID_IDEMPOTENCY_KEY", message)]);
        }
        let canonical = serde_json::to_vec(input).unwrap_or_default();
        let hash = Sha256::digest(&canonical).to_vec();
        Ok(Self { actor: ctx.actor.to_string(), mutation, key, hash, at: ctx.clock.now() })
    }

    /// Takes the key for this transaction; or gives the answer of the call that had it first.
    pub async fn earlier(&self, connection: &mut AsyncPgConnection) -> Result<Option<Answer>, Stop> {
        let Some(key) = &self.key else { return Ok(None) };
        self.clear_away(connection).await?;
        diesel::sql_query("SET LOCAL lock_timeout = '2s'").execute(connection).await?;
        let taken = match self.take(connection, key).await {
            Err(diesel::result::Error::DatabaseError(_, info)) if info.message().contains("lock timeout") => {
                let message = "A call with this key is still running; try again in a moment.";
                return Err(Problem::at(PATH, "IDEMPOTENCY_IN_PROGRESS", message).into());
            }
            other => other?,
        };
        diesel::sql_query("SET LOCAL lock_timeout = '5s'").execute(connection).await?;
        if taken == 1 { Ok(None) } else { self.recall(connection, key).await.map(Some) }
    }

    /// How many keys were taken: one, or none where somebody has it.
    async fn take(&self, connection: &mut AsyncPgConnection, key: &str) -> QueryResult<usize> {
        diesel::sql_query(
            "INSERT INTO idempotency_keys AS known (actor, mutation, key, request_hash, response, created_at)
             VALUES ($1, $2, $3, $4, 'null', $5)
             ON CONFLICT (actor, mutation, key) DO UPDATE
             SET request_hash = excluded.request_hash, response = 'null', created_at = excluded.created_at
             WHERE known.created_at <= $6",
        )
        .bind::<Text, _>(&self.actor)
        .bind::<Text, _>(self.mutation)
        .bind::<Text, _>(key)
        .bind::<Binary, _>(&self.hash)
        .bind::<Timestamptz, _>(self.at)
        .bind::<Timestamptz, _>(self.at - KEPT)
        .execute(connection)
        .await
    }

    async fn clear_away(&self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        diesel::sql_query(
            "DELETE FROM idempotency_keys WHERE (actor, mutation, key) IN (
                 SELECT actor, mutation, key FROM idempotency_keys WHERE created_at <= $1
                 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
        )
        .bind::<Timestamptz, _>(self.at - KEPT)
        .bind::<BigInt, _>(CLEARED_AT_ONCE)
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn recall(&self, connection: &mut AsyncPgConnection, key: &str) -> Result<Answer, Stop> {
        #[derive(QueryableByName)]
        struct Known {
            #[diesel(sql_type = Binary)]
            request_hash: Vec<u8>,
            #[diesel(sql_type = Jsonb)]
            response: serde_json::Value,
        }
        let known: Known = diesel::sql_query(
            "SELECT request_hash, response FROM idempotency_keys WHERE actor = $1 AND mutation = $2 AND key = $3",
        )
        .bind::<Text, _>(&self.actor)
        .bind::<Text, _>(self.mutation)
        .bind::<Text, _>(key)
        .get_result(connection)
        .await?;
        match serde_json::from_value(known.response) {
            Ok(answer) if known.request_hash == self.hash => Ok(answer),
            _ => {
                let message = "This key was used for another input; take a new one.";
                Err(Problem::at(PATH, "IDEMPOTENCY_KEY_REUSED", message).into())
            }
        }
    }

    /// Remembers the answer, in the transaction of the effect.
    pub async fn remember(&self, connection: &mut AsyncPgConnection, answer: Answer) -> Result<(), Stop> {
        let Some(key) = &self.key else { return Ok(()) };
        let response = serde_json::to_value(answer).unwrap_or_default();
        diesel::sql_query("UPDATE idempotency_keys SET response = $4 WHERE actor = $1 AND mutation = $2 AND key = $3")
            .bind::<Text, _>(&self.actor)
            .bind::<Text, _>(self.mutation)
            .bind::<Text, _>(key)
            .bind::<Jsonb, _>(response)
            .execute(connection)
            .await?;
        Ok(())
    }
}
