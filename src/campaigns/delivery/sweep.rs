//! What falls due by time alone, looked for once a second: receipts that never came make their messages UNKNOWN;
//! rows of cancelled campaigns whose worker died, perhaps in the call, are settled; and campaigns that had nothing
//! left to do while they were paused are completed. (What else a cancellation left behind is skipped where campaigns
//! are prepared.)

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Handles;
use super::answers::{self, Changes};
use super::fate::INTERRUPTED;
use super::store::sweep::{self, Moved, Settled};
use crate::campaigns::counters::{self, Delta};
use crate::campaigns::status::{MessageStatus, skipped};
use crate::db::DbError;
use crate::ids::CampaignId;

const EVERY: Duration = Duration::from_secs(1);
const ROWS: i64 = 1000;

/// Sweeps until `stop`.
pub async fn run(handles: Handles, stop: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = sweep_all(&handles, &stop).await {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(cause, "could not sweep; trying again");
        }
    }
}

async fn sweep_all(handles: &Handles, stop: &CancellationToken) -> Result<(), DbError> {
    while overdue(handles).await? == ROWS as usize && !stop.is_cancelled() {}
    while abandoned(handles).await? == ROWS as usize && !stop.is_cancelled() {}
    complete(handles).await
}

async fn overdue(handles: &Handles) -> Result<usize, DbError> {
    let now = handles.clock.now();
    let timeout = TimeDelta::from_std(handles.receipt_timeout).unwrap_or(TimeDelta::MAX);
    let cutoff = now.checked_sub_signed(timeout).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let mut connection = handles.db.get().await?;
    let (count, changes) = connection
        .transaction(async |connection| {
            let moved = sweep::overdue(connection, now, cutoff, ROWS).await?;
            settle(connection, now, (MessageStatus::Sent, MessageStatus::Unknown), &moved).await
        })
        .await?;
    changes.announce(handles).await;
    Ok(count)
}

/// With a vendor that honours keys, what may have been taken will be told by its receipt; without, nobody knows.
async fn abandoned(handles: &Handles) -> Result<usize, DbError> {
    let now = handles.clock.now();
    let after = if handles.policy.idempotent {
        Settled { status: MessageStatus::Skipped, reason: skipped::CANCELLED }
    } else {
        Settled { status: MessageStatus::Unknown, reason: INTERRUPTED }
    };
    let mut connection = handles.db.get().await?;
    let (count, changes) = connection
        .transaction(async |connection| {
            let moved = sweep::abandoned(connection, now, after, ROWS).await?;
            settle(connection, now, (MessageStatus::Pending, after.status), &moved).await
        })
        .await?;
    changes.announce(handles).await;
    Ok(count)
}

async fn settle(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    (before, after): (MessageStatus, MessageStatus),
    moved: &[Moved],
) -> Result<(usize, Changes), DbError> {
    let mut deltas: BTreeMap<CampaignId, Delta> = BTreeMap::new();
    let mut changes = Changes::default();
    for row in moved {
        deltas.entry(row.campaign).or_default().moved(before, after);
        changes.note(row.campaign, row.message);
    }
    answers::settle(connection, now, &deltas, &mut changes).await?;
    Ok((moved.len(), changes))
}

/// Completes what became complete while it was paused: the figures are locked first, so that what they say is
/// still so when the campaign is written.
async fn complete(handles: &Handles) -> Result<(), DbError> {
    let now = handles.clock.now();
    let mut connection = handles.db.get().await?;
    let idle = sweep::idle(&mut connection).await?;
    if idle.is_empty() {
        return Ok(());
    }
    let completed = connection
        .transaction(async |connection| {
            sweep::lock_counters(connection, &idle).await?;
            counters::finish_where_done(connection, now, &idle).await
        })
        .await?;
    let mut changes = Changes::default();
    changes.completed.extend(completed);
    changes.announce(handles).await;
    Ok(())
}
