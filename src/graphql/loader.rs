//! What many objects of one answer refer to is read once for all of them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use crate::ai;
use crate::ai::summary::{self, Gathered};
use crate::app::App;
use crate::auth::Ctx;
use crate::campaigns::campaign::Campaign;
use crate::campaigns::{CampaignError, read};
use crate::customers::rfm::Breaks;
use crate::customers::{self, Customer};
use crate::ids::{CampaignId, CustomerId, SegmentId};
use crate::segments::{self, Segment};

/// Segments by id. Whoever may see what names a segment may see the segment.
pub struct SegmentLoader(pub App);

impl Loader<SegmentId> for SegmentLoader {
    type Value = Segment;
    type Error = Arc<segments::Error>;

    async fn load(&self, ids: &[SegmentId]) -> Result<HashMap<SegmentId, Segment>, Self::Error> {
        let ctx = Ctx::system(self.0.clock.clone());
        let found = segments::by_ids(&ctx, &self.0.read, &self.0.config.workspace, ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|segment| (segment.id, segment)).collect())
    }
}

/// Customers by id, likewise.
pub struct CustomerLoader(pub App);

impl Loader<CustomerId> for CustomerLoader {
    type Value = Customer;
    type Error = Arc<customers::Error>;

    async fn load(&self, ids: &[CustomerId]) -> Result<HashMap<CustomerId, Customer>, Self::Error> {
        let ctx = Ctx::system(self.0.clock.clone());
        let found = customers::by_ids(&ctx, &self.0.read, ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|customer| (customer.id, customer)).collect())
    }
}

/// Campaigns by id, likewise.
pub struct CampaignLoader(pub App);

impl Loader<CampaignId> for CampaignLoader {
    type Value = Campaign;
    type Error = Arc<CampaignError>;

    async fn load(&self, ids: &[CampaignId]) -> Result<HashMap<CampaignId, Campaign>, Self::Error> {
        let ctx = Ctx::system(self.0.clock.clone());
        let found = read::by_ids(&ctx, &self.0.read, ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|campaign| (campaign.id, campaign)).collect())
    }
}

/// Whom campaigns are for, in words, by the campaigns' ids.
pub struct SentenceLoader(pub App);

impl Loader<CampaignId> for SentenceLoader {
    type Value = String;
    type Error = Arc<CampaignError>;

    async fn load(&self, ids: &[CampaignId]) -> Result<HashMap<CampaignId, String>, Self::Error> {
        let ctx = Ctx::system(self.0.clock.clone());
        let campaigns = read::by_ids(&ctx, &self.0.read, ids).await.map_err(Arc::new)?;
        let said = read::sentences(&ctx, &self.0.read, &self.0.config.workspace, &campaigns).await.map_err(Arc::new)?;
        Ok(campaigns.into_iter().map(|campaign| campaign.id).zip(said).collect())
    }
}

/// The breaks that tiers are judged by; there is one set of them.
pub struct BreaksLoader(pub App);

/// Asks for the breaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TheBreaks;

impl Loader<TheBreaks> for BreaksLoader {
    type Value = Arc<Breaks>;
    type Error = Arc<customers::Error>;

    async fn load(&self, _: &[TheBreaks]) -> Result<HashMap<TheBreaks, Arc<Breaks>>, Self::Error> {
        let ctx = Ctx::system(self.0.clock.clone());
        let breaks = customers::breaks(&ctx, &self.0.read).await.map_err(Arc::new)?;
        Ok(HashMap::from([(TheBreaks, Arc::new(breaks))]))
    }
}

/// What there is to tell of campaigns, by the campaigns' ids; none of one that was never launched.
pub struct GatheredLoader(pub App);

impl Loader<CampaignId> for GatheredLoader {
    type Value = Arc<Gathered>;
    type Error = Arc<ai::Error>;

    async fn load(&self, ids: &[CampaignId]) -> Result<HashMap<CampaignId, Arc<Gathered>>, Self::Error> {
        let ctx = Ctx::system(self.0.clock.clone());
        let found = summary::gather(&ctx, &self.0.read, &self.0.config.workspace, ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(id, gathered)| (id, Arc::new(gathered))).collect())
    }
}
