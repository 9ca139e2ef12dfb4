//! `xeno serve`: the API, the web client and the webhooks.

use std::process::ExitCode;

use crate::config::Config;
use crate::server::Server;
use crate::{shutdown, telemetry};

pub async fn run() -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::init(&config.log, config.log_json);
    let stop = shutdown::on_signal();
    let server = Server::bind(config, stop).await?;
    println!("xeno listening on {}", server.url());
    server.run().await?;
    Ok(ExitCode::SUCCESS)
}
