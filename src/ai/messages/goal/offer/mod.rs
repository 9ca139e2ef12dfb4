//! What a goal promises: "20% off on all coffee until Sunday", word for word. A promise without its condition would be
//! another promise, so what cannot be carried over whole is not carried over at all.

mod vocabulary;

use std::ops::Range;

use self::vocabulary::{
    AFTERTHOUGHTS, AMOUNTS_TO, BEFORE, CONDITIONS, COUNTED, DID, NOT_FREE, STOPS, TAIL, TERMS, UNFIGURED, is_of_time,
};
use super::super::promise::BENEFITS;
use super::words::{Word, plain_digits};

/// Words of a condition that are of no list, at most.
const MOST_FOREIGN: usize = 5;
/// Characters of an offer, at most.
const LONGEST: usize = 90;

/// What a goal promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// As a message says it: "20% off on all coffee".
    pub what: String,
    /// "until Sunday"
    pub until: Option<String>,
    /// "SAVE20"
    pub code: Option<String>,
}

/// The offer of a goal, if it makes one; whether it has terms that could not be carried over, which leaves it out.
pub fn read(goal: &str, words: &[Word]) -> (Option<Offer>, bool) {
    let reading = Reading { goal, words };
    let found = reading.figured().or_else(|| reading.free()).or_else(|| reading.unfigured());
    let Some((what, Range { start, end })) = found else {
        return (None, words.iter().any(|word| word.folded.contains('%')));
    };
    let until = reading.until(end);
    let told = until.as_ref().map_or(end..end, |(_, place)| place.clone());
    if what.chars().count() > LONGEST
        || what.contains(['{', '}', '<', '>'])
        || reading.has_terms(end, &told)
        || reading.is_behind_terms(start)
    {
        return (None, true);
    }
    let code = reading.code().filter(|code| !what.contains(code.as_str()));
    (Some(Offer { what: plain_digits(&what), until: until.map(|(text, _)| text), code }), false)
}

struct Reading<'a> {
    goal: &'a str,
    words: &'a [Word],
}

impl Reading<'_> {
    fn folded(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.folded.as_str())
    }

    fn ends(&self, at: usize) -> bool {
        self.words.get(at).is_none_or(|word| word.ends_clause)
    }

    fn written(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        for word in self.words.get(from..to).unwrap_or_default() {
            let written = self.goal.get(word.range.clone()).unwrap_or_default();
            // The goal speaks of the audience; the message speaks to it.
            let written = match word.folded.as_str() {
                "their" => "your",
                "they" | "them" => "you",
                _ => written,
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(written);
        }
        text
    }

    /// "No discount this time" promises nothing.
    fn denied(&self, at: usize) -> bool {
        let before = self.words.get(at.saturating_sub(3)..at).unwrap_or_default();
        before.iter().any(|word| matches!(word.folded.as_str(), "no" | "not" | "without" | "never" | "avoid" | "don't"))
    }

    /// Words of a figure that begins at a word: "20%", "20 percent", "₹500", "Rs 500", "500 rs".
    fn figure(&self, at: usize) -> Option<usize> {
        let word = self.folded(at);
        let has_digit = |word: &str| word.contains(|letter: char| letter.is_ascii_digit());
        if matches!(word, "rs" | "inr" | "usd" | "₹" | "$" | "€" | "£") && has_digit(self.folded(at + 1)) {
            return Some(2);
        }
        if !has_digit(word) {
            return None;
        }
        match (self.folded(at + 1), self.folded(at + 2)) {
            ("%" | "percent" | "rupees" | "rs" | "inr" | "dollars", _) => Some(2),
            ("per", "cent") => Some(3),
            _ => Some(1),
        }
    }

    fn figured(&self) -> Option<(String, Range<usize>)> {
        (0..self.words.len()).find_map(|at| {
            if self.folded(at) == "buy" && self.figure_or_word(at + 1) && self.folded(at + 2) == "get" {
                return self.bought_together(at);
            }
            let length = self.figure(at)?;
            let behind = at + length;
            if BENEFITS.contains(&self.folded(behind)) && !self.ends(behind - 1) && !self.denied(at) {
                let begin = self.begin(at);
                return self.tail(begin, behind + 1);
            }
            // "A discount of 20%" is 20% off.
            let benefit = self.folded(at.checked_sub(2)?);
            if self.folded(at - 1) == "of" && BENEFITS.contains(&benefit) && !self.denied(at - 2) {
                let word = if benefit == "discount" { "off" } else { benefit };
                let (figure, place) = self.tail(at, behind)?;
                let number = self.written(at, behind);
                return Some((figure.replacen(&number, &format!("{number} {word}"), 1), place));
            }
            None
        })
    }

    fn figure_or_word(&self, at: usize) -> bool {
        matches!(self.folded(at), "one" | "two" | "three" | "1" | "2" | "3" | "any")
    }

    /// "Buy one get one free"
    fn bought_together(&self, at: usize) -> Option<(String, Range<usize>)> {
        let mut end = at + 4;
        while matches!(self.folded(end), "free" | "half" | "price" | "at") && !self.ends(end - 1) {
            end += 1;
        }
        self.tail(at, end)
    }

    /// With "flat" and "up to" before the figure.
    fn begin(&self, at: usize) -> usize {
        if at >= 2 && self.folded(at - 2) == "up" && self.folded(at - 1) == "to" {
            return at - 2;
        }
        if at >= 1 && BEFORE.contains(&self.folded(at - 1)) { at - 1 } else { at }
    }

    /// "Free delivery"
    fn free(&self) -> Option<(String, Range<usize>)> {
        let at = (0..self.words.len()).find(|at| {
            let follows = self.folded(at + 1);
            let noun = !follows.is_empty() && follows.chars().all(char::is_alphabetic);
            self.folded(*at) == "free" && !self.ends(*at) && noun && !NOT_FREE.contains(&follows) && !self.denied(*at)
        })?;
        self.tail(at, at + 2)
    }

    fn unfigured(&self) -> Option<(String, Range<usize>)> {
        let (at, said) = (0..self.words.len()).find_map(|at| {
            let (_, said) = UNFIGURED.iter().find(|(word, _)| *word == self.folded(at))?;
            (!self.denied(at)).then_some((at, *said))
        })?;
        Some((said.to_owned(), at..at + 1))
    }

    /// The offer from its beginning through its conditions; none where a condition does not come to an end. What stands
    /// right behind "off" is one: 10% off tea is not 10% off.
    fn tail(&self, begin: usize, core: usize) -> Option<(String, Range<usize>)> {
        let (mut end, mut solid, mut foreign, mut condition) = (core, core, 0, self.folded(core - 1) == "off");
        while end < self.words.len() && (!self.ends(end - 1) || AFTERTHOUGHTS.contains(&self.folded(end))) {
            let word = self.folded(end);
            if let Some(behind) = self.code_within(end) {
                (end, solid) = (behind, behind);
                continue;
            }
            let of_orders = word == "for" && matches!(self.folded(end + 1), "orders" | "purchases");
            if CONDITIONS.contains(&word) || of_orders {
                condition = true;
            } else if STOPS.contains(&word) {
                break;
            } else if TAIL.contains(&word) || self.figure(end).is_some() {
                solid = end + 1;
            } else if condition && foreign < MOST_FOREIGN {
                foreign += 1;
                solid = end + 1;
            } else if condition {
                return None;
            } else {
                break;
            }
            end += 1;
        }
        Some((self.written(begin, solid), begin..solid))
    }

    /// "with code TEA10 on all tea": where its condition begins, behind the code.
    fn code_within(&self, at: usize) -> Option<usize> {
        let leads = ["with", "using", "use", "via", "the", "code", "coupon", "promo"];
        let behind = (at..self.words.len()).find(|at| !leads.contains(&self.folded(*at)))?;
        let named = (at..behind).any(|at| matches!(self.folded(at), "code" | "coupon" | "promo"));
        let coded = self.words.get(behind).and_then(|word| self.goal.get(word.range.clone())).is_some_and(is_code);
        let condition = CONDITIONS.contains(&self.folded(behind + 1)) && !self.ends(behind);
        (named && coded && condition).then_some(behind + 1)
    }

    /// Whether the rest of the goal says more of the offer, apart from how long it holds.
    fn has_terms(&self, end: usize, told: &Range<usize>) -> bool {
        let rest = (end..self.words.len()).filter(|at| !told.contains(at));
        rest.into_iter().any(|at| {
            let (word, next) = (self.folded(at), self.folded(at + 1));
            let numbered = next.contains(|letter: char| letter.is_ascii_digit());
            TERMS.contains(&word)
                || word.contains(['%', '₹', '$', '€', '£'])
                || matches!(word, "rs" | "inr" | "percent" | "rupees" | "dollars")
                || (numbered && matches!(word, "above" | "over" | "below" | "under" | "than"))
                || (word == "not" && matches!(next, "on" | "for" | "with" | "in"))
        })
    }

    /// Whether a condition may stand before the offer: an amount that is no figure of what somebody did ("who spent over
    /// 5,000").
    fn is_behind_terms(&self, begin: usize) -> bool {
        (0..begin).filter(|at| self.amounts(*at)).any(|at| {
            let clause = (0..at).rfind(|before| self.ends(*before)).map_or(0, |end| end + 1);
            !(clause..at).any(|before| DID.contains(&self.folded(before)))
        })
    }

    /// "above 2000", "of Rs 500" behind "orders", "2000+".
    fn amounts(&self, at: usize) -> bool {
        let Some(length) = self.figure(at) else { return false };
        let word = self.folded(at);
        let large = word.chars().filter(char::is_ascii_digit).count() >= 3 || word.contains(['k', '₹', '$', '€', '£']);
        if COUNTED.contains(&self.folded(at + length)) && !large {
            return false;
        }
        let back = |steps: usize| at.checked_sub(steps).map_or("", |at| self.folded(at));
        let currency = usize::from(matches!(back(1), "rs" | "inr" | "₹" | "$" | "€" | "£"));
        let (behind, before) = (back(1 + currency), back(2 + currency));
        AMOUNTS_TO.contains(&behind)
            || (behind == "of" && matches!(before, "order" | "orders" | "purchase" | "purchases" | "bill" | "bills"))
            || word.contains('+')
            || self.folded(at + length) == "+"
            || (self.folded(at + length) == "or" && matches!(self.folded(at + length + 1), "more" | "above"))
    }

    /// How long the offer holds, where that stands behind it, and in which words.
    fn until(&self, from: usize) -> Option<(String, Range<usize>)> {
        let from = from.saturating_sub(1);
        let at = (from..self.words.len()).find(|at| match self.folded(*at) {
            "until" | "till" => true,
            "this" => matches!(self.folded(at + 1), "weekend" | "week" | "month"),
            "today" | "tonight" | "tomorrow" => true,
            _ => false,
        })?;
        let mut end = at + 1;
        while end < self.words.len() && end < at + 5 && !self.ends(end - 1) && is_of_time(self.folded(end)) {
            end += 1;
        }
        let bare = matches!(self.folded(at), "until" | "till" | "this") && end == at + 1;
        let text = self.written(at, end);
        (!bare && !text.contains(['{', '}', '<', '>'])).then(|| (plain_digits(&text), at..end))
    }

    /// The code that goes with it, as it is written.
    fn code(&self) -> Option<String> {
        let at = (0..self.words.len()).find(|at| matches!(self.folded(*at), "code" | "coupon" | "promo"))?;
        let words = self.words.get(at + 1..)?.iter().take(3);
        words.filter_map(|word| self.goal.get(word.range.clone())).find(|text| is_code(text)).map(str::to_owned)
    }
}

fn is_code(text: &str) -> bool {
    (3..=20).contains(&text.len())
        && text.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '-')
        && text.contains(|letter: char| letter.is_ascii_uppercase())
}
