//! `xeno api-key create`: a key for a script, made by whoever runs the server. It writes to the database, so it
//! needs `DATABASE_URL` and no sign-in.

use std::process::ExitCode;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;

use crate::auth::api_key::{self, NewApiKey};
use crate::auth::{Ctx, Scope};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Purpose};

/// Make keys for scripts.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a key and print it; it is shown this once.
    Create {
        /// What the key is called in lists and in the audit log.
        #[arg(long)]
        name: String,
        /// What it is for, separated by commas: ingest, read, campaigns, receipts.
        #[arg(long, value_delimiter = ',', required = true)]
        scopes: Vec<Scope>,
        /// After how many days it ends by itself; never, unless given.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=3650))]
        days: Option<u16>,
    },
}

pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let Verb::Create { name, scopes, days } = args.verb;
    let config = Config::from_env()?;
    let db = Db::new(&config.database_url, Purpose::Serve, 1)?;
    let ctx = Ctx::system(Clock::System);
    let expires_at = days.map(|days| end(ctx.clock.now(), days));
    match api_key::create(&ctx, &db, NewApiKey { name, scopes, expires_at }).await? {
        Ok((_, secret)) => {
            println!("{}", secret.reveal());
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in problems {
                eprintln!("xeno: {}", problem.message);
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn end(now: DateTime<Utc>, days: u16) -> DateTime<Utc> {
    now + TimeDelta::days(days.into())
}
