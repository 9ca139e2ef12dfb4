//! Customers: folded to one state an id, inserted where they are new, joined with what is stored where not.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use diesel_async::AsyncPgConnection;

use super::super::merge::CustomerState;
use super::super::row::CustomerRow;
use super::super::store::{self, Known, Profiles};
use super::{LIMITS, Touched, alone, announce, insert_unknown};
use crate::db::DbError;
use crate::ids::CustomerId;
use crate::streams::{Applied, Consumer, Limits, Redis, Row, Topic, topic};

/// Persists accepted customers.
pub struct CustomersConsumer {
    redis: Redis,
    timezone: Tz,
}

impl CustomersConsumer {
    /// `timezone` is where a day begins that an attribute names without a time.
    pub fn new(redis: Redis, timezone: Tz) -> Self {
        Self { redis, timezone }
    }

    async fn write(
        &self,
        connection: &mut AsyncPgConnection,
        known: &HashMap<String, CustomerId>,
        rows: &[&Row<CustomerRow>],
    ) -> Result<(), DbError> {
        let states = folded(rows);
        let mut found: Vec<(&str, CustomerId)> = Vec::new();
        let mut new: Vec<(&str, &CustomerState)> = Vec::new();
        for (external_id, state) in &states {
            match known.get(*external_id) {
                Some(id) => found.push((external_id, *id)),
                None => new.push((external_id, state)),
            }
        }
        let mut here: Vec<(CustomerId, &CustomerState)> = Vec::with_capacity(new.len());
        let inserted = insert(connection, &new).await?;
        for (external_id, state) in new {
            match inserted.here.get(external_id) {
                Some(id) => here.push((*id, state)),
                None => found.extend(inserted.found.get(external_id).map(|id| (external_id, *id))),
            }
        }
        let joined = join(connection, &states, &found).await?;
        let changed: Vec<(CustomerId, &CustomerState)> = joined.iter().map(|(id, state)| (*id, state)).collect();
        let timezone = self.timezone;
        store::insert_profiles(connection, Profiles { customers: &here, timezone }).await?;
        store::update_customers(connection, &changed).await?;
        store::update_profiles(connection, Profiles { customers: &changed, timezone }).await
    }
}

/// One state an external id, in the order of the ids.
fn folded<'a>(rows: &[&'a Row<CustomerRow>]) -> BTreeMap<&'a str, CustomerState> {
    let mut states: BTreeMap<&str, CustomerState> = BTreeMap::new();
    for row in rows {
        let said = CustomerState::of_row(row.value.clone());
        states.entry(&row.value.external_id).or_default().join(said);
    }
    states
}

/// New customers: those that are inserted now, and those that somebody else was quicker with.
struct Inserted {
    here: HashMap<String, CustomerId>,
    found: HashMap<String, CustomerId>,
}

async fn insert(connection: &mut AsyncPgConnection, new: &[(&str, &CustomerState)]) -> Result<Inserted, DbError> {
    if new.is_empty() {
        return Ok(Inserted { here: HashMap::new(), found: HashMap::new() });
    }
    let boldly = async |connection: &mut AsyncPgConnection| store::insert_customers(connection, new, Known::Fail).await;
    let inserted = match insert_unknown(connection, boldly).await? {
        Some(inserted) => inserted,
        None => store::insert_customers(connection, new, Known::Skip).await?,
    };
    let here: HashMap<_, _> = inserted.into_iter().collect();
    let missing: Vec<&str> = new.iter().map(|(id, _)| *id).filter(|id| !here.contains_key(*id)).collect();
    let found = lock_found(connection, &missing).await?;
    Ok(Inserted { here, found })
}

/// Locks customers that were inserted by somebody else a moment ago.
pub(super) async fn lock_found(
    connection: &mut AsyncPgConnection,
    missing: &[&str],
) -> Result<HashMap<String, CustomerId>, DbError> {
    if missing.is_empty() {
        return Ok(HashMap::new());
    }
    let found: HashMap<_, _> = store::lock_customers_without_waiting(connection, missing).await?.into_iter().collect();
    if found.len() < missing.len() { Err(store::overtaken()) } else { Ok(found) }
}

/// Joins what rows say with what is stored; those of whom that says more than was known.
async fn join(
    connection: &mut AsyncPgConnection,
    states: &BTreeMap<&str, CustomerState>,
    found: &[(&str, CustomerId)],
) -> Result<Vec<(CustomerId, CustomerState)>, DbError> {
    let ids: Vec<CustomerId> = found.iter().map(|(_, id)| *id).collect();
    let mut stored = store::load_customers(connection, &ids).await?;
    let mut changed = Vec::new();
    for (external_id, id) in found {
        let (Some(mut state), Some(said)) = (stored.remove(id), states.get(external_id)) else { continue };
        if state.join(said.clone()) {
            changed.push((*id, state));
        }
    }
    Ok(changed)
}

impl Consumer for CustomersConsumer {
    type Row = CustomerRow;
    type Session = HashMap<String, CustomerId>;
    type Effects = Touched;

    fn topic(&self) -> Topic {
        topic::CUSTOMERS
    }

    fn limits(&self) -> Limits {
        LIMITS
    }

    async fn begin(
        &self,
        connection: &mut AsyncPgConnection,
        rows: &mut Vec<&Row<CustomerRow>>,
    ) -> Result<Self::Session, DbError> {
        rows.sort_by(|one, other| one.value.external_id.cmp(&other.value.external_id));
        let mut ids: Vec<&str> = rows.iter().map(|row| row.value.external_id.as_str()).collect();
        ids.dedup();
        store::look_up_by_key(connection).await?;
        Ok(store::lock_customers(connection, &ids).await?.into_iter().collect())
    }

    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        session: &Self::Session,
        rows: &[&Row<CustomerRow>],
    ) -> Result<Applied<Touched>, DbError> {
        let touched: Touched = rows.iter().map(|row| row.value.batch).collect();
        if rows.len() == 1 {
            return alone(connection, touched, async |connection| self.write(connection, session, rows).await).await;
        }
        self.write(connection, session, rows).await?;
        Ok(Applied { effects: touched, rejected: Vec::new() })
    }

    async fn after_commit(&self, effects: Vec<Touched>) {
        announce(&self.redis, effects).await;
    }
}
