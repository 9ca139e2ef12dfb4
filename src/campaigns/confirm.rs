//! Launching just what was looked at, for callers whom nobody watches: a campaign is simulated, which says who would
//! get what and hands out a confirmation; a launch with that confirmation does this and nothing else.
//!
//! A confirmation is a random text of which the hash is kept, beside what was simulated: channel, message, rate, the
//! rule with every segment inlined, how many people match it, how many of them get a message, and who those are. It is
//! good once, for [`GOOD_FOR`], in the hands of whoever got it. All of it is looked at in the transaction of the launch,
//! the campaign locked and its audience counted again; each part that has changed is named. The rule that is compared is
//! the rule that is launched, so a segment that is saved in between changes nothing. What the worker then draws is of
//! its own instant, as with any launch: who comes or goes in the moment between is in it or not.
//!
//! This is for callers who promise to launch in no other way: [`super::steer::launch`] asks for no confirmation.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::{Deserialize, Serialize};

use super::campaign::Campaign;
use super::draft::Handles;
use super::message::Template;
use super::preview::{self, Ask, Preview};
use super::status::CampaignStatus;
use super::steer::{Launchable, at_id, held_rule};
use super::store::{self, Confirmation, Reach};
use super::{CampaignError, Outcome, Stop, audience, read};
use crate::auth::secret::Secret;
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::ids::CampaignId;
use crate::live::{Notice, announce};
use crate::problem::Problem;
use crate::segments::engine::{self, PREVIEW_TIMEOUT};
use crate::segments::{Rule, Source, describe, load_rule};

/// What every confirmation begins with.
const PREFIX: &str = "launch_";
/// How long a confirmation is good: enough to show it to a person, not enough to be forgotten.
pub const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
const PATH: &str = "input.confirmation";

/// What a launch would do, were it done now.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// The campaign, as it stands.
    pub campaign: Campaign,
    /// Whom it is for, in words.
    pub sentence: String,
    /// Who would get what, and how many would be skipped.
    pub preview: Preview,
    /// What a launch is done with.
    pub confirmation: Secret,
    /// Until when.
    pub good_until: DateTime<Utc>,
}

impl Simulation {
    /// Messages that would be sent: at most, where the preview is not [`Preview::exact`].
    pub fn messages(&self) -> i32 {
        self.preview.reachable - self.preview.missing - self.preview.too_long
    }

    /// Seconds that sending takes at the campaign's rate; none where it has none.
    pub fn seconds(&self) -> Option<i32> {
        let rate = self.campaign.rate_per_second.filter(|rate| *rate > 0)?;
        Some(self.messages().div_euclid(rate) + i32::from(self.messages().rem_euclid(rate) > 0))
    }
}

/// What was simulated, and has to be the same at the launch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Terms {
    channel: String,
    message: String,
    rate_per_second: Option<i32>,
    rule: serde_json::Value,
    audience: i32,
    reachable: i32,
    missing: i32,
    too_long: i32,
    /// Who gets a message, as [`Preview::recipients`] has it.
    recipients: i64,
}

impl Terms {
    fn of(campaign: &Campaign, rule: &Rule, preview: &Preview) -> Result<Self, CampaignError> {
        Ok(Self {
            channel: campaign.channel.name().to_owned(),
            message: campaign.message.clone(),
            rate_per_second: campaign.rate_per_second,
            rule: audience::frozen(rule)?,
            audience: preview.audience,
            reachable: preview.reachable,
            missing: preview.missing,
            too_long: preview.too_long,
            recipients: preview.recipients,
        })
    }

    /// What has changed since, for whoever wanted to launch.
    fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.message != now.message {
            changes.push("its message".to_owned());
        }
        if self.channel != now.channel {
            changes.push(format!("its channel ({} then, {} now)", self.channel, now.channel));
        }
        if self.rate_per_second != now.rate_per_second {
            let (then, now) = (paced(self.rate_per_second), paced(now.rate_per_second));
            changes.push(format!("its rate ({then} then, {now} now)"));
        }
        if self.rule != now.rule {
            changes.push("its rule".to_owned());
        }
        let figures = [
            ("its audience", self.audience, now.audience),
            ("how many can be messaged", self.reachable, now.reachable),
            ("how many lack a value that the message says", self.missing, now.missing),
            ("for how many the message is too long", self.too_long, now.too_long),
        ];
        let before = changes.len();
        let differ = figures.into_iter().filter(|(_, then, now)| then != now);
        changes.extend(differ.map(|(what, then, now)| format!("{what} ({then} then, {now} now)")));
        if self.recipients != now.recipients && changes.len() == before {
            changes.push("who gets a message (as many people as then, but not the same)".to_owned());
        }
        changes
    }
}

fn paced(rate: Option<i32>) -> String {
    rate.map_or_else(|| "no limit".to_owned(), |rate| format!("{rate} a second"))
}

/// Says what a launch would do, sends nothing, and hands out the confirmation that a launch takes.
pub async fn simulate(ctx: &Ctx, handles: Handles<'_>, id: CampaignId) -> Outcome<Simulation> {
    ctx.require(Permission::Campaigns)?;
    let mut connection = handles.db.get().await?;
    let Some(campaign) = store::one(&mut connection, id).await? else { return Ok(Err(vec![read::not_found(id)])) };
    if campaign.status != CampaignStatus::Draft {
        let message = format!("The campaign is {}; only a draft can be simulated.", campaign.status);
        return Ok(Err(vec![Problem::at("input.id", "INVALID_STATUS", message)]));
    }
    let rule = match load_rule(&mut connection, &handles.workspace, &audience::source(&campaign)?).await? {
        Ok(rule) => rule,
        Err(problems) => return Ok(Err(at_id(problems))),
    };
    drop(connection);
    // The very rule, so that what is counted is what is confirmed.
    let source = Some(Source::Rule(rule.inlined().clone()));
    let ask = Ask { message: campaign.message.clone(), source, channel: campaign.channel };
    let preview = match preview::preview(ctx, handles.db, handles.workspace, ask).await? {
        Ok(preview) => preview,
        Err(problems) => return Ok(Err(at_id(problems))),
    };
    let terms = Terms::of(&campaign, &rule, &preview)?;
    let (confirmation, good_until) = (Secret::random(PREFIX), ctx.clock.now() + GOOD_FOR);
    let kept = Confirmation {
        campaign: id,
        actor: ctx.actor.to_string(),
        terms: serde_json::to_value(terms).map_err(|error| CampaignError::Stored(error.to_string()))?,
        expires_at: good_until,
        used_at: None,
    };
    let mut connection = handles.db.get().await?;
    store::keep_confirmation(&mut connection, ctx.clock.now(), (confirmation.hash(), &kept)).await?;
    let sentence = describe::sentence(rule.root(), &handles.workspace);
    Ok(Ok(Simulation { campaign, sentence, preview, confirmation, good_until }))
}

/// Launches what was simulated, if it is still the same and the confirmation is good.
pub async fn launch(ctx: &Ctx, handles: Handles<'_>, id: CampaignId, confirmation: &Secret) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    let hash = confirmation.hash();
    let mut connection = handles.db.get().await?;
    let launched = connection
        .transaction(async |connection| {
            let kept = store::locked_confirmation(connection, hash).await?;
            let kept = good(ctx, id, kept)?;
            let campaign = store::locked(connection, id).await?.ok_or_else(|| read::not_found(id))?;
            let launchable = Launchable::of(&campaign)?;
            let now = ctx.clock.now();
            let terms = terms_at(now, connection, handles.workspace, &campaign).await?;
            unchanged(kept, &terms)?;
            store::use_confirmation(connection, now, hash).await?;
            launchable.launch(ctx, connection, (terms.rule, now)).await
        })
        .await;
    if let Err(stop) = launched {
        return Stop::outcome(stop);
    }
    announce(handles.redis, &[Notice::Campaign(id)]).await;
    let campaign = store::one(&mut connection, id).await?;
    Ok(campaign.ok_or_else(|| vec![read::not_found(id)]))
}

/// Whether a confirmation is this caller's, for this campaign, and neither used nor too old.
fn good(ctx: &Ctx, id: CampaignId, kept: Option<Confirmation>) -> Result<Confirmation, Problem> {
    let refused = |code, message: String| Err(Problem::at(PATH, code, message));
    let Some(kept) = kept else {
        let message = "There is no such confirmation, or newer ones took its place. Simulate the campaign and give \
            what that hands out.";
        return refused("UNKNOWN_CONFIRMATION", message.to_owned());
    };
    if kept.actor != ctx.actor.to_string() {
        let message = "This confirmation was given to another caller. Simulate the campaign yourself.";
        return refused("FOREIGN_CONFIRMATION", message.to_owned());
    }
    if kept.campaign != id {
        let message = format!("This confirmation is for {}, not for {id}. Simulate {id}.", kept.campaign);
        return refused("FOREIGN_CONFIRMATION", message);
    }
    if let Some(used) = kept.used_at {
        let message = format!("This confirmation was used at {}: the campaign is launched.", used.to_rfc3339());
        return refused("CONFIRMATION_USED", message);
    }
    if kept.expires_at <= ctx.clock.now() {
        let minutes = GOOD_FOR.num_minutes();
        let message = format!("This confirmation was good for {minutes} minutes. Simulate the campaign again.");
        return refused("CONFIRMATION_EXPIRED", message);
    }
    Ok(kept)
}

/// What a launch would do at this instant, within the transaction.
async fn terms_at(
    now: DateTime<Utc>,
    connection: &mut AsyncPgConnection,
    workspace: Workspace,
    campaign: &Campaign,
) -> Result<Terms, Stop> {
    let rule = held_rule(connection, workspace, campaign).await?;
    let template = Template::parse(&campaign.message, workspace).map_err(|problems| Stop::Refused(at_id(problems)))?;
    let reach = Reach { channel: campaign.channel, consent: workspace.consent };
    let members = audience::members_of(&rule, now, &workspace);
    engine::limit(connection, PREVIEW_TIMEOUT).await?;
    let looked = match preview::look(connection, reach, members, &template).await {
        Err(slow) if slow.is_timeout() => return Err(CampaignError::Timeout.into()),
        looked => looked?,
    };
    Ok(Terms::of(campaign, &rule, &preview::previewed(&template, looked))?)
}

fn unchanged(kept: Confirmation, now: &Terms) -> Result<(), Stop> {
    let then: Terms = serde_json::from_value(kept.terms).map_err(|error| CampaignError::Stored(error.to_string()))?;
    let changes = then.changes(now);
    if changes.is_empty() {
        return Ok(());
    }
    let message = format!(
        "The campaign is not what was simulated any more: {} changed. Simulate it again and look at it.",
        changes.join(", ")
    );
    Err(Problem::at(PATH, "CHANGED_SINCE_SIMULATED", message).into())
}
