//! What campaigns are about.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::campaign_mutation::{CampaignPayload, handles, invalid, payload};
use crate::ai;
use crate::campaigns::read;
use crate::campaigns::tags::{self, By};
use crate::graphql::error::{Failure, app, caller};
use crate::ids::CampaignId;

/// A word for what a campaign is about.
#[derive(SimpleObject)]
pub struct CampaignTag {
    /// In lower case: "win-back".
    pub name: String,
    /// Whether it was suggested and nobody has set the campaign's tags since.
    pub suggested: bool,
}

/// The tags that a campaign is to have.
#[derive(InputObject)]
pub struct CampaignSetTagsInput {
    /// The campaign, launched or not.
    id: ID,
    /// At most 10, of at most 40 characters each, in lower case. Null: those that are suggested, which then follow the
    /// campaign's text again; where the campaign changes while they are thought of, it stays as it then is.
    tags: Option<Vec<String>>,
}

/// Queries about tags.
#[derive(Default)]
pub struct CampaignTagQuery;

#[Object]
impl CampaignTagQuery {
    /// The tags that campaigns have, in alphabetical order; at most 1,000.
    #[graphql(complexity = "20")]
    async fn campaign_tags(&self, context: &Context<'_>) -> Result<Vec<String>> {
        Ok(tags::in_use(caller(context)?, &app(context)?.read).await.map_err(Failure::from)?)
    }
}

/// Mutations of tags.
#[derive(Default)]
pub struct CampaignTagMutation;

#[Object]
impl CampaignTagMutation {
    /// Says what a campaign is about, so that it is found again by it.
    async fn campaign_set_tags(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The tags.")] input: CampaignSetTagsInput,
    ) -> Result<CampaignPayload> {
        let (app, caller) = (app(context)?, caller(context)?);
        let id: CampaignId = match input.id.parse() {
            Ok(id) => id,
            Err(error) => return payload(Ok(Err(vec![invalid("input.id", &error)]))),
        };
        let chosen = match input.tags {
            Some(tags) => (tags, By::Person),
            None => {
                let handles = (&app.db, &app.assistant);
                let suggested = ai::tags::suggested(caller, handles, &app.config.workspace, id).await;
                match suggested.map_err(Failure::from)? {
                    Some((campaign, tags)) => (tags, By::Suggestion(Box::new(campaign))),
                    None => return payload(Ok(Err(vec![read::not_found(id)]))),
                }
            }
        };
        payload(tags::set(caller, handles(app), id, chosen).await)
    }
}
