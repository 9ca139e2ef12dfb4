//! An order, as the record has it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::kind::OrderStatus;
use crate::db::money::Minor;
use crate::ids::{CustomerId, OrderId};

/// One order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Ours.
    pub id: OrderId,
    /// The brand's own key.
    pub external_id: String,
    /// Whose it is.
    pub customer: CustomerId,
    /// 0 or more.
    pub amount: Minor,
    /// What became of it.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Where: "web".
    pub channel: Option<String>,
    /// What was bought; empty when that was never said.
    pub items: Vec<Item>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What was bought, in the brand's own key.
    pub sku: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How many, at least 1.
    pub quantity: i32,
    /// The price of one, in minor units.
    pub price_minor: i64,
    /// Its picture: a path of our own origin, or an https address. Last, because the order of the fields decides
    /// between rows that are otherwise equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
}
