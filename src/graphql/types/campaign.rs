//! A campaign and its figures.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::campaign_summary::{self, CampaignSummary};
use super::campaign_tags::CampaignTag;
use super::customer::page_size;
use super::delivery::Delivery;
use super::page::{Connection, Noun};
use super::scalar::{DateTime, Rule};
use super::segment::Segment;
use crate::campaigns::status::{CampaignStatus, MessageStatus};
use crate::campaigns::{CampaignError, campaign, read};
use crate::customers::kind::Channel;
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};
use crate::graphql::loader::{SegmentLoader, SentenceLoader};

impl From<&CampaignError> for Failure {
    fn from(error: &CampaignError) -> Self {
        match error {
            CampaignError::Forbidden(error) => (*error).into(),
            CampaignError::Db(error) => error.into(),
            CampaignError::Timeout => {
                Self::timeout("Answering this takes too long. Ask for fewer conditions on orders, or try again later.")
            }
            CampaignError::Stored(_) => Self::internal(error),
        }
    }
}

impl From<CampaignError> for Failure {
    fn from(error: CampaignError) -> Self {
        Self::from(&error)
    }
}

/// A message to everyone whom a rule matches, and what became of it.
#[derive(Clone)]
pub struct Campaign(pub campaign::Campaign);

impl Noun for Campaign {
    const CONNECTION: &'static str = "CampaignConnection";
    const EDGE: &'static str = "CampaignEdge";
}

#[Object]
impl Campaign {
    /// Opaque.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// For people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it stands.
    async fn status(&self) -> CampaignStatus {
        self.0.status
    }

    /// The way its messages take.
    async fn channel(&self) -> Channel {
        self.0.channel
    }

    /// The template, as it was written.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// The saved segment that it was drawn on; null where it has a rule of its own, or the segment is gone.
    async fn segment(&self, context: &Context<'_>) -> Result<Option<Segment>> {
        let Some(id) = self.0.segment_id else { return Ok(None) };
        let found = context.data::<DataLoader<SegmentLoader>>()?.load_one(id).await;
        Ok(found.map_err(|error| Failure::from(&*error))?.map(Segment))
    }

    /// Whom it is for. Since its launch: with every segment inlined, as it was then.
    async fn rule(&self) -> Rule {
        Rule(self.0.rule())
    }

    /// Whom it is for, in words; or why that cannot be said.
    #[graphql(complexity = "20")]
    async fn sentence(&self, context: &Context<'_>) -> Result<String> {
        let said = context.data::<DataLoader<SentenceLoader>>()?.load_one(self.0.id).await;
        // One that was deleted a moment ago is for nobody.
        Ok(said.map_err(|error| Failure::from(&*error))?.unwrap_or_default())
    }

    /// The instant that the rule's windows count from; null before the launch.
    async fn as_of(&self) -> Option<DateTime> {
        self.0.as_of.map(DateTime)
    }

    /// At most so many messages a second; null is as fast as the vendor takes them.
    async fn rate_per_second(&self) -> Option<i32> {
        self.0.rate_per_second
    }

    /// What it has come to, as of one instant.
    async fn progress(&self) -> CampaignProgress {
        CampaignProgress(Arc::new(self.0.clone()))
    }

    /// Its messages, in the order in which its audience was drawn.
    #[graphql(complexity = "5 + page_size(first, None) * child_complexity")]
    async fn deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that stand there.")] status: Option<Vec<MessageStatus>>,
        #[graphql(desc = "How many, from the front: 1 to 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Delivery>> {
        let page = PageArgs { first, after, ..PageArgs::default() };
        let statuses = status.unwrap_or_default();
        let read = read::deliveries(caller(context)?, &app(context)?.read, (self.0.id, &statuses), &page).await;
        let page = read.map_err(Failure::from)?.map_err(Failure::problems)?;
        Ok(Connection::of(page, Delivery))
    }

    /// Why messages failed, are unknown or were skipped; the most frequent first.
    async fn failures(&self, context: &Context<'_>) -> Result<Vec<FailureReasonCount>> {
        let counts = read::failures(caller(context)?, &app(context)?.read, self.0.id).await.map_err(Failure::from)?;
        Ok(counts.into_iter().map(FailureReasonCount::from).collect())
    }

    /// What happened when: ten seconds a point, more where the campaign took long.
    async fn series(&self, context: &Context<'_>) -> Result<Vec<CampaignPoint>> {
        let points = read::series(caller(context)?, &app(context)?.read, self.0.id).await.map_err(Failure::from)?;
        Ok(points.into_iter().map(CampaignPoint::from).collect())
    }

    /// What it is about: suggested when it is written and whenever its text changes, until a person sets them.
    async fn tags(&self) -> Vec<CampaignTag> {
        let tag = |name: &String| CampaignTag { name: name.clone(), suggested: self.0.tags_suggested };
        self.0.tags.iter().map(tag).collect()
    }

    /// What became of it, in plain sentences whose every number was counted; null before the launch. While it runs it
    /// is at most three seconds old. In lists, and while the campaign moves, no language model is asked.
    #[graphql(complexity = "400 + child_complexity")]
    async fn summary(&self, context: &Context<'_>) -> Result<Option<CampaignSummary>> {
        campaign_summary::of(context, &self.0).await
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was launched.
    async fn launched_at(&self) -> Option<DateTime> {
        self.0.launched_at.map(DateTime)
    }

    /// When it was completed or cancelled.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime)
    }
}

/// A campaign's figures, as of one instant: audience = pending + sent + unknown + failed + delivered + skipped.
pub struct CampaignProgress(pub Arc<campaign::Campaign>);

#[Object]
impl CampaignProgress {
    /// Whose.
    async fn campaign(&self) -> Campaign {
        Campaign(campaign::Campaign::clone(&self.0))
    }

    /// Where the campaign stands.
    async fn status(&self) -> CampaignStatus {
        self.0.status
    }

    /// Everyone whom it was for, stored when the audience was frozen.
    async fn audience(&self) -> i32 {
        self.0.figures.audience
    }

    /// To be sent.
    async fn pending(&self) -> i32 {
        self.0.figures.pending
    }

    /// Taken by the vendor, awaiting the receipt.
    async fn sent(&self) -> i32 {
        self.0.figures.sent
    }

    /// Arrived.
    async fn delivered(&self) -> i32 {
        self.0.figures.delivered
    }

    /// Definitely refused.
    async fn failed(&self) -> i32 {
        self.0.figures.failed
    }

    /// Nobody knows whether they arrived.
    async fn unknown(&self) -> i32 {
        self.0.figures.unknown
    }

    /// Never to be sent; the ledger says why.
    async fn skipped(&self) -> i32 {
        self.0.figures.skipped
    }

    /// What is missing from the sum: 0, always.
    async fn unaccounted(&self) -> i32 {
        self.0.figures.unaccounted()
    }

    /// Ever taken by the vendor.
    async fn accepted(&self) -> i32 {
        self.0.figures.accepted
    }

    /// The share of what has come to an end that arrived, 0 to 1; null before anything has.
    async fn delivery_rate(&self) -> Option<f64> {
        self.0.figures.delivery_rate()
    }

    /// Messages that the vendor took a second, lately; 0 unless running.
    async fn messages_per_second(&self) -> f64 {
        self.0.figures.per_second
    }

    /// Seconds until nothing is left to be sent, at the present speed; null where that cannot be said.
    async fn eta_seconds(&self) -> Option<i32> {
        self.0.figures.eta_seconds()
    }

    /// Rises with each change; drop what is lower than what you have.
    async fn sequence(&self) -> i32 {
        i32::try_from(self.0.figures.sequence).unwrap_or(i32::MAX)
    }
}

/// Why messages came to nothing, and how many.
#[derive(SimpleObject)]
pub struct FailureReasonCount {
    /// FAILED, UNKNOWN or SKIPPED.
    status: MessageStatus,
    /// A stable code: NO_CONSENT.
    reason: String,
    /// Messages.
    count: i32,
}

impl From<campaign::FailureCount> for FailureReasonCount {
    fn from(counted: campaign::FailureCount) -> Self {
        Self { status: counted.status, reason: counted.reason, count: counted.count }
    }
}

/// Changes within one stretch of time.
#[derive(SimpleObject)]
pub struct CampaignPoint {
    /// When the stretch began.
    at: DateTime,
    /// Messages taken by the vendor.
    accepted: i32,
    /// Messages that arrived.
    delivered: i32,
    /// Messages refused, less those that were retried or arrived after all.
    failed: i32,
}

impl From<campaign::Point> for CampaignPoint {
    fn from(point: campaign::Point) -> Self {
        Self { at: DateTime(point.at), accepted: point.accepted, delivered: point.delivered, failed: point.failed }
    }
}
