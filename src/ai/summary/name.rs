//! What a text may call by name: a campaign, a city, a reason; and the few phrases that are true as a whole or not at
//! all. Names come from people and may hold anything, numbers too; so one that could be read as more than a name stands
//! in quotation marks, and what is quoted says nothing.

use super::kind::Topic;
use super::numbers;
use super::vocabulary::is_ordinary;

/// What a name is the name of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// The campaign.
    Campaign,
    /// A city, a tier or an hour that stands out, by its label.
    Part(String),
    /// Why messages came to nothing, as it is said.
    Reason(String),
    /// Several words that speak of one thing: "to be sent".
    Speaks(Topic),
    /// "so far", of a campaign that goes on.
    SoFar,
    /// That the share is as usual, where it is.
    AsUsual,
    /// Something else that is true of the campaign.
    Holds,
}

/// A name, as a text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Bare where it is nothing but a name, otherwise in quotation marks.
    pub said: String,
    /// Of what.
    pub means: Means,
}

impl Name {
    /// Words of our own that mean one thing.
    pub fn phrase(words: &str, means: Means) -> Self {
        Self { said: words.to_owned(), means }
    }
}

/// How a name is said: bare where it is nothing but a name, otherwise in quotation marks, and without what would end
/// its quotation.
pub fn said(name: &str) -> String {
    let plain = plain(name);
    let bare = plain.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
        && plain.split_whitespace().any(|word| !is_ordinary(&word.to_lowercase()))
        && numbers::read(&plain).is_empty();
    if bare { plain } else { format!("“{plain}”") }
}

/// How a vendor's own code is said: its words as the web client writes them, in quotation marks.
pub fn said_by_vendor(code: &str) -> String {
    format!("“{}”", plain(&code.to_lowercase().replace('_', " ")))
}

fn plain(name: &str) -> String {
    let unfit = |letter: char| letter.is_control() || "“”".contains(letter) || MARKS.contains(&letter);
    let plain: String = name.chars().filter(|letter| !unfit(*letter)).collect();
    plain.trim().to_owned()
}

/// A text with a mark in the place of each name in it, the longest first: [`MARKS`] by their order in the list.
pub fn marked(text: &str, names: &[Name]) -> String {
    // What nobody but this function may write.
    let text: String = text.chars().map(|sign| if MARKS.contains(&sign) { '\u{FFFD}' } else { sign }).collect();
    let known = names.iter().map(|name| name.said.as_str()).zip(MARKS).filter(|(said, _)| !said.is_empty());
    let mut known: Vec<(&str, char)> = known.collect();
    known.sort_by_key(|(said, _)| std::cmp::Reverse(said.len()));
    known.into_iter().fold(text, |text, (said, mark)| cut(&text, said, mark))
}

/// The name that a mark stands for.
pub fn of_mark(mark: char, names: &[Name]) -> Option<&Name> {
    names.get(usize::try_from(u32::from(mark).checked_sub(u32::from(*MARKS.start()))?).ok()?)
}

/// Puts a mark wherever a name stands as words of its own.
fn cut(text: &str, name: &str, mark: char) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, found) = rest.split_at(at);
        let after = &found[name.len()..];
        let inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let own = !inside(before.chars().next_back().or(kept.chars().next_back())) && !inside(after.chars().next());
        kept.push_str(before);
        if own || name.starts_with('“') {
            kept.push(mark);
        } else {
            kept.push_str(name);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Stand where names stood: letters of nobody's alphabet.
pub const MARKS: std::ops::RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

/// Why a message came to nothing, in plain words; none of a code that is not ours.
pub fn reason(code: &str) -> Option<&'static str> {
    Some(match code {
        "NO_CONSENT" => "consent is missing",
        "NO_ADDRESS" => "the address is missing",
        "TEMPLATE_MISSING_VALUE" => "the message lacks a value",
        "TEMPLATE_TOO_LONG" => "the message is too long for them",
        "CONSENT_WITHDRAWN" => "consent was withdrawn",
        "CANCELLED" => "the campaign was cancelled",
        "NO_ANSWER" => "the vendor did not answer",
        "RECEIPT_MISSING" => "the receipt is missing",
        "INTERRUPTED" => "the call was interrupted",
        "UNSPECIFIED" => "the vendor gave another reason",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_vendor_is_quoted_in_words() {
        for (code, said) in [
            ("INVALID_NUMBER", "“invalid number”"),
            ("CARRIER_REJECTED_30007", "“carrier rejected 30007”"),
            ("Not “reached”", "“not reached”"),
        ] {
            assert_eq!(said_by_vendor(code), said);
        }
    }

    #[test]
    fn a_name_that_could_be_read_as_more_is_quoted() {
        for (name, said) in [
            ("Diwali", "Diwali"),
            ("New harvest", "New harvest"),
            ("Diwali 2025", "“Diwali 2025”"),
            ("50% off", "“50% off”"),
            ("Half price", "“Half price”"),
            ("All\nhands”", "Allhands"),
            ("CARRIER_REJECTED", "“CARRIER_REJECTED”"),
            ("Messages delivered", "“Messages delivered”"),
            ("Not", "“Not”"),
            ("Nearly", "“Nearly”"),
            ("", "“”"),
        ] {
            assert_eq!(super::said(name), said);
        }
    }

    #[test]
    fn names_are_marked_as_words_of_their_own() {
        let name = |name: &str| Name { said: super::said(name), means: Means::Campaign };
        let names = [name("Pune"), name("Diwali 2025"), name("New Pune")];
        assert_eq!(
            marked("“Diwali 2025” did well in New Pune, Pune and Puneri.", &names),
            "\u{E001} did well in \u{E002}, \u{E000} and Puneri."
        );
        assert_eq!(marked("Diwali 2025 did well.", &names), "Diwali 2025 did well.");
        assert_eq!(marked("\u{E000} is forged.", &names), "\u{FFFD} is forged.");
        assert_eq!(of_mark('\u{E002}', &names), Some(&names[2]));
    }
}
