//! The dispatcher: keeps about two seconds of each running campaign's work in the stream, as tokens.
//!
//! The rows are the truth. It reads which of them are due and nobody's, publishes tokens that name them, and
//! looks at the rows again to see what has become of them; it never asks the stream. So a stream that is deleted,
//! a token that is lost, a worker that is killed with claimed rows, all look the same from here: rows that are
//! due and nobody's, to be published again. Because what is published and unsettled is bounded, a campaign that
//! is slow or limited fills nothing, and others are not behind it.
//!
//! A campaign is dispatched by the holder of its lease. Two dispatchers at once, one frozen and awake again,
//! would only publish some tokens twice.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::store::due::{self, Running};
use super::token::{self, Token};
use super::walk::Walk;
use super::{DeliveryError, Handles};
use crate::campaigns::lease::{self, Fence, Term};
use crate::db::DbError;
use crate::ids::CampaignId;
use crate::streams::{Chunk, Publication, publish, topic};

const LOOK_EVERY: Duration = Duration::from_millis(100);
const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(6);
const RENEW_EVERY: Duration = Duration::from_secs(2);

struct Dispatched {
    fence: Fence,
    renewed_at: Instant,
    walk: Walk,
}

/// Dispatches running campaigns until `stop`, then lets go of their leases.
pub async fn run(handles: Handles, stop: CancellationToken) {
    let mut dispatcher = Dispatcher { owner: Uuid::now_v7(), campaigns: HashMap::new(), handles };
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = ticks.tick() => {}
        }
        if let Err(error) = dispatcher.round().await {
            tracing::warn!(cause = cause(&error), "could not dispatch; trying again");
        }
    }
    if let Err(error) = dispatcher.let_go().await {
        tracing::debug!(cause = cause(&error), "leases were not given back; they run out");
    }
}

fn cause(error: &dyn std::error::Error) -> String {
    error.source().unwrap_or(error).to_string()
}

struct Dispatcher {
    owner: Uuid,
    campaigns: HashMap<CampaignId, Dispatched>,
    handles: Handles,
}

impl Dispatcher {
    async fn round(&mut self) -> Result<(), DeliveryError> {
        let mut connection = self.handles.db.get().await?;
        let running = due::running(&mut connection).await?;
        let stopped: Vec<CampaignId> =
            self.campaigns.keys().filter(|id| !running.iter().any(|campaign| campaign.id == **id)).copied().collect();
        for campaign in stopped {
            self.drop_campaign(&mut connection, campaign).await?;
        }
        for campaign in running {
            if self.hold(&mut connection, campaign.id).await? {
                self.feed(&mut connection, campaign).await?;
            }
        }
        Ok(())
    }

    /// Takes or renews the lease. False while it is somebody else's.
    async fn hold(
        &mut self,
        connection: &mut diesel_async::AsyncPgConnection,
        campaign: CampaignId,
    ) -> Result<bool, DbError> {
        let (now, instant) = (self.handles.clock.now(), Instant::now());
        let until = now + LEASE;
        match self.campaigns.get_mut(&campaign) {
            Some(held) if instant - held.renewed_at < RENEW_EVERY => Ok(true),
            Some(held) => {
                let kept = lease::renew(connection, held.fence, until).await?;
                held.renewed_at = instant;
                if !kept {
                    tracing::info!(%campaign, "another dispatcher took the campaign over");
                    self.campaigns.remove(&campaign);
                }
                Ok(kept)
            }
            None => {
                let taken = lease::take(connection, campaign, self.owner, Term { now, until }).await?;
                let Some(fence) = taken else { return Ok(false) };
                let held = Dispatched { fence, renewed_at: instant, walk: Walk::new(instant) };
                self.campaigns.insert(campaign, held);
                Ok(true)
            }
        }
    }

    /// Looks at what is open, publishes what is missing.
    async fn feed(
        &mut self,
        connection: &mut diesel_async::AsyncPgConnection,
        campaign: Running,
    ) -> Result<(), DeliveryError> {
        let Some(Dispatched { walk, .. }) = self.campaigns.get_mut(&campaign.id) else { return Ok(()) };
        let still = due::still_open(connection, &walk.open()).await?;
        let now = Instant::now();
        let mut ids = walk.look(&still, now);
        let room = walk.room(campaign.rate_per_second);
        if room > 0 {
            let (behind, limit) = walk.next_page(room, now);
            let page = due::page(connection, campaign.id, behind, limit).await?;
            ids.extend(walk.take(&page, room, now));
        }
        if let Err(error) = publish_tokens(&self.handles, campaign.id, &ids).await {
            walk.untake(&ids, now);
            return Err(error);
        }
        Ok(())
    }

    async fn drop_campaign(
        &mut self,
        connection: &mut diesel_async::AsyncPgConnection,
        campaign: CampaignId,
    ) -> Result<(), DbError> {
        if let Some(held) = self.campaigns.remove(&campaign) {
            lease::release(connection, held.fence).await?;
        }
        Ok(())
    }

    async fn let_go(&mut self) -> Result<(), DbError> {
        let mut connection = self.handles.db.get().await?;
        for campaign in self.campaigns.keys().copied().collect::<Vec<_>>() {
            self.drop_campaign(&mut connection, campaign).await?;
        }
        Ok(())
    }
}

async fn publish_tokens(handles: &Handles, campaign: CampaignId, ids: &[i64]) -> Result<(), DeliveryError> {
    if ids.is_empty() {
        return Ok(());
    }
    let chunks: Result<Vec<_>, serde_json::Error> =
        ids.chunks(token::ROWS).map(|ids| Chunk::of(vec![Token { campaign, ids: ids.to_vec() }]).encode()).collect();
    let chunks = chunks.map_err(crate::streams::PublishError::from)?;
    publish(&handles.redis, topic::DELIVER, &handles.limits, &Publication { chunks, ..Publication::default() }).await?;
    Ok(())
}
