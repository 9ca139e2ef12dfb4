//! Waiting until what was accepted is persisted or listed as a dead letter.

use std::time::{Duration, Instant};

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::retry::{GaveUp, Link};

/// Batches asked about in one call: far below the server's limits on a document.
const AT_ONCE: usize = 50;
/// The pause between looks, at first and when nothing moves.
const QUICK: Duration = Duration::from_millis(100);
const SLOW: Duration = Duration::from_secs(1);

/// What became of the rows of some batches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Rows in the database.
    pub persisted: u64,
    /// Rows listed as dead letters.
    pub dead: u64,
    /// Batches that the server no longer knows.
    pub forgotten: u64,
}

impl Settled {
    /// Rows whose fate is known.
    pub fn rows(&self) -> u64 {
        self.persisted + self.dead
    }

    fn add(&mut self, other: Self) {
        self.persisted += other.persisted;
        self.dead += other.dead;
        self.forgotten += other.forgotten;
    }
}

/// Why the wait ended before all was settled. The server goes on by itself.
#[derive(Debug, thiserror::Error)]
pub enum WaitError {
    /// No answer.
    #[error(transparent)]
    Call(#[from] GaveUp),
    /// Nothing moved for as long as allowed: are workers running?
    #[error("no accepted row was persisted for {} s; is `xeno work` running?", .0.as_secs())]
    Stalled(Duration),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    persisted: u64,
    dead_lettered: u64,
    finished_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// Looks at the batches, oldest first, until each is finished. `tell` hears of every change.
pub async fn settle(link: &Link, mut open: Vec<String>, mut tell: impl FnMut(&Settled)) -> Result<Settled, WaitError> {
    let mut done = Settled::default();
    let mut seen = 0;
    let mut moved = Instant::now();
    let mut pause = QUICK;
    while !open.is_empty() {
        let asked = open.len().min(AT_ONCE);
        let mut now = Settled::default();
        let mut left = Vec::new();
        for (id, batch) in look(link, open.drain(..asked).collect()).await? {
            match batch {
                None => done.forgotten += 1,
                Some(batch) => {
                    let figures = Settled { persisted: batch.persisted, dead: batch.dead_lettered, forgotten: 0 };
                    if batch.finished_at.is_some() {
                        done.add(figures);
                    } else {
                        now.add(figures);
                        left.push(id);
                    }
                }
            }
        }
        let all_finished = left.is_empty();
        open.splice(..0, left);
        now.add(done);
        tell(&now);
        if now.rows() > seen {
            (seen, moved, pause) = (now.rows(), Instant::now(), QUICK);
        } else if moved.elapsed() > link.give_up_after {
            return Err(WaitError::Stalled(moved.elapsed()));
        }
        if !all_finished {
            wait(link, pause).await?;
            pause = (pause * 2).min(SLOW);
        }
    }
    Ok(done)
}

async fn wait(link: &Link, pause: Duration) -> Result<(), GaveUp> {
    tokio::select! {
        () = tokio::time::sleep(pause) => Ok(()),
        () = link.stop.cancelled() => Err(GaveUp::Stopped),
    }
}

async fn look(link: &Link, ids: Vec<String>) -> Result<Vec<(String, Option<Batch>)>, GaveUp> {
    let mut query = String::from("{");
    for (at, id) in ids.iter().enumerate() {
        let id = serde_json::Value::from(id.as_str());
        let _ = write!(query, " b{at}: ingestBatch(id: {id}) {{ persisted deadLettered finishedAt }}");
    }
    query.push_str(" }");
    let body = serde_json::json!({ "query": query }).to_string();
    let mut found: BTreeMap<String, Option<Batch>> = link.call(body.as_bytes()).await?;
    Ok(ids.into_iter().enumerate().map(|(at, id)| (id, found.remove(&format!("b{at}")).flatten())).collect())
}
