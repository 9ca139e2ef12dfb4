//! Whether a message says only what the goal holds. A model makes up what a message is believed for: numbers, links,
//! codes, dates, offers, festivals. None of them may stand in a message unless it stands in the goal. The goal's offer
//! has to stand in it word for word, with its condition, its end and its code, and what it is made of may not be put
//! together anew: "₹2,000 off above ₹500" has the numbers of "₹500 off above ₹2,000". A product may be named, as a whole.
//! What is not looked for here a person judges; every suggestion is read before it is sent.

use std::collections::BTreeSet;

use super::facts::{Facts, Product};
use super::goal::occasion;
use super::goal::words::{numbers, plain_digits};
use super::goal::{Goal, Offer};
use super::pieces::{holds, pieces, without};
use super::promise::{binds, phrases};
use crate::campaigns::message::{Person, Template};
use crate::customers::fold::fold;

/// What an offer may be called besides, where the goal makes one of its kind.
const CALLED: [&str; 4] = ["offer", "discount", "deal", "save"];
/// Signs that amounts are written with.
const AMOUNTS: &[char] = &['%', '₹', '$', '€', '£', '¥'];

/// Characters that nobody sees and that turn a text round, part it or join it.
const UNSEEN: [std::ops::RangeInclusive<char>; 6] = [
    '\u{AD}'..='\u{AD}',
    '\u{200B}'..='\u{200F}',
    '\u{2028}'..='\u{202E}',
    '\u{2060}'..='\u{2069}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{E0000}'..='\u{E007F}',
];

/// What the goal's offer says, word for word.
#[derive(Clone, Debug)]
pub struct Promised {
    what: Vec<String>,
    until: Vec<String>,
    /// As it is written: capitals count.
    code: Option<String>,
    /// As people read it.
    said: String,
}

impl Promised {
    /// Of an offer.
    pub fn of(offer: &Offer) -> Self {
        let said = [Some(&offer.what), offer.until.as_ref(), offer.code.as_ref()];
        let said = said.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
        let until = offer.until.as_deref().map(pieces).unwrap_or_default();
        Self { what: pieces(&offer.what), until, code: offer.code.clone(), said }
    }

    /// Whether a text makes the offer, with its condition, its end and its code.
    pub fn is_carried_by(&self, text: &str) -> bool {
        let read = pieces(text);
        let code = self.code.as_deref().is_none_or(|code| {
            let apart = |letter: char| !letter.is_alphanumeric() && letter != '-';
            text.split(apart).any(|word| word == code)
        });
        holds(&read, &self.what) && holds(&read, &self.until) && code
    }

    /// A text without the offer.
    fn cut_from(&self, text: &[String]) -> Vec<String> {
        let code = self.code.as_deref().map(pieces).unwrap_or_default();
        without(&without(&without(text, &self.what), &self.until), &code)
    }
}

/// What a message may say.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// Numbers of the goal that are not its offer's.
    numbers: BTreeSet<String>,
    /// Words of the goal, those of its offer left out.
    words: BTreeSet<String>,
    /// The goal, folded, for whole addresses.
    goal: String,
    /// The alphabets of the goal and the product's name, in blocks of 128 characters.
    alphabets: BTreeSet<u32>,
    /// Without it, it would be another message.
    promised: Option<Promised>,
    /// The product's name.
    product: Vec<String>,
}

impl Grounds {
    /// Of a goal and what is known of its audience.
    pub fn of(goal: &Goal, facts: &Facts) -> Self {
        let product = facts.product.as_ref().and_then(Product::spoken).unwrap_or_default();
        let promised = goal.offer.as_ref().map(Promised::of);
        let occasion = goal.occasion.map_or("", |occasion| occasion.label);
        // The offer speaks to whom the goal speaks of.
        let yours = |piece: String| if piece == "their" { "your".to_owned() } else { piece };
        let said: Vec<String> = pieces(&goal.text).into_iter().map(yours).collect();
        let called = ["discount", "sale", "off", "cashback", "deal"];
        let is_called = said.iter().any(|piece| called.contains(&piece.as_str()));
        let rest = promised.as_ref().map_or_else(|| said.clone(), |promised| promised.cut_from(&said));
        let is_own = |number: &String| promised.as_ref().is_some_and(|promised| promised.what.contains(number));
        let cut_out = promised.as_ref().is_some_and(|promised| holds(&said, &promised.what));
        let numbers =
            rest.iter().flat_map(|piece| numbers(piece)).filter(|number| cut_out || !is_own(number)).collect();
        let mut words: BTreeSet<String> = rest.into_iter().chain(pieces(occasion)).collect();
        if is_called {
            words.extend(CALLED.map(ToOwned::to_owned));
        }
        if promised.as_ref().is_some_and(|promised| promised.what.iter().any(|piece| piece == "sale")) {
            words.insert("sale".to_owned());
        }
        if goal.offer.as_ref().is_some_and(|offer| offer.code.is_some()) {
            words.insert("code".to_owned());
        }
        let letters = goal.text.chars().chain(product.chars()).filter(|letter| letter.is_alphabetic());
        let alphabets = letters.map(alphabet).collect();
        Self { numbers, words, goal: fold(&goal.text), alphabets, promised, product: pieces(product) }
    }

    /// Whether a template says only what it may: as it is written, and as it reads for whom nothing is known.
    pub fn check(&self, source: &str, template: &Template) -> Result<(), String> {
        self.text(source)?;
        let rendered = template.render(&Person::default());
        let Ok(rendered) = rendered else {
            return Err("It says nothing where a value is missing: give each variable a default.".to_owned());
        };
        self.text(&rendered)?;
        match &self.promised {
            Some(promised) if !promised.is_carried_by(&rendered) => {
                Err(format!("It leaves out the goal's offer or changes it. Write word for word: {}.", promised.said))
            }
            _ => Ok(()),
        }
    }

    fn text(&self, text: &str) -> Result<(), String> {
        self.signs(text)?;
        self.links(text)?;
        let read = without(&pieces(text), &self.product);
        let rest = self.promised.as_ref().map_or_else(|| read.clone(), |promised| promised.cut_from(&read));
        if let Some(number) = rest.iter().flat_map(|piece| numbers(piece)).find(|number| !self.numbers.contains(number))
        {
            return Err(match pieces(&self.goal).contains(&number) {
                true => format!("The number {number} is the offer's: write it in the offer's own words alone."),
                false => format!("The number {number} does not stand in the goal."),
            });
        }
        let known = |word: &String| {
            self.words.contains(word) || word.strip_suffix('s').is_some_and(|singular| self.words.contains(singular))
        };
        if let Some(word) = rest.iter().find(|word| binds(word) && !known(word)) {
            return Err(format!("\"{word}\" promises what the goal does not say."));
        }
        let goal = pieces(&self.goal);
        let made_up = |phrase: &&str| holds(&rest, &pieces(phrase)) && !holds(&goal, &pieces(phrase));
        if let Some(phrase) = phrases().find(made_up) {
            return Err(format!("\"{phrase}\" promises what the goal does not say."));
        }
        let named = |spelling: &&str| {
            let spelling = pieces(spelling);
            holds(&rest, &spelling) && !spelling.iter().all(|word| self.words.contains(word))
        };
        match occasion::spellings().find(named) {
            Some(festival) => Err(format!("The goal does not name {festival}.")),
            None => Ok(()),
        }
    }

    fn signs(&self, text: &str) -> Result<(), String> {
        for letter in text.chars() {
            let hidden = letter.is_control() && letter != '\n' || UNSEEN.iter().any(|unseen| unseen.contains(&letter));
            if hidden {
                return Err("It has characters that cannot be seen.".to_owned());
            }
            if matches!(letter, '<' | '>' | '\\' | '`') {
                return Err(format!("Leave out {letter}."));
            }
            if AMOUNTS.contains(&letter) && !plain_digits(&self.goal).contains(letter) {
                return Err(format!("{letter} does not stand in the goal."));
            }
            if letter.is_alphabetic() && u32::from(letter) >= 0x250 && !self.alphabets.contains(&alphabet(letter)) {
                return Err("It is written in letters that the goal is not written in.".to_owned());
            }
        }
        let goal = pieces(&self.goal);
        let shouted = text.split(|letter: char| !letter.is_alphanumeric()).find(|word| {
            word.chars().count() >= 4
                && word.chars().all(|letter| letter.is_uppercase() || letter.is_ascii_digit())
                && !holds(&goal, &pieces(word))
                && !holds(&self.product, &pieces(word))
        });
        match shouted {
            Some(word) => Err(format!("\"{word}\" looks like a code, which the goal does not give.")),
            None => Ok(()),
        }
    }

    /// What somebody could follow or write to.
    fn links(&self, text: &str) -> Result<(), String> {
        for piece in text.split_whitespace() {
            let piece = piece.trim_matches(|letter: char| ".,;:!?()\"'".contains(letter));
            let folded = fold(piece);
            let leads =
                folded.contains("://") || folded.contains("www.") || folded.contains('@') || has_domain(&folded);
            if leads && !self.goal.split_whitespace().any(|word| word.trim_matches([',', '.', ')', '(']) == folded) {
                return Err("It has a link or an address that the goal does not give.".to_owned());
            }
        }
        Ok(())
    }
}

/// A point between two letters: "evil.example".
fn has_domain(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).any(|three| match three {
        [before, '.' | '。' | '．', after] => before.is_alphanumeric() && after.is_alphabetic(),
        _ => false,
    })
}

fn alphabet(letter: char) -> u32 {
    u32::from(letter) >> 7
}

/// Whether two messages say the same: of the words of both, most are shared.
pub fn is_alike(one: &str, other: &str) -> bool {
    let read = |text: &str| pieces(text).into_iter().collect::<BTreeSet<String>>();
    let (one, other) = (read(one), read(other));
    let shared = one.intersection(&other).count();
    let all = one.union(&other).count();
    // Seven in ten.
    shared * 10 >= all * 7
}
