//! A campaign's rate, shared by all workers: a token bucket in Redis. It is filled by Redis's own clock and holds
//! a tenth of a second, so that calls are spread and never more than the rate. Without Redis nothing is granted.

use std::sync::LazyLock;
use std::time::Duration;

use redis::Script;

use crate::ids::CampaignId;
use crate::streams::{Redis, RedisError};

/// How often one process asks for one campaign at most; a tenth of a second is in the bucket meanwhile.
const SHORTEST_ASK: Duration = Duration::from_millis(20);

// KEYS: bucket. ARGV: calls a second, calls wanted. Returns calls granted, microseconds until the next.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
local room = math.max(1, rate / 10)
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = known[1] and tonumber(known[1]) or 1
local passed = known[2] and math.max(0, now - tonumber(known[2])) or 0
tokens = math.min(room, tokens + passed * rate / 1000000)
local granted = math.min(wanted, math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], 60000)
return {granted, math.ceil(math.max(0, 1 - tokens) * 1000000 / rate)}
",
    )
});

/// What was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Calls that may be made now.
    pub calls: u32,
    /// When to ask again.
    pub ask_after: Duration,
}

/// Takes up to `wanted` calls off a campaign's bucket. `per_second` is read anew each time, so a change of the
/// rate works at once.
pub async fn take(redis: &Redis, campaign: CampaignId, per_second: u32, wanted: u32) -> Result<Grant, RedisError> {
    let mut call = TAKE.key(format!("rate:{campaign}"));
    call.arg(per_second.max(1)).arg(wanted);
    let (calls, wait): (u32, u64) = call.invoke_async(&mut redis.commands()).await?;
    Ok(Grant { calls, ask_after: Duration::from_micros(wait).max(SHORTEST_ASK) })
}
