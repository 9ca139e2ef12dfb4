//! A rule, counted at every node.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Currency;
use crate::customers::{self, Channel, Consent, Customer};
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::scalar::{DateTime, Decimal};
use crate::segments::eval::Moment;
use crate::segments::input::RuleInput;
use crate::segments::{self, PreviewRequest};

/// People in a sample unless somebody says.
const USUAL_SAMPLE: i32 = 5;

/// Counts a rule.
pub struct PreviewSegment;

/// What is to be counted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// The rule; of a saved segment {"segment": "seg_…"}.
    rule: RuleInput,
    /// The channel that the reachable are counted for; any, unless given.
    channel: Option<Channel>,
    /// People in the sample: 1 to 50, 5 unless given.
    sample: Option<i32>,
}

/// How many match.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counted {
    /// The rule in words.
    sentence: String,
    /// Who matches, exactly.
    count: i64,
    /// Who of them may and can be messaged.
    reachable: i64,
    /// All customers.
    everyone: i64,
    /// The instant that relative windows end at.
    as_of: DateTime,
    /// Every node of the rule, parents before children.
    nodes: Vec<Node>,
    /// Some of who match, without their addresses.
    sample: Vec<Person>,
}

/// How many a node is true of.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// From the root down: "any.0.all.1"; empty for the root.
    path: String,
    /// The node in words.
    sentence: String,
    /// Who matches it.
    count: i64,
}

/// A customer, as far as an audience is judged by it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The brand's own id.
    external_id: String,
    /// Full name.
    name: Option<String>,
    /// Where they live.
    city: Option<String>,
    /// Their tags.
    tags: Vec<String>,
    /// Whether they may be messaged.
    consent: Consent,
    /// What their completed orders come to.
    spend: Decimal,
    /// How many completed orders.
    order_count: i32,
    /// How often they came.
    visits: i32,
    /// When the last completed order was placed.
    last_order_at: Option<DateTime>,
}

impl Person {
    fn of(customer: Customer, currency: Currency) -> Self {
        Self {
            external_id: customer.external_id,
            name: customer.name,
            city: customer.city,
            tags: customer.tags,
            consent: customer.consent,
            spend: Decimal(customer.spend.to_decimal(currency)),
            order_count: customer.order_count,
            visits: customer.visits,
            last_order_at: customer.last_order_at.map(DateTime),
        }
    }
}

impl Tool for PreviewSegment {
    type Takes = Question;
    type Gives = Counted;
    const NAME: &'static str = "preview_segment";
    const TITLE: &'static str = "Preview an audience";
    const DESCRIPTION: &'static str = "Counts who matches a rule, exactly and at every node, with the rule in words and \
        some of the people. Changes nothing. Read rule_fields for what a rule may ask. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Question) -> Result<Counted, Refusal> {
        let (ctx, app) = (&call.ctx, &call.app);
        let workspace = &app.config.workspace;
        let request = PreviewRequest { rule: takes.rule, editing: None, channel: takes.channel, as_of: None };
        let preview = segments::preview(ctx, &app.read, workspace, &request).await??;
        let moment = Moment { as_of: preview.as_of, zone: workspace.timezone };
        let first = takes.sample.unwrap_or(USUAL_SAMPLE);
        let ids = segments::sample(ctx, &app.read, (&preview.rule, moment), first).await?;
        let people = customers::by_ids(ctx, &app.read, &ids).await?;
        let node = |node: segments::NodeCount| Node { path: node.path, sentence: node.sentence, count: node.count };
        Ok(Counted {
            sentence: preview.sentence,
            count: preview.count,
            reachable: preview.reachable,
            everyone: preview.everyone,
            as_of: DateTime(preview.as_of),
            nodes: preview.nodes.into_iter().map(node).collect(),
            sample: people.into_iter().map(|customer| Person::of(customer, workspace.currency)).collect(),
        })
    }
}
