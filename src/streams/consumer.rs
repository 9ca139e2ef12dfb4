//! The one trait that every consumer implements.

use std::future::Future;
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::apply::Applied;
use super::topic::Topic;
use crate::db::DbError;
use crate::ids::DeadLetterId;

/// How much one transaction takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows a batch; an entry is never split, so a batch may pass this by one entry.
    pub rows: usize,
    /// Entries a batch.
    pub entries: usize,
    /// How long to wait for more after the first entry, for streams whose entries carry a row each.
    pub linger: Duration,
}

/// One row of a batch.
#[derive(Clone, Debug)]
pub struct Row<R> {
    /// Which entry of the batch it came with.
    pub entry: usize,
    /// Its place in the entry.
    pub index: i32,
    /// The dead letter that it is replayed from.
    pub replay: Option<DeadLetterId>,
    /// The row.
    pub value: R,
}

/// What a stream's rows do to the database. One transaction a batch:
/// `begin`, then `apply` (on all rows; after a data error on halves, each in a savepoint), then the commit,
/// then `after_commit`. Any of them may run again for the same rows after a failure or a kill.
pub trait Consumer: Send + Sync + 'static {
    /// One row.
    type Row: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// What `begin` learned and `apply` needs.
    type Session: Send + Sync;
    /// What `apply` leaves to be told or done after the commit.
    type Effects: Send;

    /// Which stream.
    fn topic(&self) -> Topic;

    /// How much at a time.
    fn limits(&self) -> Limits;

    /// Takes every lock that the batch needs, in an order that all consumers share, outside of any savepoint
    /// (a savepoint that is rolled back lets its locks go). May reorder `rows`; `apply` sees slices of that
    /// order.
    fn begin(
        &self,
        connection: &mut AsyncPgConnection,
        rows: &mut Vec<&Row<Self::Row>>,
    ) -> impl Future<Output = Result<Self::Session, DbError>> + Send;

    /// Applies rows, all or nothing: an error undoes the slice. A data error is narrowed down to the row at
    /// fault by the runtime; what this method itself refuses, it returns as rejected while the others stand.
    fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        session: &Self::Session,
        rows: &[&Row<Self::Row>],
    ) -> impl Future<Output = Result<Applied<Self::Effects>, DbError>> + Send;

    /// Tells and does what follows from the commit. Awaited before the next batch is read, so a consumer that
    /// is busy here reads no further; a failure here is the implementor's to handle.
    fn after_commit(&self, effects: Vec<Self::Effects>) -> impl Future<Output = ()> + Send;
}
