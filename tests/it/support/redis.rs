//! A Redis of its own for each test: it can be killed, frozen and emptied without hurting others.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::ports::free_port;
use super::wait::until;

pub struct RedisServer {
    pub url: String,
    port: u16,
    directory: PathBuf,
    child: Child,
}

impl RedisServer {
    pub async fn start() -> Self {
        let directory = std::env::temp_dir().join(format!("xeno-redis-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&directory).unwrap();
        let port = free_port();
        let child = spawn(port, &directory);
        let server = Self { url: format!("redis://127.0.0.1:{port}/"), port, directory, child };
        server.ready().await;
        server
    }

    async fn ready(&self) {
        let client = redis::Client::open(self.url.as_str()).unwrap();
        until("Redis answers", Duration::from_secs(20), async || {
            match client.get_multiplexed_async_connection().await {
                Ok(mut connection) => {
                    redis::cmd("PING").query_async::<String>(&mut connection).await.is_ok_and(|pong| pong == "PONG")
                }
                Err(_) => false,
            }
        })
        .await;
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts again on the same port and files.
    pub async fn start_again(&mut self) {
        self.child = spawn(self.port, &self.directory);
        self.ready().await;
    }

    /// A connection for looking from outside.
    pub async fn connection(&self) -> redis::aio::MultiplexedConnection {
        let config = redis::AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_secs(10)));
        let client = redis::Client::open(self.url.as_str()).unwrap();
        client.get_multiplexed_async_connection_with_config(&config).await.unwrap()
    }
}

fn spawn(port: u16, directory: &PathBuf) -> Child {
    let program = std::env::var("REDIS_SERVER")
        .expect("REDIS_SERVER is not set; run `make test`, or `make servers` and set what it prints");
    Command::new(program)
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"])
        .args(["--appendfsync", "always", "--maxmemory-policy", "noeviction", "--daemonize", "no"])
        .arg("--dir")
        .arg(directory)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("redis-server starts")
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
