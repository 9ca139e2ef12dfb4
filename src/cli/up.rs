//! `xeno up`: server and all workers in one process.

use std::process::ExitCode;

use crate::config::Config;
use crate::server::Server;
use crate::workers::{Role, Workers};
use crate::{shutdown, telemetry};

pub async fn run() -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    telemetry::init(&config.log, config.log_json);
    let stop = shutdown::on_signal();
    let server = Server::bind(config.clone(), stop.clone()).await?;
    let workers = Workers::start(&config, &Role::ALL, stop)?;
    println!("xeno listening on {}", server.url());
    let (served, worked) = tokio::join!(server.run(), workers.finished());
    served.and(worked)?;
    Ok(ExitCode::SUCCESS)
}
