//! A few hundred random customers with their orders, in memory and in Postgres, the same in each run.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use xeno::config::{ConsentPolicy, Currency, Workspace};
use xeno::customers::fold::fold;
use xeno::customers::kind::{Consent, OrderStatus};
use xeno::db::money::Minor;
use xeno::ids::LookalikeId;
use xeno::segments::check::Library;
use xeno::segments::profile::{Profile, ProfileItem, ProfileOrder};
use xeno::segments::rule::{Lookalike, Seed};

use super::generate::{AMOUNTS, LOOKALIKES, NAMES, TEXTS, ZONE, edges};
use crate::support::postgres::Database;

pub fn workspace() -> Workspace {
    Workspace { currency: Currency::INR, timezone: ZONE, consent: ConsentPolicy::OptOut }
}

/// What rules may name: the lookalike audiences of [`LOOKALIKES`].
pub fn library() -> Library {
    let mut library = Library::default();
    for id in LOOKALIKES {
        let (id, seed) = (LookalikeId(id), Seed::Segment("Regulars".to_owned()));
        library.insert_lookalike(Lookalike { id, seed, size: 10, minimum_similarity: None });
    }
    library
}

/// Puts so many customers into an empty database; customer n of the list has the id n + 1.
pub async fn populate(database: &Database, customers: usize) -> Vec<Profile> {
    let mut runner = TestRunner::deterministic();
    let profiles = vec(profile(), customers).new_tree(&mut runner).unwrap().current();
    let rows: Vec<Value> = profiles.iter().zip(1..).map(|(profile, id)| row(id, profile)).collect();
    let orders: Vec<Value> = profiles
        .iter()
        .zip(1..)
        .flat_map(|(profile, id): (_, i64)| profile.orders.iter().map(move |one| order(id, one)))
        .collect();
    let members: Vec<Value> = profiles
        .iter()
        .zip(1..)
        .flat_map(|(profile, id): (_, i64)| {
            profile.lookalikes.iter().map(move |(set, alike)| member(id, (*set, *alike)))
        })
        .collect();
    let (rows, orders, members) = (Value::Array(rows), Value::Array(orders), Value::Array(members));
    let sets = LOOKALIKES.map(|id| format!("({id}, '', 10, 'test', now())")).join(", ");
    database
        .execute(&format!(
            "INSERT INTO customers (id, external_id) OVERRIDING SYSTEM VALUE
                 SELECT customer_id, 'c' || customer_id
                 FROM jsonb_to_recordset($rows${rows}$rows$) AS t (customer_id bigint);
             INSERT INTO audience SELECT * FROM jsonb_populate_recordset(NULL::audience, $rows${rows}$rows$);
             INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at, channel_folded,
                                 item_skus, item_categories)
                 SELECT 'o' || row_number() OVER (), customer_id, amount_minor, status, placed_at, channel_folded,
                        item_skus, item_categories
                 FROM jsonb_populate_recordset(NULL::orders, $rows${orders}$rows$);
             INSERT INTO lookalikes (id, seed_sentence, size, created_by, created_at) OVERRIDING SYSTEM VALUE
                 VALUES {sets};
             INSERT INTO lookalike_members
                 SELECT * FROM jsonb_populate_recordset(NULL::lookalike_members, $rows${members}$rows$);
             SELECT setval(pg_get_serial_sequence('customers', 'id'), {customers} + 1);
             ANALYZE"
        ))
        .await;
    profiles
}

fn row(id: i64, profile: &Profile) -> Value {
    json!({
        "customer_id": id,
        "spend_minor": profile.spend.0,
        "order_count": profile.order_count,
        "visits": profile.visits,
        "first_order_at": profile.first_order_at,
        "last_order_at": profile.last_order_at,
        "created_at": profile.created_at,
        "consent": profile.consent.code(),
        "name_folded": profile.name,
        "email_folded": profile.email,
        "phone_folded": profile.phone,
        "city_folded": profile.city,
        "country_folded": profile.country,
        "tags": profile.tags,
        "attributes": profile.attributes,
        "attribute_dates": profile.attribute_dates,
    })
}

fn order(customer: i64, order: &ProfileOrder) -> Value {
    let skus: Vec<&Option<String>> = order.items.iter().map(|item| &item.sku).collect();
    let categories: Vec<&Option<String>> = order.items.iter().map(|item| &item.category).collect();
    json!({
        "customer_id": customer,
        "amount_minor": order.amount.0,
        "status": order.status.code(),
        "placed_at": order.placed_at,
        "channel_folded": order.channel,
        "item_skus": (!skus.is_empty()).then_some(skus),
        "item_categories": (!categories.is_empty()).then_some(categories),
    })
}

fn member(customer: i64, (set, similarity): (LookalikeId, f32)) -> Value {
    json!({ "lookalike_id": set.0, "customer_id": customer, "similarity": similarity })
}

/// The last audience has nobody.
fn lookalikes() -> BoxedStrategy<BTreeMap<LookalikeId, f32>> {
    let id = select(LOOKALIKES[..2].to_vec()).prop_map(LookalikeId);
    proptest::collection::btree_map(id, select(vec![0.25, 0.5, 1.0]), 0..3).boxed()
}

fn text() -> BoxedStrategy<Option<String>> {
    option::weighted(0.8, select(TEXTS.to_vec()).prop_map(fold)).boxed()
}

fn instant() -> BoxedStrategy<DateTime<Utc>> {
    select(edges()).boxed()
}

fn an_order() -> BoxedStrategy<ProfileOrder> {
    let item = (option::weighted(0.9, select(TEXTS.to_vec()).prop_map(fold)), text())
        .prop_map(|(sku, category)| ProfileItem { sku, category });
    let status = prop_oneof![3 => Just(OrderStatus::Completed), 2 => select(OrderStatus::ALL.to_vec())];
    (select(AMOUNTS.to_vec()), status, instant(), text(), vec(item, 0..4))
        .prop_map(|(amount, status, placed_at, channel, items)| ProfileOrder {
            amount: Minor(amount),
            status,
            placed_at,
            channel,
            items,
        })
        .boxed()
}

fn attributes() -> BoxedStrategy<BTreeMap<String, Value>> {
    let value = prop_oneof![
        select(TEXTS.to_vec()).prop_map(|text| json!(fold(text))),
        select(vec![json!(0), json!(0.1), json!(-3), json!(12.5), json!(7), json!(1e300), json!(9007199254740993_u64)]),
        any::<bool>().prop_map(Value::Bool),
        instant().prop_map(|at| json!(fold(&at.to_rfc3339()))),
        select(vec![json!(["a"]), json!({"a": 1}), Value::Null]),
    ];
    proptest::collection::btree_map(select(NAMES[..5].to_vec()).prop_map(ToOwned::to_owned), value, 0..5).boxed()
}

fn profile() -> BoxedStrategy<Profile> {
    let texts = (text(), text(), text(), text(), text());
    let tags = vec(select(TEXTS.to_vec()).prop_map(fold), 0..4);
    let visits = 0..6_i64;
    let consent = select(Consent::ALL.to_vec());
    let about = (visits, consent, lookalikes());
    (texts, tags, attributes(), option::of(instant()), about, vec(an_order(), 0..6))
        .prop_map(|((name, email, phone, city, country), tags, attributes, created_at, about, orders)| {
            let (visits, consent, lookalikes) = about;
            let completed: Vec<&ProfileOrder> =
                orders.iter().filter(|order| order.status == OrderStatus::Completed).collect();
            Profile {
                spend: Minor(completed.iter().map(|order| order.amount.0).sum()),
                order_count: i64::try_from(completed.len()).unwrap(),
                visits,
                first_order_at: completed.iter().map(|order| order.placed_at).min(),
                last_order_at: completed.iter().map(|order| order.placed_at).max(),
                created_at,
                consent,
                name,
                email,
                phone,
                city,
                country,
                tags,
                attribute_dates: dates(&attributes),
                attributes: attributes.into_iter().collect(),
                orders,
                lookalikes,
            }
        })
        .boxed()
}

fn dates(attributes: &BTreeMap<String, Value>) -> Map<String, Value> {
    let micros = |value: &Value| DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|at| at.timestamp_micros());
    attributes.iter().filter_map(|(name, value)| Some((name.clone(), json!(micros(value)?)))).collect()
}
