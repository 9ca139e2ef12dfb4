//! Whether picking by similarity finds anybody: a fifth of the seed is kept back, the rest is the seed, and those who
//! were kept back are looked for among the people picked. Which fifth depends on the customers' ids alone, so that the
//! same question has the same answer. As many are picked as were asked for, but no fewer than the seed has: among a
//! handful nobody may be found, however good the picking.

use super::model::{Choice, Model};
use super::people::{One, Standardised};

/// One of so many of the seed is kept back.
const KEPT_BACK: u64 = 5;
/// How often picking at random may find as many, and what was found still counts for something.
const CHANCE: f64 = 0.01;
/// What is not worth adding up any more, beside the likeliest number's share.
const NEGLIGIBLE: f64 = 1e-15;

/// What the check came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Validation {
    /// Customers of the seed who were kept back.
    pub held_out: usize,
    /// Of those, how many were picked.
    pub found: usize,
    /// How many were picked.
    pub picked: usize,
    /// How many could have been.
    pub candidates: usize,
}

impl Validation {
    /// Keeps back, picks and looks.
    pub fn of(people: &Standardised, choice: Choice) -> Self {
        let is_held_out = |one: &One| one.in_seed && mixed(one.id.cast_unsigned()).is_multiple_of(KEPT_BACK);
        let is_seed = |one: &One| one.in_seed && !is_held_out(one);
        let model = Model::of(people, is_seed);
        let at_least = people.all().iter().filter(|one| one.in_seed).count();
        let mut picked = model.nearest(people, |one| !is_seed(one), choice);
        if picked.len() < at_least {
            picked = model.nearest(people, |one| !is_seed(one), Choice::Size(at_least));
        }
        let mut picked_ids: Vec<i64> = picked.iter().map(|(id, _)| *id).collect();
        picked_ids.sort_unstable();
        let held_out = || people.all().iter().filter(|one| is_held_out(one));
        Self {
            held_out: held_out().count(),
            found: held_out().filter(|one| picked_ids.binary_search(&one.id).is_ok()).count(),
            picked: picked.len(),
            candidates: people.all().iter().filter(|one| !is_seed(one)).count(),
        }
    }

    /// The share of those kept back who were found, over the share of everybody who was picked: 1 is what picking at
    /// random finds. 0 where nobody was picked.
    pub fn lift(&self) -> f64 {
        let expected = self.held_out as f64 * self.picked as f64 / self.candidates.max(1) as f64;
        if expected > 0.0 { self.found as f64 / expected } else { 0.0 }
    }

    /// Whether more were found than chance explains.
    pub fn is_better_than_chance(&self) -> bool {
        self.by_chance() <= CHANCE
    }

    /// How likely picking at random finds as many or more: the tail of the hypergeometric distribution, exactly, for
    /// where few are expected the normal one takes a single hit for a proof. The shares of all numbers that may be found
    /// are added up relative to the likeliest one's, from there outwards.
    fn by_chance(&self) -> f64 {
        let Self { held_out, found, picked, candidates } = *self;
        let (least, most) = ((held_out + picked).saturating_sub(candidates), held_out.min(picked));
        // By how much one more is likelier.
        let step = |count: usize| {
            let likelier = (held_out - count) as f64 * (picked - count) as f64;
            likelier / ((count + 1) as f64 * (candidates + count + 1 - held_out - picked) as f64)
        };
        let likeliest = ((held_out + 1) as f64 * (picked + 1) as f64 / (candidates + 2) as f64) as usize;
        let likeliest = likeliest.clamp(least, most);
        let (mut all, mut as_many) = (0.0, 0.0);
        let mut add = |count: usize, share: f64| {
            all += share;
            as_many += if count >= found { share } else { 0.0 };
            share > NEGLIGIBLE
        };
        let mut share = 1.0;
        for count in likeliest..=most {
            if !add(count, share) || count == most {
                break;
            }
            share *= step(count);
        }
        share = 1.0;
        for count in (least..likeliest).rev() {
            share /= step(count);
            if !add(count, share) {
                break;
            }
        }
        as_many / all
    }
}

/// Spreads ids evenly, whatever they count: the finalizer of splitmix64.
fn mixed(id: u64) -> u64 {
    let id = (id ^ (id >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let id = (id ^ (id >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    id ^ (id >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(found: usize, (held_out, picked, candidates): (usize, usize, usize)) -> Validation {
        Validation { held_out, found, picked, candidates }
    }

    #[test]
    fn one_hit_where_few_are_expected_is_chance() {
        let rare = (10, 50, 3_000);
        assert!(!found(1, rare).is_better_than_chance(), "{}", found(1, rare).by_chance());
        assert!(found(3, rare).is_better_than_chance());
        assert!(!found(0, rare).is_better_than_chance());
    }

    #[test]
    fn chance_is_reckoned_exactly() {
        // Of 10, 4 were kept back and 5 picked: 252 ways, of which 6 find all four and 60 three.
        for (count, ways) in [(0, 252), (1, 246), (2, 186), (3, 66), (4, 6)] {
            let by_chance = found(count, (4, 5, 10)).by_chance();
            assert!((by_chance - f64::from(ways) / 252.0).abs() < 1e-12, "{count}: {by_chance}");
        }
        // Who picks nearly everybody misses hardly anybody.
        assert!((found(4, (5, 9, 10)).by_chance() - 1.0).abs() < 1e-12);
        assert!((found(5, (5, 9, 10)).by_chance() - 0.5).abs() < 1e-12);
        let large = found(10_300, (100_000, 100_000, 1_000_000)).by_chance();
        // About 3.3 deviations of 90 above 10,000.
        assert!((1e-4..2e-3).contains(&large), "{large}");
    }
}
