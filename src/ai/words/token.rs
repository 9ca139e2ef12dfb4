//! From characters to tokens: words, numbers, dates in digits, quotations, signs. Every character that is not a
//! space belongs to one token, so that nothing can be lost between here and the grammar.

use std::ops::Range;

use super::number::Exact;
use crate::customers::fold::fold;

/// How many of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
}

/// What a token looks like.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Letters, folded; digits and points may stand inside.
    Word(String),
    /// A number in digits.
    Number(Exact),
    /// "1st".
    Ordinal(u32),
    /// A day in digits, the three numbers in the order of year, month, day, and whether day and month could be
    /// the other way round.
    Day([u32; 3], Certainty),
    /// What stood in quotation marks.
    Quoted(String),
    /// ">="
    Sign(Op),
    /// "₹": the currency's code.
    Money(&'static str),
    Comma,
    Open,
    Close,
    Dash,
    Slash,
    Plus,
    Colon,
    /// What no rule is written with.
    Other,
}

/// Whether something can be read in one way alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    Sure,
    Doubtful,
}

/// A token and its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub range: Range<usize>,
    pub shape: Shape,
}

impl Token {
    /// What the brand's own words are looked up by: a plural meets its singular.
    pub fn key(&self, text: &str) -> String {
        match &self.shape {
            Shape::Word(word) => singular(word),
            _ => fold(text.get(self.range.clone()).unwrap_or_default()),
        }
    }
}

/// A word without the ending of its plural.
pub fn singular(word: &str) -> String {
    let cut = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.chars().count() > 2);
    if let Some(stem) = cut("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if let (true, Some(stem)) = (word.ends_with(ending), cut("es")) {
            return stem.to_owned();
        }
    }
    let kept = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    cut("s").filter(|_| !kept).unwrap_or(word).to_owned()
}

/// Cuts a text into tokens, in one pass.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (length, shape) = one(rest, first, tokens.last().map(|token: &Token| (token, at)));
        if let Some(shape) = shape {
            tokens.push(Token { range: at..at + length, shape });
        }
        at += length;
    }
    tokens
}

/// The token at the beginning, with its length in bytes. None is a hyphen inside a word ("one-time" is two words) or
/// the apostrophe of "customers'".
fn one(rest: &str, first: char, before: Option<(&Token, usize)>) -> (usize, Option<Shape>) {
    if first.is_ascii_digit() {
        let (length, shape) = number(rest);
        return (length, Some(shape));
    }
    if first.is_alphabetic() || first == '@' {
        let (length, shape) = word(rest);
        return (length, Some(shape));
    }
    let glued_to_word =
        before.is_some_and(|(token, at)| token.range.end == at && matches!(token.shape, Shape::Word(_)));
    if matches!(first, '\'' | '’') && glued_to_word {
        return (first.len_utf8(), None);
    }
    if let Some(found) = quotation(rest, first) {
        return found;
    }
    let next_is_word = rest.chars().nth(1).is_some_and(char::is_alphanumeric);
    // "10k-50k" is a range, "SKU-1042" one name.
    let next_is_digit = rest.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    if next_is_digit && before.is_some_and(|(token, _)| matches!(&token.shape, Shape::Word(word) if is_scale(word))) {
        return sign(rest, first);
    }
    if matches!(first, '-' | '‑' | '_') && glued_to_word && next_is_word {
        return (first.len_utf8(), None);
    }
    sign(rest, first)
}

fn is_scale(word: &str) -> bool {
    ["k", "l", "m", "cr", "lakh", "lac"].contains(&word)
}

fn sign(rest: &str, first: char) -> (usize, Option<Shape>) {
    const LONG: &[(&str, Op)] = &[
        (">=", Op::Gte),
        ("=>", Op::Gte),
        ("<=", Op::Lte),
        ("=<", Op::Lte),
        ("!=", Op::Ne),
        ("<>", Op::Ne),
        ("==", Op::Eq),
    ];
    if let Some((sign, op)) = LONG.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return (sign.len(), Some(Shape::Sign(*op)));
    }
    let shape = match first {
        '>' => Shape::Sign(Op::Gt),
        '<' => Shape::Sign(Op::Lt),
        '=' => Shape::Sign(Op::Eq),
        '≥' => Shape::Sign(Op::Gte),
        '≤' => Shape::Sign(Op::Lte),
        '≠' => Shape::Sign(Op::Ne),
        '₹' => Shape::Money("INR"),
        '$' => Shape::Money("USD"),
        '€' => Shape::Money("EUR"),
        '£' => Shape::Money("GBP"),
        '¥' => Shape::Money("JPY"),
        ',' | ';' | '.' | '?' | '!' => Shape::Comma,
        '(' | '[' | '{' => Shape::Open,
        ')' | ']' | '}' => Shape::Close,
        '-' | '–' | '—' | '‑' => Shape::Dash,
        '/' => Shape::Slash,
        '+' => Shape::Plus,
        ':' => Shape::Colon,
        '&' => Shape::Word("and".to_owned()),
        _ => Shape::Other,
    };
    (first.len_utf8(), Some(shape))
}

/// A quotation, where it is closed. An apostrophe opens none.
fn quotation(rest: &str, first: char) -> Option<(usize, Option<Shape>)> {
    let close = match first {
        '"' => '"',
        '“' => '”',
        '«' => '»',
        '‘' => '’',
        '\'' => '\'',
        _ => return None,
    };
    let inside = rest.get(first.len_utf8()..)?;
    let end = inside.find(close)?;
    let length = first.len_utf8() + end + close.len_utf8();
    Some((length, Some(Shape::Quoted(inside.get(..end)?.trim().to_owned()))))
}

fn number(rest: &str) -> (usize, Shape) {
    if let Some(found) = day(rest) {
        return found;
    }
    let run = rest.find(|character: char| !matches!(character, '0'..='9' | ',' | '.')).unwrap_or(rest.len());
    let written = rest.get(..run).unwrap_or_default().trim_end_matches([',', '.']);
    let behind = rest.get(written.len()..).unwrap_or_default();
    let suffix: String = behind.chars().take_while(|character| character.is_alphabetic()).collect();
    if let ("st" | "nd" | "rd" | "th", Ok(number)) = (suffix.to_ascii_lowercase().as_str(), written.parse()) {
        return (written.len() + suffix.len(), Shape::Ordinal(number));
    }
    (written.len(), Exact::read(written).map_or(Shape::Other, Shape::Number))
}

/// "2025-03-01", or "1/3/2025" with the day first, which is in doubt where it could be the month.
fn day(rest: &str) -> Option<(usize, Shape)> {
    let run = rest.find(|character: char| !matches!(character, '0'..='9' | '-' | '/')).unwrap_or(rest.len());
    let written = rest.get(..run)?.trim_end_matches(['-', '/']);
    let separator = written.find(['-', '/']).and_then(|at| written.get(at..=at))?;
    let parts: Vec<&str> = written.split(separator).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    let read = |part: &str| part.parse::<u32>().ok();
    let (first, second, third) = (read(one)?, read(two)?, read(three)?);
    let shape = match (one.len(), two.len(), three.len()) {
        (4, 1..=2, 1..=2) => Shape::Day([first, second, third], Certainty::Sure),
        (1..=2, 1..=2, 4) if second > 12 => Shape::Day([third, first, second], Certainty::Sure),
        (1..=2, 1..=2, 4) if first > 12 || first == second => Shape::Day([third, second, first], Certainty::Sure),
        (1..=2, 1..=2, 4) => Shape::Day([third, second, first], Certainty::Doubtful),
        _ => return None,
    };
    Some((written.len(), shape))
}

fn word(rest: &str) -> (usize, Shape) {
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let joins = matches!(character, '.' | '@' | '\'' | '’' | '‘') && next.is_some_and(char::is_alphabetic);
        if !(character.is_alphanumeric() || is_mark(character) || joins) {
            break;
        }
        end = at + character.len_utf8();
    }
    if end == 0 {
        return (rest.chars().next().map_or(1, char::len_utf8), Shape::Other);
    }
    let written = rest.get(..end).unwrap_or_default();
    // "Rs.500" and "INR500" are a currency before a number, not one word.
    let letters = written.find(|character: char| character.is_ascii_digit()).unwrap_or(end);
    let before_digits = fold(written.get(..letters).unwrap_or_default());
    if letters < end && matches!(before_digits.as_str(), "rs" | "inr" | "usd") {
        return (letters, Shape::Word(before_digits));
    }
    let folded = fold(written).replace(['’', '‘'], "'");
    if folded == "rs" && rest.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        return (end + 1, Shape::Word(folded));
    }
    let stripped = ["'s", "'ve", "'re", "'d"].iter().find_map(|ending| folded.strip_suffix(ending));
    (end, Shape::Word(stripped.map_or(folded.clone(), ToOwned::to_owned)))
}

/// The vowel signs of Indian scripts and accents that are written by themselves belong to the letter before.
fn is_mark(character: char) -> bool {
    matches!(u32::from(character), 0x0300..=0x036F | 0x0900..=0x0DFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).iter().map(|token| text[token.range.clone()].to_owned()).collect()
    }

    #[test]
    fn every_character_belongs_to_a_token_or_is_a_space_or_a_hyphen_inside_a_word() {
        assert_eq!(
            words("One-time buyers, ₹5K+ (in Pune)"),
            ["One", "time", "buyers", ",", "₹", "5", "K", "+", "(", "in", "Pune", ")"]
        );
        assert_eq!(words("Rs.500 or INR1,00,000.50/-"), ["Rs.", "500", "or", "INR", "1,00,000.50", "/", "-"]);
        assert_eq!(words("email ends with @gmail.com."), ["email", "ends", "with", "@gmail.com", "."]);
        assert_eq!(words("मुंबई से"), ["मुंबई", "से"]);
    }

    #[test]
    fn shapes_are_told_apart() {
        let shapes = |text: &str| tokens(text).into_iter().map(|token| token.shape).collect::<Vec<_>>();
        assert_eq!(shapes("haven’t"), [Shape::Word("haven't".to_owned())]);
        assert_eq!(shapes("who've"), [Shape::Word("who".to_owned())]);
        assert_eq!(shapes("1st"), [Shape::Ordinal(1)]);
        assert_eq!(shapes("2025-03-01"), [Shape::Day([2025, 3, 1], Certainty::Sure)]);
        assert_eq!(shapes("31/12/2025"), [Shape::Day([2025, 12, 31], Certainty::Sure)]);
        assert_eq!(shapes("1/3/2025"), [Shape::Day([2025, 3, 1], Certainty::Doubtful)]);
        assert_eq!(shapes("“Gold and Platinum”"), [Shape::Quoted("Gold and Platinum".to_owned())]);
        assert_eq!(shapes(">= ≥ <>"), [Shape::Sign(Op::Gte), Shape::Sign(Op::Gte), Shape::Sign(Op::Ne)]);
        assert_eq!(shapes("5.000"), [Shape::Other]);
    }

    #[test]
    fn plurals_meet_their_singulars() {
        for (plural, one) in [("vips", "vip"), ("gifts", "gift"), ("categories", "category"), ("boxes", "box")] {
            assert_eq!(singular(plural), one);
        }
        for word in ["mysuru", "loss", "bus", "tennis", "as"] {
            assert_eq!(singular(word), word);
        }
    }
}
