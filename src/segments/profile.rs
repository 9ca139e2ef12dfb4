//! All that a rule may ask of one customer: the audience row and, where the rule asks, the orders.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::rule::{DateField, TextField};
use crate::customers::kind::{Consent, OrderStatus};
use crate::customers::rfm::Figures;
use crate::db::money::Minor;
use crate::ids::LookalikeId;

/// One customer as rules see it. Texts are folded.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The sum of the completed orders.
    pub spend: Minor,
    /// Their number.
    pub order_count: i64,
    /// How often the customer visited.
    pub visits: i64,
    /// The first completed order.
    pub first_order_at: Option<DateTime<Utc>>,
    /// The last completed order.
    pub last_order_at: Option<DateTime<Utc>>,
    /// When the customer came.
    pub created_at: Option<DateTime<Utc>>,
    /// Whether the customer agreed to be messaged.
    pub consent: Consent,
    /// The name.
    pub name: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// The attributes, their texts folded.
    pub attributes: Map<String, Value>,
    /// For the attributes that are instants: microseconds since 1970.
    pub attribute_dates: Map<String, Value>,
    /// Every order, whatever its status; empty where no rule asked for them.
    pub orders: Vec<ProfileOrder>,
    /// The stored lookalike audiences that the customer is in, with the similarity; empty where no rule asked.
    pub lookalikes: BTreeMap<LookalikeId, f32>,
}

/// The same customer's texts as the brand wrote them, for people.
#[derive(Clone, Debug)]
pub struct Written {
    /// The name.
    pub name: Option<String>,
    /// The email address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// The attributes.
    pub attributes: Map<String, Value>,
}

/// One order as rules see it. Texts are folded.
#[derive(Clone, Debug)]
pub struct ProfileOrder {
    /// What it comes to.
    pub amount: Minor,
    /// How far it came.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Where it was placed.
    pub channel: Option<String>,
    /// Its items.
    pub items: Vec<ProfileItem>,
}

/// One item as rules see it. Texts are folded.
#[derive(Clone, Debug)]
pub struct ProfileItem {
    /// The article.
    pub sku: Option<String>,
    /// What kind of article.
    pub category: Option<String>,
}

impl Written {
    /// The text behind a field.
    pub fn text(&self, field: TextField) -> Option<&str> {
        match field {
            TextField::Name => &self.name,
            TextField::Email => &self.email,
            TextField::Phone => &self.phone,
            TextField::City => &self.city,
            TextField::Country => &self.country,
        }
        .as_deref()
    }
}

impl Profile {
    /// What the tier and the churn risk are told from.
    pub fn figures(&self) -> Figures {
        Figures {
            order_count: self.order_count,
            spend_minor: self.spend.0,
            first_order_at: self.first_order_at,
            last_order_at: self.last_order_at,
        }
    }

    /// The instant behind a field.
    pub fn date(&self, field: DateField) -> Option<DateTime<Utc>> {
        match field {
            DateField::FirstOrderAt => self.first_order_at,
            DateField::LastOrderAt => self.last_order_at,
            DateField::CreatedAt => self.created_at,
        }
    }

    /// The text behind a field, folded.
    pub fn text(&self, field: TextField) -> Option<&str> {
        match field {
            TextField::Name => &self.name,
            TextField::Email => &self.email,
            TextField::Phone => &self.phone,
            TextField::City => &self.city,
            TextField::Country => &self.country,
        }
        .as_deref()
    }

    /// An attribute as an instant.
    pub fn attribute_date(&self, name: &str) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.attribute_dates.get(name)?.as_i64()?)
    }
}
