//! The words by which a message promises something: what makes a figure of a goal an offer, and what no message may say
//! unless its goal does. One list for both, so that nothing is an offer in a goal and none in a message.

/// What makes a figure an offer.
pub const BENEFITS: [&str; 9] =
    ["off", "discount", "cashback", "rebate", "voucher", "vouchers", "coupon", "bonus", "credit"];

/// Other words that promise something.
const PROMISES: [&str; 50] = [
    "bargain",
    "bogo",
    "cash",
    "cheap",
    "cheaper",
    "clearance",
    "code",
    "complimentary",
    "deal",
    "discounted",
    "exclusive",
    "free",
    "freebie",
    "gift",
    "giveaway",
    "gratis",
    "guarantee",
    "guaranteed",
    "lucky",
    "markdown",
    "offer",
    "points",
    "price",
    "prize",
    "promo",
    "promotion",
    "reduced",
    "reduction",
    "refund",
    "refunded",
    "reward",
    "sale",
    "save",
    "saving",
    "subsidised",
    "subsidized",
    "trial",
    "unpaid",
    "waive",
    "waived",
    "waiver",
    "win",
    "winner",
    "jackpot",
    "lottery",
    "raffle",
    "sweepstake",
    "perk",
    "freeship",
    "gratuity",
];

/// What several words promise together.
const PHRASES: [&str; 16] = [
    "at no cost",
    "at our cost",
    "at our expense",
    "below cost",
    "buy one",
    "for nothing",
    "get one",
    "money back",
    "no charge",
    "no cost",
    "no extra charge",
    "no fee",
    "on the house",
    "on us",
    "pay nothing",
    "without charge",
];

/// Words of time that bind.
const TIMES: [&str; 29] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "today",
    "tonight",
    "tonite",
    "tomorrow",
    "midnight",
    "hour",
    "deadline",
    "expire",
    "expiring",
    "ends",
    "ending",
    "limited",
];

/// Numbers and fractions in words.
const COUNTS: [&str; 44] = [
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
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "lakh",
    "crore",
    "million",
    "half",
    "halves",
    "double",
    "twice",
    "triple",
    "thrice",
    "dozen",
    "percent",
    "percentage",
    "third",
    "fourth",
    "quarter",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "hundredth",
];

/// Whether a folded word promises something, binds somebody to a time, or is a number.
pub fn binds(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let lists: [&[&str]; 4] = [&BENEFITS, &PROMISES, &TIMES, &COUNTS];
    lists.iter().any(|list| list.contains(&word) || list.contains(&singular))
}

/// The phrases that promise something.
pub fn phrases() -> impl Iterator<Item = &'static str> {
    PHRASES.iter().copied()
}
