//! All that rows have said about an order.

use chrono::{DateTime, Utc};

use super::super::row::{OrderRow, Stamp};
use super::{Cell, FieldVersions};
use crate::customers::{Item, OrderStatus};

// The bits of field_versions. Stored: never renumber.
const CUSTOMER: u32 = 0;
const AMOUNT: u32 = 1;
const STATUS: u32 = 2;
const PLACED_AT: u32 = 3;
const CHANNEL: u32 = 4;
const ITEMS: u32 = 5;

/// An order's fields with their stamps. Every row sets the customer, the amount and the date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderState {
    customer: Cell<String>,
    amount: Cell<i64>,
    status: Cell<OrderStatus>,
    placed_at: Cell<DateTime<Utc>>,
    /// Where it was placed.
    pub channel: Cell<Option<String>>,
    /// What was bought.
    pub items: Cell<Option<Vec<Item>>>,
}

/// An order as stored.
#[derive(Clone, Debug)]
pub struct StoredOrder {
    /// The owner's external id.
    pub customer: String,
    /// In minor units.
    pub amount_minor: i64,
    /// What became of it.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Where.
    pub channel: Option<String>,
    /// None where none were given.
    pub items: Option<Vec<Item>>,
    /// Groups of three.
    pub field_versions: Vec<i64>,
}

impl OrderState {
    /// What one row says.
    pub fn of_row(row: OrderRow) -> Self {
        let stamp = row.stamp;
        Self {
            customer: Cell::set(stamp, row.customer_external_id),
            amount: Cell::set(stamp, row.amount_minor),
            status: row.status.map_or_else(Cell::default, |status| Cell::set(stamp, status)),
            placed_at: Cell::set(stamp, row.placed_at),
            channel: Cell::given(stamp, row.channel),
            items: Cell::given(stamp, row.items),
        }
    }

    /// What is stored.
    pub fn of_stored(stored: StoredOrder) -> Self {
        let versions = FieldVersions::decode(&stored.field_versions);
        Self {
            customer: Cell::stored(versions.of(CUSTOMER), stored.customer),
            amount: Cell::stored(versions.of(AMOUNT), stored.amount_minor),
            status: Cell::stored(versions.of(STATUS), stored.status),
            placed_at: Cell::stored(versions.of(PLACED_AT), stored.placed_at),
            channel: Cell::stored(versions.of(CHANNEL), stored.channel),
            items: Cell::stored(versions.of(ITEMS), stored.items),
        }
    }

    /// What both know. Whether that is more than this one knew.
    pub fn join(&mut self, other: Self) -> bool {
        let mut more = self.customer.join(other.customer);
        more |= self.amount.join(other.amount);
        more |= self.status.join(other.status);
        more |= self.placed_at.join(other.placed_at);
        more |= self.channel.join(other.channel);
        more | self.items.join(other.items)
    }

    /// The owner's external id.
    pub fn customer(&self) -> &str {
        self.customer.value().map_or("", String::as_str)
    }

    /// In minor units.
    pub fn amount_minor(&self) -> i64 {
        self.amount.value().copied().unwrap_or_default()
    }

    /// Completed, unless a row says otherwise.
    pub fn status(&self) -> OrderStatus {
        self.status.value().copied().unwrap_or(OrderStatus::Completed)
    }

    /// When it was placed.
    pub fn placed_at(&self) -> DateTime<Utc> {
        self.placed_at.value().copied().unwrap_or_default()
    }

    /// The stamps of all fields.
    pub fn field_versions(&self) -> Vec<i64> {
        fn stamp<T>(cell: &Cell<T>) -> Option<Stamp> {
            cell.0.as_ref().map(|register| register.stamp)
        }
        let mut versions = FieldVersions::default();
        versions.note(CUSTOMER, stamp(&self.customer));
        versions.note(AMOUNT, stamp(&self.amount));
        versions.note(STATUS, stamp(&self.status));
        versions.note(PLACED_AT, stamp(&self.placed_at));
        versions.note(CHANNEL, stamp(&self.channel));
        versions.note(ITEMS, stamp(&self.items));
        versions.encode()
    }
}
