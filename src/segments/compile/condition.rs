//! The SQL of each condition.

use chrono::{DateTime, Utc};

use super::orders::Figures;
use super::{Bind, Binds, Compiler};
use crate::segments::rule::{
    AttributeTest, Comparison, Condition, DateField, DateTest, TagTest, TextField, TextTest, Word,
};

/// An expression that is compared, and whether it may be null.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    sql: String,
    nullable: bool,
}

impl Subject {
    pub(super) fn present(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), nullable: false }
    }

    pub(super) fn nullable(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), nullable: true }
    }

    /// A comparison of it, false where it is null.
    fn guard(&self, comparison: String) -> String {
        if self.nullable { format!("coalesce({comparison}, false)") } else { comparison }
    }

    fn missing(&self, missing: bool) -> String {
        match (self.nullable, missing) {
            (true, true) => format!("({} IS NULL)", self.sql),
            (true, false) => format!("({} IS NOT NULL)", self.sql),
            (false, missing) => (!missing).to_string(),
        }
    }
}

/// How an instant is stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stored {
    Timestamp,
    Microseconds,
}

impl Stored {
    fn bind(self, instant: DateTime<Utc>) -> Bind {
        match self {
            Self::Timestamp => Bind::Instant(instant),
            Self::Microseconds => Bind::Number(instant.timestamp_micros()),
        }
    }
}

impl Compiler {
    pub(super) fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Spend(comparison) => {
                self.compare(&Subject::present("a.spend_minor"), comparison, |amount| Bind::Number(amount.0))
            }
            Condition::AverageOrderValue(comparison) => self.average(&Figures::of_audience(), comparison),
            Condition::OrderCount(comparison) => {
                self.compare(&Subject::present("a.order_count"), comparison, |count| Bind::Number(*count))
            }
            Condition::Visits(comparison) => {
                self.compare(&Subject::present("a.visits"), comparison, |count| Bind::Number(*count))
            }
            Condition::Date(field, test) => self.date(&Subject::nullable(date_column(*field)), test, Stored::Timestamp),
            Condition::Text(field, test) => self.text(&Subject::nullable(text_column(*field)), test),
            Condition::Tag(test) => self.tags(test),
            Condition::Consent(consent) => {
                format!("a.consent = {}", self.binds.put(Bind::Number(consent.code().into())))
            }
            Condition::Tier(tier, breaks) => self.tier(*tier, breaks),
            Condition::ChurnRisk(risk, breaks) => self.churn_risk(*risk, breaks),
            Condition::Attribute(name, test) => self.attribute(name, test),
            Condition::Orders(test) => self.orders(test),
            // Uncorrelated, so that Postgres reads the set once into a hash and looks each row up in it.
            Condition::Lookalike(lookalike) => format!(
                "a.customer_id IN (SELECT m.customer_id FROM lookalike_members m WHERE m.lookalike_id = {})",
                self.binds.put(Bind::Number(lookalike.id.0))
            ),
        }
    }

    pub(super) fn compare<T>(
        &mut self,
        subject: &Subject,
        comparison: &Comparison<T>,
        value: impl Fn(&T) -> Bind,
    ) -> String {
        compare(subject, comparison, |operand| self.binds.put(value(operand)))
    }

    pub(super) fn date(&mut self, subject: &Subject, test: &DateTest, stored: Stored) -> String {
        let moment = self.moment;
        let sql = &subject.sql;
        let mut put = |instant| self.binds.put(stored.bind(instant));
        let mut within = |span: crate::segments::window::Span| {
            let since = put(span.before(moment.as_of, moment.zone));
            let until = put(moment.as_of);
            subject.guard(format!("({sql} > {since} AND {sql} <= {until})"))
        };
        match test {
            DateTest::WithinLast(span) => within(*span),
            DateTest::NotWithinLast(span) => format!("(NOT {})", within(*span)),
            DateTest::Before(instant) => subject.guard(format!("{sql} < {}", put(*instant))),
            DateTest::After(instant) => subject.guard(format!("{sql} > {}", put(*instant))),
            DateTest::Between(from, to) => {
                let (from, to) = (put(*from), put(*to));
                subject.guard(format!("({sql} >= {from} AND {sql} < {to})"))
            }
            DateTest::Missing(missing) => subject.missing(*missing),
        }
    }

    pub(super) fn text(&mut self, subject: &Subject, test: &TextTest) -> String {
        let sql = &subject.sql;
        let mut put = |word: &Word| self.binds.put(Bind::Text(word.folded.clone()));
        let comparison = match test {
            TextTest::Eq(word) => format!("{sql} = {}", put(word)),
            TextTest::Ne(word) => format!("{sql} <> {}", put(word)),
            TextTest::In(words) => format!("{sql} = ANY({})", put_words(&mut self.binds, words)),
            TextTest::NotIn(words) => format!("{sql} <> ALL({})", put_words(&mut self.binds, words)),
            TextTest::Contains(word) => self.like(sql, format!("%{}%", literal(word))),
            TextTest::StartsWith(word) => self.like(sql, format!("{}%", literal(word))),
            TextTest::EndsWith(word) => self.like(sql, format!("%{}", literal(word))),
            TextTest::Missing(missing) => return subject.missing(*missing),
        };
        subject.guard(comparison)
    }

    fn like(&mut self, sql: &str, pattern: String) -> String {
        format!("{sql} LIKE {}", self.binds.put(Bind::Text(pattern)))
    }

    fn tags(&mut self, test: &TagTest) -> String {
        match test {
            TagTest::Any(words) => format!("a.tags && {}", put_words(&mut self.binds, words)),
            TagTest::All(words) => format!("a.tags @> {}", put_words(&mut self.binds, words)),
            TagTest::None(words) => format!("(NOT a.tags && {})", put_words(&mut self.binds, words)),
        }
    }

    fn attribute(&mut self, name: &str, test: &AttributeTest) -> String {
        let name = self.binds.put(Bind::Text(name.to_owned()));
        // CASE, because its branches are not evaluated ahead of the question: a text is never cast to a number.
        let of_kind = |kind: &str, cast: &str| {
            Subject::nullable(format!(
                "(CASE jsonb_typeof(a.attributes -> {name}) WHEN '{kind}' THEN (a.attributes ->> {name}){cast} END)"
            ))
        };
        match test {
            AttributeTest::Text(TextTest::Missing(missing)) => of_kind("string", "").missing(*missing),
            AttributeTest::Text(test) => {
                // The text first: few have the right one, and only theirs is asked for its kind.
                let text = Subject::present(format!("(a.attributes ->> {name}) COLLATE \"C\""));
                let compared = self.text(&text, test);
                format!("coalesce({compared} AND jsonb_typeof(a.attributes -> {name}) = 'string', false)")
            }
            AttributeTest::Number(comparison) => compare(&of_kind("number", "::numeric"), comparison, |number| {
                format!("{}::numeric", self.binds.put(Bind::Text(number.to_string())))
            }),
            AttributeTest::Date(test) => {
                let micros = Subject::nullable(format!("(a.attribute_dates ->> {name})::bigint"));
                self.date(&micros, test, Stored::Microseconds)
            }
            AttributeTest::Flag(flag) => format!("coalesce(a.attributes -> {name} = '{flag}'::jsonb, false)"),
            AttributeTest::Missing(missing) => {
                let sign = if *missing { "=" } else { "<>" };
                format!("(coalesce(jsonb_typeof(a.attributes -> {name}), 'null') {sign} 'null')")
            }
        }
    }
}

/// A comparison whose operands `operand` puts into SQL.
pub(super) fn compare<T>(
    subject: &Subject,
    comparison: &Comparison<T>,
    mut operand: impl FnMut(&T) -> String,
) -> String {
    let sql = &subject.sql;
    let mut with = |sign: &str, value: &T| subject.guard(format!("{sql} {sign} {}", operand(value)));
    match comparison {
        Comparison::Eq(value) => with("=", value),
        Comparison::Ne(value) => with("<>", value),
        Comparison::Gt(value) => with(">", value),
        Comparison::Gte(value) => with(">=", value),
        Comparison::Lt(value) => with("<", value),
        Comparison::Lte(value) => with("<=", value),
        Comparison::Between(from, to) => {
            let (from, to) = (operand(from), operand(to));
            subject.guard(format!("({sql} >= {from} AND {sql} <= {to})"))
        }
        Comparison::Missing(missing) => subject.missing(*missing),
    }
}

pub(super) fn put_words(binds: &mut Binds, words: &[Word]) -> String {
    binds.put(Bind::Texts(words.iter().map(|word| word.folded.clone()).collect()))
}

/// A word as part of a LIKE pattern: it stands for itself alone.
fn literal(word: &Word) -> String {
    word.folded.chars().fold(String::new(), |mut pattern, character| {
        if matches!(character, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(character);
        pattern
    })
}

fn date_column(field: DateField) -> &'static str {
    match field {
        DateField::FirstOrderAt => "a.first_order_at",
        DateField::LastOrderAt => "a.last_order_at",
        DateField::CreatedAt => "a.created_at",
    }
}

fn text_column(field: TextField) -> &'static str {
    match field {
        TextField::Name => "a.name_folded",
        TextField::Email => "a.email_folded",
        TextField::Phone => "a.phone_folded",
        TextField::City => "a.city_folded",
        TextField::Country => "a.country_folded",
    }
}
