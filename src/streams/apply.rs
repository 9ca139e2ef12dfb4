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
    /// What is thought of its entries.
    pub standing: Standing,
}

/// What is thought of a batch before it is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing speaks against it.
    #[default]
    Good,
    /// One entry that was taken over so often that it may be what kills its workers.
    Suspect,
    /// One entry that killed worker after worker while it ran alone: its rows are dead letters without being tried.
    Condemned,
}

impl<R> Default for Batch<R> {
    fn default() -> Self {
        Self { entries: Vec::new(), rows: Vec::new(), standing: Standing::default() }
    }
}

/// A batch of more rows than this is taken apart when one of them is bad.
const MIXED_ROWS: usize = 1_000;

impl<R> Batch<R> {
    /// The same entries in batches of at most [`MIXED_ROWS`], larger entries alone: more than one of them, if there
    /// are several entries and more rows than that.
    pub fn apart(self) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        let mut rows = self.rows.into_iter().peekable();
        for (place, entry) in self.entries.into_iter().enumerate() {
            let own: Vec<Row<R>> = std::iter::from_fn(|| rows.next_if(|row| row.entry == place)).collect();
            if parts.last().is_none_or(|part| part.rows.len() + own.len() > MIXED_ROWS) {
                parts.push(Self { standing: self.standing, ..Self::default() });
            }
            if let Some(part) = parts.last_mut() {
                let place = part.entries.len();
                part.rows.extend(own.into_iter().map(|row| Row { entry: place, ..row }));
                part.entries.push(entry);
            }
        }
        parts
    }
}

/// Why a batch was not applied. Nothing of it is written.
#[derive(Debug)]
pub(super) enum Unapplied {
    /// The database did not do what was asked.
    Failed(DbError),
    /// Some row of many is bad. To find it takes many tries, and nothing is committed meanwhile; so the batch is to
    /// be taken [apart](Batch::apart), and what is good in the other parts need not wait.
    Mixed,
}

impl From<DbError> for Unapplied {
    fn from(error: DbError) -> Self {
        Self::Failed(error)
    }
}

impl From<diesel::result::Error> for Unapplied {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
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
) -> Result<Vec<C::Effects>, Unapplied> {
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
) -> Result<Vec<C::Effects>, Unapplied> {
    let done = chunks_done_already(connection, &batch.entries).await?;
    let mut rows: Vec<&Row<C::Row>> = batch.rows.iter().filter(|row| !done.contains(&row.entry)).collect();
    let mut outcome = Outcome { effects: Vec::new(), dead: Vec::new() };
    if batch.standing == Standing::Condemned {
        outcome.dead.extend(rows.iter().map(|row| Dead {
            row,
            code: "WORKER_KILLED",
            reason: "Each worker that tried this entry died while at it.".to_owned(),
        }));
    } else if !rows.is_empty() {
        let work = Work { consumer, session: consumer.begin(connection, &mut rows).await? };
        if !work.try_all(connection, &rows, &mut outcome).await? {
            if batch.entries.len() > 1 && rows.len() > MIXED_ROWS {
                return Err(Unapplied::Mixed);
            }
            work.bisect(connection, &rows, &mut outcome).await?;
        }
    }
    settle(connection, consumer.topic(), batch, (&rows, &outcome.dead)).await?;
    Ok(outcome.effects)
}

/// What came of the rows so far.
struct Outcome<'r, C: Consumer> {
    effects: Vec<C::Effects>,
    dead: Vec<Dead<'r, C::Row>>,
}

/// A consumer that has its locks.
struct Work<'c, C: Consumer> {
    consumer: &'c C,
    session: C::Session,
}

impl<C: Consumer> Work<'_, C> {
    /// Applies a slice in a savepoint. A single row that is bad is dead; false says that there is a bad one among
    /// several, and then the slice is undone.
    async fn try_all<'r>(
        &self,
        connection: &mut AsyncPgConnection,
        slice: &[&'r Row<C::Row>],
        outcome: &mut Outcome<'r, C>,
    ) -> Result<bool, DbError> {
        Transactions::begin_transaction(connection).await?;
        match self.consumer.apply(connection, &self.session, slice).await {
            Ok(applied) => {
                Transactions::commit_transaction(connection).await?;
                outcome.effects.push(applied.effects);
                for rejected in applied.rejected {
                    if let Some(row) = slice.get(rejected.row) {
                        outcome.dead.push(Dead { row, code: rejected.code, reason: rejected.reason });
                    }
                }
                Ok(true)
            }
            Err(error) if error.is_transient() => Err(error),
            Err(error) => {
                Transactions::rollback_transaction(connection).await?;
                let [row] = slice else { return Ok(false) };
                outcome.dead.push(Dead { row, code: "REFUSED_BY_DATABASE", reason: said_by_database(&error) });
                Ok(true)
            }
        }
    }

    /// Halves a slice with a bad row, and each half that has one, until the row at fault stands alone.
    async fn bisect<'r>(
        &self,
        connection: &mut AsyncPgConnection,
        rows: &[&'r Row<C::Row>],
        outcome: &mut Outcome<'r, C>,
    ) -> Result<(), DbError> {
        let (first, second) = rows.split_at(rows.len() / 2);
        let mut slices = vec![second, first];
        while let Some(slice) = slices.pop() {
            if !self.try_all(connection, slice, outcome).await? {
                let (first, second) = slice.split_at(slice.len() / 2);
                slices.extend([second, first]);
            }
        }
        Ok(())
    }
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
    (rows, dead): (&[&Row<R>], &[Dead<'_, R>]),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries with so many rows each; a row's value is the place of its entry.
    fn batch(sizes: &[usize]) -> Batch<usize> {
        let mut batch = Batch::default();
        for (entry, size) in sizes.iter().enumerate() {
            let held = Held { id: entry.to_string(), rows: *size, bytes: 0 };
            batch.entries.push(Entry { held, part: None, unreadable: None });
            batch.rows.extend((0..*size).map(|index| Row { entry, index: index as i32, replay: None, value: entry }));
        }
        batch
    }

    #[test]
    fn a_large_batch_comes_apart_into_smaller_ones_that_hold_the_same() {
        for sizes in [&[900, 200][..], &[1, 5_000], &[5_000, 1], &[1_000; 4], &[0, 0, 600, 600, 0], &[1; 1_001]] {
            let parts = batch(sizes).apart();
            assert!(parts.len() > 1, "{sizes:?} would come back as it is for ever");
            assert!(parts.iter().all(|part| part.rows.len() <= MIXED_ROWS || part.entries.len() == 1));
            let whose = |part: &Batch<usize>, row: &Row<usize>| part.entries[row.entry].held.id.clone();
            for part in &parts {
                assert!(part.rows.iter().all(|row| whose(part, row) == row.value.to_string()));
            }
            let entries: Vec<usize> =
                parts.iter().flat_map(|part| &part.entries).map(|entry| entry.held.rows).collect();
            assert_eq!(entries, sizes);
            assert_eq!(parts.iter().map(|part| part.rows.len()).sum::<usize>(), sizes.iter().sum::<usize>());
        }
    }
}
