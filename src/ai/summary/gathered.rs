//! What the queries said of a campaign: all that a summary may speak of.

use std::collections::BTreeMap;

use chrono::{DateTime, Timelike};
use chrono_tz::Tz;

use super::standing_out::{Tally, evidence};
use super::store::Standing;
use crate::ai::slot::SLOT;
use crate::campaigns::campaign::{Campaign, FailureCount};
use crate::campaigns::status::{CampaignStatus, MessageStatus};
use crate::customers::fold::fold;
use crate::customers::kind::CustomerTier;

/// Messages of a city, tier or hour below which nothing is said of it.
const ENOUGH: i64 = 30;
/// How far from the campaign as a whole a city, tier or hour has to be to be worth a word, as a share.
const WORTH_A_WORD: f64 = 0.05;
/// The share of the messages that a reason for failure has to cost to be worth a word.
const COSTLY: f64 = 0.05;
/// What stands out, of each kind.
const MOST_OF_A_KIND: usize = 3;
/// The longest name of a city, in characters, that a summary repeats.
const LONGEST_LABEL: usize = 60;

/// What a highlight is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "HighlightKind")]
pub enum HighlightKind {
    /// The people of a city.
    City,
    /// The people of a tier.
    Tier,
    /// The messages that the vendor took within an hour of the day, in the workspace's zone. Those that it never took
    /// belong to none.
    Hour,
    /// The messages that came to nothing for one reason: none of them arrived.
    Reason,
}

/// Something that is much better or worse than the campaign as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// By what.
    pub by: HighlightKind,
    /// Which one: "Pune", "At risk", "18:00", "NO_ANSWER".
    pub label: String,
    /// Its messages that came to an end.
    pub messages: i32,
    /// Of which so many arrived.
    pub delivered: i32,
    /// The share of them.
    pub rate: f64,
    /// The campaign's own share.
    pub usual: f64,
}

/// What the brand's campaigns on the same channel came to before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// How many were looked at.
    pub campaigns: i32,
    /// The audience of the one in the middle.
    pub audience: i32,
    /// The share that arrived of the one in the middle.
    pub rate: f64,
}

/// Everything that was read of a campaign, of one snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    /// The campaign with its figures.
    pub campaign: Campaign,
    /// Why messages failed, are unknown or were skipped, the most frequent first; none where they are too many to
    /// be counted for a summary.
    pub reasons: Vec<FailureCount>,
    /// The messages that were looked at for what stands out.
    pub looked_at: Tally,
    /// Whether those were all that came to an end.
    pub looked_at_all: bool,
    /// By city, in its most frequent spelling.
    pub cities: Vec<(String, Tally)>,
    /// By the tier that people are in now.
    pub tiers: Vec<(CustomerTier, Tally)>,
    /// By the hour of the day in which the vendor took them; of those that it never took, none.
    pub hours: Vec<(u32, Tally)>,
    /// The campaigns before.
    pub usual: Option<Usual>,
}

impl Gathered {
    /// Whether more is to come.
    pub fn goes_on(&self) -> bool {
        matches!(self.campaign.status, CampaignStatus::Preparing | CampaignStatus::Running | CampaignStatus::Paused)
    }

    /// Messages that came to an end and are not skipped.
    pub fn ended(&self) -> i32 {
        let figures = &self.campaign.figures;
        figures.delivered + figures.failed + figures.unknown
    }

    /// The most frequent reasons of a status.
    pub fn reasons_of(&self, status: MessageStatus) -> impl Iterator<Item = &FailureCount> {
        self.reasons.iter().filter(move |reason| reason.status == status)
    }

    /// What stands out: cities, tiers, hours, then reasons; the surest first.
    pub fn highlights(&self) -> Vec<Highlight> {
        let Some(usual) = self.campaign.figures.delivery_rate() else { return Vec::new() };
        let tested = self.cities.len() + self.tiers.len() + self.hours.len();
        let highlight = |by, label: String, tally: Tally| Highlight {
            by,
            label,
            messages: i32::try_from(tally.messages).unwrap_or(i32::MAX),
            delivered: i32::try_from(tally.delivered).unwrap_or(i32::MAX),
            rate: tally.rate(),
            usual,
        };
        let cities = self.cities.iter().filter(|(city, _)| sayable(city));
        let taken = self.hours.iter().fold(Tally::default(), |sum, (_, tally)| sum.and(*tally));
        let mut found = self.surest((cities, self.looked_at), tested, |(city, tally)| {
            highlight(HighlightKind::City, city.clone(), *tally)
        });
        found.extend(self.surest((self.tiers.iter(), self.looked_at), tested, |(tier, tally)| {
            highlight(HighlightKind::Tier, tier.title().to_owned(), *tally)
        }));
        found.extend(self.surest((self.hours.iter(), taken), tested, |(hour, tally)| {
            highlight(HighlightKind::Hour, super::figure::clock(*hour), *tally)
        }));
        let ended = f64::from(self.ended());
        let failed = self.reasons.iter().filter(|reason| reason.status != MessageStatus::Skipped);
        let costly = failed.filter(|reason| {
            i64::from(reason.count) >= ENOUGH && f64::from(reason.count) >= ended * COSTLY && sayable(&reason.reason)
        });
        found.extend(costly.take(MOST_OF_A_KIND).map(|reason| {
            let tally = Tally { messages: i64::from(reason.count), delivered: 0 };
            highlight(HighlightKind::Reason, reason.reason.clone(), tally)
        }));
        found
    }

    /// Those of `groups` that differ from the rest of the `whole` that they are parts of, and likewise from the
    /// campaign, with which they are compared in words.
    fn surest<'a, K: 'a>(
        &self,
        (groups, whole): (impl Iterator<Item = &'a (K, Tally)>, Tally),
        tested: usize,
        make: impl Fn(&(K, Tally)) -> Highlight,
    ) -> Vec<Highlight> {
        let usual = self.campaign.figures.delivery_rate().unwrap_or_default();
        let stands_out = |group: &'a (K, Tally)| {
            let tally = group.1;
            let rest = whole.less(tally)?;
            let apart = [whole.rate(), usual].map(|rate| tally.rate() - rate);
            let far =
                apart.iter().all(|apart| *apart >= WORTH_A_WORD) || apart.iter().all(|apart| *apart <= -WORTH_A_WORD);
            let sure = evidence(tally, rest, tested)?;
            (tally.messages >= ENOUGH && rest.messages >= ENOUGH && far).then_some((sure, group))
        };
        let mut sure: Vec<_> = groups.filter_map(stands_out).collect();
        sure.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        sure.into_iter().take(MOST_OF_A_KIND).map(|(_, group)| make(group)).collect()
    }
}

/// Whether a summary may repeat a label: customers' data may hold anything.
fn sayable(label: &str) -> bool {
    let length = label.chars().count();
    (1..=LONGEST_LABEL).contains(&length)
        && !label.chars().any(|letter| letter.is_control() || "“”\"\n{}<>".contains(letter))
}

/// Spellings of one city put together, under the most frequent one.
pub fn by_city(spellings: impl IntoIterator<Item = (String, Tally)>) -> Vec<(String, Tally)> {
    let mut cities: BTreeMap<String, (String, i64, Tally)> = BTreeMap::new();
    for (spelling, tally) in spellings {
        let folded = fold(&spelling);
        if folded.is_empty() {
            continue;
        }
        let city = cities.entry(folded).or_insert_with(|| (String::new(), 0, Tally::default()));
        if tally.messages > city.1 {
            spelling.trim().clone_into(&mut city.0);
            city.1 = tally.messages;
        }
        city.2 = city.2.and(tally);
    }
    cities.into_values().map(|(spelling, _, tally)| (spelling, tally)).collect()
}

/// What decides on a tier put together by the tier. Whoever never ordered has no scores that count.
pub fn by_tier(standings: impl IntoIterator<Item = (Standing, Tally)>) -> Vec<(CustomerTier, Tally)> {
    let mut tiers: BTreeMap<CustomerTier, Tally> = BTreeMap::new();
    for (Standing { scores, orders }, tally) in standings {
        let tier = if orders == 0 { CustomerTier::Prospect } else { scores.tier(orders) };
        let sum = tiers.entry(tier).or_default();
        *sum = sum.and(tally);
    }
    tiers.into_iter().collect()
}

/// Slots of [`SLOT`] since 1970 put together by the hour of the day.
pub fn by_hour(slots: impl IntoIterator<Item = (i64, Tally)>, zone: Tz) -> Vec<(u32, Tally)> {
    let mut hours: BTreeMap<u32, Tally> = BTreeMap::new();
    for (slot, tally) in slots {
        if let Some(at) = DateTime::from_timestamp(slot.saturating_mul(SLOT), 0) {
            let hour = hours.entry(at.with_timezone(&zone).hour()).or_default();
            *hour = hour.and(tally);
        }
    }
    hours.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_city_count_as_one() {
        let tally = |messages, delivered| Tally { messages, delivered };
        let spellings = [("pune", tally(3, 1)), ("Pune", tally(9, 9)), (" ", tally(4, 4)), ("Delhi", tally(1, 0))];
        let cities = by_city(spellings.map(|(city, tally)| (city.to_owned(), tally)));
        assert_eq!(cities, [("Delhi".to_owned(), tally(1, 0)), ("Pune".to_owned(), tally(12, 10))]);
    }

    #[test]
    fn hours_are_those_of_the_zone() {
        let one = Tally { messages: 1, delivered: 1 };
        // 12:15 and 12:30 UTC are 17:45 and 18:00 in India.
        let slots = [(49, one), (50, one), (50 + 96, one)];
        let two = Tally { messages: 2, delivered: 2 };
        assert_eq!(by_hour(slots, Tz::Asia__Kolkata), [(17, one), (18, two)]);
    }
}
