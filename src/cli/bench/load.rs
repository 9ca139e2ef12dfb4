//! Bulk mutations, several at a time, until the last row is persisted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use tokio::task::JoinSet;
use tokio_postgres::Client;

use super::rows::Calls;
use crate::client::ingest::{self, SendError};
use crate::client::retry::Link;

/// Calls at a time.
const AT_ONCE: usize = 4;
/// Between two looks at what is persisted.
const LOOK: Duration = Duration::from_millis(10);
/// How long nothing may move.
const STALLED: Duration = Duration::from_secs(60);

const SETTLED: &str = "SELECT coalesce(sum(persisted), 0)::bigint, coalesce(sum(dead), 0)::bigint FROM ingest_chunks";

/// What some calls came to.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// Rows, all of them accepted and persisted.
    pub rows: u64,
    /// From the first call to the answer of the last.
    pub accepted_in: Duration,
    /// From the first call to the commit of the last row.
    pub persisted_in: Duration,
    /// How long each call took.
    pub calls: Vec<Duration>,
}

impl Loaded {
    /// Both, one after the other.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.accepted_in += other.accepted_in;
        self.persisted_in += other.persisted_in;
        self.calls.extend(other.calls);
    }
}

/// Makes calls and waits until all rows are persisted; `client` looks.
pub async fn load(link: &Link, client: &Client, calls: Calls) -> anyhow::Result<Loaded> {
    let Calls { bodies, rows } = calls;
    let before = persisted(client).await?;
    let (bodies, next) = (Arc::new(bodies), Arc::new(AtomicUsize::new(0)));
    let mut callers = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..AT_ONCE {
        callers.spawn(call_all(link.clone(), Arc::clone(&bodies), Arc::clone(&next)));
    }
    let (mut accepted, mut calls) = (0, Vec::new());
    while let Some(called) = callers.join_next().await {
        for (took, rows) in called?? {
            calls.push(took);
            accepted += rows;
        }
    }
    let accepted_in = begun.elapsed();
    if accepted != rows {
        bail!("of {rows} rows {accepted} were accepted");
    }
    until_persisted(client, before + rows).await?;
    Ok(Loaded { rows, accepted_in, persisted_in: begun.elapsed(), calls })
}

async fn call_all(
    link: Link,
    bodies: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
) -> Result<Vec<(Duration, u64)>, SendError> {
    let mut called = Vec::new();
    while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
        let begun = Instant::now();
        let accepted = ingest::send_encoded(&link, body).await?;
        called.push((begun.elapsed(), accepted));
    }
    Ok(called)
}

async fn until_persisted(client: &Client, wanted: u64) -> anyhow::Result<()> {
    let (mut seen, mut moved) = (0, Instant::now());
    loop {
        let now = persisted(client).await?;
        if now >= wanted {
            return Ok(());
        }
        if now > seen {
            (seen, moved) = (now, Instant::now());
        } else if moved.elapsed() > STALLED {
            bail!("{} rows wait to be persisted and nothing moves", wanted - now);
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn persisted(client: &Client) -> anyhow::Result<u64> {
    let row = client.query_one(SETTLED, &[]).await?;
    let (persisted, dead): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if dead > 0 {
        bail!("{dead} rows of the bench became dead letters");
    }
    Ok(u64::try_from(persisted)?)
}
