//! From words to a rule: "customers from Mumbai who spent over ₹5K in the last 6 months but aren't VIPs".
//!
//! Pure: a text, what is known of the brand, a clock, a zone and a currency make a [`Reading`]. It promises:
//! - **No word is lost.** Each is read by a condition, is filler from a list, or is named in `not_understood`; and
//!   then the reading is not certain.
//! - **A reading says what it took for granted.** What could well have been meant otherwise leaves it uncertain.
//! - **Its rule passes the check.** What cannot be asked is not understood; numbers are never guessed.
//! - **Time is bounded**: at most [`MOST_CHARACTERS`], and no text is read again and again.
//!
//! The way: `token` cuts characters into tokens; `scan` joins tokens to phrases, the reader's own
//! (`vocabulary`) and the brand's (`lexicon`); `logic` reads what joins clauses and `tree` joins them;
//! `clause` tries each kind of clause in turn: `orders` with its `filters`, the `frame` that they fill and what
//! stands `behind` them, `life`, `person`, `standing`, `place`, `attribute`, and `elided` for what leaves out the words
//! before. `amount`, `window` and `calendar` are their parts of speech. What nobody can meet is `impossible`,
//! and then no reading is certain.

mod amount;
mod attribute;
mod behind;
mod calendar;
mod carry;
mod clause;
mod elided;
mod filters;
mod frame;
mod impossible;
mod lexicon;
mod life;
mod list;
mod logic;
mod number;
mod orders;
mod person;
mod place;
mod reader;
mod said;
mod scan;
mod standing;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod vocabulary;
mod window;

pub use self::lexicon::{KnownAttribute, KnownSegment, Lexicon};
pub use self::reader::Terms;
pub use self::said::{numbers_in, words_in};

use self::lexicon::Index;
use self::reader::Reader;
use crate::segments::check::{self, check};
use crate::segments::eval::Moment;
use crate::segments::input::RuleInput;

/// How long a text may be.
pub const MOST_CHARACTERS: usize = 500;

/// What was understood of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The rule; none where nothing was understood. Passes the check.
    pub rule: Option<RuleInput>,
    /// What was taken for granted, for people.
    pub assumptions: Vec<String>,
    /// The words that were not understood, as they were written.
    pub not_understood: Vec<String>,
    /// Whether every word was understood, and in one way alone.
    pub certain: bool,
}

/// The text is longer than [`MOST_CHARACTERS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Describe the audience in at most {MOST_CHARACTERS} characters.")]
pub struct TooLong;

/// Reads a text as the audience that it describes.
pub fn read(text: &str, terms: Terms<'_>) -> Result<Reading, TooLong> {
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        return Err(TooLong);
    }
    let items = scan::scan(text, &Index::new(terms.lexicon));
    let mut reader = Reader::new(text, items, terms);
    let rule = reader.level(0);
    Ok(concluded(reader, rule))
}

fn concluded(mut reader: Reader<'_>, rule: Option<RuleInput>) -> Reading {
    let rule = match rule {
        None if reader.unread.is_empty() && reader.everyone => Some(RuleInput::Everyone(true)),
        rule => rule,
    };
    let mut contradicts = false;
    let terms = check::Terms { currency: reader.terms.currency, library: &reader.library, editing: None };
    let sound = rule.filter(|rule| match check(rule, terms) {
        Ok(checked) => {
            let moment = Moment { as_of: reader.terms.now, zone: reader.terms.zone };
            contradicts |= impossible::is_impossible(checked.root(), moment);
            true
        }
        Err(_) => false,
    });
    if contradicts {
        reader.doubt("nobody can be all of this at once");
    }
    if sound.is_none() && reader.unread.is_empty() {
        reader.unread.push(0..reader.text.len());
    }
    reader.unread.sort_by_key(|range| range.start);
    let words = reader.unread.iter().map(|range| reader.written(range.clone()).trim().to_owned());
    let not_understood: Vec<String> = words.filter(|words| !words.is_empty()).collect();
    let certain = reader.certain && not_understood.is_empty() && sound.is_some();
    Reading { rule: sound, assumptions: reader.assumptions, not_understood, certain }
}
