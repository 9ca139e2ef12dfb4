//! One clause: whichever kind of it reads the words here. Each kind is tried in turn, those that begin with words of
//! their own before those that begin with any name.

use std::sync::Arc;

use super::carry::Carry;
use super::lexicon::Sense;
use super::reader::{Clause, NumberSaid, Polarity, Reader};
use super::scan::Item;
use super::vocabulary::{Form, Meaning};
use crate::segments::check::{Terms, check};
use crate::segments::input::RuleInput;

/// A clause that was read.
#[derive(Clone, Debug)]
pub struct Term {
    pub rule: RuleInput,
    pub polarity: Polarity,
    /// Whether it begins with a name or a noun: "VIPs", "Mumbai customers".
    pub noun: bool,
    /// Whether it begins with a verb that a "not" before could reach.
    pub verb: bool,
    /// Whether that verb is not in the past: "didn't order and visit".
    pub base_verb: bool,
    /// Whether it says when.
    pub time: Time,
    /// Whether it makes an exception.
    pub exception: bool,
    /// Whether it names people.
    pub group: Group,
}

/// Whether a clause names a group of people, which another may stand beside: "VIPs", "repeat buyers".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// It begins with a name, or with a noun for people.
    pub begins: bool,
    /// It ends with a noun for people.
    pub ends: bool,
    /// "customers" follows.
    pub people_follow: bool,
}

impl Group {
    pub fn is_whole(self) -> bool {
        self.begins && (self.ends || self.people_follow)
    }
}

impl Term {
    /// Of a rule in brackets or the like.
    pub fn of(rule: RuleInput) -> Self {
        let polarity = Polarity::Plain;
        let (time, group) = (Time::NotAsked, Group::default());
        Self { rule, polarity, noun: false, verb: false, base_verb: false, time, exception: false, group }
    }
}

/// Whether a clause says when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// It is about something that has no time.
    NotAsked,
    /// Any order, at any time.
    Ever,
    /// Certain orders or sums of them, of all times.
    AllTimes,
    /// Orders of some time.
    Said,
    /// An instant of the customer's life.
    Dated,
}

type Kind<'a> = fn(&mut Reader<'a>, Polarity) -> Option<Clause>;

fn kinds<'a>() -> [Kind<'a>; 23] {
    [
        Reader::segment,
        Reader::tagged,
        Reader::contact,
        Reader::consent,
        Reader::standing,
        Reader::so_long,
        Reader::dated_event,
        Reader::newcomers,
        Reader::activity,
        Reader::visits,
        Reader::habit,
        Reader::orders,
        Reader::attribute,
        Reader::named_place,
        Reader::named_text,
        Reader::place,
        Reader::bare_tag,
        Reader::bare_place,
        Reader::bound_ahead,
        Reader::time_first,
        Reader::elided,
        Reader::bare_thing,
        Reader::bare_value,
    ]
}

impl Reader<'_> {
    /// A clause. None leaves no trace; words that were recognised and cannot be asked are put down, and no term is
    /// made of them.
    pub fn clause(&mut self, polarity: Polarity) -> Option<Option<Term>> {
        let start = self.mark();
        let noun = self.begins_with_name();
        let verb = matches!(
            self.meaning(),
            Some(
                Meaning::Spent
                    | Meaning::Spend
                    | Meaning::Order(Form::Verb | Form::One)
                    | Meaning::Visit
                    | Meaning::Placed
            )
        );
        let base_verb = verb
            && self.peek().is_some_and(|item| {
                let word = self.written(item.range.clone()).to_lowercase();
                ["order", "buy", "shop", "purchase", "visit", "spend", "place", "make"].contains(&word.as_str())
            });
        let number_leads = self.is_number(0);
        let begins = self.peek().is_some_and(|item| self.begins_group(item));
        let before = self.carry.take();
        let number_before = self.number.take();
        for kind in kinds() {
            self.carry.clone_from(&before);
            let Some(clause) = self.attempt(|reader| kind(reader, polarity)) else { continue };
            let Clause::Rule(rule) = clause else {
                self.refuse(start);
                return Some(None);
            };
            let library = Arc::clone(&self.library);
            if check(&rule, Terms { currency: self.terms.currency, library: &library, editing: None }).is_err() {
                self.refuse(start);
                return Some(None);
            }
            let reaches = number_before == Some(NumberSaid::Compared) && self.number == Some(NumberSaid::Bare);
            if reaches && number_leads && !self.link.is_implicit() {
                self.doubt("the comparison is said of the first number alone");
            }
            let time = self.time_said(polarity);
            let ends = self.before().is_some_and(|item| self.is_people_noun(item));
            let group = Group { begins, ends, people_follow: self.meaning() == Some(Meaning::People) };
            return Some(Some(Term { rule, polarity, noun, verb, base_verb, time, exception: false, group }));
        }
        self.carry = before;
        self.number = number_before;
        None
    }

    fn time_said(&self, polarity: Polarity) -> Time {
        match &self.carry {
            Some(Carry::Orders(frame)) if frame.window.is_some() => Time::Said,
            Some(Carry::Orders(frame)) if !frame.is_bare() => Time::AllTimes,
            Some(Carry::Orders(_)) if polarity == Polarity::Plain => Time::Ever,
            Some(Carry::Date(_)) => Time::Dated,
            _ => Time::NotAsked,
        }
    }

    /// "VIPs", "repeat buyers", "champions"
    pub fn is_people_noun(&self, item: &Item) -> bool {
        use Meaning::{OneTime, Order, Repeat, Tier};
        let plural = self.written(item.range.clone()).ends_with(['s', 'S']);
        let named = item.senses.iter().any(|sense| matches!(sense, Sense::Tag(_) | Sense::Attribute(_)));
        let own = matches!(item.meaning, Some(Order(Form::Buyers) | OneTime | Repeat));
        own || (plural && (named || matches!(item.meaning, Some(Tier(_)))))
    }

    /// Whether a group of people may begin here: with its noun, or with what says of which kind they are.
    fn begins_group(&self, item: &Item) -> bool {
        let kind = matches!(item.meaning, Some(Meaning::New | Meaning::Tier(_)));
        let named = |sense: &Sense| !matches!(sense, Sense::Attribute(_));
        kind || self.is_people_noun(item) || (item.is_name() && item.senses.iter().any(named))
    }

    /// Whether a name of the brand's stands here.
    pub fn begins_with_name(&self) -> bool {
        self.peek().is_some_and(Item::is_name)
    }
}
