//! A rule that cannot be wrong: what [`super::check`] makes of a [`RuleInput`], and all that the compiler, the
//! evaluator and the sentence ever see.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::input::RuleInput;
use super::number::Number;
use super::window::Span;
use crate::customers::fold::fold;
use crate::customers::kind::{ChurnRisk, Consent, CustomerTier, OrderStatus};
use crate::customers::rfm::Breaks;
use crate::db::money::Minor;
use crate::ids::{LookalikeId, SegmentId};

/// A checked rule with every segment that it names.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub(super) root: Node,
    pub(super) inlined: RuleInput,
}

/// A node of a rule with its place in it.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// From the root down: "any.0.all.1"; empty for the root.
    pub path: String,
    /// The node.
    pub node: &'a Node,
}

impl Rule {
    /// The tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The rule as it is written, each segment replaced by the segment's own rule: what a campaign keeps, so
    /// that a segment that changes later changes nothing that was launched.
    pub fn inlined(&self) -> &RuleInput {
        &self.inlined
    }

    /// Every node, parents before children. A segment is one node.
    pub fn nodes(&self) -> Vec<Place<'_>> {
        let mut places = Vec::new();
        collect(&self.root, String::new(), &mut places);
        places
    }
}

fn collect<'a>(node: &'a Node, path: String, places: &mut Vec<Place<'a>>) {
    let below = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    let children: Vec<(String, &Node)> = match node {
        Node::All(nodes) => nodes.iter().enumerate().map(|(at, child)| (below(&format!("all.{at}")), child)).collect(),
        Node::Any(nodes) => nodes.iter().enumerate().map(|(at, child)| (below(&format!("any.{at}")), child)).collect(),
        Node::Not(child) => vec![(below("not"), child.as_ref())],
        Node::Everyone | Node::Segment(_) | Node::Condition(_) => Vec::new(),
    };
    places.push(Place { path, node });
    for (path, child) in children {
        collect(child, path, places);
    }
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Each holds. Never empty.
    All(Vec<Node>),
    /// One holds. Never empty.
    Any(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// Always holds.
    Everyone,
    /// A saved segment's rule holds.
    Segment(SegmentNode),
    /// A condition on the customer.
    Condition(Box<Condition>),
}

/// A saved segment, used in a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentNode {
    /// Which.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
    /// Its rule.
    pub rule: Box<Node>,
}

/// What a leaf asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The sum of the completed orders.
    Spend(Comparison<Minor>),
    /// The sum divided by the number.
    AverageOrderValue(Comparison<Minor>),
    /// The number of completed orders.
    OrderCount(Comparison<i64>),
    /// The number of visits.
    Visits(Comparison<i64>),
    /// An instant in the customer's life.
    Date(DateField, DateTest),
    /// A text about the customer.
    Text(TextField, TextTest),
    /// The tags.
    Tag(TagTest),
    /// The consent.
    Consent(Consent),
    /// The tier, judged against the breaks as they were when the rule was read.
    Tier(CustomerTier, Arc<Breaks>),
    /// The churn risk, likewise.
    ChurnRisk(ChurnRisk, Arc<Breaks>),
    /// An attribute: its name, what is asked of it.
    Attribute(String, AttributeTest),
    /// Figures over orders.
    Orders(OrdersTest),
    /// Being in a stored lookalike audience.
    Lookalike(Lookalike),
}

/// A stored set of customers who were found to be like others. It never changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookalike {
    /// Which.
    pub id: LookalikeId,
    /// Whom they are like.
    pub seed: Seed,
    /// How many they are.
    pub size: i64,
    /// From which similarity on everyone was taken, where they were not chosen by their number.
    pub minimum_similarity: Option<f32>,
}

/// Whom a lookalike audience is like, as it was called when the audience was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seed {
    /// The members of a segment of this name.
    Segment(String),
    /// Those whom this sentence is true of.
    Rule(String),
}

/// The instants that a rule may ask of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateField {
    /// The first completed order.
    FirstOrderAt,
    /// The last completed order.
    LastOrderAt,
    /// When the customer came.
    CreatedAt,
}

/// The texts that a rule may ask of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    /// The name.
    Name,
    /// The email address.
    Email,
    /// The phone number.
    Phone,
    /// The city.
    City,
    /// The country.
    Country,
}

/// A comparison with an ordered value.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison<T> {
    /// Equal.
    Eq(T),
    /// Present and another.
    Ne(T),
    /// Greater.
    Gt(T),
    /// Greater or equal.
    Gte(T),
    /// Less.
    Lt(T),
    /// Less or equal.
    Lte(T),
    /// Both ends included.
    Between(T, T),
    /// There is no value (true), or there is one (false).
    Missing(bool),
}

impl<T> Comparison<T> {
    /// Whether it holds of a value that is known by how it stands to others; `None` is a missing one.
    pub fn holds_by(&self, value: Option<impl Fn(&T) -> Ordering>) -> bool {
        let Some(compare) = value else { return matches!(self, Self::Missing(true)) };
        match self {
            Self::Eq(other) => compare(other).is_eq(),
            Self::Ne(other) => compare(other).is_ne(),
            Self::Gt(other) => compare(other).is_gt(),
            Self::Gte(other) => compare(other).is_ge(),
            Self::Lt(other) => compare(other).is_lt(),
            Self::Lte(other) => compare(other).is_le(),
            Self::Between(from, to) => compare(from).is_ge() && compare(to).is_le(),
            Self::Missing(missing) => !missing,
        }
    }

    /// Whether it holds of a value.
    pub fn holds(&self, value: Option<&T>) -> bool
    where
        T: Ord,
    {
        self.holds_by(value.map(|value| move |other: &T| value.cmp(other)))
    }
}

/// What is asked of an instant.
#[derive(Clone, Debug, PartialEq)]
pub enum DateTest {
    /// Strictly earlier.
    Before(DateTime<Utc>),
    /// Strictly later.
    After(DateTime<Utc>),
    /// The first included, the second not.
    Between(DateTime<Utc>, DateTime<Utc>),
    /// Within so long before the rule's instant, that instant included.
    WithinLast(Span),
    /// The complement of within.
    NotWithinLast(Span),
    /// There is none (true), or there is one (false).
    Missing(bool),
}

/// A text of a rule: as it was written, for people, and folded, for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was written, trimmed.
    pub written: String,
    /// As it is compared.
    pub folded: String,
}

impl Word {
    pub(super) fn new(text: &str) -> Self {
        Self { written: text.trim().to_owned(), folded: fold(text) }
    }
}

/// What is asked of a text. No word is empty, no list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// The same.
    Eq(Word),
    /// Present and another.
    Ne(Word),
    /// One of these.
    In(Vec<Word>),
    /// Present and none of these.
    NotIn(Vec<Word>),
    /// Occurs in it.
    Contains(Word),
    /// Begins it.
    StartsWith(Word),
    /// Ends it.
    EndsWith(Word),
    /// There is none (true), or there is one (false).
    Missing(bool),
}

/// What is asked of the tags. No list is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagTest {
    /// One of these is there.
    Any(Vec<Word>),
    /// All of these are there.
    All(Vec<Word>),
    /// None of these is there.
    None(Vec<Word>),
}

/// What is asked of an attribute. One of another kind counts as missing.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeTest {
    /// As a text.
    Text(TextTest),
    /// As a number.
    Number(Comparison<Number>),
    /// As an instant.
    Date(DateTest),
    /// As true or false.
    Flag(bool),
    /// There is none (true), or there is one of whatever kind (false).
    Missing(bool),
}

/// Figures over the orders that pass a filter; at least one figure, all must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct OrdersTest {
    /// Which orders.
    pub filter: OrderFilter,
    /// How many; 0 without any.
    pub count: Option<Comparison<i64>>,
    /// Their sum; 0 without any.
    pub total: Option<Comparison<Minor>>,
    /// Their mean; missing without any.
    pub average: Option<Comparison<Minor>>,
    /// The largest; missing without any.
    pub max: Option<Comparison<Minor>>,
}

/// Which orders; all that are given must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderFilter {
    /// Never empty; sorted.
    pub status: Vec<OrderStatus>,
    /// The amount.
    pub amount: Option<Comparison<Minor>>,
    /// When it was placed.
    pub placed_at: Option<DateTest>,
    /// Where it was placed.
    pub channel: Option<TextTest>,
    /// The sku of an item.
    pub sku: Option<TextTest>,
    /// The category of that same item.
    pub category: Option<TextTest>,
}

impl OrderFilter {
    /// Whether it lets all completed orders pass and no other.
    pub fn is_every_completed_order(&self) -> bool {
        self.status == [OrderStatus::Completed]
            && self.amount.is_none()
            && self.placed_at.is_none()
            && [&self.channel, &self.sku, &self.category].iter().all(|test| test.is_none())
    }
}
