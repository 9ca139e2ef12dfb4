//! The streams and their consumer groups, fixed in code: a group that was made late would not see what was
//! published before it, so all are made at migration, from id 0.

/// A stream with its one group of consumers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    /// The stream's key in Redis.
    pub stream: &'static str,
    /// The group's name.
    pub group: &'static str,
}

/// Chunks of customers, on their way to Postgres.
pub const CUSTOMERS: Topic = Topic { stream: "ingest:customers", group: "ingest" };
/// Chunks of orders, likewise. A stream of its own: orders lock other rows and cost other time.
pub const ORDERS: Topic = Topic { stream: "ingest:orders", group: "ingest" };
/// Work tokens: which rows of which campaign to look at. The rows are the truth.
pub const DELIVER: Topic = Topic { stream: "deliver", group: "deliver" };
/// Delivery receipts, verified, to be applied in batches.
pub const RECEIPTS: Topic = Topic { stream: "receipts", group: "receipts" };

/// All of them.
pub const ALL: [Topic; 4] = [CUSTOMERS, ORDERS, DELIVER, RECEIPTS];

impl Topic {
    /// The topic of a stream's key.
    pub fn of_stream(stream: &str) -> Option<Self> {
        ALL.into_iter().find(|topic| topic.stream == stream)
    }

    /// The hash that counts what is published and not yet acknowledged: fields `rows` and `bytes`.
    pub fn backlog_key(&self) -> String {
        format!("backlog:{}", self.stream)
    }

    /// The hash that counts how often an entry, run alone, took its worker down with it.
    pub fn suspects_key(&self) -> String {
        format!("suspects:{}", self.stream)
    }
}

/// Makes every group, from id 0. A group that exists is left as it is.
pub async fn create_groups(redis: &super::Redis) -> Result<(), super::RedisError> {
    for topic in ALL {
        create_group(redis, topic).await?;
    }
    Ok(())
}

/// Makes one topic's stream and group.
pub async fn create_group(redis: &super::Redis, topic: Topic) -> Result<(), super::RedisError> {
    let made: Result<(), super::RedisError> = redis::cmd("XGROUP")
        .arg("CREATE")
        .arg(topic.stream)
        .arg(topic.group)
        .arg("0")
        .arg("MKSTREAM")
        .query_async(&mut redis.commands())
        .await;
    match made {
        Err(error) if error.code() == Some("BUSYGROUP") => Ok(()),
        other => other,
    }
}
