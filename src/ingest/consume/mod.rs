//! Persisting accepted rows. One transaction a batch, a handful of statements whatever its size.
//!
//! All consumers, in however many processes, take their locks in one order, so that no circle of waiting can
//! close:
//!
//! 1. customers that exist, by id (`FOR NO KEY UPDATE`), the owners of known orders among them;
//! 2. customers that do not exist yet: inserted, by external id;
//! 3. orders that do not exist yet: inserted, by external id.
//!
//! An insert waits for another transaction that is inserting the same key, and only a transaction that has
//! reached the same step or a later one can be waited for. What turns out to exist after all is locked if it
//! is free; if not, the batch begins again ([`store::overtaken`](super::store)). An order is changed only by
//! who holds its owner, and an audience row only by who holds its customer, so neither needs locks of its own.

mod customers;
mod orders;

use std::collections::BTreeSet;
use std::time::Duration;

use diesel_async::{AsyncConnection, AsyncPgConnection, TransactionManager};

pub use self::customers::CustomersConsumer;
pub use self::orders::OrdersConsumer;

use super::store;
use crate::db::DbError;
use crate::ids::BatchId;
use crate::live::{self, Notice};
use crate::streams::{Applied, Limits, Redis, Rejected};

/// Enough rows for a statement to be worth its while; few enough for locks to be held only briefly.
const LIMITS: Limits = Limits { rows: 4_000, entries: 64, linger: Duration::ZERO };

/// What is told after the commit: whose progress moved.
pub type Touched = BTreeSet<BatchId>;

type Transactions = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// Subscribers look again.
async fn announce(redis: &Redis, effects: Vec<Touched>) {
    let batches: Touched = effects.into_iter().flatten().collect();
    let mut notices: Vec<Notice> = batches.into_iter().map(Notice::Batch).collect();
    notices.push(Notice::Audience);
    live::announce(redis, &notices).await;
}

/// Inserts what nobody had a moment ago without looking again, which is much cheaper; nothing is inserted, and
/// `None` returned, where somebody was quicker after all.
async fn insert_unknown<T: Send>(
    connection: &mut AsyncPgConnection,
    insert: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, DbError>,
) -> Result<Option<T>, DbError> {
    Transactions::begin_transaction(connection).await?;
    match insert(connection).await {
        Ok(inserted) => {
            Transactions::commit_transaction(connection).await?;
            Ok(Some(inserted))
        }
        Err(error) => {
            Transactions::rollback_transaction(connection).await?;
            if store::is_known(&error) { Ok(None) } else { Err(error) }
        }
    }
}

/// Applies one row alone. What is wrong with its data is then said in our words, and its batch is told of, as
/// it would not be if the row simply failed.
async fn alone(
    connection: &mut AsyncPgConnection,
    touched: Touched,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<(), DbError>,
) -> Result<Applied<Touched>, DbError> {
    Transactions::begin_transaction(connection).await?;
    match work(connection).await {
        Ok(()) => {
            Transactions::commit_transaction(connection).await?;
            Ok(Applied { effects: touched, rejected: Vec::new() })
        }
        Err(error) if error.is_transient() => Err(error),
        Err(error) => {
            Transactions::rollback_transaction(connection).await?;
            Ok(Applied { effects: touched, rejected: vec![refusal(&error)] })
        }
    }
}

fn refusal(error: &DbError) -> Rejected {
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let (code, reason) = if said.contains("out of range") {
        let reason = "With this row the customer's spend or number of orders is larger than can be stored. Correct the \
                      amounts of the customer's orders, then replay this row.";
        ("FIGURES_OUT_OF_RANGE", reason.to_owned())
    } else if error.constraint() == Some("audience_orders_add_up") {
        let reason = "What is stored of this customer's figures is not what the orders come to, so this row cannot be \
                      added to it. Put the customer's audience row right, then replay this row.";
        ("FIGURES_DO_NOT_ADD_UP", reason.to_owned())
    } else {
        ("REFUSED_BY_DATABASE", said)
    };
    Rejected { row: 0, code, reason }
}
