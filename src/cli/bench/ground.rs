//! Where it happens: databases of its own on the given server, the given Redis, the programs, and a directory for
//! what they write. All of it goes at the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::RngExt as _;
use reqwest::Url;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::processes::{self, Server};
use super::sql;
use crate::client::retry::{Link, Watcher};
use crate::client::{CallError, Client};
use crate::config::BenchConfig;
use crate::streams::Redis;

/// Which version of Postgres can be told how to copy a database; older ones copy files anyway.
const HAS_STRATEGY: i64 = 150_000;

/// The servers, the programs and what was made on them.
pub struct Ground {
    /// The URL of the server, with the database that was given.
    pub server: String,
    /// The URL of the Redis.
    pub redis_url: String,
    /// The Redis.
    pub redis: Redis,
    /// Our own program.
    pub xeno: PathBuf,
    /// The vendor's.
    pub vendor_sim: PathBuf,
    /// Logs and the vendor's ledger.
    pub directory: PathBuf,
    /// What receipts are signed with.
    pub secret: String,
    /// Cancelled by Ctrl-C.
    pub stop: CancellationToken,
    run: String,
    made: Arc<Mutex<Vec<String>>>,
}

/// Says on standard error what holds a call up: in a bench that is worth knowing.
struct Aloud;

impl Watcher for Aloud {
    fn holding(&self, why: &CallError, pause: Duration) {
        eprintln!("  held up: {why}; trying again in {:.1} s", pause.as_secs_f64());
    }
}

impl Ground {
    /// Finds programs and servers; refuses a Redis that holds anything.
    pub async fn prepare(config: BenchConfig, stop: CancellationToken) -> anyhow::Result<Self> {
        let xeno = std::env::current_exe().context("where this program lies is unknown")?;
        let vendor_sim = config.vendor_sim.unwrap_or_else(|| xeno.with_file_name("vendor_sim"));
        if !vendor_sim.is_file() {
            bail!("there is no vendor_sim at {}; build it, or set VENDOR_SIM_BIN to its path", vendor_sim.display());
        }
        let redis = Redis::new(&config.redis_url)?;
        let keys: u64 =
            redis::cmd("DBSIZE").query_async(&mut redis.commands()).await.context("Redis does not answer")?;
        if keys > 0 {
            bail!("the Redis at REDIS_URL holds {keys} keys; the bench empties it, so give it an empty one");
        }
        let run = uuid::Uuid::new_v4().simple().to_string();
        let directory = std::env::temp_dir().join(format!("xeno-bench-{run}"));
        std::fs::create_dir_all(&directory)?;
        Ok(Self {
            server: config.database_url,
            redis_url: config.redis_url,
            redis,
            xeno,
            vendor_sim,
            directory,
            secret: format!("whsec_{}", STANDARD.encode(rand::rng().random::<[u8; 32]>())),
            stop,
            run,
            made: Arc::default(),
        })
    }

    /// A new database with the product's schema, and streams with nothing in them. Its URL.
    pub async fn database(&self, name: &str) -> anyhow::Result<String> {
        let url = self.create(name, String::new()).await?;
        self.migrate(&url).await?;
        Ok(url)
    }

    /// A copy of a database that nobody is connected to.
    pub async fn copy(&self, of: &str, name: &str) -> anyhow::Result<String> {
        let client = sql::connect(&self.server).await?;
        let version = sql::number(&client, "SELECT current_setting('server_version_num')::bigint").await?;
        let strategy = if version >= HAS_STRATEGY { " STRATEGY FILE_COPY" } else { "" };
        let template = of.rsplit('/').next().unwrap_or_default();
        // A connection that was closed a moment ago may still be counted.
        let mut tries = 0;
        loop {
            match self.create(name, format!(" TEMPLATE {template}{strategy}")).await {
                Err(_) if tries < 50 => tries += 1,
                outcome => return outcome,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn create(&self, name: &str, how: String) -> anyhow::Result<String> {
        let name = format!("xeno_bench_{}_{name}", self.run);
        let (made, server, new) = (Arc::clone(&self.made), self.server.clone(), name.clone());
        // A task of its own: it ends, and whoever clears up waits for it, even if the bench is stopped meanwhile.
        let creating = tokio::spawn(async move {
            let mut made = made.lock().await;
            sql::connect(&server).await?.batch_execute(&format!("CREATE DATABASE {new}{how}")).await?;
            made.push(new);
            anyhow::Ok(())
        });
        creating.await??;
        let mut url = Url::parse(&self.server).context("DATABASE_URL is no URL")?;
        url.set_path(&name);
        Ok(url.into())
    }

    /// Empties the Redis and makes the streams' groups anew.
    async fn migrate(&self, database: &str) -> anyhow::Result<()> {
        let _: () = redis::cmd("FLUSHDB").query_async(&mut self.redis.commands()).await?;
        processes::migrate(self, database).await
    }

    /// A patient client of a server that was started here.
    pub fn link(&self, server: &Server) -> anyhow::Result<Link> {
        Ok(Link {
            client: Client::new(&server.url, Some(&server.key))?,
            give_up_after: Duration::from_secs(60),
            stop: self.stop.clone(),
            watcher: Arc::new(Aloud),
        })
    }

    /// Drops the databases that were made so far.
    pub async fn drop_databases(&self) -> anyhow::Result<()> {
        let mut made = self.made.lock().await;
        let client = sql::connect(&self.server).await?;
        for name in made.drain(..) {
            client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }

    /// Takes everything away; what cannot be is said.
    pub async fn clear(&self) {
        if let Err(error) = self.drop_databases().await {
            eprintln!("Databases whose names begin with xeno_bench_{} are left behind: {error:#}", self.run);
        }
        let emptied: Result<(), _> = redis::cmd("FLUSHDB").query_async(&mut self.redis.commands()).await;
        if let Err(error) = emptied {
            eprintln!("The Redis was not emptied: {error}");
        }
        if let Err(error) = std::fs::remove_dir_all(&self.directory) {
            eprintln!("{} is left behind: {error}", self.directory.display());
        }
    }

    /// What is made, for who has to look for it.
    pub fn said(&self) -> String {
        format!("databases xeno_bench_{}_*, files in {}", self.run, self.directory.display())
    }

    /// The log of a program.
    pub fn log(&self, name: &str) -> PathBuf {
        Path::new(&self.directory).join(format!("{name}.log"))
    }
}
