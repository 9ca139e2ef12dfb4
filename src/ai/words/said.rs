//! What stands in a text, whatever it means: its numbers and its words. A rule that somebody else has drafted is held
//! against them.

use std::collections::BTreeSet;

use super::lexicon::Index;
use super::reader::{Reader, Terms};
use super::scan;
use super::token::{Shape, tokens};
use crate::customers::fold::fold;

/// The numbers of a text, written or in digits, as shortest decimals: "5K" is "5000". Each token's own digits count
/// too, as in "3rd".
pub fn numbers_in(text: &str, terms: Terms<'_>) -> BTreeSet<String> {
    let mut reader = Reader::new(text, scan::scan(text, &Index::new(terms.lexicon)), terms);
    let mut numbers = BTreeSet::new();
    while reader.peek().is_some() {
        match reader.number() {
            Some((number, _)) => {
                numbers.insert(number.decimal().0);
            }
            None => reader.advance(),
        }
    }
    numbers
}

/// The words of a text, folded, in order.
pub fn words_in(text: &str) -> Vec<String> {
    let word = |token: &super::token::Token| match &token.shape {
        Shape::Quoted(quoted) => words_in(quoted),
        _ => vec![fold(text.get(token.range.clone()).unwrap_or_default())],
    };
    tokens(text).iter().flat_map(word).collect()
}
