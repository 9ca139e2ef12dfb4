//! What a customer is and has: tags, consent, ways to be reached, segments.

use super::frame::negated;
use super::lexicon::Sense;
use super::list::Joint;
use super::reader::{Clause, Polarity, Reader};
use super::token::Shape;
use super::vocabulary::{Contact, Field, Form, Meaning};
use crate::customers::kind::Consent;
use crate::segments::input::{RuleInput, TagComparison, TextComparison};

/// How an exception of several groups is read.
pub const WHOEVER: &str = "the exception is whoever is in one of these groups";

impl Reader<'_> {
    /// "tagged VIP or wholesale", "with the tag gifting", "tag is vip".
    pub fn tagged(&mut self, polarity: Polarity) -> Option<Clause> {
        self.take(Meaning::Tagged).then_some(())?;
        while self.take(Meaning::Tagged) {}
        let (_, denied) = self.said_of_name();
        self.take(Meaning::Contains);
        let denied = denied != (polarity == Polarity::Negated);
        let glue = [Meaning::Tagged, Meaning::With, Meaning::Both, Meaning::Either];
        self.take_any(&glue);
        let (tags, joint) = self.list(&glue, |reader| {
            let known = |sense: &Sense| match sense {
                Sense::Tag(name) => Some(name.clone()),
                _ => None,
            };
            let tag = reader.take_tag_named(known).or_else(|| reader.unknown_tag())?;
            reader.take(Meaning::Tagged);
            Some(tag)
        })?;
        if denied && joint == Joint::And {
            self.doubt("none of these tags");
        }
        Some(Clause::Rule(RuleInput::Tag(match (denied, tags.as_slice(), joint) {
            (true, ..) => TagComparison::HasNone(tags),
            (false, [_, _, ..], Joint::And) if self.excepting => {
                self.doubt(WHOEVER);
                TagComparison::HasAny(tags)
            }
            (false, [only], _) => TagComparison::Has(only.clone()),
            (false, _, Joint::Or) => TagComparison::HasAny(tags),
            (false, _, Joint::And) => TagComparison::HasAll(tags),
            (false, _, Joint::None) => {
                self.doubt("any of these tags");
                TagComparison::HasAny(tags)
            }
        })))
    }

    /// Here one of the brand's words must stand: even one that is spelled like a function word.
    fn take_tag_named(&mut self, known: impl Fn(&Sense) -> Option<String>) -> Option<String> {
        let found = self.peek()?.senses.iter().find_map(known)?;
        self.advance();
        Some(found)
    }

    fn unknown_tag(&mut self) -> Option<String> {
        let item = self.peek()?;
        let name = match &item.shape {
            Shape::Quoted(name) if !name.is_empty() => name.clone(),
            Shape::Word(_) if item.senses.is_empty() && item.assumption.is_some() || item.is_unknown() => {
                self.written(item.range.clone()).to_owned()
            }
            Shape::Word(_) if matches!(item.meaning, Some(Meaning::Vague | Meaning::Tier(_))) => {
                self.written(item.range.clone()).to_owned()
            }
            _ => return None,
        };
        self.at_next();
        self.doubt(format!("no tag “{name}” is known yet"));
        Some(name)
    }

    /// "VIP customers", "vips or wholesalers", "non-VIP".
    pub fn bare_tag(&mut self, polarity: Polarity) -> Option<Clause> {
        let object = self.follows_verb();
        let non = self.take(Meaning::Non);
        let (tags, joint) = self.list(&[], |reader| {
            let is_tag = |sense: &Sense| matches!(sense, Sense::Tag(_));
            reader.take_bare(is_tag, |sense| match sense {
                Sense::Tag(name) => Some(name.clone()),
                _ => None,
            })
        })?;
        let groups =
            self.meaning() == Some(Meaning::People) || self.before().is_some_and(|item| self.is_people_noun(item));
        if joint == Joint::And && groups && polarity == Polarity::Plain {
            self.doubt("people are named twice: whoever is meant by both is taken");
        }
        let named_next =
            self.peek_far(1).is_some_and(|item| item.senses.iter().any(|sense| matches!(sense, Sense::Tag(_))));
        if self.meaning() == Some(Meaning::Tagged) && !named_next {
            self.advance();
        }
        if joint == Joint::None && tags.len() > 1 {
            self.doubt("all of these tags");
        }
        if tags.len() > 1 && (non || (joint == Joint::Or && self.place_follows())) {
            self.doubt("what stands beside these tags is said of all of them");
        }
        if object {
            self.doubt("it is a tag, not what the verb before is about");
        }
        let joint = match (joint, polarity) {
            (Joint::And | Joint::None, Polarity::Negated) if tags.len() > 1 => {
                self.doubt("none of these tags");
                Joint::Or
            }
            (Joint::And, Polarity::Plain) if self.excepting => {
                self.doubt(WHOEVER);
                Joint::Or
            }
            (joint, _) => joint,
        };
        let test = match (tags.as_slice(), joint) {
            _ if non => TagComparison::HasNone(tags),
            ([only], _) => TagComparison::Has(only.clone()),
            (_, Joint::Or) => TagComparison::HasAny(tags),
            (_, Joint::And | Joint::None) => TagComparison::HasAll(tags),
        };
        let rule = RuleInput::Tag(test);
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }

    /// "customers from Mumbai" behind an alternative, of which the place may be said in part.
    fn place_follows(&self) -> bool {
        let people = usize::from(self.meaning() == Some(Meaning::People));
        let leads =
            matches!(self.meaning_far(people), Some(Meaning::In | Meaning::From | Meaning::Living | Meaning::Outside));
        leads
            && self
                .peek_far(people + 1)
                .is_some_and(|item| item.is_unknown() || item.senses.iter().any(Sense::is_place))
    }

    /// Whether a verb stands right before, whose object a name could be: "visited Mumbai", "bought wholesale".
    pub fn follows_verb(&self) -> bool {
        self.before().is_some_and(|item| {
            matches!(item.meaning, Some(Meaning::Visit | Meaning::Order(Form::Verb) | Meaning::Spent | Meaning::Placed))
        })
    }

    /// "with an email", "no phone number", "email is missing", "email ends with gmail.com".
    pub fn contact(&mut self, polarity: Polarity) -> Option<Clause> {
        let no = self.take(Meaning::No);
        if no && polarity == Polarity::Negated {
            return None;
        }
        let mut missing = no || polarity == Polarity::Negated;
        let first_missing = self.take(Meaning::Missing);
        let had = self.before().is_some_and(|item| self.says_had(item));
        let (contacts, joint, denials) = self.contacts(if no { Meaning::No } else { Meaning::Without })?;
        if let [only] = contacts.as_slice()
            && !missing
            && let Some(test) = self.attempt(Self::text_test)
        {
            return Some(Clause::Rule(of_contact(*only, test)));
        }
        let mark = self.mark();
        let (_, denied) = self.said_of_name();
        let is_missing = self.take(Meaning::Missing);
        let on_file = self.take(Meaning::OnFile);
        if !is_missing && !on_file {
            self.reset(mark);
        }
        missing ^= first_missing ^ is_missing ^ (denied && (is_missing || on_file));
        if !had && polarity == Polarity::Plain && !no && !first_missing && !is_missing && !on_file {
            self.doubt("they have one");
        }
        let each_denied = denials + 1 >= contacts.len();
        if contacts.len() > 1 && missing && !each_denied {
            self.doubt("all of these are missing");
        }
        let rules: Vec<RuleInput> =
            contacts.iter().map(|contact| of_contact(*contact, TextComparison::IsMissing(missing))).collect();
        Some(Clause::Rule(match (rules.len(), joint, missing) {
            (1, ..) => super::frame::all(rules),
            (_, Joint::Or, false) => RuleInput::Any(rules),
            (_, Joint::Or, true) if each_denied => RuleInput::Any(rules),
            _ => RuleInput::All(rules),
        }))
    }

    /// Ways to reach somebody, and how many of them but the first are denied again by the word that denied the first:
    /// "without an email or without a phone". Of "a phone and no email" the second is a clause of its own.
    fn contacts(&mut self, denial: Meaning) -> Option<(Vec<Contact>, Joint, usize)> {
        let begun = self.before().is_some_and(|item| item.meaning == Some(denial));
        let (mut denials, mut listed) = (0, false);
        let (contacts, joint) = self.list(&[], |reader| {
            if listed && begun && reader.take(denial) {
                denials += 1;
            }
            listed = true;
            let contact = reader.take_map(|meaning| match meaning {
                Meaning::Contact(contact) => Some(contact),
                _ => None,
            })?;
            while reader.take(Meaning::OnFile) {}
            Some(contact)
        })?;
        Some((contacts, joint, denials))
    }

    /// "with", "have": what follows is had. Who "got" an email may have been sent one.
    fn says_had(&self, item: &super::scan::Item) -> bool {
        let got = self.written(item.range.clone()).eq_ignore_ascii_case("got");
        !got && matches!(item.meaning, Some(Meaning::With | Meaning::Have | Meaning::Without | Meaning::Not))
    }

    /// "contains x", "starts with x" behind a field.
    pub fn text_test(&mut self) -> Option<TextComparison> {
        while self.take_any(&[Meaning::Be, Meaning::Who]).is_some() {}
        let make: fn(String) -> TextComparison = self.take_map(|meaning| match meaning {
            Meaning::Contains => Some(TextComparison::Contains as fn(String) -> TextComparison),
            Meaning::StartsWith => Some(TextComparison::StartsWith),
            Meaning::EndsWith => Some(TextComparison::EndsWith),
            _ => None,
        })?;
        let value = self.raw_value()?;
        Some(make(value))
    }

    /// One word or quotation, as it was written.
    pub fn raw_value(&mut self) -> Option<String> {
        // "+91" is two tokens.
        let plus = self.shape() == Some(&Shape::Plus) && matches!(self.peek_far(1)?.shape, Shape::Number(_));
        if plus {
            let begin = self.peek()?.range.start;
            self.at_next();
            let end = self.peek()?.range.end;
            self.at_next();
            return Some(self.written(begin..end).to_owned());
        }
        let item = self.peek()?;
        let value = match &item.shape {
            Shape::Quoted(text) if !text.is_empty() => text.clone(),
            Shape::Word(_) | Shape::Number(_) => self.written(item.range.clone()).to_owned(),
            _ => return None,
        };
        self.at_next();
        Some(value)
    }

    /// "name starts with A", "name is “Asha Rao”", "named Asha".
    pub fn named_text(&mut self, polarity: Polarity) -> Option<Clause> {
        let (first, whole) = (Meaning::FirstName, Meaning::Field(Field::Name));
        let first = self.take_any(&[first, whole])? == first;
        let test = self.attempt(Self::text_test).or_else(|| {
            self.attempt(|reader| {
                reader.take_is();
                let quoted = matches!(reader.shape(), Some(Shape::Quoted(_)));
                let unknown = reader.peek().is_some_and(super::scan::Item::is_unknown);
                let name = (quoted || unknown).then(|| reader.raw_value()).flatten()?;
                // The first name stands first in the whole name, which is all that is kept.
                if first {
                    reader.doubt(format!("the name begins with “{name}”"));
                    return Some(TextComparison::StartsWith(name));
                }
                if !name.contains(' ') {
                    reader.doubt(format!("“{name}” is the whole name"));
                }
                Some(TextComparison::Eq(name))
            })
        })?;
        if first && !matches!(test, TextComparison::StartsWith(_)) {
            self.doubt("the whole name is looked at");
        }
        let rule = RuleInput::Name(test);
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }

    /// "opted in", "unsubscribed", "consent is granted".
    pub fn consent(&mut self, polarity: Polarity) -> Option<Clause> {
        let mut denied = false;
        let consent = self.attempt(|reader| {
            let found = reader.take_map(|meaning| match meaning {
                Meaning::OptedIn => Some(Consent::Granted),
                Meaning::OptedOut => Some(Consent::Withdrawn),
                _ => None,
            });
            if found.is_some() {
                return found;
            }
            let granted = reader.take_map(|meaning| match meaning {
                Meaning::Consent(consent) => Some(consent),
                _ => None,
            });
            reader.take(Meaning::ConsentWord).then_some(())?;
            if granted.is_some() {
                return granted;
            }
            reader.take_is();
            // "consent is not withdrawn"
            denied = reader.take(Meaning::Not);
            reader.take_map(|meaning| match meaning {
                Meaning::Consent(consent) => Some(consent),
                Meaning::OptedOut => Some(Consent::Withdrawn),
                Meaning::OptedIn | Meaning::OnFile => Some(Consent::Granted),
                Meaning::Missing => Some(Consent::Unknown),
                _ => None,
            })
        });
        let denied = (denied && consent.is_some()) != (polarity == Polarity::Negated);
        let consent = match consent {
            Some(consent) => consent,
            // "with consent", "without consent"
            None => {
                self.take(Meaning::ConsentWord).then_some(())?;
                if self.meaning() == Some(Meaning::Not) {
                    self.doubt("“not” is said of what follows it");
                }
                if polarity == Polarity::Negated {
                    self.doubt("whoever never said is counted as without consent");
                }
                Consent::Granted
            }
        };
        let rule = RuleInput::Consent(consent);
        Some(Clause::Rule(if denied { negated(rule) } else { rule }))
    }

    /// "in the Regulars segment", "in segment Regulars", "in “Regulars”".
    pub fn segment(&mut self, polarity: Polarity) -> Option<Clause> {
        self.take_any(&[Meaning::In, Meaning::From, Meaning::Of]);
        let known = |sense: &Sense| match sense {
            Sense::Segment(id) => Some(*id),
            _ => None,
        };
        let mut named = self.take(Meaning::Segment);
        self.take_any(&[Meaning::Field(Field::Name), Meaning::FirstName]);
        self.take_is();
        let quoted = matches!(self.shape(), Some(Shape::Quoted(_)));
        let id = self.take_tag_id(known)?;
        named |= self.take(Meaning::Segment);
        (named || quoted).then_some(())?;
        let rule = RuleInput::Segment(async_graphql::ID(id.to_string()));
        Some(Clause::Rule(if polarity == Polarity::Negated { negated(rule) } else { rule }))
    }

    fn take_tag_id<T>(&mut self, known: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        let found = self.peek()?.senses.iter().find_map(known)?;
        self.advance();
        Some(found)
    }
}

fn of_contact(contact: Contact, test: TextComparison) -> RuleInput {
    match contact {
        Contact::Email => RuleInput::Email(test),
        Contact::Phone => RuleInput::Phone(test),
    }
}
