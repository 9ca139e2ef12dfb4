//! One call, from the last look at whether it may begin to its outcome.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Handles;
use super::held::HeldRow;
use super::store::claim;
use super::view::View;
use crate::db::DbError;
use crate::vendor::{Answer, MessageVendor, OutgoingMessage};

/// What every call needs.
pub struct Caller<V> {
    /// Who delivers.
    pub vendor: Arc<V>,
    /// The database, for vendors that take no keys, and the settings.
    pub handles: Handles,
    /// What is known of the campaigns.
    pub views: watch::Receiver<Arc<View>>,
    /// No call begins before this: the vendor asked to be left alone.
    pub vendor_waits_until: watch::Receiver<Instant>,
    /// No call begins after this.
    pub stop: CancellationToken,
    /// Calls in flight end now, unanswered.
    pub cut: CancellationToken,
}

/// What came of a call.
pub enum Outcome {
    /// It was made.
    Answered(Answer),
    /// It was not made: the campaign was paused, the vendor asked to wait, the worker is stopping,
    /// the database is away.
    NotBegun,
    /// It was not made: the row is no longer ours.
    NotOurs,
}

/// Makes a call, if it may still begin.
pub async fn make<V: MessageVendor>(caller: Arc<Caller<V>>, row: Arc<HeldRow>) -> Outcome {
    if !caller.handles.policy.idempotent {
        match mark(&caller, &row).await {
            Ok(true) => {}
            Ok(false) => return Outcome::NotOurs,
            Err(error) => {
                tracing::warn!(%error, "a call could not be noted beforehand, so it is not made");
                return Outcome::NotBegun;
            }
        }
    }
    let now = Instant::now();
    let waits = now < *caller.vendor_waits_until.borrow();
    if caller.stop.is_cancelled() || waits || !caller.views.borrow().allows(row.campaign, now) {
        return Outcome::NotBegun;
    }
    let message = OutgoingMessage {
        key: row.key.to_string(),
        channel: row.channel.clone(),
        to: row.to.clone(),
        text: row.text.clone(),
    };
    tokio::select! {
        answer = caller.vendor.send(&message) => Outcome::Answered(answer),
        () = caller.cut.cancelled() => Outcome::Answered(Answer::NoAnswer),
    }
}

async fn mark<V>(caller: &Caller<V>, row: &HeldRow) -> Result<bool, DbError> {
    let mut connection = caller.handles.db.get().await?;
    claim::mark_called(&mut connection, row.hold()).await
}
