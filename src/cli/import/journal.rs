//! What was done, beside the file, so that an import that broke off goes on where it stopped. One line of JSON
//! a window, appended after its calls were accepted: a process that is killed leaves at worst half a line,
//! which is cut off when it is read again, and a window that was accepted but not written down is sent again
//! under the same idempotency keys.

use std::collections::{BTreeMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::records::Place;

/// Why there is no going on.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk.
    #[error("{0} cannot be used")]
    Io(PathBuf, #[source] io::Error),
    /// Two at once.
    #[error("another import of this file is running: it holds {0}")]
    Locked(PathBuf),
    /// The file, the mapping, the batch size or the server is another one.
    #[error(
        "{path} is from an import that broke off, with {what}. Go on as it was begun, or start over with --restart"
    )]
    Another {
        /// The journal.
        path: PathBuf,
        /// What differs.
        what: &'static str,
    },
    /// Not ours.
    #[error("{0} is not the journal of an import; move it away")]
    NotAJournal(PathBuf),
}

/// What an import is about: going on needs all of it to be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// SHA-256 of the unpacked file.
    pub content: String,
    /// Of kind, mapping and batch size: what makes rows and windows of it.
    pub plan: String,
    /// The endpoint.
    pub server: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    xeno_import: u32,
    /// Tells this import from an earlier one of the same file.
    run: Uuid,
    #[serde(flatten)]
    about: About,
}

/// A window that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Which one.
    pub window: u64,
    /// Where the next one begins.
    pub end: Place,
    /// How many bytes of the file it takes up.
    pub bytes: u64,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows rejected, here or by the server.
    pub rejected: u64,
    /// The batches that the accepted rows are in.
    pub batches: Vec<String>,
    /// Length of the file of rejected rows, with this window's.
    pub rejected_bytes: u64,
}

/// What all entries come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Rows accepted.
    pub accepted: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// All batches, in the order of their acceptance.
    pub batches: Vec<String>,
    /// How much of the file of rejected rows is accounted for.
    pub rejected_bytes: u64,
    /// The windows and where each ends.
    windows: BTreeMap<u64, Place>,
}

impl Done {
    /// Counts a window in.
    pub fn add(&mut self, entry: Entry) {
        self.accepted += entry.accepted;
        self.rejected += entry.rejected;
        self.bytes += entry.bytes;
        self.batches.extend(entry.batches);
        self.rejected_bytes = entry.rejected_bytes;
        self.windows.insert(entry.window, entry.end);
    }

    /// The first window that is not done, and where it begins; no place when it is the file's first.
    pub fn next(&self) -> (u64, Option<Place>) {
        let mut next = (0, None);
        for (window, end) in &self.windows {
            if *window != next.0 {
                break;
            }
            next = (window + 1, Some(*end));
        }
        next
    }

    /// Windows done, which reading passes over.
    pub fn windows(&self) -> HashSet<u64> {
        self.windows.keys().copied().collect()
    }
}

/// An open journal, locked.
pub struct Journal {
    path: PathBuf,
    file: File,
    run: Uuid,
}

impl Journal {
    /// Opens the journal and reads what was done, or begins one. `restart` forgets what is there.
    pub fn open(path: &Path, about: &About, restart: bool) -> Result<(Self, Done), JournalError> {
        let failed = |error| JournalError::Io(path.to_owned(), error);
        let options = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = options.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Locked(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut journal = Self { path: path.to_owned(), file, run: Uuid::new_v4() };
        if restart {
            journal.file.set_len(0).map_err(failed)?;
        }
        let done = match journal.read()? {
            None => {
                let head = Head { xeno_import: 1, run: journal.run, about: about.clone() };
                journal.append(&head).map_err(failed)?;
                Done::default()
            }
            Some((head, done)) => {
                if let Some(what) = difference(&head.about, about) {
                    return Err(JournalError::Another { path: path.to_owned(), what });
                }
                journal.run = head.run;
                done
            }
        };
        Ok((journal, done))
    }

    /// What tells this import's calls from those of any other.
    pub fn scope(&self) -> String {
        format!("import {}", self.run)
    }

    /// Writes a window down.
    pub fn record(&mut self, entry: &Entry) -> Result<(), JournalError> {
        self.append(entry).map_err(|error| JournalError::Io(self.path.clone(), error))
    }

    /// All is done: nothing is left to go on with.
    pub fn remove(self) -> Result<(), JournalError> {
        std::fs::remove_file(&self.path).map_err(|error| JournalError::Io(self.path.clone(), error))
    }

    /// One write a line: it is there whole, or its end is missing and it is not there at all.
    fn append(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }

    fn read(&mut self) -> Result<Option<(Head, Done)>, JournalError> {
        let failed = |error| JournalError::Io(self.path.clone(), error);
        let not_ours = || JournalError::NotAJournal(self.path.clone());
        self.file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let mut reader = BufReader::new(&self.file);
        let (mut head, mut done, mut whole) = (None, Done::default(), 0);
        let mut line = Vec::new();
        loop {
            line.clear();
            let count = reader.read_until(b'\n', &mut line).map_err(failed)?;
            if count == 0 || line.last() != Some(&b'\n') {
                break;
            }
            if head.is_none() {
                head = Some(serde_json::from_slice::<Head>(&line).map_err(|_| not_ours())?);
            } else {
                done.add(serde_json::from_slice(&line).map_err(|_| not_ours())?);
            }
            whole += count as u64;
        }
        if head.is_none() && !line.is_empty() && !b"{\"xenoImport\"".starts_with(&line[..line.len().min(13)]) {
            return Err(not_ours());
        }
        self.file.set_len(whole).map_err(failed)?;
        Ok(head.map(|head| (head, done)))
    }
}

fn difference(then: &About, now: &About) -> Option<&'static str> {
    if then.content != now.content {
        Some("another content of the file")
    } else if then.plan != now.plan {
        Some("another kind, format, mapping, time zone or batch size")
    } else if then.server != now.server {
        Some("another server")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch() -> PathBuf {
        std::env::temp_dir().join(format!("xeno-journal-{}", Uuid::now_v7().simple()))
    }

    fn about(content: &str) -> About {
        About { content: content.to_owned(), plan: "p".to_owned(), server: "s".to_owned() }
    }

    fn entry(window: u64) -> Entry {
        Entry {
            window,
            end: Place { byte: 100 * (window + 1), line: 10 * (window + 1), row: 10 * (window + 1) },
            bytes: 100,
            accepted: 9,
            rejected: 1,
            batches: vec![format!("batch_{window}")],
            rejected_bytes: 50,
        }
    }

    #[test]
    fn what_was_recorded_is_read_again_and_half_a_line_is_not() {
        let path = scratch();
        let (mut journal, done) = Journal::open(&path, &about("c"), false).unwrap();
        assert_eq!(done, Done::default());
        let scope = journal.scope();
        for window in [0, 2, 1, 4] {
            journal.record(&entry(window)).unwrap();
        }
        drop(journal);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"window\":3,\"end\"").unwrap();
        for _ in 0..2 {
            let (journal, done) = Journal::open(&path, &about("c"), false).unwrap();
            assert_eq!(journal.scope(), scope);
            assert_eq!((done.accepted, done.rejected, done.bytes, done.rejected_bytes), (36, 4, 400, 50));
            assert_eq!(done.next(), (3, Some(entry(2).end)));
            assert_eq!(done.windows(), HashSet::from([0, 1, 2, 4]));
            assert_eq!(done.batches, ["batch_0", "batch_2", "batch_1", "batch_4"]);
        }
        let (journal, done) = Journal::open(&path, &about("c"), true).unwrap();
        assert_ne!(journal.scope(), scope);
        assert_eq!(done, Done::default());
        journal.remove().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn another_files_journal_is_not_gone_on_with() {
        let path = scratch();
        let (journal, _) = Journal::open(&path, &about("c"), false).unwrap();
        assert!(matches!(Journal::open(&path, &about("c"), false), Err(JournalError::Locked(_))));
        drop(journal);
        let error = Journal::open(&path, &about("d"), false).err().unwrap();
        assert!(error.to_string().contains("with another content of the file. Go on as it was begun"), "{error}");
        std::fs::write(&path, "precious notes\n").unwrap();
        assert!(matches!(Journal::open(&path, &about("c"), false), Err(JournalError::NotAJournal(_))));
        std::fs::write(&path, "precious").unwrap();
        assert!(matches!(Journal::open(&path, &about("c"), false), Err(JournalError::NotAJournal(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"precious");
        std::fs::remove_file(&path).unwrap();
    }
}
