//! A row in its two shapes: as it was given, where nothing is sure yet, and as it was accepted, which is what
//! the stream carries and can only be made by `check`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::customers::{Consent, Item, OrderStatus};
use crate::ids::BatchId;

/// A field of a row: absent keeps what is stored, null clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// Not said.
    #[default]
    Absent,
    /// To be cleared.
    Null,
    /// To be set.
    Value(T),
}

impl<T> Given<T> {
    /// For leaving it out of a text.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, where there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What is said about the field: nothing, or what it becomes.
    pub fn said(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

impl<T: Serialize> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Value(value),
            None => Self::Null,
        })
    }
}

/// A customer as somebody gave it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CustomerInput {
    /// The brand's own key.
    pub external_id: String,
    /// Full name.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub name: Given<String>,
    /// Address for EMAIL.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub email: Given<String>,
    /// Address for SMS and WHATSAPP.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub phone: Given<String>,
    /// Where they live.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub city: Given<String>,
    /// Likewise.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub country: Given<String>,
    /// How often they came.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub visits: Given<i64>,
    /// Replaced whole.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub tags: Given<Vec<String>>,
    /// Whether they may be messaged.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub consent: Given<Consent>,
    /// Merged by key; null removes a key.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub attributes: Given<Value>,
    /// RFC 3339: when they became a customer.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub created_at: Given<String>,
    /// RFC 3339: when the brand's system changed the row; its version.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub updated_at: Given<String>,
}

/// An order as somebody gave it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OrderInput {
    /// The brand's own key.
    pub external_id: String,
    /// Whose it is.
    pub customer_external_id: String,
    /// Decimal text in the major unit.
    pub amount: String,
    /// The workspace's, if given.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub currency: Given<String>,
    /// What became of it.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub status: Given<OrderStatus>,
    /// RFC 3339.
    pub placed_at: String,
    /// Where it was placed: "web".
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub channel: Given<String>,
    /// Replaced whole.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub items: Given<Vec<ItemInput>>,
    /// RFC 3339; its version.
    #[serde(skip_serializing_if = "Given::is_absent")]
    pub updated_at: Given<String>,
}

/// A line of an order as somebody gave it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ItemInput {
    /// The brand's own key.
    pub sku: String,
    /// For people.
    pub name: Option<String>,
    /// Its group.
    pub category: Option<String>,
    /// At least 1.
    pub quantity: i64,
    /// Of one; decimal text in the major unit.
    pub price: String,
    /// A path of our own origin, or an https address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
}

/// What decides between two rows of one id: the newer version, then the later acceptance. Where both are the
/// same, the values themselves decide, so that the order of arrival never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// `updatedAt`, else the acceptance; microseconds since 1970.
    pub version: i64,
    /// When the API took the row; microseconds since 1970.
    pub accepted: i64,
}

/// A customer that was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerRow {
    /// The call that it came with: whose progress to tell of.
    pub batch: BatchId,
    /// Its version.
    pub stamp: Stamp,
    /// Trimmed, not empty.
    pub external_id: String,
    /// Trimmed, not empty; so are all texts.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub name: Given<String>,
    /// Looks like an address.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub email: Given<String>,
    /// Looks like a number, written as it was given.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub phone: Given<String>,
    /// Where they live.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub city: Given<String>,
    /// Likewise.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub country: Given<String>,
    /// 0 or more.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub visits: Given<i32>,
    /// Each once, in the order given.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub tags: Given<Vec<String>>,
    /// Whether they may be messaged.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub consent: Given<Consent>,
    /// Null values remove their keys.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub attributes: Given<Map<String, Value>>,
    /// When they became a customer.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub created_at: Given<DateTime<Utc>>,
}

/// An order that was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// The call that it came with.
    pub batch: BatchId,
    /// Its version.
    pub stamp: Stamp,
    /// Trimmed, not empty.
    pub external_id: String,
    /// Trimmed, not empty.
    pub customer_external_id: String,
    /// 0 or more, in minor units.
    pub amount_minor: i64,
    /// Absent says nothing: completed, unless another row says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<OrderStatus>,
    /// To the microsecond.
    pub placed_at: DateTime<Utc>,
    /// Trimmed, not empty.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub channel: Given<String>,
    /// In the order given.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    pub items: Given<Vec<Item>>,
}
