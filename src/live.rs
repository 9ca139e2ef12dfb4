//! What changed, told to every node. Workers announce after their commit; a node tails the announcements with
//! one task and wakes whoever asked.
//!
//! A [`Notice`] says only *that* something changed. Who wakes reads the state itself, so what a subscriber
//! sees is always a committed state and never a sum of messages of which one was lost. Identical subscriptions
//! on a node share one [`Sources`] entry: one read for all of them, at most so often; a slow reader skips to
//! the newest state. The stream keeps ten minutes; a node that was away longer is told to reload.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::Stream;
use redis::streams::{StreamReadOptions, StreamReadReply};
use redis::{AsyncCommands, from_redis_value};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::ids::{BatchId, CampaignId, MessageId};
use crate::streams::{Redis, RedisError};

const STREAM: &str = "live";
const FIELD: &str = "notice";
const KEPT: Duration = Duration::from_secs(600);
const BLOCK: Duration = Duration::from_secs(2);
const QUEUE: usize = 1024;
/// How many changed messages one notice names; the rest are counted.
pub const NAMED_MESSAGES: usize = 200;

/// That something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// A campaign's status, rate or counters.
    Campaign(CampaignId),
    /// Messages of a campaign: some by id, and how many more.
    Messages {
        /// The campaign.
        campaign: CampaignId,
        /// At most [`NAMED_MESSAGES`].
        changed: Vec<MessageId>,
        /// How many beyond those.
        more: u32,
    },
    /// Chunks of an ingest call were applied.
    Batch(BatchId),
    /// Customers or orders changed.
    Audience,
    /// Notices may have been missed: look again at whatever you show.
    Reload,
}

/// Tells every node. A failure is logged and not passed on: the state is committed, and readers reload.
pub async fn announce(redis: &Redis, notices: &[Notice]) {
    if notices.is_empty() {
        return;
    }
    if let Err(error) = write(redis, notices).await {
        tracing::warn!(%error, "could not announce {} changes to subscribers", notices.len());
    }
}

async fn write(redis: &Redis, notices: &[Notice]) -> Result<(), RedisError> {
    let oldest = chrono::Utc::now() - KEPT;
    let mut pipe = redis::pipe();
    for notice in notices {
        let Ok(text) = serde_json::to_string(notice) else { continue };
        pipe.cmd("XADD").arg(STREAM).arg("MINID").arg("~").arg(oldest.timestamp_millis());
        pipe.arg("*").arg(FIELD).arg(text).ignore();
    }
    pipe.query_async(&mut redis.commands()).await
}

/// One node's view of the announcements. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    redis: Redis,
    notices: broadcast::Sender<Arc<Notice>>,
}

impl Live {
    /// A view that hears nothing until [`Live::run`].
    pub fn new(redis: Redis) -> Self {
        Self { redis, notices: broadcast::Sender::new(QUEUE) }
    }

    /// Every notice from now on. One who lags behind must treat it as [`Notice::Reload`]; [`next_notice`] does.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Notice>> {
        self.notices.subscribe()
    }

    /// Tails the announcements until `stop`; reconnects by itself and has everyone reload afterwards.
    pub async fn run(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => return,
                outcome = self.tail() => {
                    if let Err(error) = outcome {
                        tracing::warn!(%error, "lost the announcements; connecting again");
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(Duration::from_millis(250)) => {}
            }
        }
    }

    async fn tail(&self) -> Result<(), RedisError> {
        let mut connection = self.redis.blocking(BLOCK).await?;
        let mut last = newest_id(&mut connection).await?;
        // What happened before this instant is in the state that everybody now reads.
        self.tell(Notice::Reload);
        let options = StreamReadOptions::default().count(1000).block(BLOCK.as_millis() as usize);
        loop {
            let reply: Option<StreamReadReply> = connection.xread_options(&[STREAM], &[&last], &options).await?;
            for entry in reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids) {
                let text = entry.map.get(FIELD).cloned().and_then(|value| from_redis_value::<String>(value).ok());
                let notice = text.and_then(|text| serde_json::from_str(&text).ok());
                self.tell(notice.unwrap_or(Notice::Reload));
                last = entry.id;
            }
        }
    }

    fn tell(&self, notice: Notice) {
        // An error says that nobody listens.
        let _ = self.notices.send(Arc::new(notice));
    }
}

async fn newest_id(connection: &mut redis::aio::MultiplexedConnection) -> Result<String, RedisError> {
    let newest: redis::streams::StreamRangeReply = connection.xrevrange_count(STREAM, "+", "-", 1).await?;
    Ok(newest.ids.into_iter().next().map_or_else(|| "0-0".to_owned(), |entry| entry.id))
}

/// The next notice; a gap comes as [`Notice::Reload`]. `None` when the node stops.
pub async fn next_notice(receiver: &mut broadcast::Receiver<Arc<Notice>>) -> Option<Arc<Notice>> {
    match receiver.recv().await {
        Ok(notice) => Some(notice),
        Err(broadcast::error::RecvError::Lagged(_)) => Some(Arc::new(Notice::Reload)),
        Err(broadcast::error::RecvError::Closed) => None,
    }
}

type ByKey<V> = HashMap<String, Weak<watch::Sender<Option<V>>>>;

/// States that subscribers of one kind share, by what they asked for.
pub struct Sources<V> {
    by_key: Arc<Mutex<ByKey<V>>>,
}

impl<V> Clone for Sources<V> {
    fn clone(&self) -> Self {
        Self { by_key: Arc::clone(&self.by_key) }
    }
}

impl<V> Default for Sources<V> {
    fn default() -> Self {
        Self { by_key: Arc::default() }
    }
}

/// What a source follows and how.
pub struct Follow<I, L> {
    /// What was asked for; equal keys share one source.
    pub key: String,
    /// Two reads are at least so far apart.
    pub every: Duration,
    /// Whether a notice concerns this source. [`Notice::Reload`] always does.
    pub interested: I,
    /// Reads the state.
    pub load: L,
}

impl<V: Clone + Send + Sync + 'static> Sources<V> {
    /// The state now, then each newer one. The first subscriber of a key starts its one task; the task ends
    /// when the last leaves.
    pub fn follow<I, L, F>(&self, live: &Live, follow: Follow<I, L>) -> impl Stream<Item = V> + Send + use<V, I, L, F>
    where
        I: Fn(&Notice) -> bool + Send + Sync + 'static,
        L: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = V> + Send + 'static,
    {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match by_key.get(&follow.key).and_then(Weak::upgrade) {
            Some(sender) => sender,
            None => {
                let sender = Arc::new(watch::Sender::new(None));
                by_key.retain(|_, source| source.strong_count() > 0);
                by_key.insert(follow.key.clone(), Arc::downgrade(&sender));
                tokio::spawn(keep_fresh(Arc::downgrade(&sender), live.subscribe(), follow));
                sender
            }
        };
        drop(by_key);
        let mut receiver = sender.subscribe();
        async_stream::stream! {
            // Held for as long as the subscriber listens: it is what keeps the source alive.
            let _alive = sender;
            receiver.mark_changed();
            while receiver.changed().await.is_ok() {
                let state = receiver.borrow_and_update().clone();
                if let Some(state) = state {
                    yield state;
                }
            }
        }
    }
}

async fn keep_fresh<V, I, L, F>(
    source: Weak<watch::Sender<Option<V>>>,
    mut notices: broadcast::Receiver<Arc<Notice>>,
    follow: Follow<I, L>,
) where
    I: Fn(&Notice) -> bool,
    L: Fn() -> F,
    F: Future<Output = V>,
{
    loop {
        let read_at = Instant::now();
        let state = (follow.load)().await;
        let Some(sender) = source.upgrade() else { return };
        sender.send_replace(Some(state));
        drop(sender);
        loop {
            let Some(notice) = next_notice(&mut notices).await else { return };
            if *notice == Notice::Reload || (follow.interested)(&notice) {
                break;
            }
            if source.strong_count() == 0 {
                return;
            }
        }
        tokio::time::sleep_until(read_at + follow.every).await;
        // What came meanwhile is in the state that is read next.
        notices = notices.resubscribe();
    }
}
