//! A message as real people would get it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id;
use super::rules::AsPreviewed;
use crate::campaigns::preview::{self, Ask};
use crate::customers::Channel;
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::problem::Problem;
use crate::segments::Source;
use crate::segments::input::RuleInput;

/// Renders a message.
pub struct PreviewMessage;

/// What is to be rendered, for whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// The template: "Hi {{ first_name | default('there') }}".
    message: String,
    /// For whom, of the shape that preview_segment takes (xeno://rule.schema.json); everyone where neither this nor
    /// segmentId is given.
    #[schemars(with = "Option<AsPreviewed>")]
    rule: Option<RuleInput>,
    /// For whom: a saved segment.
    segment_id: Option<String>,
    /// The way it would take; SMS unless given.
    channel: Option<Channel>,
}

/// A message for an audience.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rendered {
    /// Everyone who matches.
    audience: i32,
    /// Of whom so many may and can be messaged on the channel.
    reachable: i32,
    /// Of the reachable, so many were looked at for who would be left out.
    checked: i32,
    /// Of those, so many would be left out because a value is missing or there is nothing to say.
    missing: i32,
    /// Of those, so many would be left out because the message comes to more than 4,096 bytes.
    too_long: i32,
    /// Whether everyone was looked at who could be left out. Where it is false, a launch may leave out more.
    exact: bool,
    /// The message for the first few of the reachable.
    examples: Vec<Example>,
}

/// A message for one person.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Example {
    /// The brand's own id of the customer.
    customer_external_id: String,
    /// The customer's name.
    customer_name: Option<String>,
    /// The message; null where the person would be left out.
    text: Option<String>,
    /// How many parts it takes as SMS.
    sms_segments: i32,
}

impl From<preview::Sample> for Example {
    fn from(sample: preview::Sample) -> Self {
        Self {
            customer_external_id: sample.customer_external_id,
            customer_name: sample.customer_name,
            text: sample.text,
            sms_segments: sample.segments,
        }
    }
}

impl Tool for PreviewMessage {
    type Takes = Question;
    type Gives = Rendered;
    const NAME: &'static str = "preview_message";
    const TITLE: &'static str = "Preview a message";
    const DESCRIPTION: &'static str = "Renders a message for real people of an audience, and counts whom it would leave \
        out. Templates know name, first_name, city, country, spend, order_count, visits, last_order_at and \
        attributes.NAME, with default(). Sends nothing. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Question) -> Result<Rendered, Refusal> {
        let source = match (takes.rule, takes.segment_id) {
            (Some(_), Some(_)) => {
                let message = "Give a segment or a rule, not both.";
                return Err(Problem::at("rule", "AUDIENCE_AMBIGUOUS", message).into());
            }
            (None, Some(segment)) => Some(Source::Segment(id(&segment, "segmentId")?)),
            (rule, None) => rule.map(Source::Rule),
        };
        let ask = Ask { message: takes.message, source, channel: takes.channel.unwrap_or(Channel::Sms) };
        let made = preview::preview(&call.ctx, &call.app.read, call.app.config.workspace, ask).await??;
        Ok(Rendered {
            exact: made.exact(),
            audience: made.audience,
            reachable: made.reachable,
            checked: made.checked,
            missing: made.missing,
            too_long: made.too_long,
            examples: made.samples.into_iter().map(Example::from).collect(),
        })
    }
}
