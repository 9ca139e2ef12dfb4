//! What a campaign is about, told from its name, its message and whom it is for. Pure and quick: it runs whenever a
//! campaign is written.

use super::MOST;
use crate::customers::fold::fold;
use crate::segments::input::{AttributeComparison, DateComparison, IntComparison, RuleInput, TagComparison};

/// The tags that are suggested, and no others; each with the words and phrases that speak for it.
pub const VOCABULARY: [(&str, &[&str]); 12] = [
    (
        "win-back",
        &[
            "miss you",
            "missed you",
            "come back",
            "win back",
            "winback",
            "win them back",
            "been a while",
            "welcome back",
            "long time no see",
            "lapsed",
            "inactive",
            "reactivate",
            "reactivation",
            "kept your",
            "return to us",
        ],
    ),
    (
        "welcome",
        &[
            "welcome to",
            "welcome aboard",
            "thanks for joining",
            "thank you for joining",
            "new here",
            "first order",
            "onboarding",
            "your first",
        ],
    ),
    (
        "loyalty",
        &[
            "loyal",
            "loyalty",
            "vip",
            "vips",
            "member",
            "members",
            "gold",
            "platinum",
            "reward",
            "rewards",
            "points",
            "exclusive",
            "early access",
            "thank you for being",
        ],
    ),
    (
        "launch",
        &[
            "launch",
            "launching",
            "launched",
            "introducing",
            "new arrival",
            "new arrivals",
            "new collection",
            "just landed",
            "now available",
            "new harvest",
            "brand new",
            "just dropped",
            "is here",
            "are here",
        ],
    ),
    (
        "seasonal",
        &[
            "diwali",
            "deepavali",
            "holi",
            "eid",
            "christmas",
            "xmas",
            "new year",
            "navratri",
            "dussehra",
            "pongal",
            "onam",
            "raksha bandhan",
            "rakhi",
            "ganesh",
            "festive",
            "festival",
            "summer",
            "winter",
            "monsoon",
            "spring",
            "autumn",
            "easter",
            "halloween",
            "black friday",
            "cyber monday",
            "valentine",
            "valentines",
            "independence day",
        ],
    ),
    (
        "discount",
        &[
            "off",
            "discount",
            "discounts",
            "sale",
            "coupon",
            "code",
            "half price",
            "cashback",
            "save",
            "deal",
            "deals",
            "bogo",
            "buy one",
            "flash sale",
            "clearance",
            "free shipping",
        ],
    ),
    (
        "event",
        &[
            "event",
            "webinar",
            "workshop",
            "invite",
            "invited",
            "invitation",
            "rsvp",
            "join us",
            "pop up",
            "opening",
            "meetup",
            "tasting",
        ],
    ),
    (
        "reminder",
        &[
            "reminder",
            "remind",
            "don't forget",
            "dont forget",
            "last chance",
            "ends today",
            "ends tonight",
            "expires",
            "expiring",
            "last day",
            "your cart",
            "left behind",
            "still there",
            "still waiting",
            "hurry",
        ],
    ),
    (
        "feedback",
        &[
            "feedback",
            "review",
            "reviews",
            "survey",
            "rate us",
            "rate your",
            "how did we do",
            "how was",
            "tell us",
            "your opinion",
        ],
    ),
    (
        "restock",
        &[
            "restock",
            "restocked",
            "back in stock",
            "in stock again",
            "running low",
            "refill",
            "time to reorder",
            "reorder",
        ],
    ),
    ("birthday", &["birthday", "birthdays", "bday", "anniversary"]),
    ("referral", &["refer", "referral", "invite a friend", "invite your friends", "bring a friend"]),
];

/// What speaks of a campaign.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its template.
    pub message: &'a str,
    /// Whom it is for, with every segment inlined; none where that cannot be told.
    pub rule: Option<&'a RuleInput>,
}

/// The tags that fit, in the order of the vocabulary.
pub fn suggest(told: Told<'_>) -> Vec<String> {
    let text = format!(" {} {} ", plain(told.name), plain(&said(told.message)));
    let spoken = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(&format!(" {phrase} ")));
    let by_rule = told.rule.map(|rule| by_rule(rule, true)).unwrap_or_default();
    let fits = VOCABULARY.into_iter().filter(|(tag, phrases)| by_rule.contains(tag) || spoken(phrases));
    fits.map(|(tag, _)| tag.to_owned()).take(MOST).collect()
}

/// What a template says in its own words: what it puts in or asks is left out.
fn said(message: &str) -> String {
    let mut said = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let (before, inside) = rest.split_at(at);
        said.push_str(before);
        said.push(' ');
        let end = if inside.starts_with("{{") { "}}" } else { "%}" };
        rest = inside.split_once(end).map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    said
}

/// Folded words with single spaces between them.
fn plain(text: &str) -> String {
    let folded = fold(text).replace('’', "'");
    let words = folded.split(|letter: char| !(letter.is_alphanumeric() || letter == '\''));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a rule speaks for; `holds` is false below a "not".
fn by_rule(rule: &RuleInput, holds: bool) -> Vec<&'static str> {
    let many = |rules: &[RuleInput]| rules.iter().flat_map(|rule| by_rule(rule, holds)).collect();
    let if_so = |speaks: bool, tag: &'static str| if speaks { vec![tag] } else { Vec::new() };
    match rule {
        RuleInput::All(rules) | RuleInput::Any(rules) => many(rules),
        RuleInput::Not(rule) => by_rule(rule, !holds),
        RuleInput::LastOrderAt(DateComparison::NotWithinLast(_) | DateComparison::Before(_)) => {
            if_so(holds, "win-back")
        }
        RuleInput::LastOrderAt(DateComparison::WithinLast(_)) => if_so(!holds, "win-back"),
        RuleInput::FirstOrderAt(DateComparison::WithinLast(_))
        | RuleInput::CreatedAt(DateComparison::WithinLast(_)) => if_so(holds, "welcome"),
        RuleInput::OrderCount(IntComparison::Eq(0)) => if_so(holds, "welcome"),
        RuleInput::Tag(TagComparison::Has(tag)) => if_so(holds && is_loyal(tag), "loyalty"),
        RuleInput::Tag(TagComparison::HasAny(tags) | TagComparison::HasAll(tags)) => {
            if_so(holds && tags.iter().any(|tag| is_loyal(tag)), "loyalty")
        }
        RuleInput::Attribute(AttributeComparison { name, .. }) => {
            let name = plain(name);
            let loyal = holds && ["tier", "loyalty", "membership"].contains(&name.as_str());
            if loyal { vec!["loyalty"] } else { if_so(holds && name.contains("birth"), "birthday") }
        }
        _ => Vec::new(),
    }
}

fn is_loyal(tag: &str) -> bool {
    ["vip", "loyal", "gold", "platinum", "member"].iter().any(|word| plain(tag).split(' ').any(|part| part == *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(name: &str, message: &str, rule: &str) -> Vec<String> {
        let rule: RuleInput = serde_json::from_str(rule).unwrap();
        suggest(Told { name, message, rule: Some(&rule) })
    }

    #[test]
    fn intent_is_read_from_name_message_and_rule() {
        let everyone = r#"{"everyone": true}"#;
        for (name, message, rule, expected) in [
            ("November", "Hello", r#"{"lastOrderAt": {"notWithinLast": {"days": 90}}}"#, vec!["win-back"]),
            ("November", "Hello", r#"{"not": {"lastOrderAt": {"withinLast": {"days": 90}}}}"#, vec!["win-back"]),
            ("November", "Hello", r#"{"not": {"lastOrderAt": {"notWithinLast": {"days": 90}}}}"#, vec![]),
            ("We kept your cup warm", "It has been a while. 15% off: WARM", everyone, vec!["win-back", "discount"]),
            ("Early access for Gold", "The festive boxes", everyone, vec!["loyalty", "seasonal"]),
            ("New harvest", "roasted and in the shop", everyone, vec!["launch"]),
            ("Diwali sale", "Hi {{ first_name | default('member') }}", everyone, vec!["seasonal", "discount"]),
            ("x", "{% if city %}How was your order?{% endif %}", everyone, vec!["feedback"]),
            ("x", "Your beans are back in stock", everyone, vec!["restock"]),
            ("x", "Don’t forget your cart", everyone, vec!["reminder"]),
            (
                "x",
                "Hello",
                r#"{"all": [{"tag": {"has": "VIP"}}, {"orderCount": {"eq": 0}}]}"#,
                vec!["welcome", "loyalty"],
            ),
            ("Offshore", "An officer and a scholar", everyone, vec![]),
            ("x", "{{ unended", everyone, vec![]),
        ] {
            assert_eq!(tags(name, message, rule), expected, "{name}: {message} {rule}");
        }
    }

    #[test]
    fn every_suggested_tag_is_one_that_may_be_set() {
        for (tag, phrases) in VOCABULARY {
            assert!(super::super::wrong_with(tag).is_none(), "{tag}");
            assert!(phrases.iter().all(|phrase| plain(phrase) == *phrase), "{tag}: {phrases:?}");
        }
    }
}
