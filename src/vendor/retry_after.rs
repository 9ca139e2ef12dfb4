//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in any of the three forms that a recipient must
//! understand (section 5.6.7).

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// The longest wait that is believed; a vendor that says more is asked again after this.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);
/// What is waited where the vendor does not say.
pub const UNSAID: Duration = Duration::from_secs(1);

/// How long to wait from `now`. A date in the past is no wait; what cannot be read is [`UNSAID`].
pub fn parse(header: Option<&str>, now: DateTime<Utc>) -> Duration {
    let Some(text) = header.map(str::trim) else { return UNSAID };
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST);
    }
    match date(text) {
        Some(until) => (until - now).to_std().unwrap_or_default().min(LONGEST),
        None => UNSAID,
    }
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(preferred) = DateTime::parse_from_rfc2822(text) {
        return Some(preferred.to_utc());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|instant| instant.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_waits_within_bounds() {
        let now: DateTime<Utc> = "1994-11-06T08:49:00Z".parse().unwrap();
        for (header, seconds) in [
            (Some("7"), 7),
            (Some(" 0 "), 0),
            (Some("99999999"), 3600),
            (Some("99999999999999999999999"), 3600),
            (Some("Sun, 06 Nov 1994 08:49:37 GMT"), 37),
            (Some("Sunday, 06-Nov-94 08:49:37 GMT"), 37),
            (Some("Sun Nov  6 08:49:37 1994"), 37),
            (Some("Sun, 06 Nov 1994 08:48:00 GMT"), 0),
            (Some("Mon, 07 Nov 1994 08:49:00 GMT"), 3600),
            (Some("soon"), 1),
            (Some("-5"), 1),
            (Some(""), 1),
            (None, 1),
        ] {
            assert_eq!(parse(header, now), Duration::from_secs(seconds), "{header:?}");
        }
    }
}
