//! What makes a customer's row acceptable.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::row::{CustomerInput, CustomerRow, Given};
use super::{Checked, LONGEST_TEXT, RowCheck, Terms};

const MOST_TAGS: usize = 100;
const LONGEST_TAG: usize = 100;
const MOST_ATTRIBUTES: usize = 100;
const LONGEST_ATTRIBUTE_NAME: usize = 100;
const DEEPEST_ATTRIBUTE: usize = 5;
/// Bytes of the attributes' JSON text.
const LARGEST_ATTRIBUTES: usize = 16 << 10;

impl Checked for CustomerRow {
    type Input = CustomerInput;

    fn given_id(input: &CustomerInput) -> &str {
        &input.external_id
    }

    fn check(input: CustomerInput, terms: &Terms, row: &mut RowCheck<'_>) -> Option<Self> {
        let external_id = row.id("externalId", input.external_id);
        let stamp = row.stamp(input.updated_at, terms);
        let name = row.text("name", input.name, LONGEST_TEXT);
        let email = row.email(input.email);
        let phone = row.phone(input.phone);
        let city = row.text("city", input.city, LONGEST_TEXT);
        let country = row.text("country", input.country, LONGEST_TEXT);
        let visits = row.count("visits", input.visits);
        let tags = row.tags(input.tags);
        let attributes = row.attributes(input.attributes);
        let created_at = row.given_instant("createdAt", input.created_at);
        Some(Self {
            batch: terms.batch,
            stamp,
            external_id: external_id?,
            name,
            email,
            phone,
            city,
            country,
            visits,
            tags,
            consent: input.consent,
            attributes,
            created_at,
        })
    }
}

impl RowCheck<'_> {
    /// Each tag once, in the order given.
    fn tags(&mut self, given: Given<Vec<String>>) -> Given<Vec<String>> {
        let Given::Value(tags) = given else { return given };
        if tags.len() > MOST_TAGS {
            self.fail("tags", "TOO_MANY", || format!("A customer has at most {MOST_TAGS} tags."));
            return Given::Absent;
        }
        let mut seen = HashSet::with_capacity(tags.len());
        let mut kept = Vec::with_capacity(tags.len());
        for (place, tag) in tags.into_iter().enumerate() {
            let field = format!("tags.{place}");
            match self.text(&field, Given::Value(tag), LONGEST_TAG) {
                Given::Value(tag) => {
                    if seen.insert(tag.clone()) {
                        kept.push(tag);
                    }
                }
                Given::Null => self.fail(&field, "REQUIRED", || "A tag is empty.".to_owned()),
                Given::Absent => {}
            }
        }
        Given::Value(kept)
    }

    /// An object that can be stored as it is.
    fn attributes(&mut self, given: Given<Value>) -> Given<Map<String, Value>> {
        let attributes = match given {
            Given::Absent => return Given::Absent,
            Given::Null | Given::Value(Value::Null) => return Given::Null,
            Given::Value(Value::Object(attributes)) => attributes,
            Given::Value(_) => {
                self.fail("attributes", "NOT_AN_OBJECT", || "attributes is not a JSON object.".to_owned());
                return Given::Absent;
            }
        };
        if attributes.len() > MOST_ATTRIBUTES {
            let message = || format!("A row has at most {MOST_ATTRIBUTES} attributes.");
            self.fail("attributes", "TOO_MANY", message);
            return Given::Absent;
        }
        let mut size = 2;
        for (name, value) in &attributes {
            size += name.len() + 4;
            if name.trim().is_empty() {
                self.fail("attributes", "REQUIRED", || "An attribute has no name.".to_owned());
            } else if name.chars().nth(LONGEST_ATTRIBUTE_NAME).is_some() {
                let message = || format!("An attribute's name is longer than {LONGEST_ATTRIBUTE_NAME} characters.");
                self.fail("attributes", "TOO_LONG", message);
            } else if name.contains('\0') {
                self.fail("attributes", "CONTAINS_NUL", || "An attribute's name contains a NUL character.".to_owned());
            } else if let Err((code, message)) = measure(value, DEEPEST_ATTRIBUTE, &mut size) {
                self.fail(&format!("attributes.{name}"), code, || message);
            }
        }
        if size > LARGEST_ATTRIBUTES {
            let message = || format!("attributes are larger than {} KB.", LARGEST_ATTRIBUTES >> 10);
            self.fail("attributes", "TOO_LONG", message);
        }
        Given::Value(attributes)
    }
}

/// Adds the value's size as JSON text, nearly; what is wrong with it, if something is.
fn measure(value: &Value, levels: usize, size: &mut usize) -> Result<(), (&'static str, String)> {
    const NUL: &str = "CONTAINS_NUL";
    let text = |text: &str, size: &mut usize| {
        *size += text.len() + 3;
        if text.contains('\0') { Err((NUL, "The attribute contains a NUL character.".to_owned())) } else { Ok(()) }
    };
    if levels == 0 {
        return Err(("TOO_DEEP", format!("An attribute's value is nested deeper than {DEEPEST_ATTRIBUTE} levels.")));
    }
    match value {
        Value::Null | Value::Bool(_) => *size += 5,
        Value::Number(number) => *size += number.to_string().len() + 1,
        Value::String(given) => text(given, size)?,
        Value::Array(values) => {
            *size += 2;
            values.iter().try_for_each(|value| measure(value, levels - 1, size))?;
        }
        Value::Object(fields) => {
            *size += 2;
            for (name, value) in fields {
                text(name, size)?;
                measure(value, levels - 1, size)?;
            }
        }
    }
    Ok(())
}
