//! One runtime for every consumer, because the promise is one: an entry that was accepted is applied, or its
//! bad rows are listed as dead letters with their reasons; nothing is lost to a kill and nothing counts twice.
//!
//! What it promises:
//! - **Acknowledged after the commit**, by the one who committed. An entry carries a chunk of rows; its
//!   `ingest_chunks` row is inserted in the same transaction, so a redelivered chunk is known to be done.
//! - **Trouble is not the entry's fault.** Connection, serialisation, deadlock, resources, shutdown: the same
//!   batch is tried again with backoff until it goes through.
//! - **Bad rows do not hold up good ones.** On a data error the batch is bisected by savepoints; the good rows
//!   commit, each bad row becomes a dead letter in the same transaction.
//!   A batch of many rows is first taken apart, so that the good ones of its other entries need not wait.
//! - **A dead consumer's entries are taken over in place**; live owners refresh what they hold.
//! - **A consumer that is told to stop** finishes the batch in hand and gives back what it has not begun.
//! - **An entry that keeps killing its worker** is run alone, then declared dead.
//! - **Trimming never drops unread work**: it goes by `MINID`, below what every group has acknowledged.
//! - **A full stream refuses** with [`PublishError::Backlogged`] instead of losing.
//!
//! What it leaves to others: what a row means, which locks it needs and what is told to subscribers
//! ([`Consumer`]'s implementors, in the domains).

mod ack;
mod apply;
pub mod consumer;
pub mod dead_letter;
pub mod envelope;
pub mod publish;
mod reclaim;
mod redis;
mod run;
mod store;
pub mod topic;
pub mod trim;

pub use self::apply::{Applied, Rejected};
pub use self::consumer::{Consumer, Limits, Row};
pub use self::envelope::{BatchPart, Chunk};
pub use self::publish::{Publication, PublishError, Published, publish};
pub use self::redis::{Redis, RedisError};
pub use self::run::{Runtime, run};

pub use self::topic::Topic;
