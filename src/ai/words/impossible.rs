//! Whether nobody could meet a rule: "never ordered but has more than 3 orders", "in Mumbai and living in Delhi". Who
//! writes so means something else, and the reading is not certain.
//!
//! Customers are made up who have what the conditions speak of, a little more and a little less, and the rule's own
//! meaning ([`holds`]) is asked of them: conditions on one thing that none of them meets together exclude each
//! other. It finds what people write, not every contradiction that there is.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::customers::kind::{Consent, OrderStatus};
use crate::db::money::Minor;
use crate::segments::eval::{Moment, holds};
use crate::segments::profile::Profile;
use crate::segments::rule::{
    AttributeTest, Comparison, Condition, DateField, DateTest, Node, OrderFilter, OrdersTest, TagTest, TextField,
    TextTest, Word,
};

/// More tags than this are not tried in all combinations: whoever lists so many is taken at their word.
const MOST_TAGS: usize = 8;

/// Whether some conditions that have to hold together never do.
pub fn is_impossible(node: &Node, moment: Moment) -> bool {
    match node {
        Node::All(nodes) => all_exclude(nodes, moment) || nodes.iter().any(|node| is_impossible(node, moment)),
        Node::Any(nodes) => nodes.iter().any(|node| is_impossible(node, moment)),
        Node::Not(_) | Node::Everyone | Node::Segment(_) | Node::Condition(_) => false,
    }
}

fn all_exclude(nodes: &[Node], moment: Moment) -> bool {
    let leaves: Vec<(&Node, &Condition)> = nodes.iter().filter_map(|node| Some((node, asked(node)?))).collect();
    let both_ways = nodes.iter().any(|node| matches!(node, Node::Not(child) if nodes.contains(child)));
    let one_thing = leaves.iter().enumerate().any(|(at, (_, first))| {
        let same = |condition: &Condition| same_thing(first, condition);
        let begins = !leaves.iter().take(at).any(|(_, before)| same(before));
        let group: Vec<&(&Node, &Condition)> = leaves.iter().filter(|(_, condition)| same(condition)).collect();
        begins && group.len() > 1 && none_of(&group, moment)
    });
    both_ways || one_thing || orders_of_nobody(&leaves, moment) || orders_exclude(&leaves)
}

/// The condition of a leaf, denied or not.
fn asked(node: &Node) -> Option<&Condition> {
    match node {
        Node::Condition(condition) => Some(condition),
        Node::Not(child) => match child.as_ref() {
            Node::Condition(condition) => Some(condition),
            _ => None,
        },
        _ => None,
    }
}

/// Whether both ask of one and the same thing, whatever it is.
fn same_thing(one: &Condition, other: &Condition) -> bool {
    use Condition::{Attribute, AverageOrderValue, Consent, Date, OrderCount, Spend, Tag, Text, Visits};
    match (one, other) {
        (Spend(_), Spend(_))
        | (AverageOrderValue(_), AverageOrderValue(_))
        | (OrderCount(_), OrderCount(_))
        | (Visits(_), Visits(_))
        | (Tag(_), Tag(_))
        | (Consent(_), Consent(_)) => true,
        (Date(one, _), Date(other, _)) => one == other,
        (Text(one, _), Text(other, _)) => one == other,
        (Attribute(one, _), Attribute(other, _)) => one == other,
        _ => false,
    }
}

fn none_of(group: &[&(&Node, &Condition)], moment: Moment) -> bool {
    let mut tried = group.iter().flat_map(|(_, condition)| people_of(condition, moment)).collect::<Vec<_>>();
    tried.extend(with_tags(group.iter().map(|(_, condition)| *condition)));
    tried.extend(with_words(group.iter().map(|(_, condition)| *condition)));
    !tried.is_empty() && !tried.iter().any(|profile| group.iter().all(|(node, _)| holds(node, profile, moment)))
}

/// Customers around what a condition asks.
fn people_of(condition: &Condition, moment: Moment) -> Vec<Profile> {
    let of = |change: &dyn Fn(&mut Profile)| {
        let mut profile = nobody();
        change(&mut profile);
        profile
    };
    let counts = |comparison: &Comparison<i64>| around(bounds(comparison), |bound| *bound);
    let amounts = |comparison: &Comparison<Minor>| around(bounds(comparison), |bound| bound.0);
    match condition {
        Condition::Spend(test) => amounts(test).into_iter().map(|spend| of(&|who| who.spend = Minor(spend))).collect(),
        Condition::AverageOrderValue(test) => {
            let of_one = |spend| of(&|who| (who.spend, who.order_count) = (Minor(spend), 1));
            amounts(test).into_iter().map(of_one).collect()
        }
        Condition::OrderCount(test) => {
            counts(test).into_iter().map(|count| of(&|who| who.order_count = count)).collect()
        }
        Condition::Visits(test) => counts(test).into_iter().map(|visits| of(&|who| who.visits = visits)).collect(),
        Condition::Date(field, test) => {
            instants(test, moment).into_iter().map(|at| of(&|who| *date_of(who, *field) = at)).collect()
        }
        Condition::Text(..)
        | Condition::Tag(_)
        | Condition::Tier(..)
        | Condition::ChurnRisk(..)
        | Condition::Orders(_)
        | Condition::Lookalike(_) => Vec::new(),
        Condition::Consent(_) => [Consent::Granted, Consent::Unknown, Consent::Withdrawn]
            .map(|consent| of(&|who| who.consent = consent))
            .into(),
        Condition::Attribute(name, test) => attribute_values(test, moment)
            .into_iter()
            .map(|(value, date)| {
                of(&|who| {
                    who.attributes.insert(name.clone(), value.clone());
                    who.attribute_dates.insert(name.clone(), date.clone());
                })
            })
            .collect(),
    }
}

/// A customer of whom nothing is known.
fn nobody() -> Profile {
    Profile {
        spend: Minor(0),
        order_count: 0,
        visits: 0,
        first_order_at: None,
        last_order_at: None,
        created_at: None,
        consent: Consent::Unknown,
        name: None,
        email: None,
        phone: None,
        city: None,
        country: None,
        tags: Vec::new(),
        attributes: Map::new(),
        attribute_dates: Map::new(),
        orders: Vec::new(),
        lookalikes: BTreeMap::new(),
    }
}

fn bounds<T>(comparison: &Comparison<T>) -> Vec<&T> {
    use Comparison::{Between, Eq, Gt, Gte, Lt, Lte, Missing, Ne};
    match comparison {
        Eq(bound) | Ne(bound) | Gt(bound) | Gte(bound) | Lt(bound) | Lte(bound) => vec![bound],
        Between(from, to) => vec![from, to],
        Missing(_) => Vec::new(),
    }
}

/// Each bound, one more and one less, and none at all.
fn around<T>(bounds: Vec<&T>, value: impl Fn(&T) -> i64) -> Vec<i64> {
    let near = bounds.into_iter().flat_map(|bound| [-1, 0, 1].map(|step| value(bound).saturating_add(step)));
    near.chain([0]).filter(|value| *value >= 0).collect()
}

fn instants(test: &DateTest, moment: Moment) -> Vec<Option<DateTime<Utc>>> {
    let ends = match test {
        DateTest::Before(at) | DateTest::After(at) => vec![*at],
        DateTest::Between(from, to) => vec![*from, *to],
        DateTest::WithinLast(span) | DateTest::NotWithinLast(span) => {
            vec![span.before(moment.as_of, moment.zone), moment.as_of]
        }
        DateTest::Missing(_) => Vec::new(),
    };
    let near = |at: DateTime<Utc>| [-1, 0, 1].map(|step| Some(at + TimeDelta::microseconds(step)));
    ends.into_iter().flat_map(near).chain([None, Some(moment.as_of)]).collect()
}

fn date_of(profile: &mut Profile, field: DateField) -> &mut Option<DateTime<Utc>> {
    match field {
        DateField::FirstOrderAt => &mut profile.first_order_at,
        DateField::LastOrderAt => &mut profile.last_order_at,
        DateField::CreatedAt => &mut profile.created_at,
    }
}

/// Values of an attribute, each as it is and as an instant.
fn attribute_values(test: &AttributeTest, moment: Moment) -> Vec<(Value, Value)> {
    let plain = |value: Value| (value, Value::Null);
    let mut values = vec![plain(Value::Null), plain(json!("?")), plain(json!(true)), plain(json!(false))];
    match test {
        AttributeTest::Text(test) => values.extend(words(test).iter().map(|word| plain(json!(word.folded)))),
        AttributeTest::Number(test) => {
            let bounds = bounds(test).into_iter().filter_map(|bound| bound.to_string().parse::<f64>().ok());
            values.extend(bounds.flat_map(|bound| [bound - 0.5, bound, bound + 0.5]).map(|value| plain(json!(value))));
        }
        AttributeTest::Date(test) => values.extend(
            instants(test, moment).into_iter().flatten().map(|at| (json!("a day"), json!(at.timestamp_micros()))),
        ),
        AttributeTest::Flag(_) | AttributeTest::Missing(_) => {}
    }
    values
}

fn words(test: &TextTest) -> &[Word] {
    match test {
        TextTest::Eq(word)
        | TextTest::Ne(word)
        | TextTest::Contains(word)
        | TextTest::StartsWith(word)
        | TextTest::EndsWith(word) => std::slice::from_ref(word),
        TextTest::In(words) | TextTest::NotIn(words) => words,
        TextTest::Missing(_) => &[],
    }
}

/// Customers who are called by each word of some tests on texts, by all in a row, otherwise, and not at all.
fn with_words<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Vec<Profile> {
    let (mut field, mut said) = (None, Vec::new());
    for condition in conditions {
        if let Condition::Text(of, test) = condition {
            field = Some(*of);
            said.extend(words(test).iter().map(|word| word.folded.clone()));
        }
    }
    let Some(field) = field else { return Vec::new() };
    let in_a_row = [said.concat(), said.iter().rev().cloned().collect::<Vec<_>>().concat(), "?".to_owned()];
    let texts = said.into_iter().chain(in_a_row).map(Some).chain([None]);
    texts
        .map(|text| {
            let mut profile = nobody();
            *match field {
                TextField::Name => &mut profile.name,
                TextField::Email => &mut profile.email,
                TextField::Phone => &mut profile.phone,
                TextField::City => &mut profile.city,
                TextField::Country => &mut profile.country,
            } = text;
            profile
        })
        .collect()
}

/// Customers with each choice of the tags that are spoken of; none at all where those are too many.
fn with_tags<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Vec<Profile> {
    let mut tags: Vec<String> = conditions
        .filter_map(|condition| match condition {
            Condition::Tag(TagTest::Any(words) | TagTest::All(words) | TagTest::None(words)) => Some(words),
            _ => None,
        })
        .flatten()
        .map(|word| word.folded.clone())
        .collect();
    tags.sort();
    tags.dedup();
    let choices = if (1..=MOST_TAGS).contains(&tags.len()) { 1_usize << tags.len() } else { 0 };
    let chosen = |choice: usize| {
        tags.iter().enumerate().filter(move |(at, _)| (choice >> at) & 1 == 1).map(|(_, tag)| tag.clone()).collect()
    };
    (0..choices).map(|choice| Profile { tags: chosen(choice), ..nobody() }).collect()
}

/// Whether nobody's orders are meant and something is said that only orders make true.
fn orders_of_nobody(leaves: &[(&Node, &Condition)], moment: Moment) -> bool {
    let orderless = nobody();
    let counts = || leaves.iter().filter(|(_, condition)| matches!(condition, Condition::OrderCount(_)));
    let some = counts().flat_map(|(_, condition)| people_of(condition, moment)).filter(|who| who.order_count > 0);
    let none_ordered =
        counts().next().is_some() && !some.into_iter().any(|who| counts().all(|(node, _)| holds(node, &who, moment)));
    let of_completed = |condition: &Condition| match condition {
        Condition::Spend(_) | Condition::AverageOrderValue(_) => true,
        Condition::Date(field, _) => *field != DateField::CreatedAt,
        Condition::Orders(test) => test.filter.status == [OrderStatus::Completed],
        _ => false,
    };
    none_ordered && leaves.iter().any(|(node, condition)| of_completed(condition) && !holds(node, &orderless, moment))
}

/// Whether there must be no order of one kind and an order of a kind within it.
fn orders_exclude(leaves: &[(&Node, &Condition)]) -> bool {
    let tests: Vec<&OrdersTest> = leaves
        .iter()
        .filter_map(|leaf| match leaf {
            (Node::Condition(_), Condition::Orders(test)) => Some(test),
            _ => None,
        })
        .collect();
    let holds_of = |test: &OrdersTest, count: i64| test.count.as_ref().is_none_or(|asked| asked.holds(Some(&count)));
    let none = |test: &&&OrdersTest| test.count.is_some() && holds_of(test, 0) && !holds_of(test, 1);
    let some = |test: &&&OrdersTest| !holds_of(test, 0) || test.average.is_some() || test.max.is_some();
    tests
        .iter()
        .filter(none)
        .any(|without| tests.iter().filter(some).any(|with| is_within(&with.filter, &without.filter)))
}

/// Whether every order that passes the one passes the other.
fn is_within(narrow: &OrderFilter, wide: &OrderFilter) -> bool {
    fn same<T: PartialEq>(narrow: &Option<T>, wide: &Option<T>) -> bool {
        wide.is_none() || narrow == wide
    }
    let text = |narrow: &Option<TextTest>, wide: &Option<TextTest>| match (narrow, wide) {
        (Some(TextTest::Eq(word)), Some(TextTest::In(words))) => words.contains(word),
        _ => same(narrow, wide),
    };
    narrow.status.iter().all(|status| wide.status.contains(status))
        && same(&narrow.amount, &wide.amount)
        && same(&narrow.placed_at, &wide.placed_at)
        && text(&narrow.channel, &wide.channel)
        && text(&narrow.sku, &wide.sku)
        && text(&narrow.category, &wide.category)
}
