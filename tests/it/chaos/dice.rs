//! Chance that can be repeated, and the sizes of the tests.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// All random choices of one test.
pub struct Dice(StdRng);

impl Dice {
    /// From `CHAOS_SEED`, or new; printed either way, so that a failure can be repeated.
    pub fn roll() -> Self {
        let seed = std::env::var("CHAOS_SEED")
            .map_or_else(|_| rand::rng().random(), |seed| seed.parse().expect("CHAOS_SEED is a number"));
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        println!("{name}: CHAOS_SEED={seed}");
        Self(StdRng::seed_from_u64(seed))
    }

    /// From 0 up to this.
    pub fn up_to(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(self.0.random_range(0.0..1.0))
    }

    /// One of so many, from 0.
    pub fn pick(&mut self, of: usize) -> usize {
        self.0.random_range(0..of)
    }

    /// In random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.pick(place + 1));
        }
    }

    /// Lets a random part of `longest` pass: the moment of a blow is to be any moment.
    pub async fn wait(&mut self, longest: Duration) {
        tokio::time::sleep(self.up_to(longest)).await;
    }
}

/// Whether the sizes are those that are promised (`CHAOS_LONG`), or those of every day.
pub fn long() -> bool {
    std::env::var("CHAOS_LONG").is_ok_and(|value| !value.is_empty() && value != "0")
}

/// A size: the variable's where it is set, else that of the selection that runs.
pub fn size(variable: &str, fast: usize, promised: usize) -> usize {
    match std::env::var(variable) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{variable} is a number")),
        Err(_) if long() => promised,
        Err(_) => fast,
    }
}
