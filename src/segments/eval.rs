//! What a rule means, said plainly: one customer, one node, true or false. The compiled SQL must agree with this
//! on every tree and every customer, and tests hold it to that; where the two differ, this is right.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::number::Number;
use super::profile::{Profile, ProfileItem, ProfileOrder};
use super::rule::{
    AttributeTest, Comparison, Condition, DateTest, Node, OrderFilter, OrdersTest, TagTest, TextTest, Word,
};
use crate::customers::kind::OrderStatus;
use crate::db::money::Minor;

/// When a rule is evaluated, and by whose calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant that relative windows end at.
    pub as_of: DateTime<Utc>,
    /// The zone whose days they count.
    pub zone: Tz,
}

/// Whether a customer meets a node.
pub fn holds(node: &Node, profile: &Profile, moment: Moment) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|child| holds(child, profile, moment)),
        Node::Any(nodes) => nodes.iter().any(|child| holds(child, profile, moment)),
        Node::Not(child) => !holds(child, profile, moment),
        Node::Everyone => true,
        Node::Segment(segment) => holds(&segment.rule, profile, moment),
        Node::Condition(condition) => meets(condition, profile, moment),
    }
}

fn meets(condition: &Condition, profile: &Profile, moment: Moment) -> bool {
    match condition {
        Condition::Spend(comparison) => comparison.holds(Some(&profile.spend)),
        Condition::AverageOrderValue(comparison) => {
            let spend = i128::from(profile.spend.0);
            comparison.holds_by(mean(spend, profile.order_count))
        }
        Condition::OrderCount(comparison) => comparison.holds(Some(&profile.order_count)),
        Condition::Visits(comparison) => comparison.holds(Some(&profile.visits)),
        Condition::Date(field, test) => date(test, profile.date(*field), moment),
        Condition::Text(field, test) => text(test, profile.text(*field)),
        Condition::Tag(test) => tags(test, &profile.tags),
        Condition::Consent(consent) => profile.consent == *consent,
        Condition::Tier(tier, breaks) => breaks.tier(&profile.figures()) == *tier,
        Condition::ChurnRisk(risk, breaks) => breaks.churn_risk(&profile.figures(), moment.as_of) == Some(*risk),
        Condition::Attribute(name, test) => attribute(test, name, profile, moment),
        Condition::Orders(test) => orders(test, &profile.orders, moment),
        Condition::Lookalike(lookalike) => profile.lookalikes.contains_key(&lookalike.id),
    }
}

/// How sum ÷ count stands to an amount, without dividing; `None` without any.
fn mean(sum: i128, count: i64) -> Option<impl Fn(&Minor) -> Ordering> {
    (count > 0).then_some(move |amount: &Minor| sum.cmp(&(i128::from(amount.0) * i128::from(count))))
}

fn date(test: &DateTest, value: Option<DateTime<Utc>>, moment: Moment) -> bool {
    let within = |span: super::window::Span| {
        value.is_some_and(|value| span.before(moment.as_of, moment.zone) < value && value <= moment.as_of)
    };
    match test {
        DateTest::Before(instant) => value.is_some_and(|value| value < *instant),
        DateTest::After(instant) => value.is_some_and(|value| value > *instant),
        DateTest::Between(from, to) => value.is_some_and(|value| *from <= value && value < *to),
        DateTest::WithinLast(span) => within(*span),
        DateTest::NotWithinLast(span) => !within(*span),
        DateTest::Missing(missing) => value.is_none() == *missing,
    }
}

fn text(test: &TextTest, value: Option<&str>) -> bool {
    let Some(value) = value else { return matches!(test, TextTest::Missing(true)) };
    let same = |word: &Word| word.folded == value;
    match test {
        TextTest::Eq(word) => same(word),
        TextTest::Ne(word) => !same(word),
        TextTest::In(words) => words.iter().any(same),
        TextTest::NotIn(words) => !words.iter().any(same),
        TextTest::Contains(word) => value.contains(&word.folded),
        TextTest::StartsWith(word) => value.starts_with(&word.folded),
        TextTest::EndsWith(word) => value.ends_with(&word.folded),
        TextTest::Missing(missing) => !missing,
    }
}

fn tags(test: &TagTest, tags: &[String]) -> bool {
    let there = |word: &Word| tags.contains(&word.folded);
    match test {
        TagTest::Any(words) => words.iter().any(there),
        TagTest::All(words) => words.iter().all(there),
        TagTest::None(words) => !words.iter().any(there),
    }
}

fn attribute(test: &AttributeTest, name: &str, profile: &Profile, moment: Moment) -> bool {
    let value = profile.attributes.get(name).filter(|value| !value.is_null());
    match test {
        AttributeTest::Text(test) => text(test, value.and_then(Value::as_str)),
        AttributeTest::Number(comparison) => {
            let number = match value {
                Some(Value::Number(number)) => Number::of_json(number),
                _ => None,
            };
            comparison.holds(number.as_ref())
        }
        AttributeTest::Date(test) => date(test, profile.attribute_date(name), moment),
        AttributeTest::Flag(flag) => value == Some(&Value::Bool(*flag)),
        AttributeTest::Missing(missing) => value.is_none() == *missing,
    }
}

/// What the orders that pass a filter come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// How many.
    pub count: i64,
    /// Their sum in minor units.
    pub total: i128,
    /// The largest.
    pub max: Option<Minor>,
}

pub(super) fn figures(filter: &OrderFilter, orders: &[ProfileOrder], moment: Moment) -> Figures {
    orders.iter().filter(|order| passes(filter, order, moment)).fold(Figures::default(), |figures, order| Figures {
        count: figures.count + 1,
        total: figures.total + i128::from(order.amount.0),
        max: figures.max.max(Some(order.amount)),
    })
}

fn orders(test: &OrdersTest, orders: &[ProfileOrder], moment: Moment) -> bool {
    let figures = figures(&test.filter, orders, moment);
    let asked = |comparison: &Option<Comparison<Minor>>, holds: &dyn Fn(&Comparison<Minor>) -> bool| {
        comparison.as_ref().is_none_or(holds)
    };
    test.count.as_ref().is_none_or(|comparison| comparison.holds(Some(&figures.count)))
        && asked(&test.total, &|comparison| {
            comparison.holds_by(Some(|amount: &Minor| figures.total.cmp(&i128::from(amount.0))))
        })
        && asked(&test.average, &|comparison| comparison.holds_by(mean(figures.total, figures.count)))
        && asked(&test.max, &|comparison| comparison.holds(figures.max.as_ref()))
}

fn passes(filter: &OrderFilter, order: &ProfileOrder, moment: Moment) -> bool {
    let status: &OrderStatus = &order.status;
    filter.status.contains(status)
        && filter.amount.as_ref().is_none_or(|comparison| comparison.holds(Some(&order.amount)))
        && filter.placed_at.as_ref().is_none_or(|test| date(test, Some(order.placed_at), moment))
        && filter.channel.as_ref().is_none_or(|test| text(test, order.channel.as_deref()))
        && ((filter.sku.is_none() && filter.category.is_none()) || order.items.iter().any(|item| fits(filter, item)))
}

fn fits(filter: &OrderFilter, item: &ProfileItem) -> bool {
    filter.sku.as_ref().is_none_or(|test| text(test, item.sku.as_deref()))
        && filter.category.as_ref().is_none_or(|test| text(test, item.category.as_deref()))
}
