//! A window is a stretch of the file that is sent, acknowledged and journalled as one: always the same rows
//! for the same file, mapping and `--batch`, so that a later process knows which stretches are done.

use std::collections::{HashMap, HashSet};

use tokio::sync::mpsc;

use super::content::Content;
use super::records::{Grammar, Original, Place, ReadError, Records};
use super::row::Ready;
use crate::problem::Problem;

/// A window is cut when its rows, or what stands in the file for them, weigh this many bytes. With one more
/// row of the largest size a call stays well under the server's 32 MB.
const HEAVY: usize = 8 << 20;

/// A row that can be sent.
#[derive(Debug)]
pub struct Row {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// As it stands there.
    pub original: Original,
    /// As the API takes it.
    pub ready: Ready,
}

/// A row that was refused, here or by the server.
#[derive(Debug)]
pub struct Rejected {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// As it stands there.
    pub original: Original,
    /// Why, at least one.
    pub problems: Vec<Problem>,
}

/// A stretch of the file.
#[derive(Debug)]
pub struct Window {
    /// From 0, in the file's order.
    pub index: u64,
    /// Where the next one begins.
    pub end: Place,
    /// How many bytes of the file it takes up.
    pub bytes: u64,
    /// What can be sent.
    pub rows: Vec<Row>,
    /// What cannot.
    pub rejected: Vec<Rejected>,
}

impl Window {
    /// The rows in calls that hold no id twice: the first call has each id's first row, the second the second
    /// ones, and so on. One after the other they keep the file's order for each id.
    pub fn into_calls(self) -> (Vec<Vec<Row>>, Vec<Rejected>) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut calls: Vec<Vec<Row>> = Vec::new();
        for row in self.rows {
            let times = seen.entry(row.ready.id.clone()).or_default();
            if calls.len() == *times {
                calls.push(Vec::new());
            }
            if let Some(call) = calls.get_mut(*times) {
                call.push(row);
            }
            *times += 1;
        }
        (calls, self.rejected)
    }

    /// The ids in it.
    pub fn ids(&self) -> HashSet<String> {
        self.rows.iter().map(|row| row.ready.id.clone()).collect()
    }
}

/// Cuts a file into windows.
pub struct Windows {
    records: Records,
    batch: usize,
    next: u64,
}

impl Windows {
    /// From a place between two windows, of which `next` begins there. `batch` is the number of rows in each.
    pub fn open(content: &Content, grammar: Grammar, batch: usize, next: u64, place: Place) -> Result<Self, ReadError> {
        Ok(Self { records: Records::open(content, grammar, place)?, batch, next })
    }

    /// The next window; nothing at the end of the file.
    pub fn next(&mut self) -> Result<Option<Window>, ReadError> {
        let begun = self.records.place();
        let mut window = Window { index: self.next, end: begun, bytes: 0, rows: Vec::new(), rejected: Vec::new() };
        let (mut json, mut file) = (0, 0);
        while window.rows.len() + window.rejected.len() < self.batch && json < HEAVY && file < HEAVY {
            let Some(record) = self.records.next()? else { break };
            file += record.original.weight();
            match record.row {
                Ok(ready) => {
                    json += ready.json.get().len();
                    window.rows.push(Row { line: record.line, original: record.original, ready });
                }
                Err(problems) => {
                    window.rejected.push(Rejected { line: record.line, original: record.original, problems });
                }
            }
        }
        window.end = self.records.place();
        window.bytes = window.end.byte - begun.byte;
        self.next += 1;
        Ok(if window.end.row == begun.row { None } else { Some(window) })
    }

    /// Hands the windows on, except those in `done`, until the end, an error, or nobody listens. Blocks: give
    /// it a thread. The channel's bound is what bounds memory.
    pub fn feed(mut self, done: &HashSet<u64>, to: &mpsc::Sender<Result<Window, ReadError>>) {
        loop {
            match self.next() {
                Ok(None) => return,
                Ok(Some(window)) if done.contains(&window.index) => {}
                Ok(Some(window)) => {
                    if to.blocking_send(Ok(window)).is_err() {
                        return;
                    }
                }
                Err(error) => {
                    let _ = to.blocking_send(Err(error));
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::tests::{Scratch, customers_csv};
    use super::*;

    fn windows(content: &Content, batch: usize) -> Vec<Window> {
        let (grammar, place) = customers_csv(content);
        let mut windows = Windows::open(content, grammar, batch, 0, place).unwrap();
        std::iter::from_fn(|| windows.next().unwrap()).collect()
    }

    #[test]
    fn windows_cover_the_file_once_and_begin_where_the_last_one_ended() {
        let rows: String = (0..23).map(|at| format!("c{at},n\n")).collect();
        let file = Scratch::of(format!("id,name\n{rows}").as_bytes());
        let content = file.content();
        let all = windows(&content, 10);
        assert_eq!(all.iter().map(|window| window.rows.len()).collect::<Vec<_>>(), [10, 10, 3]);
        let total: u64 = all.iter().map(|window| window.bytes).sum();
        assert_eq!(total + "id,name\n".len() as u64, content.survey().unwrap().bytes);
        let (grammar, _) = customers_csv(&content);
        let mut later = Windows::open(&content, grammar, 10, 1, all[0].end).unwrap();
        let window = later.next().unwrap().unwrap();
        assert_eq!((window.index, window.end, window.rows[0].ready.id.as_str()), (1, all[1].end, "c10"));
    }

    #[test]
    fn a_heavy_window_is_cut_early() {
        let rows: String = (0..6).map(|at| format!("c{at},{}\n", "x".repeat(HEAVY / 3))).collect();
        let file = Scratch::of(format!("id,name\n{rows}").as_bytes());
        let sizes: Vec<usize> = windows(&file.content(), 100).iter().map(|window| window.rows.len()).collect();
        assert_eq!(sizes, [3, 3]);
    }

    #[test]
    fn an_id_that_comes_again_goes_into_a_later_call() {
        let file = Scratch::of(b"id,name\na,1\nb,1\na,2\nc,1\na,3\nb,2\n");
        let window = windows(&file.content(), 10).remove(0);
        let (calls, rejected) = window.into_calls();
        let lines: Vec<Vec<u64>> = calls.iter().map(|call| call.iter().map(|row| row.line).collect()).collect();
        assert_eq!(lines, [vec![2, 3, 5], vec![4, 7], vec![6]]);
        assert!(rejected.is_empty());
    }
}
