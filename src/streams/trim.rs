//! Trimming by `MINID`, below what every group has acknowledged: an entry that any group has not read or not
//! acknowledged is never dropped (`MAXLEN` would drop it in silence). The same look measures the stream.

use std::sync::LazyLock;

use metrics::gauge;
use redis::Script;

use super::redis::{Redis, RedisError};
use super::topic::{self, Topic};

// KEYS: stream, backlog. ARGV: 1 to trim, 0 to look only. Returns length, pending, rows waiting, entries trimmed.
static LOOK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local function less(a, b)
  local am, as = parts(a)
  local bm, bs = parts(b)
  return am < bm or (am == bm and as < bs)
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[2])
  return {0, 0, 0, 0}
end
local lowest, pending = nil, 0
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local field = {}
  for i = 1, #group, 2 do field[group[i]] = group[i + 1] end
  local waiting = redis.call('XPENDING', KEYS[1], field['name'])
  local bound
  if waiting[1] > 0 then
    pending = pending + waiting[1]
    bound = waiting[2]
  else
    local ms, seq = parts(field['last-delivered-id'])
    bound = string.format('%.0f-%.0f', ms, seq + 1)
  end
  if not lowest or less(bound, lowest) then lowest = bound end
end
local trims = lowest and ARGV[1] == '1'
local trimmed = trims and redis.call('XTRIM', KEYS[1], 'MINID', lowest) or 0
local length = redis.call('XLEN', KEYS[1])
if length == 0 and pending == 0 then redis.call('DEL', KEYS[2]) end
return {length, pending, tonumber(redis.call('HGET', KEYS[2], 'rows') or 0), trimmed}
",
    )
});

/// Drops what all groups are done with and records the stream's gauges. Returns how many entries went.
pub async fn trim(redis: &Redis, topic: Topic) -> Result<u64, RedisError> {
    look(redis, topic, true).await
}

/// Records the gauges of all streams, for processes that consume none.
pub async fn measure(redis: &Redis) -> Result<(), RedisError> {
    for topic in topic::ALL {
        look(redis, topic, false).await?;
    }
    Ok(())
}

async fn look(redis: &Redis, topic: Topic, trims: bool) -> Result<u64, RedisError> {
    let mut call = LOOK.key(topic.stream);
    let call = call.key(topic.backlog_key()).arg(i32::from(trims));
    let (length, pending, rows, trimmed): (u64, u64, u64, u64) = call.invoke_async(&mut redis.commands()).await?;
    gauge!("xeno_stream_entries", "stream" => topic.stream).set(length as f64);
    gauge!("xeno_stream_pending_entries", "stream" => topic.stream).set(pending as f64);
    gauge!("xeno_stream_waiting_rows", "stream" => topic.stream).set(rows as f64);
    Ok(trimmed)
}
