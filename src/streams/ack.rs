//! What a consumer tells Redis of the entries that it read: it is done with them, it is still at them, or it gives
//! them back. Only the owner of an entry may say the latter two, and the look at who that is and the change are one
//! step: a worker that was frozen and wakes up takes nothing from whoever took its entries over. Done says whoever
//! committed, owner or not: what is committed must not run again.

use std::sync::LazyLock;

use redis::Script;

use super::redis::{Redis, RedisError};
use super::topic::Topic;

/// What is known of an entry, apart from its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Its id in the stream.
    pub id: String,
    /// How many rows it was counted as.
    pub rows: usize,
    /// How many bytes its payload has.
    pub bytes: usize,
}

// KEYS: stream, backlog, suspects. ARGV: group, then per entry id, rows, bytes.
static ACKNOWLEDGE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local rows, bytes = 0, 0
for i = 2, #ARGV, 3 do
  if redis.call('XACK', KEYS[1], ARGV[1], ARGV[i]) == 1 then
    rows = rows + tonumber(ARGV[i + 1])
    bytes = bytes + tonumber(ARGV[i + 2])
  end
  redis.call('HDEL', KEYS[3], ARGV[i])
end
-- Not -rows: that of nothing is written -0, which is no number to HINCRBY.
if redis.call('HINCRBY', KEYS[2], 'rows', 0 - rows) < 0 then redis.call('HSET', KEYS[2], 'rows', 0) end
if redis.call('HINCRBY', KEYS[2], 'bytes', 0 - bytes) < 0 then redis.call('HSET', KEYS[2], 'bytes', 0) end
return rows
",
    )
});

// KEYS: stream. ARGV: group, consumer, ids…
static REFRESH: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local kept = 0
for i = 3, #ARGV do
  local entry = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1)[1]
  if entry and entry[2] == ARGV[2] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    kept = kept + 1
  end
end
return kept
",
    )
});

// KEYS: stream. ARGV: group, consumer, ids…
static GIVE_BACK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
for i = 3, #ARGV do
  local entry = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1)[1]
  if entry and entry[2] == ARGV[2] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', 86400000, 'RETRYCOUNT', 0, 'JUSTID')
  end
end
return 0
",
    )
});

/// Acknowledges what was committed and takes it off the backlog. An entry that was acknowledged before counts
/// for nothing.
pub(super) async fn acknowledge(redis: &Redis, topic: Topic, held: &[Held]) -> Result<(), RedisError> {
    if held.is_empty() {
        return Ok(());
    }
    let mut call = ACKNOWLEDGE.key(topic.stream);
    call.key(topic.backlog_key()).key(topic.suspects_key()).arg(topic.group);
    for entry in held {
        call.arg(&entry.id).arg(entry.rows).arg(entry.bytes);
    }
    let _rows: i64 = call.invoke_async(&mut redis.commands()).await?;
    Ok(())
}

/// Tells the group that this consumer is alive and still at these entries. Returns how many are still its own.
pub(super) async fn refresh(redis: &Redis, topic: Topic, consumer: &str, held: &[Held]) -> Result<usize, RedisError> {
    let mut call = REFRESH.key(topic.stream);
    call.arg(topic.group).arg(consumer);
    for entry in held {
        call.arg(&entry.id);
    }
    call.invoke_async(&mut redis.commands()).await
}

/// Gives back what was read and not begun: it counts as never delivered and idle for a day, so that the next who
/// looks takes it over without waiting.
pub(super) async fn give_back(
    redis: &Redis,
    topic: Topic,
    consumer: &str,
    entries: impl Iterator<Item = &str>,
) -> Result<(), RedisError> {
    let mut call = GIVE_BACK.key(topic.stream);
    call.arg(topic.group).arg(consumer);
    for entry in entries {
        call.arg(entry);
    }
    let _done: i64 = call.invoke_async(&mut redis.commands()).await?;
    Ok(())
}
