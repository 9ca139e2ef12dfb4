//! One batch, one transaction: which chunks are done already, the consumer's work with bad rows bisected out
//! of it, the dead letters, and the chunks' figures, all of it or nothing.

use std::collections::{HashMap, HashSet};

use diesel_async::{AsyncConnection, AsyncPgConnection, TransactionManager};

use super::ack::Held;
use super::consumer::{Consumer, Row};
use super::envelope::BatchPart;
use super::store::{self, NewDeadLetter};
use super::topic::Topic;
use crate::db::DbError;

type Transactions = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// What `apply` did.
#[derive(Debug)]
pub struct Applied<E> {
    /// What is to be told or done after the commit.
    pub effects: E,
    /// The rows that were refused, by their place in the slice; the others stand.
    pub rejected: Vec<Rejected>,
}

/// A row that cannot be applied, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in the slice that was applied.
    pub row: usize,
    /// Stable, in capitals.
    pub code: &'static str,
    /// For a person.
    pub reason: String,
}

/// An entry of a batch.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub held: Held,
    pub part: Option<BatchPart>,
    /// What could not be read, with the reason; such an entry has no rows.
    pub unreadable: Option<(String, String)>,
}

/// Entries that one transaction applies.
#[derive(Debug)]
pub(super) struct Batch<R> {
    pub entries: Vec<Entry>,
    pub rows: Vec<Row<R>>,
    /// Set when the batch is a condemned entry: its rows are dead letters without being tried.
    pub condemned: bool,
}

impl<R> Default for Batch<R> {
    fn default() -> Self {
        Self { entries: Vec::new(), rows: Vec::new(), condemned: false }
    }
}

/// A row's death, with the row's place in the batch.
struct Dead<'r, R> {
    row: &'r Row<R>,
    code: &'static str,
    reason: String,
}

/// Applies a batch in one transaction; what it returns is for after the commit.
pub(super) async fn apply<C: Consumer>(
    consumer: &C,
    connection: &mut AsyncPgConnection,
    batch: &Batch<C::Row>,
) -> Result<Vec<C::Effects>, DbError> {
    Transactions::begin_transaction(connection).await?;
    match inside(consumer, connection, batch).await {
        Ok(effects) => {
            Transactions::commit_transaction(connection).await?;
            Ok(effects)
        }
        Err(error) => {
            if let Err(also) = Transactions::rollback_transaction(connection).await {
                tracing::debug!(error = %also, "the rollback failed as well");
            }
            Err(error)
        }
    }
}

async fn inside<C: Consumer>(
    consumer: &C,
    connection: &mut AsyncPgConnection,
    batch: &Batch<C::Row>,
) -> Result<Vec<C::Effects>, DbError> {
    let topic = consumer.topic();
    let done = chunks_done_already(connection, &batch.entries).await?;
    let mut rows: Vec<&Row<C::Row>> = batch.rows.iter().filter(|row| !done.contains(&row.entry)).collect();
    let mut dead = Vec::new();
    let mut effects = Vec::new();
    if batch.condemned {
        dead.extend(rows.iter().map(|row| Dead {
            row,
            code: "WORKER_KILLED",
            reason: "Each worker that tried this entry died while at it.".to_owned(),
        }));
    } else if !rows.is_empty() {
        let session = consumer.begin(connection, &mut rows).await?;
        bisect(consumer, connection, &session, &rows, &mut effects, &mut dead).await?;
    }
    settle(connection, topic, batch, &rows, &dead).await?;
    Ok(effects)
}

/// Applies the rows; a slice that fails on its data is halved until the row at fault stands alone.
async fn bisect<'r, C: Consumer>(
    consumer: &C,
    connection: &mut AsyncPgConnection,
    session: &C::Session,
    rows: &[&'r Row<C::Row>],
    effects: &mut Vec<C::Effects>,
    dead: &mut Vec<Dead<'r, C::Row>>,
) -> Result<(), DbError> {
    let mut slices = vec![rows];
    while let Some(slice) = slices.pop() {
        Transactions::begin_transaction(connection).await?;
        match consumer.apply(connection, session, slice).await {
            Ok(applied) => {
                Transactions::commit_transaction(connection).await?;
                effects.push(applied.effects);
                for rejected in applied.rejected {
                    if let Some(row) = slice.get(rejected.row) {
                        dead.push(Dead { row, code: rejected.code, reason: rejected.reason });
                    }
                }
            }
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                Transactions::rollback_transaction(connection).await?;
                match slice {
                    [row] => dead.push(Dead { row, code: "REFUSED_BY_DATABASE", reason: said_by_database(&error) }),
                    _ => {
                        let (first, second) = slice.split_at(slice.len() / 2);
                        slices.push(second);
                        slices.push(first);
                    }
                }
            }
        }
    }
    Ok(())
}

fn said_by_database(error: &DbError) -> String {
    match error {
        DbError::Query(inner) => inner.to_string(),
        DbError::Pool(inner) => inner.to_string(),
    }
}

/// Inserts the chunks' rows as if all of theirs were persisted; the entries whose chunk was there already.
async fn chunks_done_already(connection: &mut AsyncPgConnection, entries: &[Entry]) -> Result<HashSet<usize>, DbError> {
    let mut first_of: HashMap<(uuid::Uuid, i32), usize> = HashMap::new();
    let mut done = HashSet::new();
    for (index, entry) in entries.iter().enumerate() {
        if let Some(part) = &entry.part
            && first_of.insert((part.batch.0, part.chunk), index).is_some()
        {
            done.insert(index);
        }
    }
    if first_of.is_empty() {
        return Ok(done);
    }
    let parts: Vec<(&BatchPart, usize)> =
        entries.iter().filter_map(|entry| entry.part.as_ref().map(|part| (part, entry.held.rows))).collect();
    for fresh in store::begin_chunks(connection, &parts).await? {
        first_of.remove(&fresh);
    }
    done.extend(first_of.into_values());
    Ok(done)
}

/// Writes the dead letters, corrects the figures of their chunks, and closes the dead letters that a replay
/// has mended.
async fn settle<R: serde::Serialize>(
    connection: &mut AsyncPgConnection,
    topic: Topic,
    batch: &Batch<R>,
    rows: &[&Row<R>],
    dead: &[Dead<'_, R>],
) -> Result<(), DbError> {
    let mut letters: Vec<NewDeadLetter> = batch.entries.iter().filter_map(unreadable).collect();
    let mut dead_again = Vec::new();
    for death in dead {
        match death.row.replay {
            Some(id) => dead_again.push((id, death.code, death.reason.clone())),
            None => letters.push(letter(&batch.entries, death)),
        }
    }
    store::insert(connection, topic, &letters).await?;
    store::reopen(connection, &dead_again).await?;
    let failed: HashSet<_> = dead_again.iter().map(|(id, ..)| *id).collect();
    let mended: Vec<_> = rows.iter().filter_map(|row| row.replay).filter(|id| !failed.contains(id)).collect();
    store::close(connection, &mended).await
}

fn unreadable(entry: &Entry) -> Option<NewDeadLetter> {
    let (payload, reason) = entry.unreadable.clone()?;
    Some(NewDeadLetter {
        entry_id: entry.held.id.clone(),
        row: 0,
        code: "UNREADABLE_ENTRY",
        reason,
        payload,
        part: None,
    })
}

fn letter<R: serde::Serialize>(entries: &[Entry], death: &Dead<'_, R>) -> NewDeadLetter {
    let entry = entries.get(death.row.entry);
    NewDeadLetter {
        entry_id: entry.map(|entry| entry.held.id.clone()).unwrap_or_default(),
        row: death.row.index,
        code: death.code,
        reason: death.reason.clone(),
        payload: serde_json::to_string(&death.row.value).unwrap_or_default(),
        part: entry.and_then(|entry| entry.part.as_ref()).map(|part| (part.batch.0, part.chunk)),
    }
}
