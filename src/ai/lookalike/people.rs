//! Everyone, as narrow as it gets: an id, whether they are in the seed, and their features. A million take 40 MB.

use super::features::{COUNT, Feature, Values};

/// One customer.
#[derive(Clone, Copy, Debug)]
pub struct One {
    /// The customer's key.
    pub id: i64,
    /// Whether they are in the seed.
    pub in_seed: bool,
    /// Whether they ever ordered.
    pub has_ordered: bool,
    /// Their features, as logarithms; or standardised, within [`Standardised`].
    pub values: Values,
}

/// Everyone by their ids, so that every sum is made in the same order and comes out the same.
pub struct People(Vec<One>);

impl People {
    /// Of whoever was read, in whatever order.
    pub fn new(mut people: Vec<One>) -> Self {
        people.sort_unstable_by_key(|one| one.id);
        Self(people)
    }

    /// All of them.
    pub fn all(&self) -> &[One] {
        &self.0
    }

    /// The middle of a feature's values, among those of whom it is known.
    pub fn median(&self, feature: usize, is_among: impl Fn(&One) -> bool) -> Option<f32> {
        let among = self.0.iter().filter(|one| is_among(one)).map(|one| one.values[feature]);
        let mut known: Vec<f32> = among.filter(|value| !value.is_nan()).collect();
        let middle = known.len() / 2;
        (!known.is_empty()).then(|| *known.select_nth_unstable_by(middle, f32::total_cmp).1)
    }

    /// Each feature in standard deviations from everyone's mean. What is not known is the mean: it speaks neither for
    /// nor against. A feature in which all are equal is 0 for all.
    pub fn standardised(mut self) -> Standardised {
        for feature in 0..COUNT {
            let known = self.0.iter().map(|one| f64::from(one.values[feature])).filter(|value| !value.is_nan());
            let (count, sum) = known.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
            let mean = if count > 0.0 { sum / count } else { 0.0 };
            let off = |one: &One| match f64::from(one.values[feature]) - mean {
                off if off.is_nan() => 0.0,
                off => off,
            };
            let squares: f64 = self.0.iter().map(|one| off(one) * off(one)).sum();
            let deviation = (squares / self.0.len().max(1) as f64).sqrt();
            // Below this, what differs is the rounding.
            let scale = if deviation > 1e-6 { 1.0 / deviation } else { 0.0 };
            for one in &mut self.0 {
                one.values[feature] = (off(one) * scale) as f32;
            }
        }
        Standardised(self.0)
    }
}

/// Everyone by their ids, each feature with mean 0 and deviation 1, nothing unknown.
pub struct Standardised(Vec<One>);

impl Standardised {
    /// All of them.
    pub fn all(&self) -> &[One] {
        &self.0
    }
}

/// A feature's place in [`Values`].
pub fn places() -> impl Iterator<Item = (usize, Feature)> {
    Feature::ALL.into_iter().enumerate()
}
