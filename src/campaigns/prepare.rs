//! Between launch and the first message: the audience is written into the ledger in one statement, of one
//! instant, and the messages are rendered a chunk at a time, so that a million hold up nobody.
//!
//! Each step is a transaction that ends by noting how far it has come, under the fence of the lease. Whoever is
//! killed in the middle leaves the last note, and the next holder goes on from there: the audience is written
//! once, whoever wrote it. A pause stops the steps after the one that is running; a cancel makes that one roll
//! back. Consent and address decide here who is skipped, and once more when a message is claimed for sending.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::counters::{self, Delta};
use super::lease::{self, Fence, Term};
use super::message::{Template, Unrendered};
use super::status::skipped;
use super::store::{self, Chunk, Preparation, Reach, RenderedRow};
use super::{CampaignError, audience};
use crate::clock::Clock;
use crate::config::Workspace;
use crate::db::{Db, DbError};
use crate::ids::CampaignId;
use crate::live::{Live, Notice, announce};
use crate::streams::Redis;

/// How long a lease runs unless it is renewed: how late a killed worker's campaign goes on.
const LEASE: TimeDelta = TimeDelta::seconds(15);
/// How long a campaign rests that could not be prepared.
const TRY_AGAIN: Duration = Duration::from_secs(2);
const RENEW: Duration = Duration::from_secs(4);
/// Messages a transaction.
const CHUNK: i64 = 5_000;
/// Campaigns that one process prepares at a time.
const AT_ONCE: usize = 4;
/// How long the loop waits for a notice before it looks for leases that ran out and cancelled messages.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The worker of one process.
#[derive(Clone)]
pub struct Preparer {
    db: Db,
    redis: Redis,
    clock: Clock,
    workspace: Workspace,
    owner: Uuid,
    chunk: i64,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The audience was written.
    Frozen,
    /// Messages were rendered, and there are more.
    Rendered,
    /// Nothing is left to prepare, or not by this holder.
    Done,
}

/// Why a step's transaction is rolled back.
enum Undone {
    /// The campaign was cancelled, or another holds its lease.
    NotOurs,
    Failed(CampaignError),
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(DbError::from(error).into())
    }
}

impl From<DbError> for Undone {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

fn settled(step: Result<Step, Undone>) -> Result<Step, CampaignError> {
    match step {
        Ok(step) => Ok(step),
        Err(Undone::NotOurs) => Ok(Step::Done),
        Err(Undone::Failed(error)) => Err(error),
    }
}

impl Preparer {
    /// A worker with a name of its own.
    pub fn new(db: Db, redis: Redis, clock: Clock, workspace: Workspace) -> Self {
        Self { db, redis, clock, workspace, owner: Uuid::new_v4(), chunk: CHUNK }
    }

    /// Renders so many messages a transaction.
    #[must_use]
    pub fn with_chunk(mut self, messages: i64) -> Self {
        self.chunk = messages;
        self
    }

    /// Prepares whatever is launched, until `stop`; what is in the middle then ends its step.
    pub async fn run(self, live: Live, stop: CancellationToken) {
        let worker = Arc::new(self);
        // A burst of notices is one reason to look.
        let mut notices = live.listen(|(): &mut (), _| true);
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            notices.take();
            if let Err(error) = worker.begin(&mut running, &stop).await {
                tracing::warn!(%error, "could not look for campaigns to prepare; looking again");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = notices.arrived() => {}
                Some(_) = running.join_next() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Starts on campaigns whose lease is free, as far as there is room.
    async fn begin(self: &Arc<Self>, running: &mut JoinSet<()>, stop: &CancellationToken) -> Result<(), CampaignError> {
        let mut connection = self.db.get().await?;
        for campaign in store::with_cancelled_rows(&mut connection).await? {
            while store::skip_cancelled(&mut connection, self.clock.now(), campaign).await? > 0 {
                announce(&self.redis, &[Notice::Campaign(campaign)]).await;
                if stop.is_cancelled() {
                    return Ok(());
                }
            }
        }
        for campaign in store::to_prepare(&mut connection, self.clock.now()).await? {
            if running.len() >= AT_ONCE {
                break;
            }
            if let Some(fence) = self.take(&mut connection, campaign).await? {
                let (worker, stop) = (Arc::clone(self), stop.clone());
                running.spawn(async move { worker.prepare(fence, stop).await });
            }
        }
        Ok(())
    }

    /// Takes the lease of a campaign, if it is free.
    pub async fn take(
        &self,
        connection: &mut AsyncPgConnection,
        campaign: CampaignId,
    ) -> Result<Option<Fence>, CampaignError> {
        let now = self.clock.now();
        Ok(lease::take(connection, campaign, self.owner, Term { now, until: now + LEASE }).await?)
    }

    async fn prepare(&self, fence: Fence, stop: CancellationToken) {
        let campaign = fence.campaign;
        tokio::select! {
            outcome = self.steps(fence, &stop) => if let Err(error) = outcome {
                tracing::warn!(%campaign, %error, cause = ?std::error::Error::source(&error),
                               "campaign {campaign} could not be prepared yet; trying again");
                // With the lease in hand, so that no other worker tries it meanwhile.
                let _ = stop.run_until_cancelled(tokio::time::sleep(TRY_AGAIN)).await;
            },
            () = self.keep(fence) => tracing::warn!(%campaign, "the lease of campaign {campaign} was lost"),
        }
        if let Ok(mut connection) = self.db.get().await {
            // One that cannot be released runs out.
            let _ = lease::release(&mut connection, fence).await;
        }
    }

    /// Renews the lease; returns when it is lost.
    async fn keep(&self, fence: Fence) {
        let mut ticks = tokio::time::interval(RENEW);
        loop {
            ticks.tick().await;
            let Ok(mut connection) = self.db.get().await else { continue };
            if let Ok(false) = lease::renew(&mut connection, fence, self.clock.now() + LEASE).await {
                return;
            }
        }
    }

    async fn steps(&self, fence: Fence, stop: &CancellationToken) -> Result<(), CampaignError> {
        while !stop.is_cancelled() {
            let step = self.step(fence).await?;
            announce(&self.redis, &[Notice::Campaign(fence.campaign)]).await;
            if step == Step::Done {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One transaction further: the audience, or the next chunk of messages.
    pub async fn step(&self, fence: Fence) -> Result<Step, CampaignError> {
        let mut connection = self.db.get().await?;
        let Some(preparation) = store::preparation(&mut connection, fence).await? else { return Ok(Step::Done) };
        match preparation.last_log_id {
            None => self.freeze(&mut connection, fence, &preparation).await,
            Some(last) => self.render(&mut connection, fence, (&preparation, last)).await,
        }
    }

    async fn freeze(
        &self,
        connection: &mut AsyncPgConnection,
        fence: Fence,
        preparation: &Preparation,
    ) -> Result<Step, CampaignError> {
        let frozen = (&preparation.frozen_rule, preparation.as_of);
        let members = audience::members(connection, &self.workspace, frozen).await?;
        let reach = Reach { channel: preparation.channel(), consent: self.workspace.consent };
        let now = self.clock.now();
        let frozen = connection
            .transaction(async |connection| {
                let frozen = store::freeze(connection, now, (fence.campaign, reach), members).await?;
                let pending = frozen.audience - frozen.skipped;
                let delta = Delta { audience: frozen.audience, pending, skipped: frozen.skipped, ..Delta::default() };
                counters::add(connection, now, &BTreeMap::from([(fence.campaign, delta)])).await?;
                if !store::note_frozen(connection, fence, frozen).await? {
                    return Err(Undone::NotOurs);
                }
                Ok(Step::Frozen)
            })
            .await;
        settled(frozen)
    }

    async fn render(
        &self,
        connection: &mut AsyncPgConnection,
        fence: Fence,
        (preparation, last): (&Preparation, i64),
    ) -> Result<Step, CampaignError> {
        let template = Template::parse(&preparation.message, self.workspace).map_err(|problems| {
            CampaignError::Stored(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))
        })?;
        let chunk = Chunk { behind: preparation.rendered_through.unwrap_or(0), last, limit: self.chunk };
        let now = self.clock.now();
        let rendered = connection
            .transaction(async |connection| {
                let people = store::claim_chunk(connection, fence.campaign, chunk).await?;
                let through = match people.last() {
                    Some((id, _)) if i64::try_from(people.len()).is_ok_and(|count| count == self.chunk) => id.0,
                    _ => last,
                };
                let rows: Vec<RenderedRow> =
                    people.into_iter().map(|(id, person)| (id, template.render(&person).map_err(reason))).collect();
                store::write_chunk(connection, now, &rows).await?;
                let left_out = rows.iter().filter(|(_, text)| text.is_err()).count();
                let left_out = i32::try_from(left_out).unwrap_or(i32::MAX);
                let delta = Delta { pending: -left_out, skipped: left_out, ..Delta::default() };
                counters::add(connection, now, &BTreeMap::from([(fence.campaign, delta)])).await?;
                let Some(running) = store::note_rendered(connection, now, fence, through).await? else {
                    return Err(Undone::NotOurs);
                };
                if running {
                    counters::finish_where_done(connection, now, &[fence.campaign]).await?;
                }
                Ok(if through == last { Step::Done } else { Step::Rendered })
            })
            .await;
        settled(rendered)
    }
}

fn reason(why: Unrendered) -> &'static str {
    match why {
        Unrendered::MissingValue => skipped::TEMPLATE_MISSING_VALUE,
        Unrendered::TooLong => skipped::TEMPLATE_TOO_LONG,
    }
}
