//! A stretch of time in parts: days of the workspace's calendar, or weeks, months or years where those would be too
//! many for a chart. Worked out here and handed to the database as instants; SQL knows nothing of calendars and zones.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::segments::window::to_instant;

/// Parts of a stretch at most.
pub const MOST_PARTS: usize = 400;

#[derive(Clone, Copy)]
enum Unit {
    Day,
    /// From Monday on.
    Week,
    Month,
    Year,
}

impl Unit {
    /// The first day of the unit that a day is in; none beyond chrono's calendar, as in [`Unit::next`].
    fn first(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month => day.with_day(1),
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        }
    }

    /// The first day of the unit after the one that begins with a day.
    fn next(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => first.succ_opt(),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Year => first.checked_add_months(Months::new(12)),
        }
    }
}

/// Where the parts begin, in order, and then where the last one ends: the first begins at `from`, the last ends at
/// `to`, and between them the calendar cuts. Empty where `to` is not after `from`.
pub fn edges(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> Vec<DateTime<Utc>> {
    if from >= to {
        return Vec::new();
    }
    let units = [Unit::Day, Unit::Week, Unit::Month, Unit::Year];
    units.into_iter().find_map(|unit| cut(unit, (from, to), zone)).unwrap_or_else(|| vec![from, to])
}

/// The edges, if there are not too many of them.
fn cut(unit: Unit, (from, to): (DateTime<Utc>, DateTime<Utc>), zone: Tz) -> Option<Vec<DateTime<Utc>>> {
    let mut edges = vec![from];
    let mut first = unit.first(day(from, zone))?;
    while edges.len() <= MOST_PARTS {
        first = unit.next(first)?;
        let edge = to_instant(first.and_time(NaiveTime::MIN), zone);
        if edge >= to {
            edges.push(to);
            return Some(edges);
        }
        // A day that a zone left out begins where the next one does.
        if edges.last().is_some_and(|last| *last < edge) {
            edges.push(edge);
        }
    }
    None
}

/// When the day of an instant began.
pub fn day_begin(instant: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    to_instant(day(instant, zone).and_time(NaiveTime::MIN), zone)
}

/// When the day of an instant ends.
pub fn day_end(instant: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let next = day(instant, zone).succ_opt();
    next.map_or(DateTime::<Utc>::MAX_UTC, |next| to_instant(next.and_time(NaiveTime::MIN), zone))
}

fn day(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn cut_at(from: &str, to: &str, zone: Tz) -> Vec<String> {
        let edges = edges(utc(from), utc(to), zone);
        edges.iter().map(|edge| edge.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)).collect()
    }

    #[test]
    fn days_begin_at_midnight_in_the_zone_and_the_ends_are_those_asked_for() {
        assert_eq!(
            cut_at("2026-01-01T10:00:00Z", "2026-01-03T12:00:00Z", Tz::Asia__Kolkata),
            ["2026-01-01T10:00:00Z", "2026-01-01T18:30:00Z", "2026-01-02T18:30:00Z", "2026-01-03T12:00:00Z"]
        );
        assert_eq!(
            cut_at("2026-03-28T23:00:00Z", "2026-03-30T22:00:00Z", Tz::Europe__Berlin),
            ["2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"]
        );
    }

    #[test]
    fn long_stretches_are_cut_by_the_week_the_month_and_the_year() {
        let zone = Tz::UTC;
        let parts = |to: &str| edges(utc("2020-01-01T00:00:00Z"), utc(to), zone).len() - 1;
        assert_eq!(parts("2021-02-04T00:00:00Z"), 400);
        assert_eq!(parts("2021-02-05T00:00:00Z"), 58);
        assert_eq!(parts("2030-01-01T00:00:00Z"), 120);
        assert_eq!(parts("2199-01-01T00:00:00Z"), 179);
        assert_eq!(
            edges(utc("2020-01-01T00:00:00Z"), utc("2022-01-01T00:00:00Z"), zone)[1],
            utc("2020-01-06T00:00:00Z")
        );
    }

    #[test]
    fn a_day_that_a_zone_left_out_has_no_part() {
        // Samoa had no 30 December 2011.
        let parts = edges(utc("2011-12-29T10:00:00Z"), utc("2012-01-01T10:00:00Z"), Tz::Pacific__Apia);
        assert!(parts.is_sorted_by(|before, after| before < after), "{parts:?}");
    }

    #[test]
    fn a_stretch_that_ends_before_it_begins_has_no_parts() {
        assert!(edges(utc("2026-01-02T00:00:00Z"), utc("2026-01-01T00:00:00Z"), Tz::UTC).is_empty());
    }

    #[test]
    fn a_day_is_that_of_the_zone() {
        let instant = utc("2026-01-01T20:00:00Z");
        assert_eq!(day_begin(instant, Tz::Asia__Kolkata), utc("2026-01-01T18:30:00Z"));
        assert_eq!(day_end(instant, Tz::Asia__Kolkata), utc("2026-01-02T18:30:00Z"));
    }
}
