//! What a worker process knows of the campaigns, never older than [`STALE`] when it acts on it: which are running,
//! at what rate, and until when the vendor has asked everyone to wait. It is read five times a second rather than
//! told, because a word that is lost must not let a paused campaign go on; when it cannot be read, no call begins.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use redis::Script;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::Handles;
use super::store::due;
use crate::ids::CampaignId;
use crate::streams::{Redis, RedisError};

/// A pause is promised to be felt within a second: a view older than this begins no call, and what is left of the
/// second is for the call to get under way on a busy machine.
pub const STALE: Duration = Duration::from_millis(500);
const READ_EVERY: Duration = Duration::from_millis(200);
/// Redis may take so long to say how long the vendor wants to be left alone; a view must not be held up by it.
const WAIT_FOR_REDIS: Duration = Duration::from_millis(150);
const VENDOR_WAIT: &str = "vendor:wait";

/// One reading.
#[derive(Clone, Debug)]
pub struct View {
    /// Running campaigns with their rates, in messages a second.
    pub running: HashMap<CampaignId, Option<u32>>,
    /// No call to the vendor before this instant.
    pub vendor_waits_until: Instant,
    /// The instant just before it was read.
    pub read_at: Instant,
}

impl View {
    /// Knows of no campaign.
    pub fn empty() -> Self {
        let now = Instant::now();
        Self { running: HashMap::new(), vendor_waits_until: now, read_at: now }
    }

    /// Whether it may be acted on.
    pub fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.read_at) < STALE
    }

    /// Whether a call of the campaign may begin.
    pub fn allows(&self, campaign: CampaignId, now: Instant) -> bool {
        self.is_fresh(now) && self.running.contains_key(&campaign)
    }
}

/// Reads views until `stop`.
pub async fn follow(handles: &Handles, views: &watch::Sender<Arc<View>>, stop: CancellationToken) {
    let mut ticks = interval(READ_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let read_at = Instant::now();
        let (running, wait) = tokio::join!(running(handles), timeout(WAIT_FOR_REDIS, vendor_wait(&handles.redis)));
        match running {
            Ok(running) => {
                // Without Redis each process knows of its own 429s alone.
                let wait = wait.map(Result::unwrap_or_default).unwrap_or_default();
                let vendor_waits_until = read_at + wait;
                views.send_replace(Arc::new(View { running, vendor_waits_until, read_at }));
            }
            Err(error) => tracing::warn!(%error, "cannot see which campaigns run; no call begins until I can"),
        }
    }
}

async fn running(handles: &Handles) -> Result<HashMap<CampaignId, Option<u32>>, crate::db::DbError> {
    let mut connection = handles.db.get().await?;
    let running = due::running(&mut connection).await?;
    Ok(running.into_iter().map(|campaign| (campaign.id, campaign.rate_per_second)).collect())
}

async fn vendor_wait(redis: &Redis) -> Result<Duration, RedisError> {
    let milliseconds: i64 = redis::cmd("PTTL").arg(VENDOR_WAIT).query_async(&mut redis.commands()).await?;
    Ok(Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default()))
}

// KEYS: the wait. ARGV: milliseconds. A wait is never shortened.
static WAIT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1
",
    )
});

/// Tells every worker process that the vendor asked to be left alone for so long.
pub async fn tell_vendor_wait(redis: &Redis, wait: Duration) {
    let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
    let told: Result<i64, RedisError> =
        WAIT.key(VENDOR_WAIT).arg(milliseconds).invoke_async(&mut redis.commands()).await;
    if let Err(error) = told {
        tracing::warn!(%error, "could not tell the other workers to leave the vendor alone");
    }
}
