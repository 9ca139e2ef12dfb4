//! Time is an argument: what reads the clock takes a [`Clock`], so that a test can stand at any instant.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// The clock that the process runs by. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// Stands still until it is set: for tests.
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at `now` until [`Clock::set`].
    pub fn fixed(now: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Mutex::new(now)))
    }

    /// The present instant, cut to microseconds, which is what Postgres keeps.
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::System => Utc::now(),
            Self::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// Moves a fixed clock; the system's is not ours to move.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Self::Fixed(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = now;
        }
    }
}
