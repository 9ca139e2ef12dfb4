//! The rows that this process has claimed and not yet written the answers of. The claims of what is held are
//! extended for as long as the process lives; a row whose claim could not be extended is no longer held, and no
//! call is begun for it. The number of rows held is bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Handles;
use super::store::claim;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageKey};

/// How long a claim lasts unless it is extended: a killed worker's rows wait this long.
pub const LEASE: Duration = Duration::from_secs(10);
const EXTEND_WHEN_LEFT: Duration = Duration::from_secs(7);
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// No call is begun under a claim that is about to run out.
const MARGIN: Duration = Duration::from_secs(1);
/// Rows held at most, a process. A campaign has about two seconds of work under way, so this is many campaigns.
const ROOM: usize = 10_000;

/// A claimed row with all that its call needs.
#[derive(Clone, Debug)]
pub struct HeldRow {
    /// The row and its generation.
    pub key: MessageKey,
    /// Its campaign.
    pub campaign: CampaignId,
    /// The claim it is held under; a row is never claimed twice under one.
    pub claim: Uuid,
    /// Attempts so far, the coming one included.
    pub attempts: i16,
    /// `SMS`, `EMAIL` or `WHATSAPP`.
    pub channel: String,
    /// The address, read at the claim.
    pub to: String,
    /// The rendered message.
    pub text: String,
}

/// Which row is held under which claim.
pub type HoldKey = (Uuid, i64);

impl HeldRow {
    /// Its entry among the holdings.
    pub fn hold(&self) -> HoldKey {
        (self.claim, self.key.message.0)
    }
}

/// All that is held, with the instant each claim runs out.
pub struct Holdings {
    rows: Mutex<HashMap<HoldKey, Instant>>,
    room: Semaphore,
}

impl Default for Holdings {
    fn default() -> Self {
        Self { rows: Mutex::default(), room: Semaphore::new(ROOM) }
    }
}

impl Holdings {
    /// Enters freshly claimed rows, then waits until there is room for them; meanwhile their claims are extended.
    pub async fn enter(&self, rows: &[HeldRow], claimed_at: Instant) {
        let until = claimed_at + LEASE;
        {
            let mut held = self.lock();
            held.extend(rows.iter().map(|row| (row.hold(), until)));
        }
        let wanted = u32::try_from(rows.len().min(ROOM)).unwrap_or(u32::MAX);
        // The semaphore is never closed.
        if let Ok(permits) = self.room.acquire_many(wanted).await {
            permits.forget();
        }
    }

    /// Whether a call may be begun for the row now.
    pub fn covers(&self, row: &HeldRow, now: Instant) -> bool {
        self.lock().get(&row.hold()).is_some_and(|until| now + MARGIN < *until)
    }

    /// Lets go of what was written, given back or lost.
    pub fn let_go(&self, rows: impl IntoIterator<Item = HoldKey>) {
        let mut held = self.lock();
        let gone = rows.into_iter().filter(|row| held.remove(row).is_some()).count();
        drop(held);
        self.room.add_permits(gone);
    }

    /// How many rows are held.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    fn running_out(&self, before: Instant) -> Vec<HoldKey> {
        self.lock().iter().filter(|(_, until)| **until < before).map(|(row, _)| *row).collect()
    }

    fn extended(&self, rows: &[HoldKey], until: Instant) {
        let mut held = self.lock();
        for row in rows {
            if let Some(known) = held.get_mut(row) {
                *known = until;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<HoldKey, Instant>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Extends the claims of what is held until `stop`. A failure is retried a second later; claims that run out
/// meanwhile cover no new call.
pub async fn keep(handles: &Handles, holdings: &Holdings, stop: CancellationToken) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = extend(handles, holdings).await {
            tracing::warn!(%error, held = holdings.len(), "could not extend the claims of what is held");
        }
    }
}

async fn extend(handles: &Handles, holdings: &Holdings) -> Result<(), DbError> {
    let asked_at = Instant::now();
    let rows = holdings.running_out(asked_at + EXTEND_WHEN_LEFT);
    if rows.is_empty() {
        return Ok(());
    }
    let mut connection = handles.db.get().await?;
    let kept = claim::extend(&mut connection, &rows, LEASE).await?;
    holdings.extended(&kept, asked_at + LEASE);
    let kept: std::collections::HashSet<HoldKey> = kept.into_iter().collect();
    let lost: Vec<HoldKey> = rows.into_iter().filter(|row| !kept.contains(row)).collect();
    if !lost.is_empty() {
        tracing::info!(rows = lost.len(), "held rows were settled or taken over by others");
        holdings.let_go(lost);
    }
    Ok(())
}
