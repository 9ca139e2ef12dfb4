//! The ledger: the book, shared by the calls, the receipts and the journal.
//!
//! It is the vendor's promise. A key that was answered with 202 is known for ever, also
//! after `kill -9`, and stands for one message and one receipt. So a change is made in
//! the book and appended to its tail under one lock, and whoever wants to answer first
//! waits until the journal has the tail on disk ([`Ledger::durable`]). Receipts are
//! scheduled by the journal after that point, never before: a receipt for a key that a
//! crash could forget would let the same key become two messages.

use std::sync::{Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::{Notify, watch};

use crate::book::{Book, Due, KeyPolicy, KeyReused, Listed, Receipt, Tail, Tally, Ticket};
use crate::fate::Plan;
use crate::message::Message;
use crate::record::{Record, Settled};

/// The journal has failed; nothing more is accepted.
#[derive(Debug, Error)]
#[error("the ledger cannot be written")]
pub struct Unwritable;

/// See the module. Messages are numbered from 0 in the order of acceptance.
pub struct Ledger {
    book: Mutex<Book>,
    appended: Notify,
    durable: watch::Receiver<u64>,
}

impl Ledger {
    pub(crate) fn new(durable: watch::Receiver<u64>) -> Self {
        Self { book: Mutex::default(), appended: Notify::new(), durable }
    }

    /// No code under this lock can stop half-way, so a poisoned one is still whole.
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of this call among the calls with `key`, from 0.
    pub fn next_attempt(&self, key: &str) -> u16 {
        self.book().next_attempt(key)
    }

    /// Accepts `message` at `now_ms`, or recognises its key. The caller is answered only
    /// after [`Ledger::durable`].
    ///
    /// # Errors
    /// If the key already stands for another message and keys are honoured.
    pub fn admit(&self, message: &Message, plan: Plan, policy: KeyPolicy, now_ms: i64) -> Result<Ticket, KeyReused> {
        let ticket = self.book().admit(message, plan, policy, now_ms)?;
        self.appended.notify_one();
        Ok(ticket)
    }

    /// Waits until everything up to `position` is on disk.
    ///
    /// # Errors
    /// If the journal has failed.
    pub async fn durable(&self, position: u64) -> Result<(), Unwritable> {
        let mut durable = self.durable.clone();
        let reached = durable.wait_for(|end| *end >= position).await;
        reached.map(|_| ()).map_err(|_| Unwritable)
    }

    /// When the receipts of message `index` are due; none once settled.
    #[must_use]
    pub fn due(&self, index: usize) -> Option<Due> {
        self.book().due(index)
    }

    /// Notes that the outcome of message `index` has happened, and says whether its
    /// receipt is to be sent: not if it is to be dropped, which settles it.
    pub fn decide(&self, index: usize) -> bool {
        let send = self.book().decide(index);
        if !send {
            self.appended.notify_one();
        }
        send
    }

    /// Records the end of the receipt of message `index`.
    pub fn settle(&self, index: usize, settled: Settled) {
        self.book().record(Record::Settled(index, settled));
        self.appended.notify_one();
    }

    /// What the receipt of message `index` says.
    #[must_use]
    pub fn receipt(&self, index: usize) -> Option<Receipt> {
        self.book().receipt(index)
    }

    /// Up to `limit` messages after the one numbered `after`, in order.
    #[must_use]
    pub fn list(&self, after: usize, limit: usize) -> Vec<Listed> {
        self.book().list(after, limit)
    }

    /// What was counted since the ledger was created.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.book().tally()
    }

    /// Takes in a record of the file. False if it contradicts what came before.
    pub(crate) fn replay(&self, record: Record) -> bool {
        self.book().apply(record)
    }

    /// The messages whose receipts are still to come.
    pub(crate) fn unsettled(&self) -> Vec<usize> {
        self.book().unsettled()
    }

    /// Takes what was appended since the last time.
    pub(crate) fn take_tail(&self) -> Tail {
        self.book().take_tail()
    }

    /// Waits until something may have been appended.
    pub(crate) async fn appended(&self) {
        self.appended.notified().await;
    }
}
