//! Asking for campaigns, and following them.

use async_graphql::{Context, ID, Object, Result, Subscription};
use futures::{Stream, StreamExt as _};

use super::campaign::{Campaign, CampaignProgress};
use super::customer::page_size;
use super::delivery::DeliveryBatch;
use super::id;
use super::page::Connection;
use crate::app::App;
use crate::campaigns::follow::{self, Reading};
use crate::campaigns::read;
use crate::campaigns::status::{CampaignStatus, MessageStatus};
use crate::campaigns::store::Filter;
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};

/// Queries for campaigns.
#[derive(Default)]
pub struct CampaignQuery;

#[Object]
impl CampaignQuery {
    /// Campaigns, the most recent first.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection and its filters")]
    #[graphql(complexity = "5 + page_size(first, last) * child_complexity")]
    async fn campaigns(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that stand there.")] status: Option<Vec<CampaignStatus>>,
        #[graphql(desc = "Only those whose name contains this, whatever the case.")] search: Option<String>,
        #[graphql(desc = "Only those that have this tag.")] tag: Option<String>,
        #[graphql(desc = "How many, from the front: 1 to 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back: 1 to 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Campaign>> {
        let filter = Filter { statuses: status.unwrap_or_default(), search, tag };
        let page = PageArgs { first, after, last, before };
        let read = read::list(caller(context)?, &app(context)?.read, filter, &page).await;
        Ok(Connection::of(read.map_err(Failure::from)?.map_err(Failure::problems)?, Campaign))
    }

    /// One campaign; null where there is none.
    async fn campaign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The campaign's id.")] id: ID,
    ) -> Result<Option<Campaign>> {
        let id = id::argument(&id, "id")?;
        let read = read::one(caller(context)?, &app(context)?.read, id).await.map_err(Failure::from)?;
        Ok(read.map(Campaign))
    }
}

/// Subscriptions to campaigns.
#[derive(Default)]
pub struct CampaignSubscription;

#[Subscription]
impl CampaignSubscription {
    /// A campaign's figures: now, then whenever they have changed, at most ten times a second; exact.
    async fn campaign_progress(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The campaign's id.")] id: ID,
    ) -> Result<impl Stream<Item = CampaignProgress> + use<>> {
        let states = follow::progress(caller(context)?, reading(app(context)?), id::argument(&id, "id")?);
        Ok(states.map_err(Failure::from)?.map(CampaignProgress))
    }

    /// Messages of a campaign as they change: at most ten batches a second, 200 messages each. It is lossy and
    /// counts what it leaves out.
    async fn campaign_deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The campaign's id.")] id: ID,
        #[graphql(desc = "Only messages that stand there.")] statuses: Option<Vec<MessageStatus>>,
    ) -> Result<impl Stream<Item = DeliveryBatch> + use<>> {
        let (id, statuses) = (id::argument(&id, "id")?, statuses.unwrap_or_default());
        let batches = follow::deliveries(caller(context)?, reading(app(context)?), id, statuses);
        Ok(batches.map_err(Failure::from)?.map(DeliveryBatch::from))
    }

    /// Every campaign that changes, as it is then.
    async fn campaigns_changed(&self, context: &Context<'_>) -> Result<impl Stream<Item = Campaign> + use<>> {
        Ok(follow::campaigns(caller(context)?, reading(app(context)?)).map_err(Failure::from)?.map(Campaign))
    }
}

fn reading(app: &App) -> Reading {
    Reading { db: app.db.clone(), live: app.live.clone(), followers: app.campaigns.clone() }
}
