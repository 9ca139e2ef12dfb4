//! What rules are read against: the saved segments that they name, with all that those name in turn, the stored lookalike
//! audiences, and the breaks that tiers are judged by.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::customers::rfm::Breaks;
use crate::ids::{LookalikeId, SegmentId};
use crate::problem::Problem;
use crate::segments::input::RuleInput;
use crate::segments::rule::Lookalike;

/// What a rule may name, as it is at one moment.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub(super) by_id: HashMap<SegmentId, Entry>,
    lookalikes: HashMap<LookalikeId, Lookalike>,
    breaks: Arc<Breaks>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) rule: Result<RuleInput, Problem>,
}

impl Library {
    /// Adds a segment, or replaces its rule. A stored rule that could not be read is kept as the reason why.
    pub fn insert(&mut self, id: SegmentId, name: String, rule: Result<RuleInput, Problem>) {
        self.by_id.insert(id, Entry { name, rule });
    }

    /// Adds a stored lookalike audience.
    pub fn insert_lookalike(&mut self, lookalike: Lookalike) {
        self.lookalikes.insert(lookalike.id, lookalike);
    }

    /// A segment's name and rule.
    pub fn get(&self, id: SegmentId) -> Option<(&str, Result<&RuleInput, &Problem>)> {
        self.by_id.get(&id).map(|entry| (entry.name.as_str(), entry.rule.as_ref()))
    }

    /// Sets what tiers and churn risks are judged by.
    pub fn set_breaks(&mut self, breaks: Breaks) {
        self.breaks = Arc::new(breaks);
    }

    /// What tiers and churn risks are judged by.
    pub fn breaks(&self) -> Arc<Breaks> {
        Arc::clone(&self.breaks)
    }

    /// A stored lookalike audience.
    pub fn lookalike(&self, id: LookalikeId) -> Option<&Lookalike> {
        self.lookalikes.get(&id)
    }
}

/// What a rule names itself. Ids that are none are left out; the check reports them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Saved segments.
    pub segments: BTreeSet<SegmentId>,
    /// Stored lookalike audiences.
    pub lookalikes: BTreeSet<LookalikeId>,
    /// Whether it asks for a tier or a churn risk.
    pub standing: bool,
}

impl Named {
    /// Adds what another rule names.
    pub fn extend(&mut self, other: Self) {
        self.segments.extend(other.segments);
        self.lookalikes.extend(other.lookalikes);
        self.standing |= other.standing;
    }
}

impl From<BTreeSet<SegmentId>> for Named {
    fn from(segments: BTreeSet<SegmentId>) -> Self {
        Self { segments, ..Self::default() }
    }
}

/// What a rule names itself.
pub fn named(input: &RuleInput) -> Named {
    let mut named = Named::default();
    let mut open = vec![input];
    while let Some(node) = open.pop() {
        match node {
            RuleInput::All(children) | RuleInput::Any(children) => open.extend(children),
            RuleInput::Not(child) => open.push(child),
            RuleInput::Segment(id) => named.segments.extend(id.parse::<SegmentId>().ok()),
            RuleInput::Lookalike(id) => named.lookalikes.extend(id.parse::<LookalikeId>().ok()),
            RuleInput::Tier(_) | RuleInput::ChurnRisk(_) => named.standing = true,
            _ => {}
        }
    }
    named
}
