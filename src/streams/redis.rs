//! The way to Redis. Commands share one connection that reconnects by itself; a blocking read gets a
//! connection of its own, because a multiplexed one would hold everybody up.

use std::collections::HashMap;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Client};

pub use redis::RedisError;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const COMMAND_TIMEOUT: Duration = Duration::from_secs(5);

/// Redis, as the whole process shares it. Cheap to clone.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    commands: ConnectionManager,
}

impl Redis {
    /// Connects when it is first used, and again whenever the connection is lost. A command fails rather than
    /// waits when Redis is away: the caller knows whether it may try again.
    pub fn new(url: &str) -> Result<Self, RedisError> {
        let client = Client::open(url)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_min_delay(Duration::from_millis(50))
            .set_max_delay(Duration::from_millis(500))
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(COMMAND_TIMEOUT));
        let commands = ConnectionManager::new_lazy_with_config(client.clone(), config)?;
        Ok(Self { client, commands })
    }

    /// The shared connection, for commands that do not block.
    pub fn commands(&self) -> ConnectionManager {
        self.commands.clone()
    }

    /// A connection of one's own, for reads that block up to `longest`.
    pub async fn blocking(&self, longest: Duration) -> Result<MultiplexedConnection, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(longest + COMMAND_TIMEOUT));
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }

    /// Whether what Redis answers for is on disk. With `appendfsync everysec` even `kill -9` loses a little: while a
    /// flush takes long, writes are answered for that are still in memory. `None` where Redis does not tell.
    pub async fn is_durable(&self) -> Option<bool> {
        let asked = redis::cmd("CONFIG").arg("GET").arg("append*").query_async(&mut self.commands()).await;
        let settings: HashMap<String, String> = asked.ok()?;
        let is = |name: &str, value: &str| settings.get(name).map(|set| set == value);
        Some(is("appendonly", "yes")? && is("appendfsync", "always")?)
    }

    /// Whether Redis answers.
    pub async fn ping(&self) -> Result<(), RedisError> {
        redis::cmd("PING").query_async(&mut self.commands()).await
    }
}
