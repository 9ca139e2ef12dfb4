//! Segments worth looking at, of every shape that the rule language has.

use std::collections::BTreeMap;

use anyhow::bail;
use chrono::{Datelike as _, Days, NaiveDate};
use serde::Deserialize;
use serde_json::{Value, json};

use super::brand;
use super::people;
use crate::client::retry::Link;
use crate::problem::Problem;

/// A segment to make.
#[derive(Debug)]
pub struct Draft {
    /// Its name, by which it is known again.
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// A `RuleInput`; the ids of segments that it refers to are filled in by name.
    pub rule: Value,
}

fn draft(name: &'static str, description: &'static str, rule: Value) -> Draft {
    Draft { name, description, rule }
}

/// The name of the segment that another one refers to.
pub const GOLD: &str = "Gold and Platinum";
/// Who used to come.
pub const LAPSED: &str = "Lapsed regulars";
/// Who buys coffee in the south.
pub const SOUTH: &str = "Coffee lovers of the south";

/// All of them; one that refers to another comes after it.
pub fn drafts(as_of: NaiveDate) -> Vec<Draft> {
    let mut all = by_value();
    all.extend(by_taste(as_of));
    all.extend(by_person());
    all
}

fn by_value() -> Vec<Draft> {
    vec![
        draft(
            "Worth winning back",
            "Spent much and came rarely, or silent for 90 days",
            json!({ "any": [
                { "all": [{ "spend": { "gt": "10000" } }, { "visits": { "lt": 3 } }] },
                { "lastOrderAt": { "notWithinLast": { "days": 90 } } },
            ] }),
        ),
        draft(
            LAPSED,
            "Three orders or more, none in the last 120 days",
            json!({ "all": [
                { "orderCount": { "gte": 3 } },
                { "lastOrderAt": { "notWithinLast": { "days": 120 } } },
            ] }),
        ),
        draft(
            "Signed up, never bought",
            "No order since they signed up within three months",
            json!({ "all": [
                { "createdAt": { "withinLast": { "months": 3 } } },
                { "orderCount": { "eq": 0 } },
            ] }),
        ),
        draft(
            "Large baskets",
            "At least two orders that come to 1,500 rupees on average",
            json!({ "all": [
                { "averageOrderValue": { "gte": "1500" } },
                { "orderCount": { "between": { "from": 2, "to": 1000 } } },
            ] }),
        ),
    ]
}

fn by_taste(as_of: NaiveDate) -> Vec<Draft> {
    let (from, to) = festive_weeks(as_of);
    vec![
        draft(
            SOUTH,
            "Two orders with coffee in half a year, in the cities of the south",
            json!({ "all": [
                { "city": { "in": ["Bengaluru", "Mysuru", "Mangaluru", "Chennai", "Coimbatore", "Kochi", "Hyderabad"] } },
                { "orders": {
                    "where": { "category": { "eq": "Coffee" }, "placedAt": { "withinLast": { "months": 6 } } },
                    "count": { "gte": 2 },
                } },
            ] }),
        ),
        draft(
            "Festive gifters",
            "Gifts for 2,000 rupees or more in the weeks before the last Diwali",
            json!({ "orders": {
                "where": {
                    "category": { "eq": "Gifts" },
                    "placedAt": { "between": { "from": from, "to": to } },
                },
                "total": { "gte": "2000" },
            } }),
        ),
        draft(
            "Had to be refunded",
            "Any cancelled or refunded order within a year, on the web or in the app",
            json!({ "orders": {
                "where": {
                    "status": ["CANCELLED", "REFUNDED"],
                    "channel": { "in": ["web", "app"] },
                    "placedAt": { "withinLast": { "years": 1 } },
                },
                "count": { "gte": 1 },
            } }),
        ),
    ]
}

fn by_person() -> Vec<Draft> {
    vec![
        draft(
            GOLD,
            "The two highest tiers, without those who withdrew their consent",
            json!({ "all": [
                { "attribute": { "name": "tier", "text": { "in": ["Gold", "Platinum"] } } },
                { "not": { "consent": "WITHDRAWN" } },
            ] }),
        ),
        draft(
            "Gold and slipping away",
            "Of the highest tiers, silent for 60 days",
            json!({ "all": [
                { "segment": GOLD },
                { "lastOrderAt": { "notWithinLast": { "days": 60 } } },
            ] }),
        ),
        draft(
            "Workshop guests with an email",
            "Came to a workshop or bring gifts, are no office, and can be written to",
            json!({ "all": [
                { "tag": { "hasAny": ["workshop", "gifting"] } },
                { "tag": { "hasNone": ["office"] } },
                { "email": { "isMissing": false } },
                { "attribute": { "name": "subscriber", "flag": false } },
            ] }),
        ),
    ]
}

/// The two weeks before the last Diwali that is over.
fn festive_weeks(as_of: NaiveDate) -> (String, String) {
    let years = (0..4).filter_map(|back| brand::diwali(as_of.year() - back));
    let diwali = years.into_iter().find(|diwali| *diwali < as_of).unwrap_or(as_of);
    let from = diwali.checked_sub_days(Days::new(14)).unwrap_or(diwali);
    let text = |day| people::local(day, 0, 0, 0).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    (text(from), text(diwali.succ_opt().unwrap_or(diwali)))
}

#[derive(Deserialize)]
struct Known {
    segments: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Segment>,
}

#[derive(Deserialize)]
struct Segment {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Created {
    create: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    segment: Option<Segment>,
    user_errors: Vec<Problem>,
}

/// What there is now.
#[derive(Debug, Default)]
pub struct Segments {
    /// Ids by name.
    pub ids: BTreeMap<String, String>,
    /// Made now.
    pub made: usize,
    /// Found and left as they were.
    pub kept: usize,
}

const LIST: &str = "{ segments(first: 100) { nodes { id name } } }";
const CREATE: &str = "mutation Create($input: SegmentCreateInput!) { create: segmentCreate(input: $input) \
                      { segment { id name } userErrors { code message path } } }";

/// Makes the segments that are not there yet.
pub async fn create(link: &Link, as_of: NaiveDate) -> anyhow::Result<Segments> {
    let known: Known = link.call(json!({ "query": LIST }).to_string().as_bytes()).await?;
    let mut segments = Segments::default();
    segments.ids.extend(known.segments.nodes.into_iter().map(|segment| (segment.name, segment.id)));
    for draft in drafts(as_of) {
        if segments.ids.contains_key(draft.name) {
            segments.kept += 1;
            continue;
        }
        let rule = with_ids(draft.rule, &segments.ids);
        let input = json!({ "name": draft.name, "description": draft.description, "rule": rule });
        let body = json!({ "query": CREATE, "variables": { "input": input } }).to_string();
        let created: Created = link.call(body.as_bytes()).await?;
        match created.create.segment {
            Some(segment) => {
                segments.ids.insert(segment.name, segment.id);
                segments.made += 1;
            }
            None => bail!("the segment \"{}\" was refused: {:?}", draft.name, created.create.user_errors),
        }
    }
    Ok(segments)
}

/// Replaces the names of segments by their ids.
fn with_ids(rule: Value, ids: &BTreeMap<String, String>) -> Value {
    match rule {
        Value::Array(rules) => rules.into_iter().map(|rule| with_ids(rule, ids)).collect(),
        Value::Object(fields) => {
            let replaced = fields.into_iter().map(|(key, value)| match (key.as_str(), value.as_str()) {
                ("segment", Some(name)) => (key, ids.get(name).map_or(Value::Null, |id| Value::from(id.as_str()))),
                _ => (key, with_ids(value, ids)),
            });
            Value::Object(replaced.collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_referred_to_by_its_id_and_made_after_it() {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let mut ids = BTreeMap::new();
        for draft in drafts(as_of) {
            let rule = with_ids(draft.rule, &ids).to_string();
            assert!(!rule.contains("null"), "{} refers to what is not there yet: {rule}", draft.name);
            assert!(ids.insert(draft.name.to_owned(), format!("seg_{}", ids.len())).is_none(), "{}", draft.name);
        }
        assert_eq!(with_ids(json!({ "segment": LAPSED }), &ids), json!({ "segment": "seg_1" }));
        assert!(ids.len() >= 8);
    }

    #[test]
    fn the_last_festival_is_one_that_is_over() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let (from, to) = festive_weeks(day(2026, 11, 22));
        assert_eq!((from.as_str(), to.as_str()), ("2026-10-24T18:30:00Z", "2026-11-08T18:30:00Z"));
        assert_eq!(festive_weeks(day(2026, 11, 1)).1, "2025-10-20T18:30:00Z");
    }
}
