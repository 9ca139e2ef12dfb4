//! All that rows have said about a customer.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::row::{CustomerRow, Given, Stamp};
use super::{Cell, FieldVersions, Register};
use crate::customers::Consent;

// The bits of field_versions. Stored: never renumber.
const NAME: u32 = 0;
const EMAIL: u32 = 1;
const PHONE: u32 = 2;
const CITY: u32 = 3;
const COUNTRY: u32 = 4;
const VISITS: u32 = 5;
const TAGS: u32 = 6;
const CONSENT: u32 = 7;
const CREATED_AT: u32 = 8;
const ATTRIBUTES_CLEARED: u32 = 9;

/// A customer's fields with their stamps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerState {
    /// Full name.
    pub name: Cell<Option<String>>,
    /// Address for EMAIL.
    pub email: Cell<Option<String>>,
    /// Address for SMS and WHATSAPP.
    pub phone: Cell<Option<String>>,
    /// Where they live.
    pub city: Cell<Option<String>>,
    /// Likewise.
    pub country: Cell<Option<String>>,
    /// How often they came.
    pub visits: Cell<Option<i32>>,
    /// Cleared is the empty list.
    pub tags: Cell<Vec<String>>,
    /// By code; reversed, so that between equally new reports the more cautious wins.
    consent: Cell<Reverse<i16>>,
    /// When they became a customer.
    pub created_at: Cell<Option<DateTime<Utc>>>,
    /// When all attributes were last cleared: what is older counts no more.
    cleared: Option<Stamp>,
    /// Each attribute is a field of its own; none is one that was removed.
    attributes: BTreeMap<String, Register<Option<Json>>>,
}

/// A customer as stored.
#[derive(Clone, Debug, Default)]
pub struct StoredCustomer {
    /// Full name.
    pub name: Option<String>,
    /// Address for EMAIL.
    pub email: Option<String>,
    /// Address for SMS and WHATSAPP.
    pub phone: Option<String>,
    /// Where they live.
    pub city: Option<String>,
    /// Likewise.
    pub country: Option<String>,
    /// How often they came.
    pub visits: Option<i32>,
    /// Empty where there are none.
    pub tags: Vec<String>,
    /// Its code.
    pub consent: i16,
    /// An object.
    pub attributes: Map<String, Value>,
    /// When they became a customer.
    pub created_at: Option<DateTime<Utc>>,
    /// Groups of three.
    pub field_versions: Vec<i64>,
    /// `{"key": [version, accepted]}`
    pub attribute_versions: Map<String, Value>,
}

impl CustomerState {
    /// What one row says.
    pub fn of_row(row: CustomerRow) -> Self {
        let stamp = row.stamp;
        let said = |value: Option<Option<Consent>>| {
            value
                .map_or_else(Cell::default, |value| Cell::set(stamp, Reverse(value.unwrap_or(Consent::Unknown).code())))
        };
        let cleared = matches!(row.attributes, Given::Null).then_some(stamp);
        let attributes = row.attributes.value().unwrap_or_default().into_iter();
        let register = |value: Value| Register { stamp, value: (!value.is_null()).then_some(Json(value)) };
        Self {
            name: Cell::given(stamp, row.name),
            email: Cell::given(stamp, row.email),
            phone: Cell::given(stamp, row.phone),
            city: Cell::given(stamp, row.city),
            country: Cell::given(stamp, row.country),
            visits: Cell::given(stamp, row.visits),
            tags: row.tags.said().map_or_else(Cell::default, |tags| Cell::set(stamp, tags.unwrap_or_default())),
            consent: said(row.consent.said()),
            created_at: Cell::given(stamp, row.created_at),
            cleared,
            attributes: attributes.map(|(name, value)| (name, register(value))).collect(),
        }
    }

    /// What is stored.
    pub fn of_stored(mut stored: StoredCustomer) -> Self {
        let versions = FieldVersions::decode(&stored.field_versions);
        let attributes = stored.attribute_versions.into_iter().filter_map(|(name, stamp)| {
            let stamp = read_stamp(&stamp)?;
            let value = stored.attributes.remove(&name).map(Json);
            Some((name, Register { stamp, value }))
        });
        Self {
            attributes: attributes.collect(),
            name: Cell::stored(versions.of(NAME), stored.name),
            email: Cell::stored(versions.of(EMAIL), stored.email),
            phone: Cell::stored(versions.of(PHONE), stored.phone),
            city: Cell::stored(versions.of(CITY), stored.city),
            country: Cell::stored(versions.of(COUNTRY), stored.country),
            visits: Cell::stored(versions.of(VISITS), stored.visits),
            tags: Cell::stored(versions.of(TAGS), stored.tags),
            consent: Cell::stored(versions.of(CONSENT), Reverse(stored.consent)),
            created_at: Cell::stored(versions.of(CREATED_AT), stored.created_at),
            cleared: versions.of(ATTRIBUTES_CLEARED),
        }
    }

    /// What both know. Whether that is more than this one knew.
    pub fn join(&mut self, other: Self) -> bool {
        let mut more = self.name.join(other.name);
        more |= self.email.join(other.email);
        more |= self.phone.join(other.phone);
        more |= self.city.join(other.city);
        more |= self.country.join(other.country);
        more |= self.visits.join(other.visits);
        more |= self.tags.join(other.tags);
        more |= self.consent.join(other.consent);
        more |= self.created_at.join(other.created_at);
        more | self.join_attributes(other.cleared, other.attributes)
    }

    fn join_attributes(&mut self, cleared: Option<Stamp>, others: BTreeMap<String, Register<Option<Json>>>) -> bool {
        let mut more = false;
        if cleared > self.cleared {
            self.cleared = cleared;
            self.attributes.retain(|_, register| Some(register.stamp) >= cleared);
            more = true;
        }
        for (name, theirs) in others {
            if Some(theirs.stamp) < self.cleared {
                continue;
            }
            let mine = self.attributes.remove(&name);
            let mut cell = Cell(mine);
            more |= cell.join(Cell(Some(theirs)));
            self.attributes.extend(cell.0.map(|register| (name, register)));
        }
        more
    }

    /// The attributes that are there.
    pub fn attributes(&self) -> Map<String, Value> {
        let there = |(name, register): (&String, &Register<Option<Json>>)| {
            register.value.as_ref().map(|value| (name.clone(), value.0.clone()))
        };
        self.attributes.iter().filter_map(there).collect()
    }

    /// `{"key": [version, accepted]}`, removed keys included.
    pub fn attribute_versions(&self) -> Map<String, Value> {
        let pair = |stamp: Stamp| Value::from(vec![stamp.version, stamp.accepted]);
        self.attributes.iter().map(|(name, register)| (name.clone(), pair(register.stamp))).collect()
    }

    /// The stamps of all other fields.
    pub fn field_versions(&self) -> Vec<i64> {
        fn stamp<T>(cell: &Cell<T>) -> Option<Stamp> {
            cell.0.as_ref().map(|register| register.stamp)
        }
        let mut versions = FieldVersions::default();
        versions.note(NAME, stamp(&self.name));
        versions.note(EMAIL, stamp(&self.email));
        versions.note(PHONE, stamp(&self.phone));
        versions.note(CITY, stamp(&self.city));
        versions.note(COUNTRY, stamp(&self.country));
        versions.note(VISITS, stamp(&self.visits));
        versions.note(TAGS, stamp(&self.tags));
        versions.note(CONSENT, stamp(&self.consent));
        versions.note(CREATED_AT, stamp(&self.created_at));
        versions.note(ATTRIBUTES_CLEARED, self.cleared);
        versions.encode()
    }

    /// The code of the consent; unknown where nobody said.
    pub fn consent(&self) -> i16 {
        self.consent.value().map_or(Consent::Unknown.code(), |code| code.0)
    }
}

fn read_stamp(value: &Value) -> Option<Stamp> {
    let pair = value.as_array()?;
    Some(Stamp { version: pair.first()?.as_i64()?, accepted: pair.get(1)?.as_i64()? })
}

/// A JSON value with an order, for ties: by kind, then by content.
#[derive(Clone, Debug, PartialEq)]
struct Json(Value);

impl Eq for Json {}

impl PartialOrd for Json {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Json {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

fn compare(one: &Value, other: &Value) -> Ordering {
    let kind = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    };
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        // As texts: the order need not be numeric, only the same everywhere.
        (Value::Number(one), Value::Number(other)) => one.to_string().cmp(&other.to_string()),
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Array(one), Value::Array(other)) => {
            let unequal = one.iter().zip(other).map(|(one, other)| compare(one, other)).find(|order| order.is_ne());
            unequal.unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        (Value::Object(one), Value::Object(other)) => {
            fn sorted(fields: &Map<String, Value>) -> BTreeMap<&String, Json> {
                fields.iter().map(|(name, value)| (name, Json(value.clone()))).collect()
            }
            sorted(one).cmp(&sorted(other))
        }
        _ => kind(one).cmp(&kind(other)),
    }
}
