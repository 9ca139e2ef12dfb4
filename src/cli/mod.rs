//! The command line: one file a subcommand, each a role of the one binary.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod api_key;
mod bench;
mod connection;
mod demo;
mod golden;
mod import;
mod migrate;
mod schema;
mod serve;
mod up;
mod work;

/// A self-hosted campaign platform: nobody skipped, nobody messaged twice.
#[derive(Debug, Parser)]
#[command(name = "xeno", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, the web client and the webhooks.
    Serve,
    /// Run workers: ingestion, dispatch, delivery, receipts.
    Work(work::Args),
    /// Serve and work in one process: the usual choice on one machine.
    Up,
    /// Bring the database's schema and the streams' groups up to date.
    Migrate,
    /// Print the GraphQL schema.
    Schema,
    ApiKey(api_key::Args),
    Import(import::Args),
    Demo(demo::Args),
    Bench(bench::Args),
    Golden(golden::Args),
}

impl Cli {
    /// Runs the command; what goes wrong is printed with its causes, and the exit code is 1.
    pub async fn run(self) -> ExitCode {
        let outcome = match self.command {
            Command::Serve => serve::run().await,
            Command::Work(args) => work::run(args).await,
            Command::Up => up::run().await,
            Command::Migrate => migrate::run().await,
            Command::Schema => schema::run(),
            Command::ApiKey(args) => api_key::run(args).await,
            Command::Import(args) => import::run(args).await,
            Command::Demo(args) => demo::run(args).await,
            Command::Bench(args) => bench::run(args).await,
            Command::Golden(args) => golden::run(args).await,
        };
        match outcome {
            Ok(code) => code,
            Err(error) => {
                eprintln!("xeno: {error:#}");
                ExitCode::FAILURE
            }
        }
    }
}
