//! A row put together from its cells: either what the API takes, or all that is wrong with it at once.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::cell::{CellResult, Reading};
use super::fields::{self, Field};
use super::mapping::{Columns, Keys, Target};
use crate::client::ingest::Kind;
use crate::problem::Problem;

/// The most that one row may weigh, in bytes of JSON: the server takes 32 MB a call.
const HEAVIEST: usize = 8 << 20;

/// A row as the API takes it.
#[derive(Debug)]
pub struct Ready {
    /// Its external id, trimmed as the server does: two rows with one id must not share a call.
    pub id: String,
    /// The row, encoded.
    pub json: Box<RawValue>,
}

/// A row on its way.
#[derive(Default)]
struct Draft {
    fields: Map<String, Value>,
    attributes: Map<String, Value>,
    problems: Vec<Problem>,
}

impl Draft {
    fn put(&mut self, target: &Target, cell: CellResult) {
        let value = match cell {
            Ok(value) => value,
            Err(problems) => {
                let path = target.path();
                self.problems.extend(problems.into_iter().map(|problem| problem.under(&path)));
                return;
            }
        };
        let taken = match target {
            Target::Field(field) => self.fields.insert(field.name.to_owned(), value),
            Target::Attribute { name, .. } => self.attributes.insert(name.clone(), value),
        };
        if taken.is_some() {
            self.problems.push(Problem::at(target.path(), "DUPLICATE_FIELD", "is given twice under two names"));
        }
    }

    fn finish(mut self, kind: Kind) -> Result<Ready, Vec<Problem>> {
        if !self.attributes.is_empty() {
            match self.fields.entry("attributes").or_insert_with(|| Value::Object(Map::new())) {
                Value::Object(whole) => whole.extend(self.attributes),
                _ => self.problems.push(Problem::at(
                    "attributes",
                    "DUPLICATE_FIELD",
                    "is cleared as a whole while single attributes are set",
                )),
            }
        }
        missing(fields::fields(kind), &self.fields, &mut self.problems);
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let id = self.fields.get("externalId").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let json = serde_json::value::to_raw_value(&self.fields)
            .map_err(|error| vec![Problem::at("", "UNREADABLE", error.to_string())])?;
        if json.get().len() > HEAVIEST {
            return Err(vec![Problem::at("", "TOO_LARGE", format!("the row is larger than {} MB", HEAVIEST >> 20))]);
        }
        Ok(Ready { id, json })
    }
}

/// Adds a problem for each required field without a value that is not known to be wrong already.
fn missing(all: &'static [Field], given: &Map<String, Value>, problems: &mut Vec<Problem>) {
    for field in all.iter().filter(|field| field.required) {
        let absent = given.get(field.name).is_none_or(Value::is_null);
        if absent && !problems.iter().any(|problem| problem.path == field.name) {
            problems.push(Problem::at(field.name, "MISSING_FIELD", "is missing and every row needs it"));
        }
    }
}

/// A record of a CSV file. Empty cells are absent.
pub fn from_record(
    kind: Kind,
    columns: &Columns,
    reading: &Reading,
    record: &csv::ByteRecord,
) -> Result<Ready, Vec<Problem>> {
    if record.len() != columns.header.len() {
        let message = format!("the row has {} columns and the header {}", record.len(), columns.header.len());
        return Err(vec![Problem::at("", "WRONG_COLUMN_COUNT", message)]);
    }
    let mut draft = Draft::default();
    for (cell, target) in record.iter().zip(&columns.targets) {
        let Some(target) = target else { continue };
        match std::str::from_utf8(cell) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => draft.put(target, reading.text(target.shape(), text)),
            Err(_) => draft.put(target, Err(vec![Problem::at("", "NOT_UTF8", "is not UTF-8; save the file as UTF-8")])),
        }
    }
    draft.finish(kind)
}

/// A line of an NDJSON file.
pub fn from_line(kind: Kind, keys: &Keys, reading: &Reading, line: &[u8]) -> Result<Ready, Vec<Problem>> {
    let cells: BTreeMap<String, &RawValue> = serde_json::from_slice(line)
        .map_err(|error| vec![Problem::at("", "UNREADABLE", format!("the line is not a JSON object: {error}"))])?;
    let mut draft = Draft::default();
    for (key, raw) in cells {
        match keys.target(&key) {
            Some(target) => draft.put(&target, reading.json(target.shape(), raw)),
            None => {
                let message = format!("{} have no such field; name what it is with --map", kind.plural());
                draft.problems.push(Problem::at(key, "UNKNOWN_FIELD", message));
            }
        }
    }
    draft.finish(kind)
}

/// The items of an order, each checked like a row.
pub fn items(reading: &Reading, raw: &RawValue) -> CellResult {
    let items: Vec<BTreeMap<String, &RawValue>> = serde_json::from_str(raw.get()).map_err(|_| {
        vec![Problem::at("", "WRONG_TYPE", "is not a list of items like {\"sku\", \"quantity\", \"price\"}")]
    })?;
    let mut values = Vec::with_capacity(items.len());
    let mut problems = Vec::new();
    for (place, cells) in items.into_iter().enumerate() {
        let mut draft = Draft::default();
        for (key, raw) in cells {
            match fields::named(fields::item_fields(), &key) {
                Some(field) => draft.put(&Target::Field(field), reading.json(field.shape, raw)),
                None => draft.problems.push(Problem::at(key, "UNKNOWN_FIELD", "items have no such field")),
            }
        }
        missing(fields::item_fields(), &draft.fields, &mut draft.problems);
        problems.extend(draft.problems.into_iter().map(|problem| problem.under(&place.to_string())));
        values.push(Value::Object(draft.fields));
    }
    if problems.is_empty() { Ok(Value::Array(values)) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Reading = Reading { timezone: None };

    fn record(kind: Kind, header: &str, cells: &[&str]) -> Result<String, Vec<(String, String)>> {
        let header = header.split(',').map(str::to_owned).collect();
        let columns = Columns::of(kind, header, &[]).unwrap();
        let record = csv::ByteRecord::from(cells.to_vec());
        told(from_record(kind, &columns, &READING, &record))
    }

    fn line(kind: Kind, text: &str) -> Result<String, Vec<(String, String)>> {
        told(from_line(kind, &Keys::of(kind, &[]).unwrap(), &READING, text.as_bytes()))
    }

    fn told(row: Result<Ready, Vec<Problem>>) -> Result<String, Vec<(String, String)>> {
        row.map(|ready| ready.json.get().to_owned())
            .map_err(|problems| problems.into_iter().map(|problem| (problem.path, problem.code.into_owned())).collect())
    }

    fn wrong(pairs: &[(&str, &str)]) -> Result<String, Vec<(String, String)>> {
        Err(pairs.iter().map(|(path, code)| ((*path).to_owned(), (*code).to_owned())).collect())
    }

    #[test]
    fn a_record_becomes_a_row_and_empty_cells_are_absent() {
        assert_eq!(
            record(
                Kind::Customers,
                "customer_id,name,email,visits,tags,consent,attributes.tier",
                &["c1", "Asha", "", "3", "vip|tea", "granted", "gold"]
            ),
            Ok(concat!(
                r#"{"externalId":"c1","name":"Asha","visits":3,"tags":["vip","tea"],"consent":"GRANTED","#,
                r#""attributes":{"tier":"gold"}}"#
            )
            .to_owned())
        );
    }

    #[test]
    fn all_that_is_wrong_with_a_record_is_said_at_once() {
        let header = "order_id,customer_id,placed_at,amount,status";
        assert_eq!(
            record(Kind::Orders, header, &["o1", "", "yesterday", "1,5", "lost"]),
            wrong(&[
                ("placedAt", "WRONG_TYPE"),
                ("amount", "WRONG_TYPE"),
                ("status", "WRONG_TYPE"),
                ("customerExternalId", "MISSING_FIELD"),
            ])
        );
        assert_eq!(record(Kind::Orders, header, &["o1", "c1"]), wrong(&[("", "WRONG_COLUMN_COUNT")]));
    }

    #[test]
    fn a_line_is_a_row_with_its_nulls() {
        assert_eq!(
            line(Kind::Customers, r#"{"customer_id":"c1","name":null,"attributes":{"old":null},"visits":2}"#),
            Ok(r#"{"attributes":{"old":null},"externalId":"c1","name":null,"visits":2}"#.to_owned())
        );
        assert_eq!(
            line(
                Kind::Orders,
                r#"{"externalId":"o1","customerExternalId":"c1","amount":0,"placedAt":"2026-01-01T00:00:00Z",
                    "items":[{"sku":"A","quantity":2,"price":"9.50","imageUrl":"/a.svg"}]}"#
            ),
            Ok(concat!(
                r#"{"amount":"0","customerExternalId":"c1","externalId":"o1","items":[{"imageUrl":"/a.svg","price":"9.50","quantity":2,"#,
                r#""sku":"A"}],"placedAt":"2026-01-01T00:00:00Z"}"#
            )
            .to_owned())
        );
    }

    #[test]
    fn a_line_with_an_unknown_or_repeated_field_is_refused_by_name() {
        assert_eq!(
            line(Kind::Customers, r#"{"externalId":"c1","colour":"red"}"#),
            wrong(&[("colour", "UNKNOWN_FIELD")])
        );
        assert_eq!(
            line(Kind::Customers, r#"{"externalId":"c1","id":"c2"}"#),
            wrong(&[("externalId", "DUPLICATE_FIELD")])
        );
        assert_eq!(line(Kind::Customers, r#"{"externalId":null}"#), wrong(&[("externalId", "MISSING_FIELD")]));
        assert_eq!(line(Kind::Customers, "{\"externalId\""), wrong(&[("", "UNREADABLE")]));
        let order = r#"{"externalId":"o","customerExternalId":"c","amount":1,"placedAt":"2026-01-01T00:00:00Z","items":
            [{"sku":"A","quantity":1,"price":1},{"sku":"B","quantity":"1","colour":1}]}"#;
        assert_eq!(
            line(Kind::Orders, order),
            wrong(&[
                ("items.1.colour", "UNKNOWN_FIELD"),
                ("items.1.quantity", "WRONG_TYPE"),
                ("items.1.price", "MISSING_FIELD"),
            ])
        );
    }
}
