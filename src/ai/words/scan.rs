//! From tokens to items: the longest phrase at each place, the reader's own or the brand's. An item keeps every
//! sense that its words may have; the grammar takes the one that fits. Filler falls out here and nowhere else.

use std::ops::Range;

use super::lexicon::{Index, Sense};
use super::token::{Shape, Token, tokens};
use super::vocabulary::{Meaning, VOCABULARY, Vocabulary};

/// A word or a phrase with what it may say.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// The first token's shape.
    pub shape: Shape,
    /// What it says in the reader's own language.
    pub meaning: Option<Meaning>,
    /// What it may stand for among the brand's words.
    pub senses: Vec<Sense>,
    /// What was taken for granted to read it so.
    pub assumption: Option<String>,
}

impl Item {
    /// Whether nobody knows it.
    pub fn is_unknown(&self) -> bool {
        self.meaning.is_none() && self.senses.is_empty() && matches!(self.shape, Shape::Word(_) | Shape::Other)
    }

    /// Whether it is one of the brand's words: one that is also a tier's name is the brand's first.
    pub fn is_name(&self) -> bool {
        !self.senses.is_empty() && matches!(self.meaning, None | Some(Meaning::Tier(_) | Meaning::TierWord))
    }

    /// Whether its word, read in the reader's own language, could as well be one of the brand's.
    pub fn is_also_a_name(&self) -> bool {
        !self.senses.is_empty() && self.is_also_a_word()
    }

    /// Whether its word, read as one of the brand's, could as well be one of the reader's own that says something.
    pub fn is_also_a_word(&self) -> bool {
        self.meaning.is_some_and(|meaning| !meaning.is_function_word() && meaning != Meaning::Vague)
    }
}

/// Reads a text into items.
pub fn scan(text: &str, index: &Index) -> Vec<Item> {
    let tokens = tokens(text);
    let keys: Vec<String> = tokens.iter().map(|token| token.key(text)).collect();
    let scanner = Scanner { text, tokens: &tokens, keys: &keys, vocabulary: &VOCABULARY, index };
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (length, item) = scanner.item(at, items.last());
        items.extend(item);
        at += length.max(1);
    }
    items
}

struct Scanner<'a> {
    text: &'a str,
    tokens: &'a [Token],
    keys: &'a [String],
    vocabulary: &'a Vocabulary,
    index: &'a Index,
}

impl Scanner<'_> {
    /// The item that begins at a token, and how many tokens it takes. Filler is no item.
    fn item(&self, at: usize, before: Option<&Item>) -> (usize, Option<Item>) {
        let rest = self.keys.get(at..).unwrap_or_default();
        let segment = self.index.longest(rest, |sense| matches!(sense, Sense::Segment(_)));
        if let Some(found) = segment.filter(|found| self.beside_segment(at + found.length, before)) {
            return (found.length, self.build((at, found.length), None, (found.senses, None)));
        }
        let brand = self.brand(at, rest);
        let own = self.own(at);
        let (own_length, brand_length) =
            (own.map_or(0, |(length, _)| length), brand.as_ref().map_or(0, |found| found.length));
        let length = own_length.max(brand_length).max(1);
        let meaning = own.filter(|_| own_length == length).map(|(_, meaning)| meaning);
        let found = brand.filter(|found| {
            // "show us" is no country; "from the US" is one.
            let named =
                before.is_some_and(|item| matches!(item.meaning, Some(Meaning::In | Meaning::From | Meaning::Living)));
            brand_length == length && (named || found.alias_of.is_none() || meaning != Some(Meaning::Filler))
        });
        if meaning == Some(Meaning::Filler) && found.is_none() && !self.is_text(at + length, before) {
            return (length, None);
        }
        let (senses, alias_of) = found.map_or((Vec::new(), None), |found| (found.senses, found.alias_of));
        let alias = alias_of.map(|name| format!("“{}” is read as {name}", self.written(at, length)));
        (length, self.build((at, length), meaning, (senses, alias)))
    }

    fn brand(&self, at: usize, rest: &[String]) -> Option<super::lexicon::Found> {
        match &self.tokens.get(at)?.shape {
            Shape::Quoted(inside) => {
                let inner: Vec<String> = tokens(inside).iter().map(|token| token.key(inside)).collect();
                let found = self.index.longest(&inner, |_| true)?;
                (found.length == inner.len()).then_some(super::lexicon::Found { length: 1, ..found })
            }
            // A number alone is a number, even where a sku or an attribute's value is spelled the same.
            Shape::Number(_) => {
                self.index.longest(rest, |sense| matches!(sense, Sense::Sku(_))).filter(|found| found.length > 1)
            }
            Shape::Word(_) => self.index.longest(rest, |sense| !matches!(sense, Sense::Segment(_))),
            _ => None,
        }
    }

    /// The longest of the reader's own phrases. "or more" counts only where no number and no "than" follows, which
    /// make an alternative of it: "under 5 or more than 10".
    fn own(&self, at: usize) -> Option<(usize, Meaning)> {
        let words = self.tokens.get(at..)?.iter().map(|token| match &token.shape {
            Shape::Word(word) => Some(word.as_str()),
            _ => None,
        });
        let (length, meaning) = self.vocabulary.longest(words.clone())?;
        if matches!(meaning, Meaning::Behind(_)) && length > 1 && self.begins_amount(at + length) {
            return self.vocabulary.longest(words.take(1));
        }
        Some((length, meaning))
    }

    fn begins_amount(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|token| &token.shape) {
            Some(Shape::Number(_) | Shape::Money(_)) => true,
            Some(Shape::Word(word)) => {
                word == "than"
                    || self.vocabulary.longest([Some(word.as_str())].into_iter()).is_some_and(|(_, meaning)| {
                        matches!(meaning, Meaning::Number(_) | Meaning::Scale(_) | Meaning::Money(_))
                    })
            }
            _ => false,
        }
    }

    /// Whether a word that says nothing is a text to compare with: "name starts with A", where no other could be it.
    fn is_text(&self, end: usize, before: Option<&Item>) -> bool {
        use Meaning::{Contains, EndsWith, StartsWith};
        let asked = before.is_some_and(|item| matches!(item.meaning, Some(Contains | EndsWith | StartsWith)));
        let next_says_something = match self.tokens.get(end).map(|token| &token.shape) {
            Some(Shape::Word(_)) => !self.own(end).is_some_and(|(_, meaning)| meaning.is_function_word()),
            Some(Shape::Number(_) | Shape::Quoted(_)) => true,
            _ => false,
        };
        asked && !next_says_something
    }

    /// Whether a phrase that ends before a token stands beside the word "segment".
    fn beside_segment(&self, end: usize, before: Option<&Item>) -> bool {
        let follows = self.keys.get(end).is_some_and(|key| key == "segment");
        follows || before.is_some_and(|item| item.meaning == Some(Meaning::Segment))
    }

    fn written(&self, at: usize, length: usize) -> &str {
        let begin = self.tokens.get(at).map_or(0, |token| token.range.start);
        let end = self.tokens.get(at + length - 1).map_or(begin, |token| token.range.end);
        self.text.get(begin..end).unwrap_or_default()
    }

    fn build(
        &self,
        (at, length): (usize, usize),
        meaning: Option<Meaning>,
        (senses, assumption): (Vec<Sense>, Option<String>),
    ) -> Option<Item> {
        let first = self.tokens.get(at)?;
        let end = self.tokens.get(at + length - 1)?.range.end;
        let mut item = Item { range: first.range.start..end, shape: first.shape.clone(), meaning, senses, assumption };
        if let (true, Shape::Word(word)) = (item.is_unknown(), &first.shape)
            && let Some((meant, meaning)) = self.vocabulary.nearest(word)
        {
            item.meaning = Some(meaning);
            item.assumption = Some(format!("“{}” is read as “{meant}”", self.written(at, 1)));
        }
        Some(item)
    }
}
