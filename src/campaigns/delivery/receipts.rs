//! Applying receipts, in batches although they come one by one: rows locked in id order, merged by the rank rule,
//! written in one statement, counted in the same transaction.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use diesel_async::AsyncPgConnection;

use super::Handles;
use super::answers::{self, Changes};
use super::merge::{self, Current, Merged, Past};
use super::receipt::Receipt;
use super::store::receipt as store;
use crate::campaigns::counters::Delta;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageKey};
use crate::streams::{Applied, Consumer, Limits, Rejected, Row, Topic, topic};

const ROWS: usize = 500;
const LINGER: Duration = Duration::from_millis(20);

/// The consumer of receipts.
pub struct ReceiptsConsumer {
    handles: Handles,
}

impl ReceiptsConsumer {
    /// One that applies what comes.
    pub fn new(handles: Handles) -> Self {
        Self { handles }
    }
}

fn key(row: &Row<Receipt>) -> Option<MessageKey> {
    row.value.key.parse().ok()
}

fn ids(rows: &[&Row<Receipt>]) -> Vec<i64> {
    let mut ids: Vec<i64> = rows.iter().filter_map(|row| key(row)).map(|key| key.message.0).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl Consumer for ReceiptsConsumer {
    type Row = Receipt;
    type Session = ();
    type Effects = Changes;

    fn topic(&self) -> Topic {
        topic::RECEIPTS
    }

    fn limits(&self) -> Limits {
        Limits { rows: ROWS, entries: ROWS, linger: LINGER }
    }

    async fn begin(&self, connection: &mut AsyncPgConnection, rows: &mut Vec<&Row<Receipt>>) -> Result<(), DbError> {
        store::lock(connection, &ids(rows)).await
    }

    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        (): &(),
        rows: &[&Row<Receipt>],
    ) -> Result<Applied<Changes>, DbError> {
        let now = self.handles.clock.now();
        let before: HashMap<i64, Current> =
            store::read(connection, &ids(rows)).await?.into_iter().map(|row| (row.message.0, row)).collect();
        let Taken { after, past, rejected } = take_in(&before, rows);
        let mut deltas: BTreeMap<CampaignId, Delta> = BTreeMap::new();
        let mut changes = Changes::default();
        let mut changed: Vec<&Current> = Vec::new();
        for (id, row) in &after {
            let Some(known) = before.get(id).filter(|known| *known != row) else { continue };
            changed.push(row);
            if known.status == row.status && known.accepted == row.accepted {
                continue;
            }
            let delta = deltas.entry(row.campaign).or_default();
            if known.status != row.status {
                delta.moved(known.status, row.status);
            }
            delta.accepted += i32::from(row.accepted && !known.accepted);
            changes.note(row.campaign, row.message);
        }
        store::write(connection, now, &changed).await?;
        store::write_past(connection, now, &past).await?;
        answers::settle(connection, now, &deltas, &mut changes).await?;
        Ok(Applied { effects: changes, rejected })
    }

    async fn after_commit(&self, effects: Vec<Changes>) {
        for changes in effects {
            changes.announce(&self.handles).await;
        }
    }
}

/// What a batch comes to, before it is written.
struct Taken {
    after: BTreeMap<i64, Current>,
    past: Vec<Past>,
    rejected: Vec<Rejected>,
}

fn take_in(before: &HashMap<i64, Current>, rows: &[&Row<Receipt>]) -> Taken {
    let mut after: BTreeMap<i64, Current> = BTreeMap::new();
    let mut past: BTreeMap<(i64, i16), Past> = BTreeMap::new();
    let mut rejected = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let merged = key(row).and_then(|key| {
            let id = key.message.0;
            let known = before.get(&id)?;
            let current = after.entry(id).or_insert_with(|| known.clone());
            Some(merge::merge(current, key.generation, &row.value))
        });
        match merged {
            Some(Merged::Present) => {}
            Some(Merged::Past(report)) => {
                let kept = past.entry((report.message.0, report.generation)).or_insert_with(|| report.clone());
                if report.status > kept.status {
                    *kept = report;
                }
            }
            Some(Merged::NeverSent) | None => rejected.push(unknown(place, &row.value.key)),
        }
    }
    Taken { after, past: past.into_values().collect(), rejected }
}

fn unknown(row: usize, key: &str) -> Rejected {
    let reason = format!("No message was ever sent under the key \"{key}\".");
    Rejected { row, code: "UNKNOWN_MESSAGE", reason }
}
