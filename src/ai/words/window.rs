//! When something happened: "in the last 6 months", "90 days ago", "since March 2025", "this month".

use chrono::TimeDelta;

use super::calendar::Stretch;
use super::reader::Reader;
use super::token::{Op, Shape};
use super::vocabulary::{Meaning, Unit};
use crate::scalar;
use crate::segments::input::{DateComparison, DateRange, DurationInput};

/// When.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// So long before now: "in the last 30 days", "less than 30 days ago".
    Last(DurationInput),
    /// "in a day", "within one week": the last; of what is counted or summed up it may as well be any.
    One(DurationInput),
    /// "for 30 days", "in over 30 days": so long without it. Says nothing of what did happen.
    Stretching(DurationInput),
    /// "more than 30 days ago"
    Beyond(DurationInput),
    /// "between 30 and 60 days ago": the near end, the far end.
    Ring(DurationInput, DurationInput),
    /// "since March 2025": open at one end.
    Open(DateComparison),
    /// "in March 2025": closed at both.
    Shut(DateComparison),
}

/// The word before a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    None,
    In,
    For,
    Since,
    Before,
    After,
    Until,
    From,
}

impl Reader<'_> {
    /// When something happened, with the word that leads it in.
    pub fn window(&mut self) -> Option<Window> {
        self.attempt(Self::ring).or_else(|| {
            self.attempt(|reader| {
                let lead = reader.lead();
                let readings = [Self::last, Self::ago, Self::dates, Self::long];
                readings.into_iter().find_map(|reading| reader.attempt(|reader| reading(reader, lead)))
            })
        })
    }

    fn lead(&mut self) -> Lead {
        let lead = self.take_map(|meaning| match meaning {
            Meaning::In | Meaning::Within | Meaning::During | Meaning::On => Some(Lead::In),
            Meaning::For => Some(Lead::For),
            Meaning::Since => Some(Lead::Since),
            Meaning::Before => Some(Lead::Before),
            Meaning::After => Some(Lead::After),
            Meaning::Until => Some(Lead::Until),
            Meaning::From => Some(Lead::From),
            _ => None,
        });
        match (lead, self.meaning(), self.meaning_far(1)) {
            // "over the last 6 months": the word of comparison leads in, it does not compare.
            (None, Some(Meaning::Compare(Op::Gt)), Some(last @ (Meaning::TheLast | Meaning::Last)))
                if self.says_over() && (last == Meaning::TheLast || self.is_number(2)) =>
            {
                self.advance();
                Lead::In
            }
            (None, Some(Meaning::Between), _) => Lead::From,
            (lead, ..) => lead.unwrap_or(Lead::None),
        }
    }

    /// "over", where "more than the last year" compares.
    fn says_over(&self) -> bool {
        self.peek().is_some_and(|item| self.written(item.range.clone()).eq_ignore_ascii_case("over"))
    }

    /// "the last 6 months", "the last month"; "last month" is of the calendar.
    fn last(&mut self, lead: Lead) -> Option<Window> {
        let said = self.take_any(&[Meaning::TheLast, Meaning::Last])?;
        let bare = match said {
            Meaning::TheLast => Bare::One,
            _ => Bare::None,
        };
        let quarter = self.meaning() == Some(Meaning::Unit(Unit::Months, 3));
        let duration = self.span(bare)?;
        if quarter {
            self.doubt("the last quarter is the last three months");
        }
        match lead {
            Lead::None | Lead::In | Lead::Since | Lead::From => Some(Window::Last(duration)),
            // "for the last 3 months" is all through them.
            Lead::For => Some(Window::Stretching(duration)),
            Lead::Before => Some(Window::Beyond(duration)),
            Lead::After | Lead::Until => None,
        }
    }

    /// "90 days ago" with a word that says on which side of it.
    fn ago(&mut self, lead: Lead) -> Option<Window> {
        let op = self.op();
        let (duration, open) = self.open_span(Bare::Article)?;
        if !self.take(Meaning::Ago) {
            return None;
        }
        let op = open.or(op);
        match (lead, op) {
            (Lead::None | Lead::In, Some(Op::Lt | Op::Lte)) | (Lead::Since | Lead::After | Lead::In, None) => {
                Some(Window::Last(duration))
            }
            (Lead::None | Lead::Since, Some(Op::Gt | Op::Gte)) | (Lead::Before, None) => Some(Window::Beyond(duration)),
            _ => None,
        }
    }

    /// "between 30 and 60 days ago", "30-60 days ago".
    fn ring(&mut self) -> Option<Window> {
        self.take(Meaning::Between);
        let (near, _) = self.number()?;
        let unit = self.unit();
        if !self.take_shape(&Shape::Dash) {
            self.take_any(&[Meaning::And, Meaning::To])?;
        }
        let (far, _) = self.number()?;
        let (of, count) = self.unit()?;
        self.take(Meaning::Ago).then_some(())?;
        let (near_of, near_count) = unit.unwrap_or((of, count));
        let near = duration(near_of, near.as_count()?.checked_mul(near_count)?);
        Some(Window::Ring(near, duration(of, far.as_count()?.checked_mul(count)?)))
    }

    /// "in March 2025", "since 2024", "before 1 March", "from D to D".
    fn dates(&mut self, lead: Lead) -> Option<Window> {
        if lead == Lead::From {
            return self.two_dates();
        }
        if lead == Lead::None {
            return self.stretch().map(|days| Window::Shut(self.during(days)));
        }
        if lead == Lead::Since && self.meaning() == Some(Meaning::Last) {
            self.doubt("it begins with the first day of that time");
        }
        // "orders within 2000" may ask an amount.
        let within = self.before().is_some_and(|item| matches!(item.meaning, Some(Meaning::Within | Meaning::On)));
        let days = match lead {
            Lead::In if within => self.stretch()?,
            Lead::In => self.first_of_two()?,
            _ => self.stretch_or_year()?,
        };
        let later = self.take(Meaning::Onwards) || (self.meaning() == Some(Meaning::On) && self.take_last_on());
        Some(match lead {
            Lead::Since => Window::Open(self.since_day(days.begin)),
            Lead::In if later => Window::Open(self.since_day(days.begin)),
            Lead::In => Window::Shut(self.during(days)),
            Lead::After => Window::Open(self.since_day(days.end)),
            Lead::Before => Window::Open(self.before_day(days.begin)),
            Lead::Until => Window::Open(self.before_day(days.end)),
            Lead::None | Lead::From | Lead::For => return None,
        })
    }

    /// "between D and D", "from D to D", "from D on".
    fn two_dates(&mut self) -> Option<Window> {
        let between = self.take(Meaning::Between);
        let first = self.first_of_two()?;
        let joint = [Meaning::To, Meaning::Until, Meaning::And];
        if !between && (self.take(Meaning::Onwards) || self.take_last_on()) {
            return Some(Window::Open(self.since_day(first.begin)));
        }
        if !self.take_shape(&Shape::Dash) {
            let joints = if between { joint.as_slice() } else { joint.get(..2).unwrap_or_default() };
            self.take_any(joints)?;
        }
        let second = self.stretch_or_year()?;
        (first.begin < second.end).then(|| Window::Shut(self.during(Stretch { begin: first.begin, end: second.end })))
    }

    /// "between 2000 and 2100": two years, or two amounts.
    pub fn years_or_amounts_follow(&self) -> bool {
        let joint = matches!(self.meaning_far(2), Some(Meaning::And | Meaning::To | Meaning::Until))
            || self.peek_far(2).is_some_and(|item| item.shape == Shape::Dash);
        let year =
            |ahead: usize| self.is_number(ahead) && self.peek_far(ahead).is_some_and(|item| item.range.len() == 4);
        let spans = matches!(self.meaning_far(4), Some(Meaning::Unit(..)));
        matches!(self.meaning(), Some(Meaning::Between | Meaning::From)) && year(1) && joint && year(3) && !spans
    }

    /// The first of two dates; its year may be said with the second alone: "between March and May 2025", "in March or
    /// April 2025".
    fn first_of_two(&mut self) -> Option<Stretch> {
        let mark = self.mark();
        self.certain = true;
        let days = self.stretch_or_year()?;
        let sure = self.certain;
        self.certain &= mark.was_certain();
        if sure {
            return Some(days);
        }
        let behind = self.mark();
        let second = self.attempt(|reader| {
            if !reader.take_shape(&Shape::Dash) {
                reader.take_shape(&Shape::Comma);
                reader.take_any(&[Meaning::To, Meaning::Until, Meaning::And, Meaning::Or])?;
            }
            reader.stretch()
        });
        self.reset(behind);
        let moved = second.and_then(|second| days.in_year_of(second));
        Some(match moved {
            Some(moved) => {
                self.forget_since(mark);
                moved
            }
            None => days,
        })
    }

    /// A year by itself, where years were spoken of: "in 2024 or 2025".
    pub fn year_again(&mut self) -> Option<Window> {
        self.attempt(|reader| {
            reader.take(Meaning::In);
            let days = reader.year_alone()?;
            Some(Window::Shut(reader.during(days)))
        })
    }

    /// "in 90 days", "for 90 days", "for over 90 days".
    fn long(&mut self, lead: Lead) -> Option<Window> {
        let op = self.op();
        let one = self.begins_with_one();
        let (duration, open) = self.open_span(Bare::Article)?;
        let over = match open.or(op) {
            None => false,
            Some(Op::Gt | Op::Gte) => true,
            Some(_) => return None,
        };
        match (lead, over) {
            (Lead::In, false) if one => Some(Window::One(duration)),
            (Lead::In, false) => Some(Window::Last(duration)),
            (Lead::In | Lead::For | Lead::Since, _) => Some(Window::Stretching(duration)),
            _ => None,
        }
    }

    /// "day" behind "a", "one week".
    fn begins_with_one(&mut self) -> bool {
        let mark = self.mark();
        let number = self.number();
        self.reset(mark);
        match number {
            Some((number, _)) => number.as_whole() == Some(1),
            None => matches!(self.meaning(), Some(Meaning::Unit(..))),
        }
    }

    /// A length of time, and whether it is "90+ days".
    pub fn open_span(&mut self, bare: Bare) -> Option<(DurationInput, Option<Op>)> {
        let mut open = None;
        let duration = self.attempt(|reader| {
            let (number, _) = reader.number()?;
            open = reader.behind();
            reader.take_shape(&Shape::Dash);
            let (unit, count) = reader.unit()?;
            let halves = number.times(2)?.as_count()?;
            match (number.as_count(), unit) {
                (Some(number), _) => Some(duration(unit, number.checked_mul(count)?)),
                (None, Unit::Years) => Some(duration(Unit::Months, halves.checked_mul(6)?)),
                _ => None,
            }
        });
        match duration {
            Some(duration) => Some((duration, open.or_else(|| self.behind()))),
            None => self.span_without_number(bare).map(|duration| (duration, None)),
        }
    }

    /// A length of time that is exactly so long.
    pub fn span(&mut self, bare: Bare) -> Option<DurationInput> {
        self.attempt(|reader| match reader.open_span(bare)? {
            (duration, None) => Some(duration),
            _ => None,
        })
    }

    /// "half a year"; "month" behind "the last", "a month" elsewhere. "in months" says nothing.
    fn span_without_number(&mut self, bare: Bare) -> Option<DurationInput> {
        if let Some((unit, count)) = self.take_map(|meaning| match meaning {
            Meaning::Span(unit, count) => Some((unit, i32::try_from(count).ok()?)),
            _ => None,
        }) {
            return Some(duration(unit, count));
        }
        let item = self.peek()?;
        let plural = self.written(item.range.clone()).ends_with(['s', 'S']);
        let before = self.text.get(..item.range.start).unwrap_or_default().trim_end();
        let article = before.rsplit(' ').next().is_some_and(|word| matches!(word, "a" | "an" | "A" | "An"));
        let allowed = bare == Bare::One || (bare == Bare::Article && article);
        if plural || !allowed {
            return None;
        }
        let (unit, count) = self.unit()?;
        Some(duration(unit, count))
    }

    fn unit(&mut self) -> Option<(Unit, i32)> {
        self.take_map(|meaning| match meaning {
            Meaning::Unit(unit, count) => Some((unit, i32::try_from(count).ok()?)),
            _ => None,
        })
    }

    /// "on" at the end of "from March on".
    fn take_last_on(&mut self) -> bool {
        let next = self.peek_far(1).map(|item| item.meaning);
        let ends = next.is_none_or(|meaning| matches!(meaning, Some(Meaning::And | Meaning::Or | Meaning::But)));
        ends && self.take(Meaning::On)
    }
}

/// "after January and before March": of one order, which was placed between the two.
pub fn between(one: &Window, other: &Window) -> Option<Window> {
    use DateComparison::{After, Before};
    let (after, before) = match (one, other) {
        (Window::Open(After(after)), Window::Open(Before(before)))
        | (Window::Open(Before(before)), Window::Open(After(after))) => (after, before),
        _ => return None,
    };
    // After is strict, and the beginning of a range is in it.
    let from = after.0 + TimeDelta::microseconds(1);
    let both = DateComparison::Between(DateRange { from: scalar::DateTime(from), to: *before });
    (from < before.0).then_some(Window::Shut(both))
}

/// Whether a unit without a number is one of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    /// Never.
    None,
    /// Behind "a".
    Article,
    /// Always.
    One,
}

pub fn duration(unit: Unit, count: i32) -> DurationInput {
    match unit {
        Unit::Hours => DurationInput::Hours(count),
        Unit::Days => DurationInput::Days(count),
        Unit::Weeks => DurationInput::Weeks(count),
        Unit::Months => DurationInput::Months(count),
        Unit::Years => DurationInput::Years(count),
    }
}
