//! Rows that could not be applied: listed with their reasons, replayed through the very stream they came
//! from, or discarded. A replay publishes first and marks afterwards; a crash in between means at most one
//! replay too many, and applying a row twice changes nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::envelope::Chunk;
use super::publish::{Publication, PublishError, publish};
use super::redis::Redis;
use super::store;
use super::topic::Topic;
use crate::config::StreamLimits;
use crate::db::page::{Page, PageRequest};
use crate::db::{Db, DbError};
use crate::ids::DeadLetterId;

/// A row that could not be applied.
#[derive(Clone, Debug)]
pub struct DeadLetter {
    /// Its id.
    pub id: DeadLetterId,
    /// The stream that it came from.
    pub stream: String,
    /// The entry that carried it.
    pub entry_id: String,
    /// Its place in the entry.
    pub row: i32,
    /// `OPEN`, `REPLAYING` or `DISCARDED`.
    pub state: String,
    /// Why: a stable code.
    pub code: String,
    /// Why: for a person.
    pub reason: String,
    /// The row as it was published: JSON, unless the entry was unreadable.
    pub payload: String,
    /// When it died first.
    pub created_at: DateTime<Utc>,
    /// When it died last, or was replayed or discarded.
    pub updated_at: DateTime<Utc>,
}

/// Which dead letters to list; absent parts do not narrow, but discarded ones are listed only by name.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this stream.
    pub stream: Option<String>,
    /// With this code.
    pub code: Option<String>,
    /// In this state.
    pub state: Option<String>,
}

/// Why dead letters could not be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The database.
    #[error("the dead letters cannot be read")]
    Db(#[from] DbError),
    /// The stream; those published before stay published.
    #[error("the rows cannot be published again")]
    Publish(#[from] PublishError),
}

/// What a replay did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Published again.
    pub replayed: Vec<DeadLetterId>,
    /// Known, but not to be replayed: the entry was unreadable, or its stream is none of ours.
    pub unreadable: Vec<DeadLetterId>,
}

/// A page of dead letters, newest first.
pub async fn list(db: &Db, filter: &Filter, request: &PageRequest<i64>) -> Result<Page<DeadLetter>, DbError> {
    let letters = store::page(&mut *db.get().await?, filter, request).await?;
    Ok(Page::of(letters, request, |letter| letter.id.0))
}

/// Publishes rows again on the streams that they came from. `corrected` has the JSON of rows that a person
/// has mended, by id; the others go as they are. Ids that are unknown or discarded are left out.
pub async fn replay(
    db: &Db,
    redis: &Redis,
    limits: &StreamLimits,
    ids: &[DeadLetterId],
    corrected: &BTreeMap<DeadLetterId, String>,
) -> Result<Replayed, ReplayError> {
    let letters = store::by_ids(&mut *db.get().await?, ids).await?;
    let mut outcome = Replayed::default();
    let mut by_stream: BTreeMap<String, (Vec<DeadLetter>, Vec<Box<RawValue>>)> = BTreeMap::new();
    for letter in letters {
        let payload = corrected.get(&letter.id).unwrap_or(&letter.payload).clone();
        match RawValue::from_string(payload) {
            Ok(row) if Topic::of_stream(&letter.stream).is_some() && letter.code != "UNREADABLE_ENTRY" => {
                let (letters, rows) = by_stream.entry(letter.stream.clone()).or_default();
                letters.push(letter);
                rows.push(row);
            }
            _ => outcome.unreadable.push(letter.id),
        }
    }
    for (stream, (letters, rows)) in by_stream {
        let Some(topic) = Topic::of_stream(&stream) else { continue };
        let chunk = Chunk { part: None, replays: letters.iter().map(|letter| letter.id).collect(), rows };
        let chunks = vec![chunk.encode().map_err(PublishError::from)?];
        publish(redis, topic, limits, &Publication { chunks, ..Publication::default() }).await?;
        store::mark_replaying(&mut *db.get().await?, &letters).await?;
        outcome.replayed.extend(letters.iter().map(|letter| letter.id));
    }
    Ok(outcome)
}

/// Discards: kept for the record, no longer listed. Returns which were discarded now.
pub async fn discard(db: &Db, ids: &[DeadLetterId]) -> Result<Vec<DeadLetterId>, DbError> {
    store::discard(&mut *db.get().await?, ids).await
}

/// How many wait for a person: a gauge for the operator.
pub async fn count_open(db: &Db) -> Result<i64, DbError> {
    store::count_open(&mut *db.get().await?).await
}
