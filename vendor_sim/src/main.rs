//! Starts the vendor from the command line and stops it on SIGTERM or Ctrl-C.

use std::pin::pin;

use anyhow::Context;
use clap::Parser;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;
use vendor_sim::{Arguments, serve};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let address = arguments.listen;
    let listener = TcpListener::bind(address).await.with_context(|| format!("Cannot listen on {address}"))?;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let vendor = serve(arguments.config()?, listener, stop.clone()).await?;
    // The only line on stdout: whoever started the service reads the address from it.
    println!("vendor_sim listening on {}", vendor.url());
    let mut finished = pin!(vendor.finished());
    tokio::select! {
        ended = &mut finished => return Ok(ended?),
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    stop.cancel();
    Ok(finished.await?)
}
