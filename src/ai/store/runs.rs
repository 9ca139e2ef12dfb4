//! The record of runs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::ai::engine::EngineKind;
use crate::ai::run::{NewRun, Outcome, Run};
use crate::auth::Ctx;
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::AiRunId;

/// What is kept of a question or a problem, in characters.
const LONGEST: usize = 2_000;
/// Days that a run is kept.
const KEPT_DAYS: i32 = 90;

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
    task: String,
    #[diesel(sql_type = Text)]
    asked: String,
    #[diesel(sql_type = Text)]
    engine: String,
    #[diesel(sql_type = Nullable<Text>)]
    model: Option<String>,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Nullable<Text>)]
    problem: Option<String>,
    #[diesel(sql_type = Integer)]
    took_ms: i32,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        Self {
            id: AiRunId(row.id),
            at: row.at,
            actor: row.actor,
            actor_label: row.actor_label,
            task: row.task,
            asked: row.asked,
            engine: EngineKind::from_code(&row.engine),
            model: row.model,
            outcome: Outcome::from_code(&row.outcome),
            problem: row.problem,
            took: Duration::from_millis(u64::try_from(row.took_ms).unwrap_or(0)),
        }
    }
}

/// Writes a run down and drops those that are too old.
pub async fn insert(connection: &mut AsyncPgConnection, ctx: &Ctx, run: &NewRun) -> Result<(), DbError> {
    diesel::sql_query(
        "WITH old AS (DELETE FROM ai_runs WHERE at < $1 - make_interval(days => $11))
         INSERT INTO ai_runs (at, actor, actor_label, task, asked, engine, model, outcome, problem, took_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind::<Timestamptz, _>(ctx.clock.now())
    .bind::<Text, _>(ctx.actor.to_string())
    .bind::<Text, _>(ctx.actor.label())
    .bind::<Text, _>(run.task)
    .bind::<Text, _>(kept(&run.asked))
    .bind::<Text, _>(run.engine.code())
    .bind::<Nullable<Text>, _>(run.model.as_deref())
    .bind::<Text, _>(run.outcome.code())
    .bind::<Nullable<Text>, _>(run.problem.as_deref().map(kept))
    .bind::<Integer, _>(i32::try_from(run.took.as_millis()).unwrap_or(i32::MAX))
    .bind::<Integer, _>(KEPT_DAYS)
    .execute(connection)
    .await?;
    Ok(())
}

/// Cut, and without what Postgres cannot store.
fn kept(text: &str) -> String {
    text.chars().filter(|letter| *letter != '\0').take(LONGEST).collect()
}

/// Newest first; those of one actor, where one is named.
pub async fn page(
    connection: &mut AsyncPgConnection,
    actor: Option<&str>,
    request: &PageRequest<i64>,
) -> Result<Vec<Run>, DbError> {
    let (sign, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    // Only a plain condition is answered from the index.
    let whose = if actor.is_some() { "actor = $3" } else { "$3::text IS NULL" };
    let query = format!(
        "SELECT id, at, actor, actor_label, task, asked, engine, model, outcome, problem, took_ms FROM ai_runs
         WHERE {whose} AND ($1 IS NULL OR id {sign} $1) ORDER BY id {order} LIMIT $2"
    );
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Nullable<BigInt>, _>(request.from)
        .bind::<BigInt, _>(request.limit + 1)
        .bind::<Nullable<Text>, _>(actor)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(Run::from).collect())
}
