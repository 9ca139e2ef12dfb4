//! One cell, checked by its field's shape and turned into what the API takes. What a value *means* (an email
//! that is none, an amount below 0) is the server's to judge, row by row; here only what would fail a whole
//! call is found, and what a person may write in more than one way is brought into one.

use chrono::{LocalResult, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use serde_json::value::RawValue;

use super::fields::Shape;
use super::row;
use crate::problem::Problem;

/// How cells are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// Where dates without an offset are at home; they are refused without it.
    pub timezone: Option<Tz>,
}

/// What is wrong with a cell; its path is within the cell, mostly empty.
pub type CellResult = Result<Value, Vec<Problem>>;

fn wrong(message: impl Into<String>) -> Vec<Problem> {
    vec![Problem::at("", "WRONG_TYPE", message)]
}

/// The first characters of a text, for a message.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
}

impl Reading {
    /// A cell of a CSV file that is not empty.
    pub fn text(&self, shape: Shape, cell: &str) -> CellResult {
        let trimmed = cell.trim();
        match shape {
            Shape::Text => Ok(Value::from(cell)),
            Shape::Int => int(trimmed),
            Shape::Decimal => decimal(trimmed),
            Shape::Instant => self.instant(trimmed),
            Shape::OneOf(values) => one_of(values, trimmed),
            Shape::Tags => Ok(tags(trimmed)),
            Shape::Number => number(trimmed),
            Shape::Flag => flag(trimmed),
            Shape::Object | Shape::Items => match serde_json::from_str::<&RawValue>(trimmed) {
                Ok(raw) => self.json(shape, raw),
                Err(_) => Err(wrong(format!("{} is not JSON", shown(trimmed)))),
            },
        }
    }

    /// A value of an NDJSON row. Null clears, whatever the shape.
    pub fn json(&self, shape: Shape, raw: &RawValue) -> CellResult {
        let written = raw.get();
        let text = || serde_json::from_str::<String>(written).ok();
        let is_number = written.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        if written == "null" {
            return Ok(Value::Null);
        }
        match shape {
            Shape::Text => text().map(Value::from).ok_or_else(|| wrong(format!("{} is not a text", shown(written)))),
            Shape::Int if is_number => int(written),
            // As it is written: a float in between would not be exact.
            Shape::Decimal if is_number => decimal(written),
            Shape::Number if is_number => number(written),
            Shape::Int | Shape::Number => Err(wrong(format!("{} is not a number", shown(written)))),
            Shape::Decimal => decimal(&text().ok_or_else(|| wrong(format!("{} is not a number", shown(written))))?),
            Shape::Instant => {
                self.instant(&text().ok_or_else(|| wrong(format!("{} is not a date and time", shown(written))))?)
            }
            Shape::OneOf(values) => one_of(values, &text().unwrap_or_else(|| written.to_owned())),
            Shape::Tags => serde_json::from_str::<Vec<String>>(written)
                .map(Value::from)
                .map_err(|_| wrong(format!("{} is not a list of texts", shown(written)))),
            Shape::Flag => match written {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(wrong(format!("{} is neither true nor false", shown(written)))),
            },
            Shape::Object => serde_json::from_str::<serde_json::Map<String, Value>>(written)
                .map(Value::from)
                .map_err(|_| wrong(format!("{} is not an object", shown(written)))),
            Shape::Items => row::items(self, raw),
        }
    }

    fn instant(&self, text: &str) -> CellResult {
        if chrono::DateTime::parse_from_rfc3339(text).is_ok() {
            return Ok(Value::from(text));
        }
        let Some(local) = local_time(text) else {
            return Err(wrong(format!("{} is not a date and time like 2026-11-22T10:15:00Z", shown(text))));
        };
        let Some(timezone) = self.timezone else {
            return Err(wrong(format!(
                "{} has no time zone; write it like 2026-11-22T10:15:00+05:30, or say where with --timezone",
                shown(text)
            )));
        };
        match timezone.from_local_datetime(&local) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => {
                Ok(Value::from(instant.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::AutoSi, true)))
            }
            LocalResult::None => {
                Err(wrong(format!("{} does not exist in {timezone}: the clocks went forward", shown(text))))
            }
        }
    }
}

fn local_time(text: &str) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    let timed = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    timed.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}

fn int(text: &str) -> CellResult {
    match text.parse::<i32>() {
        Ok(number) => Ok(Value::from(number)),
        Err(_) => Err(wrong(format!("{} is not a whole number of at most {}", shown(text), i32::MAX))),
    }
}

fn decimal(text: &str) -> CellResult {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if are_digits(whole) && are_digits(fraction) {
        Ok(Value::from(text))
    } else {
        Err(wrong(format!("{} is not a decimal number like 499 or 10000.50", shown(text))))
    }
}

fn number(text: &str) -> CellResult {
    let number: Result<serde_json::Number, _> = text.parse();
    number.map(Value::from).map_err(|_| wrong(format!("{} is not a number", shown(text))))
}

fn flag(text: &str) -> CellResult {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(Value::Bool(true)),
        "false" | "no" | "0" => Ok(Value::Bool(false)),
        _ => Err(wrong(format!("{} is neither true nor false", shown(text)))),
    }
}

fn one_of(values: &[&str], text: &str) -> CellResult {
    let known = values.iter().find(|value| value.eq_ignore_ascii_case(text));
    known
        .map(|value| Value::from(*value))
        .ok_or_else(|| wrong(format!("{} is none of {}", shown(text), values.join(", "))))
}

fn tags(text: &str) -> Value {
    text.split(['|', ';']).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTC_ONLY: Reading = Reading { timezone: None };
    const INDIA: Reading = Reading { timezone: Some(chrono_tz::Asia::Kolkata) };
    const CONSENT: Shape = Shape::OneOf(&["GRANTED", "UNKNOWN", "WITHDRAWN"]);

    fn json(shape: Shape, written: &str) -> CellResult {
        INDIA.json(shape, &RawValue::from_string(written.to_owned()).unwrap())
    }

    #[test]
    fn cells_are_brought_into_the_form_that_the_api_takes() {
        let cases = [
            (Shape::Text, " as it is ", Value::from(" as it is ")),
            (Shape::Int, " 42 ", Value::from(42)),
            (Shape::Decimal, "10000.50", Value::from("10000.50")),
            (Shape::Decimal, "-3", Value::from("-3")),
            (CONSENT, "Granted", Value::from("GRANTED")),
            (Shape::Tags, "vip | new;vip;", serde_json::json!(["vip", "new", "vip"])),
            (Shape::Flag, "Yes", Value::Bool(true)),
            (Shape::Number, "-1.5e3", serde_json::json!(-1500.0)),
            (Shape::Instant, "2026-01-01T00:00:00+05:30", Value::from("2026-01-01T00:00:00+05:30")),
            (Shape::Instant, "2026-01-01", Value::from("2025-12-31T18:30:00Z")),
            (Shape::Instant, "2026-01-01 10:15", Value::from("2026-01-01T04:45:00Z")),
            (Shape::Object, r#"{"tier":"gold"}"#, serde_json::json!({"tier": "gold"})),
        ];
        for (shape, cell, value) in cases {
            assert_eq!(INDIA.text(shape, cell), Ok(value), "{cell}");
        }
    }

    #[test]
    fn a_cell_of_another_shape_says_what_it_is_not() {
        let cases = [
            (Shape::Int, "3.5", "\"3.5\" is not a whole number of at most 2147483647"),
            (Shape::Int, "2147483648", "\"2147483648\" is not a whole number of at most 2147483647"),
            (Shape::Decimal, "1,000", "\"1,000\" is not a decimal number like 499 or 10000.50"),
            (Shape::Decimal, "1e3", "\"1e3\" is not a decimal number like 499 or 10000.50"),
            (Shape::Decimal, "1.", "\"1.\" is not a decimal number like 499 or 10000.50"),
            (CONSENT, "maybe", "\"maybe\" is none of GRANTED, UNKNOWN, WITHDRAWN"),
            (Shape::Flag, "2", "\"2\" is neither true nor false"),
            (Shape::Instant, "31/01/2026", "\"31/01/2026\" is not a date and time like 2026-11-22T10:15:00Z"),
            (Shape::Object, "[1]", "\"[1]\" is not an object"),
        ];
        for (shape, cell, message) in cases {
            assert_eq!(UTC_ONLY.text(shape, cell), Err(wrong(message)), "{cell}");
        }
        let problems = UTC_ONLY.text(Shape::Instant, "2026-01-31").unwrap_err();
        assert!(problems[0].message.contains("has no time zone"), "{problems:?}");
    }

    #[test]
    fn json_values_keep_every_digit_and_null_clears() {
        assert_eq!(json(Shape::Decimal, "9999999999999.99"), Ok(Value::from("9999999999999.99")));
        assert_eq!(json(Shape::Decimal, "\"12.50\""), Ok(Value::from("12.50")));
        assert_eq!(json(Shape::Text, "null"), Ok(Value::Null));
        assert_eq!(json(Shape::Tags, r#"["a","b"]"#), Ok(serde_json::json!(["a", "b"])));
        for (shape, written) in [
            (Shape::Text, "5"),
            (Shape::Int, "\"5\""),
            (Shape::Decimal, "1e3"),
            (Shape::Decimal, "true"),
            (Shape::Instant, "1700000000"),
            (CONSENT, "true"),
            (Shape::Tags, "\"a|b\""),
            (Shape::Flag, "\"true\""),
        ] {
            assert!(json(shape, written).is_err(), "{written}");
        }
    }
}
