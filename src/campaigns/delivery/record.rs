//! Taking receipts in: checked, put into the stream, and only then acknowledged. Whether a key is anybody's is
//! found out when the receipt is applied; one that is nobody's becomes a dead letter.

use super::DeliveryError;
use super::receipt::{self, RawReceipt, Receipt};
use crate::auth::{Ctx, Permission};
use crate::config::StreamLimits;
use crate::problem::Problem;
use crate::streams::{Chunk, Publication, Redis, publish, topic};

/// Receipts in one call.
pub const MOST: usize = 10_000;
const ROWS_A_CHUNK: usize = 500;

/// Where receipts go.
#[derive(Clone, Copy)]
pub struct Inlet<'a> {
    /// The streams.
    pub redis: &'a Redis,
    /// Their bounds.
    pub limits: &'a StreamLimits,
}

/// What was taken of a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// How many are in the stream.
    pub accepted: usize,
    /// What is wrong with the others; paths begin at the list.
    pub problems: Vec<Problem>,
}

/// Takes in the receipts that are well-formed and says what is wrong with the others. All of them are in the
/// stream when this returns, or none and it is an error.
pub async fn record(ctx: &Ctx, inlet: Inlet<'_>, receipts: Vec<RawReceipt>) -> Result<Recorded, DeliveryError> {
    ctx.require(Permission::Receipts)?;
    if receipts.is_empty() || receipts.len() > MOST {
        let message = format!("Send 1 to {MOST} receipts in one call; these are {}.", receipts.len());
        return Ok(Recorded { accepted: 0, problems: vec![Problem::at("", "WRONG_COUNT", message)] });
    }
    let mut good = Vec::with_capacity(receipts.len());
    let mut problems = Vec::new();
    for (place, raw) in receipts.into_iter().enumerate() {
        match receipt::check(raw) {
            Ok(receipt) => good.push(receipt),
            Err(problem) => problems.push(problem.under(&place.to_string())),
        }
    }
    queue(inlet, &good).await?;
    Ok(Recorded { accepted: good.len(), problems })
}

/// Takes in one receipt that came by a webhook whose signature was verified: the signature is its permission.
pub async fn receive(ctx: &Ctx, inlet: Inlet<'_>, body: &[u8]) -> Result<Result<(), Problem>, DeliveryError> {
    ctx.require(Permission::Receipts)?;
    match receipt::parse(body) {
        Ok(receipt) => Ok(Ok(queue(inlet, &[receipt]).await?)),
        Err(problem) => Ok(Err(problem)),
    }
}

async fn queue(inlet: Inlet<'_>, receipts: &[Receipt]) -> Result<(), DeliveryError> {
    if receipts.is_empty() {
        return Ok(());
    }
    let chunks: Result<Vec<_>, serde_json::Error> =
        receipts.chunks(ROWS_A_CHUNK).map(|receipts| Chunk::of(receipts.to_vec()).encode()).collect();
    let chunks = chunks.map_err(crate::streams::PublishError::from)?;
    let publication = Publication { chunks, ..Publication::default() };
    publish(inlet.redis, topic::RECEIPTS, inlet.limits, &publication).await?;
    Ok(())
}
