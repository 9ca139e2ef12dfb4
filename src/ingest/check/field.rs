//! The checks of single fields, for customers and orders alike.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use reqwest::Url;

use super::super::row::{Given, Stamp};
use super::{CLOCK_TOLERANCE, LONGEST_ID, LONGEST_TEXT, RowCheck, Terms};
use crate::config::Currency;
use crate::db::money::Minor;

impl RowCheck<'_> {
    /// An id that must be there.
    pub(super) fn id(&mut self, field: &str, text: String) -> Option<String> {
        match self.text(field, Given::Value(text), LONGEST_ID) {
            Given::Value(text) => Some(text),
            Given::Null => {
                self.fail(field, "REQUIRED", || "This is required. Give it a value.".to_owned());
                None
            }
            Given::Absent => None,
        }
    }

    /// A text of at most `longest` characters, trimmed. What is wrong comes back as absent.
    pub(super) fn text(&mut self, field: &str, given: Given<String>, longest: usize) -> Given<String> {
        let Given::Value(mut text) = given else { return given };
        // First: it costs nothing, and the other checks should not walk through megabytes.
        if text.len() > longest && text.chars().nth(longest).is_some() {
            self.fail(field, "TOO_LONG", || format!("This is longer than {longest} characters; shorten it."));
            return Given::Absent;
        }
        if text.contains('\0') {
            self.fail(field, "CONTAINS_NUL", || "This contains a NUL character; remove it.".to_owned());
            return Given::Absent;
        }
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Given::Null;
        }
        if trimmed.len() < text.len() {
            text = trimmed.to_owned();
        }
        Given::Value(text)
    }

    /// An address that a mail could be sent to.
    pub(super) fn email(&mut self, given: Given<String>) -> Given<String> {
        const LONGEST: usize = 254;
        let text = self.text("email", given, LONGEST);
        if let Given::Value(address) = &text
            && !is_email(address)
        {
            self.fail("email", "INVALID_EMAIL", || "This is not an email address, like asha@example.com.".to_owned());
            return Given::Absent;
        }
        text
    }

    /// A number that could be called.
    pub(super) fn phone(&mut self, given: Given<String>) -> Given<String> {
        const LONGEST: usize = 40;
        let text = self.text("phone", given, LONGEST);
        if let Given::Value(number) = &text
            && !is_phone(number)
        {
            self.fail("phone", "INVALID_PHONE", || {
                "This is not a phone number: 5 to 15 digits with an optional +, like +91 98765 43210.".to_owned()
            });
            return Given::Absent;
        }
        text
    }

    /// Where a picture is: a path of our own origin, or an https address.
    pub(super) fn picture(&mut self, field: &str, given: Given<String>) -> Option<String> {
        let url = self.text(field, given, LONGEST_TEXT).value()?;
        if is_own_path(&url) || is_https(&url) {
            return Some(url);
        }
        self.fail(field, "INVALID_IMAGE_URL", || {
            "A picture is a path of this server, like /products/tea.svg, or an address that begins with https://."
                .to_owned()
        });
        None
    }

    /// A whole number from 0 to what an Int holds.
    pub(super) fn count(&mut self, field: &str, given: Given<i64>) -> Given<i32> {
        let number = match given {
            Given::Absent => return Given::Absent,
            Given::Null => return Given::Null,
            Given::Value(number) => number,
        };
        match i32::try_from(number) {
            Ok(count) if count >= 0 => return Given::Value(count),
            _ if number < 0 => self.fail(field, "NEGATIVE", || "This is below 0. Give 0 or more.".to_owned()),
            _ => self.fail(field, "TOO_LARGE", || format!("This is above {}, the most that is taken.", i32::MAX)),
        }
        Given::Absent
    }

    /// An amount from 0, in minor units.
    pub(super) fn money(&mut self, field: &str, text: &str, currency: Currency) -> Option<i64> {
        match Minor::parse(text.trim(), currency) {
            Ok(amount) if amount.0 >= 0 => return Some(amount.0),
            Ok(_) => self.fail(field, "NEGATIVE", || "This is below 0. Give 0 or more.".to_owned()),
            Err(error) => self.fail(field, "INVALID_AMOUNT", || error.to_string()),
        }
        None
    }

    /// An instant between 1900 and 2200.
    pub(super) fn instant(&mut self, field: &str, text: &str) -> Option<DateTime<Utc>> {
        let Ok(instant) = DateTime::parse_from_rfc3339(text.trim()) else {
            self.fail(field, "INVALID_DATE", || {
                "This is not a date and time. Write it like 2026-11-22T10:15:00Z (RFC 3339).".to_owned()
            });
            return None;
        };
        let instant = instant.with_timezone(&Utc);
        if !(EARLIEST..LATEST).contains(&instant.timestamp()) {
            self.fail(field, "INVALID_DATE", || "Dates lie in the years 1900 to 2200.".to_owned());
            return None;
        }
        Some(instant.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(instant))
    }

    /// Likewise, where it may be left out.
    pub(super) fn given_instant(&mut self, field: &str, given: Given<String>) -> Given<DateTime<Utc>> {
        match given {
            Given::Absent => Given::Absent,
            Given::Null => Given::Null,
            Given::Value(text) if text.trim().is_empty() => Given::Null,
            Given::Value(text) => self.instant(field, &text).map_or(Given::Absent, Given::Value),
        }
    }

    /// What the row is ranked by: `updatedAt`, else the present.
    pub(super) fn stamp(&mut self, updated_at: Given<String>, terms: &Terms) -> Stamp {
        let accepted = terms.now.timestamp_micros();
        let version = match self.given_instant("updatedAt", updated_at) {
            Given::Value(instant) => {
                if instant > terms.now + CLOCK_TOLERANCE {
                    self.fail("updatedAt", "IN_THE_FUTURE", || {
                        format!(
                            "This lies more than {} minutes ahead. Set the clock of the system that sent it right.",
                            CLOCK_TOLERANCE.num_minutes()
                        )
                    });
                }
                instant.timestamp_micros()
            }
            Given::Absent | Given::Null => accepted,
        };
        Stamp { version, accepted }
    }
}

/// 1900-01-01T00:00:00Z in seconds.
const EARLIEST: i64 = -2_208_988_800;
/// 2201-01-01T00:00:00Z in seconds.
const LATEST: i64 = 7_289_654_400;

/// One @, something before it, a domain with a point behind it, and nothing in either that ends an address in
/// a header. Whether a mail arrives only a mail can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.chars().any(|letter| letter.is_whitespace() || letter.is_control() || "@,;<>()[]\\\"".contains(letter))
    };
    let labels = domain.split('.');
    let named = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    (1..=64).contains(&local.len())
        && plain(local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && plain(domain)
        && domain.contains('.')
        && labels.into_iter().all(named)
}

/// 5 to 15 digits (E.164 has at most 15), one leading + and the usual separators.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (5..=15).contains(&digits) && rest.chars().all(|letter| letter.is_ascii_digit() || " -().\u{a0}".contains(letter))
}

/// Pictures, by the ends of their names.
const PICTURES: [&str; 7] = ["svg", "png", "jpg", "jpeg", "webp", "gif", "avif"];

/// One slash and a path that stays below it, whatever a browser makes of it: a backslash is a slash to it, and "%2e" a
/// point. It is the path of a picture and of nothing else that we answer: who looks at it asks with their session.
fn is_own_path(text: &str) -> bool {
    let Some(path) = text.strip_prefix('/') else { return false };
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    !path.starts_with('/')
        && !path.contains(['?', '#'])
        && end.is_some_and(|end| PICTURES.contains(&end.as_str()))
        && is_address(text)
        && !path.contains("..")
        && !path.to_ascii_lowercase().contains("%2e")
}

/// An address of a host, without a name and password in it.
fn is_https(text: &str) -> bool {
    let plain = |url: Url| url.has_host() && url.username().is_empty() && url.password().is_none();
    // Browsers pass over more slashes and take what follows for the host.
    let of_host = text.strip_prefix("https://").is_some_and(|rest| !rest.starts_with('/'));
    of_host && is_address(text) && Url::parse(text).is_ok_and(plain)
}

/// No character that ends an address, or that a browser leaves out of one.
fn is_address(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_whitespace() || letter.is_control() || "\\\"'<>`".contains(letter))
}
