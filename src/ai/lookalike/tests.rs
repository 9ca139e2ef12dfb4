//! Who is found, and when nobody is.

use chrono::{DateTime, TimeDelta, Utc};

use super::features::Behaviour;
use super::people::{One, People};
use super::*;

fn as_of() -> DateTime<Utc> {
    "2026-03-31T00:00:00Z".parse().unwrap()
}

/// A customer with so many orders, the last of them so many days ago.
fn one(id: i64, in_seed: bool, (orders, spend_minor, silence): (i32, i64, i64)) -> One {
    let last = as_of() - TimeDelta::days(silence);
    let behaviour = Behaviour {
        spend_minor,
        order_count: orders,
        visits: 0,
        first_order_at: (orders > 0).then_some(last - TimeDelta::days(20 * i64::from(orders))),
        last_order_at: (orders > 0).then_some(last),
        created_at: Some(as_of() - TimeDelta::days(700)),
    };
    One { id, in_seed, has_ordered: orders > 0, values: behaviour.features(as_of()) }
}

/// 300 regulars, every third of them in the seed, among 3,000 who bought once or not at all.
fn brand() -> Vec<One> {
    let regulars = (0..300).map(|id| one(id, id % 3 == 0, (10 + (id % 7) as i32, 500_000 + 999 * (id % 11), id % 20)));
    let others = (300..3_300).map(|id| one(id, false, ((id % 2) as i32, 20_000 * (id % 2), 30 + id % 500)));
    regulars.chain(others).collect()
}

fn found(people: Vec<One>, choice: Choice) -> Found {
    look(People::new(people), choice, Currency::INR)
}

#[test]
fn the_nearest_are_the_ones_of_the_seeds_kind_and_none_of_the_seed() {
    let found = found(brand(), Choice::Size(200));
    assert!(found.enough, "{}", found.reason);
    assert_eq!((found.seed_count, found.members.len()), (100, 200));
    assert!(found.members.iter().all(|(id, _)| id.0 < 300 && id.0 % 3 != 0), "{:?}", found.members);
    assert!(found.members.is_sorted_by(|one, other| one.1 >= other.1));
    let validation = found.validation.unwrap();
    // Those kept back stand among the other regulars, of whom there are a few more than are picked.
    assert_eq!(validation.picked, 200);
    assert!(validation.lift() > 10.0, "{validation:?}");
}

#[test]
fn what_matters_is_named_with_its_plain_values() {
    let features = found(brand(), Choice::Size(10)).features;
    let total: f64 = features.iter().map(|feature| feature.weight).sum();
    assert!((total - 1.0).abs() < 1e-9, "{total}");
    assert!(features.is_sorted_by(|one, other| one.weight >= other.weight));
    let of = |wanted: Feature| features.iter().find(|feature| feature.feature == wanted);
    let orders = of(Feature::Orders).unwrap();
    assert!((orders.seed, orders.everyone) == (13.0, 1.0), "{orders:?}");
    assert_eq!(of(Feature::Visits), None, "all visited as often");
    assert_eq!(of(Feature::Tenure), None, "all came on the same day");
}

#[test]
fn the_same_question_has_the_same_answer_in_whatever_order_people_are_read() {
    let mut backwards = brand();
    backwards.reverse();
    let read = People::new(backwards.clone());
    assert!(read.all().is_sorted_by_key(|one| one.id), "sums are made in one order");
    let (one, other) = (found(brand(), Choice::Size(77)), found(backwards, Choice::Size(77)));
    assert_eq!((&one.members, &one.features), (&other.members, &other.features));
    assert_eq!(one.validation, other.validation);
}

#[test]
fn few_are_found_as_surely_as_many() {
    let found = found(brand(), Choice::Size(1));
    assert_eq!((found.enough, found.members.len()), (true, 1), "{}", found.reason);
    assert_eq!(found.validation.unwrap().picked, 100, "as many as the seed has");
}

#[test]
fn a_similarity_takes_everyone_from_there_on() {
    let all = found(brand(), Choice::Size(400)).members;
    let nearest = found(brand(), Choice::Size(150)).members;
    let least = nearest.last().unwrap().1;
    let similar = found(brand(), Choice::MinimumSimilarity(least)).members;
    assert_eq!(similar, all.into_iter().filter(|(_, similarity)| *similarity >= least).collect::<Vec<_>>());
    assert!(similar.len() >= 150);
}

#[test]
fn too_little_to_go_by_is_an_answer() {
    let of_seed = |is_seed: fn(&One) -> bool| brand().into_iter().map(move |one| One { in_seed: is_seed(&one), ..one });
    let told = |people: Vec<One>, choice| {
        let found = found(people, choice);
        assert_eq!((found.enough, found.members.len()), (false, 0), "{}", found.reason);
        (found.seed_count, found.validation.is_some(), found.reason)
    };
    let (count, tried, reason) = told(of_seed(|one| one.id < 49).collect(), Choice::Size(10));
    assert_eq!((count, tried), (49, false));
    assert!(reason.starts_with("49 of the 49 customers in the seed have ordered. It takes at least 50"), "{reason}");
    let (_, tried, reason) = told(of_seed(|one| !one.has_ordered).collect(), Choice::Size(10));
    assert_eq!((tried, reason.starts_with("None of the 1500 customers")), (false, true), "{reason}");
    assert_eq!(told(of_seed(|_| true).collect(), Choice::Size(10)).2, saying::EVERYBODY);
    assert_eq!(told(Vec::new(), Choice::Size(10)).0, 0);
    // A seed that is drawn has nothing in common.
    let drawn = |one: &One| (one.id.wrapping_mul(2_654_435_761) >> 9) % 10 == 7;
    let (_, tried, reason) = told(of_seed(drawn).collect(), Choice::Size(300));
    assert!(if tried { reason.ends_with("random may find.") } else { reason == saying::LIKE_EVERYONE }, "{reason}");
    // To pick everybody is to find everybody, as chance does.
    let (_, tried, reason) = told(brand(), Choice::Size(100_000));
    assert_eq!((tried, reason.ends_with("random may find.")), (true, true), "{reason}");
}

#[test]
fn a_choice_is_one_of_two() {
    assert_eq!(Choice::of(Some(5), None), Ok(Choice::Size(5)));
    assert_eq!(Choice::of(None, Some(0.5)), Ok(Choice::MinimumSimilarity(0.5)));
    for (size, least, code) in [
        (None, None, "NOT_EXACTLY_ONE"),
        (Some(1), Some(0.5), "NOT_EXACTLY_ONE"),
        (Some(0), None, "INVALID_SIZE"),
        (Some(100_001), None, "INVALID_SIZE"),
        (None, Some(0.0), "INVALID_SIMILARITY"),
        (None, Some(1.0), "INVALID_SIMILARITY"),
        (None, Some(f64::NAN), "INVALID_SIMILARITY"),
    ] {
        assert_eq!(Choice::of(size, least).unwrap_err().code, code);
    }
}
