//! What somebody wants to reach with a message, read from their words: why they write, what they promise, on which
//! occasion, about what. Nothing is read into it: where the words say nothing of a kind, there is nothing of it.

pub mod occasion;
mod offer;
#[cfg(test)]
mod tests;
pub mod words;

use self::occasion::{Occasion, place, says};
pub use self::offer::Offer;
use self::words::{Word, plain_digits};

/// How long a goal may be, in characters.
pub const MOST_CHARACTERS: usize = 500;

/// Why a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Intent {
    /// To bring back who has stopped buying.
    WinBack,
    /// To greet who has just come.
    Welcome,
    /// To hear what people think.
    Feedback,
    /// To say that something can be had again.
    Restock,
    /// To remind of something.
    Reminder,
    /// To show something new.
    Launch,
    /// To thank.
    Thanks,
    /// To promise something.
    Discount,
    /// To write on a festival or in a season.
    Seasonal,
    /// Anything else.
    General,
}

/// The phrases of intents; the first intent of which one is said is the goal's. Those that are rarely said in passing
/// come first.
const PHRASES: &[(Intent, &[&str])] = &[
    (
        Intent::Feedback,
        &["feedback", "review", "reviews", "survey", "opinion", "opinions", "rate us", "rating", "testimonials"],
    ),
    (
        Intent::WinBack,
        &[
            "win back",
            "winback",
            "win-back",
            "bring back",
            "bring them back",
            "win them back",
            "get them back",
            "come back",
            "get back",
            "welcome back",
            "back to us",
            "lapsed",
            "inactive",
            "dormant",
            "re-engage",
            "reengage",
            "reactivate",
            "re-activate",
            "churned",
            "churning",
            "slipping away",
            "at risk",
            "not bought",
            "not ordered",
            "not shopped",
            "not purchased",
            "haven't bought",
            "haven't ordered",
            "haven't shopped",
            "hasn't bought",
            "stopped buying",
            "miss you",
            "we miss",
            "return to us",
            "lost customers",
            "वापस",
        ],
    ),
    (
        Intent::Welcome,
        &[
            "welcome",
            "onboard",
            "onboarding",
            "new customers",
            "new customer",
            "new members",
            "signed up",
            "sign-ups",
            "joined",
            "first order",
            "first purchase",
            "never bought",
            "never ordered",
            "स्वागत",
        ],
    ),
    (Intent::Restock, &["back in stock", "restock", "restocked", "available again", "in stock again"]),
    (
        Intent::Reminder,
        &[
            "remind",
            "reminder",
            "reminders",
            "don't forget",
            "cart",
            "carts",
            "abandoned",
            "reorder",
            "re-order",
            "refill",
            "replenish",
            "running out",
            "renew",
        ],
    ),
    (
        Intent::Launch,
        &[
            "launch",
            "launching",
            "launched",
            "introduce",
            "introducing",
            "announce",
            "announcing",
            "announcement",
            "unveil",
            "new arrival",
            "new arrivals",
            "new collection",
            "new range",
            "new product",
            "new products",
            "now available",
            "newly",
            "new menu",
            "new store",
            "new blend",
        ],
    ),
    (
        Intent::Thanks,
        &["thank", "thanks", "thanking", "gratitude", "grateful", "appreciate", "appreciation", "reward", "धन्यवाद"],
    ),
];

/// What a launch that is no launch of something shows: "launch a campaign to …".
const NO_NOVELTY: [&str; 8] = ["campaign", "message", "offer", "sale", "promotion", "discount", "deal", "week"];
/// Words at which what a message is about is over.
const STOPS: [&str; 18] = [
    "for",
    "to",
    "who",
    "whose",
    "people",
    "customers",
    "buyers",
    "shoppers",
    "everyone",
    "subscribers",
    "members",
    "and",
    "so",
    "because",
    "with",
    "by",
    "but",
    "use",
];
const MOST_WORDS: usize = 8;

/// What somebody wants to reach.
#[derive(Clone, Debug)]
pub struct Goal {
    /// As it was written, trimmed.
    pub text: String,
    /// Why.
    pub intent: Intent,
    /// When.
    pub occasion: Option<&'static Occasion>,
    /// What is promised.
    pub offer: Option<Offer>,
    /// Whether something is promised on terms that could not be carried over whole.
    pub has_other_terms: bool,
    /// What about, as a message says it: "cold brew range", "about the workshop on Saturday".
    pub subject: Option<String>,
    /// An address that everybody is to get.
    pub link: Option<String>,
    /// The words, folded.
    pub words: Vec<Word>,
}

impl Goal {
    /// Whether nothing that a message could say was found in it.
    pub fn says_nothing(&self) -> bool {
        self.intent == Intent::General
            && self.occasion.is_none()
            && self.offer.is_none()
            && self.subject.is_none()
            && self.link.is_none()
    }

    /// Reads it.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let words = words::cut(text);
        let (offer, has_other_terms) = offer::read(text, &words);
        let occasion = occasion::named(&words);
        let intent = intent(&words, offer.is_some() || has_other_terms, occasion.is_some());
        let subject = subject(text, &words, intent).map(|subject| plain_digits(&subject));
        let link = words.iter().find_map(|word| link(text.get(word.range.clone())?));
        Self { text: text.to_owned(), intent, occasion, offer, has_other_terms, subject, link, words }
    }
}

fn intent(words: &[Word], promises: bool, festive: bool) -> Intent {
    let said = |(intent, phrases): &&(Intent, &[&str])| {
        phrases.iter().any(|phrase| says(words, phrase)) && !(*intent == Intent::Launch && launches_nothing(words))
    };
    match PHRASES.iter().find(said) {
        Some((intent, _)) => *intent,
        None if is_silence(words) => Intent::WinBack,
        None if promises => Intent::Discount,
        None if festive => Intent::Seasonal,
        None => Intent::General,
    }
}

/// "Has not bought for 3 months", however it is put: a "not" and buying, a few words apart.
fn is_silence(words: &[Word]) -> bool {
    let denies =
        |word: &Word| matches!(word.folded.replace('’', "'").as_str(), "not" | "haven't" | "hasn't" | "didn't" | "no");
    let buys = |word: &Word| {
        matches!(
            word.folded.as_str(),
            "bought"
                | "buy"
                | "ordered"
                | "order"
                | "orders"
                | "shopped"
                | "purchased"
                | "purchase"
                | "visited"
                | "been"
        )
    };
    (0..words.len())
        .any(|at| words.get(at).is_some_and(denies) && words.get(at + 1..).unwrap_or_default().iter().take(3).any(buys))
}

/// Whether all that is launched is a campaign.
fn launches_nothing(words: &[Word]) -> bool {
    let launch = words.iter().position(|word| word.folded.starts_with("launch") || word.folded.starts_with("announc"));
    let Some(at) = launch else { return false };
    let behind = words.get(at + 1..).unwrap_or_default().iter().take(4);
    behind.into_iter().any(|word| NO_NOVELTY.contains(&word.folded.as_str())) && !says(words, "new")
}

fn subject(text: &str, words: &[Word], intent: Intent) -> Option<String> {
    match intent {
        Intent::Launch => {
            let leads =
                ["new", "launch of", "launch", "launching", "introduce", "introducing", "announce", "announcing"];
            let at = leads.iter().find_map(|lead| place(words, lead)).map(|(at, length)| at + length)?;
            let skipped = ["of", "the", "our", "a", "an", "new", "their", "its"];
            let begin = (at..words.len()).find(|at| !skipped.contains(&words[*at].folded.as_str()))?;
            phrase(text, words, begin)
        }
        Intent::Reminder if says(words, "cart") || says(words, "carts") => Some("about your cart".to_owned()),
        Intent::Reminder => {
            let at =
                place(words, "remind").or_else(|| place(words, "reminder")).or_else(|| place(words, "reminders"))?.0;
            let lead = (at + 1..words.len().min(at + 6))
                .find(|at| matches!(words[*at].folded.as_str(), "about" | "of" | "to"))?;
            let said = phrase(text, words, lead + 1)?;
            let lead = if words[lead].folded == "to" { "to" } else { "about" };
            Some(format!("{lead} {said}"))
        }
        Intent::Feedback => {
            let (at, _) = place(words, "on").or_else(|| place(words, "about")).or_else(|| place(words, "of"))?;
            phrase(text, words, at + 1)
        }
        Intent::General => {
            let (at, _) = place(words, "about").or_else(|| place(words, "regarding"))?;
            phrase(text, words, at + 1)
        }
        _ => None,
    }
}

/// The words from a place on to the end of what they are about, as a message may say them.
fn phrase(text: &str, words: &[Word], begin: usize) -> Option<String> {
    let mut said: Vec<&str> = Vec::new();
    for word in words.get(begin..)?.iter().take(MOST_WORDS) {
        if STOPS.contains(&word.folded.as_str()) {
            break;
        }
        let written = text.get(word.range.clone())?;
        if written.contains(['{', '}', '<', '>', '\\', '|', '"', '#']) || link(written).is_some() {
            return None;
        }
        said.push(match word.folded.as_str() {
            "their" => "your",
            "they" | "them" => "you",
            _ => written,
        });
        if word.ends_clause {
            break;
        }
    }
    const LOOSE: [&str; 9] = ["in", "on", "at", "from", "of", "the", "our", "a", "is"];
    while said.last().is_some_and(|last| LOOSE.contains(last)) {
        said.pop();
    }
    let said = said.join(" ");
    (said.chars().filter(|letter| letter.is_alphabetic()).count() >= 3).then_some(said)
}

fn link(word: &str) -> Option<String> {
    let is_address = word.starts_with("https://") || word.starts_with("http://") || word.starts_with("www.");
    (is_address && !word.contains(['{', '}', '<', '>', '"', '\\'])).then(|| word.to_owned())
}
