//! Writing a campaign: everything that can be wrong with it is said before it is launched, with its path.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Serialize;

use super::audience;
use super::campaign::Campaign;
use super::idempotency::{Answer, Call};
use super::message::Template;
use super::status::CampaignStatus;
use super::store::{self, NewCampaign};
use super::tags::suggest::{Told, suggest};
use super::{CampaignError, Outcome, Stop, counters, read};
use crate::auth::audit::{self, Deed};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::kind::Channel;
use crate::db::Db;
use crate::ids::{CampaignId, SegmentId};
use crate::live::{Notice, announce};
use crate::problem::Problem;
use crate::segments::input::RuleInput;
use crate::segments::{Rule, Source, load_rule, lookalike};
use crate::streams::Redis;

const LONGEST_NAME: usize = 200;
const FASTEST: i32 = 100_000;

/// What the verbs of this module write to.
#[derive(Clone, Copy)]
pub struct Handles<'a> {
    /// The database.
    pub db: &'a Db,
    /// Where changes are announced.
    pub redis: &'a Redis,
    /// Currency, zone, consent.
    pub workspace: Workspace,
}

/// A new campaign, as given.
#[derive(Clone, Debug, Serialize)]
pub struct Create {
    /// 1 to 200 characters.
    pub name: String,
    /// A saved segment, or
    pub segment: Option<SegmentId>,
    /// a rule; exactly one of them.
    pub rule: Option<RuleInput>,
    /// The way the messages take.
    #[serde(serialize_with = "channel_name")]
    pub channel: Channel,
    /// The template.
    pub message: String,
    /// Messages a second; as fast as the vendor takes them where none.
    pub rate_per_second: Option<i32>,
    /// Makes a repeated call harmless.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// What is to change; what is not given stays.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Update {
    /// 1 to 200 characters.
    pub name: Option<String>,
    /// A saved segment instead, or
    pub segment: Option<SegmentId>,
    /// a rule instead; at most one of them.
    pub rule: Option<RuleInput>,
    /// The way the messages take.
    pub channel: Option<Channel>,
    /// The template.
    pub message: Option<String>,
    /// Messages a second; `Some(None)` takes the limit away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_per_second: Option<Option<i32>>,
    /// Makes a repeated call harmless.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

fn channel_name<S: serde::Serializer>(channel: &Channel, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(channel.name())
}

/// Makes a draft.
pub async fn create(ctx: &Ctx, handles: Handles<'_>, input: Create) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    let call = match Call::new(ctx, "campaignCreate", input.idempotency_key.clone(), &input) {
        Ok(call) => call,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut problems = Vec::new();
    check_settings(&mut problems, Some(&input.name), Some(&input.message), handles.workspace);
    check_rate(&mut problems, input.rate_per_second);
    let source = choose(&mut problems, input.segment, input.rule);
    if source.is_none() && problems.is_empty() {
        let message = "Say whom the campaign is for: a segment or a rule.";
        problems.push(Problem::at("input", "AUDIENCE_REQUIRED", message));
    }
    let mut connection = handles.db.get().await?;
    let rule = match &source {
        Some(source) => loaded(&mut problems, &mut connection, handles.workspace, source).await?,
        None => None,
    };
    let Some(source) = source.filter(|_| problems.is_empty()) else { return Ok(Err(problems)) };
    let inlined = rule.as_ref().map(Rule::inlined);
    let tags = suggest(Told { name: &input.name, message: &input.message, rule: inlined });
    let own = own_rule(&source, rule);
    let (segment_id, rule) = split(source)?;
    let new = NewCampaign {
        name: input.name.trim().to_owned(),
        channel: input.channel,
        message: input.message,
        segment_id,
        rule,
        rate_per_second: input.rate_per_second,
        tags,
        created_by: ctx.actor.to_string(),
    };
    let now = ctx.clock.now();
    let made = connection
        .transaction(async |connection| {
            if let Some(earlier) = call.earlier(connection).await? {
                return Ok(earlier);
            }
            hold(connection, own.as_ref()).await?;
            let answer = Answer::of(store::insert(connection, now, &new).await?);
            let id = answer.campaign.to_string();
            audit::record(connection, ctx, Deed::to("campaign.create", &id, &new.name)).await?;
            call.remember(connection, answer).await?;
            Ok(answer)
        })
        .await;
    match made {
        Ok(answer) => told(handles, &mut connection, answer.campaign).await,
        Err(stop) => Stop::outcome(stop),
    }
}

/// Changes a draft; of a launched campaign that is not over, the rate alone.
pub async fn update(ctx: &Ctx, handles: Handles<'_>, id: CampaignId, input: Update) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    let call = match Call::new(ctx, "campaignUpdate", input.idempotency_key.clone(), &(id, &input)) {
        Ok(call) => call,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut problems = Vec::new();
    check_settings(&mut problems, input.name.as_deref(), input.message.as_deref(), handles.workspace);
    check_rate(&mut problems, input.rate_per_second.flatten());
    let source = choose(&mut problems, input.segment, input.rule.clone());
    let mut connection = handles.db.get().await?;
    let own = match &source {
        Some(source) => own_rule(source, loaded(&mut problems, &mut connection, handles.workspace, source).await?),
        None => None,
    };
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let now = ctx.clock.now();
    let changed = connection
        .transaction(async |connection| {
            if call.earlier(connection).await?.is_some() {
                return Ok(());
            }
            let mut campaign = store::locked(connection, id).await?.ok_or_else(|| read::not_found(id))?;
            allowed(campaign.status, &input)?;
            hold(connection, own.as_ref()).await?;
            let retold = input.name.is_some() || input.message.is_some() || source.is_some();
            apply(&mut campaign, input, source)?;
            if retold && campaign.tags_suggested {
                campaign.tags = suggested(connection, handles.workspace, &campaign).await?;
            }
            store::write_settings(connection, now, &campaign).await?;
            counters::touch(connection, now, id).await?;
            audit::record(connection, ctx, Deed::to("campaign.update", &id.to_string(), &campaign.name)).await?;
            call.remember(connection, Answer::of(id)).await
        })
        .await;
    match changed {
        Ok(()) => told(handles, &mut connection, id).await,
        Err(stop) => Stop::outcome(stop),
    }
}

/// The campaign as it is after the commit, announced to everyone.
async fn told(handles: Handles<'_>, connection: &mut AsyncPgConnection, id: CampaignId) -> Outcome<Campaign> {
    announce(handles.redis, &[Notice::Campaign(id)]).await;
    let campaign = store::one(connection, id).await?;
    Ok(campaign.ok_or_else(|| vec![read::not_found(id)]))
}

fn allowed(status: CampaignStatus, input: &Update) -> Result<(), Stop> {
    match status {
        CampaignStatus::Draft => return Ok(()),
        CampaignStatus::Completed | CampaignStatus::Cancelled => {
            let message = format!("The campaign is {status} and cannot be changed any more.");
            return Err(Problem::at("input.id", "CAMPAIGN_FINISHED", message).into());
        }
        CampaignStatus::Preparing | CampaignStatus::Running | CampaignStatus::Paused => {}
    }
    let given = [
        ("input.name", input.name.is_some()),
        ("input.segmentId", input.segment.is_some()),
        ("input.rule", input.rule.is_some()),
        ("input.channel", input.channel.is_some()),
        ("input.message", input.message.is_some()),
    ];
    let message = "The campaign is launched; only its rate can still be changed.";
    let problems: Vec<Problem> = given
        .iter()
        .filter(|(_, given)| *given)
        .map(|(path, _)| Problem::at(*path, "ALREADY_LAUNCHED", message))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Stop::Refused(problems)) }
}

fn apply(campaign: &mut Campaign, input: Update, source: Option<Source>) -> Result<(), CampaignError> {
    if let Some(name) = input.name {
        name.trim().clone_into(&mut campaign.name);
    }
    if let Some(channel) = input.channel {
        campaign.channel = channel;
    }
    if let Some(message) = input.message {
        campaign.message = message;
    }
    if let Some(rate) = input.rate_per_second {
        campaign.rate_per_second = rate;
    }
    if let Some(source) = source {
        (campaign.segment_id, campaign.own_rule) = split(source)?;
    }
    Ok(())
}

fn split(source: Source) -> Result<(Option<SegmentId>, Option<serde_json::Value>), CampaignError> {
    match source {
        Source::Segment(id) => Ok((Some(id), None)),
        Source::Rule(rule) => {
            let rule = serde_json::to_value(rule).map_err(|error| CampaignError::Stored(error.to_string()))?;
            Ok((None, Some(rule)))
        }
        Source::Frozen(rule) => {
            let rule = serde_json::from_str(&rule).map_err(|error| CampaignError::Stored(error.to_string()))?;
            Ok((None, Some(rule)))
        }
    }
}

fn check_settings(problems: &mut Vec<Problem>, name: Option<&str>, message: Option<&str>, workspace: Workspace) {
    if let Some(name) = name {
        let length = name.trim().chars().count();
        if length == 0 || length > LONGEST_NAME || name.contains('\0') {
            let message = format!("A name has 1 to {LONGEST_NAME} characters.");
            problems.push(Problem::at("input.name", "INVALID_NAME", message));
        }
    }
    if let Some(Err(wrong)) = message.map(|message| Template::parse(message, workspace)) {
        problems.extend(wrong.into_iter().map(|problem| problem.under("input.message")));
    }
}

fn check_rate(problems: &mut Vec<Problem>, rate: Option<i32>) {
    if rate.is_some_and(|rate| !(1..=FASTEST).contains(&rate)) {
        let message = format!("A rate is 1 to {FASTEST} messages a second; leave it out for no limit.");
        problems.push(Problem::at("input.ratePerSecond", "INVALID_RATE", message));
    }
}

fn choose(problems: &mut Vec<Problem>, segment: Option<SegmentId>, rule: Option<RuleInput>) -> Option<Source> {
    match (segment, rule) {
        (Some(_), Some(_)) => {
            problems.push(Problem::at("input.rule", "AUDIENCE_AMBIGUOUS", "Give a segment or a rule, not both."));
            None
        }
        (Some(segment), None) => Some(Source::Segment(segment)),
        (None, rule) => rule.map(Source::Rule),
    }
}

/// The rule of a source, or what is wrong with it.
async fn loaded(
    problems: &mut Vec<Problem>,
    connection: &mut AsyncPgConnection,
    workspace: Workspace,
    source: &Source,
) -> Result<Option<Rule>, CampaignError> {
    match load_rule(connection, &workspace, source).await? {
        Ok(rule) => Ok(Some(rule)),
        Err(wrong) => {
            let field = audience::field(source);
            problems.extend(wrong.into_iter().map(|problem| problem.under(field).under("input")));
            Ok(None)
        }
    }
}

/// The rule of a source that is no segment: a segment holds what its own rule names.
fn own_rule(source: &Source, rule: Option<Rule>) -> Option<Rule> {
    rule.filter(|_| !matches!(source, Source::Segment(_)))
}

/// Keeps the lookalike audiences that a rule names until it is stored; they may have gone since it was checked.
async fn hold(connection: &mut AsyncPgConnection, rule: Option<&Rule>) -> Result<(), Stop> {
    let Some(rule) = rule else { return Ok(()) };
    let gone = lookalike::hold(connection, rule).await?;
    if gone.is_empty() {
        return Ok(());
    }
    Err(Stop::Refused(gone.into_iter().map(|problem| problem.under("rule").under("input")).collect()))
}

/// The tags that a campaign as it is now is suggested to have.
async fn suggested(
    connection: &mut AsyncPgConnection,
    workspace: Workspace,
    campaign: &Campaign,
) -> Result<Vec<String>, CampaignError> {
    let rule = load_rule(connection, &workspace, &audience::source(campaign)?).await?.ok();
    let told = Told { name: &campaign.name, message: &campaign.message, rule: rule.as_ref().map(Rule::inlined) };
    Ok(suggest(told))
}
