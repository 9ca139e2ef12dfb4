//! From the arrival of a receipt to who watches. The vendor keeps its receipts to itself; the bench signs them and
//! posts them, so many a second whether or not they are answered, while subscribers follow the campaign's figures.
//!
//! A subscriber sees figures and not single receipts. A receipt counts as seen when the figures cover as many
//! receipts as had come by then: of the receipts in the order in which they were posted, the k-th is seen with the
//! first figures that count k. Every subscriber counts for every receipt.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use indicatif::HumanCount;
use serde_json::json;
use sha2::Sha256;
use tokio::task::JoinSet;

use super::delivery::Stage;
use super::line::{Figure, Line, Target};
use super::report::Report;
use super::socket::{self, Socket};
use super::statistics::Histogram;
use super::vendor::Vendor;
use super::{Measure, campaign, processes, sql};
use crate::clock::Clock;
use crate::ids::{CampaignId, MessageId, MessageKey};

/// Subscribers that the time is promised for.
const PROMISED_SUBSCRIBERS: usize = 1_000;
/// Receipts a second.
const RATE: u64 = 2_000;
/// Seconds of them, where there are messages enough.
const SECONDS: u64 = 10;
/// Between two posts of several receipts.
const TICK: Duration = Duration::from_millis(5);

/// How many people have to be there.
pub const PEOPLE: u64 = RATE * SECONDS * 5 / 4;

/// When the figures changed for one subscriber, and to what.
type Seen = Vec<(Instant, usize)>;

/// Sends a campaign, then its receipts.
pub async fn measure(stage: &Stage<'_>, report: &mut Report) -> anyhow::Result<()> {
    report.begin("receipts");
    let vendor = Vendor::start(stage.ground).await?;
    vendor.set(json!({ "droppedReceiptShare": 1, "responseLatencyMinMs": 0, "responseLatencyMaxMs": 0 })).await?;
    let server = processes::serve(stage.ground, &stage.database, "up", Some(vendor.url())).await?;
    let link = stage.ground.link(&server)?;
    let id = campaign::draft(&link, json!({ "everyone": true })).await?;
    campaign::launch(&link, &id).await?;
    campaign::until(&link, &id, |now| now.progress.pending == 0).await?;
    let keys = keys(&stage.database, &id).await?;
    let sockets = socket::open_many(&server, &id, stage.scale.subscribers).await?;
    let total = keys.len();
    let mut watching = JoinSet::new();
    for socket in sockets {
        watching.spawn(watch(socket, total));
    }
    let poster = Poster::new(&server.url, &stage.ground.secret)?;
    let posted = post_all(Arc::new(poster), keys).await?;
    let mut histogram = Histogram::default();
    while let Some(seen) = watching.join_next().await {
        count(&mut histogram, &posted, &seen??);
    }
    let (seen, all) = (histogram.total(), (total * stage.scale.subscribers) as u64);
    ensure!(seen == all, "of {all} receipts that subscribers should see, {seen} were seen");
    let spent = posted.last().zip(posted.first()).map(|(last, first)| *last - *first).unwrap_or_default();
    add_lines(&histogram, Figure::rate(total as u64, spent, "receipts"), report);
    server.stop().await?;
    vendor.stop().await
}

fn add_lines(histogram: &Histogram, rate: Figure, report: &mut Report) {
    let at = |percent| Figure::ms(histogram.percentile(percent));
    let watching = report.scale().subscribers;
    let short = if watching < PROMISED_SUBSCRIBERS {
        Some(format!("below {} subscribers", HumanCount(PROMISED_SUBSCRIBERS as u64)))
    } else {
        // The bench shares the machine with what it measures and may not keep the pace itself.
        (rate.value < 0.95 * RATE as f64).then(|| format!("below {} receipts/s", HumanCount(RATE)))
    };
    let what = format!("receipt until seen, {} subscribers, p99", HumanCount(watching as u64));
    report.add(Line::of(Measure::Live, what, at(99.0)).target(Target::Most(250.0)).short(short));
    report.add(Line::of(Measure::Live, "  p95", at(95.0)));
    report.add(Line::of(Measure::Live, "  p50", at(50.0)));
    report.add(Line::of(Measure::Live, "  posted", rate));
}

/// The keys of the messages that await their receipts, as many as are posted.
async fn keys(database: &str, campaign: &str) -> anyhow::Result<Vec<String>> {
    let campaign: CampaignId = campaign.parse()?;
    let client = sql::connect(database).await?;
    let most = i64::try_from(RATE * SECONDS)?;
    let query =
        "SELECT id, generation FROM communication_log WHERE campaign_id = $1 AND status = 1 ORDER BY id LIMIT $2";
    let rows = client.query(query, &[&campaign.0, &most]).await?;
    let key = |row: &tokio_postgres::Row| -> anyhow::Result<String> {
        Ok(MessageKey { message: MessageId(row.try_get(0)?), generation: row.try_get(1)? }.to_string())
    };
    let keys: Vec<String> = rows.iter().map(key).collect::<Result<_, _>>()?;
    ensure!(!keys.is_empty(), "no message awaits a receipt");
    Ok(keys)
}

/// Until the figures cover all receipts.
async fn watch(mut socket: Socket, total: usize) -> anyhow::Result<Seen> {
    let mut seen = Seen::new();
    while seen.last().is_none_or(|(_, count)| *count < total) {
        let count = usize::try_from(socket.next().await?)?;
        seen.push((Instant::now(), count));
    }
    Ok(seen)
}

/// What one subscriber waited for each receipt. `posted` is in order.
fn count(histogram: &mut Histogram, posted: &[Instant], seen: &[(Instant, usize)]) {
    let mut covered = 0;
    for (at, count) in seen {
        for receipt in posted.get(covered..(*count).max(covered)).unwrap_or_default() {
            histogram.add(at.saturating_duration_since(*receipt));
        }
        covered = covered.max(*count);
    }
}

/// Posts at the pace that is asked for; when each post began, in order.
async fn post_all(poster: Arc<Poster>, keys: Vec<String>) -> anyhow::Result<Vec<Instant>> {
    let each_tick = usize::try_from(RATE * TICK.as_millis() as u64 / 1000)?;
    let mut ticks = tokio::time::interval(TICK);
    let mut posts = JoinSet::new();
    for keys in keys.chunks(each_tick.max(1)) {
        ticks.tick().await;
        for key in keys {
            posts.spawn(post(Arc::clone(&poster), key.clone()));
        }
    }
    let mut posted = Vec::with_capacity(keys.len());
    while let Some(begun) = posts.join_next().await {
        posted.push(begun??);
    }
    posted.sort_unstable();
    Ok(posted)
}

async fn post(poster: Arc<Poster>, key: String) -> anyhow::Result<Instant> {
    let begun = Instant::now();
    poster.post(&key).await?;
    Ok(begun)
}

/// Signs as a vendor does, after Standard Webhooks.
struct Poster {
    http: reqwest::Client,
    url: String,
    secret: Hmac<Sha256>,
}

impl Poster {
    fn new(server: &str, secret: &str) -> anyhow::Result<Self> {
        let bytes = STANDARD.decode(secret.trim_start_matches("whsec_"))?;
        Ok(Self {
            http: reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?,
            url: format!("{server}/webhooks/receipts"),
            secret: Hmac::new_from_slice(&bytes).context("the secret cannot be used")?,
        })
    }

    async fn post(&self, key: &str) -> anyhow::Result<()> {
        let now = Clock::System.now();
        let body = json!({ "key": key, "vendorId": null, "status": "DELIVERED", "reason": null, "occurredAt": now });
        let body = body.to_string();
        let (id, timestamp) = (format!("bench_{key}"), now.timestamp().to_string());
        let mut mac = self.secret.clone();
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let call = self.http.post(&self.url).header("content-type", "application/json");
        let call = call.header("webhook-id", id).header("webhook-timestamp", timestamp);
        let answer = call.header("webhook-signature", signature).body(body).send().await?;
        ensure!(answer.status() == reqwest::StatusCode::ACCEPTED, "a receipt was answered {}", answer.status());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_seen_with_the_first_figures_that_cover_it() {
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        let posted = [at(0), at(10), at(20), at(30)];
        let mut histogram = Histogram::default();
        count(&mut histogram, &posted, &[(at(15), 2), (at(16), 2), (at(40), 4)]);
        // 15 and 5, then 20 and 10.
        assert_eq!(histogram.total(), 4);
        let percentiles = [25.0, 50.0, 75.0, 100.0].map(|percent| histogram.percentile(percent));
        assert_eq!(percentiles, [5.0, 10.0, 15.0, 20.0]);
    }
}
