//! A customer, as the record and the audience together have it.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::kind::Consent;
use super::rfm::Figures;
use crate::db::money::Minor;
use crate::ids::CustomerId;

/// One customer with the figures that their orders come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Ours.
    pub id: CustomerId,
    /// The brand's own key.
    pub external_id: String,
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
    /// How often they came; 0 where nobody said.
    pub visits: i32,
    /// In the order given.
    pub tags: Vec<String>,
    /// Whether they may be messaged.
    pub consent: Consent,
    /// Whatever else the brand keeps.
    pub attributes: Map<String, Value>,
    /// When they became a customer, if somebody said.
    pub created_at: Option<DateTime<Utc>>,
    /// What their completed orders sum up to.
    pub spend: Minor,
    /// How many completed orders.
    pub order_count: i32,
    /// Of the completed ones.
    pub first_order_at: Option<DateTime<Utc>>,
    /// Likewise.
    pub last_order_at: Option<DateTime<Utc>>,
}

impl Customer {
    /// What the tier and the churn risk are told from.
    pub fn figures(&self) -> Figures {
        Figures {
            order_count: self.order_count.into(),
            spend_minor: self.spend.0,
            first_order_at: self.first_order_at,
            last_order_at: self.last_order_at,
        }
    }
}
