//! Messages that the assistant suggests for an audience.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject, Subscription};
use futures::{Stream, StreamExt as _};

use super::assistant::DraftOrigin;
use super::message_preview::source;
use crate::ai::Answered;
use crate::ai::messages::{self, Ask, Product, Suggestion, Tone};
use crate::customers::kind::Channel;
use crate::graphql::error::{Failure, app, caller};
use crate::segments::input::RuleInput;

/// How a message speaks.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Tone")]
pub enum MessageTone {
    /// As one speaks to somebody one knows.
    Friendly,
    /// With distance and respect.
    Formal,
    /// With a wink.
    Playful,
    /// Asking to do something now.
    Urgent,
}

/// A message that could be sent to an audience: a draft for a person to look at. It leaves nobody out, and says no
/// figure, link, code or offer that the goal does not say.
#[derive(SimpleObject)]
pub struct MessageSuggestion {
    /// The template, ready for campaignCreate.
    message: String,
    /// Why it fits this audience; every figure in it is counted.
    reason: String,
    /// Characters of the longest rendering among the people of the audience for whom it was rendered.
    length: i32,
    /// Whether each of those renderings fits: one SMS, or a sensible length on the other channels.
    fits: bool,
    /// The product of the audience's own completed orders that fits best; null where they bought nothing.
    product: Option<SuggestedProduct>,
    /// Who wrote it.
    origin: DraftOrigin,
}

/// A product that an audience buys.
#[derive(SimpleObject)]
pub struct SuggestedProduct {
    /// The brand's own id of it.
    sku: String,
    /// Its name; the sku where it has none.
    name: String,
    /// Its group.
    category: Option<String>,
    /// How many of the audience bought it. At most 2,000 buyers and 20 of the latest orders of each are looked at.
    buyers: i32,
    /// Its picture: a path of this server, or an https address; null where no order brought one.
    image_url: Option<String>,
}

impl From<Product> for SuggestedProduct {
    fn from(product: Product) -> Self {
        let Product { sku, name, category, buyers, image_url, .. } = product;
        Self { sku, name, category, buyers, image_url }
    }
}

impl From<Answered<Suggestion>> for MessageSuggestion {
    fn from(Answered { answer, by }: Answered<Suggestion>) -> Self {
        let Suggestion { message, reason, length, fits, product } = answer;
        let length = i32::try_from(length).unwrap_or(i32::MAX);
        Self { message, reason, length, fits, product: product.map(SuggestedProduct::from), origin: by.into() }
    }
}

/// What both ways of asking are given.
struct Given {
    goal: String,
    rule: Option<RuleInput>,
    segment_id: Option<ID>,
    channel: Option<Channel>,
    tone: Option<MessageTone>,
}

impl Given {
    fn ask(self) -> Result<Ask, Failure> {
        Ok(Ask {
            goal: self.goal,
            source: source(self.rule, self.segment_id)?,
            channel: self.channel.unwrap_or(Channel::Sms),
            tone: self.tone.map(Tone::from).unwrap_or_default(),
        })
    }
}

/// Suggestions, all at once.
#[derive(Default)]
pub struct SuggestionQuery;

#[Object]
impl SuggestionQuery {
    /// Three ways to say something to an audience, for a goal: "bring back who has not bought for 3 months".
    #[graphql(complexity = "500 + 3 * child_complexity")]
    async fn message_suggestions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What the message is to reach, in your own words; at most 500 characters.")] goal: String,
        #[graphql(desc = "For whom; everyone where neither this nor segmentId is given.")] rule: Option<RuleInput>,
        #[graphql(desc = "For whom: a saved segment.")] segment_id: Option<ID>,
        #[graphql(desc = "The way it will take; SMS where absent.")] channel: Option<Channel>,
        #[graphql(desc = "How it speaks.", default_with = "Some(MessageTone::Friendly)")] tone: Option<MessageTone>,
    ) -> Result<Vec<MessageSuggestion>> {
        let app = app(context)?;
        let ask = Given { goal, rule, segment_id, channel, tone }.ask()?;
        let engines = (&app.read, &app.assistant);
        let all = messages::all(caller(context)?, engines, app.config.workspace, ask).await;
        let all = all.map_err(Failure::from)?.map_err(Failure::problems)?;
        Ok(all.into_iter().map(MessageSuggestion::from).collect())
    }
}

/// Suggestions, one by one.
#[derive(Default)]
pub struct SuggestionSubscription;

#[Subscription]
impl SuggestionSubscription {
    /// The same as the query of this name, each suggestion as soon as it is written; then it ends. Ending it earlier
    /// ends the writing.
    async fn message_suggestions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What the message is to reach, in your own words; at most 500 characters.")] goal: String,
        #[graphql(desc = "For whom; everyone where neither this nor segmentId is given.")] rule: Option<RuleInput>,
        #[graphql(desc = "For whom: a saved segment.")] segment_id: Option<ID>,
        #[graphql(desc = "The way it will take; SMS where absent.")] channel: Option<Channel>,
        #[graphql(desc = "How it speaks.", default_with = "Some(MessageTone::Friendly)")] tone: Option<MessageTone>,
    ) -> Result<impl Stream<Item = Result<MessageSuggestion>> + use<>> {
        let app = app(context)?;
        let ask = Given { goal, rule, segment_id, channel, tone }.ask()?;
        let engines = (&app.read, &app.assistant);
        let suggestions = messages::one_by_one(caller(context)?, engines, app.config.workspace, ask);
        Ok(suggestions.map(|suggested| {
            let suggestion = suggested.map_err(Failure::from)?.map_err(Failure::problems)?;
            Ok(MessageSuggestion::from(suggestion))
        }))
    }
}
