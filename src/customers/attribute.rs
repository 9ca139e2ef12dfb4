//! How a customer's free attributes look to a rule: texts folded, and what reads as a date known as one.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::fold::fold;

/// The attributes as the audience keeps them: the same keys, texts folded, everything else as it is.
pub fn folded(attributes: &Map<String, Value>) -> Map<String, Value> {
    let fold_one = |value: &Value| match value {
        Value::String(text) => Value::String(fold(text)),
        other => other.clone(),
    };
    attributes.iter().map(|(name, value)| (name.clone(), fold_one(value))).collect()
}

/// The attributes whose text is a date, in microseconds since 1970.
pub fn dates(attributes: &Map<String, Value>, timezone: Tz) -> Map<String, Value> {
    let dated = |(name, value): (&String, &Value)| {
        value.as_str().and_then(|text| date(text, timezone)).map(|micros| (name.clone(), Value::from(micros)))
    };
    attributes.iter().filter_map(dated).collect()
}

/// The instant that a text names, in microseconds since 1970: RFC 3339, or a day alone (`2026-11-22`), which
/// begins at midnight in `timezone`. Where a clock change leaves no midnight, the first instant after it.
pub fn date(text: &str, timezone: Tz) -> Option<i64> {
    let text = text.trim();
    // The shortest is a day; telling texts apart by their first bytes spares the parsers most of them.
    if text.len() < 10 || !text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    if text.len() > 10 {
        return DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.timestamp_micros());
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let midnight = day.and_time(NaiveTime::MIN);
    let begins =
        (0..24).find_map(|hour| timezone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(hour))).earliest());
    begins.map(|instant| instant.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_that_are_dates_are_known_as_dates() {
        let timezone = chrono_tz::Asia::Kolkata;
        assert_eq!(date("1970-01-01", timezone), Some(-19_800_000_000));
        assert_eq!(date("1970-01-01T00:00:01Z", timezone), Some(1_000_000));
        assert_eq!(date(" 1970-01-01T05:30:00+05:30 ", timezone), Some(0));
        for text in ["", "gold", "1970", "1970-13-01", "1970-01-01T25:00:00Z", "12/31/1970", "१९७०-०१-०१"]
        {
            assert_eq!(date(text, timezone), None, "{text}");
        }
        // A spring night without a midnight.
        assert!(date("2018-11-04", chrono_tz::America::Sao_Paulo).is_some());
    }

    #[test]
    fn only_texts_are_folded() {
        let given = json!({ "Tier": " Gold ", "age": 31, "since": "2024-01-01T00:00:00Z", "tags": ["A"] });
        let Value::Object(given) = given else { panic!() };
        assert_eq!(
            Value::Object(folded(&given)),
            json!({ "Tier": "gold", "age": 31, "since": "2024-01-01t00:00:00z", "tags": ["A"] })
        );
        assert_eq!(Value::Object(dates(&given, chrono_tz::UTC)), json!({ "since": 1_704_067_200_000_000_i64 }));
    }
}
