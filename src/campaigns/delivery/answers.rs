//! Writing what became of the calls, in batches, each row only under the claim that it was called under.
//!
//! A batch is one transaction: rows in id order, then the figures, then the campaigns that it completed. It is
//! tried until it goes through, because an answer that is lost would be a second call; meanwhile the claims of
//! its rows are kept alive.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::RngExt;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::Handles;
use super::fate::Fate;
use super::held::{HoldKey, Holdings};
use super::store::answer::{self, Written};
use crate::campaigns::counters::{self, Delta};
use crate::campaigns::status::MessageStatus;
use crate::db::DbError;
use crate::ids::{CampaignId, MessageId};
use crate::live::{self, NAMED_MESSAGES, Notice};

const ROWS: usize = 500;
const LINGER: Duration = Duration::from_millis(50);
/// With a vendor that takes no keys, each answer that is not yet written at a crash is a message of which nobody
/// knows.
const KEYLESS_LINGER: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What became of one held row.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The row and its claim.
    pub hold: HoldKey,
    /// What becomes of it.
    pub fate: Fate,
}

/// Messages that changed, by campaign: what subscribers are told after a commit.
#[derive(Debug, Default)]
pub struct Changes {
    /// Which messages of which campaigns.
    pub messages: BTreeMap<CampaignId, Vec<MessageId>>,
    /// Campaigns that were completed.
    pub completed: BTreeSet<CampaignId>,
}

impl Changes {
    /// One message changed.
    pub fn note(&mut self, campaign: CampaignId, message: MessageId) {
        self.messages.entry(campaign).or_default().push(message);
    }

    /// Tells every node.
    pub async fn announce(self, handles: &Handles) {
        let mut notices = Vec::with_capacity(2 * self.messages.len());
        for (campaign, mut changed) in self.messages {
            let more = changed.len().saturating_sub(NAMED_MESSAGES);
            changed.truncate(NAMED_MESSAGES);
            notices.push(Notice::Campaign(campaign));
            notices.push(Notice::Messages { campaign, changed, more: u32::try_from(more).unwrap_or(u32::MAX) });
        }
        notices.extend(self.completed.into_iter().map(Notice::Campaign));
        live::announce(&handles.redis, &notices).await;
    }
}

/// Writes what comes until the last sender is gone.
pub async fn write_all(handles: &Handles, holdings: &Holdings, mut answers: mpsc::UnboundedReceiver<Answered>) {
    let mut batch = Vec::with_capacity(ROWS);
    let linger = if handles.policy.idempotent { LINGER } else { KEYLESS_LINGER };
    while let Some(first) = answers.recv().await {
        batch.push(first);
        // An error says that the linger is over, or that the channel is closed: either way it is time to write.
        let _over = tokio::time::timeout(linger, async {
            while batch.len() < ROWS {
                match answers.recv().await {
                    Some(answered) => batch.push(answered),
                    None => return,
                }
            }
        })
        .await;
        write_until_done(handles, &batch).await;
        holdings.let_go(batch.drain(..).map(|answered| answered.hold));
    }
}

async fn write_until_done(handles: &Handles, batch: &[Answered]) {
    let mut pause = Duration::from_millis(50);
    loop {
        match write(handles, batch).await {
            Ok(changes) => return changes.announce(handles).await,
            Err(error) => tracing::warn!(
                rows = batch.len(),
                cause = std::error::Error::source(&error).map(ToString::to_string),
                "answers could not be written; trying again"
            ),
        }
        let part = rand::rng().random_range(0.5..1.0);
        sleep(pause.mul_f64(part)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Writes a batch once, in a transaction of its own.
pub async fn write(handles: &Handles, batch: &[Answered]) -> Result<Changes, DbError> {
    let mut connection = handles.db.get().await?;
    connection.transaction(async |connection| write_in(handles, connection, batch).await).await
}

async fn write_in(
    handles: &Handles,
    connection: &mut AsyncPgConnection,
    batch: &[Answered],
) -> Result<Changes, DbError> {
    let now = handles.clock.now();
    let written = answer::write(connection, now, batch).await?;
    let late = batch.len() - written.len();
    if late > 0 {
        tracing::debug!(rows = late, "answers came too late: their rows are settled, or others' by now");
    }
    let mut deltas: BTreeMap<CampaignId, Delta> = BTreeMap::new();
    let mut changes = Changes::default();
    for row in written.into_iter().filter(Written::shows) {
        let delta = deltas.entry(row.campaign).or_default();
        if row.before != row.after {
            delta.moved(row.before, row.after);
        }
        delta.accepted += i32::from(row.newly_accepted);
        changes.note(row.campaign, row.message);
    }
    settle(connection, now, &deltas, &mut changes).await?;
    Ok(changes)
}

/// The figures, then the campaigns that have nothing left to do: the end of every transaction that moved rows.
pub async fn settle(
    connection: &mut AsyncPgConnection,
    now: chrono::DateTime<chrono::Utc>,
    deltas: &BTreeMap<CampaignId, Delta>,
    changes: &mut Changes,
) -> Result<(), DbError> {
    counters::add(connection, now, deltas).await?;
    let campaigns: Vec<CampaignId> = deltas.keys().copied().collect();
    changes.completed.extend(counters::finish_where_done(connection, now, &campaigns).await?);
    Ok(())
}

/// The status that is stored for a fate; PENDING where the row is to be tried again.
pub fn status_of(fate: &Fate) -> MessageStatus {
    match fate {
        Fate::Sent { .. } => MessageStatus::Sent,
        Fate::Failed { .. } => MessageStatus::Failed,
        Fate::Unknown { .. } => MessageStatus::Unknown,
        Fate::Again { .. } => MessageStatus::Pending,
    }
}
