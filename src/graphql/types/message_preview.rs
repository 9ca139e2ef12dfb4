//! A message as real people would get it.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::id;
use super::user_error::{UserError, user_errors};
use crate::campaigns::preview::{self, Ask};
use crate::customers::kind::Channel;
use crate::graphql::error::{Failure, app, caller};
use crate::problem::Problem;
use crate::segments::Source;
use crate::segments::input::RuleInput;

/// A message for an audience, before it is sent.
#[derive(Default, SimpleObject)]
pub struct MessagePreview {
    /// Everyone who matches.
    audience: i32,
    /// Of whom so many may and can be messaged on the channel.
    reachable: i32,
    /// Of the reachable, so many were looked at for who would be left out: all of them, unless only rendering
    /// tells and the audience is large.
    checked_count: i32,
    /// Of those looked at, so many would be left out because a value is missing or there is nothing to say.
    missing_count: i32,
    /// Of those looked at, so many would be left out because the message comes to more than 4,096 bytes.
    too_long_count: i32,
    /// The message for the first few of the reachable.
    samples: Vec<MessageSample>,
    /// What is wrong with the message or the rule; then the rest is empty.
    user_errors: Vec<UserError>,
}

/// A message for one person.
#[derive(SimpleObject)]
pub struct MessageSample {
    /// The brand's own key of the customer.
    customer_external_id: String,
    /// The customer's name.
    customer_name: Option<String>,
    /// The message; null where the person would be left out.
    text: Option<String>,
    /// How many parts it takes as SMS.
    sms_segments: i32,
}

impl From<preview::Preview> for MessagePreview {
    fn from(made: preview::Preview) -> Self {
        let sample = |sample: preview::Sample| MessageSample {
            customer_external_id: sample.customer_external_id,
            customer_name: sample.customer_name,
            text: sample.text,
            sms_segments: sample.segments,
        };
        Self {
            audience: made.audience,
            reachable: made.reachable,
            checked_count: made.checked,
            missing_count: made.missing,
            too_long_count: made.too_long,
            samples: made.samples.into_iter().map(sample).collect(),
            user_errors: Vec::new(),
        }
    }
}

/// Queries about messages.
#[derive(Default)]
pub struct MessageQuery;

#[Object]
impl MessageQuery {
    /// A message rendered for real people, with the number of those whom it would leave out.
    async fn message_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The template.")] message: String,
        #[graphql(desc = "For whom; everyone where neither this nor segmentId is given.")] rule: Option<RuleInput>,
        #[graphql(desc = "For whom: a saved segment.")] segment_id: Option<ID>,
        #[graphql(desc = "The way it would take; SMS where absent.")] channel: Option<Channel>,
    ) -> Result<MessagePreview> {
        let app = app(context)?;
        let source = source(rule, segment_id)?;
        let ask = Ask { message, source, channel: channel.unwrap_or(Channel::Sms) };
        let made = preview::preview(caller(context)?, &app.read, app.config.workspace, ask).await;
        Ok(match made.map_err(Failure::from)? {
            Ok(made) => made.into(),
            Err(problems) => MessagePreview { user_errors: user_errors(problems), ..MessagePreview::default() },
        })
    }
}

/// Whom a message is for, of the two ways to say it; everyone where neither is given.
pub(super) fn source(rule: Option<RuleInput>, segment_id: Option<ID>) -> Result<Option<Source>, Failure> {
    match (rule, segment_id) {
        (Some(_), Some(_)) => {
            Err(Problem::at("rule", "AUDIENCE_AMBIGUOUS", "Give a segment or a rule, not both.").into())
        }
        (rule, None) => Ok(rule.map(Source::Rule)),
        (None, Some(id)) => Ok(Some(Source::Segment(id::argument(&id, "segmentId")?))),
    }
}
