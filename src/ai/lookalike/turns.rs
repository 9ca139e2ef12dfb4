//! Whose turn it is to look: each search holds everyone's features in memory and computes for seconds, so a process has
//! few at a time. A turn is over when the work is, and not when whoever asked for it leaves: work that has begun cannot be
//! called back, and more of it at once than there are turns would be too much.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::ai::Error;

/// How many are looked for at a time, in a process; the others wait.
const AT_ONCE: usize = 2;

/// The turns of one process. Cheap to clone.
#[derive(Clone)]
pub struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Turns {
    /// A turn, or [`Error::Busy`] where there is none within `patience`.
    pub(super) async fn take(&self, patience: Duration) -> Result<Turn, Error> {
        match tokio::time::timeout(patience, Arc::clone(&self.0).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn(permit)),
            _ => Err(Error::Busy),
        }
    }
}

/// A turn that was taken.
pub(super) struct Turn(OwnedSemaphorePermit);

impl Turn {
    /// Seconds of arithmetic over a million: not on a thread that others wait for.
    pub(super) async fn compute<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(self.0);
            done
        });
        done.await.map_err(|error| Error::BuiltIn(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// Begins work that lasts until the sender is dropped, and leaves.
    async fn begin_and_leave(turns: &Turns) -> Sender<()> {
        let (going_on, end) = channel::<()>();
        let turn = turns.take(Duration::ZERO).await.unwrap();
        let work = turn.compute(move || end.recv().is_err());
        assert!(tokio::time::timeout(Duration::ZERO, work).await.is_err(), "it goes on");
        going_on
    }

    #[tokio::test]
    async fn who_leaves_gives_no_turn_away_before_the_work_is_done() {
        let turns = Turns::default();
        let first = begin_and_leave(&turns).await;
        let second = begin_and_leave(&turns).await;
        assert!(matches!(turns.take(Duration::ZERO).await, Err(Error::Busy)));
        drop(first);
        let third = turns.take(Duration::from_secs(20)).await.unwrap();
        assert_eq!(third.compute(|| 7).await.unwrap(), 7);
        drop(second);
    }
}
