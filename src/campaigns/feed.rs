//! What happens, as opposed to how things stand: subscribers of one kind share a reader that gathers the notices
//! of a stretch of time, reads what they were about and hands it to all of them.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};

use crate::live::Inbox;

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

/// One subscriber's end.
pub struct Feed<T>(Receiver<Arc<T>>);

impl<T: Clone> Feed<T> {
    /// The next; what was lost to slowness is skipped.
    pub async fn next(&mut self) -> Option<Arc<T>> {
        loop {
            match self.0.recv().await {
                Ok(next) => return Some(next),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

impl<T: Send + Sync + 'static> Feeds<T> {
    /// Joins the reader of a key; where there is none, `read` becomes one. It ends when its last subscriber is
    /// gone.
    pub fn subscribe<F>(&self, key: &str, read: impl FnOnce(Arc<Sender<Arc<T>>>) -> F) -> Feed<T>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = by_key.get(key).and_then(Weak::upgrade) {
            return Feed(sender.subscribe());
        }
        let sender = Arc::new(Sender::new(QUEUE));
        let feed = Feed(sender.subscribe());
        by_key.insert(key.to_owned(), Arc::downgrade(&sender));
        let (reading, feeds, key) = (read(Arc::clone(&sender)), self.clone(), key.to_owned());
        tokio::spawn(async move {
            tokio::select! {
                () = reading => {}
                () = feeds.abandoned(&key, &sender) => {}
            }
        });
        feed
    }

    /// Waits until nobody subscribes to a reader any more, and takes it off the list.
    async fn abandoned(&self, key: &str, sender: &Sender<Arc<T>>) {
        loop {
            sender.closed().await;
            let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
            // Joining happens under the same lock.
            if sender.receiver_count() == 0 {
                by_key.remove(key);
                return;
            }
        }
    }
}

/// What the notices of a stretch came to: waits for the first and gathers on for `length`.
pub async fn gather<M>(inbox: &mut Inbox<M>, length: Duration) -> Option<M> {
    inbox.arrived().await;
    tokio::time::sleep(length).await;
    inbox.take()
}
