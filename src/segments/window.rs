//! Relative windows: how far "the last 90 days" reaches back. Worked out here, once a rule, and handed to the
//! database as an instant; SQL knows nothing of calendars and zones.

use chrono::{DateTime, Days, Months, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A length of time, checked: at least 1 and at most two hundred years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Sixty minutes each, whatever the clocks do.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Seven calendar days each.
    Weeks(u32),
    /// Calendar months, the end of a month clipped.
    Months(u32),
    /// Calendar years, 29 February clipped.
    Years(u32),
}

/// The longest window, in years.
pub const LONGEST_YEARS: u32 = 200;

impl Span {
    /// How many of its unit, and the unit's name in the singular.
    pub fn parts(self) -> (u32, &'static str) {
        match self {
            Self::Hours(count) => (count, "hour"),
            Self::Days(count) => (count, "day"),
            Self::Weeks(count) => (count, "week"),
            Self::Months(count) => (count, "month"),
            Self::Years(count) => (count, "year"),
        }
    }

    /// Whether it is at least 1 of its unit and not longer than [`LONGEST_YEARS`].
    pub fn is_sensible(self) -> bool {
        let (count, _) = self.parts();
        let most = match self {
            Self::Hours(_) => LONGEST_YEARS * 365 * 24,
            Self::Days(_) => LONGEST_YEARS * 365,
            Self::Weeks(_) => LONGEST_YEARS * 52,
            Self::Months(_) => LONGEST_YEARS * 12,
            Self::Years(_) => LONGEST_YEARS,
        };
        (1..=most).contains(&count)
    }

    /// The instant so long before another, by [`to_instant`] where the clocks were moved.
    pub fn before(self, instant: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let local = instant.with_timezone(&zone).naive_local();
        let earlier = match self {
            Self::Hours(count) => return instant - TimeDelta::hours(i64::from(count)),
            Self::Days(count) => local.checked_sub_days(Days::new(u64::from(count))),
            Self::Weeks(count) => local.checked_sub_days(Days::new(u64::from(count) * 7)),
            Self::Months(count) => local.checked_sub_months(Months::new(count)),
            Self::Years(count) => local.checked_sub_months(Months::new(count * 12)),
        };
        // Beyond chrono's calendar, a quarter of a million years back, lies nothing that is stored.
        earlier.map_or(DateTime::<Utc>::MIN_UTC, |local| to_instant(local, zone))
    }
}

/// The instant of a local time, doubled and skipped ones as in [`Span::before`].
pub fn to_instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local).earliest() {
        Some(instant) => instant.with_timezone(&Utc),
        None => {
            let well_before = local - TimeDelta::days(2);
            let offset = zone.offset_from_utc_datetime(&well_before).fix();
            (local - offset).and_utc()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn before(span: Span, zone: Tz, text: &str) -> String {
        span.before(utc(text), zone).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    }

    #[test]
    fn days_go_by_the_calendar_and_hours_by_the_clock() {
        // On 29 March 2026 Berlin's clocks go from 02:00 to 03:00.
        let berlin = Tz::Europe__Berlin;
        assert_eq!(before(Span::Days(1), berlin, "2026-03-29T10:00:00Z"), "2026-03-28T11:00:00Z");
        assert_eq!(before(Span::Hours(24), berlin, "2026-03-29T10:00:00Z"), "2026-03-28T10:00:00Z");
        assert_eq!(before(Span::Weeks(1), berlin, "2026-04-02T10:00:00Z"), "2026-03-26T11:00:00Z");
    }

    #[test]
    fn the_end_of_a_month_is_clipped() {
        let india = Tz::Asia__Kolkata;
        assert_eq!(before(Span::Months(1), india, "2026-03-31T06:30:00Z"), "2026-02-28T06:30:00Z");
        assert_eq!(before(Span::Years(1), india, "2024-02-29T06:30:00Z"), "2023-02-28T06:30:00Z");
        // 20:00 UTC is the next day in India: the calendar is India's.
        assert_eq!(before(Span::Months(1), india, "2026-03-30T20:00:00Z"), "2026-02-27T20:00:00Z");
    }

    #[test]
    fn skipped_and_doubled_local_times_have_one_instant() {
        let berlin = Tz::Europe__Berlin;
        // 02:30 on 29 March 2026 does not exist; 02:30 on 25 October 2026 exists twice.
        assert_eq!(before(Span::Days(1), berlin, "2026-03-30T00:30:00Z"), "2026-03-29T01:30:00Z");
        assert_eq!(before(Span::Days(1), berlin, "2026-10-26T01:30:00Z"), "2026-10-25T00:30:00Z");
        // Samoa had no 30 December 2011 at all.
        assert_eq!(before(Span::Days(1), Tz::Pacific__Apia, "2011-12-30T22:00:00Z"), "2011-12-30T22:00:00Z");
    }

    #[test]
    fn what_is_too_short_or_too_long_is_not_sensible() {
        assert!(!Span::Days(0).is_sensible());
        assert!(Span::Days(1).is_sensible() && Span::Years(200).is_sensible());
        assert!(!Span::Years(201).is_sensible() && !Span::Hours(u32::MAX).is_sensible());
    }
}
