//! Looking up credentials, all that were brought meanwhile in one statement: when a server comes back, thousands of
//! sockets come with it, and a look for each would wait for a connection longer than anybody waits for an answer.
//!
//! One look is under way at a time. Whoever comes while it runs joins the next, which begins when it has ended, so
//! what is answered is never older than the question.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};

use super::door::{Credential, Standing};
use super::store::sessions;
use crate::clock::Clock;
use crate::db::{Db, DbError};

/// Whom credentials stand for; those that open nothing are left out.
type Found = HashMap<Credential, Standing>;
/// Shared by all who wait for it: it goes on when one of them goes away.
type Look = Shared<BoxFuture<'static, Result<Arc<Found>, Arc<DbError>>>>;

/// The look that has not begun.
struct Next {
    wanted: HashSet<Credential>,
    look: Look,
}

/// One node's looks. Cheap to clone.
#[derive(Clone)]
pub struct Lookups {
    db: Db,
    clock: Clock,
    next: Arc<Mutex<Option<Next>>>,
    /// Held by the look that is under way.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Lookups {
    /// Nothing is looked for yet.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock, next: Arc::default(), turn: Arc::default() }
    }

    /// Whom the credential stands for, together with all who ask at the same time.
    pub async fn one(&self, credential: Credential) -> Result<Option<Standing>, Arc<DbError>> {
        let look = {
            let mut next = self.next();
            let begin = || Next { wanted: HashSet::new(), look: self.clone().look().boxed().shared() };
            let next = next.get_or_insert_with(begin);
            next.wanted.insert(credential);
            next.look.clone()
        };
        Ok(look.await?.get(&credential).cloned())
    }

    /// Whom the credentials stand for now, in one statement.
    pub async fn all(&self, credentials: &[Credential]) -> Result<Found, DbError> {
        sessions::standings(&mut *self.db.get().await?, credentials, self.clock.now()).await
    }

    async fn look(self) -> Result<Arc<Found>, Arc<DbError>> {
        let _turn = self.turn.lock().await;
        // From here on whoever asks is too late for this look, and begins the next.
        let wanted = self.next().take().map(|next| Vec::from_iter(next.wanted)).unwrap_or_default();
        self.all(&wanted).await.map(Arc::new).map_err(Arc::new)
    }

    fn next(&self) -> MutexGuard<'_, Option<Next>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
