//! What the figures were measured on: without it they mean nothing to anybody else.

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::ground::Ground;
use super::sql;
use crate::clock::Clock;

/// The settings of Postgres that decide how fast it is.
const POSTGRES: [&str; 10] = [
    "shared_buffers",
    "work_mem",
    "max_wal_size",
    "synchronous_commit",
    "fsync",
    "full_page_writes",
    "wal_level",
    "max_parallel_workers_per_gather",
    "autovacuum",
    "jit",
];
/// Likewise of Redis.
const REDIS: [&str; 3] = ["appendonly", "appendfsync", "maxmemory-policy"];

/// Hardware, servers, build.
#[derive(Clone, Debug)]
pub struct Machine {
    at: String,
    hardware: String,
    load: String,
    postgres: String,
    redis: String,
    build: String,
}

impl Machine {
    /// Looks around, before anything runs.
    pub async fn look(ground: &Ground) -> anyhow::Result<Self> {
        Ok(Self {
            at: Clock::System.now().format("%Y-%m-%d %H:%M UTC").to_string(),
            hardware: hardware(),
            load: read("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" "),
            postgres: postgres(ground).await?,
            redis: redis(ground).await?,
            build: build(&ground.xeno),
        })
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "at": self.at,
            "hardware": self.hardware,
            "load": self.load,
            "postgres": self.postgres,
            "redis": self.redis,
            "build": self.build,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "machine   {}", self.hardware)?;
        writeln!(out, "load      {} at {}", self.load, self.at)?;
        writeln!(out, "postgres  {}", self.postgres)?;
        writeln!(out, "redis     {}", self.redis)?;
        writeln!(out, "build     {}", self.build)
    }
}

/// A file of the kernel's; nothing where there is none.
fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// "name : value" or "name: value" of the first such line.
fn field(text: &str, name: &str) -> Option<String> {
    let of_line =
        |line: &str| line.split_once(':').filter(|(key, _)| key.trim() == name).map(|(_, value)| value.to_owned());
    text.lines().find_map(of_line).map(|value| value.trim().to_owned())
}

fn hardware() -> String {
    let model = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kilobytes = field(&read("/proc/meminfo"), "MemTotal");
    let kilobytes: f64 = kilobytes.and_then(|text| text.trim_end_matches(" kB").parse().ok()).unwrap_or(f64::NAN);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{model}, {cores} cores, {:.1} GiB, {} {}", kilobytes / 1_048_576.0, std::env::consts::OS, kernel.trim())
}

async fn postgres(ground: &Ground) -> anyhow::Result<String> {
    let client = sql::connect(&ground.server).await?;
    let mut said = vec![client.query_one("SELECT current_setting('server_version')", &[]).await?.get::<_, String>(0)];
    for name in POSTGRES {
        let row = client.query_one("SELECT coalesce(current_setting($1, true), '?')", &[&name]).await?;
        said.push(format!("{name} {}", row.get::<_, String>(0)));
    }
    Ok(said.join(", "))
}

async fn redis(ground: &Ground) -> anyhow::Result<String> {
    let mut connection = ground.redis.commands();
    let info: String = redis::cmd("INFO").arg("server").query_async(&mut connection).await?;
    let mut said = vec![field(&info, "redis_version").unwrap_or_else(|| "?".to_owned())];
    for name in REDIS {
        let pair: Vec<String> = redis::cmd("CONFIG").arg("GET").arg(name).query_async(&mut connection).await?;
        said.push(format!("{name} {}", pair.get(1).context("Redis does not know one of its settings")?));
    }
    Ok(said.join(", "))
}

/// cargo names the directory after the profile.
fn build(xeno: &Path) -> String {
    let profile = xeno.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let warning = if cfg!(debug_assertions) { ": not optimised, so these figures say nothing about speed" } else { "" };
    format!("xeno {}, profile {}{warning}", env!("CARGO_PKG_VERSION"), profile.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_the_kernel_and_redis_write_them() {
        assert_eq!(field("processor\t: 0\nmodel name\t: Fast One\n", "model name").as_deref(), Some("Fast One"));
        assert_eq!(field("MemTotal:       24576 kB\n", "MemTotal").as_deref(), Some("24576 kB"));
        assert_eq!(field("# Server\r\nredis_version:7.0.15\r\n", "redis_version").as_deref(), Some("7.0.15"));
        assert_eq!(field("", "model name"), None);
    }
}
