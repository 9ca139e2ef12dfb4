//! What became of a campaign, in words.

use std::time::Instant;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Object, QueryPathSegment, Result};

use super::assistant::DraftOrigin;
use crate::ai::Answered;
use crate::ai::summary::{self, Asked, Highlight, HighlightKind, Summary, Wording};
use crate::campaigns::campaign::Campaign;
use crate::campaigns::status::CampaignStatus;
use crate::graphql::error::{Failure, app, caller};
use crate::graphql::loader::GatheredLoader;

/// What became of a campaign, in plain sentences. Every number in them was counted.
pub struct CampaignSummary(Answered<Summary>);

#[Object]
impl CampaignSummary {
    /// All of it.
    async fn text(&self) -> String {
        self.0.answer.sentences.join(" ")
    }

    /// One thing each.
    async fn sentences(&self) -> &[String] {
        &self.0.answer.sentences
    }

    /// What is much better or worse than the campaign as a whole, where chance hardly explains it.
    async fn highlights(&self) -> Vec<CampaignHighlight> {
        self.0.answer.highlights.iter().cloned().map(CampaignHighlight).collect()
    }

    /// Earlier campaigns on the same channel that it was compared with; 0 where there are fewer than three.
    async fn compared_with(&self) -> i32 {
        self.0.answer.compared_with
    }

    /// Who worded it.
    async fn origin(&self) -> DraftOrigin {
        self.0.by.clone().into()
    }
}

/// A part of a campaign that is much better or worse than the whole.
pub struct CampaignHighlight(Highlight);

#[Object]
impl CampaignHighlight {
    /// By what the campaign is parted.
    async fn by(&self) -> HighlightKind {
        self.0.by
    }

    /// Which part: "Pune"; "18:00", the hour that begins then in the workspace's zone; "NO_ANSWER".
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// Its messages that came to an end. Of a very large campaign, as many as were looked at.
    async fn messages(&self) -> i32 {
        self.0.messages
    }

    /// Of which so many arrived; of a REASON none did.
    async fn delivered(&self) -> i32 {
        self.0.delivered
    }

    /// The share of them, 0 to 1.
    async fn delivery_rate(&self) -> f64 {
        self.0.rate
    }

    /// The campaign's own share, 0 to 1.
    async fn usual_rate(&self) -> f64 {
        self.0.usual
    }
}

/// The summary of a campaign; none before its launch. One of several that are asked for at once is not worded by a
/// model: they would have to wait for each other.
pub async fn of(context: &Context<'_>, campaign: &Campaign) -> Result<Option<CampaignSummary>> {
    if campaign.status == CampaignStatus::Draft {
        return Ok(None);
    }
    let (app, caller) = (app(context)?, caller(context)?);
    let (status, sequence) = (campaign.status, campaign.figures.sequence);
    let wording = if in_a_list(context) { Wording::BuiltIn } else { Wording::of(status, &app.assistant) };
    let asked = Asked { campaign: campaign.id, status, sequence, wording, at: Instant::now() };
    let loader = context.data::<DataLoader<GatheredLoader>>()?;
    let told = app.summaries.or_tell(asked, async |wording| {
        let gathered = loader.load_one(campaign.id).await.map_err(|error| Failure::from(&*error))?;
        let Some(gathered) = gathered else { return Ok(None) };
        let told = summary::summarise(caller, &app.assistant, &app.config.workspace, (&gathered, wording)).await;
        told.map(Some).map_err(Failure::from)
    });
    Ok(told.await?.map(CampaignSummary))
}

fn in_a_list(context: &Context<'_>) -> bool {
    let mut node = context.path_node.as_ref();
    while let Some(at) = node {
        if matches!(at.segment, QueryPathSegment::Index(_)) {
            return true;
        }
        node = at.parent;
    }
    false
}
