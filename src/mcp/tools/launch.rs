//! Simulating, and launching just that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::campaign::Campaign;
use super::campaigns::handles;
use super::id;
use super::message::Example;
use crate::auth::secret::Secret;
use crate::campaigns::confirm;
use crate::campaigns::status::skipped;
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::scalar::DateTime;

/// Says what a launch would do.
pub struct SimulateCampaign;

/// Which.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Which {
    /// The campaign's id; a draft.
    id: String,
}

/// Who would get what.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Simulated {
    /// The campaign, as it would be launched.
    campaign: Campaign,
    /// Whom it is for, in words.
    sentence: String,
    /// Everyone who matches.
    audience: i32,
    /// Of whom so many may and can be messaged.
    reachable: i32,
    /// Who would be skipped, by reason.
    skipped: Vec<Skipped>,
    /// Of the reachable, so many were rendered or looked at for missing values: all, unless the audience is large.
    checked: i32,
    /// Messages that would be sent; at most so many, where exact is false.
    messages: i32,
    /// Whether everyone was looked at who could be skipped. Where it is false, only rendering tells, which was done for
    /// the `checked`, and a launch may skip more.
    exact: bool,
    /// Some of them, as they would arrive.
    examples: Vec<Example>,
    /// How long sending would take at the campaign's rate; null where it has none.
    seconds_at_rate: Option<i32>,
    /// What launch_campaign takes: for this campaign, rule, message, channel, rate and these very people, once, by you.
    confirmation: String,
    /// Until when.
    good_until: DateTime,
}

/// Who would be skipped for one reason.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Skipped {
    /// NO_CONSENT, NO_ADDRESS, TEMPLATE_MISSING_VALUE or TEMPLATE_TOO_LONG.
    reason: String,
    /// People.
    count: i32,
}

impl From<confirm::Simulation> for Simulated {
    fn from(simulation: confirm::Simulation) -> Self {
        let (messages, seconds_at_rate) = (simulation.messages(), simulation.seconds());
        let preview = simulation.preview;
        let reasons = [
            (skipped::NO_CONSENT, preview.not_allowed),
            (skipped::NO_ADDRESS, preview.no_address()),
            (skipped::TEMPLATE_MISSING_VALUE, preview.missing),
            (skipped::TEMPLATE_TOO_LONG, preview.too_long),
        ];
        let skipped = reasons.into_iter().filter(|(_, count)| *count > 0);
        Self {
            sentence: simulation.sentence,
            audience: preview.audience,
            reachable: preview.reachable,
            skipped: skipped.map(|(reason, count)| Skipped { reason: reason.to_owned(), count }).collect(),
            checked: preview.checked,
            messages,
            exact: preview.exact(),
            examples: preview.samples.into_iter().map(Example::from).collect(),
            seconds_at_rate,
            confirmation: simulation.confirmation.reveal().to_owned(),
            good_until: DateTime(simulation.good_until),
            campaign: simulation.campaign.into(),
        }
    }
}

impl Tool for SimulateCampaign {
    type Takes = Which;
    type Gives = Simulated;
    const NAME: &'static str = "simulate_campaign";
    const TITLE: &'static str = "Simulate a launch";
    const DESCRIPTION: &'static str = "Says, without sending anything, who would get what: audience, reachable, skipped \
        by reason, some messages as they would arrive, and how long it would take. Hands out the confirmation that \
        launch_campaign takes, good for ten minutes; of a campaign you have the newest five. Show it to a person first. \
        Takes the permission CAMPAIGNS.";
    const EFFECT: Effect = Effect::Adds;

    async fn run(call: &Call, takes: Which) -> Result<Simulated, Refusal> {
        let id = id(&takes.id, "id")?;
        Ok(confirm::simulate(&call.ctx, handles(call), id).await??.into())
    }
}

/// Launches what was simulated.
pub struct LaunchCampaign;

/// What, and the proof that it was looked at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Launch {
    /// The campaign's id.
    id: String,
    /// What simulate_campaign handed out.
    confirmation: String,
}

impl Tool for LaunchCampaign {
    type Takes = Launch;
    type Gives = Campaign;
    const NAME: &'static str = "launch_campaign";
    const TITLE: &'static str = "Launch a campaign";
    const DESCRIPTION: &'static str = "Sends real messages to real people; it cannot be taken back. Only with the \
        confirmation of simulate_campaign, and only while rule, message, channel, rate and the people who get it are \
        what was simulated; otherwise simulate again. Only when a person asked for it. Takes the permission CAMPAIGNS.";
    const EFFECT: Effect = Effect::Sends;

    async fn run(call: &Call, takes: Launch) -> Result<Campaign, Refusal> {
        let id = id(&takes.id, "id")?;
        let confirmation = Secret::brought(takes.confirmation);
        Ok(confirm::launch(&call.ctx, handles(call), id, &confirmation).await??.into())
    }
}
