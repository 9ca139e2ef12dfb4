//! What the customers bought, each customer's orders made from the seed and the customer's number alone.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use super::brand::{self, Product};
use super::dice::Dice;
use super::people;
use super::world::{Habit, World};

/// A row of `ordersIngest`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// "SK-000123-04"
    pub external_id: String,
    /// Whose.
    pub customer_external_id: String,
    /// The items' sum, in rupees.
    pub amount: String,
    /// COMPLETED, mostly.
    pub status: &'static str,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// Where.
    pub channel: &'static str,
    /// What.
    pub items: Vec<Item>,
    /// The reference day.
    pub updated_at: DateTime<Utc>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The product's key.
    pub sku: &'static str,
    /// The product's name.
    pub name: &'static str,
    /// The product's category.
    pub category: &'static str,
    /// How many.
    pub quantity: u32,
    /// Of one, in rupees.
    pub price: String,
    /// Its picture, which the web client brings along.
    pub image_url: String,
}

/// Who stopped buying did so at least this many days ago.
const SILENT_DAYS: u64 = 120;

/// All orders of a customer, oldest first.
pub fn of_customer(world: &World, number: u64) -> Vec<Order> {
    let count = u64::from(world.orders(number));
    let mut dice = Dice::of(world.seed, 5, number);
    let taste = dice.weighted(brand::TASTES, |(_, weight)| *weight).map_or("Coffee", |(taste, _)| *taste);
    let mut times: Vec<DateTime<Utc>> = (0..count).map(|_| placed(world, number, &mut dice)).collect();
    times.sort_unstable();
    let customer = people::external_id(number);
    let updated_at = people::local(world.as_of, 0, 0, 0);
    let made = times.into_iter().zip(1_u32..).map(|(placed_at, nth)| {
        let items = basket(&mut dice, taste, placed_at);
        let amount: u64 = items.iter().map(|(product, quantity)| u64::from(product.price) * quantity).sum();
        Order {
            external_id: format!("{customer}-{nth:02}"),
            customer_external_id: customer.clone(),
            amount: format!("{amount}.00"),
            status: status(&mut dice, updated_at - placed_at),
            placed_at,
            channel: dice.weighted(brand::CHANNELS, |(_, weight)| *weight).map_or("web", |(channel, _)| *channel),
            items: items.into_iter().map(|(product, quantity)| item(product, quantity)).collect(),
            updated_at,
        }
    });
    made.collect()
}

/// An instant between signing up and the reference day, more likely when more is bought.
fn placed(world: &World, number: u64, dice: &mut Dice) -> DateTime<Utc> {
    let first = people::joined(world, number);
    let silent = if world.habit(number) == Habit::Lapsed { SILENT_DAYS } else { 0 };
    let end = world.as_of.checked_sub_days(Days::new(silent)).unwrap_or(world.as_of);
    // Signing up may have taken until late in the evening: the next day is the first to buy on.
    let days = u64::try_from((end - first).num_days() - 1).unwrap_or_default();
    let mut day = first;
    for _ in 0..24 {
        day = first + TimeDelta::days(i64::try_from(1 + dice.below(days.max(1))).unwrap_or(1));
        if dice.unit() * brand::HIGHEST_DEMAND < brand::demand(day) {
            break;
        }
    }
    if day >= end {
        return late_on(first, dice);
    }
    people::local(day, hour(dice), dice.below(60), dice.below(60))
}

/// For who signed up yesterday: the last two hours of that day.
fn late_on(day: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
    people::local(day, dice.between(22, 23), dice.below(60), dice.below(60))
}

fn hour(dice: &mut Dice) -> u64 {
    let hours: [u64; 24] = std::array::from_fn(|hour| hour as u64);
    let weight = |hour: &u64| usize::try_from(*hour).ok().and_then(|at| brand::HOURS.get(at)).copied().unwrap_or(1);
    dice.weighted(&hours, weight).copied().unwrap_or(12)
}

/// One to four different products, mostly of one's taste; gifts in festive weeks.
fn basket(dice: &mut Dice, taste: &str, at: DateTime<Utc>) -> Vec<(&'static Product, u64)> {
    let festive = brand::is_festive(at.date_naive());
    let lines = [1, 1, 1, 2, 2, 2, 3, 3, 4];
    let mut items: Vec<(&'static Product, u64)> = Vec::new();
    for _ in 0..dice.pick(&lines).copied().unwrap_or(1) {
        let category = if festive && dice.chance(0.3) {
            "Gifts"
        } else if dice.chance(0.55) {
            taste
        } else {
            dice.weighted(brand::TASTES, |(_, weight)| *weight).map_or(taste, |(category, _)| *category)
        };
        let weight = |product: &Product| if product.category == category { product.weight } else { 0 };
        let Some(product) = dice.weighted(brand::PRODUCTS, weight) else { continue };
        if items.iter().all(|(known, _)| known.sku != product.sku) {
            items.push((product, *dice.pick(&[1, 1, 1, 1, 2, 2, 3]).unwrap_or(&1)));
        }
    }
    items
}

fn item(product: &Product, quantity: u64) -> Item {
    Item {
        sku: product.sku,
        name: product.name,
        category: product.category,
        quantity: u32::try_from(quantity).unwrap_or(1),
        price: format!("{}.00", product.price),
        image_url: product.image_url(),
    }
}

fn status(dice: &mut Dice, age: TimeDelta) -> &'static str {
    let drawn = dice.unit();
    match drawn {
        _ if drawn < 0.018 => "CANCELLED",
        _ if drawn < 0.030 => "REFUNDED",
        _ if age < TimeDelta::days(1) && drawn < 0.4 => "PENDING",
        _ => "COMPLETED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike as _, Timelike as _};
    use std::collections::HashSet;

    const PEOPLE: u64 = 6_000;

    fn world() -> World {
        World::new(7, PEOPLE, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
    }

    fn all() -> Vec<Order> {
        let world = world();
        (0..PEOPLE).flat_map(|number| of_customer(&world, number)).collect()
    }

    #[test]
    fn every_order_is_of_a_customer_after_signing_up_and_before_the_day() {
        let world = world();
        let mut ids = HashSet::new();
        for number in 0..PEOPLE {
            let customer = people::customer(&world, number);
            let orders = of_customer(&world, number);
            assert_eq!(orders, of_customer(&world, number), "the same each time");
            assert_eq!(orders.len(), usize::from(world.orders(number)));
            for order in orders {
                assert_eq!(order.customer_external_id, customer.external_id);
                assert!(order.placed_at > customer.created_at, "{order:?} {customer:?}");
                assert!(order.placed_at < order.updated_at, "{order:?}");
                assert!(ids.insert(order.external_id.clone()), "{} twice", order.external_id);
            }
        }
        assert_eq!(ids.len() as u64, PEOPLE * super::super::world::ORDERS_EACH);
    }

    #[test]
    fn amounts_are_the_sums_of_their_items_and_above_zero() {
        for order in all() {
            let price = |item: &Item| item.price.strip_suffix(".00").unwrap().parse::<u32>().unwrap();
            let sum: u32 = order.items.iter().map(|item| price(item) * item.quantity).sum();
            assert!(sum > 0, "{order:?}");
            assert_eq!(order.amount, format!("{sum}.00"));
        }
    }

    #[test]
    fn few_are_cancelled_and_more_is_bought_on_weekends_evenings_and_before_diwali() {
        let orders = all();
        let count = |of: &dyn Fn(&Order) -> bool| orders.iter().filter(|order| of(order)).count() as f64;
        let total = orders.len() as f64;
        let undone = count(&|order| matches!(order.status, "CANCELLED" | "REFUNDED")) / total;
        assert!((0.022..0.038).contains(&undone), "{undone}");
        let local = |order: &Order| order.placed_at + TimeDelta::minutes(330);
        let weekend = count(&|order| local(order).weekday().num_days_from_monday() >= 5) / total;
        assert!(weekend > 0.31, "{weekend}");
        let evening = count(&|order| (18..22).contains(&local(order).hour()));
        let night = count(&|order| (0..4).contains(&local(order).hour()));
        assert!(evening > 10.0 * night, "{evening} {night}");
        let gifts = |order: &Order| order.items.iter().any(|item| item.category == "Gifts");
        let festive = count(&|order| brand::is_festive(local(order).date_naive()) && gifts(order));
        let festive_all = count(&|order| brand::is_festive(local(order).date_naive()));
        assert!(festive / festive_all > 2.0 * count(&gifts) / total);
    }

    #[test]
    fn the_lapsed_have_been_silent_for_months() {
        let world = world();
        let silent = people::local(world.as_of, 0, 0, 0) - TimeDelta::days(119);
        let lapsed: Vec<u64> = (0..PEOPLE).filter(|number| world.habit(*number) == Habit::Lapsed).collect();
        assert!(lapsed.len() > 400);
        for number in lapsed {
            assert!(of_customer(&world, number).iter().all(|order| order.placed_at < silent));
        }
    }
}
