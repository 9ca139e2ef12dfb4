//! Chance that falls the same way every time: each thing drawn has a seed, a purpose and a number, so that any
//! customer can be made without the ones before. SplitMix64 (Steele, Lea and Flood 2014), because a library's
//! generator may change with its version and the brand must not.

/// A run of draws.
#[derive(Clone, Debug)]
pub struct Dice(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

impl Dice {
    /// The draws of thing `number` for a purpose.
    pub fn of(seed: u64, purpose: u64, number: u64) -> Self {
        Self(mix(mix(seed.wrapping_add(STEP)).wrapping_add(purpose)).wrapping_add(number.wrapping_mul(STEP)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A whole number from 0 up to but without `end`; 0 when there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// A whole number, both ends included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// From 0 up to but without 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True this often.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of several, all as likely.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.below(of.len() as u64);
        of.get(usize::try_from(place).ok()?)
    }

    /// One of several, by weight.
    pub fn weighted<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let total: u64 = of.iter().map(|one| u64::from(weight(one))).sum();
        let mut left = self.below(total);
        of.iter().find(|one| {
            let weight = u64::from(weight(one));
            let found = left < weight;
            left = left.saturating_sub(weight);
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_repeat_for_the_same_thing_and_differ_for_another() {
        let draws = |seed, purpose, number| {
            let mut dice = Dice::of(seed, purpose, number);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(draws(7, 1, 5), draws(7, 1, 5));
        assert_ne!(draws(7, 1, 5), draws(8, 1, 5));
        assert_ne!(draws(7, 1, 5), draws(7, 2, 5));
        assert_ne!(draws(7, 1, 5), draws(7, 1, 6));
    }

    #[test]
    fn shares_come_out_as_they_were_asked_for() {
        let mut dice = Dice::of(7, 0, 0);
        let hits = (0..100_000).filter(|_| dice.chance(0.06)).count();
        assert!((5_700..6_300).contains(&hits), "{hits}");
        let faces = [("a", 1), ("b", 0), ("c", 3)];
        let mut counts = [0; 3];
        for _ in 0..10_000 {
            let (name, _) = dice.weighted(&faces, |(_, weight)| *weight).unwrap();
            counts[faces.iter().position(|(face, _)| face == name).unwrap()] += 1;
        }
        assert!((2_300..2_700).contains(&counts[0]) && counts[1] == 0, "{counts:?}");
        assert!(dice.pick::<u8>(&[]).is_none());
    }
}
