//! What the vendor knows: every message, what was decided for it, and how far its
//! receipt has come.
//!
//! The book is plain data without locks or files. Each change is a [`Record`] that is
//! taken in and appended to a tail, for the journal to write; at the next start the same
//! records, taken in again, give the same book. Texts and addresses are not kept, only
//! digests; a message takes about 200 bytes.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use crate::fate::{LATE_FACTOR, Order, Plan};
use crate::message::{Channel, Message, Outcome};
use crate::record::{Accepted, Record, Settled};

/// How many keys that met only faults so far have their attempts remembered. Beyond it
/// the count begins again, which costs nothing but a fault met twice.
const MAX_REFUSED_KEYS: usize = 1_000_000;

/// Whether a known key is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPolicy {
    Honour,
    /// Every call is a new message.
    Ignore,
}

/// The answer to a call, due once the journal has reached `position`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub id: Uuid,
    /// Bytes of the journal since this process started.
    pub position: u64,
}

/// Why a message was not accepted.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the key stands for another message")]
pub struct KeyReused;

/// What the ledger has counted since it was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub accepted: u64,
    pub distinct_keys: u64,
    pub repeats: u64,
    pub delivered: u64,
    pub failed: u64,
    pub sent: u64,
    pub rejected: u64,
    pub dropped: u64,
    pub expired: u64,
}

/// A message as listings show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// From 1, in the order of acceptance.
    pub sequence: usize,
    pub key: Arc<str>,
    pub id: Uuid,
    pub channel: Channel,
    pub to_hash: u64,
    pub accepted_ms: i64,
    /// None until it has happened.
    pub outcome: Option<Outcome>,
    /// None while the receipt is to come.
    pub receipt: Option<Settled>,
}

/// When the receipts of a message are to be sent, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub first_ms: i64,
    /// Only where the receipt is sent twice.
    pub second_ms: Option<i64>,
}

/// What a receipt says and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub key: Arc<str>,
    pub id: Uuid,
    pub outcome: Outcome,
    pub occurred_ms: i64,
    pub callback: Arc<str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// The outcome lies ahead.
    Accepted,
    /// The outcome has happened, the receipt is to be sent.
    Decided,
    Settled(Settled),
}

enum Handling {
    Send,
    Drop,
}

struct Entry {
    key: Arc<str>,
    id: Uuid,
    digest: u128,
    to_hash: u64,
    accepted_ms: i64,
    callback: Arc<str>,
    plan: Plan,
    channel: Channel,
    progress: Progress,
    /// Calls with this key in this process, so that each draws its own fate.
    calls: u16,
}

/// What was appended and is not yet on disk.
#[derive(Default)]
pub(crate) struct Tail {
    pub lines: String,
    /// The messages accepted in these lines.
    pub accepted: Vec<usize>,
    /// The position of its end.
    pub end: u64,
}

/// See the module.
#[derive(Default)]
pub(crate) struct Book {
    entries: Vec<Entry>,
    by_key: HashMap<Arc<str>, usize>,
    callbacks: Vec<Arc<str>>,
    callback_numbers: HashMap<Arc<str>, usize>,
    /// Calls of keys that are not accepted yet, by the hash of the key.
    refused: HashMap<u64, u16>,
    tally: Tally,
    tail: Tail,
}

impl Book {
    /// The number of this call among the calls with `key`, from 0.
    pub fn next_attempt(&mut self, key: &str) -> u16 {
        let known = self.by_key.get(key).and_then(|index| self.entries.get_mut(*index));
        let calls = match known {
            Some(entry) => &mut entry.calls,
            None => {
                if self.refused.len() >= MAX_REFUSED_KEYS {
                    self.refused.clear();
                }
                self.refused.entry(short_hash(key)).or_default()
            }
        };
        let attempt = *calls;
        *calls = calls.saturating_add(1);
        attempt
    }

    /// Accepts `message` at `now_ms`, or recognises its key.
    pub fn admit(
        &mut self,
        message: &Message,
        plan: Plan,
        policy: KeyPolicy,
        now_ms: i64,
    ) -> Result<Ticket, KeyReused> {
        let digest = digest(message);
        let known = self.by_key.get(message.key.as_str()).copied();
        if let (Some(index), KeyPolicy::Honour) = (known, policy) {
            let same = self.entries.get(index).filter(|entry| entry.digest == digest);
            let id = same.ok_or(KeyReused)?.id;
            let position = self.record(Record::Repeated(index));
            return Ok(Ticket { id, position });
        }
        let callback = self.callback_number(&message.callback);
        let id = Uuid::now_v7();
        self.tail.accepted.push(self.entries.len());
        let position = self.record(Record::Accepted(Accepted {
            key: message.key.clone(),
            id,
            digest,
            to_hash: short_hash(&message.to),
            channel: message.channel,
            callback,
            accepted_ms: now_ms,
            plan,
        }));
        Ok(Ticket { id, position })
    }

    /// When the receipts of message `index` are due; none once settled.
    pub fn due(&self, index: usize) -> Option<Due> {
        let entry = self.entries.get(index)?;
        if matches!(entry.progress, Progress::Settled(_)) {
            return None;
        }
        let latency_ms = i64::from(entry.plan.latency_ms);
        let wait_ms = match entry.plan.order {
            Order::InTurn => latency_ms,
            Order::Early => 0,
            Order::Late => latency_ms * i64::from(LATE_FACTOR),
        };
        let first_ms = entry.accepted_ms + wait_ms;
        let second_ms = entry.plan.doubled.then_some(first_ms + latency_ms);
        Some(Due { first_ms, second_ms })
    }

    /// Notes that the outcome of message `index` has happened, and says whether its
    /// receipt is to be sent: not if it is to be dropped, which settles it.
    pub fn decide(&mut self, index: usize) -> bool {
        match self.happen(index) {
            Some(Handling::Send) => true,
            Some(Handling::Drop) => {
                self.record(Record::Settled(index, Settled::Dropped));
                false
            }
            None => false,
        }
    }

    /// What the receipt of message `index` says.
    pub fn receipt(&self, index: usize) -> Option<Receipt> {
        let entry = self.entries.get(index)?;
        let latency_ms = match entry.plan.order {
            Order::Early => 0,
            Order::InTurn | Order::Late => entry.plan.latency_ms,
        };
        Some(Receipt {
            key: Arc::clone(&entry.key),
            id: entry.id,
            outcome: entry.plan.outcome,
            occurred_ms: entry.accepted_ms + i64::from(latency_ms),
            callback: Arc::clone(&entry.callback),
        })
    }

    /// Up to `limit` messages after the one numbered `after`, in order.
    pub fn list(&self, after: usize, limit: usize) -> Vec<Listed> {
        let page = self.entries.iter().enumerate().skip(after).take(limit);
        page.map(|(index, entry)| entry.listed(index + 1)).collect()
    }

    pub fn tally(&self) -> Tally {
        Tally { accepted: self.entries.len() as u64, distinct_keys: self.by_key.len() as u64, ..self.tally }
    }

    /// The messages whose receipts are still to come.
    pub fn unsettled(&self) -> Vec<usize> {
        let entries = self.entries.iter().enumerate();
        entries.filter(|(_, entry)| !matches!(entry.progress, Progress::Settled(_))).map(|(index, _)| index).collect()
    }

    /// Takes what was appended since the last time.
    pub fn take_tail(&mut self) -> Tail {
        let fresh = Tail { end: self.tail.end, ..Tail::default() };
        std::mem::replace(&mut self.tail, fresh)
    }

    /// Appends a record to the tail and takes it in. Returns the position of its end.
    pub fn record(&mut self, record: Record) -> u64 {
        let before = self.tail.lines.len();
        // Writing into a String cannot fail.
        let _ = writeln!(self.tail.lines, "{record}");
        self.tail.end += (self.tail.lines.len() - before) as u64;
        self.apply(record);
        self.tail.end
    }

    fn callback_number(&mut self, url: &str) -> usize {
        if let Some(number) = self.callback_numbers.get(url) {
            return *number;
        }
        self.record(Record::Callback(url.to_owned()));
        self.callbacks.len() - 1
    }

    /// Takes in a record. False if it contradicts what came before.
    pub fn apply(&mut self, record: Record) -> bool {
        match record {
            Record::Callback(url) => {
                let url: Arc<str> = url.into();
                self.callback_numbers.insert(Arc::clone(&url), self.callbacks.len());
                self.callbacks.push(url);
                true
            }
            Record::Accepted(message) => self.apply_accepted(message),
            Record::Repeated(index) => {
                self.tally.repeats += 1;
                index < self.entries.len()
            }
            Record::Settled(index, settled) => self.apply_settled(index, settled),
        }
    }

    fn apply_accepted(&mut self, message: Accepted) -> bool {
        let Some(callback) = self.callbacks.get(message.callback).map(Arc::clone) else {
            return false;
        };
        let key: Arc<str> = message.key.into();
        let calls = self.refused.remove(&short_hash(&key)).unwrap_or_default();
        match self.by_key.entry(Arc::clone(&key)) {
            Slot::Occupied(_) => self.tally.repeats += 1,
            Slot::Vacant(slot) => {
                slot.insert(self.entries.len());
            }
        }
        self.entries.push(Entry {
            key,
            id: message.id,
            digest: message.digest,
            to_hash: message.to_hash,
            accepted_ms: message.accepted_ms,
            callback,
            plan: message.plan,
            channel: message.channel,
            progress: Progress::Accepted,
            calls,
        });
        true
    }

    fn apply_settled(&mut self, index: usize, settled: Settled) -> bool {
        self.happen(index);
        let Some(entry) = self.entries.get_mut(index) else {
            return false;
        };
        if matches!(entry.progress, Progress::Settled(_)) {
            return false;
        }
        entry.progress = Progress::Settled(settled);
        match settled {
            Settled::Sent => self.tally.sent += 1,
            Settled::Rejected => self.tally.rejected += 1,
            Settled::Dropped => self.tally.dropped += 1,
            Settled::Expired => self.tally.expired += 1,
        }
        true
    }

    /// Counts the outcome once, and says what becomes of the receipt; none if the message
    /// is unknown or settled.
    fn happen(&mut self, index: usize) -> Option<Handling> {
        let entry = self.entries.get_mut(index)?;
        match entry.progress {
            Progress::Settled(_) => return None,
            Progress::Decided => {}
            Progress::Accepted => {
                entry.progress = Progress::Decided;
                match entry.plan.outcome {
                    Outcome::Delivered => self.tally.delivered += 1,
                    Outcome::Failed(_) => self.tally.failed += 1,
                }
            }
        }
        Some(if entry.plan.dropped { Handling::Drop } else { Handling::Send })
    }
}

impl Entry {
    fn listed(&self, sequence: usize) -> Listed {
        Listed {
            sequence,
            key: Arc::clone(&self.key),
            id: self.id,
            channel: self.channel,
            to_hash: self.to_hash,
            accepted_ms: self.accepted_ms,
            outcome: (self.progress != Progress::Accepted).then_some(self.plan.outcome),
            receipt: match self.progress {
                Progress::Settled(settled) => Some(settled),
                Progress::Accepted | Progress::Decided => None,
            },
        }
    }
}

/// The first 8 bytes of the SHA-256 of `text`.
#[must_use]
pub fn short_hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// A digest of all that a repeat must repeat; lengths keep the fields apart.
fn digest(message: &Message) -> u128 {
    let mut hash = Sha256::new();
    for field in [message.channel.code(), &message.to, &message.text, &message.callback] {
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field);
    }
    let digest = hash.finalize();
    digest.iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte))
}
