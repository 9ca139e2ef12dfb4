//! Whether a rule keeps what our own reader understood of the text. What it read is right as far as it goes; a model is
//! asked for the rest. So every number and word that our reader compared something with has to be compared with in the
//! draft, in the same sense: "more than 5,000" is not kept by "5,000 at most", nor "not in Pune" by "in Pune". Under
//! which condition it stands is left to the model, because the words that were not read may belong to it: "over 5K on
//! footwear" is spent in orders.

use serde_json::Value;

use crate::customers::fold::fold;
use crate::segments::input::RuleInput;

/// What a rule compares with.
#[derive(Debug, PartialEq)]
struct Comparison {
    /// Whether the rule is met where it is not.
    denied: bool,
    /// "more", "months"
    sense: String,
    value: Value,
}

/// Whether a draft keeps all of our own rule; or what it has lost.
pub fn check(own: &RuleInput, draft: &RuleInput) -> Result<(), String> {
    let (own, draft) = (comparisons(own)?, comparisons(draft)?);
    match own.iter().find(|comparison| !draft.contains(comparison)) {
        Some(lost) => {
            let denied = if lost.denied { "not " } else { "" };
            Err(format!("It leaves out what the description says: {denied}{} {}.", lost.sense, lost.value))
        }
        None => Ok(()),
    }
}

fn comparisons(rule: &RuleInput) -> Result<Vec<Comparison>, String> {
    let rule = serde_json::to_value(rule).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    gather(&rule, ("", false), &mut found);
    Ok(found)
}

fn gather(value: &Value, (sense, denied): (&str, bool), found: &mut Vec<Comparison>) {
    match value {
        Value::Object(fields) => {
            // "Never bought shoes" is no order of shoes.
            let none = fields.get("count").is_some_and(is_none);
            for (field, value) in fields {
                let (denied, sense) = match field.as_str() {
                    "not" => (!denied, sense.to_owned()),
                    "where" => (denied != none, sense.to_owned()),
                    // What is not within six months is denied, however it is put.
                    "notWithinLast" => (!denied, "withinLast".to_owned()),
                    "gt" | "gte" => (denied, "more than".to_owned()),
                    "lt" | "lte" => (denied, "less than".to_owned()),
                    "count" if is_any(value) || is_none(value) => continue,
                    field => (denied, field.to_owned()),
                };
                gather(value, (&sense, denied), found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, (sense, denied), found)),
        Value::String(word) => {
            found.push(Comparison { denied, sense: sense.to_owned(), value: Value::String(fold(word)) });
        }
        Value::Null => {}
        other => found.push(Comparison { denied, sense: sense.to_owned(), value: other.clone() }),
    }
}

/// "None at all", as a comparison of a count.
fn is_none(count: &Value) -> bool {
    ["eq", "lte"].iter().any(|field| count.get(field).and_then(Value::as_i64) == Some(0))
        || count.get("lt").and_then(Value::as_i64) == Some(1)
}

/// "Any at all", which nobody writes.
fn is_any(count: &Value) -> bool {
    count.get("gte").and_then(Value::as_i64) == Some(1) || count.get("gt").and_then(Value::as_i64) == Some(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keeps(own: Value, draft: Value) -> bool {
        let rule = |rule: Value| serde_json::from_value(rule).unwrap();
        check(&rule(own), &rule(draft)).is_ok()
    }

    fn shoes(count: Value) -> Value {
        json!({ "orders": { "where": { "category": { "eq": "shoes" } }, "count": count } })
    }

    #[test]
    fn what_our_reader_understood_stands_in_a_draft_in_the_same_sense() {
        let spent = json!({ "spend": { "gt": "5000" } });
        let away = json!({ "lastOrderAt": { "notWithinLast": { "months": 6 } } });
        let pune = json!({ "not": { "city": { "eq": "Pune" } } });
        for (own, draft) in [
            (&spent, json!({ "all": [{ "spend": { "gte": "5000" } }, shoes(json!({ "gte": 1 }))] })),
            (&spent, json!({ "orders": { "where": { "category": { "eq": "shoes" } }, "total": { "gt": "5000" } } })),
            (&away, json!({ "not": { "lastOrderAt": { "withinLast": { "months": 6 } } } })),
            (&pune, json!({ "not": { "any": [{ "city": { "eq": "pune" } }, { "city": { "eq": "Delhi" } }] } })),
            (&shoes(json!({ "gte": 1 })), shoes(json!({ "gt": 0 }))),
            (&shoes(json!({ "eq": 0 })), json!({ "not": shoes(json!({ "gte": 1 })) })),
        ] {
            assert!(keeps(own.clone(), draft.clone()), "{own} {draft}");
        }
        for (own, draft) in [
            (&spent, json!({ "visits": { "gte": 1 } })),
            (&spent, json!({ "visits": { "gt": 5000 } })),
            (&spent, json!({ "spend": { "lt": "5000" } })),
            (&spent, json!({ "not": { "spend": { "gt": "5000" } } })),
            (&away, json!({ "lastOrderAt": { "withinLast": { "months": 6 } } })),
            (&away, json!({ "lastOrderAt": { "notWithinLast": { "days": 6 } } })),
            (&pune, json!({ "city": { "eq": "Pune" } })),
            (&shoes(json!({ "gte": 1 })), shoes(json!({ "eq": 0 }))),
            (&shoes(json!({ "gte": 3 })), shoes(json!({ "gte": 1 }))),
        ] {
            assert!(!keeps(own.clone(), draft.clone()), "{own} {draft}");
        }
    }
}
