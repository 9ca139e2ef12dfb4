//! From what was written to what may run. Everything that could make a rule mean something else than its writer
//! thought is refused here with its path: an empty group, an empty list, a range that is turned round. A rule
//! never widens by mistake. What passes is a [`Rule`], and nobody behind this door checks again.
//!
//! The segments that a rule names are expanded while it is checked, and the bounds count what they bring, because
//! the database pays for the whole. A segment's place is taken by its rule; the name itself costs no node.

mod library;
#[cfg(test)]
mod tests;
mod values;

pub use self::library::{Library, Named, named};
pub use self::values::sensible;

use std::collections::BTreeSet;

use async_graphql::ID;

use super::input::{AttributeComparison, OrdersCondition, OrdersWhere, RuleInput};
use super::rule::{AttributeTest, Condition, DateField, Node, OrderFilter, OrdersTest, Rule, SegmentNode, TextField};
use crate::config::Currency;
use crate::customers::kind::OrderStatus;
use crate::ids::{LookalikeId, SegmentId};
use crate::problem::Problem;

/// How deep a rule may nest, segments expanded. A condition alone is 1 deep.
pub const MOST_DEPTH: usize = 10;
/// How many nodes a rule may have, segments expanded.
pub const MOST_NODES: usize = 200;
/// How many values a list may have.
pub const MOST_VALUES: usize = 1000;
/// How many characters a text may have.
pub const MOST_CHARACTERS: usize = 500;
/// Beyond this many, problems are not listed.
const MOST_PROBLEMS: usize = 100;

/// What a rule is read against.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The currency that amounts are in.
    pub currency: Currency,
    /// The segments that may be named.
    pub library: &'a Library,
    /// The segment whose rule this is to be: naming it, at whatever remove, is a cycle.
    pub editing: Option<SegmentId>,
}

/// Reads a stored rule. Nesting is bounded by the parser, so that no stored text can exhaust the stack.
pub fn parse(json: &str) -> Result<RuleInput, Problem> {
    serde_json::from_str(json).map_err(|error| Problem::at("", "INVALID_RULE", format!("This is not a rule: {error}.")))
}

/// Checks a rule and all that it names; returns every problem that was found, with its path.
pub fn check(input: &RuleInput, terms: Terms<'_>) -> Result<Rule, Vec<Problem>> {
    let mut checker = Checker { terms, problems: Vec::new(), nodes: 0, trail: terms.editing.into_iter().collect() };
    let root = checker.node(input, "", 1);
    match root {
        Some(root) if checker.problems.is_empty() => Ok(Rule { root, inlined: inline(input, terms.library) }),
        _ => Err(checker.problems),
    }
}

/// Each segment replaced by its rule. Only for rules that were checked against the same library: they are finite.
fn inline(input: &RuleInput, library: &Library) -> RuleInput {
    match input {
        RuleInput::All(children) => RuleInput::All(children.iter().map(|child| inline(child, library)).collect()),
        RuleInput::Any(children) => RuleInput::Any(children.iter().map(|child| inline(child, library)).collect()),
        RuleInput::Not(child) => RuleInput::Not(Box::new(inline(child, library))),
        RuleInput::Segment(id) => {
            let entry = id.parse().ok().and_then(|id: SegmentId| library.by_id.get(&id));
            match entry.map(|entry| &entry.rule) {
                Some(Ok(rule)) => inline(rule, library),
                _ => input.clone(),
            }
        }
        leaf => leaf.clone(),
    }
}

/// `step` below `path`.
fn below(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

struct Checker<'a> {
    terms: Terms<'a>,
    problems: Vec<Problem>,
    nodes: usize,
    /// The segments that are being expanded, outermost first.
    trail: Vec<SegmentId>,
}

impl Checker<'_> {
    /// Records a problem and stands for "no value".
    fn refuse<T>(&mut self, path: &str, code: &'static str, message: impl Into<String>) -> Option<T> {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem::at(path, code, message));
        }
        None
    }

    fn node(&mut self, input: &RuleInput, path: &str, depth: usize) -> Option<Node> {
        if depth > MOST_DEPTH {
            return self.refuse(
                path,
                "RULE_TOO_DEEP",
                format!(
                    "This condition lies more than {MOST_DEPTH} levels deep, groups and segments counted. Join groups \
                     or leave some out."
                ),
            );
        }
        if let RuleInput::Segment(id) = input {
            return self.segment(id, &below(path, "segment"), depth);
        }
        if self.nodes >= MOST_NODES {
            if self.problems.iter().any(|problem| problem.code == "RULE_TOO_LARGE") {
                return None;
            }
            let message = format!("A rule has at most {MOST_NODES} nodes, those of its segments included.");
            return self.refuse(path, "RULE_TOO_LARGE", message);
        }
        self.nodes += 1;
        match input {
            RuleInput::All(children) => self.group(children, &below(path, "all"), depth).map(Node::All),
            RuleInput::Any(children) => self.group(children, &below(path, "any"), depth).map(Node::Any),
            RuleInput::Not(child) => {
                self.node(child, &below(path, "not"), depth + 1).map(|child| Node::Not(Box::new(child)))
            }
            RuleInput::Everyone(true) => Some(Node::Everyone),
            RuleInput::Everyone(false) => self.refuse(
                &below(path, "everyone"),
                "EVERYONE_IS_FALSE",
                "Everyone takes true alone; use not for nobody.",
            ),
            leaf => self.condition(leaf, path).map(|condition| Node::Condition(Box::new(condition))),
        }
    }

    fn group(&mut self, children: &[RuleInput], path: &str, depth: usize) -> Option<Vec<Node>> {
        if children.is_empty() {
            return self.refuse(path, "EMPTY_GROUP", "This group has no conditions; add one or remove the group.");
        }
        let mut nodes = Vec::new();
        for (at, child) in children.iter().enumerate() {
            nodes.push(self.node(child, &format!("{path}.{at}"), depth + 1));
            if self.problems.iter().any(|problem| problem.code == "RULE_TOO_LARGE") {
                return None;
            }
        }
        nodes.into_iter().collect()
    }

    fn segment(&mut self, id: &ID, path: &str, depth: usize) -> Option<Node> {
        let id = match id.parse::<SegmentId>() {
            Ok(id) => id,
            Err(error) => return self.refuse(path, "INVALID_ID", format!("{error}.")),
        };
        let library = self.terms.library;
        if self.trail.contains(&id) {
            let name = library.by_id.get(&id).map_or_else(|| id.to_string(), |entry| format!("\"{}\"", entry.name));
            return self.refuse(path, "SEGMENT_CYCLE", format!("The segment {name} would contain itself."));
        }
        // Segments that only name one another cost no depth, yet the way down must end.
        if self.trail.len() > MOST_DEPTH {
            return self.refuse(path, "RULE_TOO_DEEP", format!("Segments name one another at most {MOST_DEPTH} deep."));
        }
        let Some(entry) = library.by_id.get(&id) else {
            return self.refuse(
                path,
                "NO_SUCH_SEGMENT",
                format!("There is no segment {id}; it may have been deleted."),
            );
        };
        let rule = match &entry.rule {
            Ok(rule) => rule,
            Err(problem) => return self.refuse_segment(path, &entry.name, &problem.message),
        };
        let before = self.problems.len();
        self.trail.push(id);
        let node = self.node(rule, "", depth);
        self.trail.pop();
        // What is wrong inside is told at the place that names the segment: the reader sees no other.
        let inside = self.problems.split_off(before.min(self.problems.len()));
        if let Some(problem) = inside.into_iter().next() {
            if matches!(problem.code.as_ref(), "RULE_TOO_DEEP" | "RULE_TOO_LARGE" | "SEGMENT_CYCLE") {
                self.problems.push(Problem { path: path.to_owned(), ..problem });
                return None;
            }
            return self.refuse_segment(path, &entry.name, &problem.message);
        }
        node.map(|rule| Node::Segment(SegmentNode { id, name: entry.name.clone(), rule: Box::new(rule) }))
    }

    fn refuse_segment<T>(&mut self, path: &str, name: &str, reason: &str) -> Option<T> {
        let message = format!("The segment \"{name}\" cannot be used until its rule is mended. {reason}");
        self.refuse(path, "INVALID_SEGMENT", message)
    }

    fn condition(&mut self, input: &RuleInput, path: &str) -> Option<Condition> {
        let at = |field: &str| below(path, field);
        Some(match input {
            RuleInput::Spend(comparison) => Condition::Spend(self.money(comparison, &at("spend"))?),
            RuleInput::AverageOrderValue(comparison) => {
                Condition::AverageOrderValue(self.money(comparison, &at("averageOrderValue"))?)
            }
            RuleInput::OrderCount(comparison) => Condition::OrderCount(self.count(comparison, &at("orderCount"))?),
            RuleInput::Visits(comparison) => Condition::Visits(self.count(comparison, &at("visits"))?),
            RuleInput::FirstOrderAt(test) => {
                Condition::Date(DateField::FirstOrderAt, self.date(test, &at("firstOrderAt"))?)
            }
            RuleInput::LastOrderAt(test) => {
                Condition::Date(DateField::LastOrderAt, self.date(test, &at("lastOrderAt"))?)
            }
            RuleInput::CreatedAt(test) => Condition::Date(DateField::CreatedAt, self.date(test, &at("createdAt"))?),
            RuleInput::Name(test) => Condition::Text(TextField::Name, self.text(test, &at("name"))?),
            RuleInput::Email(test) => Condition::Text(TextField::Email, self.text(test, &at("email"))?),
            RuleInput::Phone(test) => Condition::Text(TextField::Phone, self.text(test, &at("phone"))?),
            RuleInput::City(test) => Condition::Text(TextField::City, self.text(test, &at("city"))?),
            RuleInput::Country(test) => Condition::Text(TextField::Country, self.text(test, &at("country"))?),
            RuleInput::Tag(test) => Condition::Tag(self.tag(test, &at("tag"))?),
            RuleInput::Consent(consent) => Condition::Consent(*consent),
            RuleInput::Tier(tier) => Condition::Tier(*tier, self.terms.library.breaks()),
            RuleInput::ChurnRisk(risk) => Condition::ChurnRisk(*risk, self.terms.library.breaks()),
            RuleInput::Attribute(comparison) => self.attribute(comparison, &at("attribute"))?,
            RuleInput::Orders(condition) => Condition::Orders(self.orders(condition, &at("orders"))?),
            RuleInput::Lookalike(id) => self.lookalike(id, &at("lookalike"))?,
            RuleInput::All(_)
            | RuleInput::Any(_)
            | RuleInput::Not(_)
            | RuleInput::Everyone(_)
            | RuleInput::Segment(_) => {
                return None;
            }
        })
    }

    fn lookalike(&mut self, id: &ID, path: &str) -> Option<Condition> {
        let id = match id.parse::<LookalikeId>() {
            Ok(id) => id,
            Err(error) => return self.refuse(path, "INVALID_ID", format!("{error}.")),
        };
        match self.terms.library.lookalike(id) {
            Some(lookalike) => Some(Condition::Lookalike(lookalike.clone())),
            None => {
                let message = format!("There is no lookalike audience {id}; its segment may have been deleted.");
                self.refuse(path, "NO_SUCH_LOOKALIKE", message)
            }
        }
    }

    fn attribute(&mut self, input: &AttributeComparison, path: &str) -> Option<Condition> {
        let name = self.written(&input.name, &below(path, "name"));
        let given = [
            input.text.is_some(),
            input.number.is_some(),
            input.date.is_some(),
            input.flag.is_some(),
            input.is_missing.is_some(),
        ];
        if given.into_iter().filter(|given| *given).count() != 1 {
            let message = "Beside name give exactly one of text, number, date, flag and isMissing.";
            return self.refuse(path, "EMPTY_COMPARISON", message);
        }
        let test = if let Some(test) = &input.text {
            AttributeTest::Text(self.text(test, &below(path, "text"))?)
        } else if let Some(comparison) = &input.number {
            AttributeTest::Number(self.number(comparison, &below(path, "number"))?)
        } else if let Some(test) = &input.date {
            AttributeTest::Date(self.date(test, &below(path, "date"))?)
        } else if let Some(flag) = input.flag {
            AttributeTest::Flag(flag)
        } else {
            AttributeTest::Missing(input.is_missing?)
        };
        Some(Condition::Attribute(name?, test))
    }

    fn orders(&mut self, input: &OrdersCondition, path: &str) -> Option<OrdersTest> {
        let filter = match &input.filter {
            Some(filter) => self.filter(filter, &below(path, "where")),
            None => Some(OrderFilter {
                status: vec![OrderStatus::Completed],
                amount: None,
                placed_at: None,
                channel: None,
                sku: None,
                category: None,
            }),
        };
        let count = input.count.as_ref().map(|comparison| self.count(comparison, &below(path, "count")));
        let mut money = |comparison: &Option<_>, field| {
            comparison.as_ref().map(|comparison| self.money(comparison, &below(path, field)))
        };
        let total = money(&input.total, "total");
        let average = money(&input.average, "average");
        let max = money(&input.max, "max");
        if count.is_none() && total.is_none() && average.is_none() && max.is_none() {
            let message = "Say what is asked of the orders: count, total, average or max.";
            return self.refuse(path, "NO_AGGREGATE", message);
        }
        // Some(None) is a figure that was refused.
        let all_passed = |given: &Option<Option<_>>| given.as_ref().is_none_or(Option::is_some);
        let passed = count.as_ref().is_none_or(Option::is_some) && [&total, &average, &max].into_iter().all(all_passed);
        passed.then_some(OrdersTest {
            filter: filter?,
            count: count.flatten(),
            total: total.flatten(),
            average: average.flatten(),
            max: max.flatten(),
        })
    }

    fn filter(&mut self, input: &OrdersWhere, path: &str) -> Option<OrderFilter> {
        let OrdersWhere { status, amount, placed_at, channel, sku, category } = input;
        if *input == OrdersWhere::default() {
            return self.refuse(path, "EMPTY_WHERE", "This where has no conditions; add one or leave it out.");
        }
        let before = self.problems.len();
        let statuses = self.statuses(status.as_deref(), &below(path, "status"));
        let amount = amount.as_ref().and_then(|comparison| self.money(comparison, &below(path, "amount")));
        let placed_at = placed_at.as_ref().and_then(|test| self.date(test, &below(path, "placedAt")));
        let mut text = |test: &Option<_>, field| test.as_ref().and_then(|test| self.text(test, &below(path, field)));
        let channel = text(channel, "channel");
        let sku = text(sku, "sku");
        let category = text(category, "category");
        // What was refused is None as well: a filter with a hole in it must not pass for a wider one.
        if self.problems.len() > before {
            return None;
        }
        Some(OrderFilter { status: statuses?, amount, placed_at, channel, sku, category })
    }

    fn statuses(&mut self, given: Option<&[OrderStatus]>, path: &str) -> Option<Vec<OrderStatus>> {
        match given {
            None => Some(vec![OrderStatus::Completed]),
            Some([]) => self.refuse(path, "EMPTY_LIST", "This list is empty; name at least one status."),
            Some(given) => Some(given.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()),
        }
    }
}
