//! `xeno bench`: how fast this machine is with the product, each figure beside what the same machine does at best.
//!
//! A figure alone says more about the machine than about us, so every measurement has a reference that was taken
//! in the same run, turn by turn with ours, so that whatever else the machine does hits both: `COPY` of the very
//! rows that were ingested, a hand-written query, the bare HTTP client. Where the two sides can be compared they
//! have to agree, and the bench fails where they do not.
//!
//! It measures the real thing: `xeno serve`, `xeno work` and `xeno up` as processes of their own, the real
//! vendor_sim, over loopback, on databases of its own that are dropped at the end. The Redis has to be empty, since
//! it is emptied between measurements.
//!
//! | file | measures |
//! |---|---|
//! | [`ingest`] | bulk mutations of customers and of orders, until persisted |
//! | [`previews`] | rules, counted at every node |
//! | [`delivery`] | a campaign, and the server's memory meanwhile |
//! | [`live`] | from a receipt to who watches |
//! | [`sockets`] | the memory of one open subscription |
//! | [`ready`] | from start to ready |
//!
//! The others serve these: [`ground`] and [`processes`] (where it happens), [`rows`], [`load`], [`copy`] and
//! [`grow`] (data), [`line`](mod@line), [`report`] and [`machine`] (what is printed), [`statistics`].

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ValueEnum;

use self::ground::Ground;
use self::machine::Machine;
use self::report::Report;
use crate::config::BenchConfig;
use crate::shutdown;

mod campaign;
mod copy;
mod delivery;
mod ground;
mod grow;
mod ingest;
mod line;
mod live;
mod load;
mod machine;
mod previews;
mod processes;
mod ready;
mod report;
mod rows;
mod scale;
mod socket;
mod sockets;
mod sql;
mod statistics;
mod vendor;

use self::scale::Scale;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Measure {
    /// Customers, accepted and persisted, against COPY.
    Ingest,
    /// Orders, likewise, with exact figures of their customers.
    Orders,
    /// Rules that ask for no orders, against counting the table.
    Previews,
    /// Rules that ask for orders, against hand-written queries.
    OrderPreviews,
    /// Messages, sent and their receipts applied, against the HTTP client alone.
    Delivery,
    /// The server's memory while it delivers.
    Memory,
    /// From the arrival of a receipt to who watches.
    Live,
    /// The memory of an open subscription.
    Sockets,
    /// From start to ready.
    Ready,
}

impl Measure {
    /// The word on the command line.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// Measure the product on this machine, each figure beside what the machine does at best.
///
/// It needs DATABASE_URL, a server where databases may be made, and REDIS_URL, an empty Redis; `make bench` brings
/// both. The defaults take some minutes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these, separated by commas
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Measure>,
    /// The whole scale: a minute of each kind of rows, a million messages; flags beside it still count
    #[arg(long)]
    full: bool,
    /// Customers in the table that orders and rules are measured on [default: 1000000]
    #[arg(long, value_parser = clap::value_parser!(u32).range(100..))]
    customers: Option<u32>,
    /// Orders in the table that rules are measured on [default: 5000000]
    #[arg(long, value_parser = clap::value_parser!(u32).range(100..))]
    orders: Option<u32>,
    /// Seconds of sustained ingestion, of customers and of orders [default: 15]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: Option<u32>,
    /// Messages of the campaign [default: 50000]
    #[arg(long, value_parser = clap::value_parser!(u32).range(100..))]
    messages: Option<u32>,
    /// Subscribers who watch receipts arrive [default: 1000]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    subscribers: Option<u32>,
    /// Sockets that are opened to see what one takes [default: 3000]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    sockets: Option<u32>,
    /// Also write the figures here, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let scale = Scale::of(&args);
    let stop = shutdown::on_signal();
    let ground = Ground::prepare(BenchConfig::from_env()?, stop.clone()).await?;
    let mut report = Report::new(Machine::look(&ground).await?, scale);
    println!("{}ground    {}", report.head(), ground.said());
    let outcome = tokio::select! {
        outcome = measure(&ground, scale, &args.only, &mut report) => outcome,
        // What was under way is dropped, and its processes with it.
        () = stop.cancelled() => Err(anyhow::anyhow!("stopped")),
    };
    ground.clear().await;
    print!("\n{}", report.table());
    if let Some(path) = &args.json {
        let text = serde_json::to_vec_pretty(&report.json())?;
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    outcome?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(ground: &Ground, scale: Scale, only: &[Measure], report: &mut Report) -> anyhow::Result<()> {
    let wanted = |measures: &[Measure]| only.is_empty() || measures.iter().any(|measure| only.contains(measure));
    use Measure::{Delivery, Ingest, Live, Memory, OrderPreviews, Orders, Previews, Ready, Sockets};
    if wanted(&[Ingest, Orders, Previews, OrderPreviews]) {
        let tables = ingest::customers(ground, scale, wanted(&[Ingest]), report).await?;
        if wanted(&[Orders, Previews, OrderPreviews]) {
            let tables = ingest::orders(ground, scale, (tables, wanted(&[Orders])), report).await?;
            if wanted(&[Previews, OrderPreviews]) {
                let kinds = previews::Kinds { plain: wanted(&[Previews]), orders: wanted(&[OrderPreviews]) };
                previews::measure(ground, &tables, kinds, report).await?;
            }
        }
        ground.drop_databases().await?;
    }
    if wanted(&[Delivery, Memory]) {
        let stage = delivery::Stage::set(ground, scale, scale.messages).await?;
        let kinds = delivery::Kinds { speed: wanted(&[Delivery]), memory: wanted(&[Memory]) };
        delivery::measure(&stage, kinds, report).await?;
        ground.drop_databases().await?;
    }
    if wanted(&[Live, Sockets, Ready]) {
        let stage = delivery::Stage::set(ground, scale, scale.messages.min(live::PEOPLE)).await?;
        if wanted(&[Live]) {
            live::measure(&stage, report).await?;
        }
        if wanted(&[Sockets]) {
            sockets::measure(&stage, report).await?;
        }
        if wanted(&[Ready]) {
            ready::measure(&stage, report).await?;
        }
    }
    Ok(())
}
