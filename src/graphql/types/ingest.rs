//! Ingestion: the two mutations, and how far their rows are.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject, Subscription};
use futures::{Stream, StreamExt};

use super::id;
use super::ingest_rows::{CustomersIngestInput, OrdersIngestInput};
use super::scalar::DateTime;
use super::user_error::{UserError, user_errors};
use crate::graphql::error::{Failure, app, caller};
use crate::ingest::{self, Batch, Ingested, Intake, Kind, Progress};
use crate::streams::PublishError;

impl From<ingest::Error> for Failure {
    fn from(error: ingest::Error) -> Self {
        use crate::streams::dead_letter::ReplayError;
        match error {
            ingest::Error::Forbidden(error) => error.into(),
            ingest::Error::Publish(error) | ingest::Error::Replay(ReplayError::Publish(error)) => error.into(),
            ingest::Error::Redis(error) => PublishError::from(error).into(),
            ingest::Error::Db(error) | ingest::Error::Replay(ReplayError::Db(error)) => error.into(),
            ingest::Error::Record(error) => Self::internal(&error),
        }
    }
}

/// What the rows of a batch are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub enum IngestKind {
    /// Customers.
    Customers,
    /// Orders.
    Orders,
}

/// The accepted rows of one call and how far they are.
#[derive(Clone, Debug, SimpleObject)]
pub struct IngestBatch {
    /// Its id.
    id: ID,
    /// What its rows are.
    kind: IngestKind,
    /// How many rows were accepted.
    accepted: i32,
    /// How many of them are stored, or were superseded by newer ones.
    persisted: i32,
    /// How many of them could not be stored; they are listed in deadLetters.
    dead_lettered: i32,
    /// When the last of them was stored; null until then.
    finished_at: Option<DateTime>,
}

impl From<Batch> for IngestBatch {
    fn from(batch: Batch) -> Self {
        Self {
            id: ID(batch.id.to_string()),
            kind: batch.kind.into(),
            accepted: batch.accepted,
            persisted: batch.persisted,
            dead_lettered: batch.dead_lettered,
            finished_at: batch.finished_at.map(DateTime),
        }
    }
}

/// What came of a call.
#[derive(Clone, Debug, SimpleObject)]
pub struct IngestPayload {
    /// The accepted rows, on their way; null where none was accepted.
    batch: Option<IngestBatch>,
    /// How many rows were accepted.
    accepted_count: i32,
    /// How many were not.
    rejected_count: i32,
    /// Why: the first 1,000 problems.
    user_errors: Vec<UserError>,
}

impl IngestPayload {
    fn of(ingested: Ingested, kind: Kind) -> Self {
        Self {
            batch: ingested.batch.map(|id| Batch::accepted(id, kind, ingested.accepted).into()),
            accepted_count: ingested.accepted,
            rejected_count: ingested.rejected,
            user_errors: user_errors(ingested.problems),
        }
    }
}

fn intake<'a>(context: &Context<'a>) -> Result<Intake<'a>> {
    let app = app(context)?;
    let currency = app.config.workspace.currency;
    Ok(Intake { redis: &app.redis, limits: &app.config.streams, currency })
}

/// Queries about ingestion.
#[derive(Default)]
pub struct IngestQuery;

#[Object]
impl IngestQuery {
    /// How far the rows of a call are; null where there is no such batch.
    async fn ingest_batch(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The batch's id.")] id: ID,
    ) -> Result<Option<IngestBatch>> {
        let app = app(context)?;
        let id = id::argument(&id, "id")?;
        let batch = ingest::batch(caller(context)?, &app.db, &app.redis, id).await.map_err(Failure::from)?;
        Ok(batch.map(IngestBatch::from))
    }
}

/// Taking rows in.
#[derive(Default)]
pub struct IngestMutation;

#[Object]
impl IngestMutation {
    /// Takes customers in, up to 10,000 a call. They are stored within moments; the batch says how far they are.
    async fn customers_ingest(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The rows and how to treat them.")] input: CustomersIngestInput,
    ) -> Result<IngestPayload> {
        let ingested = ingest::customers(caller(context)?, intake(context)?, input.into()).await;
        Ok(IngestPayload::of(ingested.map_err(Failure::from)?, Kind::Customers))
    }

    /// Takes orders in, likewise.
    async fn orders_ingest(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The rows and how to treat them.")] input: OrdersIngestInput,
    ) -> Result<IngestPayload> {
        let ingested = ingest::orders(caller(context)?, intake(context)?, input.into()).await;
        Ok(IngestPayload::of(ingested.map_err(Failure::from)?, Kind::Orders))
    }
}

/// Following what was taken in.
#[derive(Default)]
pub struct IngestSubscription;

#[Subscription]
impl IngestSubscription {
    /// How far the rows of a call are: as it is, then each change, until all are done.
    async fn ingest_progress(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The batch's id.")] batch_id: ID,
    ) -> Result<impl Stream<Item = IngestBatch>> {
        let app = app(context)?;
        let progress = Progress {
            db: app.db.clone(),
            redis: app.redis.clone(),
            live: app.live.clone(),
            sources: app.batches.clone(),
        };
        let id = id::argument(&batch_id, "batchId")?;
        let batches = ingest::follow(caller(context)?, &progress, id).map_err(Failure::from)?;
        Ok(batches.map(IngestBatch::from))
    }
}
