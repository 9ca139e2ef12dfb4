//! `xeno bench` as a person runs it, on a scale of seconds: every measurement is there with its numbers, the two
//! sides agree, and nothing is left behind. How fast anything is, no test asks.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::process::{Child, Command};

use crate::import::program::{finished, signal, until_it_says};
use crate::support::postgres::Database;
use crate::support::redis::RedisServer;
use crate::support::until;

const SMALL: [&str; 12] = [
    "--customers",
    "21000",
    "--orders",
    "42000",
    "--seconds",
    "1",
    "--messages",
    "1000",
    "--subscribers",
    "20",
    "--sockets",
    "20",
];

/// Every measurement and how many of its lines have a target.
const TARGETS: [(&str, usize); 9] = [
    ("ingest", 1),
    ("orders", 1),
    ("previews", 2),
    ("order-previews", 2),
    ("delivery", 1),
    ("memory", 1),
    ("live", 1),
    ("sockets", 1),
    ("ready", 1),
];

struct Ground {
    database: Database,
    redis: RedisServer,
    directory: PathBuf,
}

impl Ground {
    async fn new() -> Self {
        let (database, redis) = tokio::join!(Database::create(), RedisServer::start());
        let directory = std::env::temp_dir().join(format!("xeno-bench-test-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&directory).unwrap();
        Self { database, redis, directory }
    }

    /// Starts `xeno bench`; it writes below a directory of the test's.
    fn start(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_xeno"))
            .arg("bench")
            .args(arguments)
            .env("DATABASE_URL", &self.database.url)
            .env("REDIS_URL", &self.redis.url)
            .env("VENDOR_SIM_BIN", vendor_sim())
            .env("TMPDIR", &self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Neither databases nor keys nor files nor processes.
    async fn is_as_it_was(&self, stdout: &str) {
        let names = stdout.lines().find_map(|line| line.strip_prefix("ground    databases ")).unwrap();
        let name = names.split('*').next().unwrap();
        assert!(name.starts_with("xeno_bench_") && name.len() > 40, "{name}");
        let databases = format!("SELECT count(*) FROM pg_database WHERE starts_with(datname, '{name}')");
        let mut connection = self.redis.connection().await;
        let keys: u64 = redis::cmd("DBSIZE").query_async(&mut connection).await.unwrap();
        let files = std::fs::read_dir(&self.directory).unwrap().count();
        assert_eq!((self.database.number(&databases).await, keys, files), (0, 0, 0));
        assert_eq!(processes_in(&self.directory), 0);
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// `make test` says where it is; beside our own program otherwise.
fn vendor_sim() -> PathBuf {
    let beside = || Path::new(env!("CARGO_BIN_EXE_xeno")).with_file_name("vendor_sim");
    let path = std::env::var_os("VENDOR_SIM_BIN").map_or_else(beside, PathBuf::from);
    assert!(path.is_file(), "{} is missing; run `cargo build --workspace`", path.display());
    path
}

/// Processes that work below a directory: the bench starts all of its own there.
fn processes_in(directory: &Path) -> usize {
    let of = |entry: std::fs::DirEntry| std::fs::read_link(entry.path().join("cwd")).ok();
    let everywhere = std::fs::read_dir("/proc").unwrap().filter_map(|entry| of(entry.unwrap()));
    everywhere.filter(|cwd| cwd.starts_with(directory)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_measurement_is_printed_with_both_sides_and_nothing_is_left_behind() {
    let ground = Ground::new().await;
    let json = ground.directory.join("figures.json");
    let mut arguments = SMALL.to_vec();
    arguments.extend(["--json", json.to_str().unwrap()]);
    let run = finished(ground.start(&arguments)).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    let report: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    std::fs::remove_file(&json).unwrap();
    for field in ["hardware", "load", "postgres", "redis", "build"] {
        assert_ne!(report["machine"][field].as_str().unwrap(), "", "{field}");
    }
    let lines = report["lines"].as_array().unwrap();
    for (measure, targets) in TARGETS {
        let of_measure = lines.iter().filter(|line| line["measure"] == measure);
        let judged: Vec<&Value> = of_measure.filter(|line| !line["target"].is_null()).collect();
        assert_eq!(judged.len(), targets, "{measure}: {lines:?}");
        // What is promised for a scale of its own is not judged on a smaller one.
        let too_small = ["memory", "live"].contains(&measure);
        assert!(judged.iter().all(|line| line["short"].is_string() == too_small), "{judged:?}");
        assert!(judged.iter().all(|line| line["met"].is_boolean() != too_small), "{judged:?}");
        let has_reference = ["ingest", "orders", "previews", "order-previews", "delivery"].contains(&measure);
        assert!(judged.iter().all(|line| line["ratio"].is_f64() == has_reference), "{judged:?}");
    }
    for line in lines {
        assert!(line["figure"]["value"].as_f64().unwrap() >= 0.0, "{line}");
        let what = line["what"].as_str().unwrap();
        assert!(run.stdout.lines().any(|printed| printed.starts_with(what)), "{what} is not printed: {}", run.stdout);
    }
    ground.is_as_it_was(&run.stdout).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_holds_anything_is_refused_and_kept() {
    let ground = Ground::new().await;
    let mut connection = ground.redis.connection().await;
    let _: () = redis::cmd("SET").arg("mine").arg("1").query_async(&mut connection).await.unwrap();
    let run = finished(ground.start(&SMALL)).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("holds 1 keys; the bench empties it"), "{run:?}");
    let kept: String = redis::cmd("GET").arg("mine").query_async(&mut connection).await.unwrap();
    assert_eq!(kept, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bench_that_is_stopped_ends_its_processes_and_drops_its_databases() {
    let ground = Ground::new().await;
    let mut child = ground.start(&["--only", "ingest", "--seconds", "600"]);
    until_it_says(&mut child, "… customers").await;
    until("its server runs", Duration::from_secs(60), async || processes_in(&ground.directory) > 0).await;
    signal(&child, "INT").await;
    let run = finished(child).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    ground.is_as_it_was(&run.stdout).await;
}
