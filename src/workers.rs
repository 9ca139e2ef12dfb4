//! The worker process: which consumers and loops run, and how they end together.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::campaigns::delivery::{self, ReceiptsConsumer};
use crate::campaigns::prepare::Preparer;
use crate::clock::Clock;
use crate::config::Config;
use crate::customers::fresh::Keeper;
use crate::db::{Db, Purpose};
use crate::ingest::consume::{CustomersConsumer, OrdersConsumer};
use crate::live::Live;
use crate::shutdown;
use crate::streams::{self, Consumer, Redis, Runtime};
use crate::vendor::HttpVendor;

/// Transactions that one process has open at a time, a consumer.
const INGEST_CONSUMERS: usize = 2;
/// Likewise for receipts.
const RECEIPTS_CONSUMERS: usize = 2;

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
            workers.start_role(*role, config)?;
        }
        Ok(workers)
    }

    fn start_role(&self, role: Role, config: &Config) -> anyhow::Result<()> {
        let Runtime { db, redis, .. } = self.runtime.clone();
        match role {
            Role::Ingest => {
                let customers = CustomersConsumer::new(redis.clone(), config.workspace.timezone);
                self.consume("ingest customers", INGEST_CONSUMERS, customers);
                self.consume("ingest orders", INGEST_CONSUMERS, OrdersConsumer::new(redis.clone()));
                self.keep_breaks(Keeper { db, redis, clock: Clock::System });
            }
            Role::Dispatch => {
                self.prepare(config);
                let delivery = delivery::Handles::new(config, db, redis, Clock::System);
                self.supervise("dispatch", move |stop| delivery::run_dispatch(delivery.clone(), stop));
            }
            Role::Deliver => {
                let delivery = delivery::Handles::new(config, db, redis, Clock::System);
                let vendor = Arc::new(HttpVendor::new(&config.vendor, &config.public_url)?);
                self.supervise("deliver", move |stop| {
                    delivery::run_deliver(delivery.clone(), Arc::clone(&vendor), stop)
                });
            }
            Role::Receipts => {
                let delivery = delivery::Handles::new(config, db, redis, Clock::System);
                self.consume("receipts", RECEIPTS_CONSUMERS, ReceiptsConsumer::new(delivery.clone()));
                self.supervise("sweep", move |stop| delivery::run_sweep(delivery.clone(), stop));
            }
        }
        Ok(())
    }

    /// Prepares launched campaigns; the announcements wake it.
    fn prepare(&self, config: &Config) {
        let Runtime { db, redis, .. } = self.runtime.clone();
        let live = self.hear(&redis);
        let preparer = Preparer::new(db, redis, Clock::System, config.workspace);
        self.supervise("prepare", move |stop| preparer.clone().run(live.clone(), stop));
    }

    /// Keeps the breaks of tiers fresh; the announcements wake it.
    fn keep_breaks(&self, keeper: Keeper) {
        let live = self.hear(&keeper.redis);
        self.supervise("breaks of tiers", move |stop| keeper.clone().run(live.clone(), stop));
    }

    /// The announcements, heard until the stop.
    fn hear(&self, redis: &Redis) -> Live {
        let live = Live::new(redis.clone());
        let tail = live.clone();
        self.supervise("announcements", move |stop| {
            let tail = tail.clone();
            async move { tail.run(stop).await }
        });
        live
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
