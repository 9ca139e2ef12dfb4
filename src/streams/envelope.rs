//! What an entry carries: a chunk of rows, as JSON, in the field `chunk`; their number in `rows`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ids::{BatchId, DeadLetterId};

/// The field of the rows.
pub const FIELD_CHUNK: &str = "chunk";
/// The field of their number.
pub const FIELD_ROWS: &str = "rows";

/// Which part of which ingest call a chunk is. Each chunk carries the whole call's figures, so that progress
/// can be told from any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPart {
    /// The call.
    pub batch: BatchId,
    /// From 0.
    pub chunk: i32,
    /// How many chunks the call has.
    pub chunks: i32,
    /// How many rows of the call were accepted.
    pub accepted: i32,
    /// `CUSTOMERS` or `ORDERS`.
    pub kind: String,
}

/// The rows of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk<R> {
    /// Set on ingest chunks, absent on tokens, receipts and replays.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub part: Option<BatchPart>,
    /// On a replay: which dead letter each row comes from, in the order of the rows.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub replays: Vec<DeadLetterId>,
    /// The rows.
    pub rows: Vec<R>,
}

impl<R: Serialize> Chunk<R> {
    /// Rows that belong to no ingest call.
    pub fn of(rows: Vec<R>) -> Self {
        Self { part: None, replays: Vec::new(), rows }
    }

    /// The entry's fields.
    pub fn encode(&self) -> Result<Encoded, serde_json::Error> {
        Ok(Encoded { rows: self.rows.len(), payload: serde_json::to_vec(self)? })
    }
}

impl<R: DeserializeOwned> Chunk<R> {
    /// Reads an entry's payload.
    pub fn decode(payload: &[u8]) -> Result<Self, serde_json::Error> {
        let chunk: Self = serde_json::from_slice(payload)?;
        if !chunk.replays.is_empty() && chunk.replays.len() != chunk.rows.len() {
            return Err(serde::de::Error::custom("replays and rows differ in number"));
        }
        Ok(chunk)
    }
}

/// A chunk, ready to be published.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// How many rows.
    pub rows: usize,
    /// The JSON text.
    pub payload: Vec<u8>,
}
