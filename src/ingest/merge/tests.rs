//! The merge as mathematics: whatever way rows take, they come to the same state, through storage and back.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::customer::{CustomerState, StoredCustomer};
use super::order::{OrderState, StoredOrder};
use crate::customers::{Consent, Item, OrderStatus};
use crate::ids::BatchId;
use crate::ingest::row::{CustomerRow, Given, OrderRow, Stamp};

fn given<T: std::fmt::Debug + Clone>(values: impl Strategy<Value = T>) -> impl Strategy<Value = Given<T>> {
    prop_oneof![Just(Given::Absent), Just(Given::Null), values.prop_map(Given::Value)]
}

/// Few stamps, so that ties are common.
fn stamp() -> impl Strategy<Value = Stamp> {
    (0..3i64, 0..3i64).prop_map(|(version, accepted)| Stamp { version, accepted })
}

fn attributes() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        Just(Value::Null),
        (0..3).prop_map(Value::from),
        Just(json!(1.5)),
        Just(json!("gold")),
        Just(json!(["a", {"b": 1, "a": null}])),
        Just(json!({"b": 1, "a": [true]})),
    ];
    proptest::collection::btree_map(prop_oneof![Just("tier"), Just("age"), Just("plan")], value, 0..3)
        .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn customer_row() -> impl Strategy<Value = CustomerRow> {
    let text = || prop_oneof![Just("a".to_owned()), Just("b".to_owned())];
    let consent = prop_oneof![Just(Consent::Granted), Just(Consent::Unknown), Just(Consent::Withdrawn)];
    (
        stamp(),
        given(text()),
        given(text()),
        given(0..3i32),
        given(proptest::collection::vec(text(), 0..2)),
        given(consent),
        given(attributes()),
        given((0..3i64).prop_map(|micros| chrono::DateTime::from_timestamp_micros(micros).unwrap())),
    )
        .prop_map(|(stamp, name, email, visits, tags, consent, attributes, created_at)| CustomerRow {
            batch: BatchId(Uuid::nil()),
            stamp,
            external_id: "c".to_owned(),
            name,
            email,
            phone: Given::Absent,
            city: Given::Absent,
            country: Given::Absent,
            visits,
            tags,
            consent,
            attributes,
            created_at,
        })
}

fn order_row() -> impl Strategy<Value = OrderRow> {
    let status = prop_oneof![
        Just(None),
        Just(Some(OrderStatus::Completed)),
        Just(Some(OrderStatus::Cancelled)),
        Just(Some(OrderStatus::Refunded))
    ];
    let item = (1..3i32).prop_map(|quantity| Item {
        sku: "s".to_owned(),
        name: None,
        category: Some("k".to_owned()),
        quantity,
        price_minor: 5,
        image_url: (quantity == 2).then(|| "/a.svg".to_owned()),
    });
    let owner = prop_oneof![Just("one".to_owned()), Just("two".to_owned())];
    (stamp(), owner, 0..3i64, status, 0..3i64, given(Just("web".to_owned())), given(prop::collection::vec(item, 0..2)))
        .prop_map(|(stamp, customer_external_id, amount_minor, status, placed, channel, items)| OrderRow {
            batch: BatchId(Uuid::nil()),
            stamp,
            external_id: "o".to_owned(),
            customer_external_id,
            amount_minor,
            status,
            placed_at: chrono::DateTime::from_timestamp_micros(placed).unwrap(),
            channel,
            items,
        })
}

/// What the database would give back.
fn stored(state: &CustomerState) -> CustomerState {
    CustomerState::of_stored(StoredCustomer {
        name: state.name.flat().cloned(),
        email: state.email.flat().cloned(),
        phone: state.phone.flat().cloned(),
        city: state.city.flat().cloned(),
        country: state.country.flat().cloned(),
        visits: state.visits.flat().copied(),
        tags: state.tags.value().cloned().unwrap_or_default(),
        consent: state.consent(),
        attributes: state.attributes(),
        created_at: state.created_at.flat().copied(),
        field_versions: state.field_versions(),
        attribute_versions: state.attribute_versions(),
    })
}

fn stored_order(state: &OrderState) -> OrderState {
    OrderState::of_stored(StoredOrder {
        customer: state.customer().to_owned(),
        amount_minor: state.amount_minor(),
        status: state.status(),
        placed_at: state.placed_at(),
        channel: state.channel.flat().cloned(),
        items: state.items.flat().cloned(),
        field_versions: state.field_versions(),
    })
}

/// Rows in another order, some of them twice, cut into batches.
fn other_way<R: Clone + std::fmt::Debug>(rows: Vec<R>) -> impl Strategy<Value = Vec<Vec<R>>> {
    let repeated: Vec<R> = rows.iter().cloned().chain(rows.iter().take(rows.len() / 2).cloned()).collect();
    (Just(repeated).prop_shuffle(), 1..4usize)
        .prop_map(|(rows, size)| rows.chunks(size).map(<[R]>::to_vec).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn customers_come_to_one_state_whatever_way_their_rows_take(
        (rows, batches) in proptest::collection::vec(customer_row(), 0..8)
            .prop_flat_map(|rows| (Just(rows.clone()), other_way(rows)))
    ) {
        let mut straight = CustomerState::default();
        for row in rows {
            straight.join(CustomerState::of_row(row));
        }
        let mut otherwise = CustomerState::default();
        for batch in batches {
            let mut folded = CustomerState::default();
            for row in batch {
                folded.join(CustomerState::of_row(row));
            }
            otherwise = stored(&otherwise);
            otherwise.join(folded);
        }
        prop_assert_eq!(stored(&otherwise), stored(&straight));
        prop_assert_eq!(stored(&straight), straight);
    }

    #[test]
    fn orders_come_to_one_state_whatever_way_their_rows_take(
        (rows, batches) in proptest::collection::vec(order_row(), 1..8)
            .prop_flat_map(|rows| (Just(rows.clone()), other_way(rows)))
    ) {
        let mut straight = OrderState::default();
        for row in rows {
            straight.join(OrderState::of_row(row));
        }
        let mut otherwise = OrderState::default();
        for batch in batches {
            let mut folded = OrderState::default();
            for row in batch {
                folded.join(OrderState::of_row(row));
            }
            otherwise = stored_order(&otherwise);
            otherwise.join(folded);
        }
        prop_assert_eq!(stored_order(&otherwise), straight);
    }

    #[test]
    fn a_row_that_is_known_already_says_nothing_more(rows in proptest::collection::vec(customer_row(), 1..6)) {
        let mut state = CustomerState::default();
        for row in &rows {
            state.join(CustomerState::of_row(row.clone()));
        }
        for row in rows {
            prop_assert!(!state.join(CustomerState::of_row(row)));
        }
    }
}

fn row(version: i64, change: impl FnOnce(&mut CustomerRow)) -> CustomerRow {
    let mut row = CustomerRow {
        batch: BatchId(Uuid::nil()),
        stamp: Stamp { version, accepted: 100 },
        external_id: "c".to_owned(),
        name: Given::Absent,
        email: Given::Absent,
        phone: Given::Absent,
        city: Given::Absent,
        country: Given::Absent,
        visits: Given::Absent,
        tags: Given::Absent,
        consent: Given::Absent,
        attributes: Given::Absent,
        created_at: Given::Absent,
    };
    change(&mut row);
    row
}

fn state(rows: impl IntoIterator<Item = CustomerRow>) -> CustomerState {
    let mut state = CustomerState::default();
    for row in rows {
        state.join(CustomerState::of_row(row));
    }
    state
}

fn fields(value: Value) -> Given<Map<String, Value>> {
    match value {
        Value::Object(fields) => Given::Value(fields),
        _ => Given::Null,
    }
}

#[test]
fn absent_keeps_null_clears_and_the_newest_wins_field_by_field() {
    let named = row(5, |row| row.name = Given::Value("Asha".to_owned()));
    let older_city = row(3, |row| {
        row.name = Given::Value("Old".to_owned());
        row.city = Given::Value("Pune".to_owned());
    });
    let cleared = row(9, |row| row.city = Given::Null);
    let both = state([named.clone(), older_city.clone()]);
    assert_eq!(
        (both.name.flat().map(String::as_str), both.city.flat().map(String::as_str)),
        (Some("Asha"), Some("Pune"))
    );
    let later = state([named, cleared, older_city]);
    assert_eq!((later.name.flat().map(String::as_str), later.city.flat()), (Some("Asha"), None));
}

#[test]
fn attributes_merge_by_key_and_a_removed_key_stays_removed() {
    let first = row(1, |row| row.attributes = fields(json!({ "tier": "gold", "age": 3 })));
    let removal = row(5, |row| row.attributes = fields(json!({ "tier": null })));
    let late = row(3, |row| row.attributes = fields(json!({ "tier": "silver", "plan": "x" })));
    let all = state([first, removal, late]);
    assert_eq!(Value::Object(all.attributes()), json!({ "age": 3, "plan": "x" }));
    let cleared = row(4, |row| row.attributes = Given::Null);
    let mut after = all;
    after.join(CustomerState::of_row(cleared));
    assert_eq!(Value::Object(after.attributes()), json!({}));
    assert_eq!(Value::Object(after.attribute_versions()), json!({ "tier": [5, 100] }));
}

#[test]
fn between_equally_new_reports_the_more_cautious_consent_wins() {
    let yes = row(1, |row| row.consent = Given::Value(Consent::Granted));
    let no = row(1, |row| row.consent = Given::Value(Consent::Withdrawn));
    for rows in [[yes.clone(), no.clone()], [no, yes]] {
        assert_eq!(state(rows).consent(), Consent::Withdrawn.code());
    }
}
