//! What stands around clauses: the words that join them, brackets, "not", "except", "either".

use super::clause::{Term, Time};
use super::frame::{all, negated};
use super::lexicon::Sense;
use super::person::WHOEVER;
use super::reader::{Polarity, Reader};
use super::scan::Item;
use super::token::{Op, Shape};
use super::tree::Link;
use super::vocabulary::{Form, Meaning};
use crate::segments::input::{RuleInput, TagComparison, TextComparison};

/// How deep brackets and the like may nest.
const DEEPEST: usize = 6;

impl Reader<'_> {
    /// All clauses up to the end, or up to the bracket that closes this level.
    pub fn level(&mut self, depth: usize) -> Option<RuleInput> {
        let mut terms: Vec<(Link, Term)> = Vec::new();
        let mut lost = Link::default();
        loop {
            let link = Link { first: terms.is_empty(), ..self.link() };
            if self.is_at_end() || (depth > 0 && self.shape() == Some(&Shape::Close)) {
                break;
            }
            self.link = link;
            if !link.or
                && !link.and
                && let Some(((_, last), others)) = terms.split_last_mut()
                && let Some(rule) = self.attempt(|reader| reader.time_behind(&last.rule))
            {
                if others.iter().any(|(_, term)| could_be_timed(&term.rule)) {
                    self.doubt("the time is said of the last of these alone");
                }
                (last.rule, last.time) = (rule, Time::Said);
                continue;
            }
            match self.term(depth, link) {
                Some(Some(term)) => {
                    let link = if link.is_implicit() { Link { or: lost.or, and: lost.and, ..link } } else { link };
                    terms.push((link, term));
                    lost = Link::default();
                }
                Some(None) => lost = link.after_lost(lost),
                None => {
                    self.skip();
                    lost = link.after_lost(lost);
                }
            }
        }
        self.tree(terms)
    }

    /// The words between two clauses.
    fn link(&mut self) -> Link {
        let mut link = Link::default();
        let (mut everyone, mut adds) = (false, false);
        loop {
            match (self.meaning(), self.shape()) {
                (_, Some(Shape::Comma | Shape::Colon)) => link.comma = true,
                (Some(Meaning::And), _) => link.and = true,
                (Some(Meaning::Or), _) => link.or = true,
                (Some(Meaning::But), _) if self.but_excepts() => break,
                (Some(Meaning::But), _) => link.but = true,
                (Some(Meaning::Nor), _) => link.nor = true,
                (Some(Meaning::Who | Meaning::With), _) => link.relative = true,
                (Some(Meaning::Be | Meaning::Have), _) => link.own_verb = true,
                (Some(Meaning::People), _) => {
                    link.people = true;
                    link.people_before |= !link.is_said() && !link.comma;
                    adds |= link.and && !link.relative;
                }
                (Some(Meaning::Everyone), _) => everyone = true,
                (Some(Meaning::All), _) if self.all_of_people() => everyone = true,
                (Some(Meaning::Single), _) if self.any_of_people() => {}
                (Some(Meaning::Only), _) if self.only_of_people() => {}
                (Some(Meaning::Both | Meaning::Filler), _) => {}
                _ => break,
            }
            self.advance();
        }
        if link.or && (link.and || link.but) {
            self.doubt("“and” and “or” stand together: read as “or”");
        }
        self.everyone |= everyone;
        if adds || (everyone && (link.and || link.or)) {
            self.doubt("people are named twice: whoever is meant by both is taken");
        }
        link
    }

    /// "everyone but VIPs": an exception, where "in Pune but tagged VIP" is none.
    fn but_excepts(&self) -> bool {
        let all = self.before().is_some_and(|item| {
            matches!(item.meaning, Some(Meaning::Everyone | Meaning::All | Meaning::People | Meaning::Thing))
        });
        let denied = matches!(
            self.meaning_far(1),
            Some(
                Meaning::Not
                    | Meaning::No
                    | Meaning::Without
                    | Meaning::Except
                    | Meaning::Have
                    | Meaning::Be
                    | Meaning::Who
                    | Meaning::Order(Form::Verb)
                    | Meaning::Spent
                    | Meaning::Visit
                    | Meaning::Placed
                    | Meaning::Joined
            )
        );
        all && !denied && !self.is_number(1)
    }

    /// "all customers" is everyone; "all orders" is something that no rule can ask.
    fn all_of_people(&self) -> bool {
        // "all but 3 orders" asks something else.
        if self.meaning_far(1) == Some(Meaning::But) && self.is_number(2) {
            return false;
        }
        match self.peek_far(1) {
            None => true,
            Some(item) => {
                item.meaning.is_none_or(|meaning| {
                    matches!(
                        meaning,
                        Meaning::People
                            | Meaning::Who
                            | Meaning::In
                            | Meaning::From
                            | Meaning::Living
                            | Meaning::Except
                            | Meaning::With
                            | Meaning::New
                            | Meaning::Repeat
                            | Meaning::OneTime
                            | Meaning::Inactive
                            | Meaning::Active
                            | Meaning::But
                            | Meaning::Without
                    )
                }) && matches!(item.shape, Shape::Word(_))
            }
        }
    }

    /// "any customers", "any VIPs": nothing is said.
    fn any_of_people(&self) -> bool {
        let any = self.peek().is_some_and(|item| self.written(item.range.clone()).eq_ignore_ascii_case("any"));
        let people = |item: &Item| item.meaning == Some(Meaning::People) || item.is_name();
        any && self.peek_far(1).is_some_and(people)
    }

    /// "only VIPs", "VIP customers only": nothing is said, where it is of those whom the rule is about.
    fn only_of_people(&self) -> bool {
        let people = |item: &Item| item.meaning == Some(Meaning::People);
        let named = |item: &Item| item.is_name() && item.senses.iter().any(Sense::is_of_people);
        let plural = |item: &Item| self.written(item.range.clone()).ends_with(['s', 'S']);
        let ends = match self.peek_far(1) {
            Some(item) => item.shape == Shape::Comma && self.peek_far(2).is_none(),
            None => true,
        };
        let leads = self.before().is_none() && self.peek_far(1).is_some_and(|item| people(item) || named(item));
        let trails = |item: &Item| people(item) || (named(item) && plural(item));
        leads || (ends && self.carry.is_none() && self.before().is_some_and(trails))
    }

    /// A clause with what stands before it. Some(None): recognised, and cannot be asked.
    fn term(&mut self, depth: usize, link: Link) -> Option<Option<Term>> {
        use Meaning::{Except, Neither, No, Non, Not, Without};
        if link.nor && matches!(self.meaning(), Some(Not | No | Non | Without | Except | Neither)) {
            self.doubt("“nor not” is read as “nor”");
        }
        if self.shape() == Some(&Shape::Open) {
            return self.bracket(depth).map(|rule| rule.map(Term::of));
        }
        match self.meaning() {
            Some(Meaning::Except | Meaning::But) if depth < DEEPEST => self.attempt(|reader| reader.except(depth)),
            Some(Meaning::Either) if depth < DEEPEST => {
                self.advance();
                self.either(depth).map(|rule| Some(Term::of(rule)))
            }
            Some(Meaning::Not) if self.is_number(1) => self.clause(Polarity::Plain).or_else(|| self.denied(depth)),
            Some(Meaning::Not | Meaning::Without | Meaning::Neither) => self.denied(depth),
            _ if link.nor => self.clause(Polarity::Negated),
            Some(Meaning::No | Meaning::Non) => {
                let term = self.clause(Polarity::Plain).or_else(|| {
                    self.attempt(|reader| {
                        reader.advance();
                        let term = reader.clause(Polarity::Negated)?;
                        if term
                            .as_ref()
                            .is_some_and(|term| matches!(&term.rule, RuleInput::Not(rule) if is_choice(rule)))
                        {
                            reader.doubt("what stands before the first of these is said of all of them");
                        }
                        Some(term)
                    })
                });
                term.map(|term| term.map(|term| Term { polarity: Polarity::Negated, ..term }))
            }
            // "other than VIPs", where no number follows.
            Some(Meaning::Compare(Op::Ne)) if depth < DEEPEST => {
                self.clause(Polarity::Plain).or_else(|| self.attempt(|reader| reader.except(depth)))
            }
            _ => self.clause(Polarity::Plain),
        }
    }

    /// "not …", "without …", "neither …"
    fn denied(&mut self, depth: usize) -> Option<Option<Term>> {
        self.attempt(|reader| {
            let start = reader.mark();
            let without = reader.meaning() == Some(Meaning::Without);
            reader.advance();
            if !without {
                let noise = [Meaning::Have, Meaning::Be, Meaning::With, Meaning::Who, Meaning::People];
                while reader.take_any(&noise).is_some() {}
            }
            if reader.shape() == Some(&Shape::Open) {
                let rule = reader.bracket(depth)?;
                return Some(rule.map(|rule| Term { polarity: Polarity::Negated, ..Term::of(negated(rule)) }));
            }
            let term = reader.clause(Polarity::Negated)?;
            if term.is_none() {
                reader.refuse(start);
            }
            Some(term)
        })
    }

    /// What a pair of brackets holds. None where the bracket here has no other, or they nest too deep.
    fn bracket(&mut self, depth: usize) -> Option<Option<RuleInput>> {
        let mut open = 0_usize;
        let mut ahead = 0;
        loop {
            match self.peek_far(ahead)?.shape {
                Shape::Open => open += 1,
                Shape::Close if open == 1 => break,
                Shape::Close => open -= 1,
                _ => {}
            }
            ahead += 1;
        }
        if depth >= DEEPEST {
            return None;
        }
        self.advance();
        self.carry = None;
        let rule = self.level(depth + 1);
        self.carry = None;
        self.take_shape(&Shape::Close);
        Some(rule)
    }

    /// "except …": one clause with what is said of those in it.
    fn except(&mut self, depth: usize) -> Option<Option<Term>> {
        self.advance();
        self.take(Meaning::For);
        let first = Link { first: true, ..self.link() };
        self.link = first;
        let around = std::mem::replace(&mut self.excepting, !first.own_verb && !first.relative);
        let first = self.term(depth + 1, first);
        self.excepting = around;
        let Some(first) = first? else { return Some(None) };
        let mut excepted = vec![first.rule];
        let mut others = Vec::new();
        loop {
            let next = self.attempt(|reader| {
                let link = reader.link();
                let listed = (link.and || link.or) && !link.relative && !link.own_verb && !link.but;
                let named = listed && (link.people || reader.begins_with_name());
                if !link.is_implicit() && !named {
                    return None;
                }
                reader.link = link;
                let term = reader.term(depth + 1, link)??;
                if link.is_implicit() && !link.relative {
                    reader.doubt("what follows an exception belongs to it");
                }
                Some((named, term.rule))
            });
            match next {
                Some((false, rule)) => excepted.push(rule),
                Some((true, rule)) => {
                    self.doubt(WHOEVER);
                    others.push(all(std::mem::replace(&mut excepted, vec![rule])));
                }
                None => break,
            }
        }
        others.push(all(excepted));
        let rule = if others.len() == 1 { others.swap_remove(0) } else { RuleInput::Any(others) };
        Some(Some(Term { polarity: Polarity::Negated, exception: true, ..Term::of(negated(rule)) }))
    }

    /// "either A or B": the group ends with the clause behind its last "or". Of "either A, or B and C" the last two
    /// belong together.
    fn either(&mut self, depth: usize) -> Option<RuleInput> {
        let mut parts: Vec<Vec<RuleInput>> = vec![Vec::new()];
        let mut apart = false;
        let mut link = Link { first: true, ..self.link() };
        loop {
            self.link = link;
            if let Some(term) = self.term(depth + 1, link)? {
                parts.last_mut()?.push(term.rule);
            }
            let before = self.mark();
            link = self.link();
            let ends = self.is_at_end() || self.shape() == Some(&Shape::Close);
            let chosen = parts.len() > 1 || parts.last()?.first().is_some_and(is_choice);
            if !ends && link.or {
                parts.push(Vec::new());
                apart = link.comma;
            } else if ends || (chosen && !link.is_implicit() && !(apart && link.and && !link.comma)) {
                self.reset(before);
                if !ends && link.and && !link.comma {
                    self.doubt("what follows the alternatives is said of all of them");
                }
                break;
            }
        }
        parts.retain(|part| !part.is_empty());
        let mut parts: Vec<RuleInput> = parts.into_iter().map(all).collect();
        match parts.len() {
            0 => None,
            1 => Some(parts.swap_remove(0)),
            _ => Some(RuleInput::Any(parts)),
        }
    }

    /// Passes over what nobody reads. With a "not" that reaches nothing goes all that it might have meant.
    fn skip(&mut self) {
        let mark = self.mark();
        let denies = matches!(
            self.meaning(),
            Some(Meaning::Not | Meaning::No | Meaning::Without | Meaning::Except | Meaning::Neither | Meaning::Non)
        );
        self.at_next();
        while denies
            && !self.is_at_end()
            && !matches!(self.meaning(), Some(Meaning::And | Meaning::Or | Meaning::But | Meaning::Nor))
            && !matches!(self.shape(), Some(Shape::Comma | Shape::Close | Shape::Open))
        {
            self.at_next();
        }
        self.refuse(mark);
    }
}

/// Whether a time could be said of a condition, and none is.
fn could_be_timed(rule: &RuleInput) -> bool {
    use RuleInput::{All, Any, AverageOrderValue, Consent, Not, OrderCount, Orders, Spend, Visits};
    match rule {
        OrderCount(_) | Spend(_) | AverageOrderValue(_) | Visits(_) | Consent(_) => true,
        Orders(orders) => orders.filter.as_ref().is_none_or(|filter| filter.placed_at.is_none()),
        All(rules) | Any(rules) => rules.iter().any(could_be_timed),
        Not(rule) => could_be_timed(rule),
        _ => false,
    }
}

/// Whether a condition holds its own alternatives: "VIP or reviewer".
fn is_choice(rule: &RuleInput) -> bool {
    use RuleInput::{City, Country, Tag};
    matches!(
        rule,
        Tag(TagComparison::HasAny(_))
            | City(TextComparison::In(_))
            | Country(TextComparison::In(_))
            | RuleInput::Any(_)
    )
}
