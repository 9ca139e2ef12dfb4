//! Where the grammar stands in the text, and what it has noted so far. Readings are tried: one that fails leaves
//! no trace. What no reading takes is put down as not understood; there is no third way past an item.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::carry::Carry;
use super::lexicon::{Lexicon, Sense};
use super::scan::Item;
use super::token::{Op, Shape};
use super::tree::Link;
use super::vocabulary::Meaning;
use crate::config::Currency;
use crate::segments::check::Library;
use crate::segments::input::RuleInput;

/// What a text is read against.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The brand's words.
    pub lexicon: &'a Lexicon,
    /// What "today" means.
    pub now: DateTime<Utc>,
    /// Where a day begins.
    pub zone: Tz,
    /// What a bare amount is in.
    pub currency: Currency,
}

/// Whether a clause is said or denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    Plain,
    Negated,
}

/// How the last number was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberSaid {
    /// With a word before it that could reach further: "more than".
    Compared,
    /// By itself.
    Bare,
}

/// What became of a clause.
#[derive(Clone, Debug)]
pub enum Clause {
    /// It asks this.
    Rule(RuleInput),
    /// It was recognised and cannot be asked: its words are not understood, all of them.
    Refused,
}

/// The grammar's place and notes.
pub struct Reader<'a> {
    pub text: &'a str,
    pub terms: Terms<'a>,
    items: Vec<Item>,
    at: usize,
    /// What the clause before was about, for those that leave it out.
    pub carry: Option<Carry>,
    /// What joins the clause here to the one before.
    pub link: Link,
    /// How the last number was said; none where the clause before had none.
    pub number: Option<NumberSaid>,
    /// Whether everyone was named.
    pub everyone: bool,
    /// Whether an exception lists groups, each of which is left out: "except VIPs and wholesalers".
    pub excepting: bool,
    /// The segments that a rule may name, for checking it.
    pub library: Arc<Library>,
    pub assumptions: Vec<String>,
    pub unread: Vec<Range<usize>>,
    pub certain: bool,
}

/// A place to come back to.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    at: usize,
    assumptions: usize,
    unread: usize,
    number: Option<NumberSaid>,
    certain: bool,
}

impl Mark {
    /// Whether nothing was in doubt up to there.
    pub fn was_certain(self) -> bool {
        self.certain
    }
}

impl<'a> Reader<'a> {
    /// Takes back what was noted since, not what was read.
    pub fn forget_since(&mut self, mark: Mark) {
        self.assumptions.truncate(mark.assumptions);
        self.certain = mark.certain;
    }

    pub fn new(text: &'a str, items: Vec<Item>, terms: Terms<'a>) -> Self {
        let mut library = Library::default();
        for segment in &terms.lexicon.segments {
            library.insert(segment.id, segment.name.clone(), Ok(RuleInput::Everyone(true)));
        }
        Self {
            text,
            terms,
            items,
            at: 0,
            carry: None,
            link: Link::default(),
            number: None,
            everyone: false,
            excepting: false,
            library: Arc::new(library),
            assumptions: Vec::new(),
            unread: Vec::new(),
            certain: true,
        }
    }

    pub fn mark(&self) -> Mark {
        let (assumptions, unread) = (self.assumptions.len(), self.unread.len());
        Mark { at: self.at, assumptions, unread, number: self.number, certain: self.certain }
    }

    pub fn reset(&mut self, mark: Mark) {
        self.at = mark.at;
        self.assumptions.truncate(mark.assumptions);
        self.unread.truncate(mark.unread);
        self.number = mark.number;
        self.certain = mark.certain;
    }

    /// Tries a reading; one that fails leaves no trace.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mark = self.mark();
        let found = read(self);
        if found.is_none() {
            self.reset(mark);
        }
        found
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.items.len()
    }

    pub fn peek(&self) -> Option<&Item> {
        self.items.get(self.at)
    }

    pub fn peek_far(&self, ahead: usize) -> Option<&Item> {
        self.items.get(self.at + ahead)
    }

    pub fn before(&self) -> Option<&Item> {
        self.at.checked_sub(1).and_then(|at| self.items.get(at))
    }

    /// The item at a mark.
    pub fn item_at(&self, mark: Mark) -> Option<&Item> {
        self.items.get(mark.at)
    }

    /// The item before a mark.
    pub fn item_before(&self, mark: Mark) -> Option<&Item> {
        mark.at.checked_sub(1).and_then(|at| self.items.get(at))
    }

    pub fn meaning(&self) -> Option<Meaning> {
        self.peek()?.meaning
    }

    pub fn meaning_far(&self, ahead: usize) -> Option<Meaning> {
        self.peek_far(ahead)?.meaning
    }

    pub fn shape(&self) -> Option<&Shape> {
        Some(&self.peek()?.shape)
    }

    pub fn written(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// Takes the item here; what was taken for granted to read it is in doubt.
    pub fn advance(&mut self) {
        if let Some(assumption) = self.peek().and_then(|item| item.assumption.clone()) {
            self.doubt(assumption);
        }
        self.at += 1;
    }

    /// Takes the item here as a name, whatever its word was taken for.
    pub fn at_next(&mut self) {
        self.at += 1;
    }

    pub fn take(&mut self, meaning: Meaning) -> bool {
        self.take_map(|here| (here == meaning).then_some(())).is_some()
    }

    pub fn take_any(&mut self, meanings: &[Meaning]) -> Option<Meaning> {
        self.take_map(|meaning| meanings.contains(&meaning).then_some(meaning))
    }

    pub fn take_map<T>(&mut self, wanted: impl Fn(Meaning) -> Option<T>) -> Option<T> {
        let found = wanted(self.meaning()?)?;
        if let Some(item) = self.peek().filter(|item| item.is_also_a_name()) {
            let word = self.written(item.range.clone());
            self.doubt(format!("“{word}” could be something else of the same name"));
        }
        self.advance();
        Some(found)
    }

    /// Takes a name of the brand's that stands by itself. Where it is not of this kin alone, that is in doubt.
    pub fn take_bare<T>(&mut self, is_kin: fn(&Sense) -> bool, wanted: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        let mark = self.mark();
        let found = self.take_sense(wanted)?;
        let item = self.item_at(mark)?;
        if item.is_also_a_word() || !item.senses.iter().all(is_kin) {
            let word = self.written(item.range.clone());
            self.doubt(format!("“{word}” could be something else of the same name"));
        }
        Some(found)
    }

    pub fn take_shape(&mut self, shape: &Shape) -> bool {
        let here = self.shape() == Some(shape);
        if here {
            self.advance();
        }
        here
    }

    /// Takes one of the brand's words, in the first sense that is wanted. A function word that the brand uses as a
    /// name is not taken so.
    pub fn take_sense<T>(&mut self, wanted: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        let item = self.peek()?;
        if item.meaning.is_some_and(Meaning::is_function_word) {
            return None;
        }
        let found = item.senses.iter().find_map(wanted)?;
        self.advance();
        Some(found)
    }

    /// "is", "=", ":" between a name and its value.
    pub fn take_is(&mut self) -> bool {
        let sign = self.take_shape(&Shape::Sign(Op::Eq)) || self.take_shape(&Shape::Colon);
        let word = self.take(Meaning::Be) || self.take(Meaning::Compare(Op::Eq));
        while self.take(Meaning::Be) {}
        sign || word
    }

    /// Notes what was taken for granted and could hardly be otherwise.
    pub fn assume(&mut self, assumption: impl Into<String>) {
        let assumption = assumption.into();
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }

    /// Notes what was taken for granted and could well be otherwise.
    pub fn doubt(&mut self, assumption: impl Into<String>) {
        self.certain = false;
        self.assume(assumption);
    }

    /// Puts all items since a mark down as not understood.
    pub fn refuse(&mut self, mark: Mark) {
        let begin = self.items.get(mark.at).map(|item| item.range.start);
        let end = self.at.checked_sub(1).and_then(|at| self.items.get(at)).map(|item| item.range.end);
        if let (Some(begin), Some(end), true) = (begin, end, self.at > mark.at) {
            self.assumptions.truncate(mark.assumptions);
            self.unread.truncate(mark.unread);
            self.unread.push(begin..end);
            self.certain = false;
        }
    }

    /// Passes over words that begin something that nobody knows, with the number behind: "since Diwali 2025".
    pub fn pass_unknown(&mut self) {
        while self.unknown_follows() {
            self.at_next();
            if !self.unknown_follows() && matches!(self.shape(), Some(Shape::Number(_))) {
                self.at_next();
            }
        }
    }

    /// Whether the words here begin something that nobody knows.
    pub fn unknown_follows(&self) -> bool {
        let strange = |item: &Item| item.is_unknown() || item.meaning == Some(Meaning::Vague);
        let glue = |item: &Item| {
            use Meaning::{After, Before, During, For, From, In, Of, On, Since, Until};
            matches!(item.meaning, Some(In | For | From | Of | On | Since | After | Before | During | Until))
        };
        match (self.peek(), self.peek_far(1)) {
            (Some(first), _) if strange(first) => true,
            (Some(first), Some(second)) => glue(first) && strange(second),
            _ => false,
        }
    }
}
