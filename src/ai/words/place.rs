//! Where customers live: "from Mumbai or Pune", "outside India", "city is Kochi", "Delhi customers".

use super::frame::{negated, one_of};
use super::lexicon::Sense;
use super::list::Joint;
use super::reader::{Clause, Polarity, Reader};
use super::token::{Op, Shape};
use super::vocabulary::{Field, Meaning};
use crate::segments::input::{RuleInput, TextComparison};

/// A city or a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    City,
    Country,
}

impl Kind {
    fn rule(self, names: &[String]) -> Option<RuleInput> {
        let test = one_of(names)?;
        Some(match self {
            Self::City => RuleInput::City(test),
            Self::Country => RuleInput::Country(test),
        })
    }

    fn name(self, sense: &Sense) -> Option<String> {
        match (self, sense) {
            (Self::City, Sense::City(name)) | (Self::Country, Sense::Country(name)) => Some(name.clone()),
            _ => None,
        }
    }
}

const GLUE: &[Meaning] = &[Meaning::In, Meaning::From, Meaning::Of, Meaning::At, Meaning::Both];

impl Reader<'_> {
    /// A place with the word before it.
    pub fn place(&mut self, polarity: Polarity) -> Option<Clause> {
        let outside = match self.take_any(&[Meaning::Outside, Meaning::In, Meaning::From, Meaning::Living]) {
            Some(Meaning::Outside) => true,
            Some(Meaning::Living) => {
                self.take(Meaning::In);
                self.take(Meaning::Outside)
            }
            Some(Meaning::From | Meaning::In) => self.take(Meaning::Outside),
            _ => return None,
        };
        let rule = self.known_names().or_else(|| self.unknown_city())?;
        Some(Clause::Rule(match (outside, polarity) {
            (true, Polarity::Plain) | (false, Polarity::Negated) => negated(rule),
            _ => rule,
        }))
    }

    /// A place that is known, with the word before it: for the midst of another clause.
    pub fn known_place(&mut self) -> Option<RuleInput> {
        self.take_any(&[Meaning::In, Meaning::From, Meaning::Living])?;
        self.known_names()
    }

    /// "Mumbai", "Mumbai customers".
    pub fn bare_place(&mut self, polarity: Polarity) -> Option<Clause> {
        if self.follows_verb() {
            self.doubt("the place is where the customer lives");
        }
        let rule = self.known_names()?;
        Some(Clause::Rule(match polarity {
            Polarity::Plain => rule,
            Polarity::Negated => negated(rule),
        }))
    }

    /// "city is Mumbai", "country: India or Nepal", "city not Delhi".
    pub fn named_place(&mut self, polarity: Polarity) -> Option<Clause> {
        let kind = self.take_map(|meaning| match meaning {
            Meaning::Field(Field::City) => Some(Kind::City),
            Meaning::Field(Field::Country) => Some(Kind::Country),
            _ => None,
        })?;
        let tested =
            self.attempt(Self::text_test).or_else(|| self.attempt(Self::missing_said).map(TextComparison::IsMissing));
        if let Some(test) = tested {
            let rule = if kind == Kind::City { RuleInput::City(test) } else { RuleInput::Country(test) };
            return Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }));
        }
        let (op, denied) = self.said_of_name();
        if op.is_some_and(|op| !matches!(op, Op::Eq | Op::Ne)) {
            return None;
        }
        self.take(Meaning::In);
        let (names, _) =
            self.list(GLUE, |reader| reader.take_sense(|sense| kind.name(sense)).or_else(|| reader.place_name(kind)))?;
        if denied || op == Some(Op::Ne) {
            self.doubt("who has none is left out");
            let test = match names.as_slice() {
                [only] => TextComparison::Ne(only.clone()),
                several => TextComparison::NotIn(several.to_vec()),
            };
            let rule = if kind == Kind::City { RuleInput::City(test) } else { RuleInput::Country(test) };
            return Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }));
        }
        let rule = kind.rule(&names)?;
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }

    /// "is", "is not", "!=" between a field's name and a value: the sign, and whether it was denied in words.
    pub fn said_of_name(&mut self) -> (Option<Op>, bool) {
        let mut denied = false;
        let mut op = None;
        loop {
            if self.take(Meaning::Not) {
                denied = !denied;
            } else if self.take(Meaning::Be) || self.take_shape(&Shape::Colon) {
                op = op.or(Some(Op::Eq));
            } else if let Some(said) = self.attempt(Self::op) {
                op = Some(said);
            } else {
                return (op, denied);
            }
        }
    }

    /// Names of one kind: the first says which.
    fn known_names(&mut self) -> Option<RuleInput> {
        self.take(Meaning::Both);
        let item = self.peek()?;
        let city = item.senses.iter().any(|sense| matches!(sense, Sense::City(_)));
        let both = city && item.senses.iter().any(|sense| matches!(sense, Sense::Country(_)));
        let kinds = if city { [Kind::City, Kind::Country] } else { [Kind::Country, Kind::City] };
        for kind in kinds {
            let found = self.attempt(|reader| reader.list(GLUE, |reader| reader.place_of(kind)));
            if let Some((names, joint)) = found {
                if both && names.len() == 1 {
                    self.doubt(format!("{} is read as the city", names.join(", ")));
                }
                if joint == Joint::And && kind == Kind::City {
                    self.assume("a customer lives in one city: either of them");
                }
                self.take(Meaning::Field(Field::City));
                return kind.rule(&names);
            }
        }
        None
    }

    /// A name of this kind that is not part of a longer one: "Navi Mumbai" is not Mumbai.
    fn place_of(&mut self, kind: Kind) -> Option<String> {
        let led = self.before().is_some_and(|item| {
            matches!(item.meaning, Some(Meaning::In | Meaning::From | Meaning::Living | Meaning::Outside))
        });
        if led {
            return self.take_sense(|sense| kind.name(sense));
        }
        self.take_bare(Sense::is_place, |sense| kind.name(sense))
    }

    /// "from Bhopal", where nobody from there is known.
    fn unknown_city(&mut self) -> Option<RuleInput> {
        let (names, _) = self.list(&[Meaning::In, Meaning::From], |reader| {
            match reader.take_sense(|sense| Kind::City.name(sense)) {
                Some(name) => Some(name),
                None => reader.place_name(Kind::City),
            }
        })?;
        Kind::City.rule(&names)
    }

    /// A word that nobody knows, and those behind it that are written with a capital like it.
    fn place_name(&mut self, kind: Kind) -> Option<String> {
        let begin = self.peek().filter(|item| is_name(item))?.range.start;
        let word = self.written(self.peek()?.range.clone());
        if word.contains(|letter: char| letter.is_ascii_digit()) || NO_PLACES.contains(&word) {
            return None;
        }
        let capital = |reader: &Self| {
            reader.peek().is_some_and(|item| reader.written(item.range.clone()).starts_with(char::is_uppercase))
        };
        let capitalised = capital(self);
        let mut end = self.peek()?.range.end;
        self.at_next();
        while capitalised
            && capital(self)
            && self
                .peek()
                .is_some_and(|item| is_name(item) || item.senses.iter().any(|sense| kind.name(sense).is_some()))
        {
            end = self.peek()?.range.end;
            self.at_next();
        }
        let name = match self.before().map(|item| item.shape.clone()) {
            Some(Shape::Quoted(name)) => name,
            _ => self.written(begin..end).to_owned(),
        };
        let what = if kind == Kind::City { "city" } else { "country" };
        self.doubt(format!("“{name}” is taken for a {what}; nobody from there is known yet"));
        Some(name)
    }
}

/// Small words, which are no names: "live by the sea", "from around here".
const NO_PLACES: [&str; 20] = [
    "by",
    "near",
    "nearby",
    "around",
    "close",
    "along",
    "beyond",
    "next",
    "abroad",
    "alone",
    "away",
    "here",
    "there",
    "home",
    "somewhere",
    "anywhere",
    "elsewhere",
    "far",
    "at",
    "up",
];

fn is_name(item: &super::scan::Item) -> bool {
    let quoted = matches!(&item.shape, Shape::Quoted(name) if !name.is_empty());
    (item.is_unknown() && matches!(item.shape, Shape::Word(_))) || (quoted && item.senses.is_empty())
}
