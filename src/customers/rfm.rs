//! How good a customer is and how likely to be gone: tiers by recency, frequency and monetary value, and churn risk.
//!
//! A customer's scores are the fifths of all who have ordered that the customer's own figures fall into, so they move
//! when anybody orders. What is stored is therefore not the tier of each but where the fifths begin ([`Breaks`], one
//! row): the tier is told from a customer's own columns and the breaks, is exact as soon as either changes, and costs
//! no write to anybody's row. Breaks may be some minutes old; a quintile of many people hardly moves in that time.
//!
//! Of equal values, all have the fifth in which their middle lies, so that where most ordered once, those are neither
//! the best nor the worst; a brand's only customer is in the middle.
//!
//! Churn risk compares how long a customer has been silent with the customer's own rhythm: the mean time between their
//! orders, with the brand's usual gap counted in as one more, which is all there is to go by after a single order.

use chrono::{DateTime, Utc};

use super::kind::{ChurnRisk, CustomerTier};

/// Silent for so many of the usual gaps: medium risk. Where orders come at random, one in seven silences is as long.
pub const MEDIUM_AFTER: f64 = 2.0;
/// Silent for so many: high risk. One in twenty is as long.
pub const HIGH_AFTER: f64 = 3.0;

/// The smallest values of the second to the fifth fifth; none where nobody is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fifths<T>(pub [Option<T>; 4]);

/// Who has a score or a better one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reached<T> {
    /// Everybody.
    Always,
    /// Who has this value or more.
    From(T),
    /// Nobody.
    Never,
}

impl<T: Copy + PartialOrd> Fifths<T> {
    /// Who has this score, 1 to 5, or a better one. While nothing is known, everybody is in the middle.
    pub fn reached(fifths: Option<&Self>, score: i32) -> Reached<T> {
        let Some(Self(begin)) = fifths else {
            return if score <= MIDDLE { Reached::Always } else { Reached::Never };
        };
        match usize::try_from(score - 2) {
            Err(_) => Reached::Always,
            Ok(at) => begin.get(at).copied().flatten().map_or(Reached::Never, Reached::From),
        }
    }

    fn score(fifths: Option<&Self>, value: T) -> i32 {
        let reaches = |score: &i32| match Self::reached(fifths, *score) {
            Reached::Always => true,
            Reached::From(least) => value >= least,
            Reached::Never => false,
        };
        (2..=5).rev().find(reaches).unwrap_or(1)
    }
}

/// The score of whom nothing is known.
const MIDDLE: i32 = 3;

/// What all customers together are like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Breaks {
    /// Where the fifths begin; none while nobody has ordered.
    pub fifths: Option<BreaksOfFifths>,
    /// The brand's usual time between two orders, in seconds, at least a day; none where nobody ordered twice.
    pub usual_gap_seconds: Option<i64>,
}

/// Where the fifths of each figure begin.
#[derive(Clone, Debug, PartialEq)]
pub struct BreaksOfFifths {
    /// Of the last order.
    pub recency: Fifths<DateTime<Utc>>,
    /// Of the number of orders.
    pub frequency: Fifths<i64>,
    /// Of the spend, in minor units.
    pub monetary: Fifths<i64>,
}

/// A customer's own figures, of completed orders.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// How many.
    pub order_count: i64,
    /// What they sum up to.
    pub spend_minor: i64,
    /// The first.
    pub first_order_at: Option<DateTime<Utc>>,
    /// The last.
    pub last_order_at: Option<DateTime<Utc>>,
}

/// 1 is the lowest fifth, 5 the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scores {
    /// How long ago the last order was.
    pub recency: i32,
    /// How many orders.
    pub frequency: i32,
    /// How much they sum up to.
    pub monetary: i32,
}

impl Scores {
    /// The tier of who has them, after so many orders.
    pub fn tier(self, order_count: i64) -> CustomerTier {
        match (self.recency, self.frequency + self.monetary) {
            (4.., _) if order_count == 1 => CustomerTier::New,
            (4.., 8..) => CustomerTier::Champion,
            (4.., 6..) | (3, 7..) => CustomerTier::Loyal,
            (4.., _) | (3, 5..) => CustomerTier::Promising,
            (3, _) => CustomerTier::NeedsAttention,
            (_, 6..) => CustomerTier::AtRisk,
            (..3, _) => CustomerTier::Hibernating,
        }
    }
}

impl Breaks {
    /// A customer's scores; none for who never ordered.
    pub fn scores(&self, figures: &Figures) -> Option<Scores> {
        let last = figures.last_order_at?;
        let fifths = self.fifths.as_ref();
        Some(Scores {
            recency: Fifths::score(fifths.map(|fifths| &fifths.recency), last),
            frequency: Fifths::score(fifths.map(|fifths| &fifths.frequency), figures.order_count),
            monetary: Fifths::score(fifths.map(|fifths| &fifths.monetary), figures.spend_minor),
        })
    }

    /// A customer's tier. Everybody has one and only one.
    pub fn tier(&self, figures: &Figures) -> CustomerTier {
        self.scores(figures).map_or(CustomerTier::Prospect, |scores| scores.tier(figures.order_count))
    }

    /// How many of the usual gaps a customer has been silent, as the silence and the sum of the gaps, both times the
    /// number of orders; none for who never ordered, and where nobody ordered twice.
    fn rhythm(&self, figures: &Figures, as_of: DateTime<Utc>) -> Option<(f64, f64)> {
        let (first, last) = (seconds(figures.first_order_at?), seconds(figures.last_order_at?));
        let usual = self.usual_gap_seconds? as f64;
        Some(((seconds(as_of) - last) * figures.order_count as f64, last - first + usual))
    }

    /// How likely a customer is gone; none for who never ordered, and as long as nobody has ordered twice, for then
    /// there is no rhythm to go by.
    pub fn churn_risk(&self, figures: &Figures, as_of: DateTime<Utc>) -> Option<ChurnRisk> {
        let (silence, gap) = self.rhythm(figures, as_of)?;
        Some(if silence >= gap * HIGH_AFTER {
            ChurnRisk::High
        } else if silence >= gap * MEDIUM_AFTER {
            ChurnRisk::Medium
        } else {
            ChurnRisk::Low
        })
    }

    /// For how many days a customer has been silent, and how many days usually lie between two of their orders.
    pub fn silence_and_gap(&self, figures: &Figures, as_of: DateTime<Utc>) -> Option<(f64, f64)> {
        let (silence, gap) = self.rhythm(figures, as_of)?;
        let each = figures.order_count as f64 * 86_400.0;
        Some(((silence / each).max(0.0), gap / each))
    }
}

/// Seconds since 1970, exactly as Postgres computes `date_part('epoch', …)`, so that both judge alike at the very edge.
pub fn seconds(instant: DateTime<Utc>) -> f64 {
    instant.timestamp_micros() as f64 / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn figures(order_count: i64, spend_minor: i64, first: &str, last: &str) -> Figures {
        Figures { order_count, spend_minor, first_order_at: Some(at(first)), last_order_at: Some(at(last)) }
    }

    const NOBODY: Figures = Figures { order_count: 0, spend_minor: 0, first_order_at: None, last_order_at: None };

    fn breaks() -> Breaks {
        let day = |day: u32| Some(at(&format!("2026-01-{day:02}T00:00:00Z")));
        Breaks {
            fifths: Some(BreaksOfFifths {
                recency: Fifths([day(2), day(3), day(4), day(5)]),
                frequency: Fifths([Some(1), None, Some(3), Some(9)]),
                monetary: Fifths([Some(10), Some(20), Some(30), None]),
            }),
            usual_gap_seconds: Some(10 * 86_400),
        }
    }

    #[test]
    fn a_fifth_begins_with_its_smallest_value() {
        for (count, spend, day, scores) in [
            (1, 9, "2026-01-01T23:59:59.999999Z", (1, 2, 1)),
            (2, 10, "2026-01-02T00:00:00Z", (2, 2, 2)),
            (3, 29, "2026-01-04T00:00:00Z", (4, 4, 3)),
            (9, 1_000, "2026-06-01T00:00:00Z", (5, 5, 4)),
        ] {
            let told = breaks().scores(&figures(count, spend, "2025-01-01T00:00:00Z", day)).unwrap();
            assert_eq!((told.recency, told.frequency, told.monetary), scores, "{count} {spend} {day}");
        }
        assert_eq!(breaks().scores(&NOBODY), None);
    }

    #[test]
    fn everybody_is_in_the_middle_while_nothing_is_known() {
        let one = figures(2, 5_000, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");
        let unknown = Breaks::default();
        assert_eq!(unknown.scores(&one), Some(Scores { recency: 3, frequency: 3, monetary: 3 }));
        assert_eq!((unknown.tier(&one), unknown.tier(&NOBODY)), (CustomerTier::Promising, CustomerTier::Prospect));
        assert_eq!(unknown.churn_risk(&one, at("2027-01-01T00:00:00Z")), None);
    }

    #[test]
    fn silence_is_judged_by_ones_own_rhythm() {
        // Three orders over 40 days and the brand's 10: a gap of 50/3 days.
        let regular = figures(3, 1, "2026-01-01T00:00:00Z", "2026-02-10T00:00:00Z");
        let once = figures(1, 1, "2026-02-10T00:00:00Z", "2026-02-10T00:00:00Z");
        for (now, of_regular, of_once) in [
            ("2026-02-10T00:00:00Z", ChurnRisk::Low, ChurnRisk::Low),
            ("2026-03-01T23:59:59.999Z", ChurnRisk::Low, ChurnRisk::Low),
            ("2026-03-02T00:00:00Z", ChurnRisk::Low, ChurnRisk::Medium),
            ("2026-03-12T00:00:00Z", ChurnRisk::Low, ChurnRisk::High),
            ("2026-03-15T07:59:59Z", ChurnRisk::Low, ChurnRisk::High),
            ("2026-03-15T08:00:00Z", ChurnRisk::Medium, ChurnRisk::High),
            ("2026-04-01T00:00:00Z", ChurnRisk::High, ChurnRisk::High),
            // What lies ahead is no silence.
            ("2026-01-01T00:00:00Z", ChurnRisk::Low, ChurnRisk::Low),
        ] {
            assert_eq!(breaks().churn_risk(&regular, at(now)), Some(of_regular), "regular at {now}");
            assert_eq!(breaks().churn_risk(&once, at(now)), Some(of_once), "once at {now}");
        }
        assert_eq!(breaks().churn_risk(&NOBODY, at("2026-04-01T00:00:00Z")), None);
        let told = breaks().silence_and_gap(&once, at("2026-03-02T00:00:00Z"));
        assert_eq!(told, Some((20.0, 10.0)));
    }
}
