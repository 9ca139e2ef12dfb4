//! The filters of a message, all of them. Each refuses what is not known, so that only `default`, written next
//! to the variable, fills it in; what cannot be used (a word where a number is wanted) counts as not known.
//!
//! | filter | of "asha RAO", 1234567.5, "2026-11-22" |
//! |---|---|
//! | `default('there')` | the text where the value is unknown |
//! | `upper`, `lower`, `title`, `capitalize` | ASHA RAO, asha rao, Asha Rao, Asha rao |
//! | `trim`, `truncate(5)` | without space around; "asha…" |
//! | `round`, `round(1)` | 1234568, 1234567.5 |
//! | `number` | 12,34,567.5, grouped as the workspace's currency is |
//! | `money` | ₹12,34,567.50 |
//! | `date`, `date('%d/%m/%Y')` | 22 Nov 2026, 22/11/2026, in the workspace's zone |

use std::fmt::Write as _;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveTime};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::config::Workspace;
use crate::db::money::{self, Minor};

/// The filters' names, and how many arguments each takes at most.
pub const FILTERS: [(&str, usize); 11] = [
    ("default", 1),
    ("upper", 0),
    ("lower", 0),
    ("title", 0),
    ("capitalize", 0),
    ("trim", 0),
    ("truncate", 1),
    ("round", 1),
    ("number", 0),
    ("money", 0),
    ("date", 1),
];

/// Makes the filters and tests known to an environment that knows nothing.
pub fn register(environment: &mut Environment<'static>, workspace: Workspace) {
    environment.add_filter("default", |value: Value, other: Value| if is_unknown(&value) { other } else { value });
    environment.add_filter("upper", |value: Value| text(&value).map(|text| text.to_uppercase()));
    environment.add_filter("lower", |value: Value| text(&value).map(|text| text.to_lowercase()));
    environment.add_filter("title", |value: Value| text(&value).map(|text| title(&text)));
    environment.add_filter("capitalize", |value: Value| text(&value).map(|text| capitalize(&text)));
    environment.add_filter("trim", |value: Value| text(&value).map(|text| text.trim().to_owned()));
    environment.add_filter("truncate", |value: Value, longest: usize| truncate(&value, longest));
    environment.add_filter("round", |value: Value, places: Option<u32>| round(&value, places.unwrap_or(0)));
    environment.add_filter("number", move |value: Value| number(&value).map(|number| grouped(number, workspace)));
    environment.add_filter("money", move |value: Value| money(&value, workspace));
    environment.add_filter("date", move |value: Value, format: Option<String>| {
        date(&value, format.as_deref().unwrap_or("%-d %b %Y"), workspace)
    });
    environment.add_test("defined", |value: Value| !is_unknown(&value));
    environment.add_test("undefined", |value: Value| is_unknown(&value));
}

/// Whether a date can be written like this.
pub fn is_date_format(format: &str) -> bool {
    // One that asks for something absurd, like a width of a million, is refused with the malformed.
    let mut written = String::new();
    let sample = DateTime::UNIX_EPOCH.with_timezone(&chrono_tz::UTC);
    format.len() <= 60
        && !StrftimeItems::new(format).any(|item| item == Item::Error)
        && write!(written, "{}", sample.format(format)).is_ok()
        && written.len() <= 200
}

fn is_unknown(value: &Value) -> bool {
    value.is_undefined() || value.is_none() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn unknown() -> Error {
    Error::new(ErrorKind::UndefinedError, "the value is not known or cannot be used like this")
}

fn text(value: &Value) -> Result<String, Error> {
    if is_unknown(value) { Err(unknown()) } else { Ok(value.to_string()) }
}

fn number(value: &Value) -> Result<f64, Error> {
    let number = match value.as_str() {
        Some(text) => text.trim().parse().ok(),
        None => f64::try_from(value.clone()).ok(),
    };
    number.filter(|number: &f64| number.is_finite() && number.abs() < 1e15).ok_or_else(unknown)
}

fn title(text: &str) -> String {
    text.split(' ').map(capitalize).collect::<Vec<_>>().join(" ")
}

fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters.as_str().to_lowercase().chars()).collect())
}

fn truncate(value: &Value, longest: usize) -> Result<String, Error> {
    let text = text(value)?;
    if text.chars().count() <= longest {
        return Ok(text);
    }
    Ok(text.chars().take(longest.saturating_sub(1)).chain(['…']).collect())
}

fn round(value: &Value, places: u32) -> Result<Value, Error> {
    let scale = 10_f64.powi(i32::try_from(places.min(6)).unwrap_or(0));
    let rounded = (number(value)? * scale).round() / scale;
    Ok(if rounded.fract() == 0.0 { Value::from(rounded as i64) } else { Value::from(rounded) })
}

fn money(value: &Value, workspace: Workspace) -> Result<String, Error> {
    let currency = workspace.currency;
    let minor = (number(value)? * 10_f64.powi(i32::try_from(currency.digits).unwrap_or(2))).round();
    let decimal = Minor(minor.abs() as i64).to_decimal(currency);
    let (whole, fraction) = decimal.split_once('.').unwrap_or((&decimal, ""));
    let mut text = if minor < 0.0 { "-".to_owned() } else { String::new() };
    text.push_str(match currency.code() {
        "INR" => "₹",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        _ => "",
    });
    if text.is_empty() || text == "-" {
        let _ = write!(text, "{} ", currency.code());
    }
    text.push_str(&money::grouped(whole, currency));
    if fraction.bytes().any(|digit| digit != b'0') {
        let _ = write!(text, ".{fraction}");
    }
    Ok(text)
}

fn grouped(number: f64, workspace: Workspace) -> String {
    let text = number.abs().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let sign = if number < 0.0 { "-" } else { "" };
    let fraction = fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
    format!("{sign}{}{fraction}", money::grouped(whole, workspace.currency))
}

/// Of "2026-11-22" or an RFC 3339 instant.
fn date(value: &Value, format: &str, workspace: Workspace) -> Result<String, Error> {
    let given = text(value)?;
    let zone = workspace.timezone;
    let instant = match DateTime::parse_from_rfc3339(&given) {
        Ok(instant) => instant.with_timezone(&zone),
        Err(_) => {
            let day: NaiveDate = given.parse().map_err(|_| unknown())?;
            day.and_time(NaiveTime::MIN).and_local_timezone(zone).earliest().ok_or_else(unknown)?
        }
    };
    let mut written = String::new();
    write!(written, "{}", instant.format(format)).map_err(|_| unknown())?;
    Ok(written)
}
