//! The words by which an offer and its conditions are told from what else a goal says.

/// Words of an offer that has no figure, and how a message says it.
pub const UNFIGURED: [(&str, &str); 10] = [
    ("sale", "our sale"),
    ("discount", "a discount"),
    ("discounts", "a discount"),
    ("cashback", "cashback"),
    ("voucher", "a voucher"),
    ("coupon", "a coupon"),
    ("offer", "a special offer"),
    ("offers", "a special offer"),
    ("deal", "a special deal"),
    ("deals", "special deals"),
];
/// What is said before a figure and belongs to it.
pub const BEFORE: [&str; 5] = ["flat", "extra", "additional", "upto", "an"];
/// Behind "free" these make no offer.
pub const NOT_FREE: [&str; 8] = ["to", "of", "from", "for", "time", "and", "up", "or"];
/// Words that an offer goes on with.
pub const TAIL: [&str; 27] = [
    "all",
    "any",
    "your",
    "their",
    "the",
    "next",
    "first",
    "order",
    "orders",
    "purchase",
    "purchases",
    "bill",
    "only",
    "sitewide",
    "storewide",
    "everything",
    "items",
    "products",
    "in-store",
    "online",
    "worth",
    "more",
    "than",
    "rs",
    "inr",
    "a",
    "every",
];
/// Words behind which a condition has to follow, which is taken whatever it says.
pub const CONDITIONS: [&str; 11] =
    ["on", "above", "over", "below", "min", "minimum", "when", "if", "of", "except", "excluding"];
/// Conditions that are still of the offer behind a comma.
pub const AFTERTHOUGHTS: [&str; 6] = ["min", "minimum", "above", "below", "except", "excluding"];
/// Words of terms that stand apart from their offer.
pub const TERMS: [&str; 30] = [
    "min",
    "minimum",
    "max",
    "maximum",
    "only",
    "first",
    "first-time",
    "orders",
    "purchases",
    "bill",
    "bills",
    "except",
    "excluding",
    "excludes",
    "exclude",
    "unless",
    "if",
    "valid",
    "invalid",
    "applicable",
    "apply",
    "applies",
    "terms",
    "t&c",
    "conditions",
    "upi",
    "paid",
    "select",
    "selected",
    "limited",
];
/// Words at which an offer is over: what follows is about whom it is for, or why.
pub const STOPS: [&str; 26] = [
    "for",
    "to",
    "who",
    "whose",
    "that",
    "so",
    "because",
    "as",
    "people",
    "customers",
    "buyers",
    "shoppers",
    "everyone",
    "those",
    "with",
    "using",
    "use",
    "via",
    "code",
    "and",
    "till",
    "until",
    "this",
    "today",
    "at",
    "by",
];
/// Behind these a number is a condition: "orders above 2000 get 10% off".
pub const AMOUNTS_TO: [&str; 14] = [
    "above",
    "over",
    "below",
    "under",
    "exceeding",
    "than",
    "min",
    "minimum",
    "least",
    "spend",
    "spends",
    "spending",
    "worth",
    "upto",
];
/// Behind a small number, these make it no amount.
pub const COUNTED: [&str; 19] = [
    "orders",
    "order",
    "purchases",
    "times",
    "visits",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hours",
    "%",
    "percent",
    "points",
    "people",
    "customers",
];
/// What somebody did, by which they are told from others.
pub const DID: [&str; 9] = ["spent", "bought", "ordered", "paid", "purchased", "shopped", "visited", "placed", "had"];

/// Words that say how long an offer holds.
const OF_TIME: [&str; 34] = [
    "the",
    "end",
    "of",
    "this",
    "next",
    "only",
    "weekend",
    "week",
    "month",
    "day",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "midnight",
    "night",
    "diwali",
    "christmas",
    "eid",
];

/// Whether a word says how long an offer holds.
pub fn is_of_time(word: &str) -> bool {
    let short = ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];
    OF_TIME.contains(&word) || short.contains(&word) || word.starts_with(|letter: char| letter.is_ascii_digit())
}
