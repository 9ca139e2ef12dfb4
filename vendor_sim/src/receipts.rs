//! The pump: it sends each receipt when it is due, over a bounded number of calls at a
//! time, until the receiver takes it, refuses it for good, or a day has passed.
//!
//! One task owns the timetable, the queue of what is due and the calls under way, so
//! there is no lock and no order of events to reason about. What it knows can be lost at
//! any moment: whatever the ledger does not call settled is scheduled again at the next
//! start, under the same webhook id.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::clock::now_ms;
use crate::ledger::Ledger;
use crate::record::Settled;
use crate::sender::{Sender, Verdict, backoff};
use crate::settings::Settings;
use crate::stats::Counters;

/// How long after its outcome a receipt is tried.
const LIFETIME_MS: i64 = 24 * 60 * 60 * 1000;
/// How long calls under way may take to end once the service stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// A receipt to send. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    due_ms: i64,
    index: usize,
    tries: u32,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The receipt that the ledger waits for.
    Receipt,
    /// The second one of a doubled receipt; nobody remembers it.
    Copy,
}

/// See the module.
pub struct Pump {
    ledger: Arc<Ledger>,
    sender: Sender,
    counters: Arc<Counters>,
    settings: watch::Receiver<Settings>,
    timetable: BinaryHeap<Reverse<Job>>,
    due: VecDeque<Job>,
    under_way: JoinSet<(Job, Verdict)>,
}

impl Pump {
    #[must_use]
    pub fn new(
        ledger: Arc<Ledger>,
        sender: Sender,
        counters: Arc<Counters>,
        settings: watch::Receiver<Settings>,
    ) -> Self {
        Self {
            ledger,
            sender,
            counters,
            settings,
            timetable: BinaryHeap::new(),
            due: VecDeque::new(),
            under_way: JoinSet::new(),
        }
    }

    /// Sends the receipts of the messages that arrive over `accepted`, until `stop`.
    pub async fn run(mut self, mut accepted: mpsc::UnboundedReceiver<Vec<usize>>, stop: CancellationToken) {
        loop {
            self.ripen(now_ms());
            self.start();
            let next = self.until_next(now_ms());
            tokio::select! {
                () = stop.cancelled() => break,
                Some(messages) = accepted.recv() => self.schedule(&messages),
                Some(ended) = self.under_way.join_next() => match ended {
                    Ok((job, verdict)) => self.conclude(job, verdict),
                    Err(error) => tracing::error!(%error, "a receipt's call broke down"),
                },
                Ok(()) = self.settings.changed() => {}
                () = tokio::time::sleep(next.unwrap_or_default()), if next.is_some() => {}
            }
        }
        self.finish().await;
    }

    fn schedule(&mut self, messages: &[usize]) {
        for index in messages.iter().copied() {
            let Some(due) = self.ledger.due(index) else {
                continue;
            };
            let job = |due_ms, kind| Reverse(Job { due_ms, index, tries: 0, kind });
            self.timetable.push(job(due.first_ms, Kind::Receipt));
            if let Some(second_ms) = due.second_ms {
                self.timetable.push(job(second_ms, Kind::Copy));
            }
        }
    }

    /// Moves what is due into the queue. The outcome of a message happens here, whether
    /// or not its receipt can be sent now or at all.
    fn ripen(&mut self, now_ms: i64) {
        while let Some(Reverse(job)) = self.timetable.peek().copied() {
            if job.due_ms > now_ms {
                break;
            }
            self.timetable.pop();
            if job.kind == Kind::Copy || self.ledger.decide(job.index) {
                self.due.push_back(job);
            }
        }
    }

    fn start(&mut self) {
        let (paused, limit) = {
            let settings = self.settings.borrow_and_update();
            (settings.receipts_paused, settings.receipt_concurrency)
        };
        while !paused && self.under_way.len() < limit {
            let Some(job) = self.due.pop_front() else {
                break;
            };
            let Some(receipt) = self.ledger.receipt(job.index) else {
                continue;
            };
            self.counters.receipt_calls.add_one();
            let sender = self.sender.clone();
            self.under_way.spawn(async move { (job, sender.send(&receipt, Utc::now()).await) });
        }
    }

    /// The time until the timetable has something due; none if it is empty.
    fn until_next(&self, now_ms: i64) -> Option<Duration> {
        let Reverse(job) = self.timetable.peek()?;
        let wait_ms = u64::try_from(job.due_ms - now_ms).unwrap_or_default();
        Some(Duration::from_millis(wait_ms))
    }

    fn conclude(&mut self, job: Job, verdict: Verdict) {
        match verdict {
            Verdict::Again { after } => self.try_again(job, after),
            Verdict::Taken => match job.kind {
                Kind::Receipt => self.ledger.settle(job.index, Settled::Sent),
                Kind::Copy => self.counters.receipts_duplicated.add_one(),
            },
            Verdict::Rejected => self.give_up(job, Settled::Rejected),
        }
    }

    fn try_again(&mut self, job: Job, after: Option<Duration>) {
        let tries = job.tries.saturating_add(1);
        let wait = backoff(tries, rand::random()).max(after.unwrap_or_default());
        let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let due_ms = now_ms().saturating_add(wait_ms);
        let occurred_ms = self.ledger.receipt(job.index).map(|r| r.occurred_ms);
        if occurred_ms.is_none_or(|occurred_ms| due_ms - occurred_ms > LIFETIME_MS) {
            self.give_up(job, Settled::Expired);
            return;
        }
        self.timetable.push(Reverse(Job { due_ms, tries, ..job }));
    }

    fn give_up(&self, job: Job, settled: Settled) {
        if job.kind == Kind::Receipt {
            self.ledger.settle(job.index, settled);
        }
    }

    /// Lets the calls under way end, within bounds.
    async fn finish(mut self) {
        let deadline = tokio::time::sleep(FAREWELL);
        tokio::pin!(deadline);
        loop {
            tokio::select! {
                () = &mut deadline => break,
                ended = self.under_way.join_next() => match ended {
                    Some(Ok((job, verdict))) => self.conclude(job, verdict),
                    Some(Err(error)) => tracing::error!(%error, "a receipt's call broke down"),
                    None => break,
                },
            }
        }
        self.under_way.shutdown().await;
    }
}
