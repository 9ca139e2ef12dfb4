//! Campaigns: made, listed, read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::campaign::{Campaign, Failure};
use super::id;
use super::page;
use super::rules::AsPreviewed;
use crate::campaigns::draft::{self, Create, Handles};
use crate::campaigns::read;
use crate::campaigns::status::CampaignStatus;
use crate::campaigns::store::Filter;
use crate::customers::Channel;
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::segments::input::RuleInput;

/// What campaigns are written to.
pub fn handles(call: &Call) -> Handles<'_> {
    Handles { db: &call.app.db, redis: &call.app.redis, workspace: call.app.config.workspace }
}

/// Makes a draft.
pub struct CreateCampaign;

/// A new campaign. One of segmentId and rule says whom it is for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct New {
    /// 1 to 200 characters.
    name: String,
    /// A saved segment, as it is when the campaign is launched.
    segment_id: Option<String>,
    /// A rule of the campaign's own, of the shape that preview_segment takes (xeno://rule.schema.json).
    #[schemars(with = "Option<AsPreviewed>")]
    rule: Option<RuleInput>,
    /// The way the messages take; SMS unless given.
    channel: Option<Channel>,
    /// The template: "Hi {{ first_name | default('there') }}". At most 4,096 bytes.
    message: String,
    /// At most so many messages a second; as fast as the vendor takes them where absent.
    rate_per_second: Option<i32>,
    /// A second call with the same key and input has the same answer and no second effect.
    idempotency_key: Option<String>,
}

impl Tool for CreateCampaign {
    type Takes = New;
    type Gives = Campaign;
    const NAME: &'static str = "create_campaign";
    const TITLE: &'static str = "Draft a campaign";
    const DESCRIPTION: &'static str = "Makes a draft: who, what, by which way. Nothing is sent; simulate_campaign comes \
        next. Takes the permission CAMPAIGNS.";
    const EFFECT: Effect = Effect::Adds;

    async fn run(call: &Call, takes: New) -> Result<Campaign, Refusal> {
        let create = Create {
            name: takes.name,
            segment: takes.segment_id.map(|segment| id(&segment, "segmentId")).transpose()?,
            rule: takes.rule,
            channel: takes.channel.unwrap_or(Channel::Sms),
            message: takes.message,
            rate_per_second: takes.rate_per_second,
            idempotency_key: takes.idempotency_key,
        };
        Ok(draft::create(&call.ctx, handles(call), create).await??.into())
    }
}

/// Lists campaigns.
pub struct ListCampaigns;

/// Which of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Listing {
    /// Only those that stand there; all, unless given.
    #[serde(default)]
    status: Vec<CampaignStatus>,
    /// Only those whose name contains this, whatever the case.
    search: Option<String>,
    /// Only those that have this tag.
    tag: Option<String>,
    /// How many: 1 to 200, 20 unless given.
    first: Option<i32>,
    /// The `next` of the part before.
    after: Option<String>,
}

/// A part of the list.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Campaigns {
    /// The newest first.
    campaigns: Vec<Campaign>,
    /// For `after`, where there are more.
    next: Option<String>,
}

impl Tool for ListCampaigns {
    type Takes = Listing;
    type Gives = Campaigns;
    const NAME: &'static str = "list_campaigns";
    const TITLE: &'static str = "List campaigns";
    const DESCRIPTION: &'static str = "Campaigns with their figures, the newest first. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Listing) -> Result<Campaigns, Refusal> {
        let filter = Filter { statuses: takes.status, search: takes.search, tag: takes.tag };
        let page = read::list(&call.ctx, &call.app.read, filter, &page::part(takes.first, takes.after)).await??;
        let (campaigns, next) = page::parted(page, Campaign::from);
        Ok(Campaigns { campaigns, next })
    }
}

/// Reads one campaign.
pub struct ReadCampaign;

/// Which.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Which {
    /// The campaign's id.
    id: String,
}

/// A campaign, whom it is for in words, and why messages came to nothing.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// The campaign, with its figures.
    campaign: Campaign,
    /// Whom it is for, in words.
    sentence: String,
    /// Why messages failed, are unknown or were skipped; the most frequent first.
    failures: Vec<Failure>,
}

impl Tool for ReadCampaign {
    type Takes = Which;
    type Gives = Known;
    const NAME: &'static str = "read_campaign";
    const TITLE: &'static str = "Read a campaign";
    const DESCRIPTION: &'static str = "One campaign with its figures of this moment and the reasons why messages did \
        not arrive. While it is PREPARING or RUNNING, ask again after a while. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Which) -> Result<Known, Refusal> {
        let (ctx, app) = (&call.ctx, &call.app);
        let id = id(&takes.id, "id")?;
        let campaign = read::one(ctx, &app.db, id).await?;
        let campaign = campaign.ok_or_else(|| Refusal::from(read::not_found(id)))?;
        let failures = read::failures(ctx, &app.db, id).await?;
        let campaigns = std::slice::from_ref(&campaign);
        let sentence = read::sentences(ctx, &app.db, &app.config.workspace, campaigns).await?.pop().unwrap_or_default();
        let failures = failures.into_iter().map(Failure::from).collect();
        Ok(Known { campaign: campaign.into(), sentence, failures })
    }
}
