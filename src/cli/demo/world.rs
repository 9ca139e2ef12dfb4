//! The seed, the day and how often each customer buys: what all else is drawn from. A byte or three a customer
//! is all that is kept in memory.

use chrono::NaiveDate;

use super::dice::Dice;

/// Orders for each customer, on average.
pub const ORDERS_EACH: u64 = 5;

/// How a customer buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Signed up in the last two months.
    New,
    /// Signed up and never bought.
    Browser,
    /// Bought once.
    Once,
    /// Comes back now and then.
    Occasional,
    /// Buys all the year.
    Loyal,
    /// Bought often and then no more.
    Lapsed,
}

const HABITS: &[(Habit, u32)] = &[
    (Habit::New, 12),
    (Habit::Browser, 8),
    (Habit::Once, 20),
    (Habit::Occasional, 30),
    (Habit::Loyal, 20),
    (Habit::Lapsed, 10),
];

/// Everything that the brand's data follows from.
#[derive(Clone, Debug)]
pub struct World {
    /// The seed.
    pub seed: u64,
    /// The day it is, in the brand's time zone: nothing happened on it or later.
    pub as_of: NaiveDate,
    orders: Vec<u16>,
}

impl World {
    /// Exactly [`ORDERS_EACH`] orders a customer in all.
    pub fn new(seed: u64, customers: u64, as_of: NaiveDate) -> Self {
        let mut world = Self { seed, as_of, orders: Vec::new() };
        world.orders = (0..customers).map(|number| drawn(world.habit(number), seed, number)).collect();
        world.even_out(customers * ORDERS_EACH);
        world
    }

    /// How many customers there are.
    pub fn customers(&self) -> u64 {
        self.orders.len() as u64
    }

    /// How often a customer, from 0, bought.
    pub fn orders(&self, number: u64) -> u16 {
        usize::try_from(number).ok().and_then(|place| self.orders.get(place)).copied().unwrap_or_default()
    }

    /// How a customer buys.
    pub fn habit(&self, number: u64) -> Habit {
        let mut dice = Dice::of(self.seed, 1, number);
        dice.weighted(HABITS, |(_, weight)| *weight).map_or(Habit::Once, |(habit, _)| *habit)
    }

    /// The loyal buy a little more or less, until the sum is right; all do where nobody is loyal.
    fn even_out(&mut self, wanted: u64) {
        let loyal: Vec<usize> =
            (0..self.orders.len()).filter(|place| self.habit(*place as u64) == Habit::Loyal).collect();
        let those = if loyal.is_empty() { (0..self.orders.len()).collect() } else { loyal };
        let mut sum: u64 = self.orders.iter().map(|count| u64::from(*count)).sum();
        while sum != wanted && !those.is_empty() {
            let before = sum;
            for place in &those {
                let Some(count) = self.orders.get_mut(*place) else { continue };
                if sum < wanted && *count < u16::MAX {
                    *count += 1;
                    sum += 1;
                } else if sum > wanted && *count > 1 {
                    *count -= 1;
                    sum -= 1;
                }
            }
            if sum == before {
                break;
            }
        }
    }
}

fn drawn(habit: Habit, seed: u64, number: u64) -> u16 {
    let mut dice = Dice::of(seed, 4, number);
    let count = match habit {
        Habit::New => dice.between(0, 3),
        Habit::Browser => 0,
        Habit::Once => 1,
        Habit::Occasional => dice.between(2, 6),
        Habit::Loyal => dice.between(8, 20),
        Habit::Lapsed => dice.between(3, 10),
    };
    u16::try_from(count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_exactly_five_orders_a_customer() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for customers in [0, 1, 10, 777, 50_000] {
            let world = World::new(7, customers, day);
            let sum: u64 = (0..customers).map(|number| u64::from(world.orders(number))).sum();
            assert_eq!(sum, customers * ORDERS_EACH, "{customers} customers");
        }
        let world = World::new(7, 50_000, day);
        let never = (0..50_000).filter(|number| world.orders(*number) == 0).count();
        assert!((4_000..7_000).contains(&never), "{never} never bought");
        let loyal = (0..50_000).filter(|number| world.habit(*number) == Habit::Loyal);
        assert!(loyal.into_iter().all(|number| (6..=24).contains(&world.orders(number))));
    }
}
