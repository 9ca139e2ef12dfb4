//! Questions about rules: how many, who for instance, and why.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use futures::Stream;

use super::describe::{self, NodeExplanation};
use super::engine::{AudienceEngine, PREVIEW_TIMEOUT, Question, SqlEngine, bounded, timed};
use super::eval::Moment;
use super::input::RuleInput;
use super::load::{Source, load_input, load_rule};
use super::profile::{Profile, Written};
use super::rule::{Condition, Node, Rule};
use super::store::members::MemberRow;
use super::{Error, check, store};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::kind::Channel;
use crate::db::page::{Page, PageArgs};
use crate::db::{Db, DbError};
use crate::ids::{CustomerId, SegmentId};
use crate::live::{Follow, Live, Notice, Sources};
use crate::problem::Problem;

/// How many customers a sample has at most.
const MOST_SAMPLED: i32 = 50;
/// Previews that follow the data are read at most this often.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// What is to be previewed.
#[derive(Clone, Debug)]
pub struct PreviewRequest {
    /// The rule, saved or not.
    pub rule: RuleInput,
    /// The segment whose rule it is to become: naming that one is a cycle.
    pub editing: Option<SegmentId>,
    /// The channel that the reachable are counted for; any, where not given.
    pub channel: Option<Channel>,
    /// The instant that relative windows end at; now, where not given.
    pub as_of: Option<DateTime<Utc>>,
}

/// How many match, at every node.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Who matches.
    pub count: i64,
    /// Who of them may and can be messaged.
    pub reachable: i64,
    /// All customers.
    pub everyone: i64,
    /// The instant that relative windows end at.
    pub as_of: DateTime<Utc>,
    /// How long the counting took.
    pub took: Duration,
    /// Every node, parents before children; a segment is one node.
    pub nodes: Vec<NodeCount>,
    /// The rule in words.
    pub sentence: String,
    /// The rule, for asking further.
    pub rule: Arc<Rule>,
}

/// One node's count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeCount {
    /// From the root down: "any.0.all.1"; empty for the root.
    pub path: String,
    /// The node in words.
    pub sentence: String,
    /// Who matches it.
    pub count: i64,
}

pub(super) fn moment(ctx: &Ctx, workspace: &Workspace, as_of: Option<DateTime<Utc>>) -> Result<Moment, Vec<Problem>> {
    let as_of = check::sensible(as_of.unwrap_or_else(|| ctx.clock.now()));
    as_of
        .map(|as_of| Moment { as_of, zone: workspace.timezone })
        .ok_or_else(|| vec![Problem::at("asOf", "DATE_OUT_OF_RANGE", "Dates lie between 1900 and 2200.")])
}

fn below_rule(problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| problem.under("rule")).collect()
}

/// Counts a rule at every node, in one scan.
pub async fn preview(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    request: &PreviewRequest,
) -> Result<Result<Preview, Vec<Problem>>, Error> {
    ctx.require(Permission::Read)?;
    let moment = match moment(ctx, workspace, request.as_of) {
        Ok(moment) => moment,
        Err(problems) => return Ok(Err(problems)),
    };
    let loaded = load_input(&mut *db.get().await?, workspace, (&request.rule, request.editing)).await?;
    let rule = match loaded {
        Ok(rule) => rule,
        Err(problems) => return Ok(Err(below_rule(problems))),
    };
    let begun = Instant::now();
    let question = Question { rule: &rule, moment, channel: request.channel, consent: workspace.consent };
    let counts = SqlEngine::new(db).count(question).await?;
    let nodes = rule.nodes().into_iter().zip(&counts.nodes).map(|(place, count)| NodeCount {
        sentence: describe::sentence(place.node, workspace),
        path: place.path,
        count: *count,
    });
    Ok(Ok(Preview {
        count: counts.nodes.first().copied().unwrap_or(0),
        reachable: counts.reachable,
        everyone: counts.everyone,
        as_of: moment.as_of,
        took: begun.elapsed(),
        nodes: nodes.collect(),
        sentence: describe::sentence(rule.root(), workspace),
        rule: Arc::new(rule),
    }))
}

/// What a preview came to, shared by all who follow the same one.
pub type PreviewAnswer = Arc<Result<Result<Preview, Vec<Problem>>, Error>>;

/// The previews that are being followed on this node.
pub type PreviewSources = Sources<PreviewAnswer>;

/// A preview that follows the data: now, then after changes, at most once a second. All who follow the same rule
/// on a node share one count.
pub fn follow_preview(
    ctx: &Ctx,
    (db, live, sources): (&Db, &Live, &PreviewSources),
    workspace: Workspace,
    request: PreviewRequest,
) -> Result<impl Stream<Item = PreviewAnswer> + Send + use<>, Error> {
    ctx.require(Permission::Read)?;
    let key = serde_json::to_string(&(&request.rule, request.channel)).unwrap_or_default();
    let asked = Arc::new((ctx.clone(), db.clone(), workspace, request));
    Ok(sources.follow(
        live,
        Follow {
            key: format!("{}:{key}", ctx.actor),
            every: FOLLOW_EVERY,
            interested: |notice: &Notice| *notice == Notice::Audience,
            load: move || {
                let asked = Arc::clone(&asked);
                async move {
                    let (ctx, db, workspace, request) = &*asked;
                    Arc::new(preview(ctx, db, workspace, request).await)
                }
            },
        },
    ))
}

/// Some members of a rule: mixed as if drawn, yet the same ones as long as they match. 1 to 50.
pub async fn sample(ctx: &Ctx, db: &Db, (rule, moment): (&Rule, Moment), first: i32) -> Result<Vec<CustomerId>, Error> {
    ctx.require(Permission::Read)?;
    let first = i64::from(first.clamp(1, MOST_SAMPLED));
    let rows: Vec<MemberRow> = timed((db, PREVIEW_TIMEOUT), store::members::sample(rule, moment, first)).await?;
    Ok(rows.into_iter().map(|row| CustomerId(row.customer_id)).collect())
}

/// Which members to list.
#[derive(Clone, Debug)]
pub struct Members {
    /// Of what.
    pub source: Source,
    /// Which part of the list, the newest customers first.
    pub page: PageArgs,
}

/// A page of the customers who match now, the newest first.
pub async fn members(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    listing: &Members,
) -> Result<Result<Page<CustomerId>, Vec<Problem>>, Error> {
    ctx.require(Permission::Read)?;
    let request = match listing.page.check::<i64>() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let moment = match moment(ctx, workspace, None) {
        Ok(moment) => moment,
        Err(problems) => return Ok(Err(problems)),
    };
    let rule = match load_rule(&mut *db.get().await?, workspace, &listing.source).await? {
        Ok(rule) => rule,
        Err(problems) => return Ok(Err(below_rule(problems))),
    };
    let rows: Vec<MemberRow> = timed((db, PREVIEW_TIMEOUT), store::members::page(&rule, moment, &request)).await?;
    let page = Page::of(rows, &request, |row| row.customer_id);
    let rows = page.rows.into_iter().map(|(cursor, row)| (cursor, CustomerId(row.customer_id))).collect();
    Ok(Ok(Page { rows, has_next: page.has_next, has_previous: page.has_previous }))
}

/// Whose membership of what is to be explained.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Of what.
    pub source: Source,
    /// Whose.
    pub customer: CustomerId,
}

/// Why a customer matches or does not.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Whether the customer matches the whole rule.
    pub matches: bool,
    /// The rule in words.
    pub sentence: String,
    /// The instant that relative windows end at.
    pub as_of: DateTime<Utc>,
    /// Every node, parents before children.
    pub nodes: Vec<NodeExplanation>,
}

/// Explains one customer's membership, node by node.
pub async fn explain_membership(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    question: &Membership,
) -> Result<Result<Explanation, Vec<Problem>>, Error> {
    ctx.require(Permission::Read)?;
    let moment = match moment(ctx, workspace, None) {
        Ok(moment) => moment,
        Err(problems) => return Ok(Err(problems)),
    };
    let read = bounded((db, PREVIEW_TIMEOUT), async |connection| subject(connection, workspace, question).await);
    let (rule, profile, written) = match read.await? {
        Ok(subject) => subject,
        Err(problems) => return Ok(Err(problems)),
    };
    let nodes = describe::explain(&rule, (&profile, &written), moment, workspace);
    Ok(Ok(Explanation {
        matches: nodes.first().is_some_and(|root| root.matches),
        sentence: describe::sentence(rule.root(), workspace),
        as_of: moment.as_of,
        nodes,
    }))
}

/// The rule and the customer, read for an explanation.
async fn subject(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    question: &Membership,
) -> Result<Result<(Rule, Profile, Written), Vec<Problem>>, DbError> {
    let path = if matches!(question.source, Source::Segment(_)) { "segmentId" } else { "rule" };
    let rule = match load_rule(connection, workspace, &question.source).await? {
        Ok(rule) => rule,
        Err(problems) => return Ok(Err(problems.into_iter().map(|problem| problem.under(path)).collect())),
    };
    let profile = store::profile::load(connection, question.customer).await?;
    let written = store::profile::written(connection, question.customer).await?;
    let (Some(mut profile), Some(written)) = (profile, written) else {
        let message = format!("There is no customer {}.", question.customer);
        return Ok(Err(vec![Problem::at("customerId", "NO_SUCH_CUSTOMER", message)]));
    };
    if asks(rule.root(), &|condition| matches!(condition, Condition::Orders(_))) {
        profile.orders = store::profile::orders(connection, question.customer).await?;
    }
    if asks(rule.root(), &|condition| matches!(condition, Condition::Lookalike(_))) {
        profile.lookalikes = store::profile::lookalikes(connection, question.customer).await?;
    }
    Ok(Ok((rule, profile, written)))
}

/// Whether such a condition is anywhere in the tree.
fn asks(node: &Node, is_such: &impl Fn(&Condition) -> bool) -> bool {
    match node {
        Node::All(children) | Node::Any(children) => children.iter().any(|child| asks(child, is_such)),
        Node::Not(child) => asks(child, is_such),
        Node::Segment(segment) => asks(&segment.rule, is_such),
        Node::Condition(condition) => is_such(condition),
        Node::Everyone => false,
    }
}
