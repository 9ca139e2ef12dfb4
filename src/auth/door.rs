//! The door: from what somebody brought to who they are.
//!
//! A credential is looked up in the database and the answer is trusted for half a second, so that a script that
//! posts ten thousand calls a second costs two lookups. Open sockets are looked up again as often, all of a node
//! in one statement, and told when their credential no longer stands for the same: so what a person ends or
//! revokes is of no use within a second, on every node, whether or not a message between the nodes got lost.
//! While the database is away nobody new is let in, and open sockets stay: nothing can be revoked then.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::actor::Actor;
use super::lookups::Lookups;
use super::secret::{Hash, Secret};
use super::store::api_keys;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::ids::ApiKeyId;

/// How long a look at the database is trusted.
const FRESH: Duration = Duration::from_millis(500);
/// How often it is noted which keys were of use, in rounds of [`FRESH`].
const NOTE_USE_EVERY: u32 = 20;

/// What somebody brought, as its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A browser's session token.
    Session(Hash),
    /// A script's key.
    ApiKey(Hash),
}

impl Credential {
    /// Of a session's token.
    pub fn session(token: &str) -> Self {
        Self::Session(Secret::brought(token).hash())
    }

    /// Of an API key.
    pub fn api_key(key: &str) -> Self {
        Self::ApiKey(Secret::brought(key).hash())
    }
}

/// Whom a credential stands for, and until when at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub actor: Actor,
    /// When it ends by itself.
    pub until: Option<DateTime<Utc>>,
}

/// One that is told when a credential stands for something else: another role, or nothing.
pub type Watch = watch::Receiver<Option<Standing>>;

struct Known {
    standing: Standing,
    seen: Instant,
}

#[derive(Default)]
struct Books {
    known: HashMap<Credential, Known>,
    watched: HashMap<Credential, Weak<watch::Sender<Option<Standing>>>>,
    used: HashSet<ApiKeyId>,
}

impl Books {
    fn remember(&mut self, credential: Credential, standing: &Standing) {
        self.known.insert(credential, Known { standing: standing.clone(), seen: Instant::now() });
    }

    fn forget(&mut self, credential: Credential) {
        self.known.remove(&credential);
    }

    fn note_use(&mut self, standing: &Standing) {
        if let Actor::Key { id, .. } = standing.actor {
            self.used.insert(id);
        }
    }
}

/// One node's door. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    db: Db,
    clock: Clock,
    lookups: Lookups,
    books: Arc<Mutex<Books>>,
}

/// A watch that is kept for as long as its holder lives.
pub struct Watching {
    /// Told of each change.
    pub changes: Watch,
    _alive: Arc<watch::Sender<Option<Standing>>>,
}

impl Door {
    /// A door to the people and keys of a database.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { lookups: Lookups::new(db.clone(), clock.clone()), db, clock, books: Arc::default() }
    }

    /// Whom the credential stands for now; none where it opens nothing.
    pub async fn admit(&self, credential: Credential) -> Result<Option<Standing>, Arc<DbError>> {
        if let Some(standing) = self.remembered(credential) {
            return Ok(Some(standing));
        }
        let standing = self.lookups.one(credential).await?;
        let mut books = self.books();
        match &standing {
            Some(standing) => {
                books.remember(credential, standing);
                books.note_use(standing);
            }
            None => books.forget(credential),
        }
        Ok(standing)
    }

    /// Trusts no earlier look: the caller has just changed what the credential stands for.
    pub fn forget(&self, credential: Credential) {
        self.books().forget(credential);
    }

    /// Follows a credential that was admitted as `standing`.
    pub fn watch(&self, credential: Credential, standing: Standing) -> Watching {
        let mut books = self.books();
        let alive = match books.watched.get(&credential).and_then(Weak::upgrade) {
            Some(sender) => sender,
            None => {
                let sender = Arc::new(watch::Sender::new(Some(standing.clone())));
                books.watched.insert(credential, Arc::downgrade(&sender));
                sender
            }
        };
        let mut changes = alive.subscribe();
        if changes.borrow().as_ref() != Some(&standing) {
            // It has changed between the look that let this one in and now; nobody would tell them again.
            changes.mark_changed();
        }
        Watching { changes, _alive: alive }
    }

    /// Looks again at what open sockets hold, until `stop`.
    pub async fn run(&self, stop: CancellationToken) {
        let mut rounds = interval(FRESH);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut round = 0u32;
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                _ = rounds.tick() => {}
            }
            if let Err(error) = self.look_again().await {
                tracing::warn!(%error, "cannot look up who the open sockets belong to; they stay as they are");
            }
            round = round.wrapping_add(1);
            if round.is_multiple_of(NOTE_USE_EVERY) {
                self.note_use().await;
            }
        }
        self.note_use().await;
    }

    async fn look_again(&self) -> Result<(), DbError> {
        let watched: Vec<Credential> = {
            let mut books = self.books();
            books.watched.retain(|_, sender| sender.strong_count() > 0);
            books.known.retain(|_, known| known.seen.elapsed() < FRESH);
            books.watched.keys().copied().collect()
        };
        if watched.is_empty() {
            return Ok(());
        }
        let mut found = self.lookups.all(&watched).await?;
        let mut books = self.books();
        for credential in watched {
            let standing = found.remove(&credential);
            // Whoever is told on a socket finds the same behind every other door of this node.
            match &standing {
                Some(standing) => books.remember(credential, standing),
                None => books.forget(credential),
            }
            if let Some(sender) = books.watched.get(&credential).and_then(Weak::upgrade) {
                sender.send_if_modified(|held| {
                    let changed = *held != standing;
                    *held = standing;
                    changed
                });
            }
        }
        Ok(())
    }

    async fn note_use(&self) {
        let used: Vec<i64> = self.books().used.drain().map(|id| id.0).collect();
        if used.is_empty() {
            return;
        }
        let noted = async { api_keys::touch(&mut *self.db.get().await?, &used, self.clock.now()).await };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "cannot note which API keys were used");
        }
    }

    fn remembered(&self, credential: Credential) -> Option<Standing> {
        let mut books = self.books();
        let known = books.known.get(&credential).filter(|known| known.seen.elapsed() < FRESH)?;
        let standing = known.standing.clone();
        if standing.until.is_some_and(|until| until <= self.clock.now()) {
            return None;
        }
        books.note_use(&standing);
        Some(standing)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
