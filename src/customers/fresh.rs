//! Keeps the breaks of tiers fresh: anew at the start and after the data changed, but never so often that it is felt.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::refresh_breaks;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::live::{Live, Notice, announce};
use crate::streams::Redis;

/// After the breaks were found, so many times as long passes before they are looked for again.
const REST: u32 = 50;
/// But not less than this.
const SHORTEST_REST: Duration = Duration::from_secs(2);
/// And not more.
const LONGEST_REST: Duration = Duration::from_secs(300);
/// How long to rest where they could not be found.
const AGAIN: Duration = Duration::from_secs(2);

/// What the keeper works with.
#[derive(Clone)]
pub struct Keeper {
    /// The database.
    pub db: Db,
    /// Where changes are announced.
    pub redis: Redis,
    /// What time it is.
    pub clock: Clock,
}

impl Keeper {
    /// Looks after each change, until `stop`.
    pub async fn run(self, live: Live, stop: CancellationToken) {
        let matters = |(): &mut (), notice: &Notice| matches!(notice, Notice::Audience | Notice::Reload);
        let mut notices = live.listen(matters);
        while !stop.is_cancelled() {
            notices.take();
            let begun = Instant::now();
            let refreshed = self.refresh().await;
            let rest = (begun.elapsed() * REST).clamp(SHORTEST_REST, LONGEST_REST);
            let again = async {
                match refreshed {
                    Ok(moved) => {
                        // Who follows a count by tier looks again; so do we, once, and find nothing moved.
                        let moved: &[Notice] = if moved { &[Notice::Audience] } else { &[] };
                        announce(&self.redis, moved).await;
                        tokio::time::sleep(rest).await;
                        notices.arrived().await;
                    }
                    // What changed has been heard of: nobody need say it again.
                    Err(error) => {
                        tracing::warn!(%error, "the breaks of tiers could not be found; trying again");
                        tokio::time::sleep(AGAIN).await;
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = again => {}
            }
        }
    }

    /// Finds the breaks of the data as it is now; whether they moved.
    pub async fn refresh(&self) -> Result<bool, DbError> {
        refresh_breaks(&mut *self.db.get().await?, self.clock.now()).await
    }
}
