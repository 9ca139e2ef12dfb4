//! Customers: the record joined with the audience.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::customer::Customer;
use super::super::fold::fold;
use super::super::kind::Consent;
use super::super::{Listing, Sort, Which};
use crate::db::DbError;
use crate::db::money::Minor;
use crate::db::page::PageRequest;
use crate::ids::CustomerId;

const COLUMNS: &str = "c.id, c.external_id, c.name, c.email, c.phone, c.city, c.country, a.visits, c.tags, c.consent, \
     c.attributes, c.created_at, a.spend_minor, a.order_count, a.first_order_at, a.last_order_at";

#[derive(QueryableByName)]
struct Stored {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    city: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    country: Option<String>,
    #[diesel(sql_type = Integer)]
    visits: i32,
    #[diesel(sql_type = Array<Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = SmallInt)]
    consent: i16,
    #[diesel(sql_type = Jsonb)]
    attributes: Value,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    spend_minor: i64,
    #[diesel(sql_type = Integer)]
    order_count: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
}

impl From<Stored> for Customer {
    fn from(stored: Stored) -> Self {
        Self {
            id: CustomerId(stored.id),
            external_id: stored.external_id,
            name: stored.name,
            email: stored.email,
            phone: stored.phone,
            city: stored.city,
            country: stored.country,
            visits: stored.visits,
            tags: stored.tags,
            // A constraint knows the codes; what it let through by mistake messages nobody.
            consent: Consent::from_code(stored.consent).unwrap_or(Consent::Withdrawn),
            attributes: match stored.attributes {
                Value::Object(attributes) => attributes,
                _ => Map::new(),
            },
            created_at: stored.created_at,
            spend: Minor(stored.spend_minor),
            order_count: stored.order_count,
            first_order_at: stored.first_order_at,
            last_order_at: stored.last_order_at,
        }
    }
}

/// One customer.
pub(in crate::customers) async fn find(
    connection: &mut AsyncPgConnection,
    which: &Which,
) -> Result<Option<Customer>, DbError> {
    let from = format!("SELECT {COLUMNS} FROM customers c JOIN audience a ON a.customer_id = c.id WHERE");
    let found: Option<Stored> = match which {
        Which::Id(id) => {
            diesel::sql_query(format!("{from} c.id = $1")).bind::<BigInt, _>(id.0).get_result(connection).await
        }
        Which::ExternalId(id) => {
            diesel::sql_query(format!("{from} c.external_id = $1")).bind::<Text, _>(id).get_result(connection).await
        }
    }
    .optional()?;
    Ok(found.map(Customer::from))
}

/// Customers by ids, in the order of the ids.
pub(in crate::customers) async fn by_ids(
    connection: &mut AsyncPgConnection,
    ids: &[CustomerId],
) -> Result<Vec<Customer>, DbError> {
    let found: Vec<Stored> = diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, place) \
         JOIN customers c ON c.id = wanted.id JOIN audience a ON a.customer_id = c.id ORDER BY place",
    ))
    .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<_>>())
    .load(connection)
    .await?;
    Ok(found.into_iter().map(Customer::from).collect())
}

/// Where a list of customers goes on. Each sort has a key of its own, so that a cursor of another sort is
/// known to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::customers) enum Key {
    /// The id.
    Newest(i64),
    /// The folded name and the id.
    Name(Option<String>, i64),
    /// Minor units and the id.
    Spend(i64, i64),
    /// Microseconds since 1970 and the id.
    LastOrder(Option<i64>, i64),
}

impl Key {
    /// A customer's place in a list that is sorted like this.
    pub(in crate::customers) fn of(sort: Sort, customer: &Customer) -> Self {
        let id = customer.id.0;
        match sort {
            Sort::Newest => Self::Newest(id),
            Sort::Name => Self::Name(customer.name.as_deref().map(fold), id),
            Sort::Spend => Self::Spend(customer.spend.0, id),
            Sort::LastOrder => Self::LastOrder(customer.last_order_at.map(|at| at.timestamp_micros()), id),
        }
    }

    /// Whether it is a key of this sort.
    pub(in crate::customers) fn fits(&self, sort: Sort) -> bool {
        matches!(
            (self, sort),
            (Self::Newest(_), Sort::Newest)
                | (Self::Name(..), Sort::Name)
                | (Self::Spend(..), Sort::Spend)
                | (Self::LastOrder(..), Sort::LastOrder)
        )
    }
}

/// A value to be bound, in the order of the placeholders.
enum Bind {
    Text(String),
    Number(i64),
}

/// Conditions with their values.
struct Conditions {
    all: Vec<String>,
    binds: Vec<Bind>,
    /// The number of the first placeholder.
    first: usize,
}

impl Conditions {
    /// Keeps a value; its placeholder.
    fn bind(&mut self, value: Bind) -> String {
        self.binds.push(value);
        format!("${}", self.first + self.binds.len() - 1)
    }

    fn search(&mut self, text: &str) {
        let beginning = |text: &str| format!("{}%", escape_like(text));
        let folded = self.bind(Bind::Text(beginning(&fold(text))));
        let word = self.bind(Bind::Text(format!("% {}", beginning(&fold(text)))));
        let exact = self.bind(Bind::Text(beginning(text.trim())));
        self.all.push(format!(
            "(a.name_folded LIKE {folded} OR a.name_folded LIKE {word} OR a.email_folded LIKE {folded} \
             OR a.phone_folded LIKE {folded} \
             OR a.customer_id IN (SELECT id FROM customers WHERE external_id LIKE {exact}))"
        ));
    }

    /// Only what lies behind the key, in the direction of reading. Whatever has no value comes last in the list.
    fn behind(&mut self, order: &Order, key: &Key) {
        let step = order.step();
        let (value, id) = match key {
            Key::Newest(id) => (None, id),
            Key::Name(name, id) => (name.clone().map(Bind::Text), id),
            Key::Spend(spend, id) => (Some(Bind::Number(*spend)), id),
            Key::LastOrder(at, id) => (at.map(Bind::Number), id),
        };
        let id = self.bind(Bind::Number(*id));
        let Some(column) = order.column else {
            self.all.push(format!("a.customer_id {step} {id}"));
            return;
        };
        let condition = match value {
            Some(value) => {
                let value = self.bind(value);
                let value = if order.is_instant { format!("{INSTANT} {value}") } else { value };
                let missing = if order.backward { String::new() } else { format!(" OR {column} IS NULL") };
                format!("({column} {step} {value} OR ({column} = {value} AND a.customer_id {step} {id}){missing})")
            }
            None => {
                let present = if order.backward { format!(" OR {column} IS NOT NULL") } else { String::new() };
                format!("(({column} IS NULL AND a.customer_id {step} {id}){present})")
            }
        };
        self.all.push(condition);
    }
}

/// Exact: an interval of a whole number of microseconds, and no floating point.
const INSTANT: &str = "timestamptz 'epoch' + interval '1 microsecond' *";

/// In which direction a list is read.
struct Order {
    column: Option<&'static str>,
    is_instant: bool,
    descending: bool,
    backward: bool,
}

impl Order {
    fn of(sort: Sort, backward: bool) -> Self {
        let (column, descending) = match sort {
            Sort::Newest => (None, true),
            Sort::Name => (Some("a.name_folded"), false),
            Sort::Spend => (Some("a.spend_minor"), true),
            Sort::LastOrder => (Some("a.last_order_at"), true),
        };
        Self { column, is_instant: sort == Sort::LastOrder, descending, backward }
    }

    fn step(&self) -> &'static str {
        if self.descending == self.backward { ">" } else { "<" }
    }

    fn clause(&self) -> String {
        let direction = if self.descending == self.backward { "ASC" } else { "DESC" };
        let nulls = if self.backward { "FIRST" } else { "LAST" };
        let id = format!("a.customer_id {direction}");
        self.column.map_or_else(|| id.clone(), |column| format!("{column} {direction} NULLS {nulls}, {id}"))
    }
}

/// LIKE's special characters, taken literally.
fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// One more row than the page has, in the direction of reading. The page's ids are found in the narrow table
/// alone; only its rows are joined with the record.
pub(in crate::customers) async fn page(
    connection: &mut AsyncPgConnection,
    listing: Listing,
    request: &PageRequest<Key>,
) -> Result<Vec<Customer>, DbError> {
    let order = Order::of(listing.sort, request.backward);
    let among = listing.among.unwrap_or_default();
    let mut conditions =
        Conditions { all: vec![among.predicate.clone()], binds: Vec::new(), first: among.next_placeholder };
    if let Some(text) = listing.search.as_deref().filter(|text| !text.trim().is_empty()) {
        conditions.search(text);
    }
    if let Some(key) = &request.from {
        conditions.behind(&order, key);
    }
    let limit = conditions.bind(Bind::Number(request.limit + 1));
    let (from, filter, clause) = (&among.from, conditions.all.join(" AND "), order.clause());
    let sql = format!(
        "SELECT {COLUMNS} \
         FROM (SELECT a.customer_id FROM {from} WHERE {filter} ORDER BY {clause} LIMIT {limit}) AS page \
         JOIN audience a ON a.customer_id = page.customer_id JOIN customers c ON c.id = page.customer_id \
         ORDER BY {clause}"
    );
    let mut query = among.bind(diesel::sql_query(sql).into_boxed::<Pg>());
    for bind in conditions.binds {
        query = match bind {
            Bind::Text(text) => query.bind::<Text, _>(text),
            Bind::Number(number) => query.bind::<BigInt, _>(number),
        };
    }
    let read: Vec<Stored> = query.load(connection).await?;
    Ok(read.into_iter().map(Customer::from).collect())
}
