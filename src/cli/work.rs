//! `xeno work`: the workers, all roles or some.

use std::process::ExitCode;

use crate::config::Config;
use crate::workers::{Role, Workers};
use crate::{shutdown, telemetry};

/// Which roles this process takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these, separated by commas: ingest, dispatch, deliver, receipts.
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Role>,
}

pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::init(&config.log, config.log_json);
    let roles = if args.only.is_empty() { Role::ALL.to_vec() } else { args.only };
    let stop = shutdown::on_signal();
    let workers = Workers::start(&config, &roles, stop)?;
    println!("xeno working: {}", roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", "));
    workers.finished().await?;
    Ok(ExitCode::SUCCESS)
}
