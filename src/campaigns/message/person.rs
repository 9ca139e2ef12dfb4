//! A person as a template sees them: values are made when they are asked for, and what is unknown or empty is
//! not there at all.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Object;

use super::Person;
use crate::config::Workspace;

/// The values of one rendering.
pub fn values(person: &Person, workspace: Workspace) -> Value {
    Value::from_object(Values { person: person.clone(), workspace })
}

#[derive(Debug)]
struct Values {
    person: Person,
    workspace: Workspace,
}

impl Object for Values {
    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let person = &self.person;
        match key {
            "name" => text(person.name.as_deref()?),
            "first_name" => text(person.name.as_deref()?.split_whitespace().next()?),
            "city" => text(person.city.as_deref()?),
            "country" => text(person.country.as_deref()?),
            "spend" => Some(major(person.spend.0, self.workspace.currency.digits)),
            "order_count" => Some(Value::from(person.order_count)),
            "visits" => Some(Value::from(person.visits)),
            "last_order_at" => {
                let day = person.last_order_at?.with_timezone(&self.workspace.timezone).date_naive();
                Some(Value::from(day.to_string()))
            }
            "attributes" => Some(Value::from_object(Attributes(Arc::clone(self)))),
            _ => None,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }
}

#[derive(Debug)]
struct Attributes(Arc<Values>);

impl Object for Attributes {
    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        use serde_json::Value as Json;
        match self.0.person.attributes.get(key)? {
            Json::String(value) => text(value),
            Json::Bool(value) => Some(Value::from(*value)),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Some(Value::from(whole)),
                None => number.as_f64().map(Value::from),
            },
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }
}

fn text(value: &str) -> Option<Value> {
    let trimmed = value.trim();
    (!trimmed.is_empty()).then(|| Value::from(trimmed))
}

/// An amount in the major unit: a whole number where it is one, so that "12500" is printed and not "12500.0".
fn major(minor: i64, digits: u32) -> Value {
    let unit = 10_i64.pow(digits);
    if minor % unit == 0 { Value::from(minor / unit) } else { Value::from(minor as f64 / unit as f64) }
}
