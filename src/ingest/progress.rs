//! How far a call's rows are. Until its first chunk is applied only the header knows the batch; from then on
//! the chunks' own figures, which change in the transactions of the rows, so that they are exact.

use std::time::Duration;

use async_stream::stream;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, pin_mut};
use redis::AsyncCommands;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Error, store};
use crate::auth::{Ctx, Permission};
use crate::db::Db;
use crate::ids::BatchId;
use crate::live::{Follow, Live, Notice, Sources};
use crate::streams::{Redis, Topic, topic};

/// What the rows of a call are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// Customers.
    #[serde(rename = "CUSTOMERS")]
    Customers,
    /// Orders.
    #[serde(rename = "ORDERS")]
    Orders,
}

impl Kind {
    /// As it is stored.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Customers => "CUSTOMERS",
            Self::Orders => "ORDERS",
        }
    }

    /// From storage.
    pub(super) fn from_name(name: &str) -> Self {
        if name == "ORDERS" { Self::Orders } else { Self::Customers }
    }

    pub(super) fn topic(self) -> Topic {
        match self {
            Self::Customers => topic::CUSTOMERS,
            Self::Orders => topic::ORDERS,
        }
    }

    /// The scope of an idempotency key.
    pub(super) fn mutation(self) -> &'static str {
        match self {
            Self::Customers => "customersIngest",
            Self::Orders => "ordersIngest",
        }
    }
}

/// What is known of a batch as soon as it is accepted. Kept in Redis for a week.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) accepted: i32,
}

impl Header {
    pub(super) fn key(batch: BatchId) -> String {
        format!("batch:{batch}")
    }
}

/// A call and how far its rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// What its rows are.
    pub kind: Kind,
    /// How many rows were accepted.
    pub accepted: i32,
    /// How many of them are in the database, or superseded by newer ones.
    pub persisted: i32,
    /// How many of them are dead letters.
    pub dead_lettered: i32,
    /// When the last chunk was applied; none before.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Batch {
    /// A batch that was accepted this moment.
    pub fn accepted(id: BatchId, kind: Kind, accepted: i32) -> Self {
        Self { id, kind, accepted, persisted: 0, dead_lettered: 0, finished_at: None }
    }
}

/// How far a batch is; none where there is no such batch.
pub async fn batch(ctx: &Ctx, db: &Db, redis: &Redis, id: BatchId) -> Result<Option<Batch>, Error> {
    ctx.require(Permission::Ingest)?;
    load(db, redis, id).await
}

async fn load(db: &Db, redis: &Redis, id: BatchId) -> Result<Option<Batch>, Error> {
    if let Some(batch) = store::batch(&mut *db.get().await?, id).await? {
        return Ok(Some(batch));
    }
    let header: Option<String> = redis.commands().get(Header::key(id)).await?;
    let Some(header) = header else { return Ok(None) };
    let header: Header = serde_json::from_str(&header)?;
    Ok(Some(Batch::accepted(id, header.kind, header.accepted)))
}

/// What following batches needs; one a process.
#[derive(Clone)]
pub struct Progress {
    /// Where the figures are.
    pub db: Db,
    /// Where the headers are.
    pub redis: Redis,
    /// What says that figures changed.
    pub live: Live,
    /// One source a batch, however many follow it.
    pub sources: Sources<Option<Batch>>,
}

/// Two readings of a batch are so far apart.
const EVERY: Duration = Duration::from_millis(100);

/// A batch as it is, then each change, until all its chunks are applied; nothing where there is no such batch.
pub fn follow(ctx: &Ctx, progress: &Progress, id: BatchId) -> Result<impl Stream<Item = Batch> + Send + use<>, Error> {
    ctx.require(Permission::Ingest)?;
    let (db, redis) = (progress.db.clone(), progress.redis.clone());
    let states = progress.sources.follow(
        &progress.live,
        Follow {
            key: id.to_string(),
            every: EVERY,
            interested: move |notice: &Notice| *notice == Notice::Batch(id),
            load: move || {
                let (db, redis) = (db.clone(), redis.clone());
                async move { load_surely(&db, &redis, id).await }
            },
        },
    );
    Ok(stream! {
        pin_mut!(states);
        let mut last = None;
        while let Some(Some(batch)) = states.next().await {
            if last != Some(batch) {
                last = Some(batch);
                yield batch;
            }
            if batch.finished_at.is_some() {
                break;
            }
        }
    })
}

/// A reading that failed may have been the one of the last change, so it is repeated for half a minute.
async fn load_surely(db: &Db, redis: &Redis, id: BatchId) -> Option<Batch> {
    const TRIES: u32 = 60;
    const PAUSE: Duration = Duration::from_millis(500);
    for _ in 0..TRIES {
        match load(db, redis, id).await {
            Ok(batch) => return batch,
            Err(error) => tracing::warn!(%error, batch = %id, "could not read how far batch {id} is; trying again"),
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}
