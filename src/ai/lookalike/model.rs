//! What the seed has in common, and who is near it.
//!
//! The seed is summed up by its middle and its spread in each standardised feature. A feature weighs as much as the
//! seed differs in it from everyone: by the divergence of the two normal distributions, which grows with the distance
//! of the middles and with how much closer together the seed lies. A feature in which the difference may be chance
//! weighs nothing. Near is whoever is few of the seed's own spreads from its middle.

use super::features::{COUNT, Values};
use super::people::{One, Standardised};

/// The smallest spread that is believed of a seed, in everyone's deviations.
const SMALLEST_SPREAD: f64 = 0.1;
/// A divergence of so much over the seed's size comes about by chance once in a thousand times: twice the divergence
/// times the size is chi-squared with two degrees of freedom where there is no difference.
const BY_CHANCE: f64 = 7.0;

/// A seed, summed up.
#[derive(Clone, Debug)]
pub struct Model {
    /// How much each feature matters; they sum to 1, or all are 0 where the seed is like everyone.
    pub weights: [f64; COUNT],
    middle: [f32; COUNT],
    /// For each feature the weight over the squared spread.
    pull: [f32; COUNT],
}

/// Which people are taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// The nearest so many.
    Size(usize),
    /// All who are at least so similar, 0 to 1.
    MinimumSimilarity(f32),
}

impl Model {
    /// Sums up those of whom `is_seed` is true.
    pub fn of(people: &Standardised, is_seed: impl Fn(&One) -> bool) -> Self {
        let seed: Vec<&One> = people.all().iter().filter(|one| is_seed(one)).collect();
        let size = seed.len().max(1) as f64;
        let mut model = Self { weights: [0.0; COUNT], middle: [0.0; COUNT], pull: [0.0; COUNT] };
        for feature in 0..COUNT {
            let values = || seed.iter().map(|one| f64::from(one.values[feature]));
            let middle = values().sum::<f64>() / size;
            let variance = values().map(|value| (value - middle).powi(2)).sum::<f64>() / size;
            let variance = variance.max(SMALLEST_SPREAD * SMALLEST_SPREAD);
            // Everyone's middle is 0 and everyone's variance 1.
            let divergence = 0.5 * (variance + middle * middle - 1.0 - variance.ln());
            let is_same_for_all = people.all().iter().all(|one| one.values[feature] == 0.0);
            let matters = !is_same_for_all && divergence > BY_CHANCE / size;
            model.weights[feature] = if matters { divergence } else { 0.0 };
            model.middle[feature] = middle as f32;
            model.pull[feature] = variance.recip() as f32;
        }
        let total: f64 = model.weights.iter().sum();
        if total > 0.0 {
            model.weights = model.weights.map(|weight| weight / total);
        }
        model.pull = std::array::from_fn(|at| model.pull[at] * model.weights[at] as f32);
        model
    }

    /// Whether the seed differs from everyone in anything.
    pub fn tells_apart(&self) -> bool {
        self.weights.iter().any(|weight| *weight > 0.0)
    }

    /// 1 in the seed's middle, a half at one of its spreads, towards 0 far away.
    fn similarity(&self, values: &Values) -> f32 {
        let squares: f32 = (0..COUNT).map(|at| self.pull[at] * (values[at] - self.middle[at]).powi(2)).sum();
        1.0 / (1.0 + squares.sqrt())
    }

    /// The people chosen among those who may be, by their ids, the nearest first. Of equally near ones the older
    /// customer comes first.
    pub fn nearest(&self, people: &Standardised, may_be: impl Fn(&One) -> bool, choice: Choice) -> Vec<(i64, f32)> {
        let candidates = people.all().iter().filter(|one| may_be(one));
        let mut near: Vec<(i64, f32)> = candidates.map(|one| (one.id, self.similarity(&one.values))).collect();
        let order = |one: &(i64, f32), other: &(i64, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
        match choice {
            Choice::Size(size) if size < near.len() => {
                near.select_nth_unstable_by(size, order);
                near.truncate(size);
            }
            Choice::Size(_) => {}
            Choice::MinimumSimilarity(least) => near.retain(|(_, similarity)| *similarity >= least),
        }
        near.sort_unstable_by(order);
        near
    }
}
