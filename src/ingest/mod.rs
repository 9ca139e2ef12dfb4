//! How customers and orders come in.
//!
//! The API only checks rows and publishes them; it never touches Postgres, so that a burst of calls is as
//! quick as the stream takes it. Consumers persist them, set by set. What is promised:
//!
//! - **A row that was accepted is persisted or listed as a dead letter**, and the call's progress counts it.
//! - **The stored state is a function of the set of accepted rows.** Each field is a register that the newest
//!   row wins ([`merge`]); joining registers does not depend on order, grouping or repeats, so neither
//!   redelivery nor replays nor any number of consumers can change the outcome.
//! - **The audience row is exact** in the same transaction as the record ([`consume`]).
//! - **Two consumers never deadlock**: existing customers are locked in the order of their ids, then new
//!   customers are inserted in the order of their keys, then new orders in the order of theirs; nobody ever
//!   goes back in that order.
//! - **A repeated call with an idempotency key is harmless** for a day and gets the same answer.
//!
//! What it leaves to others: redelivery, dead letters and progress figures to `streams`; reading to
//! `customers`.

mod accept;
mod check;
pub mod consume;
pub mod dead_letters;
pub mod merge;
mod progress;
pub mod row;
mod store;

pub use self::accept::{Call, ErrorPolicy, Ingested, Intake, customers, orders};
pub use self::check::{LONGEST_ID, LONGEST_TEXT, MOST_ROWS};
pub use self::progress::{Batch, Kind, Progress, batch, follow};
pub use self::row::{CustomerInput, Given, ItemInput, OrderInput};

use crate::auth::Forbidden;
use crate::db::DbError;
use crate::streams::dead_letter::ReplayError;
use crate::streams::{PublishError, RedisError};

/// Why nothing came in, or nothing could be told about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller may not.
    #[error("ingestion was refused")]
    Forbidden(#[from] Forbidden),
    /// The stream did not take the rows; none of them.
    #[error("the rows were not published")]
    Publish(#[from] PublishError),
    /// Redis, where it is only read.
    #[error("the batch cannot be read")]
    Redis(#[from] RedisError),
    /// The database.
    #[error("the progress cannot be read")]
    Db(#[from] DbError),
    /// Dead letters could not be published again.
    #[error("the dead letters cannot be replayed")]
    Replay(#[from] ReplayError),
    /// What we wrote ourselves cannot be read.
    #[error("a record of ours cannot be read")]
    Record(#[from] serde_json::Error),
}
