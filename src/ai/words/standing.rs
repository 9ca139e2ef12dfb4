//! How good customers are and how likely they are to be gone, as the product reckons it: "champions", "in the at risk
//! tier", "high churn risk". The brand's own tags and attributes of these names go first.

use super::frame::negated;
use super::list::Joint;
use super::reader::{Clause, Polarity, Reader};
use super::vocabulary::Meaning;
use crate::customers::kind::{ChurnRisk, CustomerTier};
use crate::segments::input::RuleInput;

impl Reader<'_> {
    /// A clause about the tier or the risk of churn.
    pub fn standing(&mut self, polarity: Polarity) -> Option<Clause> {
        let rule = self.attempt(Self::churn_risk).or_else(|| self.attempt(Self::tier))?;
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }

    fn churn_risk(&mut self) -> Option<RuleInput> {
        let risk = match self.take_map(|meaning| match meaning {
            Meaning::Risk(_) | Meaning::LikelyToChurn | Meaning::UnlikelyToChurn => Some(meaning),
            _ => None,
        })? {
            Meaning::Risk(risk) => risk,
            Meaning::UnlikelyToChurn => {
                self.doubt("whose churn risk is low is meant");
                ChurnRisk::Low
            }
            _ => {
                self.doubt("whose churn risk is high is meant");
                ChurnRisk::High
            }
        };
        Some(RuleInput::ChurnRisk(risk))
    }

    /// "champions", "tier is champion or loyal", "in the new tier".
    fn tier(&mut self) -> Option<RuleInput> {
        self.take(Meaning::In);
        // "tier is loyal", where the brand keeps tiers of its own.
        if self.peek().is_some_and(|item| item.meaning == Some(Meaning::TierWord) && item.is_also_a_name()) {
            return None;
        }
        let mut named = self.take(Meaning::TierWord);
        if named {
            self.take_is();
        }
        let led = named;
        let (tiers, joint) = self.list(&[], |reader| reader.one_tier(led))?;
        named |= self.take(Meaning::TierWord);
        if !named && tiers.iter().any(|tier| !is_told_by_its_name(*tier)) {
            let titles: Vec<&str> = tiers.iter().map(|tier| tier.title()).collect();
            self.doubt(format!("the tier is {}", titles.join(" or ")));
        }
        if tiers.len() > 1 && joint != Joint::Or {
            self.doubt("whoever is in one of these tiers is meant");
        }
        let mut rules: Vec<RuleInput> = tiers.into_iter().map(RuleInput::Tier).collect();
        Some(if rules.len() == 1 { rules.swap_remove(0) } else { RuleInput::Any(rules) })
    }

    /// One tier. Where the word "tier" is not said, a name of the brand's goes first, and "new" is no tier.
    fn one_tier(&mut self, led: bool) -> Option<CustomerTier> {
        let said = led || self.meaning_far(1) == Some(Meaning::TierWord);
        if !said && !self.peek()?.senses.is_empty() {
            return None;
        }
        self.take_map(|meaning| match meaning {
            Meaning::Tier(tier) => Some(tier),
            Meaning::New if said => Some(CustomerTier::New),
            _ => None,
        })
    }
}

/// Whether nobody would say its name for anything else.
fn is_told_by_its_name(tier: CustomerTier) -> bool {
    matches!(tier, CustomerTier::Champion | CustomerTier::Hibernating | CustomerTier::Prospect)
}
