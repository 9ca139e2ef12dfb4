//! Accepting a call: check its rows, publish the good ones, answer. No row is in Postgres when the answer is
//! given; the batch says how far they are.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Error;
use super::check::{self, Checked, MOST_ROWS, Terms};
use super::progress::{Header, Kind};
use super::row::{CustomerInput, CustomerRow, OrderInput, OrderRow};
use crate::auth::{Ctx, Permission};
use crate::config::{Currency, StreamLimits};
use crate::ids::BatchId;
use crate::problem::Problem;
use crate::streams::publish::{Record, Remember};
use crate::streams::{BatchPart, Chunk, Publication, PublishError, Published, Redis, publish};

/// Rows in one entry of a stream: enough for a statement to be worth its while, few enough to be redelivered.
const ROWS_IN_CHUNK: usize = 1_000;
/// How long a batch can be asked for before its first chunk is applied.
const HEADER_KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long a repeated call is known to be one.
const ANSWER_KEPT: Duration = Duration::from_secs(24 * 3600);
/// Bytes of an idempotency key.
const LONGEST_KEY: usize = 200;

/// What becomes of a call of which some rows are bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorPolicy {
    /// None of its rows is accepted.
    RejectEverything,
    /// The good rows are accepted.
    #[default]
    RejectFailedRows,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call<R> {
    /// 1 to [`MOST_ROWS`].
    pub rows: Vec<R>,
    /// What bad rows do to the others.
    pub policy: ErrorPolicy,
    /// Makes a repetition of the call harmless for a day.
    pub idempotency_key: Option<String>,
}

/// Where rows go, and what they are checked by.
#[derive(Clone, Copy)]
pub struct Intake<'a> {
    /// The streams.
    pub redis: &'a Redis,
    /// How much may wait in them.
    pub limits: &'a StreamLimits,
    /// The workspace's.
    pub currency: Currency,
}

/// What came of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingested {
    /// The accepted rows' batch, if there are any.
    pub batch: Option<BatchId>,
    /// How many rows were accepted.
    pub accepted: i32,
    /// How many were not, be it for another row's sake.
    pub rejected: i32,
    /// Why: the first thousand problems.
    pub problems: Vec<Problem>,
}

/// Accepts customers. A problem with the call as a whole, like too many rows, accepts none.
pub async fn customers(ctx: &Ctx, intake: Intake<'_>, call: Call<CustomerInput>) -> Result<Ingested, Error> {
    ctx.require(Permission::Ingest)?;
    accept::<CustomerRow>(ctx, intake, call, Kind::Customers).await
}

/// Accepts orders, likewise.
pub async fn orders(ctx: &Ctx, intake: Intake<'_>, call: Call<OrderInput>) -> Result<Ingested, Error> {
    ctx.require(Permission::Ingest)?;
    accept::<OrderRow>(ctx, intake, call, Kind::Orders).await
}

async fn accept<R>(ctx: &Ctx, intake: Intake<'_>, call: Call<R::Input>, kind: Kind) -> Result<Ingested, Error>
where
    R: Checked + Serialize,
    R::Input: Serialize,
{
    let count = int(call.rows.len());
    if let Err(problem) = check_call(&call) {
        return Ok(Ingested { rejected: count, problems: vec![problem], ..Ingested::default() });
    }
    let guard = match &call.idempotency_key {
        Some(key) => Some(Guard {
            key: format!("idempotency:{}:{}:{key}", ctx.actor, kind.mutation()),
            request_hash: hash(&call)?,
        }),
        None => None,
    };
    let terms = Terms { batch: BatchId(Uuid::now_v7()), now: ctx.clock.now(), currency: intake.currency };
    let (rows, problems) = check::rows::<R>(call.rows, &terms);
    let refused = call.policy == ErrorPolicy::RejectEverything && int(rows.len()) < count;
    if rows.is_empty() || refused {
        return Ok(Ingested { rejected: count, problems: problems.listed, ..Ingested::default() });
    }
    let accepted = int(rows.len());
    let ingested =
        Ingested { batch: Some(terms.batch), accepted, rejected: count - accepted, problems: problems.listed };
    put(intake, Parcel { kind, terms, rows, guard, ingested }).await
}

fn check_call<R>(call: &Call<R>) -> Result<(), Problem> {
    if call.rows.is_empty() {
        return Err(Problem::at("input.rows", "NO_ROWS", "Send at least one row."));
    }
    if call.rows.len() > MOST_ROWS {
        let message = format!("A call takes at most {MOST_ROWS} rows; this one has {}.", call.rows.len());
        return Err(Problem::at("input.rows", "TOO_MANY_ROWS", message));
    }
    match &call.idempotency_key {
        Some(key) if key.is_empty() || key.len() > LONGEST_KEY || key.contains(char::is_control) => {
            let message = format!("An idempotency key has 1 to {LONGEST_KEY} bytes and no control characters.");
            Err(Problem::at("input.idempotencyKey", "INVALID_IDEMPOTENCY_KEY", message))
        }
        _ => Ok(()),
    }
}

/// What tells a repeated call from a new one.
struct Guard {
    key: String,
    request_hash: String,
}

/// A call's accepted rows on their way.
struct Parcel<R> {
    kind: Kind,
    terms: Terms,
    rows: Vec<R>,
    guard: Option<Guard>,
    ingested: Ingested,
}

/// Publishes all chunks, the header and the idempotency record in one step, or nothing.
async fn put<R: Serialize>(intake: Intake<'_>, parcel: Parcel<R>) -> Result<Ingested, Error> {
    let Parcel { kind, terms, rows, guard, ingested } = parcel;
    let header = Header { kind, accepted: ingested.accepted };
    let remember = match &guard {
        Some(guard) => Some(Remember {
            record: Record { key: guard.key.clone(), value: serde_json::to_string(&ingested)?, keep: ANSWER_KEPT },
            request_hash: guard.request_hash.clone(),
        }),
        None => None,
    };
    let publication = Publication {
        chunks: chunks(kind, &terms, rows)?,
        records: vec![Record {
            key: Header::key(terms.batch),
            value: serde_json::to_string(&header)?,
            keep: HEADER_KEPT,
        }],
        remember,
    };
    match publish(intake.redis, kind.topic(), intake.limits, &publication).await? {
        Published::Written => Ok(ingested),
        Published::Repeated { request_hash, answer }
            if guard.is_some_and(|guard| guard.request_hash == request_hash) =>
        {
            Ok(serde_json::from_str(&answer)?)
        }
        Published::Repeated { .. } => Ok(Ingested {
            rejected: ingested.accepted + ingested.rejected,
            problems: vec![Problem::at(
                "input.idempotencyKey",
                "IDEMPOTENCY_KEY_REUSED",
                "This key was used for another input within the last day. Use a new key.",
            )],
            ..Ingested::default()
        }),
    }
}

fn chunks<R: Serialize>(
    kind: Kind,
    terms: &Terms,
    rows: Vec<R>,
) -> Result<Vec<crate::streams::envelope::Encoded>, PublishError> {
    let accepted = int(rows.len());
    let chunks = int(rows.len().div_ceil(ROWS_IN_CHUNK));
    let mut rows = rows.into_iter();
    let part = |chunk| BatchPart { batch: terms.batch, chunk, chunks, accepted, kind: kind.name().to_owned() };
    (0..chunks)
        .map(|chunk| {
            let rows: Vec<R> = rows.by_ref().take(ROWS_IN_CHUNK).collect();
            Ok(Chunk { part: Some(part(chunk)), replays: Vec::new(), rows }.encode()?)
        })
        .collect()
}

/// The hash of everything that the call says: rows in their order and the policy. The names of an object have no order,
/// so that they are put into one.
fn hash<R: Serialize>(call: &Call<R>) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_vec(&call.policy)?;
    let mut rows = serde_json::to_value(&call.rows)?;
    rows.sort_all_objects();
    serde_json::to_writer(&mut text, &rows)?;
    Ok(hex::encode(Sha256::digest(&text)))
}

/// Calls are bounded far below what an Int holds; what is beyond is refused, and said to be many.
fn int(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
