//! Orders: folded to one state an id, inserted where they are new, joined with what is stored where not; and
//! what that does to the figures of their owners, old and new.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use super::super::merge::OrderState;
use super::super::row::OrderRow;
use super::super::store::{self, Delta, ExistingOrder, Known, NewOrder};
use super::customers::lock_found;
use super::{LIMITS, Touched, alone, announce, insert_unknown};
use crate::customers::OrderStatus;
use crate::db::DbError;
use crate::ids::CustomerId;
use crate::streams::{Applied, Consumer, Limits, Redis, Row, Topic, topic};

/// Persists accepted orders.
pub struct OrdersConsumer {
    redis: Redis,
}

impl OrdersConsumer {
    /// A consumer that tells of its commits through `redis`.
    pub fn new(redis: Redis) -> Self {
        Self { redis }
    }
}

/// The customers that a batch holds.
pub struct Owners {
    by_external_id: HashMap<String, CustomerId>,
    ids: HashSet<CustomerId>,
    /// Whether none of the batch's orders was stored when it began.
    of_new_orders: bool,
}

/// What an order adds to its owner's figures, if it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    customer: CustomerId,
    amount_minor: i64,
    placed_at: DateTime<Utc>,
}

impl Share {
    fn of(customer: CustomerId, state: &OrderState) -> Option<Self> {
        let counts = state.status() == OrderStatus::Completed;
        counts.then(|| Self { customer, amount_minor: state.amount_minor(), placed_at: state.placed_at() })
    }
}

/// What a batch does to figures.
#[derive(Default)]
struct Figures {
    deltas: BTreeMap<CustomerId, Delta>,
    /// Whose orders have to be counted anew.
    recount: BTreeSet<CustomerId>,
}

impl Figures {
    /// An order counts from now on.
    fn add(&mut self, share: Share) {
        let delta = self.deltas.entry(share.customer).or_default();
        // A batch's sum stays far from the limit of 64 bits: some thousand rows of at most 10^15.
        delta.spend_minor = delta.spend_minor.saturating_add(share.amount_minor);
        delta.orders += 1;
        let (first, last) = delta.placed.unwrap_or((share.placed_at, share.placed_at));
        delta.placed = Some((first.min(share.placed_at), last.max(share.placed_at)));
    }

    /// What an order counts for has changed.
    fn change(&mut self, before: Option<Share>, after: Option<Share>) {
        match (before, after) {
            (Some(before), Some(after)) if (before.customer, before.placed_at) == (after.customer, after.placed_at) => {
                let delta = self.deltas.entry(after.customer).or_default();
                delta.spend_minor = delta.spend_minor.saturating_add(after.amount_minor - before.amount_minor);
            }
            _ => {
                self.recount.extend(before.map(|share| share.customer));
                if let Some(after) = after {
                    self.add(after);
                }
            }
        }
    }

    async fn write(mut self, connection: &mut AsyncPgConnection) -> Result<(), DbError> {
        // Who is counted anew has everything counted; the orders are written by now.
        self.deltas.retain(|customer, delta| *delta != Delta::default() && !self.recount.contains(customer));
        store::add_orders(connection, &self.deltas.into_iter().collect::<Vec<_>>()).await?;
        store::recount_orders(connection, &self.recount.into_iter().collect::<Vec<_>>()).await
    }
}

/// One state an external id, in the order of the ids.
fn folded<'a>(rows: &[&'a Row<OrderRow>]) -> BTreeMap<&'a str, OrderState> {
    let mut states: BTreeMap<&str, OrderState> = BTreeMap::new();
    for row in rows {
        let said = OrderState::of_row(row.value.clone());
        states.entry(&row.value.external_id).or_default().join(said);
    }
    states
}

async fn write(connection: &mut AsyncPgConnection, owners: &Owners, rows: &[&Row<OrderRow>]) -> Result<(), DbError> {
    let states = folded(rows);
    let mut new = Vec::with_capacity(states.len());
    for (external_id, state) in &states {
        let customer = *owners.by_external_id.get(state.customer()).ok_or_else(store::overtaken)?;
        new.push(NewOrder { external_id, customer, state });
    }
    let inserted = insert(connection, owners, &new).await?;
    let mut figures = Figures::default();
    let mut known = Vec::new();
    for order in &new {
        if !inserted.contains(order.external_id) {
            known.push(order.external_id);
        } else if let Some(share) = Share::of(order.customer, order.state) {
            figures.add(share);
        }
    }
    if !known.is_empty() {
        let changed = join(connection, owners, &states, &known).await?;
        let updates: Vec<_> =
            changed.iter().map(|change| (change.order.id, change.customer, &change.order.state)).collect();
        store::update_orders(connection, &updates).await?;
        for change in &changed {
            figures.change(change.before, Share::of(change.customer, &change.order.state));
        }
    }
    figures.write(connection).await
}

/// Inserts the orders that are not stored yet; their external ids.
async fn insert(
    connection: &mut AsyncPgConnection,
    owners: &Owners,
    new: &[NewOrder<'_>],
) -> Result<HashSet<String>, DbError> {
    let mut inserted = None;
    if owners.of_new_orders {
        let boldly =
            async |connection: &mut AsyncPgConnection| store::insert_orders(connection, new, Known::Fail).await;
        inserted = insert_unknown(connection, boldly).await?;
    }
    let inserted = match inserted {
        Some(inserted) => inserted,
        None => store::insert_orders(connection, new, Known::Skip).await?,
    };
    Ok(inserted.into_iter().collect())
}

/// An order of which the rows said more than was known.
struct Change {
    /// As it is now.
    order: ExistingOrder,
    /// Whose it is now.
    customer: CustomerId,
    /// What it counted for.
    before: Option<Share>,
}

/// Joins what rows say with what is stored.
async fn join(
    connection: &mut AsyncPgConnection,
    owners: &Owners,
    states: &BTreeMap<&str, OrderState>,
    known: &[&str],
) -> Result<Vec<Change>, DbError> {
    let mut changed = Vec::new();
    for mut order in store::load_orders(connection, known).await? {
        // Inserted or moved by somebody else since we took our locks.
        if !owners.ids.contains(&order.customer) {
            return Err(store::overtaken());
        }
        let before = Share::of(order.customer, &order.state);
        let Some(said) = states.get(order.external_id.as_str()) else { continue };
        if order.state.join(said.clone()) {
            let customer = *owners.by_external_id.get(order.state.customer()).ok_or_else(store::overtaken)?;
            changed.push(Change { order, customer, before });
        }
    }
    Ok(changed)
}

impl Consumer for OrdersConsumer {
    type Row = OrderRow;
    type Session = Owners;
    type Effects = Touched;

    fn topic(&self) -> Topic {
        topic::ORDERS
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    async fn begin(
        &self,
        connection: &mut AsyncPgConnection,
        rows: &mut Vec<&Row<OrderRow>>,
    ) -> Result<Owners, DbError> {
        rows.sort_by(|one, other| one.value.external_id.cmp(&other.value.external_id));
        let mut orders: Vec<&str> = rows.iter().map(|row| row.value.external_id.as_str()).collect();
        orders.dedup();
        let customers: BTreeSet<&str> = rows.iter().map(|row| row.value.customer_external_id.as_str()).collect();
        let customers: Vec<&str> = customers.into_iter().collect();
        store::look_up_by_key(connection).await?;
        let owners = store::owners_of_orders(connection, &orders).await?;
        let locked = match owners.as_slice() {
            [] => store::lock_customers(connection, &customers).await?,
            owners => store::lock_customers_and(connection, &customers, owners).await?,
        };
        let mut by_external_id: HashMap<String, CustomerId> = locked.into_iter().collect();
        let missing: Vec<&str> = customers.into_iter().filter(|id| !by_external_id.contains_key(*id)).collect();
        if !missing.is_empty() {
            by_external_id.extend(store::insert_bare_customers(connection, &missing).await?);
            let quicker: Vec<&str> = missing.into_iter().filter(|id| !by_external_id.contains_key(*id)).collect();
            by_external_id.extend(lock_found(connection, &quicker).await?);
        }
        let ids = by_external_id.values().copied().collect();
        Ok(Owners { by_external_id, ids, of_new_orders: owners.is_empty() })
    }

    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        session: &Owners,
        rows: &[&Row<OrderRow>],
    ) -> Result<Applied<Touched>, DbError> {
        let touched: Touched = rows.iter().map(|row| row.value.batch).collect();
        if rows.len() == 1 {
            return alone(connection, touched, async |connection| write(connection, session, rows).await).await;
        }
        write(connection, session, rows).await?;
        Ok(Applied { effects: touched, rejected: Vec::new() })
    }

    async fn after_commit(&self, effects: Vec<Touched>) {
        announce(&self.redis, effects).await;
    }
}
