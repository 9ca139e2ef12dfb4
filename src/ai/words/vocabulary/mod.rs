//! The reader's own words. What a word means is data ([`table`]); what may follow what is the grammar's business.

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::token::Op;
use crate::customers::kind::{ChurnRisk, Consent, CustomerTier, OrderStatus};

/// What a word or a phrase of the reader's own says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Says nothing: "please", "the".
    Filler,
    /// Says that something was meant and not what: "recently".
    Vague,
    /// Those whom every rule is about: "customers".
    People,
    Everyone,
    /// "all", before those whom a rule is about; before orders it would say something else.
    All,
    /// "who", "that": what follows is said of those before.
    Who,
    And,
    Or,
    But,
    Not,
    /// "no", "zero", before a noun.
    No,
    With,
    Without,
    Except,
    Either,
    Both,
    Neither,
    Nor,
    /// "have", "had"
    Have,
    /// "is", "were"
    Be,
    /// "more than"
    Compare(Op),
    /// "only", "just": before a number, exactly so many; elsewhere nothing that a rule can ask.
    Only,
    /// "or more", behind a number.
    Behind(Op),
    Between,
    To,
    /// "twenty"
    Number(u32),
    /// "lakh"
    Scale(u64),
    /// "twice"
    Times(u32),
    /// "times", behind a number.
    TimesWord,
    /// A name of money: "rupees".
    Money(&'static str),
    Unit(Unit, u32),
    /// "half a year"
    Span(Unit, u32),
    Last,
    /// "the last": a stretch that ends now, where "last month" is the month before this one.
    TheLast,
    This,
    Ago,
    Since,
    /// "from … on"
    Onwards,
    Before,
    After,
    Until,
    Within,
    In,
    On,
    At,
    From,
    During,
    For,
    Of,
    Via,
    Today,
    Yesterday,
    Month(u32),
    /// "living in"
    Living,
    /// "outside"
    Outside,
    Field(Field),
    /// "total spend", "worth": the noun.
    Spend,
    /// "spent": the verb.
    Spent,
    Worth,
    Average,
    /// "per order"
    PerOrder,
    Largest,
    /// "single"
    Single,
    Each,
    Order(Form),
    OrderCount,
    /// "placed", "made": says nothing beside an order.
    Placed,
    /// "something", "products": what is bought, whatever it is.
    Thing,
    /// "nothing": denies the verb before it.
    Nothing,
    Visit,
    Joined,
    New,
    First,
    FirstOrder,
    LastOrder,
    Inactive,
    Active,
    Repeat,
    OneTime,
    Contact(Contact),
    /// "on file", "address", behind a contact.
    OnFile,
    Missing,
    OptedIn,
    OptedOut,
    ConsentWord,
    Consent(Consent),
    Tagged,
    Non,
    Status(OrderStatus),
    StatusNoun(OrderStatus),
    Segment,
    /// "champion"
    Tier(CustomerTier),
    /// "tier": the noun.
    TierWord,
    /// "high churn risk"
    Risk(ChurnRisk),
    /// "likely to churn"
    LikelyToChurn,
    /// "unlikely to churn"
    UnlikelyToChurn,
    /// "first name", "named"
    FirstName,
    Yes,
    NoFlag,
    Contains,
    StartsWith,
    EndsWith,
}

/// The forms of a word for buying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "order"
    One,
    /// "orders"
    Many,
    /// "ordered"
    Verb,
    /// "buyers"
    Buyers,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

/// A way to reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    Email,
    Phone,
}

/// A field that is called by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    City,
    Country,
    Channel,
    Category,
    Sku,
    Status,
}

impl Meaning {
    /// Whether it stands between the words that say something; a word of the brand's that is spelled so is taken
    /// for it only where one of the brand's must stand.
    pub fn is_function_word(self) -> bool {
        self.joins() || self.leads()
    }

    /// "and", "who", "not": between clauses.
    fn joins(self) -> bool {
        use Meaning::{
            All, And, Be, Both, But, Either, Everyone, Except, Filler, Have, Neither, No, Nor, Not, Only, Or, People,
        };
        use Meaning::{Who, With, Without};
        let joints = [And, Or, But, Either, Both, Neither, Nor, Not, No, Except, With, Without, Who, Have, Be];
        joints.contains(&self) || [All, Everyone, Filler, Only, People].contains(&self)
    }

    /// "over", "in", "days": before or behind a number, a time or a place.
    fn leads(self) -> bool {
        use Meaning::{
            After, At, Before, Between, For, From, In, Last, Of, On, Since, TheLast, This, To, Until, Via, Within,
        };
        let leads =
            [After, At, Before, Between, For, From, In, Last, Of, On, Since, TheLast, This, To, Until, Via, Within];
        let counts =
            matches!(self, Self::Compare(_) | Self::Behind(_) | Self::Number(_) | Self::Scale(_) | Self::Unit(..));
        counts || leads.contains(&self)
    }
}

/// All that the reader knows: the table never changes, so it is sorted once.
pub static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::new);

/// Phrases by their first word, the long ones first.
pub struct Vocabulary {
    by_first: HashMap<&'static str, Vec<(Vec<&'static str>, Meaning)>>,
}

impl Vocabulary {
    fn new() -> Self {
        let mut by_first: HashMap<&str, Vec<(Vec<&str>, Meaning)>> = HashMap::new();
        for (phrases, meaning) in table::entries() {
            for phrase in phrases.split('|') {
                let words: Vec<&str> = phrase.split_whitespace().collect();
                if let Some(first) = words.first() {
                    by_first.entry(first).or_default().push((words, meaning));
                }
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { by_first }
    }

    /// The longest phrase at the beginning of the words, and how many words it has.
    pub fn longest<'a>(&self, words: impl Iterator<Item = Option<&'a str>> + Clone) -> Option<(usize, Meaning)> {
        let first = words.clone().next()??;
        self.by_first.get(first)?.iter().find_map(|(phrase, meaning)| {
            let mut given = words.clone();
            phrase.iter().all(|word| given.next() == Some(Some(word))).then_some((phrase.len(), *meaning))
        })
    }

    /// The word that was meant by one that is mistyped: one letter too many, too few, another, or two changed
    /// about. None where several are as near and say different things.
    pub fn nearest(&self, word: &str) -> Option<(&'static str, Meaning)> {
        const SHORTEST: usize = 5;
        if word.len() + 1 < SHORTEST || !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        let mut found: Option<(&'static str, Meaning)> = None;
        for (known, phrases) in &self.by_first {
            if known.len() < SHORTEST || known.len().abs_diff(word.len()) > 1 {
                continue;
            }
            let Some((_, meaning)) = phrases.iter().find(|(words, _)| words.len() == 1) else { continue };
            if !one_edit_apart(word.as_bytes(), known.as_bytes()) {
                continue;
            }
            match found {
                Some((_, other)) if other != *meaning => return None,
                Some((other, _)) if other < *known => {}
                _ => found = Some((known, *meaning)),
            }
        }
        found
    }

    /// Every phrase with its meaning, for tests.
    #[cfg(test)]
    pub fn phrases(&self) -> Vec<(String, Meaning)> {
        self.by_first.values().flatten().map(|(words, meaning)| (words.join(" "), *meaning)).collect()
    }
}

fn one_edit_apart(one: &[u8], other: &[u8]) -> bool {
    let same_before = one.iter().zip(other).take_while(|(left, right)| left == right).count();
    let (one, other) = (one.get(same_before..).unwrap_or_default(), other.get(same_before..).unwrap_or_default());
    match (one, other) {
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([_, left @ ..], right) if left == right => true,
        (left, [_, right @ ..]) if left == right => true,
        ([a, b, left @ ..], [c, d, right @ ..]) => a == d && b == c && left == right,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_phrase_has_one_meaning() {
        let mut seen = HashSet::new();
        for (phrase, _) in VOCABULARY.phrases() {
            assert!(seen.insert(phrase.clone()), "\"{phrase}\" stands in the table twice");
            assert_eq!(phrase, phrase.to_lowercase());
        }
        assert!(seen.len() > 300, "{}", seen.len());
    }

    #[test]
    fn the_longest_phrase_wins() {
        let vocabulary = &*VOCABULARY;
        let longest = |text: &'static str| vocabulary.longest(text.split(' ').map(Some));
        assert_eq!(longest("no more than 5"), Some((3, Meaning::Compare(Op::Lte))));
        assert_eq!(longest("no orders"), Some((1, Meaning::No)));
        assert_eq!(longest("sesquipedalian"), None);
    }

    #[test]
    fn one_slip_of_the_finger_is_forgiven() {
        let vocabulary = &*VOCABULARY;
        for (typed, meant) in
            [("custmers", "customers"), ("spnt", "spent"), ("oredrs", "orders"), ("visitedd", "visited")]
        {
            assert_eq!(vocabulary.nearest(typed).map(|(word, _)| word), Some(meant), "{typed}");
        }
        for typed in ["cstmrs", "in", "zebra", "ordrrss"] {
            assert_eq!(vocabulary.nearest(typed), None, "{typed}");
        }
    }
}
