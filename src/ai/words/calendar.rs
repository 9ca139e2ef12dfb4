//! Days, months and years as they are named, and the instants at which they begin in the workspace's zone.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

use super::reader::Reader;
use super::token::{Certainty, Shape};
use super::vocabulary::{Meaning, Unit};
use crate::scalar;
use crate::segments::input::{DateComparison, DateRange};
use crate::segments::window::to_instant;

/// Whole days, the last one excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub begin: NaiveDate,
    pub end: NaiveDate,
}

/// The years that a bare number may name.
const YEARS: std::ops::RangeInclusive<u64> = 1950..=2100;

impl Stretch {
    fn day(day: NaiveDate) -> Option<Self> {
        Some(Self { begin: day, end: day.succ_opt()? })
    }

    fn month(year: i32, month: u32) -> Option<Self> {
        let begin = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Self { begin, end: begin.checked_add_months(Months::new(1))? })
    }

    /// The same days in the year in which others begin, or in the year before where they would come after them:
    /// "between November and January 2026".
    pub fn in_year_of(self, other: Self) -> Option<Self> {
        let months = |year: i32| {
            let (from, to) = (self.begin.with_year(year)?, other.end);
            let length = self.end.signed_duration_since(self.begin);
            let whole_month = length.num_days() >= 28;
            let end = if whole_month { from.checked_add_months(Months::new(1)) } else { from.succ_opt() };
            (from < to).then_some(Self { begin: from, end: end? })
        };
        months(other.begin.year()).or_else(|| months(other.begin.year() - 1))
    }

    fn year(year: i32) -> Option<Self> {
        Some(Self { begin: NaiveDate::from_ymd_opt(year, 1, 1)?, end: NaiveDate::from_ymd_opt(year + 1, 1, 1)? })
    }
}

impl Reader<'_> {
    pub fn today(&self) -> NaiveDate {
        self.terms.now.with_timezone(&self.terms.zone).date_naive()
    }

    /// When a day begins.
    fn begins(&self, day: NaiveDate) -> DateTime<Utc> {
        to_instant(day.and_time(chrono::NaiveTime::MIN), self.terms.zone)
    }

    /// Within these days.
    pub fn during(&self, days: Stretch) -> DateComparison {
        let (from, to) = (self.begins(days.begin), self.begins(days.end));
        DateComparison::Between(DateRange { from: scalar::DateTime(from), to: scalar::DateTime(to) })
    }

    /// From the beginning of a day: the comparison is strict, and instants have microseconds.
    pub fn since_day(&self, day: NaiveDate) -> DateComparison {
        DateComparison::After(scalar::DateTime(self.begins(day) - TimeDelta::microseconds(1)))
    }

    /// Before a day begins.
    pub fn before_day(&self, day: NaiveDate) -> DateComparison {
        DateComparison::Before(scalar::DateTime(self.begins(day)))
    }

    /// "March 2025", "1 March 2025", "2025-03-01", "last month", "yesterday". A year alone only where one is asked for.
    pub fn stretch(&mut self) -> Option<Stretch> {
        let readings = [Self::near_day, Self::relative, Self::in_digits, Self::day_first, Self::month_first];
        readings.into_iter().find_map(|reading| self.attempt(reading))
    }

    /// Likewise, or "2025".
    pub fn stretch_or_year(&mut self) -> Option<Stretch> {
        self.stretch().or_else(|| self.attempt(Self::year_alone))
    }

    pub fn year_alone(&mut self) -> Option<Stretch> {
        self.take(Meaning::Unit(Unit::Years, 1));
        Stretch::year(self.year()?)
    }

    fn near_day(&mut self) -> Option<Stretch> {
        let back = self.take_map(|meaning| match meaning {
            Meaning::Today => Some(0),
            Meaning::Yesterday => Some(1),
            _ => None,
        })?;
        Stretch::day(self.today().checked_sub_days(Days::new(back))?)
    }

    /// "this month", "last year". Weeks begin on Monday, which not everybody's do.
    fn relative(&mut self) -> Option<Stretch> {
        let back = self.take_map(|meaning| match meaning {
            Meaning::This => Some(0),
            Meaning::Last => Some(1),
            _ => None,
        })?;
        let today = self.today();
        if let Some(Meaning::Month(month)) = self.meaning() {
            self.advance();
            return self.latest(month, None);
        }
        // "in last months" says nothing of how many.
        let plural = self.peek().is_some_and(|item| self.written(item.range.clone()).ends_with(['s', 'S']));
        let (unit, count) = self.take_map(|meaning| match meaning {
            Meaning::Unit(unit, count) if !plural => Some((unit, count)),
            _ => None,
        })?;
        match (unit, count) {
            (Unit::Days, 1) if back == 0 => Stretch::day(today),
            (Unit::Weeks, 1) => {
                self.doubt("weeks begin on Monday");
                let monday =
                    today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday()) + 7 * back))?;
                Some(Stretch { begin: monday, end: monday.checked_add_days(Days::new(7))? })
            }
            (Unit::Months, 1) => {
                let month = today.checked_sub_months(Months::new(u32::try_from(back).ok()?))?;
                Stretch::month(month.year(), month.month())
            }
            (Unit::Months, 3) => {
                self.doubt("quarters are those of the calendar year");
                let first = today.with_day(1)?.with_month((today.month0() / 3) * 3 + 1)?;
                let begin = first.checked_sub_months(Months::new(u32::try_from(3 * back).ok()?))?;
                Some(Stretch { begin, end: begin.checked_add_months(Months::new(3))? })
            }
            (Unit::Years, 1) => Stretch::year(today.year() - i32::try_from(back).ok()?),
            _ => None,
        }
    }

    fn in_digits(&mut self) -> Option<Stretch> {
        let Some(Shape::Day([year, month, day], certainty)) = self.shape().cloned() else { return None };
        let stretch = Stretch::day(NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?)?;
        if certainty == Certainty::Doubtful {
            let written = self.peek().map(|item| self.written(item.range.clone()));
            self.doubt(format!("{} is read with the day first", written.unwrap_or_default()));
        }
        self.advance();
        Some(stretch)
    }

    /// "1 March 2025", "1st of March".
    fn day_first(&mut self) -> Option<Stretch> {
        let day = self.day_of_month()?;
        self.take(Meaning::Of);
        let month = self.month_name()?;
        let year = self.year_behind();
        self.dated(year, month, Some(day))
    }

    /// "March 1, 2025", "March 2025", "March".
    fn month_first(&mut self) -> Option<Stretch> {
        let month = self.month_name()?;
        let day = self.attempt(Self::day_of_month);
        let year = self.year_behind();
        self.dated(year, month, day)
    }

    fn dated(&mut self, year: Option<i32>, month: u32, day: Option<u32>) -> Option<Stretch> {
        let Some(year) = year else { return self.latest(month, day) };
        match day {
            Some(day) => Stretch::day(NaiveDate::from_ymd_opt(year, month, day)?),
            None => Stretch::month(year, month),
        }
    }

    /// The last one that has begun, where no year is said.
    fn latest(&mut self, month: u32, day: Option<u32>) -> Option<Stretch> {
        let today = self.today();
        let begin = |year: i32| NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1));
        let year =
            (0..8).map(|back| today.year() - back).find(|year| begin(*year).is_some_and(|begin| begin <= today))?;
        self.doubt(format!("the year is taken to be {year}"));
        match day {
            Some(_) => Stretch::day(begin(year)?),
            None => Stretch::month(year, month),
        }
    }

    fn month_name(&mut self) -> Option<u32> {
        self.take_map(|meaning| match meaning {
            Meaning::Month(month) => Some(month),
            _ => None,
        })
    }

    fn day_of_month(&mut self) -> Option<u32> {
        let day = match self.shape()? {
            Shape::Ordinal(day) => *day,
            Shape::Number(number) => u32::try_from(number.as_whole()?).ok()?,
            _ => return None,
        };
        if !(1..=31).contains(&day) {
            return None;
        }
        self.advance();
        Some(day)
    }

    fn year_behind(&mut self) -> Option<i32> {
        self.attempt(|reader| {
            reader.take_shape(&Shape::Comma);
            reader.take(Meaning::Of);
            reader.year()
        })
    }

    /// Four digits without a comma and nothing that would make an amount or a length of time of them.
    pub fn year(&mut self) -> Option<i32> {
        let item = self.peek()?;
        let Shape::Number(number) = item.shape else { return None };
        let plain = self.written(item.range.clone()).len() == 4;
        let year = number.as_whole().filter(|year| plain && YEARS.contains(year))?;
        let counts = matches!(
            self.meaning_far(1),
            Some(
                Meaning::Unit(..)
                    | Meaning::Scale(_)
                    | Meaning::Money(_)
                    | Meaning::Order(_)
                    | Meaning::Visit
                    | Meaning::TimesWord
            )
        );
        if counts || self.peek_far(1).is_some_and(|item| item.shape == Shape::Plus) {
            return None;
        }
        self.advance();
        i32::try_from(year).ok()
    }
}
