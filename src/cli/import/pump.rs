//! Windows in, calls out, some at a time, and each acknowledged window written down. The order of the file is
//! kept for each id: a window waits for those in flight that share an id with it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};

use super::journal::{Done, Entry, Journal, JournalError};
use super::progress::Progress;
use super::records::{Place, ReadError};
use super::rejected::RejectedFile;
use super::window::{Rejected, Window};
use crate::client::ingest::{self, Kind, SendError};
use crate::client::retry::{GaveUp, Link};

/// Why sending ended early. What was acknowledged before is written down.
#[derive(Debug, thiserror::Error)]
pub enum PumpError {
    /// The file.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The server.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file of rejected rows.
    #[error("the rejected rows cannot be written")]
    Rejected(#[source] std::io::Error),
    /// A fault of ours.
    #[error("a sender broke down")]
    Broken(#[from] JoinError),
    /// The person asked for it.
    #[error("stopped")]
    Stopped,
}

/// A window whose calls were all answered.
struct Acknowledged {
    index: u64,
    end: Place,
    bytes: u64,
    accepted: u64,
    batches: Vec<String>,
    rejected: Vec<Rejected>,
}

/// Where acknowledged windows go: rejected rows first, then the journal, so that what the journal says is true.
pub struct Recorder {
    /// What is done.
    pub journal: Journal,
    /// What was refused.
    pub rejected: RejectedFile,
    /// The sums.
    pub done: Done,
    /// Who is told.
    pub progress: Arc<Progress>,
}

impl Recorder {
    fn record(&mut self, mut window: Acknowledged) -> Result<(), PumpError> {
        let rejected_bytes = self.rejected.add(&mut window.rejected).map_err(PumpError::Rejected)?;
        let entry = Entry {
            window: window.index,
            end: window.end,
            bytes: window.bytes,
            accepted: window.accepted,
            rejected: window.rejected.len() as u64,
            batches: window.batches,
            rejected_bytes,
        };
        self.journal.record(&entry)?;
        self.done.add(entry);
        self.progress.reach(self.done.bytes, self.done.accepted);
        Ok(())
    }
}

/// Sends windows.
pub struct Pump {
    /// The way to the server.
    pub link: Link,
    /// What the rows are.
    pub kind: Kind,
    /// Windows in flight at once.
    pub concurrency: usize,
}

impl Pump {
    /// Sends all windows of the channel. At the first failure nothing more is begun and calls in flight are
    /// given up: their idempotency keys make it safe to repeat them.
    pub async fn run(
        &self,
        mut windows: mpsc::Receiver<Result<Window, ReadError>>,
        recorder: &mut Recorder,
    ) -> Result<(), PumpError> {
        let mut tasks: JoinSet<Result<Acknowledged, SendError>> = JoinSet::new();
        let mut flights: HashMap<u64, HashSet<String>> = HashMap::new();
        let mut waiting: Option<(Window, HashSet<String>)> = None;
        let mut more = true;
        while more || waiting.is_some() || !tasks.is_empty() {
            let free = tasks.len() < self.concurrency;
            if let Some((window, ids)) =
                waiting.take_if(|(_, ids)| free && flights.values().all(|flight| flight.is_disjoint(ids)))
            {
                flights.insert(window.index, ids);
                tasks.spawn(send(self.link.clone(), self.kind, recorder.journal.scope(), window));
            }
            tokio::select! {
                Some(finished) = tasks.join_next() => {
                    let acknowledged = match finished? {
                        Err(SendError::Call(GaveUp::Stopped)) => return Err(PumpError::Stopped),
                        other => other?,
                    };
                    flights.remove(&acknowledged.index);
                    recorder.record(acknowledged)?;
                }
                next = windows.recv(), if more && waiting.is_none() => match next {
                    Some(window) => {
                        let window = window?;
                        let ids = window.ids();
                        waiting = Some((window, ids));
                    }
                    None => more = false,
                },
                () = self.link.stop.cancelled() => return Err(PumpError::Stopped),
            }
        }
        Ok(())
    }
}

async fn send(link: Link, kind: Kind, scope: String, window: Window) -> Result<Acknowledged, SendError> {
    let (index, end, bytes) = (window.index, window.end, window.bytes);
    let (calls, mut rejected) = window.into_calls();
    let (mut accepted, mut batches) = (0, Vec::new());
    for (number, rows) in calls.into_iter().enumerate() {
        let json: Vec<&serde_json::value::RawValue> = rows.iter().map(|row| row.ready.json.as_ref()).collect();
        let mut sent = ingest::send(&link, kind, &json, &format!("{scope} {index}.{number}")).await?;
        accepted += sent.accepted;
        batches.extend(sent.batch);
        rejected.extend(rows.into_iter().enumerate().filter_map(|(place, row)| {
            let problems = sent.refused.remove(&place)?;
            Some(Rejected { line: row.line, original: row.original, problems })
        }));
    }
    Ok(Acknowledged { index, end, bytes, accepted, batches, rejected })
}
