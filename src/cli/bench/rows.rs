//! The rows that are sent, encoded ahead: what the sender spends while it is measured is taken from the server's
//! share of the same cores.
//!
//! They are the demonstration brand's. Customers are its customers; the orders are its orders under keys of their
//! own, each of a customer drawn anew, so that no two of a call are likely to share one.

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::cli::demo::dice::Dice;
use crate::cli::demo::orders::{self, Order};
use crate::cli::demo::people;
use crate::cli::demo::world::World;
use crate::client::ingest::{self, Kind};
use crate::clock::Clock;

/// Rows in one call, usually.
pub const IN_CALL: u64 = 1_000;
/// Rows in one call, at most.
pub const MOST_IN_CALL: u64 = 10_000;

const SEED: u64 = 7;
/// Customers whose orders are drawn from.
const MODELS: u64 = 2_000;
/// What the draws of customers are for, beside the brand's own purposes.
const OWNERS: u64 = 40;

/// Calls, encoded.
pub struct Calls {
    /// Their bodies.
    pub bodies: Vec<Vec<u8>>,
    /// Rows of all together.
    pub rows: u64,
}

/// Rows that never run out.
pub struct Rows {
    world: World,
    models: Vec<Order>,
    scope: String,
    customers: u64,
    orders: u64,
}

impl Rows {
    /// None sent so far.
    pub fn new() -> Self {
        // The brand's day begins in India, five and a half hours before UTC's.
        let today = (Clock::System.now() + TimeDelta::minutes(330)).date_naive();
        let world = World::new(SEED, MODELS, today);
        let models = (0..MODELS).flat_map(|number| orders::of_customer(&world, number)).collect();
        Self { world, models, scope: format!("bench {}", uuid::Uuid::new_v4()), customers: 0, orders: 0 }
    }

    /// So many calls with new customers.
    pub fn next_customers(&mut self, calls: u64) -> anyhow::Result<Calls> {
        self.customers_in(calls, IN_CALL)
    }

    /// Likewise, as many in a call as there may be.
    pub fn next_most_customers(&mut self, calls: u64) -> anyhow::Result<Calls> {
        self.customers_in(calls, MOST_IN_CALL)
    }

    fn customers_in(&mut self, calls: u64, in_call: u64) -> anyhow::Result<Calls> {
        let bodies = (0..calls).map(|call| {
            let first = self.customers + call * in_call;
            let rows = (first..first + in_call).map(|number| people::customer(&self.world, number));
            encode(Kind::Customers, rows, &self.scope)
        });
        let bodies: Result<Vec<_>, _> = bodies.collect();
        self.customers += calls * in_call;
        Ok(Calls { bodies: bodies?, rows: calls * in_call })
    }

    /// So many calls with new orders of `owners` customers: those that were made, then their copies.
    pub fn next_orders(&mut self, calls: u64, owners: u64) -> anyhow::Result<Calls> {
        let bodies = (0..calls).map(|call| {
            let first = self.orders + call * IN_CALL;
            encode(Kind::Orders, (first..first + IN_CALL).filter_map(|number| self.order(number, owners)), &self.scope)
        });
        let bodies: Result<Vec<_>, _> = bodies.collect();
        self.orders += calls * IN_CALL;
        Ok(Calls { bodies: bodies?, rows: calls * IN_CALL })
    }

    fn order(&self, number: u64, owners: u64) -> Option<Order> {
        let model = self.models.get(usize::try_from(number).ok()? % self.models.len())?;
        let owner = Dice::of(SEED, OWNERS, number).below(owners);
        let (copy, original) = (owner / self.customers.max(1), owner % self.customers.max(1));
        let mut customer_external_id = people::external_id(original);
        if copy > 0 {
            // As benches/grow_customers.sql names its copies.
            customer_external_id.push_str(&format!("~{copy}"));
        }
        Some(Order { external_id: format!("B-{number:09}"), customer_external_id, ..model.clone() })
    }
}

fn encode<T: Serialize>(kind: Kind, rows: impl Iterator<Item = T>, scope: &str) -> Result<Vec<u8>, serde_json::Error> {
    let rows: Vec<Box<RawValue>> = rows.map(|row| to_raw_value(&row)).collect::<Result<_, _>>()?;
    let rows: Vec<&RawValue> = rows.iter().map(AsRef::as_ref).collect();
    ingest::encode(kind, &rows, scope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_go_on_where_they_stopped_and_orders_are_spread_over_all_owners() {
        let mut rows = Rows::new();
        let text =
            |calls: Calls| calls.bodies.into_iter().map(|body| String::from_utf8(body).unwrap()).collect::<Vec<_>>();
        let first = text(rows.next_customers(2).unwrap());
        assert!(first[0].contains("\"SK-000001\"") && first[1].contains("\"SK-001001\""));
        assert!(text(rows.next_customers(1).unwrap())[0].contains("\"SK-002001\""));
        assert_eq!(rows.customers, 3_000);
        let orders: Vec<Order> = (0..10_000).filter_map(|number| rows.order(number, 9_000)).collect();
        let owners: HashSet<&str> = orders.iter().map(|order| order.customer_external_id.as_str()).collect();
        assert!(owners.len() > 5_500, "{} owners", owners.len());
        assert!(owners.iter().any(|owner| owner.ends_with("~2")) && !owners.iter().any(|owner| owner.ends_with("~3")));
        let ids: HashSet<&str> = orders.iter().map(|order| order.external_id.as_str()).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
