//! A rule as a sentence, so that who draws an audience reads back what was understood:
//! "spent more than ₹10,000 and visited fewer than 3 times, or has not ordered within the last 90 days".

mod condition;
mod wording;

use serde_json::Value;

use self::condition::risk_name;
use super::eval::{self, Moment};
use super::profile::{Profile, Written};
use super::rule::{AttributeTest, Condition, Node};
use crate::config::Workspace;
use crate::customers::rfm::Scores;
use crate::db::money::Minor;

pub use self::wording::Wording;

/// A node's sentence, without a capital or a full stop.
pub fn sentence(node: &Node, workspace: &Workspace) -> String {
    say(node, &Wording::of(workspace))
}

fn say(node: &Node, wording: &Wording) -> String {
    match node {
        Node::All(nodes) => join(nodes, "and", wording),
        Node::Any(nodes) => join(nodes, "or", wording),
        Node::Not(child) => format!("not ({})", say(child, wording)),
        Node::Everyone => "everyone".to_owned(),
        Node::Segment(segment) => format!("is in the segment “{}”", segment.name),
        Node::Condition(condition) => wording.condition(condition),
    }
}

/// "a and b"; with a comma where a part has an "and" of its own, in parentheses where a part has an "or".
fn join(nodes: &[Node], word: &str, wording: &Wording) -> String {
    if let [only] = nodes {
        return say(only, wording);
    }
    let compound = nodes.iter().any(|node| matches!(node, Node::All(parts) if parts.len() > 1));
    let parts: Vec<String> = nodes
        .iter()
        .map(|node| match node {
            Node::Any(parts) if parts.len() > 1 => format!("({})", say(node, wording)),
            Node::All(parts) if parts.len() > 1 && word == "and" => format!("({})", say(node, wording)),
            _ => say(node, wording),
        })
        .collect();
    parts.join(&if compound && word == "or" { format!(", {word} ") } else { format!(" {word} ") })
}

/// Why one customer meets a node or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeExplanation {
    /// From the root down: "any.0.all.1"; empty for the root.
    pub path: String,
    /// What the node asks.
    pub sentence: String,
    /// Whether the customer meets it.
    pub matches: bool,
    /// What the customer has there; none for groups.
    pub actual: Option<String>,
}

/// Every node of a rule against one customer, parents before children. What is compared is the profile; what is
/// shown is what the brand wrote.
pub fn explain(
    rule: &super::rule::Rule,
    (profile, written): (&Profile, &Written),
    moment: Moment,
    workspace: &Workspace,
) -> Vec<NodeExplanation> {
    let wording = Wording::of(workspace);
    rule.nodes()
        .into_iter()
        .map(|place| NodeExplanation {
            sentence: say(place.node, &wording),
            matches: eval::holds(place.node, profile, moment),
            actual: match place.node {
                Node::Condition(condition) => Some(actual(condition, (profile, written), moment, &wording)),
                _ => None,
            },
            path: place.path,
        })
        .collect()
}

fn actual(
    condition: &Condition,
    (profile, written): (&Profile, &Written),
    moment: Moment,
    wording: &Wording,
) -> String {
    match condition {
        Condition::Spend(_) => wording.money(profile.spend),
        Condition::AverageOrderValue(_) => match profile.order_count {
            0 => "no orders".to_owned(),
            count => wording.mean(i128::from(profile.spend.0), count),
        },
        Condition::OrderCount(_) => profile.order_count.to_string(),
        Condition::Visits(_) => profile.visits.to_string(),
        Condition::Date(field, _) => {
            profile.date(*field).map_or_else(|| "never".to_owned(), |instant| wording.instant(instant))
        }
        Condition::Text(field, _) => {
            written.text(*field).map_or_else(|| "missing".to_owned(), |text| format!("“{text}”"))
        }
        Condition::Tag(_) if written.tags.is_empty() => "no tags".to_owned(),
        Condition::Tag(_) => wording::list(written.tags.iter().map(String::as_str), "and"),
        Condition::Consent(_) => profile.consent.name().to_owned(),
        Condition::Attribute(name, test) => {
            let date = match test {
                AttributeTest::Date(_) => profile.attribute_date(name).map(|instant| wording.instant(instant)),
                _ => None,
            };
            let value = || written.attributes.get(name).filter(|value| !value.is_null()).map(shown);
            date.or_else(value).unwrap_or_else(|| "missing".to_owned())
        }
        Condition::Tier(_, breaks) => {
            let tier = breaks.tier(&profile.figures()).title();
            match breaks.scores(&profile.figures()) {
                Some(Scores { recency, frequency, monetary }) => {
                    format!("“{tier}”: recency {recency}, frequency {frequency}, spend {monetary} of 5")
                }
                None => format!("“{tier}”: never ordered"),
            }
        }
        Condition::ChurnRisk(_, breaks) => {
            let figures = profile.figures();
            let risk = breaks.churn_risk(&figures, moment.as_of);
            match (risk, breaks.silence_and_gap(&figures, moment.as_of)) {
                (Some(risk), Some((silence, gap))) => {
                    format!("{}: silent for {silence:.0} days, usually orders every {gap:.0}", risk_name(risk))
                }
                _ => "unknown".to_owned(),
            }
        }
        Condition::Lookalike(lookalike) => match profile.lookalikes.get(&lookalike.id) {
            Some(similarity) => format!("{} similar", wording::percent(*similarity)),
            None => "not among them".to_owned(),
        },
        Condition::Orders(test) => {
            let figures = eval::figures(&test.filter, &profile.orders, moment);
            let Some(max) = figures.max else { return "no such orders".to_owned() };
            let total = Minor(i64::try_from(figures.total).unwrap_or(i64::MAX));
            format!(
                "{} {}, {} in total, {} on average, {} at most",
                figures.count,
                if figures.count == 1 { "order" } else { "orders" },
                wording.money(total),
                wording.mean(figures.total, figures.count),
                wording.money(max),
            )
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("“{text}”"))
}
