//! From clauses in a row to a tree: which of them "and" and "or" hold together. Where English leaves open how far a word
//! reaches, one reading is taken and the doubt is said.

use super::clause::{Term, Time};
use super::frame::all;
use super::reader::{Polarity, Reader};
use crate::segments::input::RuleInput;

/// What stands between two clauses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub and: bool,
    pub or: bool,
    pub but: bool,
    pub comma: bool,
    /// "who", "with": what follows is said of those before.
    pub relative: bool,
    /// "are", "have": a subject or a verb of its own follows.
    pub own_verb: bool,
    /// "customers": a noun of its own follows or went before.
    pub people: bool,
    /// That noun went before.
    pub people_before: bool,
    pub nor: bool,
    /// Nothing was read before.
    pub first: bool,
}

impl Link {
    pub fn is_implicit(self) -> bool {
        !self.and && !self.or && !self.but && !self.comma && !self.nor
    }

    /// Whether a word joins the clauses: a comma alone may as well close what stands before it.
    pub fn is_said(self) -> bool {
        self.and || self.or || self.but || self.nor
    }

    /// This link, behind one whose clause was lost.
    pub fn after_lost(self, lost: Self) -> Self {
        Self { or: lost.or || self.or, and: lost.and || self.and, ..lost }
    }
}

impl Reader<'_> {
    /// The rule of clauses in a row.
    pub fn tree(&mut self, terms: Vec<(Link, Term)>) -> Option<RuleInput> {
        self.doubt_reaches(&terms);
        let alternatives = terms.iter().filter(|(link, _)| link.or).count();
        if alternatives == 0 {
            return conjunction(terms.into_iter().map(|(_, term)| term.rule).collect());
        }
        let listed = terms.len() > 2
            && alternatives == 1
            && terms.last().is_some_and(|(link, _)| link.or)
            && terms
                .iter()
                .skip(1)
                .rev()
                .skip(1)
                .all(|(link, _)| link.comma && !link.and && !link.but && !link.relative);
        if listed {
            self.doubt("commas are read like the “or” behind them");
            return disjunction(terms.into_iter().map(|(_, term)| term.rule).collect());
        }
        let binds = |link: &Link| link.comma && !link.or;
        if terms.iter().skip(1).any(|(link, _)| binds(link)) {
            self.doubt("“and” binds tighter than “or”, whatever the commas");
        }
        let unsaid = |link: &Link| !link.is_said();
        if terms.windows(2).any(|pair| matches!(pair, [(before, _), (link, _)] if before.or && unsaid(link))) {
            self.doubt("what follows is said of the last of the alternatives");
        }
        let first = terms.iter().position(|(link, _)| link.or).unwrap_or_default();
        if terms.iter().skip(first).any(|(link, _)| !link.or && link.is_said()) {
            self.doubt("“and” binds tighter than “or”");
        }
        match self.said_of_those_before(&terms) {
            Some(heads) => {
                self.doubt("the alternatives are all said of those before");
                let mut rules: Vec<RuleInput> = Vec::new();
                let mut rest = Vec::new();
                for (at, (link, term)) in terms.into_iter().enumerate() {
                    if at < heads {
                        rules.push(term.rule);
                    } else {
                        rest.push((link, term.rule));
                    }
                }
                rules.extend(precedence(rest));
                conjunction(rules)
            }
            None => precedence(terms.into_iter().map(|(link, term)| (link, term.rule)).collect()),
        }
    }

    /// "customers in Mumbai who A or B": how many clauses stand before the "who", where the "or" is of its clauses.
    fn said_of_those_before(&mut self, terms: &[(Link, Term)]) -> Option<usize> {
        let first_or = terms.iter().position(|(link, _)| link.or)?;
        let heads = terms.iter().skip(1).position(|(link, _)| link.is_implicit() && (link.relative || !link.people));
        let relative = heads.and_then(|at| terms.get(at + 1)).is_some_and(|(link, _)| link.relative);
        let are = heads.and_then(|at| terms.get(at + 1)).is_some_and(|(link, _)| link.relative && link.own_verb);
        // "who are VIPs or repeat buyers": nouns too are said of them.
        let predicate = |at: usize| {
            terms
                .get(at)
                .is_some_and(|(link, term)| (are || !term.noun) && (!link.people || (relative && link.relative)))
        };
        match heads.map(|at| at + 1) {
            Some(heads) if heads < first_or && predicate(first_or) && predicate(heads) => Some(heads),
            Some(heads) if heads > first_or => {
                self.doubt("what follows is said of the last of the alternatives");
                None
            }
            _ => None,
        }
    }

    /// Says where a word could reach further than it was taken to.
    fn doubt_reaches(&mut self, terms: &[(Link, Term)]) {
        for pair in terms.windows(2) {
            let [(_, one), (link, other)] = pair else { continue };
            let listed = (link.and || (link.comma && !link.or)) && !link.but && !link.relative && !link.own_verb;
            let plain = other.polarity == Polarity::Plain;
            let before = one.group.ends || link.people_before;
            if listed && plain && ((link.and && other.group.is_whole()) || (before && other.group.begins)) {
                self.doubt("people are named twice: whoever is meant by both is taken");
            }
            if one.exception && (link.and || link.or) {
                self.doubt("the exception ends before “and” or “or”");
            }
            let shared = one.polarity == Polarity::Negated && !one.exception && other.polarity == Polarity::Plain;
            if shared && link.or && !link.own_verb && !link.relative {
                self.doubt("“not” is said of what follows it up to “or”");
            }
            if shared && link.and && other.base_verb {
                self.doubt("“not” is said of what follows it up to “and”");
            }
            if link.but && other.noun && other.polarity == Polarity::Plain && !link.own_verb && !link.relative {
                self.doubt("“but” is read as “and”");
            }
            let visited = one.time == Time::NotAsked && is_of_visits(&one.rule);
            let reaches = match (one.time, other.time) {
                (_, Time::Said) if visited => other.verb,
                (Time::AllTimes, Time::Said) => other.verb,
                (Time::Ever, Time::Said | Time::Dated) => other.polarity == Polarity::Plain,
                _ => false,
            };
            if reaches && (link.and || link.or) && !link.own_verb && !link.relative {
                self.doubt("the time is said of the last of these alone");
            }
        }
    }
}

fn is_of_visits(rule: &RuleInput) -> bool {
    match rule {
        RuleInput::Visits(_) => true,
        RuleInput::Not(rule) => is_of_visits(rule),
        _ => false,
    }
}

/// Groups of "and", joined by "or".
fn precedence(terms: Vec<(Link, RuleInput)>) -> Option<RuleInput> {
    let mut groups: Vec<Vec<RuleInput>> = vec![Vec::new()];
    for (at, (link, rule)) in terms.into_iter().enumerate() {
        if link.or && at > 0 {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.last_mut() {
            group.push(rule);
        }
    }
    disjunction(groups.into_iter().filter_map(conjunction).collect())
}

/// Each once, in the order in which they were said.
fn distinct(rules: Vec<RuleInput>) -> Vec<RuleInput> {
    let mut once: Vec<RuleInput> = Vec::new();
    for rule in rules {
        if !once.contains(&rule) {
            once.push(rule);
        }
    }
    once
}

/// All of them, in one flat group.
fn conjunction(rules: Vec<RuleInput>) -> Option<RuleInput> {
    let flat: Vec<RuleInput> = rules
        .into_iter()
        .flat_map(|rule| match rule {
            RuleInput::All(rules) => rules,
            rule => vec![rule],
        })
        .collect();
    let flat = distinct(flat);
    (!flat.is_empty()).then(|| all(flat))
}

/// One of them, in one flat group.
fn disjunction(rules: Vec<RuleInput>) -> Option<RuleInput> {
    let mut flat: Vec<RuleInput> = rules
        .into_iter()
        .flat_map(|rule| match rule {
            RuleInput::Any(rules) => rules,
            rule => vec![rule],
        })
        .collect();
    flat = distinct(flat);
    match flat.len() {
        0 => None,
        1 => Some(flat.swap_remove(0)),
        _ => Some(RuleInput::Any(flat)),
    }
}
