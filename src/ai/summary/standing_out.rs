//! Whether a part of a campaign differs from the rest of it, or only by chance. The test is the likelihood ratio of two
//! shares against one common share; it holds for rates near all and nothing, where the normal one misleads. Of many
//! parts some differ by chance, so the bar rises with their number (Bonferroni), and the tail of the normal curve is
//! taken by its bound P(|Z| > z) ≤ 2·exp(-z²/2), which only ever makes it stricter.

/// How often, at most, anything at all is said to stand out in a campaign where nothing does.
const CHANCE: f64 = 0.01;

/// Messages that came to an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub messages: i64,
    /// Of which so many arrived.
    pub delivered: i64,
}

impl Tally {
    /// The share that arrived; 0 of nothing.
    pub fn rate(self) -> f64 {
        if self.messages == 0 { 0.0 } else { self.delivered as f64 / self.messages as f64 }
    }

    /// Together with another.
    pub fn and(self, other: Self) -> Self {
        Self { messages: self.messages + other.messages, delivered: self.delivered + other.delivered }
    }

    /// Without a part of it; none where that is all of it, or no part.
    pub fn less(self, part: Self) -> Option<Self> {
        let rest = Self { messages: self.messages - part.messages, delivered: self.delivered - part.delivered };
        (rest.messages > 0 && rest.delivered >= 0 && rest.delivered <= rest.messages).then_some(rest)
    }
}

/// How sure it is that a part differs from the rest, where that is sure enough with so many parts looked at.
pub fn evidence(part: Tally, rest: Tally, parts: usize) -> Option<f64> {
    let common = part.and(rest).rate();
    let ratio = gain(part, common) + gain(rest, common);
    let bar = (2.0 * parts.max(1) as f64 / CHANCE).ln();
    (ratio >= bar).then_some(ratio)
}

/// What a share of its own explains better than the common one, in nats.
fn gain(tally: Tally, common: f64) -> f64 {
    let own = tally.rate();
    let term = |share: f64, of: f64| if share > 0.0 && of > 0.0 { share * (share / of).ln() } else { 0.0 };
    tally.messages as f64 * (term(own, common) + term(1.0 - own, 1.0 - common))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sequence without a library: good enough to deal messages.
    struct Dice(u64);

    impl Dice {
        fn share(&mut self) -> f64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 11) as f64 / (1u64 << 53) as f64
        }
    }

    fn dealt(dice: &mut Dice, messages: i64, rate: f64) -> Tally {
        let delivered = (0..messages).filter(|_| dice.share() < rate).count();
        Tally { messages, delivered: i64::try_from(delivered).unwrap() }
    }

    #[test]
    fn noise_does_not_stand_out() {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        let mut raised = 0;
        let campaigns = 1_000;
        for at in 0..campaigns {
            let rate = [0.5, 0.9, 0.98, 0.99][at % 4];
            let parts: Vec<Tally> = (0..10).map(|part| dealt(&mut dice, 30 + 20 * part, rate)).collect();
            let whole = parts.iter().fold(Tally::default(), |sum, part| sum.and(*part));
            let loud = parts.iter().any(|part| evidence(*part, whole.less(*part).unwrap(), parts.len()).is_some());
            raised += usize::from(loud);
        }
        assert!(raised <= 15, "{raised} of {campaigns} campaigns without any difference were said to have one");
    }

    #[test]
    fn a_real_difference_does() {
        let mut dice = Dice(7);
        let missed = (0..200).filter(|_| {
            let (worse, rest) = (dealt(&mut dice, 200, 0.7), dealt(&mut dice, 1_300, 0.9));
            evidence(worse, rest, 20).is_none()
        });
        assert!(missed.count() <= 4);
        let (none, all) = (Tally { messages: 40, delivered: 0 }, Tally { messages: 400, delivered: 400 });
        assert!(evidence(none, all, 50).is_some());
        let (one, few) = (Tally { messages: 2, delivered: 0 }, Tally { messages: 400, delivered: 380 });
        assert!(evidence(one, few, 10).is_none());
    }
}
