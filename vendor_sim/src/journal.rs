//! The ledger's file: replayed at the start, appended to in groups.
//!
//! One writer takes whatever has gathered while it wrote the last group, writes it with
//! one call and one `fdatasync`, and then tells everyone who waits: so the cost of a
//! sync is shared by all calls that come within it. A line that a crash has cut off in
//! the middle was never answered for and is removed at the next start; a damaged line
//! elsewhere is an error, because guessing could forget a key. The file is locked, as two
//! services on one ledger would tear it apart.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;

use crate::book::Tail;
use crate::ledger::Ledger;
use crate::record::Record;

/// The first line, so that a later format can tell.
const HEADER: &str = "vendor_sim ledger 1\n";

/// Why the ledger cannot be opened or written.
#[derive(Debug, Error)]
pub enum JournalError {
    #[error("cannot open the ledger {path}")]
    Open { path: PathBuf, source: io::Error },
    #[error("another process uses the ledger {0}")]
    InUse(PathBuf),
    #[error("the ledger {path} is damaged at line {line}")]
    Damaged { path: PathBuf, line: usize },
    #[error("the ledger cannot be written")]
    Write(#[source] io::Error),
    #[error("the ledger's writer was interrupted")]
    Interrupted(#[from] JoinError),
}

/// The one writer of the file.
pub struct Journal {
    ledger: Arc<Ledger>,
    file: File,
    durable: watch::Sender<u64>,
    accepted: mpsc::UnboundedSender<Vec<usize>>,
}

/// A ledger with its writer and the stream of messages that became durable, beginning
/// with those whose receipts a former process still owes.
pub struct Opened {
    pub ledger: Arc<Ledger>,
    pub journal: Journal,
    pub accepted: mpsc::UnboundedReceiver<Vec<usize>>,
}

/// Opens the ledger in `folder`, creating both where missing. Blocks.
///
/// # Errors
/// If the file cannot be read, is damaged, or belongs to a running process.
pub fn open(folder: &Path) -> Result<Opened, JournalError> {
    let path = folder.join("ledger.log");
    let failed = |source| JournalError::Open { path: path.clone(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut options = OpenOptions::new();
    let file = options.create(true).read(true).append(true).open(&path).map_err(failed)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => JournalError::InUse(path.clone()),
        TryLockError::Error(source) => failed(source),
    })?;
    let (durable, watched) = watch::channel(0);
    let ledger = Arc::new(Ledger::new(watched));
    replay(&file, &path, &ledger)?;
    // An unbounded channel, because each of its items stands for a ledger entry and
    // waiting here would stall every call.
    let (sender, accepted) = mpsc::unbounded_channel();
    // The receiver is alive: it is returned below.
    let _ = sender.send(ledger.unsettled());
    let journal = Journal { ledger: Arc::clone(&ledger), file, durable, accepted: sender };
    Ok(Opened { ledger, journal, accepted })
}

fn replay(file: &File, path: &Path, ledger: &Ledger) -> Result<(), JournalError> {
    let failed = |source| JournalError::Open { path: path.to_owned(), source };
    let damaged = |line| JournalError::Damaged { path: path.to_owned(), line };
    let mut reader = BufReader::new(file);
    let (mut bytes, mut whole, mut number) = (Vec::new(), 0u64, 0);
    loop {
        bytes.clear();
        let length = reader.read_until(b'\n', &mut bytes).map_err(failed)?;
        if bytes.last() != Some(&b'\n') {
            break;
        }
        number += 1;
        let line = std::str::from_utf8(&bytes).map_err(|_| damaged(number))?;
        let known = match number {
            1 => line == HEADER,
            _ => Record::parse(line.trim_end_matches('\n')).is_some_and(|r| ledger.replay(r)),
        };
        if !known {
            return Err(damaged(number));
        }
        whole += length as u64;
    }
    file.set_len(whole).map_err(failed)?;
    if whole == 0 {
        (&*file).write_all(HEADER.as_bytes()).map_err(failed)?;
    }
    file.sync_all().map_err(failed)
}

impl Journal {
    /// Writes groups until `closing` and nothing is left to write.
    ///
    /// # Errors
    /// If the file cannot be written. Everyone who waits for the disk is then refused,
    /// and the service has to stop: it could no longer keep its promise.
    pub async fn run(mut self, closing: CancellationToken) -> Result<(), JournalError> {
        loop {
            let tail = self.ledger.take_tail();
            if !tail.lines.is_empty() {
                self = self.write(tail).await?;
            } else if closing.is_cancelled() {
                return Ok(());
            } else {
                tokio::select! {
                    () = self.ledger.appended() => {}
                    () = closing.cancelled() => {}
                }
            }
        }
    }

    async fn write(self, tail: Tail) -> Result<Self, JournalError> {
        let Tail { lines, accepted, end } = tail;
        let journal = tokio::task::spawn_blocking(move || {
            (&self.file).write_all(lines.as_bytes())?;
            self.file.sync_data()?;
            Ok(self)
        })
        .await?
        .map_err(JournalError::Write)?;
        // Both receivers may be gone while the service stops; the facts are on disk.
        if !accepted.is_empty() {
            let _ = journal.accepted.send(accepted);
        }
        journal.durable.send_replace(end);
        Ok(journal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Tally;

    /// A folder of its own, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn with(content: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("vendor_sim-{}", uuid::Uuid::now_v7()));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("ledger.log"), content).unwrap();
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    const ACCEPTED: &str = "+ k 01 2 3 SMS 0 1700000000000 50 DELIVERED -\n";

    fn content(rest: &str) -> String {
        format!("{HEADER}@ http://a/\n{}{rest}", ACCEPTED.replace("01", &"1".repeat(32)))
    }

    #[test]
    fn a_line_cut_off_by_a_crash_is_forgotten_and_the_rest_is_kept() {
        let folder = Folder::with(&content("+ l 0222 2 3 SM"));
        let opened = open(&folder.0).unwrap();
        let kept = Tally { accepted: 1, distinct_keys: 1, ..Tally::default() };
        assert_eq!(opened.ledger.tally(), kept);
        let left = std::fs::read_to_string(folder.0.join("ledger.log")).unwrap();
        assert_eq!(left, content(""));
    }

    #[test]
    fn a_damaged_line_is_refused_with_its_number() {
        for (rest, damaged) in [("! 1 SENT\n", 4), ("? \n", 4), ("! 0 SENT\n! 0 SENT\n", 5)] {
            let folder = Folder::with(&content(rest));
            match open(&folder.0).map(|_| ()) {
                Err(JournalError::Damaged { line, .. }) => assert_eq!(line, damaged, "{rest}"),
                other => panic!("{rest}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_second_service_on_the_same_ledger_is_refused() {
        let folder = Folder::with("");
        let _first = open(&folder.0).unwrap();
        let second = open(&folder.0).map(|_| ());
        assert!(matches!(second, Err(JournalError::InUse(_))), "{second:?}");
    }
}
