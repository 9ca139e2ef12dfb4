//! Taking tokens: the rows that a token names are claimed, in the transaction that acknowledges the token, and
//! handed to the sender after the commit. So the claim is known before the first call is made, and whoever dies
//! between leaves rows whose claims run out.
//!
//! Consent and address are read again here: who withdrew since the launch is skipped.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel_async::AsyncPgConnection;
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;

use super::Handles;
use super::answers::{self, Answered, Changes};
use super::fate::{Fate, INTERRUPTED};
use super::held::{HeldRow, Holdings, LEASE};
use super::store::claim::{self, Claim, Due, Verdict};
use super::token::Token;
use crate::campaigns::counters::Delta;
use crate::campaigns::status::{MessageStatus, skipped};
use crate::db::DbError;
use crate::ids::{CampaignId, MessageId, MessageKey};
use crate::streams::{Applied, Consumer, Limits, Row, Topic, topic};

/// Tokens a transaction.
const TOKENS: usize = 8;

/// The consumer of tokens.
pub struct DeliverConsumer {
    pub(super) handles: Handles,
    pub(super) holdings: Arc<Holdings>,
    pub(super) sender: mpsc::Sender<Vec<HeldRow>>,
}

/// What a claim leaves to be done.
pub struct Claimed {
    rows: Vec<HeldRow>,
    claimed_at: Instant,
    changes: Changes,
}

impl Consumer for DeliverConsumer {
    type Row = Token;
    type Session = ();
    type Effects = Claimed;

    fn topic(&self) -> Topic {
        topic::DELIVER
    }

    fn limits(&self) -> Limits {
        Limits { rows: TOKENS, entries: TOKENS, linger: std::time::Duration::ZERO }
    }

    async fn begin(&self, _: &mut AsyncPgConnection, _: &mut Vec<&Row<Token>>) -> Result<(), DbError> {
        // Rows are locked where they are claimed, passing over what others have: nobody waits here.
        Ok(())
    }

    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        (): &(),
        rows: &[&Row<Token>],
    ) -> Result<Applied<Claimed>, DbError> {
        let mut ids: Vec<i64> = rows.iter().flat_map(|row| row.value.ids.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        let due = claim::lock_due(connection, &ids, self.handles.consent).await?;
        let mut claimed = Claimed { rows: Vec::new(), claimed_at: Instant::now(), changes: Changes::default() };
        let id = Uuid::now_v7();
        let mut verdicts = Vec::new();
        for row in due {
            match self.verdict(&row) {
                Some(verdict) => verdicts.push((CampaignId(row.campaign_id), verdict)),
                None => claimed.rows.push(held(row, id)),
            }
        }
        if !claimed.rows.is_empty() {
            let ids: Vec<i64> = claimed.rows.iter().map(|row| row.key.message.0).collect();
            let claim = Claim { id, lease: LEASE, calls: self.handles.policy.idempotent };
            claim::claim(connection, &ids, claim).await?;
        }
        self.settle(connection, verdicts, &mut claimed.changes).await?;
        Ok(Applied { effects: claimed, rejected: Vec::new() })
    }

    async fn after_commit(&self, effects: Vec<Claimed>) {
        for claimed in effects {
            claimed.changes.announce(&self.handles).await;
            if claimed.rows.is_empty() {
                continue;
            }
            self.holdings.enter(&claimed.rows, claimed.claimed_at).await;
            if let Err(mpsc::error::SendError(rows)) = self.sender.send(claimed.rows).await {
                self.give_back(rows).await;
            }
        }
    }
}

impl DeliverConsumer {
    /// What a due row becomes instead of being sent, if so.
    fn verdict(&self, row: &Due) -> Option<Verdict> {
        let verdict = |status, reason| Some(Verdict { id: row.id, status, reason });
        if row.abandoned && !self.handles.policy.idempotent {
            return verdict(MessageStatus::Unknown, INTERRUPTED);
        }
        if !row.consenting {
            return verdict(MessageStatus::Skipped, skipped::CONSENT_WITHDRAWN);
        }
        if row.address.is_none() {
            return verdict(MessageStatus::Skipped, skipped::NO_ADDRESS);
        }
        None
    }

    async fn settle(
        &self,
        connection: &mut AsyncPgConnection,
        verdicts: Vec<(CampaignId, Verdict)>,
        changes: &mut Changes,
    ) -> Result<(), DbError> {
        if verdicts.is_empty() {
            return Ok(());
        }
        let now = self.handles.clock.now();
        let mut deltas: BTreeMap<CampaignId, Delta> = BTreeMap::new();
        for (campaign, verdict) in &verdicts {
            deltas.entry(*campaign).or_default().moved(MessageStatus::Pending, verdict.status);
            changes.note(*campaign, MessageId(verdict.id));
        }
        let verdicts: Vec<Verdict> = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
        claim::write_verdicts(connection, now, &verdicts).await?;
        answers::settle(connection, now, &deltas, changes).await
    }

    /// The sender has stopped: what was claimed for it is anybody's again.
    async fn give_back(&self, rows: Vec<HeldRow>) {
        let batch: Vec<Answered> = rows.iter().map(|row| Answered { hold: row.hold(), fate: Fate::UNTRIED }).collect();
        if let Err(error) = answers::write(&self.handles, &batch).await {
            tracing::warn!(%error, rows = batch.len(), "claimed rows were not given back; their claims run out");
        }
        self.holdings.let_go(batch.into_iter().map(|answered| answered.hold));
    }
}

fn held(row: Due, claim: Uuid) -> HeldRow {
    HeldRow {
        key: MessageKey { message: MessageId(row.id), generation: row.generation },
        campaign: CampaignId(row.campaign_id),
        claim,
        attempts: row.attempts.saturating_add(1),
        channel: row.channel,
        to: row.address.unwrap_or_default(),
        text: row.message,
    }
}
