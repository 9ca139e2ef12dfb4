//! Campaigns as they change. A notice says only that something changed; what a subscriber gets is then read, so
//! it is always a state that was committed. Who asks for the same thing on a node shares one reader.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use tokio::sync::broadcast::Sender;

use super::campaign::{Campaign, Delivery};
use super::feed::{self, Feeds};
use super::status::MessageStatus;
use super::{CampaignError, store};
use crate::auth::{Ctx, Permission};
use crate::db::{Db, DbError};
use crate::ids::{CampaignId, MessageId};
use crate::live::{Follow, Inbox, Live, NAMED_MESSAGES, Notice, Sources};

/// Two states of one subscription are at least so far apart: ten a second.
const EVERY: Duration = Duration::from_millis(100);
/// How long after a failed read the next one is tried.
const AGAIN: Duration = Duration::from_secs(1);
/// Campaigns that are read again when notices may have been missed.
const RELOADED: i64 = 50;

/// What the subscribers of one node share. Cheap to clone.
#[derive(Clone, Default)]
pub struct Followers {
    progress: Sources<Option<Arc<Campaign>>>,
    deliveries: Feeds<Changed>,
    campaigns: Feeds<Vec<Campaign>>,
}

/// Messages that changed within one stretch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// As they are now; at most 200.
    pub deliveries: Vec<Delivery>,
    /// How many more changed that are not among them.
    pub missed: i32,
}

/// One stretch, as all subscribers of a campaign share it.
#[derive(Clone, Debug, Default)]
struct Changed {
    deliveries: Vec<Delivery>,
    missed: u64,
    /// Messages that changed since the feed began, up to and with this stretch.
    total: u64,
}

/// What the following reads from.
#[derive(Clone)]
pub struct Reading {
    /// The database.
    pub db: Db,
    /// The announcements.
    pub live: Live,
    /// What this node's subscribers share.
    pub followers: Followers,
}

/// The campaign now, and again whenever it has changed; ends where there is none. Exact, at most ten a second.
pub fn progress(
    ctx: &Ctx,
    reading: Reading,
    id: CampaignId,
) -> Result<impl Stream<Item = Arc<Campaign>> + Send + use<>, CampaignError> {
    ctx.require(Permission::Read)?;
    let db = reading.db;
    let states = reading.followers.progress.follow(
        &reading.live,
        Follow {
            key: id.to_string(),
            every: EVERY,
            interested: move |notice: &Notice| match notice {
                Notice::Campaign(campaign) | Notice::Messages { campaign, .. } => *campaign == id,
                _ => false,
            },
            load: move || {
                let db = db.clone();
                async move { until_read(|| read_one(&db, id)).await.map(Arc::new) }
            },
        },
    );
    Ok(async_stream::stream! {
        let mut shown = None;
        for await state in states {
            let Some(campaign) = state else { return };
            let stands = (campaign.figures.sequence, campaign.status);
            if shown.is_none_or(|(sequence, status)| stands.0 > sequence || stands.1 != status) {
                shown = Some(stands);
                yield campaign;
            }
        }
    })
}

/// Messages of a campaign as they change, those of some states where any is given; at most ten batches a second,
/// 200 messages each. What is left out is counted.
pub fn deliveries(
    ctx: &Ctx,
    reading: Reading,
    id: CampaignId,
    statuses: Vec<MessageStatus>,
) -> Result<impl Stream<Item = Batch> + Send + use<>, CampaignError> {
    ctx.require(Permission::Read)?;
    let Reading { db, live, followers } = reading;
    let mut feed = followers.deliveries.subscribe(&id.to_string(), |sender| {
        // From now on, not from whenever the reader first runs.
        let named = live.listen(move |named: &mut Named, notice| named.take(notice, id));
        feed_deliveries(sender, named, db)
    });
    Ok(async_stream::stream! {
        let mut seen: Option<u64> = None;
        while let Some(changed) = feed.next().await {
            let of_this_batch = changed.deliveries.len() as u64 + changed.missed;
            let lost = seen.map_or(0, |seen| changed.total.saturating_sub(of_this_batch).saturating_sub(seen));
            seen = Some(changed.total);
            let wanted = |delivery: &&Delivery| statuses.is_empty() || statuses.contains(&delivery.status);
            let deliveries: Vec<Delivery> = changed.deliveries.iter().filter(wanted).cloned().collect();
            let missed = i32::try_from(changed.missed + lost).unwrap_or(i32::MAX);
            if !deliveries.is_empty() || missed > 0 {
                yield Batch { deliveries, missed };
            }
        }
    })
}

/// Every campaign that changes, as it is then; the recent ones after a gap.
pub fn campaigns(ctx: &Ctx, reading: Reading) -> Result<impl Stream<Item = Campaign> + Send + use<>, CampaignError> {
    ctx.require(Permission::Read)?;
    let Reading { db, live, followers } = reading;
    let mut feed = followers.campaigns.subscribe("all", |sender| {
        let changes = live.listen(Changes::take);
        feed_campaigns(sender, changes, db)
    });
    Ok(async_stream::stream! {
        while let Some(changed) = feed.next().await {
            for campaign in changed.iter() {
                yield campaign.clone();
            }
        }
    })
}

async fn read_one(db: &Db, id: CampaignId) -> Result<Option<Campaign>, DbError> {
    store::one(&mut *db.get().await?, id).await
}

/// Reads until it succeeds: subscribers wait meanwhile rather than see an error that passes.
async fn until_read<T, F: Future<Output = Result<T, DbError>>>(read: impl Fn() -> F) -> T {
    loop {
        match read().await {
            Ok(state) => return state,
            Err(error) => {
                tracing::warn!(%error, "could not read what subscribers follow; reading again");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

/// What a stretch of notices named.
#[derive(Default)]
struct Named {
    messages: BTreeSet<MessageId>,
    missed: u64,
}

impl Named {
    /// Takes a notice about messages of the campaign.
    fn take(&mut self, notice: &Notice, id: CampaignId) -> bool {
        let Notice::Messages { campaign, changed, more } = notice else { return false };
        if *campaign != id {
            return false;
        }
        self.missed += u64::from(*more);
        for message in changed {
            if self.messages.len() < NAMED_MESSAGES {
                self.messages.insert(*message);
            } else if !self.messages.contains(message) {
                self.missed += 1;
            }
        }
        true
    }
}

async fn feed_deliveries(listeners: Arc<Sender<Arc<Changed>>>, mut inbox: Inbox<Named>, db: Db) {
    let mut total = 0;
    loop {
        let Some(named) = feed::gather(&mut inbox, EVERY).await else { continue };
        let ids: Vec<MessageId> = named.messages.into_iter().collect();
        let deliveries = until_read(|| read_deliveries(&db, &ids)).await;
        total += deliveries.len() as u64 + named.missed;
        // An error says that the last subscriber has just left.
        let _ = listeners.send(Arc::new(Changed { deliveries, missed: named.missed, total }));
    }
}

async fn read_deliveries(db: &Db, ids: &[MessageId]) -> Result<Vec<Delivery>, DbError> {
    store::deliveries_by_ids(&mut *db.get().await?, ids).await
}

/// What a stretch of notices said of campaigns.
#[derive(Default)]
struct Changes {
    named: BTreeSet<CampaignId>,
    reload: bool,
}

impl Changes {
    fn take(&mut self, notice: &Notice) -> bool {
        match notice {
            Notice::Campaign(id) => {
                self.named.insert(*id);
            }
            Notice::Reload => self.reload = true,
            _ => return false,
        }
        true
    }
}

async fn feed_campaigns(listeners: Arc<Sender<Arc<Vec<Campaign>>>>, mut inbox: Inbox<Changes>, db: Db) {
    loop {
        let Some(Changes { named, reload }) = feed::gather(&mut inbox, EVERY).await else { continue };
        let ids: Vec<CampaignId> = named.into_iter().collect();
        let campaigns = until_read(|| read_campaigns(&db, &ids, reload)).await;
        let _ = listeners.send(Arc::new(campaigns));
    }
}

async fn read_campaigns(db: &Db, ids: &[CampaignId], reload: bool) -> Result<Vec<Campaign>, DbError> {
    let mut connection = db.get().await?;
    if reload { store::newest(&mut connection, RELOADED).await } else { store::by_ids(&mut connection, ids).await }
}
