//! The way to Postgres: pools, migrations, and the classes of its failures.
//!
//! Writers and readers have pools of their own, so that a heavy preview never keeps a consumer waiting.
//! Connections of workers carry time-outs of their own, so that the locks of a frozen worker fall.

use std::time::Duration;

use deadpool::managed::{Hook, HookError};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::deadpool::{Object, Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub mod money;
pub mod page;
pub mod schema;

/// A connection checked out of a pool.
pub type Connection = Object<AsyncPgConnection>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(5);

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection could be had in time.
    #[error("no connection to the database")]
    Pool(#[from] PoolError),
    /// The statement failed.
    #[error("the database refused a statement")]
    Query(#[from] DieselError),
}

impl DbError {
    /// Whether the same statement may succeed later: connection, serialisation, deadlock, resources, shutdown.
    /// Everything else is about the data or about us.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Pool(_) => true,
            Self::Query(error) => is_transient(error),
        }
    }

    /// Whether the statement was given up because it took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Query(DieselError::DatabaseError(_, info)) if info.message().contains("statement timeout"))
    }

    /// The name of the constraint that refused a row, where one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Query(DieselError::DatabaseError(_, info)) => info.constraint_name(),
            _ => None,
        }
    }
}

/// Whether a statement that failed like this may succeed later, unchanged.
pub fn is_transient(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(kind, info) => match kind {
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => true,
            // diesel has no kind for these and hides the SQLSTATE; Postgres's own English texts remain.
            // lc_messages is set to C on every connection of ours, so that they are these.
            _ => {
                const TRANSIENT: [&str; 17] = [
                    "deadlock detected",
                    "canceling statement due to",
                    "could not obtain lock",
                    "terminating connection",
                    "the database system is",
                    "too many connections",
                    "sorry, too many clients",
                    "remaining connection slots",
                    "connection closed",
                    "connection reset",
                    "broken pipe",
                    "error communicating with the server",
                    "out of memory",
                    "out of shared memory",
                    "could not extend file",
                    "No space left on device",
                    "cannot execute",
                ];
                TRANSIENT.iter().any(|text| info.message().contains(text))
            }
        },
        DieselError::BrokenTransactionManager
        | DieselError::RollbackErrorOnCommit { .. }
        | DieselError::AlreadyInTransaction
        | DieselError::NotInTransaction => true,
        _ => false,
    }
}

/// What a pool is for decides the time-outs of its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Consumers and workers: a frozen one must let go of its locks.
    Work,
    /// The API's own small writes and its reads.
    Serve,
    /// Previews and lists, on a replica where there is one.
    Read,
}

impl Purpose {
    fn settings(self) -> &'static str {
        match self {
            Self::Work => {
                "SET lc_messages = 'C'; SET TimeZone = 'UTC'; SET idle_in_transaction_session_timeout = '10s'; \
                 SET lock_timeout = '20s'; SET client_connection_check_interval = '2s'; \
                 SET application_name = 'xeno work'"
            }
            Self::Serve => {
                "SET lc_messages = 'C'; SET TimeZone = 'UTC'; SET idle_in_transaction_session_timeout = '10s'; \
                 SET lock_timeout = '5s'; SET statement_timeout = '30s'; SET application_name = 'xeno serve'"
            }
            Self::Read => {
                "SET lc_messages = 'C'; SET TimeZone = 'UTC'; SET statement_timeout = '30s'; \
                 SET client_connection_check_interval = '2s'; SET default_transaction_read_only = on; \
                 SET application_name = 'xeno read'"
            }
        }
    }
}

/// A pool of connections for one purpose. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<AsyncPgConnection>,
}

impl Db {
    /// A pool that connects when it is first asked.
    pub fn new(url: &str, purpose: Purpose, connections: usize) -> anyhow::Result<Self> {
        let mut config = ManagerConfig::<AsyncPgConnection>::default();
        config.recycling_method = RecyclingMethod::Fast;
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url, config);
        let settings = Hook::async_fn(move |connection: &mut AsyncPgConnection, _| {
            Box::pin(async move {
                connection
                    .batch_execute(purpose.settings())
                    .await
                    .map_err(|error| HookError::message(error.to_string()))
            })
        });
        let pool = Pool::builder(manager)
            .max_size(connections)
            .wait_timeout(Some(WAIT_FOR_CONNECTION))
            .create_timeout(Some(WAIT_FOR_CONNECTION))
            .recycle_timeout(Some(WAIT_FOR_CONNECTION))
            .runtime(deadpool::Runtime::Tokio1)
            .post_create(settings)
            .build()?;
        Ok(Self { pool })
    }

    /// A connection, within five seconds.
    pub async fn get(&self) -> Result<Connection, DbError> {
        Ok(self.pool.get().await?)
    }

    /// Whether Postgres answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        Ok(self.get().await?.batch_execute("SELECT 1").await?)
    }
}

/// Brings the schema up to date; returns the names of the migrations that ran. Needs a multi-thread runtime.
pub async fn migrate(db: &Db) -> anyhow::Result<Vec<String>> {
    let mut harness = AsyncMigrationHarness::new(db.get().await?);
    let applied = harness.run_pending_migrations(MIGRATIONS).map_err(|error| anyhow::anyhow!(error))?;
    Ok(applied.iter().map(ToString::to_string).collect())
}
