//! Clauses that leave out what the one before said: "or under 500", "but not in the last 30 days", "but not tea".

use super::amount::{Bound, Sort};
use super::carry::Carry;
use super::frame::{Frame, Slot, negated};
use super::lexicon::Sense;
use super::reader::{Clause, Polarity, Reader};
use super::scan::Item;
use super::token::Shape;
use super::vocabulary::{Field, Meaning};
use super::window::{Window, between};
use crate::segments::input::{AttributeComparison, RuleInput};

impl Reader<'_> {
    /// What is said again in other numbers, at another time, or of another thing.
    pub fn elided(&mut self, polarity: Polarity) -> Option<Clause> {
        if self.link.is_implicit() {
            return None;
        }
        let time_follows = self.link.is_said() || polarity == Polarity::Negated;
        match self.carry.clone()? {
            Carry::Orders(frame) => self.elided_orders(&frame, polarity),
            Carry::Visits => {
                let bound = self.elided_bound()?;
                let test = bound.count().filter(|_| bound.sort < Sort::Scaled || bound.sort == Sort::Times)?;
                Some(Clause::Rule(said(RuleInput::Visits(test), polarity)))
            }
            Carry::Attribute(at) => {
                let bound = self.elided_bound()?;
                let rule = self.number_attribute(at, bound)?;
                Some(Clause::Rule(said(rule, polarity)))
            }
            Carry::Date(field) => {
                let window = if time_follows { self.window() } else { None };
                let window = window.or_else(|| self.year_again())?;
                self.in_life(field, &window, polarity)
            }
        }
    }

    fn elided_bound(&mut self) -> Option<Bound> {
        let bound = self.bound()?;
        if self.unknown_follows() || self.meaning() == Some(Meaning::Thing) {
            return None;
        }
        Some(match self.take(Meaning::TimesWord) {
            true => Bound { sort: Sort::Times, ..bound },
            false => bound,
        })
    }

    fn elided_orders(&mut self, before: &Frame, polarity: Polarity) -> Option<Clause> {
        let mut frame = Frame { polarity, aside: Vec::new(), ..before.clone() };
        frame.forget_mere_existence();
        if before.polarity == Polarity::Negated && polarity == Polarity::Plain {
            self.doubt("what was denied before is not denied here");
        }
        let year = match before.window {
            Some(Window::Shut(_)) => self.year_again(),
            _ => None,
        };
        if year.is_none()
            && let Some(bound) = self.attempt(Self::elided_bound)
        {
            let slot = before.slot?;
            let counts = slot == Slot::Count;
            if bound.sort == Sort::Foreign {
                return Some(Clause::Refused);
            }
            if (counts && bound.is_money()) || (!counts && bound.sort == Sort::Times) {
                return None;
            }
            if slot == Slot::Amount {
                self.doubt("each amount may be that of another order");
            }
            frame.put(slot, bound);
            frame.window = match self.attempt(Self::window) {
                Some(window) => Some(window),
                None => before.window.clone(),
            };
            if before.window.is_some() && frame.window == before.window {
                self.doubt("the time is that of the words before");
            }
        } else if let Some(window) = year.clone().or_else(|| self.window()) {
            // Behind a comma alone it could be the time of anything before.
            if !self.link.is_said() && polarity == Polarity::Plain {
                year?;
                self.doubt("the years are said of the same orders");
            }
            if frame.has_figure() {
                self.doubt("the amount is that of the words before");
            }
            let said = before.window.as_ref().filter(|_| self.link.and || self.link.but);
            match said.and_then(|said| between(said, &window)) {
                Some(both) if polarity == Polarity::Plain && before.polarity == Polarity::Plain => {
                    frame.window = Some(both);
                }
                _ => frame.window = Some(window),
            }
        } else {
            self.elided_thing(&mut frame)?;
        }
        let clause = self.resolve(&frame);
        self.carry = Some(Carry::Orders(Box::new(frame)));
        Some(clause)
    }

    /// "but not tea"
    fn elided_thing(&mut self, frame: &mut Frame) -> Option<()> {
        if !frame.has_filter() && !frame.is_bare() {
            return None;
        }
        let mut named = Frame::new(frame.polarity);
        self.attempt(|reader| {
            reader.take_any(&[Meaning::In, Meaning::On, Meaning::Via, Meaning::From]);
            reader.named_filter(&mut named).then_some(())
        })?;
        while self.placed_somewhere(&mut named) {}
        match self.attempt(Self::window) {
            Some(window) => frame.window = Some(window),
            None if frame.window.is_some() => self.doubt("the time is that of the words before"),
            None => {}
        }
        let same = frame.categories.is_empty() == named.categories.is_empty()
            && frame.channels.is_empty() == named.channels.is_empty()
            && frame.skus.is_empty() == named.skus.is_empty();
        if !same {
            self.doubt("what was said of the orders before holds here too");
        }
        for (old, new) in [
            (&mut frame.categories, named.categories),
            (&mut frame.channels, named.channels),
            (&mut frame.skus, named.skus),
        ] {
            if !new.is_empty() {
                *old = new;
            }
        }
        frame.each_category = named.each_category;
        if let Some(bound) = self.attempt(Self::elided_bound) {
            let slot = if bound.sort == Sort::Times { Slot::Count } else { frame.slot? };
            frame.put(slot, bound);
        }
        Some(())
    }

    /// A number whose noun comes with the next one: "more than 5 but fewer than 10 orders".
    pub fn bound_ahead(&mut self, polarity: Polarity) -> Option<Clause> {
        if polarity == Polarity::Negated {
            return None;
        }
        let first = self.bound()?;
        let or = self.take_any(&[Meaning::And, Meaning::But, Meaning::Or])? == Meaning::Or;
        if !self.begins_bound() {
            return None;
        }
        let second = self.clause(Polarity::Plain)??.rule;
        let first = match self.carry.clone()? {
            Carry::Orders(mut frame) => {
                let slot = frame.slot?;
                if slot == Slot::Count && first.is_money() {
                    return None;
                }
                frame.put(slot, first);
                match self.resolve(&frame) {
                    Clause::Rule(rule) => rule,
                    Clause::Refused => return Some(Clause::Refused),
                }
            }
            Carry::Visits => RuleInput::Visits(first.count()?),
            Carry::Attribute(at) => self.number_attribute(at, first)?,
            Carry::Date(_) => return None,
        };
        let both = vec![first, second];
        Some(Clause::Rule(if or { RuleInput::Any(both) } else { RuleInput::All(both) }))
    }

    fn number_attribute(&self, at: usize, bound: Bound) -> Option<RuleInput> {
        let name = self.terms.lexicon.attributes.get(at)?.name.clone();
        let number = Some(bound.decimal());
        let blank = AttributeComparison { name, text: None, number, date: None, flag: None, is_missing: None };
        (bound.sort < Sort::Times).then_some(RuleInput::Attribute(blank))
    }

    /// A time that is said before what happened: "in the last 6 months spent over 5K". Behind a clause that no word
    /// joins to it, it may be the time of that one: "unsubscribed in the last 30 days, spent over 5K".
    pub fn time_first(&mut self, polarity: Polarity) -> Option<Clause> {
        let link = self.link;
        let opens =
            |item: &Item| matches!(item.meaning, Some(Meaning::Who | Meaning::Have | Meaning::Be | Meaning::Not));
        let leads = link.first && self.before().is_none_or(opens);
        let timed = matches!(&self.carry, Some(Carry::Orders(frame)) if frame.window.is_some());
        let window = self.window()?;
        let mut related = false;
        loop {
            if self.take_any(&[Meaning::People, Meaning::Who, Meaning::With]).is_some() {
                related = true;
            } else if !self.take(Meaning::Have) && !self.take_shape(&Shape::Comma) {
                break;
            }
        }
        if !leads && (related || timed || !link.is_said()) {
            self.doubt("the time is said of what follows it");
        }
        let polarity = match (self.take(Meaning::Not), polarity) {
            (true, Polarity::Plain) => Polarity::Negated,
            (false, polarity) => polarity,
            (true, Polarity::Negated) => return None,
        };
        while self.take(Meaning::Have) {}
        self.carry = None;
        let Clause::Rule(_) = self.orders(polarity)? else { return Some(Clause::Refused) };
        let Some(Carry::Orders(frame)) = self.carry.clone() else { return None };
        if frame.window.is_some() {
            return None;
        }
        let frame = Frame { window: Some(window), ..*frame };
        let clause = self.resolve(&frame);
        self.carry = Some(Carry::Orders(Box::new(frame)));
        Some(clause)
    }

    /// A time behind a comma, for the clause before it: only where that was of orders, and nothing else was made of
    /// it, such as an exception.
    pub fn time_behind(&mut self, last: &RuleInput) -> Option<RuleInput> {
        let Some(Carry::Orders(frame)) = self.carry.clone() else { return None };
        if frame.window.is_some() || self.years_or_amounts_follow() {
            return None;
        }
        let mark = self.mark();
        let is_last = matches!(self.resolve(&frame), Clause::Rule(rule) if rule == *last);
        self.forget_since(mark);
        let window = self.window().filter(|_| is_last)?;
        let frame = Frame { window: Some(window), ..*frame };
        match self.resolve(&frame) {
            Clause::Rule(rule) => {
                self.carry = Some(Carry::Orders(Box::new(frame)));
                Some(rule)
            }
            Clause::Refused => None,
        }
    }

    /// "coffee customers": what they bought, though no word says so.
    pub fn bare_thing(&mut self, polarity: Polarity) -> Option<Clause> {
        let bought = |sense: &Sense| matches!(sense, Sense::Category(_) | Sense::Channel(_) | Sense::Sku(_));
        let named = matches!(self.meaning(), Some(Meaning::Field(Field::Category | Field::Channel | Field::Sku)));
        (named || self.peek()?.senses.iter().any(bought)).then_some(())?;
        let mut frame = Frame::new(polarity);
        self.named_filter(&mut frame).then_some(())?;
        self.doubt("they have bought it");
        let clause = self.resolve(&frame);
        self.carry = Some(Carry::Orders(Box::new(frame)));
        Some(clause)
    }
}

fn said(rule: RuleInput, polarity: Polarity) -> RuleInput {
    match polarity {
        Polarity::Plain => rule,
        Polarity::Negated => negated(rule),
    }
}
