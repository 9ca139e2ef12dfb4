//! Reads every number in a text, however it is written. What looks like a number and cannot be read for sure is odd,
//! and nothing odd is ever held by a fact: a reader of numbers that misses one would be worth nothing.

use std::ops::Range;

use super::figure::{Figure, Unit};

/// A number that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is this.
    Figure(Figure),
    /// It cannot be read, or is of a kind that no fact has.
    Odd(String),
}

/// Words that are numbers by themselves, below twenty.
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
/// Words that say a quantity, with the one word that stands for all of their kind.
const QUANTITIES: [(&str, &str); 12] = [
    ("half", "half"),
    ("halves", "half"),
    ("most", "most"),
    ("majority", "most"),
    ("all", "all"),
    ("every", "all"),
    ("everyone", "all"),
    ("everybody", "all"),
    ("none", "none"),
    ("nobody", "none"),
    ("no", "none"),
    ("nothing", "none"),
];
/// Words that multiply or divide, which no fact offers.
const ODD: [&str; 36] = [
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "lakh",
    "lakhs",
    "crore",
    "crores",
    "million",
    "millions",
    "billion",
    "billions",
    "dozen",
    "dozens",
    "double",
    "doubled",
    "triple",
    "tripled",
    "twice",
    "thrice",
    "quarter",
    "quarters",
    "third",
    "thirds",
    "fifth",
    "tenth",
    "twofold",
    "threefold",
    "tenfold",
    "pair",
    "couple",
    "score",
    "rupees",
    "dollars",
    "euros",
    "k",
];
const CURRENCIES: [char; 5] = ['₹', '$', '€', '£', '¥'];

/// Every number of a text, in its order.
pub fn read(text: &str) -> Vec<Written> {
    placed(text).into_iter().map(|(_, written)| written).collect()
}

/// Every number of a text, in its order, each with the characters that it takes, its unit included.
pub fn placed(text: &str) -> Vec<(Range<usize>, Written)> {
    let characters: Vec<char> = text.chars().collect();
    let mut reader = Reader { characters: &characters, at: 0, found: Vec::new() };
    let mut placed = Vec::new();
    while let Some(character) = reader.peek(0) {
        let from = reader.at;
        reader.step(character);
        placed.extend(reader.found.drain(..).map(|written| (from..reader.at, written)));
    }
    placed
}

/// Whether a word, in lower case, is one that this reader takes for a number or a part of one.
pub fn is_number_word(word: &str) -> bool {
    let tens = TENS.contains(&word) && !word.is_empty();
    SMALL.contains(&word) || tens || QUANTITIES.iter().any(|(known, _)| *known == word) || ODD.contains(&word)
}

struct Reader<'a> {
    characters: &'a [char],
    at: usize,
    found: Vec<Written>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn before(&self, place: usize) -> Option<char> {
        place.checked_sub(1).and_then(|before| self.characters.get(before)).copied()
    }

    fn step(&mut self, character: char) {
        if character.is_ascii_digit() {
            self.digits();
        } else if character.is_alphabetic() && !character.is_numeric() {
            self.word();
        } else {
            // Digits of other scripts, fractions, superscripts; a sign without its number.
            let sign_alone = CURRENCIES.contains(&character) && !self.number_follows();
            if character.is_numeric() || character == '%' || character == '‰' || sign_alone {
                self.found.push(Written::Odd(character.to_string()));
            }
            self.at += 1;
        }
    }

    fn number_follows(&self) -> bool {
        let next = if self.peek(1) == Some(' ') { 2 } else { 1 };
        self.peek(next).is_some_and(|character| character.is_ascii_digit())
    }

    fn digits(&mut self) {
        let start = self.at;
        while let Some(character) = self.peek(0) {
            let inside = matches!(character, '.' | ',' | ':') && self.peek(1).is_some_and(|next| next.is_ascii_digit());
            if !character.is_ascii_digit() && !inside {
                break;
            }
            self.at += 1;
        }
        let digits: String = self.characters[start..self.at].iter().collect();
        let attached = self.before(start);
        let paid = attached.is_some_and(|sign| CURRENCIES.contains(&sign))
            || (attached == Some(' ') && self.before(start - 1).is_some_and(|sign| CURRENCIES.contains(&sign)));
        let glued = attached
            .is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '−' | '+' | '.' | '/' | '±' | '~'));
        let written = match self.unit() {
            _ if glued => None,
            Some(_) if paid => Some(Figure::new(&digits, Unit::Money)),
            Some(Unit::Count) if digits.contains(':') => hour(&digits),
            Some(unit) if !digits.contains(':') && well_grouped(&digits) => Some(Figure::new(&digits, unit)),
            _ => None,
        };
        self.found.push(written.map_or(Written::Odd(digits), Written::Figure));
    }

    /// What stands behind a number; none where it is glued to something that is no unit.
    fn unit(&mut self) -> Option<Unit> {
        match self.peek(0) {
            Some('%') => {
                self.at += 1;
                return self.points_follow().or(Some(Unit::Percent));
            }
            Some(character) if character.is_alphanumeric() || matches!(character, '/' | '^' | '×' | '‰') => {
                return None;
            }
            Some('-' | '–') if self.peek(1).is_some_and(|next| next.is_alphanumeric()) => return None,
            _ => {}
        }
        let words = self.next_words();
        let first = words.first().map(|(word, _)| word.as_str()).unwrap_or_default();
        let second = words.get(1).map(|(word, _)| word.as_str()).unwrap_or_default();
        let (unit, taken) = match (first, second) {
            ("percentage", "point" | "points") | ("percent" | "%", "points") | ("per", "cent") => {
                (if first == "per" { Unit::Percent } else { Unit::Points }, 2)
            }
            ("percent" | "%", _) => (Unit::Percent, 1),
            ("point" | "points" | "pp", _) => (Unit::Points, 1),
            _ => (Unit::Count, 0),
        };
        if let Some((_, end)) = taken_last(&words, taken) {
            self.at = *end;
        }
        Some(unit)
    }

    fn points_follow(&mut self) -> Option<Unit> {
        let words = self.next_words();
        let (word, end) = words.first()?;
        if matches!(word.as_str(), "point" | "points") {
            self.at = *end;
            return Some(Unit::Points);
        }
        None
    }

    /// The next two words, or a sign of percent, behind single spaces, each with where it ends.
    fn next_words(&self) -> Vec<(String, usize)> {
        let mut words = Vec::new();
        let mut at = self.at;
        while words.len() < 2 && self.characters.get(at).is_some_and(|character| matches!(character, ' ' | '\u{a0}')) {
            let start = at + 1;
            let mut end = start;
            if self.characters.get(start) == Some(&'%') {
                end += 1;
            }
            while end == start || self.characters[start] != '%' {
                if !self.characters.get(end).is_some_and(|character| character.is_alphabetic()) {
                    break;
                }
                end += 1;
            }
            if end == start {
                break;
            }
            words.push((self.characters[start..end].iter().collect::<String>().to_lowercase(), end));
            at = end;
        }
        words
    }

    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(char::is_alphabetic) {
            self.at += 1;
        }
        let word: String = self.characters[start..self.at].iter().collect::<String>().to_lowercase();
        if let Some(small) = SMALL.iter().position(|known| *known == word) {
            return self.number(small);
        }
        if let Some(tens) = TENS.iter().position(|known| !known.is_empty() && *known == word) {
            let ones = self.ones();
            return self.number(tens * 10 + ones);
        }
        if let Some((_, quantity)) = QUANTITIES.iter().find(|(known, _)| *known == word) {
            self.found.push(Written::Figure(Figure::said(quantity, Unit::Word)));
        } else if ODD.contains(&word.as_str()) {
            self.found.push(Written::Odd(word));
        }
    }

    /// "-four" or " four" behind "eighty".
    fn ones(&mut self) -> usize {
        if !matches!(self.peek(0), Some('-' | ' ' | '‑')) {
            return 0;
        }
        let rest = &self.characters[self.at + 1..];
        let word: String =
            rest.iter().take_while(|character| character.is_alphabetic()).collect::<String>().to_lowercase();
        match SMALL.iter().take(10).position(|known| *known == word) {
            Some(ones) if ones > 0 => {
                self.at += 1 + word.chars().count();
                ones
            }
            _ => 0,
        }
    }

    /// A number that was written as a word, with its unit.
    fn number(&mut self, number: usize) {
        let written = match self.unit() {
            Some(unit) => Written::Figure(Figure::new(&number.to_string(), unit)),
            None => Written::Odd(number.to_string()),
        };
        self.found.push(written);
    }
}

fn taken_last(words: &[(String, usize)], taken: usize) -> Option<&(String, usize)> {
    taken.checked_sub(1).and_then(|last| words.get(last))
}

/// "18:00", and no other time: deliveries are counted by the full hour.
fn hour(digits: &str) -> Option<Figure> {
    let (hour, minutes) = digits.split_once(':')?;
    let sound = hour.len() == 2 && minutes == "00" && hour.parse::<u32>().is_ok_and(|hour| hour < 24);
    sound.then(|| Figure::said(digits, Unit::Clock))
}

/// Whether the commas group by thousands or by lakhs, and at most one point follows them.
fn well_grouped(digits: &str) -> bool {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.contains(['.', ',']) {
        return false;
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let [first, middle @ .., last] = groups.as_slice() else { return true };
    if groups.len() == 1 {
        return true;
    }
    let of = |length: usize| middle.iter().all(|group| group.len() == length);
    last.len() == 3 && ((of(3) && first.len() <= 3) || (of(2) && first.len() <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |written: Written| match written {
            Written::Figure(Figure { digits, unit }) => format!("{digits} {unit:?}"),
            Written::Odd(odd) => format!("odd {odd}"),
        };
        read(text).into_iter().map(show).collect()
    }

    #[test]
    fn every_spelling_is_read() {
        for (text, expected) in [
            ("reached 1,284 of 1500 people.", vec!["1284 Count", "1500 Count"]),
            ("12,34,567 messages", vec!["1234567 Count"]),
            (
                "85.6%, 86 %, 85.60 percent, nine per cent",
                vec!["85.6 Percent", "86 Percent", "85.6 Percent", "9 Percent"],
            ),
            ("4.4 points, 3 percentage points, 1 point", vec!["4.4 Points", "3 Points", "1 Points"]),
            ("2% points", vec!["2 Points"]),
            ("eighty-four and Twenty three", vec!["84 Count", "23 Count"]),
            ("half of them, most, all, nobody", vec!["half Word", "most Word", "all Word", "none Word"]),
            ("at 18:00", vec!["18:00 Clock"]),
            ("₹500, $ 20", vec!["500 Money", "20 Money"]),
            ("no numbers", vec!["none Word"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_for_sure_is_odd_and_never_lost() {
        for text in [
            "1.2k sent",
            "5th",
            "3x",
            "-4",
            "1,00 people",
            "1.2.3",
            "½",
            "٣٤",
            "１２",
            "²",
            "twice",
            "double",
            "a dozen",
            "two hundred",
            "4 lakh",
            "18:30",
            "7/10",
            "5-fold",
            "₹",
            "%",
            "B2C",
            "v2",
            "10am",
            "1:2:3",
            "~5",
            "90‰",
        ] {
            assert!(read(text).iter().any(|written| matches!(written, Written::Odd(_))), "{text}: {:?}", shown(text));
        }
    }

    #[test]
    fn words_that_only_look_like_numbers_are_none() {
        assert_eq!(shown("someone often tended the stone"), Vec::<String>::new());
    }
}
