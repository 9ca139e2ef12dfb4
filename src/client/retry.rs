//! How trouble that passes is borne: tried again after a growing, jittered pause (or the one that the server
//! names), until it has lasted too long or the person stops us.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::RngExt as _;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use super::{CallError, Client};

/// The first pause; each next one is twice as long.
const FIRST: Duration = Duration::from_millis(250);
/// No pause is longer, whatever a server says.
const LONGEST: Duration = Duration::from_secs(15);

/// Told of each pause, to say it to a person.
pub trait Watcher: Send + Sync {
    /// A call failed for a reason that passes and is made again after `pause`.
    fn holding(&self, why: &CallError, pause: Duration);
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum GaveUp {
    /// It would fail again.
    #[error(transparent)]
    Failed(#[from] CallError),
    /// It was tried for as long as allowed.
    #[error("gave up after {} s of trying", after.as_secs())]
    TooLong {
        /// How long it was tried.
        after: Duration,
        /// What the last try came to.
        #[source]
        last: CallError,
    },
    /// The person, or a failure elsewhere, stopped it.
    #[error("stopped")]
    Stopped,
}

/// A client that is patient, within bounds. Cheap to clone.
#[derive(Clone)]
pub struct Link {
    /// Where calls go.
    pub client: Client,
    /// How long one call may keep failing.
    pub give_up_after: Duration,
    /// Ends every wait.
    pub stop: CancellationToken,
    /// Who is told.
    pub watcher: Arc<dyn Watcher>,
}

impl Link {
    /// Calls until there is an answer. Give only calls whose repetition is harmless.
    pub async fn call<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, GaveUp> {
        let mut failing_since = None;
        let mut tries = 0;
        loop {
            let error = tokio::select! {
                answer = self.client.call(body) => match answer {
                    Ok(data) => return Ok(data),
                    Err(error) => error,
                },
                () = self.stop.cancelled() => return Err(GaveUp::Stopped),
            };
            if !error.passes() {
                return Err(error.into());
            }
            let since = *failing_since.get_or_insert_with(Instant::now);
            let wait = pause(&error, tries, rand::rng().random_range(0.5..1.0));
            if since.elapsed() + wait > self.give_up_after {
                return Err(GaveUp::TooLong { after: since.elapsed(), last: error });
            }
            self.watcher.holding(&error, wait);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => return Err(GaveUp::Stopped),
            }
            tries += 1;
        }
    }
}

/// The pause after the failure number `tries`, from 0. `jitter` is in 0.5..1: callers that failed together do
/// not come back together.
fn pause(error: &CallError, tries: u32, jitter: f64) -> Duration {
    let grown = FIRST.saturating_mul(1 << tries.min(16)).min(LONGEST).mul_f64(jitter);
    match error {
        CallError::Busy { retry_after: Some(told), .. } => (*told).min(LONGEST).max(grown),
        _ => grown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_a_named_pause_is_kept() {
        let busy = |retry_after| CallError::Busy { message: String::new(), retry_after };
        assert_eq!(pause(&busy(None), 0, 0.5), Duration::from_millis(125));
        assert_eq!(pause(&busy(None), 2, 0.5), Duration::from_millis(500));
        assert_eq!(pause(&busy(None), 40, 1.0), LONGEST);
        assert_eq!(pause(&busy(Some(Duration::from_secs(2))), 0, 0.5), Duration::from_secs(2));
        assert_eq!(pause(&busy(Some(Duration::from_secs(9000))), 0, 0.5), LONGEST);
    }
}
