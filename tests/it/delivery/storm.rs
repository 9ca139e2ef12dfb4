//! Receipts by the thousand, in no order, each three times, good and bad ones mixed, while the campaign is being sent:
//! what comes of them is what a small model says, row by row. `RECEIPTS` is the number of messages.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use xeno::campaigns::delivery::receipt::{Receipt, ReceiptStatus};
use xeno::streams::{Chunk, Publication, publish, topic};
use xeno::workers::Role;

use super::model::{DELIVERED, FAILED, PENDING, Report, Row, SENT, by_row};
use super::webhook::{Post, Webhook};
use super::world::{World, vendor_key};
use crate::chaos::dice;

const OTHER_SECRET: &str = "whsec_bm90LXRoZS1zZWNyZXQtb2YtdGhlLXZlbmRvcg==";
/// For the largest of storms.
const LONG: Duration = Duration::from_secs(1800);
/// Webhooks under way at a time.
const POSTERS: usize = 16;
/// Receipts in a call of `receiptsRecord` and in an entry that is published by hand.
const PART: usize = 200;
const REASONS: [Option<&str>; 3] = [Some("BLOCKED"), Some("NO_SIGNAL"), None];

/// Repeats itself: a linear congruential generator.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }

    fn failure(&mut self, row: i64, generation: i16) -> Report {
        Report { row, generation, status: FAILED, reason: REASONS[self.below(3)], second: self.below(5) as i64 }
    }

    fn delivery(&mut self, row: i64, generation: i16) -> Report {
        Report { row, generation, status: DELIVERED, reason: None, second: self.below(5) as i64 }
    }

    /// What is reported of one message in a generation; nothing of one in fifty.
    fn reports(&mut self, row: i64, generation: i16) -> Vec<Report> {
        match self.below(50) {
            0 => vec![],
            1..=30 => vec![self.delivery(row, generation)],
            31..=38 => vec![self.failure(row, generation)],
            39..=43 => vec![self.failure(row, generation), self.delivery(row, generation)],
            44..=47 => vec![self.failure(row, generation), self.failure(row, generation)],
            _ => vec![self.delivery(row, generation), self.delivery(row, generation)],
        }
    }
}

/// One thing that is thrown at the product.
enum Throw {
    Hook(Webhook, u16),
    Record(Value),
    /// An entry with a receipt in it that nobody could store.
    Poison(Vec<Receipt>),
}

/// Every report three times, in no order: once as a webhook, twice as part of a call; and what must change nothing.
fn throws(chance: &mut Chance, reports: &[Report], noise: Noise) -> Vec<Throw> {
    let mut copies: Vec<(usize, &Report)> =
        (0..3).flat_map(|copy| reports.iter().map(move |report| (copy, report))).collect();
    chance.shuffle(&mut copies);
    let (mut throws, mut part) = (Vec::new(), Vec::new());
    for (copy, report) in copies {
        match copy {
            0 => throws.push(Throw::Hook(Webhook::good(report.json().to_string()), 202)),
            _ => part.push(report),
        }
        if part.len() == PART {
            let part = std::mem::take(&mut part);
            let poisoned = throws.iter().filter(|throw| matches!(throw, Throw::Poison(_))).count() < noise.poison;
            throws.push(if poisoned { poison(&part, noise.silent) } else { record(&part) });
        }
    }
    throws.push(record(&part));
    for _ in 0..noise.each {
        throws.extend(wrong(chance, noise.silent));
    }
    chance.shuffle(&mut throws);
    throws
}

/// What is mixed in.
#[derive(Clone, Copy)]
struct Noise {
    /// Webhooks of each kind that is wrong.
    each: usize,
    /// Entries with a poison row.
    poison: usize,
    /// A row of which nothing is reported: whatever changes it was believed wrongly.
    silent: i64,
}

fn record(part: &[&Report]) -> Throw {
    Throw::Record(part.iter().map(|report| report.json()).collect())
}

fn poison(part: &[&Report], silent: i64) -> Throw {
    let mut receipts: Vec<Receipt> = part.iter().map(|report| serde_json::from_value(report.json()).unwrap()).collect();
    let reason = Some("Postgres keeps no \u{0}".to_owned());
    let occurred_at = receipts[0].occurred_at;
    let key = vendor_key(silent, 1);
    let status = ReceiptStatus::Failed;
    receipts.insert(PART / 2, Receipt { key, vendor_id: None, status, reason, occurred_at });
    Throw::Poison(receipts)
}

/// A forged webhook, a re-serialised one, one too old, one too new, and one for a message that nobody has.
fn wrong(chance: &mut Chance, silent: i64) -> Vec<Throw> {
    let good = Webhook::good(chance.delivery(silent, 1).json().to_string());
    let respelt = good.body.replace("\":", "\": ");
    let nobodys = chance.delivery(i64::MAX - 7, 1).json().to_string();
    vec![
        Throw::Hook(Webhook { secret: OTHER_SECRET, ..good.clone() }, 401),
        Throw::Hook(Webhook { body: respelt, ..good.clone() }, 401),
        Throw::Hook(Webhook { late: 301, ..good.clone() }, 401),
        // It takes a moment to arrive, and is younger then.
        Throw::Hook(Webhook { late: -310, ..good }, 401),
        Throw::Hook(Webhook::good(nobodys), 202),
    ]
}

/// Throws all of it, many at a time, and holds each answer against what it must be.
async fn storm(world: &World, throws: Vec<Throw>) {
    let post = Post { http: world.test.http.clone(), url: world.test.url.clone() };
    let mut parts: Vec<Vec<Throw>> = (0..POSTERS).map(|_| Vec::new()).collect();
    for (place, throw) in throws.into_iter().enumerate() {
        parts[place % POSTERS].push(throw);
    }
    let mut posters = JoinSet::new();
    for part in parts {
        let (post, app) = (post.clone(), world.test.app.clone());
        posters.spawn(async move {
            for throw in part {
                match throw {
                    Throw::Hook(webhook, status) => assert_eq!(post.webhook(webhook).await.0, status),
                    Throw::Record(receipts) => recorded(&post, receipts).await,
                    Throw::Poison(receipts) => {
                        let chunks = vec![Chunk::of(receipts).encode().unwrap()];
                        let publication = Publication { chunks, ..Publication::default() };
                        publish(&app.redis, topic::RECEIPTS, &app.config.streams, &publication).await.unwrap();
                    }
                }
            }
        });
    }
    while let Some(ended) = posters.join_next().await {
        ended.unwrap();
    }
    let mut redis = world.test.redis.connection().await;
    world
        .audited_within(LONG, "all receipts are applied", async || {
            let rows: Option<i64> =
                redis::AsyncCommands::hget(&mut redis, topic::RECEIPTS.backlog_key(), "rows").await.unwrap();
            rows.unwrap_or_default() == 0
        })
        .await;
}

async fn recorded(post: &Post, receipts: Value) {
    let count = receipts.as_array().unwrap().len();
    if count == 0 {
        return;
    }
    let query = "mutation ($input: ReceiptsRecordInput!) { receiptsRecord(input: $input) { acceptedCount } }";
    let body = json!({ "query": query, "variables": { "input": { "receipts": receipts } } });
    let answer = post.http.post(format!("{}/graphql", post.url)).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["data"]["receiptsRecord"]["acceptedCount"], json!(count), "{answer}");
}

async fn agree(world: &World, model: &[Row]) {
    let rows = Row::all(&world.test.database).await;
    assert_eq!(rows.len(), model.len());
    let wrong: Vec<_> = rows.iter().zip(model).filter(|(row, model)| row != model).take(5).collect();
    assert!(wrong.is_empty(), "rows that are not what the model says: {wrong:#?}");
    world.audit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_receipts_comes_to_what_the_model_says() {
    let messages = dice::size("RECEIPTS", 2_500, 200_000);
    let vendor = json!({ "receiptsPaused": true, "responseLatencyMinMs": 50, "responseLatencyMaxMs": 400 });
    let roles = [Role::Dispatch, Role::Deliver, Role::Receipts];
    // Long enough that no answer is late on a busy machine, and no receipt given up in the largest of storms.
    let patient = [("VENDOR_TIMEOUT_SECONDS", "30"), ("RECEIPT_TIMEOUT", "36000"), ("VENDOR_CONCURRENCY", "128")];
    let world = World::start(&roles, &patient, vendor).await;
    let campaign = world.campaign(messages as i64, None).await;
    let ids: Vec<i64> = Row::all(&world.test.database).await.iter().map(|row| row.id).collect();
    let mut chance = Chance(7);
    let mut reports: Vec<Vec<Report>> = ids.iter().map(|id| chance.reports(*id, 1)).collect();
    reports[0].clear();
    let noise = Noise { each: messages / 100, poison: messages / 1000, silent: ids[0] };
    let begun = std::time::Instant::now();
    let first = throws(&mut chance, &reports.concat(), noise);
    storm(&world, first).await;
    world.audited_within(LONG, "the rest is sent", async || world.figure(campaign, "pending").await == 0).await;
    let mut model: Vec<Row> = ids.iter().zip(&reports).map(|(id, about)| Row::of(*id, 1, about.iter())).collect();
    agree(&world, &model).await;
    let thrown = 3 * reports.iter().map(Vec::len).sum::<usize>();
    println!(
        "{messages} messages, {thrown} receipts in {:.1} s: {messages} of {messages} as modelled",
        begun.elapsed().as_secs_f64()
    );
    ways(&world, campaign).await;
    let dead = "SELECT count(*) FROM dead_letters WHERE code =";
    assert_eq!(world.test.database.number(&format!("{dead} 'UNKNOWN_MESSAGE'")).await, noise.each as i64);
    assert_eq!(world.test.database.number(&format!("{dead} 'REFUSED_BY_DATABASE'")).await, noise.poison as i64);

    let late = retried_while_paused(&world, campaign, (&mut chance, &mut model)).await;
    resumed(&world, campaign, (&mut chance, &mut model), &late).await;
    world.test.finish((noise.each + noise.poison) as i64).await;
}

/// Receipts came at every moment: before the call, during it, and after its answer was stored.
async fn ways(world: &World, campaign: i64) {
    let called = world.vendor.stat("accepted").await;
    let never_called = world.rows(campaign, "true").await - called;
    let answered_first = world.rows(campaign, "status IN (3, 4) AND vendor_id LIKE 'vm%'").await;
    let silent = world.rows(campaign, "status = 1").await;
    let in_the_call = called - answered_first - silent;
    println!("receipt before the call {never_called}, in the call {in_the_call}, after its answer {answered_first}");
    assert!(never_called > 0 && in_the_call > 0 && answered_first > 0);
}

/// A person retries what failed, and while the campaign is paused late deliveries of the first generation come in for
/// every second of them: those are not sent again. Returns the others.
async fn retried_while_paused(world: &World, campaign: i64, (chance, model): (&mut Chance, &mut [Row])) -> Vec<i64> {
    world.steer("campaignPause", campaign).await;
    let failed: Vec<i64> = model.iter().filter(|row| row.status == FAILED).map(|row| row.id).collect();
    assert_eq!(world.steer("campaignRetryFailed", campaign).await, json!(failed.len()));
    let (arrived, others): (Vec<i64>, Vec<i64>) = failed.iter().partition(|id| **id % 2 == 0);
    assert!(!arrived.is_empty() && !others.is_empty());
    let mut reports: Vec<Report> = arrived.iter().map(|id| chance.delivery(*id, 1)).collect();
    let about = by_row(&reports);
    for row in model.iter_mut().filter(|row| row.status == FAILED) {
        *row = match about.get(&row.id) {
            Some(about) => Row { history: Some(DELIVERED), ..Row::of(row.id, 2, about.iter().copied()) },
            None => Row { history: Some(FAILED), status: PENDING, ..Row::of(row.id, 2, [].into_iter()) },
        };
    }
    // That the others failed is no news.
    reports.extend(others.iter().map(|id| chance.failure(*id, 1)));
    let noise = Noise { each: 0, poison: 0, silent: 0 };
    storm(world, throws(chance, &reports, noise)).await;
    agree(world, model).await;
    others
}

/// The others are sent as their second generation, and its receipts come mixed with late ones of the first.
async fn resumed(world: &World, campaign: i64, (chance, model): (&mut Chance, &mut [Row]), others: &[i64]) {
    let before = world.vendor.stat("accepted").await;
    world.vendor.set(json!({ "responseLatencyMinMs": 0, "responseLatencyMaxMs": 5 })).await;
    world.steer("campaignResume", campaign).await;
    world.audited_within(LONG, "they are sent again", async || world.figure(campaign, "pending").await == 0).await;
    assert_eq!(world.vendor.stat("accepted").await - before, others.len() as i64);
    assert_eq!(world.rows(campaign, "generation = 2 AND status = 1").await, others.len() as i64);
    let (mut present, mut past) = (Vec::new(), Vec::new());
    for id in others {
        present.extend(chance.reports(*id, 2));
        if chance.below(2) == 0 {
            past.push(chance.delivery(*id, 1));
        }
    }
    let late: HashSet<i64> = past.iter().map(|report| report.row).collect();
    let about = by_row(&present);
    for row in model.iter_mut().filter(|row| row.status == PENDING) {
        let history = Some(if late.contains(&row.id) { DELIVERED } else { FAILED });
        *row = Row { history, ..Row::of(row.id, 2, about.get(&row.id).into_iter().flatten().copied()) };
    }
    let noise = Noise { each: 0, poison: 0, silent: 0 };
    storm(world, throws(chance, &[present, past].concat(), noise)).await;
    agree(world, model).await;
    assert!(model.iter().any(|row| row.generation == 2 && row.status == SENT));
    println!("{} messages retried, as modelled", model.iter().filter(|row| row.generation == 2).count());
}
