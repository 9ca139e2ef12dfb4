//! What happens, as opposed to how things stand: subscribers of one kind share a reader that gathers the notices
//! of a stretch of time, reads what they were about and hands it to all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};
use tokio::time::Instant;

use crate::live::{Notice, next_notice};

/// How much a slow subscriber may lag behind before it loses the oldest.
const QUEUE: usize = 32;

type ByKey<T> = HashMap<String, Weak<Sender<Arc<T>>>>;

/// The readers of one kind, by what they read. Cheap to clone.
pub struct Feeds<T> {
    by_key: Arc<Mutex<ByKey<T>>>,
}

impl<T> Clone for Feeds<T> {
    fn clone(&self) -> Self {
        Self { by_key: Arc::clone(&self.by_key) }
    }
}

impl<T> Default for Feeds<T> {
    fn default() -> Self {
        Self { by_key: Arc::default() }
    }
}

/// One subscriber's end. The reader ends when its last subscriber is gone.
pub struct Feed<T> {
    _alive: Arc<Sender<Arc<T>>>,
    receiver: Receiver<Arc<T>>,
}

impl<T> Feed<T> {
    /// The next; what was lost to slowness is skipped.
    pub async fn next(&mut self) -> Option<Arc<T>> {
        loop {
            match self.receiver.recv().await {
                Ok(next) => return Some(next),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

impl<T> Feeds<T> {
    /// Joins the reader of a key; `start` starts it where there is none.
    pub fn subscribe(&self, key: &str, start: impl FnOnce(Weak<Sender<Arc<T>>>)) -> Feed<T> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = by_key.get(key).and_then(Weak::upgrade) {
            return Feed { receiver: sender.subscribe(), _alive: sender };
        }
        let sender = Arc::new(Sender::new(QUEUE));
        by_key.retain(|_, sender| sender.strong_count() > 0);
        by_key.insert(key.to_owned(), Arc::downgrade(&sender));
        start(Arc::downgrade(&sender));
        Feed { receiver: sender.subscribe(), _alive: sender }
    }
}

/// Waits for the first notice that `take` wants and gathers on for `length`. False when nobody listens any more
/// or the node stops.
pub async fn gather<T>(
    notices: &mut Receiver<Arc<Notice>>,
    listeners: &Weak<Sender<Arc<T>>>,
    length: Duration,
    mut take: impl FnMut(&Notice) -> bool,
) -> bool {
    let mut ends: Option<Instant> = None;
    loop {
        let notice = match ends {
            None => next_notice(notices).await,
            Some(at) => match tokio::time::timeout_at(at, next_notice(notices)).await {
                Ok(notice) => notice,
                Err(_) => return true,
            },
        };
        let Some(notice) = notice else { return false };
        if listeners.strong_count() == 0 {
            return false;
        }
        if take(&notice) {
            ends.get_or_insert_with(|| Instant::now() + length);
        }
    }
}
