//! The worker process: which consumers and loops run, and how they end together.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::db::{Db, Purpose};
use crate::shutdown;
use crate::streams::{self, Consumer, Redis, Runtime};

/// Transactions that one process has open at a time, a consumer.
const INGEST_CONSUMERS: usize = 2;

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
    runtime: Runtime,
}

impl Workers {
    /// Starts the roles' tasks; they run until `stop`.
    pub fn start(config: &Config, roles: &[Role], stop: CancellationToken) -> anyhow::Result<Self> {
        let runtime = Runtime {
            db: Db::new(&config.database_url, Purpose::Work, config.database_connections)?,
            redis: Redis::new(&config.redis_url)?,
            limits: config.streams,
        };
        let workers = Self { tasks: TaskTracker::new(), stop, runtime };
        for role in roles {
            workers.start_role(*role, config);
        }
        Ok(workers)
    }

    fn start_role(&self, role: Role, _config: &Config) {
        match role {
            Role::Ingest => {}
            Role::Dispatch | Role::Deliver | Role::Receipts => {}
        }
    }

    /// Runs `members` members of a consumer's group.
    fn consume<C: Consumer>(&self, name: &'static str, members: usize, consumer: C) {
        let consumer = Arc::new(consumer);
        for _ in 0..members {
            let (consumer, runtime) = (Arc::clone(&consumer), self.runtime.clone());
            self.supervise(name, move |stop| streams::run(Arc::clone(&consumer), runtime.clone(), stop));
        }
    }

    /// Keeps a task running until the stop: one that panics is logged and started anew, and what it held is
    /// taken over as from any dead worker.
    fn supervise<F, T>(&self, name: &'static str, start: F)
    where
        F: Fn(CancellationToken) -> T + Send + 'static,
        T: Future<Output = ()> + Send + 'static,
    {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            while !stop.is_cancelled() {
                if let Err(error) = tokio::spawn(start(stop.clone())).await {
                    tracing::error!(task = name, %error, "a worker's task died; starting it anew");
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = tokio::time::sleep(Duration::from_secs(1)) => {}
                    }
                }
            }
        });
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
