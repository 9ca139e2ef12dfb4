//! What the vendor has counted: what it did with messages, from the ledger and so over
//! all its lives, and how it misbehaved, since this process started.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use crate::book::Tally;

/// Counters of this process, changed from many tasks.
#[derive(Debug, Default)]
pub struct Counters {
    pub refused_5xx: Counter,
    pub refused_429: Counter,
    pub hung: Counter,
    pub cut: Counter,
    pub reset: Counter,
    pub dripped: Counter,
    pub invalid: Counter,
    pub key_reused: Counter,
    pub receipt_calls: Counter,
    pub receipts_duplicated: Counter,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The answer of `GET /v1/stats`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Messages accepted.
    pub accepted: u64,
    /// Different keys among them: less than `accepted` only when keys are ignored.
    pub distinct_keys: u64,
    /// Calls with a key that was known already.
    pub repeats: u64,
    /// Messages whose outcome has happened and was a delivery.
    pub delivered: u64,
    /// Messages whose outcome has happened and was a failure.
    pub failed: u64,
    /// Messages whose receipt was taken by the receiver, each counted once.
    pub receipts_sent: u64,
    /// Messages whose receipt is still to be sent or tried again.
    pub receipts_pending: u64,
    /// Receipts refused for good by the receiver.
    pub receipts_rejected: u64,
    /// Receipts swallowed by a fault.
    pub receipts_dropped: u64,
    /// Receipts given up after a day of attempts.
    pub receipts_expired: u64,
    /// Second copies taken by the receiver, in this process.
    pub receipts_duplicated: u64,
    /// HTTP calls made to deliver receipts, in this process.
    pub receipt_calls: u64,
    /// Calls answered with a 5xx on purpose, in this process.
    #[serde(rename = "refused5xx")]
    pub refused_5xx: u64,
    /// Calls answered 429, in this process.
    #[serde(rename = "refused429")]
    pub refused_429: u64,
    /// Calls left hanging, in this process.
    pub hung: u64,
    /// Calls accepted and cut off without an answer, in this process.
    pub cut: u64,
    /// Calls whose connection was reset before acceptance, in this process.
    pub reset: u64,
    /// Calls accepted whose answer trickled, in this process.
    pub dripped: u64,
    /// Calls refused as malformed, in this process.
    pub invalid: u64,
    /// Calls refused because their key stands for another message, in this process.
    pub key_reused: u64,
}

impl Stats {
    #[must_use]
    pub fn of(tally: Tally, counters: &Counters) -> Self {
        let settled = tally.sent + tally.rejected + tally.dropped + tally.expired;
        Self {
            accepted: tally.accepted,
            distinct_keys: tally.distinct_keys,
            repeats: tally.repeats,
            delivered: tally.delivered,
            failed: tally.failed,
            receipts_sent: tally.sent,
            receipts_pending: tally.accepted.saturating_sub(settled),
            receipts_rejected: tally.rejected,
            receipts_dropped: tally.dropped,
            receipts_expired: tally.expired,
            receipts_duplicated: counters.receipts_duplicated.get(),
            receipt_calls: counters.receipt_calls.get(),
            refused_5xx: counters.refused_5xx.get(),
            refused_429: counters.refused_429.get(),
            hung: counters.hung.get(),
            cut: counters.cut.get(),
            reset: counters.reset.get(),
            dripped: counters.dripped.get(),
            invalid: counters.invalid.get(),
            key_reused: counters.key_reused.get(),
        }
    }
}
