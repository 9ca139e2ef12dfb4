//! What changed, told to every node. Workers announce after their commit; a node tails the announcements with
//! one task and wakes whoever asked.
//!
//! A [`Notice`] says only *that* something changed. Who wakes reads the state itself, so what a subscriber
//! sees is always a committed state and never a sum of messages of which one was lost. Identical subscriptions
//! on a node share one [`Sources`] entry: one read for all of them, at most so often; a slow reader skips to
//! the newest state. Notices do not queue: each is folded into what its listener has yet to look at ([`Inbox`]),
//! so that a burst makes nobody lag behind and wakes only whom it concerns. The stream keeps ten minutes; a node
//! that lost its connection goes on where it was, and has everybody look again all the same, since whoever
//! wanted to announce something may have been cut off, too.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::Stream;
use redis::streams::{StreamReadOptions, StreamReadReply};
use redis::{AsyncCommands, from_redis_value};
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::ids::{BatchId, CampaignId, MessageId};
use crate::streams::{Redis, RedisError};

const STREAM: &str = "live";
const FIELD: &str = "notice";
const KEPT: Duration = Duration::from_secs(600);
const BLOCK: Duration = Duration::from_secs(2);
const AGAIN: Duration = Duration::from_millis(250);
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
    listeners: Arc<Mutex<Vec<Weak<dyn Listen>>>>,
}

impl Live {
    /// A view that hears nothing until [`Live::run`].
    pub fn new(redis: Redis) -> Self {
        Self { redis, listeners: Arc::default() }
    }

    /// Listens from now on. `take` folds a notice into what is unread and says whether it mattered.
    pub fn listen<M, T>(&self, take: T) -> Inbox<M>
    where
        M: Default + Send + 'static,
        T: Fn(&mut M, &Notice) -> bool + Send + Sync + 'static,
    {
        let inbox = Arc::new(Unread { matter: Mutex::default(), arrived: Notify::new(), take: Box::new(take) });
        let listener: Weak<Unread<M>> = Arc::downgrade(&inbox);
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
        Inbox(inbox)
    }

    /// Tails the announcements until `stop`; reconnects by itself.
    pub async fn run(&self, stop: CancellationToken) {
        let mut last = None;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => return,
                outcome = self.tail(&mut last) => {
                    if let Err(error) = outcome {
                        tracing::warn!(%error, "lost the announcements; connecting again");
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(AGAIN) => {}
            }
        }
    }

    /// Goes on behind the entry `last`; at first, behind the newest.
    async fn tail(&self, last: &mut Option<String>) -> Result<(), RedisError> {
        let mut connection = self.redis.blocking(BLOCK).await?;
        let mut behind = match last.take() {
            Some(id) => id,
            None => newest_id(&mut connection).await?,
        };
        *last = Some(behind.clone());
        // What happened before this instant is in the state that everybody now reads.
        self.tell(&Notice::Reload);
        let options = StreamReadOptions::default().count(1000).block(BLOCK.as_millis() as usize);
        loop {
            let reply: Option<StreamReadReply> = connection.xread_options(&[STREAM], &[&behind], &options).await?;
            for entry in reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids) {
                let text = entry.map.get(FIELD).cloned().and_then(|value| from_redis_value::<String>(value).ok());
                let notice = text.and_then(|text| serde_json::from_str(&text).ok());
                self.tell(&notice.unwrap_or(Notice::Reload));
                behind = entry.id;
            }
            *last = Some(behind.clone());
        }
    }

    fn tell(&self, notice: &Notice) {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|listener| listener.upgrade().inspect(|listener| listener.hear(notice)).is_some());
    }
}

async fn newest_id(connection: &mut redis::aio::MultiplexedConnection) -> Result<String, RedisError> {
    let newest: redis::streams::StreamRangeReply = connection.xrevrange_count(STREAM, "+", "-", 1).await?;
    Ok(newest.ids.into_iter().next().map_or_else(|| "0-0".to_owned(), |entry| entry.id))
}

trait Listen: Send + Sync {
    fn hear(&self, notice: &Notice);
}

type Take<M> = dyn Fn(&mut M, &Notice) -> bool + Send + Sync;

/// What a listener has yet to look at; nothing, while `matter` is `None`.
struct Unread<M> {
    matter: Mutex<Option<M>>,
    arrived: Notify,
    take: Box<Take<M>>,
}

impl<M: Default + Send> Listen for Unread<M> {
    fn hear(&self, notice: &Notice) {
        let mut matter = self.matter.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut folded, unread) = matter.take().map_or_else(|| (M::default(), false), |matter| (matter, true));
        let mattered = (self.take)(&mut folded, notice);
        *matter = (mattered || unread).then_some(folded);
        if mattered {
            self.arrived.notify_one();
        }
    }
}

/// One listener's end. Dropping it ends the listening.
pub struct Inbox<M>(Arc<Unread<M>>);

impl<M> Inbox<M> {
    /// Waits until there is something to look at.
    pub async fn arrived(&self) {
        while self.0.matter.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            self.0.arrived.notified().await;
        }
    }

    /// All that came since the last time.
    pub fn take(&mut self) -> Option<M> {
        self.0.matter.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

type ByKey<V> = Arc<Mutex<HashMap<String, Weak<watch::Sender<Option<V>>>>>>;

/// States that subscribers of one kind share, by what they asked for.
pub struct Sources<V>(ByKey<V>);

impl<V> Clone for Sources<V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<V> Default for Sources<V> {
    fn default() -> Self {
        Self(Arc::default())
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
    /// The state now, then each newer one. The first subscriber of a key starts its one task, which ends when
    /// the last has left.
    pub fn follow<I, L, F>(&self, live: &Live, follow: Follow<I, L>) -> impl Stream<Item = V> + Send + use<V, I, L, F>
    where
        I: Fn(&Notice) -> bool + Send + Sync + 'static,
        L: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = V> + Send + 'static,
    {
        let mut receiver = self.receiver(live, follow);
        async_stream::stream! {
            receiver.mark_changed();
            while receiver.changed().await.is_ok() {
                let state = receiver.borrow_and_update().clone();
                if let Some(state) = state {
                    yield state;
                }
            }
        }
    }

    fn receiver<I, L, F>(&self, live: &Live, follow: Follow<I, L>) -> watch::Receiver<Option<V>>
    where
        I: Fn(&Notice) -> bool + Send + Sync + 'static,
        L: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = V> + Send + 'static,
    {
        let mut by_key = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = by_key.get(&follow.key).and_then(Weak::upgrade) {
            return sender.subscribe();
        }
        let sender = Arc::new(watch::Sender::new(None));
        let receiver = sender.subscribe();
        by_key.insert(follow.key.clone(), Arc::downgrade(&sender));
        drop(by_key);
        let Follow { key, every, interested, load } = follow;
        // Listening begins before the first read, so that no change falls between the two.
        let inbox = live.listen(move |(): &mut (), notice| *notice == Notice::Reload || interested(notice));
        let sources = Arc::clone(&self.0);
        tokio::spawn(async move {
            let open = metrics::gauge!("xeno_live_sources_open");
            open.increment(1.0);
            tokio::select! {
                () = keep_fresh(&sender, inbox, every, load) => {}
                () = abandoned(&sources, &key, &sender) => {}
            }
            open.decrement(1.0);
        });
        receiver
    }
}

/// Reads the state, and again after each notice.
async fn keep_fresh<V, L, F>(sender: &watch::Sender<Option<V>>, mut inbox: Inbox<()>, every: Duration, load: L)
where
    L: Fn() -> F,
    F: Future<Output = V>,
{
    let loads = metrics::counter!("xeno_live_loads_total");
    loop {
        let read_at = Instant::now();
        // What comes from here on may not be in the state that is read now.
        inbox.take();
        loads.increment(1);
        sender.send_replace(Some(load().await));
        inbox.arrived().await;
        tokio::time::sleep_until(read_at + every).await;
    }
}

/// Waits until nobody follows a source any more, and takes it off the list.
async fn abandoned<V>(sources: &ByKey<V>, key: &str, sender: &watch::Sender<Option<V>>) {
    loop {
        sender.closed().await;
        let mut by_key = sources.lock().unwrap_or_else(PoisonError::into_inner);
        // Joining happens under the same lock.
        if sender.receiver_count() == 0 {
            by_key.remove(key);
            return;
        }
    }
}
