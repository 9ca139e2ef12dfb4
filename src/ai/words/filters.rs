//! Which orders a clause speaks of: what was in them, where they were placed, how far they came.

use super::frame::Frame;
use super::lexicon::Sense;
use super::list::Joint;
use super::reader::{Polarity, Reader};
use super::token::Shape;
use super::vocabulary::{Field, Form, Meaning};

type NamedSense = (Field, fn(&Sense) -> Option<String>);

impl Reader<'_> {
    /// Where it was placed and what was in it.
    pub fn placed_somewhere(&mut self, frame: &mut Frame) -> bool {
        self.attempt(|reader| {
            reader.take_any(&[
                Meaning::In,
                Meaning::On,
                Meaning::Via,
                Meaning::From,
                Meaning::Of,
                Meaning::At,
                Meaning::For,
                Meaning::Contains,
            ]);
            reader.take_any(&[Meaning::Single, Meaning::Both, Meaning::Either]);
            reader.named_filter(frame).then_some(())
        })
        .is_some()
    }

    /// Names of channels, categories or skus, with or without the word for what they are.
    pub fn named_filter(&mut self, frame: &mut Frame) -> bool {
        let lists: [NamedSense; 3] = [(Field::Category, category), (Field::Channel, channel), (Field::Sku, sku)];
        for (field, sense) in lists {
            let list = match field {
                Field::Channel => &mut frame.channels,
                Field::Sku => &mut frame.skus,
                _ => &mut frame.categories,
            };
            if !list.is_empty() {
                continue;
            }
            let Some((values, joint)) = self.attempt(|reader| reader.named((field, sense))) else { continue };
            if joint == Joint::None && values.len() > 1 {
                self.doubt("any of these");
            }
            *list = values;
            match field {
                Field::Category => frame.each_category = joint == Joint::And,
                // Whether each of them, nobody can say in one order's conditions.
                _ if joint == Joint::And => self.doubt("any of these"),
                _ => {}
            }
            return true;
        }
        false
    }

    fn named(&mut self, (field, sense): NamedSense) -> Option<(Vec<String>, Joint)> {
        let word = Meaning::Field(field);
        let named = self.take(word);
        if named {
            self.take_is();
        }
        let found = self.list(&[Meaning::In, Meaning::On, Meaning::Via, Meaning::From, Meaning::Of], |reader| {
            match reader.take_sense(sense) {
                Some(value) => Some(value),
                None if named => reader.unknown_name(word),
                None => None,
            }
        })?;
        let _ = self.take(word) || self.take(Meaning::Thing);
        Some(found)
    }

    /// A name behind "category" or "sku" that was never seen.
    fn unknown_name(&mut self, word: Meaning) -> Option<String> {
        let item = self.peek()?;
        let name = match &item.shape {
            Shape::Quoted(name) if !name.is_empty() => name.clone(),
            Shape::Word(_) | Shape::Number(_) if item.meaning.is_none() => self.written(item.range.clone()).to_owned(),
            _ => return None,
        };
        self.advance();
        let kind = match word {
            Meaning::Field(Field::Channel) => "channel",
            Meaning::Field(Field::Sku) => "sku",
            _ => "category",
        };
        self.doubt(format!("no {kind} “{name}” has been seen yet"));
        Some(name)
    }

    /// "cancelled", "cancelled or refunded".
    pub fn statuses(&mut self, frame: &mut Frame) -> bool {
        if !frame.status.is_empty() {
            return false;
        }
        let found = self.list(&[], |reader| {
            reader.take_map(|meaning| match meaning {
                Meaning::Status(status) => Some(status),
                _ => None,
            })
        });
        let Some((statuses, joint)) = found else { return false };
        if joint == Joint::None && statuses.len() > 1 {
            self.doubt("any of these");
        }
        frame.status = statuses;
        true
    }

    /// "orders that were refunded", "cancelled an order".
    pub fn status_tail(&mut self, frame: &mut Frame) -> bool {
        let noun = [Meaning::Order(Form::One), Meaning::Order(Form::Many)];
        (!frame.status.is_empty() && self.take_any(&noun).is_some()) || self.statuses(frame)
    }

    /// A place in the midst of it.
    pub fn aside(&mut self, frame: &mut Frame) -> bool {
        if !frame.aside.is_empty() {
            return false;
        }
        let Some(rule) = self.attempt(Self::known_place) else { return false };
        match frame.polarity {
            Polarity::Plain => self.assume("the place is where the customer lives, not where the order was placed"),
            Polarity::Negated => {
                self.doubt("the place is where the customer lives, not where the order was not placed")
            }
        }
        frame.aside.push(rule);
        true
    }
}

fn category(sense: &Sense) -> Option<String> {
    match sense {
        Sense::Category(name) => Some(name.clone()),
        _ => None,
    }
}

fn channel(sense: &Sense) -> Option<String> {
    match sense {
        Sense::Channel(name) => Some(name.clone()),
        _ => None,
    }
}

fn sku(sense: &Sense) -> Option<String> {
    match sense {
        Sense::Sku(name) => Some(name.clone()),
        _ => None,
    }
}
