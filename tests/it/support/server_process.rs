//! `xeno serve` as a process of its own: what a test cannot see from inside, such as memory and the way it ends.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::postgres::Database;
use super::redis::RedisServer;

pub struct ServerProcess {
    pub url: String,
    pub database: Database,
    pub redis: RedisServer,
    pub http: reqwest::Client,
    child: Child,
}

impl ServerProcess {
    pub async fn start() -> Self {
        let (database, redis) = tokio::join!(Database::create(), RedisServer::start());
        let mut child = Command::new(env!("CARGO_BIN_EXE_xeno"))
            .arg("serve")
            .env_clear()
            .env("DATABASE_URL", &database.url)
            .env("REDIS_URL", &redis.url)
            .env("LISTEN", "127.0.0.1:0")
            .env("DATABASE_CONNECTIONS", "6")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = tokio::time::timeout(Duration::from_secs(60), lines.next_line()).await.expect("it starts").unwrap();
        let first = first.expect("it says where it listens");
        let url = first.strip_prefix("xeno listening on ").expect("an address").to_owned();
        Self { url, database, redis, http: reqwest::Client::new(), child }
    }

    /// A GraphQL call that must succeed; its `data`.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.http.post(format!("{}/graphql", self.url)).json(&body).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// A figure of `/metrics`; 0 before there is one.
    pub async fn metric(&self, name: &str) -> i64 {
        let text = self.http.get(format!("{}/metrics", self.url)).send().await.unwrap().text().await.unwrap();
        let figure = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        figure.map_or(0, |figure| figure.parse::<f64>().unwrap() as i64)
    }

    /// The memory that it has in use, in bytes.
    pub fn memory(&self) -> i64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<i64>().unwrap() * 1024
    }

    /// Asks it to stop.
    pub async fn terminate(&self) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    }

    /// Waits for its end, which must be a good one, within 10 s.
    pub async fn ended(mut self) {
        let status =
            tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await.expect("it ends within 10 s");
        assert!(status.unwrap().success());
    }

    fn id(&self) -> u32 {
        self.child.id().expect("still running")
    }
}
