//! The words of each condition.

use std::fmt::Display;

use super::wording::{Wording, list, percent, span, word};
use crate::customers::kind::{ChurnRisk, Consent, OrderStatus};
use crate::db::money::Minor;
use crate::segments::rule::{
    AttributeTest, Comparison, Condition, DateField, DateTest, Lookalike, OrderFilter, OrdersTest, Seed, TagTest,
    TextField, TextTest, Word,
};

impl Wording {
    pub(super) fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Spend(comparison) => match self.amount(comparison) {
                Some(amount) => format!("spent {amount}"),
                None => known("total spend", is_missing(comparison)),
            },
            Condition::AverageOrderValue(comparison) => match self.amount(comparison) {
                Some(amount) => format!("spent {amount} an order on average"),
                None => ordered(is_missing(comparison)),
            },
            Condition::OrderCount(comparison) => match times(comparison) {
                Some(times) => format!("ordered {times}"),
                None => known("number of orders", is_missing(comparison)),
            },
            Condition::Visits(comparison) => match times(comparison) {
                Some(times) => format!("visited {times}"),
                None => known("number of visits", is_missing(comparison)),
            },
            Condition::Date(field, test) => self.happened(*field, test),
            Condition::Text(field, test) => said(text_field(*field), test),
            Condition::Tag(test) => tagged(test),
            Condition::Consent(Consent::Granted) => "has granted consent".to_owned(),
            Condition::Consent(Consent::Unknown) => "has not said whether to be messaged".to_owned(),
            Condition::Consent(Consent::Withdrawn) => "has withdrawn consent".to_owned(),
            Condition::Tier(tier, _) => format!("tier is “{}”", tier.title()),
            Condition::ChurnRisk(risk, _) => format!("churn risk is {}", risk_name(*risk)),
            Condition::Attribute(name, test) => self.attribute(name, test),
            Condition::Orders(test) => self.orders(test),
            Condition::Lookalike(lookalike) => self.alike(lookalike),
        }
    }

    /// "is like the customers of “Loyal” (2,000 nearest)".
    fn alike(&self, lookalike: &Lookalike) -> String {
        let whom = match &lookalike.seed {
            Seed::Segment(name) => format!("the customers of “{name}”"),
            Seed::Rule(sentence) => format!("the customers for whom “{sentence}” is true"),
        };
        let size = self.count(lookalike.size);
        match lookalike.minimum_similarity {
            None => format!("is like {whom} ({size} nearest)"),
            Some(least) => format!("is like {whom} ({size} of {} similarity and more)", percent(least)),
        }
    }

    /// "more than ₹500"; none for a question whether there is a value at all.
    fn amount(&self, comparison: &Comparison<Minor>) -> Option<String> {
        compared(comparison, |amount| self.money(*amount))
    }

    fn happened(&self, field: DateField, test: &DateTest) -> String {
        let (did, within, not_within) = match field {
            DateField::FirstOrderAt => ("first ordered", "first ordered", "did not first order"),
            DateField::LastOrderAt => ("last ordered", "ordered", "has not ordered"),
            DateField::CreatedAt => ("joined", "joined", "has not joined"),
        };
        match (test, field) {
            (DateTest::WithinLast(length), _) => format!("{within} within the last {}", span(*length)),
            (DateTest::NotWithinLast(length), _) => format!("{not_within} within the last {}", span(*length)),
            (DateTest::Missing(missing), DateField::CreatedAt) => known("joining date", *missing),
            (DateTest::Missing(missing), _) => ordered(*missing),
            (DateTest::After(instant), DateField::LastOrderAt) if self.day_that_begins_after(*instant).is_some() => {
                format!("ordered {}", self.when(test))
            }
            _ => format!("{did} {}", self.when(test)),
        }
    }

    /// "before 1 Jan 2025".
    fn when(&self, test: &DateTest) -> String {
        match test {
            DateTest::Before(instant) => format!("before {}", self.instant(*instant)),
            DateTest::After(instant) => match self.day_that_begins_after(*instant) {
                Some(day) => format!("since {}", self.instant(day)),
                None => format!("after {}", self.instant(*instant)),
            },
            DateTest::Between(from, to) => format!("from {} until before {}", self.instant(*from), self.instant(*to)),
            DateTest::WithinLast(length) => format!("within the last {}", span(*length)),
            DateTest::NotWithinLast(length) => format!("not within the last {}", span(*length)),
            DateTest::Missing(true) => "at an unknown time".to_owned(),
            DateTest::Missing(false) => "at a known time".to_owned(),
        }
    }

    fn attribute(&self, name: &str, test: &AttributeTest) -> String {
        let subject = format!("attribute “{name}”");
        match test {
            AttributeTest::Text(TextTest::Missing(missing)) => kind_of(&subject, "a text", *missing),
            AttributeTest::Text(test) => said(&subject, test),
            AttributeTest::Number(comparison) => match compared(comparison, ToString::to_string) {
                Some(number) => format!("{subject} is {number}"),
                None => kind_of(&subject, "a number", is_missing(comparison)),
            },
            AttributeTest::Date(DateTest::Missing(missing)) => kind_of(&subject, "a date", *missing),
            AttributeTest::Date(DateTest::After(instant)) => match self.day_that_begins_after(*instant) {
                Some(day) => format!("{subject} is {} or later", self.instant(day)),
                None => format!("{subject} is after {}", self.instant(*instant)),
            },
            AttributeTest::Date(test) => format!("{subject} is {}", self.when(test)),
            AttributeTest::Flag(flag) => format!("{subject} is {flag}"),
            AttributeTest::Missing(true) => format!("has no {subject}"),
            AttributeTest::Missing(false) => format!("has an {subject}"),
        }
    }

    fn orders(&self, test: &OrdersTest) -> String {
        let which = self.which(&test.filter, "orders");
        let mut parts = Vec::new();
        if let Some(comparison) = &test.count {
            parts.push(match compared(comparison, ToString::to_string) {
                Some(count) => format!("has {count} {}", self.which(&test.filter, noun(comparison))),
                None => known(format!("number of {which}"), is_missing(comparison)),
            });
        }
        for (comparison, what) in
            [(&test.total, "in total"), (&test.average, "on average"), (&test.max, "at most once")]
        {
            let Some(comparison) = comparison else { continue };
            parts.push(match (self.amount(comparison), what) {
                (Some(amount), "at most once") => format!("spent {amount} on the largest of all {which}"),
                (Some(amount), _) => format!("spent {amount} {what} on {which}"),
                (None, "in total") => known(format!("total of {which}"), is_missing(comparison)),
                (None, _) if is_missing(comparison) => format!("has no {which}"),
                (None, _) => format!("has {which}"),
            });
        }
        parts.join(" and ")
    }

    /// "completed orders of more than ₹500 placed within the last 30 days".
    fn which(&self, filter: &OrderFilter, noun: &str) -> String {
        let statuses: Vec<&str> = filter.status.iter().copied().map(status).collect();
        let mut text = match statuses.as_slice() {
            [] => noun.to_owned(),
            all if all.len() == OrderStatus::ALL.len() => format!("{noun} of any status"),
            some => format!("{} {noun}", some.join(" or ")),
        };
        if let Some(comparison) = &filter.amount {
            let amount = self.amount(comparison);
            text.push_str(&amount.map_or_else(
                || format!(" of {} amount", if is_missing(comparison) { "unknown" } else { "known" }),
                |amount| format!(" of {amount}"),
            ));
        }
        if let Some(test) = &filter.placed_at {
            text.push_str(&format!(" placed {}", self.when(test)));
        }
        if let Some(test) = &filter.channel {
            text.push_str(&format!(" whose {}", said("channel", test)));
        }
        let item: Vec<String> = [("sku", &filter.sku), ("category", &filter.category)]
            .into_iter()
            .filter_map(|(subject, test)| test.as_ref().map(|test| said(subject, test)))
            .collect();
        if !item.is_empty() {
            text.push_str(&format!(" with an item whose {}", item.join(" and whose ")));
        }
        text
    }
}

fn is_missing<T>(comparison: &Comparison<T>) -> bool {
    matches!(comparison, Comparison::Missing(true))
}

fn compared<T>(comparison: &Comparison<T>, show: impl Fn(&T) -> String) -> Option<String> {
    Some(match comparison {
        Comparison::Eq(value) => format!("exactly {}", show(value)),
        Comparison::Ne(value) => format!("other than {}", show(value)),
        Comparison::Gt(value) => format!("more than {}", show(value)),
        Comparison::Gte(value) => format!("at least {}", show(value)),
        Comparison::Lt(value) => format!("less than {}", show(value)),
        Comparison::Lte(value) => format!("at most {}", show(value)),
        Comparison::Between(from, to) => format!("{} to {}", show(from), show(to)),
        Comparison::Missing(_) => return None,
    })
}

/// "fewer than 3 times".
fn times(comparison: &Comparison<i64>) -> Option<String> {
    let times = |count: &i64| if *count == 1 { "1 time".to_owned() } else { format!("{count} times") };
    match comparison {
        Comparison::Lt(count) => Some(format!("fewer than {}", times(count))),
        Comparison::Between(from, to) => Some(format!("{from} to {}", times(to))),
        other => compared(other, times),
    }
}

/// "order" behind a 1.
fn noun(comparison: &Comparison<i64>) -> &'static str {
    match comparison {
        Comparison::Eq(1)
        | Comparison::Ne(1)
        | Comparison::Gt(1)
        | Comparison::Gte(1)
        | Comparison::Lt(1)
        | Comparison::Lte(1) => "order",
        _ => "orders",
    }
}

fn known(what: impl Display, missing: bool) -> String {
    if missing { format!("has no known {what}") } else { format!("has a known {what}") }
}

fn kind_of(subject: &str, kind: &str, missing: bool) -> String {
    if missing { format!("{subject} is not {kind}") } else { format!("{subject} is {kind}") }
}

fn ordered(never: bool) -> String {
    if never { "has never ordered".to_owned() } else { "has ordered".to_owned() }
}

fn text_field(field: TextField) -> &'static str {
    match field {
        TextField::Name => "name",
        TextField::Email => "email",
        TextField::Phone => "phone",
        TextField::City => "city",
        TextField::Country => "country",
    }
}

fn said(subject: &str, test: &TextTest) -> String {
    match test {
        TextTest::Eq(text) => format!("{subject} is {}", word(text)),
        TextTest::Ne(text) => format!("{subject} is not {}", word(text)),
        TextTest::In(words) => format!("{subject} is {}", written(words, "or")),
        TextTest::NotIn(words) if words.len() == 1 => format!("{subject} is not {}", written(words, "nor")),
        TextTest::NotIn(words) => format!("{subject} is neither {}", written(words, "nor")),
        TextTest::Contains(text) => format!("{subject} contains {}", word(text)),
        TextTest::StartsWith(text) => format!("{subject} starts with {}", word(text)),
        TextTest::EndsWith(text) => format!("{subject} ends with {}", word(text)),
        TextTest::Missing(true) => format!("{subject} is unknown"),
        TextTest::Missing(false) => format!("{subject} is known"),
    }
}

fn written(words: &[Word], last: &str) -> String {
    list(words.iter().map(|word| word.written.as_str()), last)
}

fn tagged(test: &TagTest) -> String {
    match test {
        TagTest::Any(words) => format!("has the tag {}", written(words, "or")),
        TagTest::All(words) if words.len() == 1 => format!("has the tag {}", written(words, "and")),
        TagTest::All(words) => format!("has the tags {}", written(words, "and")),
        TagTest::None(words) if words.len() == 1 => format!("does not have the tag {}", written(words, "or")),
        TagTest::None(words) => format!("has none of the tags {}", written(words, "and")),
    }
}

pub(super) fn risk_name(risk: ChurnRisk) -> &'static str {
    match risk {
        ChurnRisk::Low => "low",
        ChurnRisk::Medium => "medium",
        ChurnRisk::High => "high",
    }
}

fn status(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "pending",
        OrderStatus::Completed => "completed",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Refunded => "refunded",
    }
}
