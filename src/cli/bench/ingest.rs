//! Bulk mutations of customers and of orders, accepted and persisted, against COPY of the same rows. The two take
//! turns: some seconds of calls until the last row is committed, then the copying of those rows.

use std::time::Duration;

use super::copy::{OF_CUSTOMERS, OF_ORDERS, Table, Twin};
use super::ground::Ground;
use super::line::{Figure, Line, Target};
use super::load::{Loaded, load};
use super::processes::{self, Process, Server};
use super::report::Report;
use super::rows::{Calls, Rows};
use super::scale::Scale;
use super::statistics::Samples;
use super::{Measure, grow};
use crate::client::retry::Link;

/// Calls that warm both sides up and tell how many the seconds take.
const WARM_UP: u64 = 20;
/// Calls with as many rows as there may be.
const LARGEST_CALLS: u64 = 5;
/// Turns of each side.
const TURNS: u64 = 3;
/// The longest turn of ours, so that a long run has more turns instead of longer ones.
const LONGEST_TURN: u64 = 10;

/// A database with the product's tables, and how to make more rows for it.
pub struct Tables {
    /// Its URL.
    pub url: String,
    /// What it was filled with.
    pub rows: Rows,
}

/// What is timed.
struct Contest {
    measure: Measure,
    what: &'static str,
    tables: &'static [Table],
    /// Of COPY.
    share: f64,
}

/// Who takes part.
struct Sides {
    link: Link,
    twin: Twin,
    server: Server,
    worker: Process,
}

impl Sides {
    async fn set(ground: &Ground, (ours, theirs): (&str, &str), tables: &'static [Table]) -> anyhow::Result<Self> {
        let server = processes::serve(ground, ours, "serve", None).await?;
        let worker = processes::work(ground, ours, "ingest")?;
        let link = ground.link(&server)?;
        Ok(Self { link, twin: Twin::of(ours, theirs, tables).await?, server, worker })
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.worker.stop().await?;
        self.server.stop().await
    }
}

/// Fills a new database with customers, timed or not.
pub async fn customers(ground: &Ground, scale: Scale, timed: bool, report: &mut Report) -> anyhow::Result<Tables> {
    report.begin("customers");
    let ours = ground.database("ours").await?;
    let theirs = if timed { ground.database("theirs").await? } else { ours.clone() };
    let mut rows = Rows::new();
    let mut sides = Sides::set(ground, (&ours, &theirs), OF_CUSTOMERS).await?;
    let warm = load(&sides.link, sides.twin.ours(), rows.next_customers(WARM_UP)?).await?;
    if timed {
        let contest =
            Contest { measure: Measure::Ingest, what: "customers, persisted", tables: OF_CUSTOMERS, share: 0.25 };
        race(&mut sides, scale.seconds, (&contest, &warm), |calls| rows.next_customers(calls), report).await?;
        let most = load(&sides.link, sides.twin.ours(), rows.next_most_customers(LARGEST_CALLS)?).await?;
        let calls = Samples::of_times(most.calls);
        report.add(Line::of(Measure::Ingest, "  a call of 10,000, p50", Figure::ms(calls.percentile(50.0))));
        let rate = Figure::rate(most.rows, most.persisted_in, "rows");
        report.add(Line::of(Measure::Ingest, "  persisted in calls of 10,000", rate));
    }
    sides.stop().await?;
    Ok(Tables { url: ours, rows })
}

/// Grows the customers, then adds orders, timed or not, then grows those.
pub async fn orders(
    ground: &Ground,
    scale: Scale,
    (mut tables, timed): (Tables, bool),
    report: &mut Report,
) -> anyhow::Result<Tables> {
    report.begin("copies of customers");
    let client = super::sql::connect(&tables.url).await?;
    let owners = grow::customers(&client, scale.customers).await?;
    drop(client);
    let theirs = if timed { ground.copy(&tables.url, "orders").await? } else { tables.url.clone() };
    report.begin("orders");
    let mut sides = Sides::set(ground, (&tables.url, &theirs), OF_ORDERS).await?;
    let warm = load(&sides.link, sides.twin.ours(), tables.rows.next_orders(WARM_UP, owners)?).await?;
    if timed {
        let contest = Contest { measure: Measure::Orders, what: "orders, persisted", tables: OF_ORDERS, share: 0.12 };
        let rows = &mut tables.rows;
        race(&mut sides, scale.seconds, (&contest, &warm), |calls| rows.next_orders(calls, owners), report).await?;
        grow::audience_is_exact(sides.twin.ours()).await?;
    }
    sides.stop().await?;
    Ok(tables)
}

/// Takes turns and adds the lines.
async fn race(
    sides: &mut Sides,
    seconds: u64,
    (contest, warm): (&Contest, &Loaded),
    mut next: impl FnMut(u64) -> anyhow::Result<Calls>,
    report: &mut Report,
) -> anyhow::Result<()> {
    sides.twin.follow().await?;
    sides.twin.begin();
    let turns = TURNS.max(seconds.div_ceil(LONGEST_TURN));
    let calls = calls_in(warm, Duration::from_secs(seconds) / u32::try_from(turns)?);
    let mut ours = Loaded::default();
    for _ in 0..turns {
        ours.add(load(&sides.link, sides.twin.ours(), next(calls)?).await?);
        sides.twin.follow().await?;
    }
    sides.twin.agree(ours.rows).await?;
    let (copied, took) = sides.twin.result();
    let tables: Vec<String> = contest.tables.iter().map(|table| table.name().to_owned()).collect();
    let reference = format!("COPY {}", tables.join(" + "));
    report.add(
        Line::of(contest.measure, contest.what, Figure::rate(ours.rows, ours.persisted_in, "rows"))
            .against(reference, Figure::rate(copied, took, "rows"))
            .target(Target::Share(contest.share)),
    );
    report.add(Line::of(contest.measure, "  accepted meanwhile", Figure::rate(ours.rows, ours.accepted_in, "rows")));
    let calls = Samples::of_times(ours.calls);
    for percent in [50.0, 95.0, 99.0] {
        let what = format!("  a call of 1,000, p{percent}");
        report.add(Line::of(contest.measure, what, Figure::ms(calls.percentile(percent))));
    }
    Ok(())
}

/// How many calls take about so long, as the warming up went.
fn calls_in(warm: &Loaded, turn: Duration) -> u64 {
    let each = warm.persisted_in.as_secs_f64() / warm.calls.len().max(1) as f64;
    ((turn.as_secs_f64() / each.max(1e-6)).round() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_has_as_many_calls_as_the_warming_up_promises() {
        let took = Duration::from_secs(2);
        let warm = Loaded { calls: vec![Duration::ZERO; 20], persisted_in: took, ..Loaded::default() };
        assert_eq!(calls_in(&warm, Duration::from_secs(5)), 50);
        assert_eq!(calls_in(&warm, Duration::ZERO), 1);
    }
}
