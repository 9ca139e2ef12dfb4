//! What the brand keeps under names of its own: "tier is Gold", "points over 500", "subscribers", "without a birthday".

use super::carry::Carry;
use super::frame::{negated, one_of};
use super::lexicon::{KnownAttribute, Sense};
use super::reader::{Clause, Polarity, Reader};
use super::scan::Item;
use super::token::{Op, Shape};
use super::vocabulary::Meaning;
use super::window::Window;
use crate::segments::fields::AttributeKind;
use crate::segments::input::{AttributeComparison, DateComparison, RuleInput, TextComparison};

impl<'a> Reader<'a> {
    fn known_attribute(&self, at: usize) -> Option<&'a KnownAttribute> {
        self.terms.lexicon.attributes.get(at)
    }

    fn holds(&self, at: usize, kind: AttributeKind) -> bool {
        self.known_attribute(at).is_some_and(|known| known.kinds.contains(&kind))
    }

    fn comparison(&self, at: usize) -> Option<AttributeComparison> {
        let name = self.known_attribute(at)?.name.clone();
        Some(AttributeComparison { name, text: None, number: None, date: None, flag: None, is_missing: None })
    }

    fn take_attribute(&mut self) -> Option<usize> {
        self.take_sense(|sense| match sense {
            Sense::Attribute(at) => Some(*at),
            _ => None,
        })
    }

    /// A clause about an attribute.
    pub fn attribute(&mut self, polarity: Polarity) -> Option<Clause> {
        let readings = [Self::bound_first, Self::value_first, Self::name_first];
        let comparison = readings.into_iter().find_map(|reading| self.attempt(|reader| reading(reader, polarity)))?;
        let absent = comparison.is_missing.is_some();
        let rule = RuleInput::Attribute(comparison);
        Some(Clause::Rule(if polarity == Polarity::Negated && !absent { negated(rule) } else { rule }))
    }

    /// "over 500 points"
    fn bound_first(&mut self, _: Polarity) -> Option<AttributeComparison> {
        let bound = self.bound()?;
        let at = self.take_attribute()?;
        let bound = self.completed(bound);
        let plain = bound.sort < super::amount::Sort::Times && self.holds(at, AttributeKind::Number);
        self.carry = Some(Carry::Attribute(at));
        plain.then(|| Some(AttributeComparison { number: Some(bound.decimal()), ..self.comparison(at)? })).flatten()
    }

    /// "gold tier"
    fn value_first(&mut self, _: Polarity) -> Option<AttributeComparison> {
        let at = self.peek()?.senses.iter().find_map(|sense| match sense {
            Sense::Value(at, _) => Some(*at),
            _ => None,
        })?;
        let values = self.values_of(at)?;
        (self.take_attribute()? == at).then_some(())?;
        Some(AttributeComparison { text: one_of(&values), ..self.comparison(at)? })
    }

    fn values_of(&mut self, at: usize) -> Option<Vec<String>> {
        let known = |sense: &Sense| match sense {
            Sense::Value(of, value) if *of == at => Some(value.clone()),
            _ => None,
        };
        self.list(&[], |reader| reader.take_sense(known)).map(|(values, _)| values)
    }

    /// "Gold customers": a value that is known of one attribute or another.
    pub fn bare_value(&mut self, polarity: Polarity) -> Option<Clause> {
        let first = self.peek()?.senses.iter().find_map(|sense| match sense {
            Sense::Value(at, _) => Some(*at),
            _ => None,
        })?;
        let list = self.values_of(first)?;
        let comparison = self.comparison(first)?;
        self.doubt(format!("“{}” is read as {}", list.join("”, “"), comparison.name));
        let rule = RuleInput::Attribute(AttributeComparison { text: one_of(&list), ..comparison });
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }

    /// "tier is gold", "points > 500", "subscriber", "no birthday".
    fn name_first(&mut self, polarity: Polarity) -> Option<AttributeComparison> {
        let negated = polarity == Polarity::Negated;
        let no = self.take(Meaning::No);
        if no && negated {
            return None;
        }
        let with = self.before().is_some_and(|item| {
            matches!(item.meaning, Some(Meaning::With | Meaning::Without | Meaning::Have | Meaning::No))
        });
        let missing = self.take(Meaning::Missing);
        let mark = self.mark();
        let at = self.take_attribute()?;
        let blank = self.comparison(at)?;
        if missing {
            return Some(AttributeComparison { is_missing: Some(!negated), ..blank });
        }
        if let Some(found) = self.attempt(|reader| reader.said_of(at)) {
            // Not missing is there, and the other way round.
            let is_missing = found.is_missing.map(|missing| missing != negated);
            return (!no).then_some(AttributeComparison { is_missing, ..found });
        }
        if self.holds(at, AttributeKind::Flag) && !no {
            let named = |item: &Item| item.senses.len() > 1 || item.is_also_a_word();
            if self.item_at(mark).is_some_and(named) {
                self.doubt(format!("“{}” could be something else of the same name", blank.name));
            }
            return Some(AttributeComparison { flag: Some(true), ..blank });
        }
        let denied = no || negated;
        if self.holds(at, AttributeKind::Number) {
            self.doubt("a number that is there may be 0");
        }
        (with && !self.unknown_follows()).then_some(AttributeComparison { is_missing: Some(denied), ..blank })
    }

    /// What is said behind an attribute's name.
    fn said_of(&mut self, at: usize) -> Option<AttributeComparison> {
        let blank = self.comparison(at)?;
        if let Some(text) = self.attempt(Self::text_test) {
            return Some(AttributeComparison { text: Some(text), ..blank });
        }
        if self.holds(at, AttributeKind::Date)
            && let Some(date) = self.attempt(|reader| reader.date_said(at))
        {
            return Some(AttributeComparison { date: Some(date), ..blank });
        }
        if let Some(missing) = self.attempt(Self::missing_said) {
            return Some(AttributeComparison { is_missing: Some(missing), ..blank });
        }
        if self.holds(at, AttributeKind::Number) {
            let bound = self.attempt(|reader| {
                while reader.take_any(&[Meaning::Be, Meaning::Of]).is_some() || reader.take_shape(&Shape::Colon) {}
                reader.bound()
            })?;
            self.carry = Some(Carry::Attribute(at));
            let plain = bound.sort < super::amount::Sort::Times;
            return plain.then_some(AttributeComparison { number: Some(bound.decimal()), ..blank });
        }
        let (op, denied) = self.said_of_name();
        if self.holds(at, AttributeKind::Flag) {
            op?;
            let yes = self.take_any(&[Meaning::Yes, Meaning::NoFlag, Meaning::No])? == Meaning::Yes;
            return Some(AttributeComparison { flag: Some(yes != (denied || op == Some(Op::Ne))), ..blank });
        }
        self.texts_said(at, (op, denied))
    }

    /// "is missing", "is not blank" behind a field: whether it is missing.
    pub fn missing_said(&mut self) -> Option<bool> {
        let (_, denied) = self.said_of_name();
        self.take(Meaning::Missing).then_some(!denied)
    }

    fn date_said(&mut self, at: usize) -> Option<DateComparison> {
        self.take(Meaning::Be);
        let test = match self.window()? {
            Window::Last(duration) | Window::One(duration) => DateComparison::WithinLast(duration),
            Window::Open(test) | Window::Shut(test) => test,
            Window::Beyond(_) | Window::Stretching(_) | Window::Ring(..) => return None,
        };
        let name = self.known_attribute(at)?.name.clone();
        self.doubt(format!("{name} is compared with its year"));
        Some(test)
    }

    fn texts_said(&mut self, at: usize, (op, denied): (Option<Op>, bool)) -> Option<AttributeComparison> {
        if op.is_some_and(|op| !matches!(op, Op::Eq | Op::Ne)) || !self.holds(at, AttributeKind::Text) {
            return None;
        }
        let said = op.is_some() || denied;
        self.take_any(&[Meaning::In, Meaning::Either, Meaning::Of]);
        let (values, _) = self.list(&[Meaning::Either], |reader| {
            let known = |sense: &Sense| match sense {
                Sense::Value(of, value) if *of == at => Some(value.clone()),
                _ => None,
            };
            let found = reader.peek().and_then(|item| item.senses.iter().find_map(known));
            if found.is_some() {
                reader.at_next();
                return found;
            }
            let strange = reader.peek().is_some_and(|item| {
                let tier = matches!(item.meaning, Some(Meaning::Tier(_)));
                item.is_unknown() || item.assumption.is_some() || tier || matches!(item.shape, Shape::Quoted(_))
            });
            let value = (said && strange).then(|| reader.raw_value()).flatten()?;
            if reader.known_attribute(at).is_some_and(|known| !known.values.is_empty()) {
                reader.doubt(format!("“{value}” has not been seen yet"));
            }
            Some(value)
        })?;
        let text = if denied != (op == Some(Op::Ne)) {
            self.doubt("who has no such value is left out");
            match values.as_slice() {
                [only] => Some(TextComparison::Ne(only.clone())),
                _ => Some(TextComparison::NotIn(values)),
            }
        } else {
            one_of(&values)
        };
        Some(AttributeComparison { text, ..self.comparison(at)? })
    }
}
