//! Steering a campaign: launch, pause, resume, cancel, retry. Each is one transaction that locks the campaign,
//! looks where it stands and moves it on, so of two who launch at once one does and the other is told.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde::Serialize;

use super::campaign::Campaign;
use super::counters::{self, Delta};
use super::draft::Handles;
use super::idempotency::{Answer, Call};
use super::status::{CampaignStatus, MessageStatus};
use super::store::{self, Change, RetryFrom};
use super::{Outcome, Stop, audience, read};
use crate::auth::audit::{self, Deed};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::ids::{CampaignId, MessageId};
use crate::live::{Notice, announce};
use crate::problem::Problem;
use crate::segments::{Rule, load_rule, lookalike};

/// Messages that a retry changes in one statement.
const RETRY_CHUNK: i64 = 10_000;
/// Chunks that a cancelling skips by itself; workers do the rest.
const SKIPPED_AT_ONCE: usize = 4;

/// Which campaign, and the key that makes a repeated call harmless.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// The campaign.
    pub id: CampaignId,
    /// The key.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// A retry's outcome.
#[derive(Clone, Debug)]
pub struct Retried {
    /// The campaign, afterwards.
    pub campaign: Campaign,
    /// Messages that are to be sent again.
    pub count: i32,
}

/// What a person asks of a campaign.
#[derive(Clone, Copy)]
enum Verb {
    Launch,
    Pause,
    Resume,
    Cancel,
    RetryFailed { unknown_too: bool },
}

impl Verb {
    fn mutation(self) -> &'static str {
        match self {
            Self::Launch => "campaignLaunch",
            Self::Pause => "campaignPause",
            Self::Resume => "campaignResume",
            Self::Cancel => "campaignCancel",
            Self::RetryFailed { .. } => "campaignRetryFailed",
        }
    }

    /// What the audit log calls it.
    fn action(self) -> &'static str {
        match self {
            Self::Launch => "campaign.launch",
            Self::Pause => "campaign.pause",
            Self::Resume => "campaign.resume",
            Self::Cancel => "campaign.cancel",
            Self::RetryFailed { .. } => "campaign.retry_failed",
        }
    }

    /// Whether it may be asked of a campaign that stands there.
    fn allowed(self, status: CampaignStatus) -> Result<(), Problem> {
        use CampaignStatus::{Cancelled, Completed, Draft, Paused, Preparing, Running};
        let (from, what): (&[CampaignStatus], &str) = match self {
            Self::Launch => (&[Draft], "launched"),
            Self::Pause => (&[Preparing, Running], "paused"),
            Self::Resume => (&[Paused], "resumed"),
            Self::Cancel => (&[Preparing, Running, Paused], "cancelled"),
            Self::RetryFailed { .. } => (&[Running, Paused, Completed], "retried"),
        };
        if from.contains(&status) {
            return Ok(());
        }
        let message = match (self, status) {
            (Self::Launch, Preparing | Running | Paused) => "The campaign is already launched.".to_owned(),
            (_, Cancelled) => format!("The campaign is cancelled and cannot be {what}."),
            _ => format!("A campaign that is {status} cannot be {what}."),
        };
        Err(Problem::at("input.id", "INVALID_STATUS", message))
    }
}

/// Notes the rule and the instant; a worker draws the audience. Returns at once, PREPARING.
pub async fn launch(ctx: &Ctx, handles: Handles<'_>, target: Target) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    Ok(run(ctx, handles, Verb::Launch, target).await?.map(|retried| retried.campaign))
}

/// No call begins from now on; what is in flight still counts.
pub async fn pause(ctx: &Ctx, handles: Handles<'_>, target: Target) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    Ok(run(ctx, handles, Verb::Pause, target).await?.map(|retried| retried.campaign))
}

/// Goes on where it was paused, be it in preparation.
pub async fn resume(ctx: &Ctx, handles: Handles<'_>, target: Target) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    Ok(run(ctx, handles, Verb::Resume, target).await?.map(|retried| retried.campaign))
}

/// Ends it: what has not been sent is skipped, a large number over the next seconds.
pub async fn cancel(ctx: &Ctx, handles: Handles<'_>, target: Target) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    let id = target.id;
    let cancelled = run(ctx, handles, Verb::Cancel, target).await?;
    if cancelled.is_err() {
        return Ok(cancelled.map(|retried| retried.campaign));
    }
    let mut connection = handles.db.get().await?;
    for _ in 0..SKIPPED_AT_ONCE {
        if store::skip_cancelled(&mut connection, ctx.clock.now(), id).await? == 0 {
            break;
        }
    }
    announce(handles.redis, &[Notice::Campaign(id)]).await;
    Ok(store::one(&mut connection, id).await?.ok_or_else(|| vec![read::not_found(id)]))
}

/// Sends again what definitely failed, as a new generation; with a vendor that honours keys (`unknown_too`) also
/// what is unknown, with the key that it had.
pub async fn retry_failed(ctx: &Ctx, handles: Handles<'_>, target: Target, vendor: VendorKeys) -> Outcome<Retried> {
    ctx.require(Permission::Campaigns)?;
    run(ctx, handles, Verb::RetryFailed { unknown_too: vendor == VendorKeys::Honoured }, target).await
}

/// Whether a message can be tried again without arriving twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VendorKeys {
    /// The vendor takes a message with a known key for the same message.
    Honoured,
    /// It does not.
    Ignored,
}

async fn run(ctx: &Ctx, handles: Handles<'_>, verb: Verb, target: Target) -> Outcome<Retried> {
    let call = match Call::new(ctx, verb.mutation(), target.idempotency_key.clone(), &target) {
        Ok(call) => call,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut connection = handles.db.get().await?;
    let done = connection
        .transaction(async |connection| {
            if let Some(earlier) = call.earlier(connection).await? {
                return Ok(earlier);
            }
            let answer = match verb {
                Verb::RetryFailed { unknown_too } => retry(ctx, connection, target.id, unknown_too).await?,
                other => turn(ctx, connection, handles, (other, target.id)).await?,
            };
            call.remember(connection, answer).await?;
            Ok(answer)
        })
        .await;
    let answer = match done {
        Ok(answer) => answer,
        Err(stop) => return Stop::outcome(stop),
    };
    announce(handles.redis, &[Notice::Campaign(answer.campaign)]).await;
    let campaign = store::one(&mut connection, answer.campaign).await?;
    let not_found = || vec![read::not_found(answer.campaign)];
    Ok(campaign.map(|campaign| Retried { campaign, count: answer.retried }).ok_or_else(not_found))
}

/// A campaign that may be launched, for as long as the transaction has it locked.
pub(super) struct Launchable<'a>(&'a Campaign);

impl<'a> Launchable<'a> {
    /// For whoever has [`store::locked`] it.
    pub fn of(campaign: &'a Campaign) -> Result<Self, Problem> {
        Verb::Launch.allowed(campaign.status).map(|()| Self(campaign))
    }

    /// Launches it for a frozen rule that the caller has loaded within the transaction, as of an instant; whoever
    /// calls announces it after the commit.
    pub async fn launch(
        self,
        ctx: &Ctx,
        connection: &mut AsyncPgConnection,
        (rule, as_of): (serde_json::Value, DateTime<Utc>),
    ) -> Result<(), Stop> {
        moved(ctx, connection, as_of, (Verb::Launch, self.0, Change::Launch(rule))).await
    }
}

/// Every verb that changes the campaign alone, by a person's word.
async fn turn(
    ctx: &Ctx,
    connection: &mut AsyncPgConnection,
    handles: Handles<'_>,
    (verb, id): (Verb, CampaignId),
) -> Result<Answer, Stop> {
    let now = ctx.clock.now();
    let campaign = store::locked(connection, id).await?.ok_or_else(|| read::not_found(id))?;
    verb.allowed(campaign.status)?;
    let change = match verb {
        Verb::Launch => {
            let rule = held_rule(connection, handles.workspace, &campaign).await?;
            Change::Launch(audience::frozen(&rule)?)
        }
        Verb::Pause => Change::To(CampaignStatus::Paused),
        Verb::Resume if campaign.prepared => Change::To(CampaignStatus::Running),
        Verb::Resume => Change::To(CampaignStatus::Preparing),
        Verb::Cancel | Verb::RetryFailed { .. } => Change::To(CampaignStatus::Cancelled),
    };
    moved(ctx, connection, now, (verb, &campaign, change)).await?;
    Ok(Answer::of(id))
}

/// Changes a campaign that the transaction has locked, and notes who did it.
async fn moved(
    ctx: &Ctx,
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    (verb, campaign, change): (Verb, &Campaign, Change),
) -> Result<(), Stop> {
    let id = campaign.id;
    counters::touch(connection, now, id).await?;
    store::set_status(connection, now, id, &change).await?;
    counters::finish_where_done(connection, now, &[id]).await?;
    audit::record(connection, ctx, Deed::to(verb.action(), &id.to_string(), &campaign.name)).await?;
    Ok(())
}

/// The rule of a campaign as the transaction finds it, whose lookalike audiences stay until the transaction ends.
pub(super) async fn held_rule(
    connection: &mut AsyncPgConnection,
    workspace: Workspace,
    campaign: &Campaign,
) -> Result<Rule, Stop> {
    let source = audience::source(campaign)?;
    let loaded = match load_rule(connection, &workspace, &source).await? {
        Ok(rule) => {
            let gone = lookalike::hold(connection, &rule).await?;
            if gone.is_empty() { Ok(rule) } else { Err(gone) }
        }
        refused => refused,
    };
    loaded.map_err(|problems| Stop::Refused(at_id(problems)))
}

/// The input names the campaign alone, so that is where what is stored of it is to be mended.
pub(super) fn at_id(problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| Problem { path: "input.id".to_owned(), ..problem }).collect()
}

/// Log rows come first in the order of locks, so the campaign is looked at before, without a lock, and again at
/// the end, with one: where it has moved meanwhile, nothing is changed.
async fn retry(
    ctx: &Ctx,
    connection: &mut AsyncPgConnection,
    id: CampaignId,
    unknown_too: bool,
) -> Result<Answer, Stop> {
    let verb = Verb::RetryFailed { unknown_too };
    let now = ctx.clock.now();
    let before = store::one(connection, id).await?.ok_or_else(|| read::not_found(id))?;
    verb.allowed(before.status)?;
    let statuses: &[MessageStatus] =
        if unknown_too { &[MessageStatus::Unknown, MessageStatus::Failed] } else { &[MessageStatus::Failed] };
    let mut delta = Delta::default();
    let mut behind = MessageId(0);
    loop {
        let from = RetryFrom { behind, limit: RETRY_CHUNK };
        let chunk = store::retry_chunk(connection, now, (id, statuses), from).await?;
        delta.failed -= chunk.failed;
        delta.unknown -= chunk.unknown;
        delta.pending += chunk.failed + chunk.unknown;
        match chunk.last {
            Some(last) => behind = last,
            None => break,
        }
    }
    counters::add(connection, now, &BTreeMap::from([(id, delta)])).await?;
    let campaign = store::locked(connection, id).await?.ok_or_else(|| read::not_found(id))?;
    verb.allowed(campaign.status)?;
    if campaign.status == CampaignStatus::Completed && delta.pending > 0 {
        store::set_status(connection, now, id, &Change::To(CampaignStatus::Running)).await?;
    }
    audit::record(connection, ctx, Deed::to(verb.action(), &id.to_string(), &campaign.name)).await?;
    Ok(Answer { campaign: id, retried: delta.pending })
}
