//! What a rule comes to: how many customers at every node, and why one of them.

use async_graphql::{Context, ID, Object, Result, SimpleObject, Subscription};
use futures::{Stream, StreamExt};

use super::customer::CustomerType;
use super::id;
use super::scalar::DateTime;
use crate::customers::{self, Channel};
use crate::graphql::error::{Failure, app, caller};
use crate::problem::Problem;
use crate::segments::describe::NodeExplanation;
use crate::segments::eval::Moment;
use crate::segments::input::RuleInput;
use crate::segments::{self, Membership, NodeCount, Preview, PreviewRequest, Source};

/// A count in the 32 bits of GraphQL's Int.
fn int(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// How many customers a rule is true of, all counted in one snapshot.
pub struct SegmentPreview(Preview);

#[Object]
impl SegmentPreview {
    /// Who matches.
    async fn count(&self) -> i32 {
        int(self.0.count)
    }

    /// Who matches, may be messaged and has an address of the channel's kind; of any kind, where no channel was
    /// given.
    async fn reachable(&self) -> i32 {
        int(self.0.reachable)
    }

    /// All customers.
    async fn everyone(&self) -> i32 {
        int(self.0.everyone)
    }

    /// The instant that relative windows end at.
    async fn as_of(&self) -> DateTime {
        DateTime(self.0.as_of)
    }

    /// How long the counting took, in milliseconds.
    async fn took_ms(&self) -> f64 {
        self.0.took.as_micros() as f64 / 1000.0
    }

    /// The count at every node, parents before children. A segment is one node.
    async fn nodes(&self) -> Vec<RuleNodeCount> {
        self.0.nodes.iter().cloned().map(RuleNodeCount::from).collect()
    }

    /// Some who match: mixed as if drawn, yet the same ones as long as they match. 1 to 50.
    #[graphql(complexity = "100 + first.clamp(1, 50) as usize * child_complexity")]
    async fn sample(
        &self,
        context: &Context<'_>,
        #[graphql(default = 5, desc = "How many; 1 to 50.")] first: i32,
    ) -> Result<Vec<CustomerType>> {
        let (caller, app) = (caller(context)?, app(context)?);
        let moment = Moment { as_of: self.0.as_of, zone: app.config.workspace.timezone };
        let ids = segments::sample(caller, &app.read, (&self.0.rule, moment), first).await.map_err(Failure::from)?;
        let customers = customers::by_ids(caller, &app.read, &ids).await.map_err(Failure::from)?;
        Ok(customers.into_iter().map(CustomerType).collect())
    }

    /// The rule in words.
    async fn sentence(&self) -> &str {
        &self.0.sentence
    }
}

/// How many customers a node of a rule is true of.
#[derive(SimpleObject)]
pub struct RuleNodeCount {
    /// From the root down: "any.0.all.1"; empty for the root.
    path: String,
    /// The node in words.
    sentence: String,
    /// Who matches it.
    count: i32,
}

impl From<NodeCount> for RuleNodeCount {
    fn from(node: NodeCount) -> Self {
        Self { path: node.path, sentence: node.sentence, count: int(node.count) }
    }
}

/// Why a customer matches a rule or does not.
#[derive(SimpleObject)]
pub struct MembershipExplanation {
    /// Whether the customer matches the whole rule.
    matches: bool,
    /// The rule in words.
    sentence: String,
    /// The instant that relative windows end at.
    as_of: DateTime,
    /// Every node, parents before children. A segment is one node.
    nodes: Vec<RuleNodeExplanation>,
}

/// Why a customer matches a node of a rule or does not.
#[derive(SimpleObject)]
pub struct RuleNodeExplanation {
    /// From the root down: "any.0.all.1"; empty for the root.
    path: String,
    /// The node in words.
    sentence: String,
    /// Whether the customer matches it.
    matches: bool,
    /// What the customer has there, as the brand wrote it; null for groups.
    actual: Option<String>,
}

impl From<NodeExplanation> for RuleNodeExplanation {
    fn from(node: NodeExplanation) -> Self {
        Self { path: node.path, sentence: node.sentence, matches: node.matches, actual: node.actual }
    }
}

/// Questions about rules.
#[derive(Default)]
pub struct PreviewQuery;

#[Object]
impl PreviewQuery {
    /// How many customers a rule is true of, at every node. A rule that is not one is a BAD_USER_INPUT error whose
    /// `extensions.problems` lists what is wrong and where.
    #[graphql(complexity = "200 + child_complexity")]
    async fn segment_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The rule.")] rule: RuleInput,
        #[graphql(desc = "The segment whose rule this is to become: naming that one is a cycle.")] segment_id: Option<
            ID,
        >,
        #[graphql(desc = "The channel that the reachable are counted for.")] channel: Option<Channel>,
        #[graphql(desc = "The instant that relative windows end at; now, where absent.")] as_of: Option<DateTime>,
    ) -> Result<SegmentPreview> {
        let app = app(context)?;
        let editing = segment_id.as_ref().map(|id| id::argument(id, "segmentId")).transpose()?;
        let request = PreviewRequest { rule, editing, channel, as_of: as_of.map(|as_of| as_of.0) };
        let preview = segments::preview(caller(context)?, &app.read, &app.config.workspace, &request)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(SegmentPreview(preview))
    }

    /// Why a customer matches a segment or a rule, or does not. Give one of segmentId and rule.
    async fn explain_membership(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A saved segment.")] segment_id: Option<ID>,
        #[graphql(desc = "A rule.")] rule: Option<RuleInput>,
        #[graphql(desc = "The customer.")] customer_id: ID,
    ) -> Result<MembershipExplanation> {
        let app = app(context)?;
        let source = match (segment_id, rule) {
            (Some(id), None) => Source::Segment(id::argument(&id, "segmentId")?),
            (None, Some(rule)) => Source::Rule(rule),
            _ => {
                return Err(
                    Failure::from(Problem::at("rule", "NOT_EXACTLY_ONE", "Give either segmentId or rule.")).into()
                );
            }
        };
        let question = Membership { source, customer: id::argument(&customer_id, "customerId")? };
        let explanation = segments::explain_membership(caller(context)?, &app.read, &app.config.workspace, &question)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(MembershipExplanation {
            matches: explanation.matches,
            sentence: explanation.sentence,
            as_of: DateTime(explanation.as_of),
            nodes: explanation.nodes.into_iter().map(RuleNodeExplanation::from).collect(),
        })
    }
}

/// Previews that follow the data.
#[derive(Default)]
pub struct PreviewSubscription;

#[Subscription]
impl PreviewSubscription {
    /// How many customers a rule is true of: now, then whenever customers or orders have changed, at most once a
    /// second.
    async fn segment_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The rule.")] rule: RuleInput,
        #[graphql(desc = "The channel that the reachable are counted for.")] channel: Option<Channel>,
    ) -> Result<impl Stream<Item = Result<SegmentPreview>> + use<>> {
        let app = app(context)?;
        let request = PreviewRequest { rule, editing: None, channel, as_of: None };
        let sources = (&app.read, &app.live, &app.previews);
        let previews = segments::follow_preview(caller(context)?, sources, app.config.workspace, request)
            .map_err(Failure::from)?;
        Ok(async_stream::stream! {
            tokio::pin!(previews);
            while let Some(answer) = previews.next().await {
                match &*answer {
                    Ok(Ok(preview)) => yield Ok(SegmentPreview(preview.clone())),
                    Err(error) => yield Err(Failure::from(error).into()),
                    // A rule that is wrong stays wrong: there is nothing to follow.
                    Ok(Err(problems)) => {
                        yield Err(Failure::problems(problems.clone()).into());
                        return;
                    }
                }
            }
        })
    }
}
