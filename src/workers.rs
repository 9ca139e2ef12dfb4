//! The worker process: which consumers and loops run, and how they end together.

use clap::ValueEnum;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::shutdown;

/// A kind of work that a process may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Persist customers and orders.
    Ingest,
    /// Freeze audiences, render messages, publish work tokens.
    Dispatch,
    /// Call the vendor.
    Deliver,
    /// Apply receipts, sweep for those that never come.
    Receipts,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ingest, Self::Dispatch, Self::Deliver, Self::Receipts];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Dispatch => "dispatch",
            Self::Deliver => "deliver",
            Self::Receipts => "receipts",
        }
    }
}

/// The running workers of one process.
pub struct Workers {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// Starts the roles' tasks; they run until `stop`.
    pub fn start(_config: &Config, _roles: &[Role], stop: CancellationToken) -> anyhow::Result<Self> {
        let tasks = TaskTracker::new();
        Ok(Self { tasks, stop })
    }

    /// Waits for the stop and then, a bounded time, for the work in flight.
    pub async fn finished(self) -> anyhow::Result<()> {
        self.stop.cancelled().await;
        self.tasks.close();
        if tokio::time::timeout(shutdown::GRACE, self.tasks.wait()).await.is_err() {
            tracing::warn!("some work in flight was not finished in time; it will be taken over");
        }
        Ok(())
    }
}
