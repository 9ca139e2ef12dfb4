//! `xeno demo`: a believable brand to look around in, loaded through the same API as everybody's data.
//!
//! What it promises: the same seed, number and day make the same brand; running it again changes nothing
//! that is there (ids are fixed, rows carry the day as their version, segments and campaigns are known by
//! their names). [`world`], [`people`] and [`orders`] make the data and know no server; the others load it.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use chrono::{NaiveDate, TimeDelta};
use indicatif::HumanCount;
use serde::Deserialize;
use serde_json::json;

use self::world::World;
use super::connection::Connection;
use super::import::progress::Progress;
use crate::client::retry::Link;
use crate::clock::Clock;

pub(super) mod audiences;
mod brand;
mod campaigns;
pub(super) mod dice;
mod load;
mod names;
pub(super) mod orders;
pub(super) mod people;
pub(super) mod world;

/// Load a made-up brand: customers, orders, segments and finished campaigns.
///
/// It may be run again: nothing that is there is doubled.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    connection: Connection,
    /// How many customers; there are five orders for each on average
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..=999_999))]
    customers: u32,
    /// Another seed makes other people and orders
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The day that the data ends before, like 2026-11-22 [default: today in India]
    #[arg(long, value_name = "DAY")]
    as_of: Option<NaiveDate>,
    /// Leave campaigns out: they need a vendor that answers
    #[arg(long)]
    no_campaigns: bool,
}

pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    // Days begin in India, five and a half hours before UTC's.
    let today = (Clock::System.now() + TimeDelta::minutes(330)).date_naive();
    let as_of = args.as_of.unwrap_or(today);
    if as_of > today {
        bail!("--as-of {as_of} is yet to come; the server takes no rows from the future");
    }
    let progress = Arc::new(Progress::new());
    let link = args.connection.link(&progress)?;
    let world = World::new(args.seed, u64::from(args.customers), as_of);
    let outcome = tell(&args, &world, &link, &progress).await;
    progress.finish();
    outcome
}

async fn tell(args: &Args, world: &World, link: &Link, progress: &Progress) -> anyhow::Result<ExitCode> {
    if is_there(link).await? {
        progress.say(&format!("{} is there already; its rows are sent again and change nothing newer.", brand::NAME));
    }
    let loaded = load::brand(link, world, progress).await?;
    progress.finish();
    let took = progress.elapsed().as_secs_f64();
    let (customers, orders) = (HumanCount(loaded.customers), HumanCount(loaded.orders));
    println!("{}: {customers} customers and {orders} orders are in, in {took:.1} s.", brand::NAME);
    let segments = audiences::create(link, world.as_of).await?;
    println!("{} segments made, {} kept as they were.", segments.made, segments.kept);
    if args.no_campaigns {
        return Ok(ExitCode::SUCCESS);
    }
    for campaign in campaigns::run(link, &segments.ids).await? {
        let campaigns::Ended { name, status, progress, kept } = campaign;
        let known = if kept { ", kept as it was" } else { "" };
        println!(
            "Campaign \"{name}\"{known}: {status}, audience {}, delivered {}, failed {}, skipped {}.",
            HumanCount(progress.audience),
            HumanCount(progress.delivered),
            HumanCount(progress.failed),
            HumanCount(progress.skipped),
        );
        if !matches!(status.as_str(), "COMPLETED" | "CANCELLED") {
            println!("  It goes on by itself; if it does not, look whether the vendor and `xeno work` are running.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct First {
    customer: Option<serde::de::IgnoredAny>,
}

async fn is_there(link: &Link) -> anyhow::Result<bool> {
    let query = "query First($id: String!) { customer(externalId: $id) { id } }";
    let body = json!({ "query": query, "variables": { "id": people::external_id(0) } }).to_string();
    let first: First = link.call(body.as_bytes()).await?;
    Ok(first.customer.is_some())
}
