//! Changing campaigns.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};

use super::campaign::Campaign;
use super::user_error::{UserError, user_errors};
use crate::app::App;
use crate::campaigns::draft::{self, Create, Handles, Update};
use crate::campaigns::steer::{self, Target, VendorKeys};
use crate::campaigns::{Outcome, campaign};
use crate::customers::kind::Channel;
use crate::graphql::error::{Failure, app, caller};
use crate::ids::InvalidId;
use crate::problem::Problem;
use crate::segments::input::RuleInput;

/// A new campaign. One of segmentId and rule says whom it is for.
#[derive(InputObject)]
pub struct CampaignCreateInput {
    /// 1 to 200 characters.
    name: String,
    /// A saved segment, as it is when the campaign is launched.
    segment_id: Option<ID>,
    /// A rule of the campaign's own.
    rule: Option<RuleInput>,
    /// The way the messages take.
    #[graphql(default_with = "Channel::Sms")]
    channel: Channel,
    /// The template: "Hi {{ first_name | default('there') }}". At most 4,096 bytes.
    message: String,
    /// At most so many messages a second; as fast as the vendor takes them where absent.
    rate_per_second: Option<i32>,
    /// A second call with the same key and input has the same answer and no second effect.
    idempotency_key: Option<String>,
}

/// What is to change; what is absent stays. Of a launched campaign only ratePerSecond may change.
#[derive(InputObject)]
pub struct CampaignUpdateInput {
    /// The campaign.
    id: ID,
    /// 1 to 200 characters.
    name: Option<String>,
    /// A saved segment instead.
    segment_id: Option<ID>,
    /// A rule instead.
    rule: Option<RuleInput>,
    /// The way the messages take.
    channel: Option<Channel>,
    /// The template.
    message: Option<String>,
    /// At most so many messages a second; null takes the limit away.
    rate_per_second: MaybeUndefined<i32>,
    /// A second call with the same key and input has the same answer and no second effect.
    idempotency_key: Option<String>,
}

macro_rules! target_input {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            /// The campaign.
            id: ID,
            /// A second call with the same key and input has the same answer and no second effect.
            idempotency_key: Option<String>,
        }

        impl $name {
            fn target(self) -> Result<Target, Vec<Problem>> {
                let id = self.id.parse().map_err(|error| vec![invalid("input.id", &error)])?;
                Ok(Target { id, idempotency_key: self.idempotency_key })
            }
        }
    };
}

target_input!(/// What is to be launched.
    CampaignLaunchInput);
target_input!(/// What is to be paused.
    CampaignPauseInput);
target_input!(/// What is to go on.
    CampaignResumeInput);
target_input!(/// What is to be ended.
    CampaignCancelInput);
target_input!(/// Whose failed messages are to be sent again.
    CampaignRetryFailedInput);

/// The campaign, or what is wrong with the input.
#[derive(SimpleObject)]
pub struct CampaignPayload {
    /// As it is now; null where something is wrong.
    campaign: Option<Campaign>,
    /// What is wrong; empty where it was done.
    user_errors: Vec<UserError>,
}

/// The campaign and how many of its messages are sent again.
#[derive(SimpleObject)]
pub struct CampaignRetryFailedPayload {
    /// As it is now; null where something is wrong.
    campaign: Option<Campaign>,
    /// Messages that are to be sent again.
    retried_count: i32,
    /// What is wrong; empty where it was done.
    user_errors: Vec<UserError>,
}

pub(super) fn invalid(path: &'static str, error: &InvalidId) -> Problem {
    Problem::at(path, "INVALID_ID", format!("{error}."))
}

pub(super) fn handles(app: &App) -> Handles<'_> {
    Handles { db: &app.db, redis: &app.redis, workspace: app.config.workspace }
}

pub(super) fn payload(outcome: Outcome<campaign::Campaign>) -> Result<CampaignPayload> {
    Ok(match outcome.map_err(Failure::from)? {
        Ok(campaign) => CampaignPayload { campaign: Some(Campaign(campaign)), user_errors: Vec::new() },
        Err(problems) => CampaignPayload { campaign: None, user_errors: user_errors(problems) },
    })
}

/// Mutations of campaigns.
#[derive(Default)]
pub struct CampaignMutation;

#[Object]
impl CampaignMutation {
    /// Makes a draft; nothing is sent.
    async fn campaign_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The campaign.")] input: CampaignCreateInput,
    ) -> Result<CampaignPayload> {
        let segment = match input.segment_id.map(|id| id.parse()).transpose() {
            Ok(segment) => segment,
            Err(error) => return payload(Ok(Err(vec![invalid("input.segmentId", &error)]))),
        };
        let create = Create {
            name: input.name,
            segment,
            rule: input.rule,
            channel: input.channel,
            message: input.message,
            rate_per_second: input.rate_per_second,
            idempotency_key: input.idempotency_key,
        };
        payload(draft::create(caller(context)?, handles(app(context)?), create).await)
    }

    /// Changes a draft; of a launched campaign that is not over, the rate alone.
    async fn campaign_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: CampaignUpdateInput,
    ) -> Result<CampaignPayload> {
        let id = match input.id.parse() {
            Ok(id) => id,
            Err(error) => return payload(Ok(Err(vec![invalid("input.id", &error)]))),
        };
        let segment = match input.segment_id.map(|id| id.parse()).transpose() {
            Ok(segment) => segment,
            Err(error) => return payload(Ok(Err(vec![invalid("input.segmentId", &error)]))),
        };
        let update = Update {
            name: input.name,
            segment,
            rule: input.rule,
            channel: input.channel,
            message: input.message,
            rate_per_second: input.rate_per_second.as_opt_ref().map(Option::<&i32>::copied),
            idempotency_key: input.idempotency_key,
        };
        payload(draft::update(caller(context)?, handles(app(context)?), id, update).await)
    }

    /// Freezes the audience and begins to send. Returns at once; the campaign is PREPARING.
    async fn campaign_launch(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: CampaignLaunchInput,
    ) -> Result<CampaignPayload> {
        match input.target() {
            Ok(target) => payload(steer::launch(caller(context)?, handles(app(context)?), target).await),
            Err(problems) => payload(Ok(Err(problems))),
        }
    }

    /// Begins no more calls until it is resumed; what is in flight still counts.
    async fn campaign_pause(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: CampaignPauseInput,
    ) -> Result<CampaignPayload> {
        match input.target() {
            Ok(target) => payload(steer::pause(caller(context)?, handles(app(context)?), target).await),
            Err(problems) => payload(Ok(Err(problems))),
        }
    }

    /// Goes on where it was paused.
    async fn campaign_resume(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: CampaignResumeInput,
    ) -> Result<CampaignPayload> {
        match input.target() {
            Ok(target) => payload(steer::resume(caller(context)?, handles(app(context)?), target).await),
            Err(problems) => payload(Ok(Err(problems))),
        }
    }

    /// Ends it for good: what has not been sent is skipped, what is in flight still counts.
    async fn campaign_cancel(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: CampaignCancelInput,
    ) -> Result<CampaignPayload> {
        match input.target() {
            Ok(target) => payload(steer::cancel(caller(context)?, handles(app(context)?), target).await),
            Err(problems) => payload(Ok(Err(problems))),
        }
    }

    /// Sends again what definitely failed; with a vendor that honours keys also what is unknown.
    async fn campaign_retry_failed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: CampaignRetryFailedInput,
    ) -> Result<CampaignRetryFailedPayload> {
        let app = app(context)?;
        let keys = if app.config.vendor.idempotent { VendorKeys::Honoured } else { VendorKeys::Ignored };
        let refused = |problems| CampaignRetryFailedPayload {
            campaign: None,
            retried_count: 0,
            user_errors: user_errors(problems),
        };
        let target = match input.target() {
            Ok(target) => target,
            Err(problems) => return Ok(refused(problems)),
        };
        let outcome = steer::retry_failed(caller(context)?, handles(app), target, keys).await.map_err(Failure::from)?;
        Ok(match outcome {
            Ok(retried) => CampaignRetryFailedPayload {
                campaign: Some(Campaign(retried.campaign)),
                retried_count: retried.count,
                user_errors: Vec::new(),
            },
            Err(problems) => refused(problems),
        })
    }
}
