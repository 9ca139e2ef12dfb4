//! Amounts and what is asked of them: "over ₹5,000", "between 2 and 4", "1.5 lakh or more", "at least twice".

use super::number::Exact;
use super::reader::{NumberSaid, Reader};
use super::token::{Op, Shape};
use super::vocabulary::Meaning;
use crate::segments::input::{DecimalComparison, DecimalRange, IntComparison, IntRange};

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A number alone.
    Bare,
    /// With thousand, lakh and the like.
    Scaled,
    /// "twice", "3 times"
    Times,
    /// With the workspace's currency.
    Money,
    /// With another currency, which nobody converts.
    Foreign,
}

/// A comparison with exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    Is(Op, Exact),
    Between(Exact, Exact),
}

/// What is asked of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    pub test: Test,
    pub sort: Sort,
}

impl Bound {
    pub fn is_money(self) -> bool {
        matches!(self.sort, Sort::Money | Sort::Scaled)
    }

    /// Whether hardly anybody has so many orders.
    pub fn is_large(self) -> bool {
        self.is_at_least(100)
    }

    /// Whether it is more orders than most people have: it could be an amount.
    pub fn is_many(self) -> bool {
        self.is_at_least(21)
    }

    fn is_at_least(self, least: u64) -> bool {
        match self.test {
            Test::Is(_, number) | Test::Between(_, number) => number.as_whole().is_none_or(|number| number >= least),
        }
    }

    pub fn is_exact(self) -> bool {
        matches!(self.test, Test::Is(Op::Eq, _))
    }

    pub fn exists() -> Self {
        Self { test: Test::Is(Op::Gte, Exact::whole(1)), sort: Sort::Bare }
    }

    pub fn none() -> Self {
        Self { test: Test::Is(Op::Eq, Exact::whole(0)), sort: Sort::Bare }
    }

    /// As a comparison with whole numbers, if they are whole and not too large.
    pub fn count(self) -> Option<IntComparison> {
        Some(match self.test {
            Test::Between(from, to) => IntComparison::Between(IntRange { from: from.as_count()?, to: to.as_count()? }),
            Test::Is(op, number) => {
                let number = number.as_count()?;
                match op {
                    Op::Eq => IntComparison::Eq(number),
                    Op::Ne => IntComparison::Ne(number),
                    Op::Gt => IntComparison::Gt(number),
                    Op::Gte => IntComparison::Gte(number),
                    Op::Lt => IntComparison::Lt(number),
                    Op::Lte => IntComparison::Lte(number),
                }
            }
        })
    }

    /// As a comparison with decimal numbers.
    pub fn decimal(self) -> DecimalComparison {
        match self.test {
            Test::Between(from, to) => {
                DecimalComparison::Between(DecimalRange { from: from.decimal(), to: to.decimal() })
            }
            Test::Is(op, number) => {
                let number = number.decimal();
                match op {
                    Op::Eq => DecimalComparison::Eq(number),
                    Op::Ne => DecimalComparison::Ne(number),
                    Op::Gt => DecimalComparison::Gt(number),
                    Op::Gte => DecimalComparison::Gte(number),
                    Op::Lt => DecimalComparison::Lt(number),
                    Op::Lte => DecimalComparison::Lte(number),
                }
            }
        }
    }
}

/// "5 to 10K" is 5K to 10K; of hundreds nobody says so.
const SHARED: u64 = 1_000;

/// A number, how it was multiplied, and what it counts.
#[derive(Clone, Copy, Debug)]
struct Quantity {
    value: Exact,
    scale: u64,
    sort: Sort,
}

impl Reader<'_> {
    /// A comparison with a number. A number of days is none: it is a length of time.
    pub fn bound(&mut self) -> Option<Bound> {
        self.attempt(|reader| {
            let bound = reader.bound_or_span()?;
            match reader.meaning() {
                Some(Meaning::Unit(..) | Meaning::Ago | Meaning::Month(_)) if bound.sort < Sort::Times => None,
                _ if reader.shape() == Some(&Shape::Other) => None,
                _ => Some(bound),
            }
        })
    }

    fn bound_or_span(&mut self) -> Option<Bound> {
        if self.take(Meaning::Between) {
            return self.range(&[Meaning::And, Meaning::To]);
        }
        if self.meaning() == Some(Meaning::From) {
            return self.attempt(|reader| {
                reader.advance();
                reader.range(&[Meaning::To])
            });
        }
        if let Some(op) = self.op() {
            let Quantity { value, sort, .. } = self.quantity()?;
            self.number = Some(NumberSaid::Compared);
            return Some(Bound { test: Test::Is(op, value), sort });
        }
        if let Some(range) = self.attempt(|reader| reader.range(&[Meaning::To])) {
            return Some(range);
        }
        let Quantity { value, sort, .. } = self.quantity()?;
        let op = self.behind().unwrap_or(Op::Eq);
        self.number = Some(NumberSaid::Bare);
        Some(Bound { test: Test::Is(op, value), sort })
    }

    /// Whether a number stands so far ahead.
    pub fn is_number(&self, ahead: usize) -> bool {
        self.peek_far(ahead).is_some_and(|item| {
            matches!(item.shape, Shape::Number(_) | Shape::Money(_)) || matches!(item.meaning, Some(Meaning::Number(_)))
        })
    }

    /// "over", ">", "not 3".
    pub fn op(&mut self) -> Option<Op> {
        if let Some(Shape::Sign(op)) = self.shape().cloned() {
            self.advance();
            return Some(op);
        }
        match (self.meaning(), self.meaning_far(1)) {
            (Some(Meaning::Not), Some(Meaning::Compare(Op::Eq))) => {
                self.advance();
                self.advance();
                Some(Op::Ne)
            }
            (Some(Meaning::Not), _) if self.is_number(1) => {
                self.advance();
                Some(Op::Ne)
            }
            (Some(Meaning::Only), Some(Meaning::Times(_) | Meaning::Scale(_))) => {
                self.advance();
                Some(Op::Eq)
            }
            (Some(Meaning::Only), _) if self.is_number(1) => {
                self.advance();
                Some(Op::Eq)
            }
            (Some(Meaning::Only), Some(Meaning::Compare(op))) => {
                self.doubt("“just” is taken to say nothing about the number");
                self.advance();
                self.advance();
                Some(op)
            }
            _ => self.take_map(|meaning| match meaning {
                Meaning::Compare(op) => Some(op),
                _ => None,
            }),
        }
    }

    /// "+", "or more", behind a number.
    pub fn behind(&mut self) -> Option<Op> {
        if self.take_shape(&Shape::Plus) {
            return Some(Op::Gte);
        }
        self.take_map(|meaning| match meaning {
            Meaning::Behind(op) => Some(op),
            _ => None,
        })
    }

    /// A bound whose "or more" stands behind the noun: "3 orders or more".
    pub fn completed(&mut self, bound: Bound) -> Bound {
        match bound.test {
            Test::Is(Op::Eq, value) => match self.behind() {
                Some(op) => Bound { test: Test::Is(op, value), ..bound },
                None => bound,
            },
            _ => bound,
        }
    }

    fn range(&mut self, joints: &[Meaning]) -> Option<Bound> {
        let low = self.quantity()?;
        if !self.take_shape(&Shape::Dash) {
            self.take_any(joints)?;
        }
        let high = self.quantity()?;
        let mut value = low.value;
        if low.scale == 1 && high.scale >= SHARED {
            let scaled = value.times(high.scale)?;
            let said = format!("both ends are multiplied alike: {} to {}", scaled.decimal().0, high.value.decimal().0);
            self.doubt(said);
            value = scaled;
        }
        Some(Bound { test: Test::Between(value, high.value), sort: low.sort.max(high.sort) })
    }

    fn quantity(&mut self) -> Option<Quantity> {
        if let Some(times) = self.take_map(|meaning| match meaning {
            Meaning::Times(times) => Some(times),
            _ => None,
        }) {
            return Some(Quantity { value: Exact::whole(times.into()), scale: 1, sort: Sort::Times });
        }
        let before = self.money();
        let (value, scale) = self.number()?;
        let after = self.money();
        let slashed =
            self.shape() == Some(&Shape::Slash) && self.peek_far(1).is_some_and(|item| item.shape == Shape::Dash);
        if slashed {
            self.advance();
            self.advance();
        }
        let own = self.terms.currency;
        let sort = match (before, after) {
            (Some(one), Some(other)) if one != other => Sort::Foreign,
            (Some(code), _) | (None, Some(code)) if code == own.code() => Sort::Money,
            (Some(_), _) | (None, Some(_)) => Sort::Foreign,
            (None, None) if slashed => Sort::Money,
            (None, None) if scale > 100 => Sort::Scaled,
            (None, None) => Sort::Bare,
        };
        Some(Quantity { value, scale, sort })
    }

    fn money(&mut self) -> Option<&'static str> {
        if let Some(Shape::Money(code)) = self.shape() {
            let code = *code;
            self.advance();
            return Some(code);
        }
        self.take_map(|meaning| match meaning {
            Meaning::Money(code) => Some(code),
            _ => None,
        })
    }

    /// A number in digits or in words, with its lakhs: the number, and by how much its first part was multiplied.
    pub fn number(&mut self) -> Option<(Exact, u64)> {
        let in_words = matches!(self.meaning(), Some(Meaning::Number(_) | Meaning::Scale(_)));
        let (mut total, scale) = self.part()?;
        let mut last = scale;
        while last > 1 {
            let Some((part, of)) = self.attempt(|reader| reader.smaller_part(last, in_words)) else { break };
            total = total.plus(part)?;
            last = of;
        }
        Some((total, scale))
    }

    /// "fifty thousand" behind "one lakh", "and five" behind "two hundred".
    fn smaller_part(&mut self, than: u64, in_words: bool) -> Option<(Exact, u64)> {
        if than == 100 && in_words {
            self.take(Meaning::And);
        }
        if in_words && !matches!(self.meaning(), Some(Meaning::Number(_))) {
            return None;
        }
        let (part, of) = self.part()?;
        (of < than && part.as_whole()? < than && (in_words || of > 1)).then_some((part, of))
    }

    /// A number below a hundred or in digits, and what multiplies it.
    fn part(&mut self) -> Option<(Exact, u64)> {
        let mut value = match self.shape() {
            Some(Shape::Number(number)) => {
                let number = *number;
                self.advance();
                number
            }
            _ => self.words()?,
        };
        let mut scale = 1;
        while let Some(factor) = self.take_map(|meaning| match meaning {
            Meaning::Scale(factor) => Some(factor),
            _ => None,
        }) {
            value = value.times(factor)?;
            scale = factor;
        }
        Some((value, scale))
    }

    /// "five", "twenty five"; a hundred or a lakh by itself is one of it.
    fn words(&mut self) -> Option<Exact> {
        let word = |meaning| match meaning {
            Meaning::Number(number) => Some(number),
            _ => None,
        };
        match self.meaning()? {
            Meaning::Scale(_) if self.written(self.peek()?.range.clone()).chars().count() > 2 => Some(Exact::whole(1)),
            Meaning::Number(tens @ 20..=90) => {
                self.advance();
                let ones = match self.meaning() {
                    Some(Meaning::Number(1..=9)) => self.take_map(word).unwrap_or(0),
                    _ => 0,
                };
                Some(Exact::whole((tens + ones).into()))
            }
            _ => self.take_map(word).map(|number| Exact::whole(number.into())),
        }
    }
}
