//! Who counts. Today Postgres does; the audience index of a node will answer the same question from memory, and
//! nobody who asks will notice but by the clock.

use std::future::Future;
use std::time::Duration;

use diesel::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Array, BigInt};
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection, TransactionManager};

use super::compile::{self, Boxed};
use super::eval::Moment;
use super::rule::Rule;
use super::{Error, reach};
use crate::config::ConsentPolicy;
use crate::customers::kind::Channel;
use crate::db::{Db, DbError};

/// How long a preview may take before it gives up.
pub const PREVIEW_TIMEOUT: Duration = Duration::from_secs(10);

/// What is to be counted.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The tree.
    pub rule: &'a Rule,
    /// When, and by whose calendar.
    pub moment: Moment,
    /// The channel that the reachable are counted for; any, where not given.
    pub channel: Option<Channel>,
    /// Who may be messaged.
    pub consent: ConsentPolicy,
}

/// The answer, all of one snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// All customers.
    pub everyone: i64,
    /// The members who may and can be messaged.
    pub reachable: i64,
    /// The members of each node, in the order of [`Rule::nodes`]; the first is the whole rule's.
    pub nodes: Vec<i64>,
}

/// Counts every node of a rule.
pub trait AudienceEngine: Send + Sync {
    /// The counts of one snapshot.
    fn count(&self, question: Question<'_>) -> impl Future<Output = Result<Counts, Error>> + Send;
}

/// Postgres.
#[derive(Clone, Copy)]
pub struct SqlEngine<'a> {
    /// The database or its replica.
    pub db: &'a Db,
    /// When to give up with [`Error::Timeout`].
    pub timeout: Duration,
}

impl<'a> SqlEngine<'a> {
    /// For previews.
    pub fn new(db: &'a Db) -> Self {
        Self { db, timeout: PREVIEW_TIMEOUT }
    }
}

#[derive(QueryableByName)]
struct CountsRow {
    #[diesel(sql_type = Array<BigInt>)]
    counts: Vec<i64>,
}

impl AudienceEngine for SqlEngine<'_> {
    async fn count(&self, question: Question<'_>) -> Result<Counts, Error> {
        let reachable = reach::reachable(question.channel, question.consent);
        let query = compile::counts(question.rule, question.moment, &reachable).boxed();
        let rows: Vec<CountsRow> = timed((self.db, self.timeout), query).await?;
        let mut counts = rows.into_iter().flat_map(|row| row.counts);
        let (everyone, reachable) = (counts.next().unwrap_or(0), counts.next().unwrap_or(0));
        Ok(Counts { everyone, reachable, nodes: counts.collect() })
    }
}

/// Runs a compiled query within a time, without the compiler that takes longer to warm up than a count
/// takes to run.
pub(super) async fn timed<R>((db, timeout): (&Db, Duration), query: Boxed) -> Result<Vec<R>, Error>
where
    R: QueryableByName<Pg> + Send + 'static,
{
    bounded((db, timeout), async |connection| Ok(query.load(connection).await?)).await
}

/// Reads one snapshot, each statement within a time: [`Error::Timeout`] where one takes longer.
pub(super) async fn bounded<T: Send>(
    (db, timeout): (&Db, Duration),
    read: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, DbError>,
) -> Result<T, Error> {
    let mut connection = db.get().await?;
    Ok(within(&mut connection, timeout, read).await?)
}

/// Likewise, on a connection that one has. The error says by itself that it is a time-out.
pub async fn within<T: Send>(
    connection: &mut AsyncPgConnection,
    timeout: Duration,
    read: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, DbError>,
) -> Result<T, DbError> {
    AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await?;
    let read = match limit(connection, timeout).await {
        Ok(()) => read(connection).await,
        Err(error) => Err(error),
    };
    match read {
        Ok(read) => {
            AnsiTransactionManager::commit_transaction(connection).await?;
            Ok(read)
        }
        Err(error) => {
            AnsiTransactionManager::rollback_transaction(connection).await?;
            Err(error)
        }
    }
}

/// Lets each further statement of the caller's transaction take so long, without the compiler.
pub async fn limit(connection: &mut AsyncPgConnection, timeout: Duration) -> Result<(), DbError> {
    let settings = format!("SET LOCAL statement_timeout = {}; SET LOCAL jit = off", timeout.as_millis());
    Ok(connection.batch_execute(&settings).await?)
}
