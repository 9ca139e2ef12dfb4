//! The brand's rows on their way in: made a batch at a time and sent some at a time, so that memory stays
//! bounded however many customers there are.

use anyhow::{Context as _, bail};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::orders;
use super::people;
use super::world::World;
use crate::cli::import::progress::Progress;
use crate::client::batches::{self, Settled};
use crate::client::ingest::{self, Kind};
use crate::client::retry::Link;

/// Rows in one call, at least; a customer's orders stay together.
const BATCH: usize = 4_000;
/// Calls at a time.
const AT_ONCE: usize = 4;

/// What was loaded.
#[derive(Clone, Copy, Debug)]
pub struct Loaded {
    /// Customers sent.
    pub customers: u64,
    /// Orders sent.
    pub orders: u64,
}

/// Loads all customers, then all orders, and waits until they are persisted.
pub async fn brand(link: &Link, world: &World, progress: &Progress) -> anyhow::Result<Loaded> {
    let scope = format!("demo {}", uuid::Uuid::new_v4());
    let numbers: Vec<u64> = (0..world.customers()).collect();
    let customers = numbers.chunks(BATCH).map(|some| some.iter().map(|number| people::customer(world, *number)));
    let total = world.customers();
    progress.stage("customers accepted", 0, total, 0);
    let mut open = send(link, Kind::Customers, &scope, customers, progress).await?;
    let baskets = numbers.chunks(BATCH / 5).map(|some| some.iter().flat_map(|one| orders::of_customer(world, *one)));
    let orders: u64 = numbers.iter().map(|number| u64::from(world.orders(*number))).sum();
    progress.stage("orders accepted", 0, orders, 0);
    open.extend(send(link, Kind::Orders, &scope, baskets, progress).await?);
    progress.stage("rows persisted", 0, total + orders, 0);
    let settled = batches::settle(link, open, |now| progress.reach(now.rows(), now.persisted)).await?;
    if settled != (Settled { persisted: total + orders, dead: 0, forgotten: 0 }) {
        bail!("of {} rows {} were persisted and {} dead-lettered", total + orders, settled.persisted, settled.dead);
    }
    Ok(Loaded { customers: total, orders })
}

/// Sends batches as they are made; returns the server's ids for them.
async fn send<T: Serialize>(
    link: &Link,
    kind: Kind,
    scope: &str,
    batches: impl Iterator<Item = impl Iterator<Item = T>>,
    progress: &Progress,
) -> anyhow::Result<Vec<String>> {
    let calls = batches.enumerate().map(|(number, rows)| {
        let rows: Result<Vec<Box<RawValue>>, _> = rows.map(|row| to_raw_value(&row)).collect();
        let scope = format!("{scope} {} {number}", kind.plural());
        async move {
            let rows = rows?;
            if rows.is_empty() {
                return Ok(ingest::Sent::default());
            }
            let rows: Vec<&RawValue> = rows.iter().map(AsRef::as_ref).collect();
            let sent = ingest::send(link, kind, &rows, &scope).await?;
            match sent.refused.first_key_value() {
                None => Ok(sent),
                Some((_, problems)) => bail!("the server refused demonstration rows: {problems:?}"),
            }
        }
    });
    let mut answers = stream::iter(calls).buffer_unordered(AT_ONCE);
    let (mut ids, mut accepted) = (Vec::new(), 0);
    while let Some(sent) = answers.try_next().await.with_context(|| format!("loading {}", kind.plural()))? {
        accepted += sent.accepted;
        ids.extend(sent.batch);
        progress.reach(accepted, accepted);
    }
    Ok(ids)
}
