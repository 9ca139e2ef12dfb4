//! Rows on their way: what both kinds of rows share, and how far they are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id;
use super::problem::Problem;
use crate::ingest::{self, Ingested, Intake, Kind};
use crate::mcp::refusal::{MOST_PROBLEMS, Refusal};
use crate::mcp::tool::{Call, Effect, Tool};
use crate::scalar::DateTime;

/// What bad rows do to the others.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorPolicy {
    /// None of the call's rows is accepted.
    RejectEverything,
    /// The good rows are accepted.
    #[default]
    RejectFailedRows,
}

impl From<ErrorPolicy> for ingest::ErrorPolicy {
    fn from(policy: ErrorPolicy) -> Self {
        match policy {
            ErrorPolicy::RejectEverything => Self::RejectEverything,
            ErrorPolicy::RejectFailedRows => Self::RejectFailedRows,
        }
    }
}

/// Rows that were taken.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Taken {
    /// Ask ingest_progress how far they are.
    batch_id: String,
    /// How many rows were accepted; each is stored within moments, or listed as a dead letter.
    accepted: i32,
    /// How many were not.
    rejected: i32,
    /// Why: the first 100 problems.
    problems: Vec<Problem>,
}

/// Where rows go.
pub fn intake(call: &Call) -> Intake<'_> {
    let config = &call.app.config;
    Intake { redis: &call.app.redis, limits: &config.streams, currency: config.workspace.currency }
}

/// A call of which no row was taken is refused.
pub fn taken(ingested: Ingested) -> Result<Taken, Refusal> {
    let Ingested { batch, accepted, rejected, problems } = ingested;
    let Some(batch) = batch else { return Err(problems.into()) };
    let problems = problems.into_iter().take(MOST_PROBLEMS).map(Problem::from).collect();
    Ok(Taken { batch_id: batch.to_string(), accepted, rejected, problems })
}

/// How far rows are.
pub struct IngestProgress;

/// Which rows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Which {
    /// The batchId that add_customers or add_orders gave.
    batch_id: String,
}

/// How far the rows of a call are.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Which.
    batch_id: String,
    /// What its rows are.
    kind: Kind,
    /// How many rows were accepted.
    accepted: i32,
    /// How many of them are stored, or were superseded by newer ones.
    persisted: i32,
    /// How many of them could not be stored, and are listed as dead letters.
    dead_lettered: i32,
    /// Whether all are stored or dead letters: until then counts of audiences are without some of them.
    finished: bool,
    /// When that was.
    finished_at: Option<DateTime>,
}

impl Tool for IngestProgress {
    type Takes = Which;
    type Gives = Progress;
    const NAME: &'static str = "ingest_progress";
    const TITLE: &'static str = "How far added rows are";
    const DESCRIPTION: &'static str = "How many of the rows of one add_customers or add_orders call are stored. \
        Ask again until finished is true, then preview. Takes the permission INGEST.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Which) -> Result<Progress, Refusal> {
        let batch_id = id(&takes.batch_id, "batchId")?;
        let batch = ingest::batch(&call.ctx, &call.app.db, &call.app.redis, batch_id).await?;
        let batch = batch.ok_or_else(|| Refusal::not_found("batchId", format!("There is no batch {batch_id}.")))?;
        Ok(Progress {
            batch_id: batch.id.to_string(),
            kind: batch.kind,
            accepted: batch.accepted,
            persisted: batch.persisted,
            dead_lettered: batch.dead_lettered,
            finished: batch.finished_at.is_some(),
            finished_at: batch.finished_at.map(DateTime),
        })
    }
}
