//! The comparisons at the leaves: numbers, amounts, instants, lengths of time, texts and lists.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};

use super::{Checker, MOST_CHARACTERS, MOST_VALUES, below};
use crate::db::money::Minor;
use crate::scalar::{self, Decimal};
use crate::segments::input::{
    DateComparison, DecimalComparison, DecimalRange, DurationInput, IntComparison, TagComparison, TextComparison,
};
use crate::segments::number::Number;
use crate::segments::rule::{Comparison, DateTest, TagTest, TextTest, Word};
use crate::segments::window::{LONGEST_YEARS, Span};

/// The years that an instant may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// An instant of a rule, cut to the microseconds that are stored; none outside of 1900 to 2200.
pub fn sensible(instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
    YEARS.contains(&instant.year()).then(|| instant.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(instant))
}

impl Checker<'_> {
    pub(super) fn count(&mut self, input: &IntComparison, path: &str) -> Option<Comparison<i64>> {
        let mut read = |number: i32, field: &str| match number {
            0.. => Some(i64::from(number)),
            _ => self.refuse(&below(path, field), "NEGATIVE_NUMBER", "Counts begin at 0."),
        };
        Some(match input {
            IntComparison::Eq(number) => Comparison::Eq(read(*number, "eq")?),
            IntComparison::Ne(number) => Comparison::Ne(read(*number, "ne")?),
            IntComparison::Gt(number) => Comparison::Gt(read(*number, "gt")?),
            IntComparison::Gte(number) => Comparison::Gte(read(*number, "gte")?),
            IntComparison::Lt(number) => Comparison::Lt(read(*number, "lt")?),
            IntComparison::Lte(number) => Comparison::Lte(read(*number, "lte")?),
            IntComparison::Between(range) => {
                let (from, to) = (read(range.from, "between.from"), read(range.to, "between.to"));
                self.range(from?, to?, path)?
            }
            IntComparison::IsMissing(missing) => Comparison::Missing(*missing),
        })
    }

    pub(super) fn money(&mut self, input: &DecimalComparison, path: &str) -> Option<Comparison<Minor>> {
        self.decimal(input, path, Self::amount)
    }

    pub(super) fn number(&mut self, input: &DecimalComparison, path: &str) -> Option<Comparison<Number>> {
        self.decimal(input, path, |checker, decimal, path| match Number::parse(&decimal.0) {
            Ok(number) => Some(number),
            Err(error) => checker.refuse(path, "INVALID_NUMBER", format!("{} {error}.", quoted(&decimal.0))),
        })
    }

    fn amount(&mut self, decimal: &Decimal, path: &str) -> Option<Minor> {
        match Minor::parse(&decimal.0, self.terms.currency) {
            Ok(Minor(0..)) => Minor::parse(&decimal.0, self.terms.currency).ok(),
            Ok(_) => self.refuse(path, "NEGATIVE_AMOUNT", "Amounts begin at 0."),
            Err(error) => self.refuse(path, "INVALID_AMOUNT", format!("{} will not do. {error}", quoted(&decimal.0))),
        }
    }

    fn decimal<T: PartialOrd>(
        &mut self,
        input: &DecimalComparison,
        path: &str,
        read: impl Fn(&mut Self, &Decimal, &str) -> Option<T>,
    ) -> Option<Comparison<T>> {
        let mut read = |decimal: &Decimal, field: &str| read(self, decimal, &below(path, field));
        Some(match input {
            DecimalComparison::Eq(number) => Comparison::Eq(read(number, "eq")?),
            DecimalComparison::Ne(number) => Comparison::Ne(read(number, "ne")?),
            DecimalComparison::Gt(number) => Comparison::Gt(read(number, "gt")?),
            DecimalComparison::Gte(number) => Comparison::Gte(read(number, "gte")?),
            DecimalComparison::Lt(number) => Comparison::Lt(read(number, "lt")?),
            DecimalComparison::Lte(number) => Comparison::Lte(read(number, "lte")?),
            DecimalComparison::Between(DecimalRange { from, to }) => {
                let (from, to) = (read(from, "between.from"), read(to, "between.to"));
                self.range(from?, to?, path)?
            }
            DecimalComparison::IsMissing(missing) => Comparison::Missing(*missing),
        })
    }

    fn range<T: PartialOrd>(&mut self, from: T, to: T, path: &str) -> Option<Comparison<T>> {
        if from > to {
            return self.reversed(path);
        }
        Some(Comparison::Between(from, to))
    }

    fn reversed<T>(&mut self, path: &str) -> Option<T> {
        self.refuse(&below(path, "between"), "REVERSED_RANGE", "This range ends before it begins; turn it round.")
    }

    pub(super) fn date(&mut self, input: &DateComparison, path: &str) -> Option<DateTest> {
        Some(match input {
            DateComparison::Before(instant) => DateTest::Before(self.instant(*instant, &below(path, "before"))?),
            DateComparison::After(instant) => DateTest::After(self.instant(*instant, &below(path, "after"))?),
            DateComparison::Between(range) => {
                let from = self.instant(range.from, &below(path, "between.from"));
                let to = self.instant(range.to, &below(path, "between.to"));
                let (from, to) = (from?, to?);
                if from > to {
                    return self.reversed(path);
                }
                DateTest::Between(from, to)
            }
            DateComparison::WithinLast(span) => DateTest::WithinLast(self.span(span, &below(path, "withinLast"))?),
            DateComparison::NotWithinLast(span) => {
                DateTest::NotWithinLast(self.span(span, &below(path, "notWithinLast"))?)
            }
            DateComparison::IsMissing(missing) => DateTest::Missing(*missing),
        })
    }

    fn instant(&mut self, scalar::DateTime(instant): scalar::DateTime, path: &str) -> Option<DateTime<Utc>> {
        let (first, last) = (YEARS.start(), YEARS.end());
        match sensible(instant) {
            Some(instant) => Some(instant),
            None => self.refuse(path, "DATE_OUT_OF_RANGE", format!("Dates lie between {first} and {last}.")),
        }
    }

    fn span(&mut self, input: &DurationInput, path: &str) -> Option<Span> {
        let (count, unit, span): (i32, &str, fn(u32) -> Span) = match input {
            DurationInput::Hours(count) => (*count, "hours", Span::Hours),
            DurationInput::Days(count) => (*count, "days", Span::Days),
            DurationInput::Weeks(count) => (*count, "weeks", Span::Weeks),
            DurationInput::Months(count) => (*count, "months", Span::Months),
            DurationInput::Years(count) => (*count, "years", Span::Years),
        };
        match u32::try_from(count).ok().map(span).filter(|span| span.is_sensible()) {
            Some(span) => Some(span),
            None => {
                let message = format!("A duration is at least 1 and at most {LONGEST_YEARS} years long.");
                self.refuse(&below(path, unit), "INVALID_DURATION", message)
            }
        }
    }

    pub(super) fn text(&mut self, input: &TextComparison, path: &str) -> Option<TextTest> {
        let mut word = |text: &String, field: &str| self.word(text, &below(path, field));
        Some(match input {
            TextComparison::Eq(text) => TextTest::Eq(word(text, "eq")?),
            TextComparison::Ne(text) => TextTest::Ne(word(text, "ne")?),
            TextComparison::Contains(text) => TextTest::Contains(word(text, "contains")?),
            TextComparison::StartsWith(text) => TextTest::StartsWith(word(text, "startsWith")?),
            TextComparison::EndsWith(text) => TextTest::EndsWith(word(text, "endsWith")?),
            TextComparison::In(texts) => TextTest::In(self.words(texts, &below(path, "in"))?),
            TextComparison::NotIn(texts) => TextTest::NotIn(self.words(texts, &below(path, "notIn"))?),
            TextComparison::IsMissing(missing) => TextTest::Missing(*missing),
        })
    }

    pub(super) fn tag(&mut self, input: &TagComparison, path: &str) -> Option<TagTest> {
        Some(match input {
            TagComparison::Has(tag) => TagTest::Any(vec![self.word(tag, &below(path, "has"))?]),
            TagComparison::HasAny(tags) => TagTest::Any(self.words(tags, &below(path, "hasAny"))?),
            TagComparison::HasAll(tags) => TagTest::All(self.words(tags, &below(path, "hasAll"))?),
            TagComparison::HasNone(tags) => TagTest::None(self.words(tags, &below(path, "hasNone"))?),
        })
    }

    fn words(&mut self, texts: &[String], path: &str) -> Option<Vec<Word>> {
        if texts.is_empty() {
            return self.refuse(path, "EMPTY_LIST", "This list is empty; give at least one value.");
        }
        if texts.len() > MOST_VALUES {
            let message = format!("This list has {} values; it takes at most {MOST_VALUES}.", texts.len());
            return self.refuse(path, "TOO_MANY_VALUES", message);
        }
        let words: Vec<_> =
            texts.iter().enumerate().map(|(at, text)| self.word(text, &format!("{path}.{at}"))).collect();
        words.into_iter().collect()
    }

    fn word(&mut self, text: &str, path: &str) -> Option<Word> {
        let text = self.written(text, path)?;
        Some(Word::new(&text))
    }

    /// A text that may stand in a rule. An empty one is refused: "contains nothing" would be true of everyone.
    pub(super) fn written(&mut self, text: &str, path: &str) -> Option<String> {
        if text.trim().is_empty() {
            return self.refuse(path, "EMPTY_TEXT", "This text is empty; use isMissing to ask for missing values.");
        }
        if text.contains('\0') {
            return self.refuse(path, "INVALID_TEXT", "This text has a NUL character, which nothing stored has.");
        }
        if text.chars().count() > MOST_CHARACTERS {
            return self.refuse(path, "TEXT_TOO_LONG", format!("A text has at most {MOST_CHARACTERS} characters."));
        }
        Some(text.to_owned())
    }
}

/// A value in a sentence, cut where it would fill the screen.
fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
