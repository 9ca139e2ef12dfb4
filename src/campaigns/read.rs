//! What is seen of campaigns at once: lists, one campaign, its ledger and figures, the dashboard.

use chrono_tz::Tz;

use super::campaign::{Campaign, Delivery, FailureCount, Point};
use super::status::MessageStatus;
use super::store::{self, Filter, SalesPoint, Stretch, Totals};
use super::{CampaignError, Outcome, audience, parts};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::db::Db;
use crate::db::page::{Page, PageArgs, PageRequest};
use crate::ids::{CampaignId, CustomerId};
use crate::problem::Problem;
use crate::segments::{Rule, Source, check, describe, load_rules};

/// How many campaigns the dashboard shows.
const RECENT: i64 = 5;
const LONGEST_SEARCH: usize = 200;

/// There is no such campaign.
pub fn not_found(id: CampaignId) -> Problem {
    Problem::at("input.id", "NOT_FOUND", format!("There is no campaign {id}."))
}

/// One campaign; none where there is none.
pub async fn one(ctx: &Ctx, db: &Db, id: CampaignId) -> Result<Option<Campaign>, CampaignError> {
    ctx.require(Permission::Read)?;
    Ok(store::one(&mut *db.get().await?, id).await?)
}

/// Those of the ids that there are, by id.
pub async fn by_ids(ctx: &Ctx, db: &Db, ids: &[CampaignId]) -> Result<Vec<Campaign>, CampaignError> {
    ctx.require(Permission::Read)?;
    Ok(store::by_ids(&mut *db.get().await?, ids).await?)
}

/// One customer's messages of all campaigns, the latest first.
pub async fn messages_of(ctx: &Ctx, db: &Db, customer: CustomerId, page: &PageArgs) -> Outcome<Page<Delivery>> {
    ctx.require(Permission::Read)?;
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let rows = store::messages_of(&mut *db.get().await?, customer, &request).await?;
    Ok(Ok(Page::of(rows, &request, |delivery| delivery.id.0)))
}

/// Campaigns, the most recent first.
pub async fn list(ctx: &Ctx, db: &Db, filter: Filter, page: &PageArgs) -> Outcome<Page<Campaign>> {
    ctx.require(Permission::Read)?;
    if filter.search.as_ref().is_some_and(|text| text.chars().count() > LONGEST_SEARCH || text.contains('\0')) {
        let message = format!("Search for at most {LONGEST_SEARCH} characters.");
        return Ok(Err(vec![Problem::at("search", "INVALID_SEARCH", message)]));
    }
    if filter.tag.as_ref().is_some_and(|tag| tag.contains('\0')) {
        return Ok(Err(vec![Problem::at("tag", "INVALID_TAG", "A tag has letters, digits, spaces and hyphens.")]));
    }
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let rows = store::list(&mut *db.get().await?, &filter, &request).await?;
    Ok(Ok(Page::of(rows, &request, |campaign| campaign.id.0)))
}

/// A campaign's ledger, in the order in which the audience was drawn; all statuses where none is given.
pub async fn deliveries(
    ctx: &Ctx,
    db: &Db,
    (campaign, statuses): (CampaignId, &[MessageStatus]),
    page: &PageArgs,
) -> Outcome<Page<Delivery>> {
    ctx.require(Permission::Read)?;
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let rows = store::deliveries(&mut *db.get().await?, campaign, statuses, &request).await?;
    Ok(Ok(Page::of(rows, &request, |delivery| delivery.id.0)))
}

/// Why messages failed, are unknown or were skipped; the most frequent first.
pub async fn failures(ctx: &Ctx, db: &Db, campaign: CampaignId) -> Result<Vec<FailureCount>, CampaignError> {
    ctx.require(Permission::Read)?;
    Ok(store::failures(&mut *db.get().await?, campaign).await?)
}

/// What happened when.
pub async fn series(ctx: &Ctx, db: &Db, campaign: CampaignId) -> Result<Vec<Point>, CampaignError> {
    ctx.require(Permission::Read)?;
    Ok(store::series(&mut *db.get().await?, campaign).await?)
}

/// Whom campaigns are for, in words, in their order; or why that cannot be said. A launched one is described as it
/// was launched.
pub async fn sentences(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    campaigns: &[Campaign],
) -> Result<Vec<String>, CampaignError> {
    ctx.require(Permission::Read)?;
    let mut sources = Vec::new();
    let mut without_source = |campaign: &Campaign| {
        let source = match &campaign.frozen_rule {
            Some(frozen) => Ok(Source::Frozen(frozen.to_string())),
            None => audience::source(campaign),
        };
        match source {
            Ok(source) => {
                sources.push(source);
                None
            }
            Err(error) => Some(Err(vec![Problem::at("", "STORED_RULE", error.to_string())])),
        }
    };
    let rules: Vec<Option<Result<Rule, Vec<Problem>>>> = campaigns.iter().map(&mut without_source).collect();
    let mut loaded = load_rules(&mut *db.get().await?, workspace, &sources).await?.into_iter();
    let sentence = |rule: Result<Rule, Vec<Problem>>| match rule {
        Ok(rule) => describe::sentence(rule.root(), workspace),
        Err(problems) => {
            let reason = problems.first().map_or("", |problem| problem.message.as_str());
            format!("an audience that cannot be used: {reason}")
        }
    };
    let rule = |rule: Option<_>| rule.or_else(|| loaded.next()).unwrap_or_else(|| Err(Vec::new()));
    Ok(rules.into_iter().map(rule).map(sentence).collect())
}

fn check_stretch(stretch: Stretch) -> Result<(), Vec<Problem>> {
    let given = [("from", stretch.from), ("to", stretch.to)];
    let absurd = given.iter().filter(|(_, instant)| instant.is_some_and(|instant| check::sensible(instant).is_none()));
    let mut problems: Vec<Problem> =
        absurd.map(|(path, _)| Problem::at(*path, "DATE_OUT_OF_RANGE", "Dates lie between 1900 and 2200.")).collect();
    if let (Some(from), Some(to)) = (stretch.from, stretch.to)
        && from >= to
    {
        problems.push(Problem::at("to", "REVERSED_RANGE", "This range ends before it begins; turn it round."));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What the dashboard shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Dashboard {
    /// The figures.
    pub totals: Totals,
    /// The newest campaigns.
    pub recent: Vec<Campaign>,
}

/// The dashboard of a stretch of time.
pub async fn dashboard(ctx: &Ctx, db: &Db, stretch: Stretch) -> Outcome<Dashboard> {
    ctx.require(Permission::Read)?;
    if let Err(problems) = check_stretch(stretch) {
        return Ok(Err(problems));
    }
    let mut connection = db.get().await?;
    let totals = store::dashboard(&mut connection, stretch).await?;
    let recent = store::newest(&mut connection, RECENT).await?;
    Ok(Ok(Dashboard { totals, recent }))
}

/// Completed orders over a stretch, in order and without gaps: by the day, or by the week, the month or the year where
/// there would be more than [`parts::MOST_PARTS`]. Where the stretch has no beginning it begins with the day of the
/// first order; where it has no end it ends with today, or with the day of the last order if that is later.
pub async fn sales(ctx: &Ctx, db: &Db, stretch: Stretch, zone: Tz) -> Result<Vec<SalesPoint>, CampaignError> {
    ctx.require(Permission::Read)?;
    let mut connection = db.get().await?;
    let (from, to) = match (stretch.from, stretch.to) {
        (Some(from), Some(to)) => (from, to),
        (from, to) => {
            let extent = store::extent(&mut connection, stretch).await?;
            let Some(from) = from.or(extent.map(|(first, _)| parts::day_begin(first, zone))) else {
                return Ok(Vec::new());
            };
            let now = ctx.clock.now();
            let last = extent.map_or(now, |(_, last)| last.max(now));
            (from, to.unwrap_or_else(|| parts::day_end(last, zone)))
        }
    };
    Ok(store::sales(&mut connection, &parts::edges(from, to, zone)).await?)
}
