//! The words that a summary is written in, and what each of them speaks of. A text holds only where every word of it is
//! known here and speaks of what its numbers count, so whatever is not listed is refused: what nobody foresaw cannot
//! slip through.

use super::kind::Topic;

/// What a word does in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It holds the others together and says nothing by itself.
    Glue,
    /// It speaks of something, and a number has to be of it.
    Of(Topic),
    /// It sets one number above, below or beside another.
    Compares(Way),
}

/// How one number lies to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is more.
    Above,
    /// It is less.
    Below,
    /// There is hardly a difference.
    Near,
}

const GLUE: [&str; 49] = [
    "a",
    "also",
    "an",
    "are",
    "as",
    "at",
    "be",
    "been",
    "by",
    "campaign",
    "campaign's",
    "channel",
    "city",
    "for",
    "had",
    "has",
    "have",
    "hour",
    "however",
    "in",
    "is",
    "it",
    "its",
    "lie",
    "lies",
    "number",
    "of",
    "on",
    "out",
    "so",
    "still",
    "that",
    "the",
    "their",
    "them",
    "there",
    "these",
    "they",
    "this",
    "tier",
    "to",
    "total",
    "was",
    "were",
    "what",
    "which",
    "who",
    "with",
    "your",
];

const TOPICS: [(Topic, &[&str]); 15] = [
    (Topic::Audience, &["audience"]),
    (Topic::People, &["people", "person", "customer", "customers", "recipient", "recipients"]),
    (Topic::Messages, &["message", "messages"]),
    (
        Topic::Reached,
        &[
            "reach",
            "reached",
            "reaches",
            "reaching",
            "deliver",
            "delivered",
            "delivery",
            "deliveries",
            "arrive",
            "arrived",
            "arrives",
            "receive",
            "received",
        ],
    ),
    (Topic::Share, &["rate", "share"]),
    (Topic::Whole, &["whole", "overall"]),
    (Topic::Ended, &["ended"]),
    (Topic::Pending, &["pending"]),
    (Topic::Awaited, &["await", "awaits", "awaiting", "receipt", "receipts"]),
    (Topic::Failed, &["fail", "failed", "failure", "failures"]),
    (Topic::Unknown, &["unknown", "outcome", "outcomes"]),
    (Topic::Skipped, &["skipped"]),
    (Topic::Because, &["because", "due", "reason"]),
    (Topic::Campaigns, &["campaigns"]),
    (Topic::Usual, &["usual", "usually", "earlier", "past", "typical", "typically"]),
];

const COMPARING: [(Way, &[&str]); 3] = [
    (Way::Above, &["above", "better", "higher", "larger", "more"]),
    (Way::Below, &["below", "fewer", "less", "lower", "smaller", "worse"]),
    (Way::Near, &["close"]),
];

/// Ordinary words that no summary uses. A name that is one of them could be read as a part of the sentence.
const ORDINARY: [&str; 71] = [
    "about",
    "across",
    "after",
    "again",
    "all",
    "almost",
    "although",
    "and",
    "another",
    "any",
    "approximately",
    "around",
    "average",
    "before",
    "best",
    "between",
    "both",
    "but",
    "came",
    "cancelled",
    "come",
    "completed",
    "did",
    "do",
    "does",
    "due",
    "during",
    "each",
    "end",
    "even",
    "except",
    "exactly",
    "far",
    "from",
    "good",
    "hardly",
    "here",
    "how",
    "if",
    "just",
    "known",
    "left",
    "many",
    "missed",
    "much",
    "nearly",
    "never",
    "not",
    "now",
    "only",
    "or",
    "other",
    "others",
    "outside",
    "over",
    "paused",
    "rest",
    "roughly",
    "same",
    "sent",
    "since",
    "some",
    "than",
    "then",
    "under",
    "until",
    "up",
    "well",
    "while",
    "without",
    "you",
];

/// What a folded word does; none where it is in no list.
pub fn role(word: &str) -> Option<Role> {
    if GLUE.contains(&word) {
        return Some(Role::Glue);
    }
    let of = TOPICS.iter().find(|(_, words)| words.contains(&word)).map(|(topic, _)| Role::Of(*topic));
    let compares = || COMPARING.iter().find(|(_, words)| words.contains(&word)).map(|(way, _)| Role::Compares(*way));
    of.or_else(compares)
}

/// Whether a folded word could be read as a part of a sentence where it is meant as a name.
pub fn is_ordinary(word: &str) -> bool {
    role(word).is_some() || ORDINARY.contains(&word) || super::numbers::is_number_word(word)
}
