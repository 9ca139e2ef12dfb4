//! A campaign to its last receipt, against the product's own HTTP client that makes the same calls to the same
//! vendor and nothing else: no rows, no stream, no receipts. Half of the reference runs before the campaign and
//! half after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use indicatif::HumanCount;
use serde_json::json;
use tokio::task::JoinSet;

use super::ground::Ground;
use super::line::{Figure, Line, Target, Unit};
use super::load::load;
use super::processes::{self, Server};
use super::report::Report;
use super::rows::{IN_CALL, Rows};
use super::scale::Scale;
use super::vendor::Vendor;
use super::{Measure, campaign, grow, sql};
use crate::client::retry::Link;
use crate::config::{Config, VendorConfig};
use crate::vendor::{Answer, HttpVendor, MessageVendor as _, OutgoingMessage};

/// People of the campaign that the server's memory is promised for.
const PROMISED_MESSAGES: u64 = 1_000_000;
/// Calls with customers before they are copied.
const ORIGINALS: u64 = 5;

/// A database with people to be messaged.
pub struct Stage<'a> {
    /// The servers.
    pub ground: &'a Ground,
    /// Of the whole bench.
    pub scale: Scale,
    /// Its URL.
    pub database: String,
}

/// What of it is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// How fast messages are delivered.
    pub speed: bool,
    /// What the server has in memory meanwhile.
    pub memory: bool,
}

impl<'a> Stage<'a> {
    /// Makes the database, with at least so many people.
    pub async fn set(ground: &'a Ground, scale: Scale, people: u64) -> anyhow::Result<Self> {
        let database = ground.database(&format!("people_{people}")).await?;
        let server = processes::serve(ground, &database, "serve", None).await?;
        let worker = processes::work(ground, &database, "ingest")?;
        let client = sql::connect(&database).await?;
        let originals = people.div_ceil(IN_CALL).min(ORIGINALS);
        load(&ground.link(&server)?, &client, Rows::new().next_customers(originals)?).await?;
        worker.stop().await?;
        server.stop().await?;
        grow::customers(&client, people).await?;
        Ok(Self { ground, scale, database })
    }
}

/// Runs the campaign between the halves of the reference.
pub async fn measure(stage: &Stage<'_>, kinds: Kinds, report: &mut Report) -> anyhow::Result<()> {
    report.begin("delivery");
    let vendor = Vendor::start(stage.ground).await?;
    vendor.set(json!({ "receiptLatencyMinMs": 0, "receiptLatencyMaxMs": 50, "receiptConcurrency": 64 })).await?;
    let server = processes::serve(stage.ground, &stage.database, "up", Some(vendor.url())).await?;
    let link = stage.ground.link(&server)?;
    // About a tenth of all warm everything up and show what bodies look like.
    deliver(&link, &vendor, json!({ "tag": { "has": "cold-brew" } })).await?;
    let bodies = bodies(stage).await?;
    let half = usize::try_from(stage.scale.messages / 2)?;
    let mut alone = Alone::new(&vendor, &server)?;
    if kinds.speed {
        alone.run(&vendor, (&bodies, half)).await?;
    }
    let delivered = deliver(&link, &vendor, json!({ "everyone": true })).await?;
    if kinds.speed {
        alone.run(&vendor, (&bodies, half)).await?;
        report.add(
            Line::of(Measure::Delivery, "messages, delivered and applied", delivered.rate())
                .against("HTTP client alone", Figure::rate(alone.calls, alone.took, "messages"))
                .target(Target::Share(0.25)),
        );
        let prepared = Figure::rate(delivered.audience, delivered.prepared_in, "messages");
        report.add(Line::of(Measure::Delivery, "  prepared before (frozen, rendered)", prepared));
    }
    if kinds.memory {
        let what = format!("memory of xeno up, {} messages", HumanCount(delivered.messages));
        let peak = Figure { value: server.memory()?.peak as f64 / 1024.0, unit: Unit::Megabytes };
        let small = delivered.audience < PROMISED_MESSAGES;
        let short = small.then(|| format!("below {} messages", HumanCount(PROMISED_MESSAGES)));
        report.add(Line::of(Measure::Memory, what, peak).target(Target::Most(200.0)).short(short));
    }
    server.stop().await?;
    vendor.stop().await
}

struct Delivered {
    audience: u64,
    messages: u64,
    prepared_in: Duration,
    took: Duration,
}

impl Delivered {
    fn rate(&self) -> Figure {
        Figure::rate(self.messages, self.took, "messages")
    }
}

/// From the launch to the last receipt. Vendor and product have to agree on what was sent.
async fn deliver(link: &Link, vendor: &Vendor, rule: serde_json::Value) -> anyhow::Result<Delivered> {
    vendor.set(json!({ "droppedReceiptShare": 0 })).await?;
    let before = vendor.stats().await?;
    let id = campaign::draft(link, rule).await?;
    let prepared_in = campaign::launch(link, &id).await?;
    let begun = Instant::now();
    let done = campaign::until(link, &id, |now| !matches!(now.status.as_str(), "PREPARING" | "RUNNING")).await?;
    let took = begun.elapsed();
    let (after, figures) = (vendor.stats().await?, done.progress);
    let messages = figures.delivered + figures.failed;
    ensure!(done.status == "COMPLETED", "the campaign ended as {}", done.status);
    ensure!(
        after.accepted - before.accepted == messages && after.repeats == before.repeats,
        "the campaign says that {messages} messages were taken, the vendor {} and {} repeats",
        after.accepted - before.accepted,
        after.repeats - before.repeats
    );
    ensure!(figures.audience == messages + figures.skipped, "the figures do not add up: {figures:?}");
    Ok(Delivered { audience: figures.audience, messages, prepared_in, took })
}

/// What was sent so far: addresses and texts.
async fn bodies(stage: &Stage<'_>) -> anyhow::Result<Vec<(String, String)>> {
    let client = sql::connect(&stage.database).await?;
    let query = "SELECT c.phone, l.message FROM communication_log l JOIN customers c ON c.id = l.customer_id \
                 WHERE l.accepted ORDER BY l.id LIMIT 10000";
    let rows = client.query(query, &[]).await?;
    let bodies: Result<Vec<_>, _> = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect();
    bodies.map_err(|error: tokio_postgres::Error| error.into())
}

/// The HTTP client and nothing else.
struct Alone {
    client: Arc<HttpVendor>,
    concurrency: usize,
    calls: u64,
    took: Duration,
}

impl Alone {
    fn new(vendor: &Vendor, server: &Server) -> anyhow::Result<Self> {
        let config = vendor_config(vendor.url())?;
        let client = Arc::new(HttpVendor::new(&config, &server.url)?);
        Ok(Self { client, concurrency: config.concurrency, calls: 0, took: Duration::ZERO })
    }

    /// So many calls, as many at a time as a worker makes.
    async fn run(&mut self, vendor: &Vendor, (bodies, calls): (&[(String, String)], usize)) -> anyhow::Result<()> {
        vendor.set(json!({ "droppedReceiptShare": 1 })).await?;
        let messages = Arc::new(messages(bodies, calls)?);
        let next = Arc::new(AtomicUsize::new(0));
        let mut callers = JoinSet::new();
        let begun = Instant::now();
        for _ in 0..self.concurrency {
            callers.spawn(call_all(Arc::clone(&self.client), Arc::clone(&messages), Arc::clone(&next)));
        }
        while let Some(outcome) = callers.join_next().await {
            outcome??;
        }
        self.took += begun.elapsed();
        self.calls += messages.len() as u64;
        Ok(())
    }
}

/// What a worker with the usual settings has.
fn vendor_config(url: &str) -> anyhow::Result<VendorConfig> {
    let config = Config::from_lookup(|name| match name {
        "VENDOR_URL" => Some(url.to_owned()),
        "DATABASE_URL" | "REDIS_URL" => Some("unused".to_owned()),
        _ => None,
    });
    Ok(config?.vendor)
}

fn messages(bodies: &[(String, String)], calls: usize) -> anyhow::Result<Vec<OutgoingMessage>> {
    let run = uuid::Uuid::new_v4().simple();
    let message = |(number, (to, text)): (usize, &(String, String))| OutgoingMessage {
        key: format!("bench_{run}.{number}"),
        channel: "SMS".to_owned(),
        to: to.clone(),
        text: text.clone(),
    };
    let messages: Vec<_> = bodies.iter().cycle().take(calls).enumerate().map(message).collect();
    ensure!(messages.len() == calls, "no message was sent whose body could be sent again");
    Ok(messages)
}

async fn call_all(
    client: Arc<HttpVendor>,
    messages: Arc<Vec<OutgoingMessage>>,
    next: Arc<AtomicUsize>,
) -> anyhow::Result<()> {
    while let Some(message) = messages.get(next.fetch_add(1, Ordering::Relaxed)) {
        match client.send(message).await {
            Answer::Accepted { .. } => {}
            other => bail!("the vendor answered {other:?} to the bare client"),
        }
    }
    Ok(())
}
