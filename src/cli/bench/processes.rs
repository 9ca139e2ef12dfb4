//! The programs that are measured, as processes of their own. Each ends with its handle: asked first, then killed
//! by its id, and killed at once if the bench itself is dropped half-way.

use std::fs::OpenOptions;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio::process::{Child, Command};

use super::ground::Ground;
use crate::auth::api_key::{self, NewApiKey};
use crate::auth::{Ctx, Scope};
use crate::clock::Clock;
use crate::db::{Db, Purpose};

/// How long a program may take to start.
const START: Duration = Duration::from_secs(60);
/// How long it may take to end when asked.
const END: Duration = Duration::from_secs(15);
/// Between two looks at a program that starts.
const LOOK: Duration = Duration::from_millis(2);

/// A program that runs.
pub struct Process {
    name: &'static str,
    child: Child,
    log: std::path::PathBuf,
}

/// A program that answers at a URL.
pub struct Server {
    process: Process,
    /// Where.
    pub url: String,
    /// An API key to load data and run campaigns with; empty for the vendor, which takes none.
    pub key: String,
    /// From its start until it was ready.
    pub ready_after: Duration,
}

/// Kilobytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// What it has in memory now.
    pub now: u64,
    /// The most that it ever had.
    pub peak: u64,
}

/// Brings a database's schema and the streams up to date.
pub async fn migrate(ground: &Ground, database: &str) -> anyhow::Result<()> {
    let mut process = start(ground, ("migrate", &ground.xeno), &["migrate"], &settings(ground, database))?;
    let status = tokio::time::timeout(START, process.child.wait()).await.context("xeno migrate does not end")??;
    if !status.success() {
        bail!("xeno migrate failed:\n{}", process.last_words());
    }
    Ok(())
}

/// `xeno serve` or `xeno up`, ready. `vendor` is the vendor's URL, where there is one.
pub async fn serve(
    ground: &Ground,
    database: &str,
    command: &'static str,
    vendor: Option<&str>,
) -> anyhow::Result<Server> {
    let address = free_address()?;
    let mut settings = settings(ground, database);
    settings.push(("LISTEN", address.clone()));
    settings.extend(vendor.map(|url| ("VENDOR_URL", url.to_owned())));
    let key = make_key(database).await?;
    let begun = Instant::now();
    let mut process = start(ground, (command, &ground.xeno), &[command], &settings)?;
    let url = format!("http://{address}");
    process.answers(&format!("{url}/readyz"), begun).await?;
    Ok(Server { process, url, key, ready_after: begun.elapsed() })
}

/// `xeno work --only ROLE`.
pub fn work(ground: &Ground, database: &str, role: &str) -> anyhow::Result<Process> {
    start(ground, ("work", &ground.xeno), &["work", "--only", role], &settings(ground, database))
}

/// vendor_sim, ready, with nothing in its ledger: each database counts its messages from 1, so one that remembered
/// another's would take them for its own.
pub async fn vendor(ground: &Ground) -> anyhow::Result<Server> {
    let address = free_address()?;
    let ledger = ground.directory.join(format!("vendor_sim-{}", uuid::Uuid::new_v4().simple()));
    let settings = [
        ("VENDOR_LISTEN", address.clone()),
        ("VENDOR_SECRET", ground.secret.clone()),
        ("VENDOR_DATA_DIR", ledger.display().to_string()),
    ];
    let begun = Instant::now();
    let mut process = start(ground, ("vendor_sim", &ground.vendor_sim), &[], &settings)?;
    let url = format!("http://{address}");
    process.answers(&format!("{url}/healthz"), begun).await?;
    Ok(Server { process, url, key: String::new(), ready_after: begun.elapsed() })
}

/// As `xeno api-key create` does.
async fn make_key(database: &str) -> anyhow::Result<String> {
    let db = Db::new(database, Purpose::Serve, 1)?;
    let scopes = vec![Scope::Ingest, Scope::Campaigns];
    let new = NewApiKey { name: "bench".to_owned(), scopes, expires_at: None };
    match api_key::create(&Ctx::system(Clock::System), &db, new).await? {
        Ok((_, secret)) => Ok(secret.reveal().to_owned()),
        Err(problems) => bail!("no API key could be made: {problems:?}"),
    }
}

fn settings(ground: &Ground, database: &str) -> Vec<(&'static str, String)> {
    vec![
        ("DATABASE_URL", database.to_owned()),
        ("REDIS_URL", ground.redis_url.clone()),
        ("VENDOR_SECRET", ground.secret.clone()),
        ("LOG", "warn".to_owned()),
    ]
}

/// A port that was free a moment ago; of loopback, as all else here.
fn free_address() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// What the bench was started with must not reach the programs: their settings are all given here.
fn start(
    ground: &Ground,
    (name, program): (&'static str, &Path),
    arguments: &[&str],
    settings: &[(&'static str, String)],
) -> anyhow::Result<Process> {
    let log = ground.log(name);
    let output = OpenOptions::new().create(true).append(true).open(&log)?;
    let child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .current_dir(&ground.directory)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        // Ctrl-C reaches the bench alone, which then ends them.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    Ok(Process { name, child, log })
}

impl Process {
    async fn answers(&mut self, url: &str, begun: Instant) -> anyhow::Result<()> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        while begun.elapsed() < START {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended at once ({status}):\n{}", self.name, self.last_words());
            }
            if http.get(url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("{} does not get ready:\n{}", self.name, self.last_words())
    }

    /// What it has in memory; the kernel says so in `/proc`.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        let id = self.child.id().context("the process has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).context("memory is read from /proc")?;
        memory(&status).context("the kernel does not say what the process has in memory")
    }

    /// Asks it to end, and kills it where it does not.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(id) = self.child.id() {
            let asked = Command::new("kill").args(["-TERM", &id.to_string()]).status().await;
            if asked.is_ok_and(|status| status.success())
                && tokio::time::timeout(END, self.child.wait()).await.is_ok_and(|ended| ended.is_ok())
            {
                return Ok(());
            }
        }
        Ok(self.child.kill().await?)
    }

    /// The end of its log.
    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines.split_at(lines.len().saturating_sub(15)).1.join("\n")
    }
}

impl Server {
    /// What it has in memory.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        self.process.memory()
    }

    /// Asks it to end.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.process.stop().await
    }
}

fn memory(status: &str) -> Option<Memory> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    };
    Some(Memory { now: field("VmRSS")?, peak: field("VmHWM")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_the_kernel_writes_it() {
        let status = "Name:\txeno\nVmPeak:\t 9000 kB\nVmHWM:\t   4321 kB\nVmRSS:\t   1234 kB\nThreads:\t3\n";
        assert_eq!(memory(status), Some(Memory { now: 1234, peak: 4321 }));
        assert_eq!(memory("Name:\tkthreadd\n"), None);
    }
}
