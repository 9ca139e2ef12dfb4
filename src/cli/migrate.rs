//! `xeno migrate`: the database's schema and the streams' groups, brought up to date. Safe to run again.

use std::process::ExitCode;

use crate::config::Config;
use crate::{server, telemetry};

pub async fn run() -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::init(&config.log, config.log_json);
    for migration in server::migrate(&config).await? {
        println!("applied {migration}");
    }
    println!("The schema and the streams are up to date.");
    Ok(ExitCode::SUCCESS)
}
