//! Publishing a call's chunks: all of them or none, with the batch header and the idempotency record, in one
//! atomic step that Redis runs alone (a script, so that the backlog check and the look at the idempotency
//! record belong to the same step as the writing).

use std::sync::LazyLock;
use std::time::Duration;

use redis::Script;

use super::envelope::{Encoded, FIELD_CHUNK, FIELD_ROWS};
use super::redis::{Redis, RedisError};
use super::topic::Topic;
use crate::config::StreamLimits;

/// Why nothing was published. In each case nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// More is waiting than the limits allow; consumers have to catch up first.
    #[error("{rows} rows are waiting to be applied; try again in {} s", retry_after.as_secs())]
    Backlogged {
        /// Rows waiting.
        rows: u64,
        /// When to try again.
        retry_after: Duration,
    },
    /// Redis did not answer, or not in time. Whether it wrote is unknown: an idempotency key makes the retry
    /// safe.
    #[error("the stream did not take the entry")]
    Unavailable(#[from] RedisError),
    /// A row cannot be written as JSON.
    #[error("a row cannot be encoded")]
    Encoding(#[from] serde_json::Error),
}

/// A note kept in Redis with the entries.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
    /// How long it is kept.
    pub keep: Duration,
}

/// What makes a repeated call harmless.
#[derive(Clone, Debug)]
pub struct Remember {
    /// The idempotency key with its scope, and the answer to give again.
    pub record: Record,
    /// The hash of the canonical input, to tell a repeat from a misuse of the key.
    pub request_hash: String,
}

/// Everything that one call publishes.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// The entries.
    pub chunks: Vec<Encoded>,
    /// The batch header and the like.
    pub records: Vec<Record>,
    /// The idempotency record.
    pub remember: Option<Remember>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// Written now.
    Written,
    /// The idempotency key had been used: nothing was written.
    Repeated {
        /// The hash of the input that it was used with.
        request_hash: String,
        /// The answer that was given.
        answer: String,
    },
}

// KEYS: stream, backlog, [idempotency], records…
// ARGV: max rows, max bytes, number of chunks, number of records, has idempotency (0 or 1),
//       per chunk: rows, payload; per record: value, ttl; idempotency: hash, answer, ttl
static PUBLISH: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local chunks, records, remember = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1'
if remember then
  local known = redis.call('HMGET', KEYS[3], 'hash', 'answer')
  if known[1] then return {'repeated', known[1], known[2]} end
end
local backlog = redis.call('HMGET', KEYS[2], 'rows', 'bytes')
local rows, bytes = 0, 0
for i = 0, chunks - 1 do
  rows = rows + tonumber(ARGV[6 + 2 * i])
  bytes = bytes + #ARGV[7 + 2 * i]
end
local waiting = tonumber(backlog[1] or 0)
if waiting > 0 and (waiting + rows > tonumber(ARGV[1]) or tonumber(backlog[2] or 0) + bytes > tonumber(ARGV[2])) then
  return {'full', tostring(waiting), ''}
end
for i = 0, chunks - 1 do
  redis.call('XADD', KEYS[1], '*', 'rows', ARGV[6 + 2 * i], 'chunk', ARGV[7 + 2 * i])
end
redis.call('HINCRBY', KEYS[2], 'rows', rows)
redis.call('HINCRBY', KEYS[2], 'bytes', bytes)
local arg, key = 6 + 2 * chunks, remember and 4 or 3
for i = 0, records - 1 do
  redis.call('SET', KEYS[key + i], ARGV[arg + 2 * i], 'EX', ARGV[arg + 2 * i + 1])
end
if remember then
  arg = arg + 2 * records
  redis.call('HSET', KEYS[3], 'hash', ARGV[arg], 'answer', ARGV[arg + 1])
  redis.call('EXPIRE', KEYS[3], ARGV[arg + 2])
end
return {'written', '', ''}
",
    )
});

const _: () = assert!(FIELD_ROWS.len() == 4 && FIELD_CHUNK.len() == 5, "the script writes these fields by name");

/// Publishes all or nothing.
pub async fn publish(
    redis: &Redis,
    topic: Topic,
    limits: &StreamLimits,
    publication: &Publication,
) -> Result<Published, PublishError> {
    let mut call = PUBLISH.key(topic.stream);
    call.key(topic.backlog_key());
    if let Some(remember) = &publication.remember {
        call.key(&remember.record.key);
    }
    for record in &publication.records {
        call.key(&record.key);
    }
    call.arg(limits.max_rows).arg(limits.max_bytes).arg(publication.chunks.len()).arg(publication.records.len());
    call.arg(u8::from(publication.remember.is_some()));
    for chunk in &publication.chunks {
        call.arg(chunk.rows).arg(chunk.payload.as_slice());
    }
    for record in &publication.records {
        call.arg(&record.value).arg(record.keep.as_secs());
    }
    if let Some(remember) = &publication.remember {
        call.arg(&remember.request_hash).arg(&remember.record.value).arg(remember.record.keep.as_secs());
    }
    let (outcome, first, second): (String, String, String) = call.invoke_async(&mut redis.commands()).await?;
    match outcome.as_str() {
        "written" => Ok(Published::Written),
        "repeated" => Ok(Published::Repeated { request_hash: first, answer: second }),
        _ => Err(PublishError::Backlogged {
            rows: first.parse().unwrap_or_default(),
            retry_after: Duration::from_secs(2),
        }),
    }
}
