//! How amounts, instants, lengths and lists are written for people.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::config::{Currency, Workspace};
use crate::db::money::{Minor, grouped};
use crate::segments::rule::Word;
use crate::segments::window::Span;

/// The workspace's way of writing.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    currency: Currency,
    zone: Tz,
}

impl Wording {
    /// The workspace's.
    pub fn of(workspace: &Workspace) -> Self {
        Self { currency: workspace.currency, zone: workspace.timezone }
    }

    /// "₹10,00,000" or "₹499.50": the minor unit only where there is one.
    pub fn money(&self, amount: Minor) -> String {
        let text = amount.to_decimal(self.currency);
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut shown = format!("{sign}{}{}", self.symbol(), grouped(whole, self.currency));
        if fraction.bytes().any(|digit| digit != b'0') {
            shown.push('.');
            shown.push_str(fraction);
        }
        shown
    }

    /// An average, rounded to the minor unit; "about" where that is not exact.
    pub(super) fn mean(&self, sum: i128, count: i64) -> String {
        let count = i128::from(count.max(1));
        let rounded = Minor(i64::try_from((sum + count / 2) / count).unwrap_or(i64::MAX));
        let about = if sum % count == 0 { "" } else { "about " };
        format!("{about}{}", self.money(rounded))
    }

    /// "2,000": how many of something, without a sign.
    pub fn count(&self, count: i64) -> String {
        grouped(&count.unsigned_abs().to_string(), self.currency)
    }

    fn symbol(&self) -> String {
        match self.currency.code() {
            "INR" => "₹".to_owned(),
            "USD" => "$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" => "¥".to_owned(),
            code => format!("{code} "),
        }
    }

    /// When the next day begins, for an instant that is the last before it: instants have microseconds, and "since
    /// 1 Jan 2025" is stored as after the last of them.
    pub(super) fn day_that_begins_after(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let next = instant.checked_add_signed(TimeDelta::microseconds(1))?;
        (next.with_timezone(&self.zone).time() == NaiveTime::MIN).then_some(next)
    }

    /// "1 Jan 2025": the day in the workspace's zone.
    pub fn day(&self, instant: DateTime<Utc>) -> String {
        let local = instant.with_timezone(&self.zone);
        format!("{} {} {}", local.day(), local.format("%b"), local.year())
    }

    /// "1 Jan 2025", with the time where it is not midnight in the workspace's zone.
    pub fn instant(&self, instant: DateTime<Utc>) -> String {
        let local = instant.with_timezone(&self.zone);
        let day = self.day(instant);
        let time = local.time();
        if time == NaiveTime::MIN {
            day
        } else if time.format("%S%.f").to_string() == "00" {
            format!("{day}, {}", time.format("%H:%M"))
        } else {
            format!("{day}, {}", time.format("%H:%M:%S%.f"))
        }
    }
}

/// "83%": a share, rounded.
pub(super) fn percent(share: f32) -> String {
    format!("{}%", (share * 100.0).round())
}

/// "90 days", "hour": what stands behind "the last".
pub(super) fn span(span: Span) -> String {
    let (count, unit) = span.parts();
    if count == 1 { unit.to_owned() } else { format!("{count} {unit}s") }
}

/// A word as it was written.
pub(super) fn word(word: &Word) -> String {
    format!("“{}”", word.written)
}

/// “a”, “b” and “c”; of more than ten, the first ten and how many there are beyond.
pub(super) fn list<'a>(words: impl ExactSizeIterator<Item = &'a str>, last: &str) -> String {
    const SHOWN: usize = 10;
    let more = words.len().saturating_sub(SHOWN);
    let mut parts: Vec<String> = words.take(SHOWN).map(|word| format!("“{word}”")).collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    match parts.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
        _ => parts.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupees_are_grouped_by_lakh_and_crore() {
        let wording = Wording { currency: Currency::INR, zone: Tz::Asia__Kolkata };
        for (minor, shown) in [
            (0, "₹0"),
            (99_900, "₹999"),
            (1_000_000, "₹10,000"),
            (10_000_050, "₹1,00,000.50"),
            (1_234_567_800, "₹1,23,45,678"),
            (-150_000, "-₹1,500"),
        ] {
            assert_eq!(wording.money(Minor(minor)), shown);
        }
        assert_eq!(wording.count(1_234_567), "12,34,567");
        let dollars = Wording { currency: Currency { code: *b"USD", digits: 2 }, zone: Tz::UTC };
        assert_eq!(dollars.money(Minor(123_456_705)), "$1,234,567.05");
        assert_eq!(dollars.mean(1000, 3), "about $3.33");
    }

    #[test]
    fn midnight_is_a_day() {
        let wording = Wording { currency: Currency::INR, zone: Tz::Asia__Kolkata };
        assert_eq!(wording.instant("2024-12-31T18:30:00Z".parse().unwrap()), "1 Jan 2025");
        assert_eq!(wording.instant("2025-01-01T06:35:00Z".parse().unwrap()), "1 Jan 2025, 12:05");
        assert_eq!(wording.instant("2025-01-01T06:35:01.5Z".parse().unwrap()), "1 Jan 2025, 12:05:01.500");
    }

    #[test]
    fn long_lists_say_how_much_they_leave_out() {
        let names: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        let text = list(names.iter().map(String::as_str), "or");
        assert!(text.ends_with("“10” or 2 more"), "{text}");
        assert_eq!(list(["a"].into_iter(), "or"), "“a”");
        assert_eq!(list(["a", "b", "c"].into_iter(), "or"), "“a”, “b” or “c”");
    }
}
