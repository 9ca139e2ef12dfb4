//! Delivery: every message of a running campaign leaves once, and what the vendor says of it is counted.
//!
//! The truth is the rows of `communication_log`; everything else may be lost at any moment.
//!
//! ```text
//! dispatch ──tokens──▶ stream deliver ──▶ claim ──held rows──▶ sender ──calls──▶ vendor
//!    ▲ reads due rows                       │ commits first       │ answers, in batches
//!    └────────────────── communication_log ◀┴─────────────────────┘
//! webhook, receiptsRecord ──▶ stream receipts ──▶ receipts ──▶ communication_log, campaign_counters
//! ```
//!
//! - **Nobody is skipped.** A row is PENDING until its outcome is written. Whoever has it holds a [claim](held)
//!   that runs out unless it is extended; a row that is due and nobody's is [dispatched](dispatch) again.
//! - **Nobody is messaged twice.** A row is called for only under its claim, and its vendor's key is the same in
//!   every attempt. A vendor that takes no keys is told by a mark before the call: after a crash, marked rows are
//!   UNKNOWN and never called for again.
//! - **A call begins only if everything allows it at that moment**: see [`sender`].
//! - **The figures add up at every instant**: rows, then counters, then campaigns, in one transaction.
//!
//! Left to others: who is in the audience and what their messages say (campaigns), the stream's loop (streams),
//! who is told (live).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::auth::Forbidden;
use crate::clock::Clock;
use crate::config::{Config, ConsentPolicy, StreamLimits};
use crate::db::{Db, DbError};
use crate::streams::{self, PublishError, Redis, Runtime};
use crate::vendor::MessageVendor;

mod answers;
mod backoff;
mod call;
mod circuit;
mod claim;
mod dispatch;
pub mod fate;
mod held;
mod lanes;
mod merge;
mod rate;
pub mod receipt;
mod receipts;
pub mod record;
mod sender;
mod store;
mod sweep;
mod token;
mod view;
mod walk;

use self::claim::DeliverConsumer;
pub use self::dispatch::run as run_dispatch;
pub use self::receipts::ReceiptsConsumer;
use self::sender::Sender;
pub use self::sweep::run as run_sweep;

/// Batches of claimed rows that may wait for the sender to look at them.
const INBOX: usize = 16;
/// Transactions that claim at a time, a process.
const CONSUMERS: usize = 2;

/// Why receipts were not taken in, or work not done.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// Not for this caller.
    #[error("not allowed")]
    Forbidden(#[from] Forbidden),
    /// The database did not do what was asked.
    #[error("the database failed")]
    Db(#[from] DbError),
    /// The stream did not take it.
    #[error("the stream failed")]
    Publish(#[from] PublishError),
}

/// What delivery works with. Cheap to clone.
#[derive(Clone)]
pub struct Handles {
    /// The workers' pool.
    pub db: Db,
    /// The streams.
    pub redis: Redis,
    /// What time it is.
    pub clock: Clock,
    /// The bounds of the streams.
    pub limits: StreamLimits,
    /// How hard to try.
    pub policy: fate::Policy,
    /// Calls in flight, this process.
    pub concurrency: usize,
    /// How long a receipt may be awaited.
    pub receipt_timeout: Duration,
    /// Who may be messaged.
    pub consent: ConsentPolicy,
}

impl Handles {
    /// Those of a worker process. `db` is a pool for work: its connections let go of a frozen worker's locks.
    pub fn new(config: &Config, db: Db, redis: Redis, clock: Clock) -> Self {
        Self {
            db,
            redis,
            clock,
            limits: config.streams,
            policy: fate::Policy { attempts: config.vendor.attempts, idempotent: config.vendor.idempotent },
            concurrency: config.vendor.concurrency,
            receipt_timeout: config.vendor.receipt_timeout,
            consent: config.workspace.consent,
        }
    }
}

/// A delivery worker, until `stop` and within eight seconds of it: consumers claim what tokens name, a sender makes
/// the calls. They share what is held, so they live and die together: a panic of one is the panic of all, and the
/// claims run out as those of any dead worker.
pub async fn run_deliver<V: MessageVendor>(handles: Handles, vendor: Arc<V>, stop: CancellationToken) {
    let (sender, inbox) = mpsc::channel(INBOX);
    let holdings = Arc::new(held::Holdings::default());
    let runtime = Runtime { db: handles.db.clone(), redis: handles.redis.clone(), limits: handles.limits };
    let consumer = Arc::new(DeliverConsumer { handles: handles.clone(), holdings: Arc::clone(&holdings), sender });
    let mut parts = JoinSet::new();
    for _ in 0..CONSUMERS {
        parts.spawn(streams::run(Arc::clone(&consumer), runtime.clone(), stop.clone()));
    }
    drop(consumer);
    parts.spawn(Sender { handles, vendor, holdings, inbox }.run(stop));
    while let Some(ended) = parts.join_next().await {
        if let Err(error) = ended
            && error.is_panic()
        {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}
