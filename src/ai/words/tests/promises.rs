//! What holds of every text: no word is lost, no "not" is, every rule passes the check, nothing panics.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::tables::{Phrase, phrases};
use super::{lexicon, reading, rule};
use crate::ai::words::vocabulary::VOCABULARY;
use crate::ai::words::{KnownAttribute, Lexicon, MOST_CHARACTERS, Reading, Terms, TooLong, read};
use crate::config::Currency;
use crate::segments::check::{self, Library, check};
use crate::segments::fields::AttributeKind;
use crate::segments::input::RuleInput;

/// The phrase with a word between each two of its words, one after the other.
fn with_word_in_each_gap(text: &str, word: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    (0..=words.len()).map(|gap| [&words[..gap], &[word], &words[gap..]].concat().join(" ")).collect()
}

#[test]
fn a_word_that_nobody_knows_leaves_no_reading_certain_wherever_it_stands() {
    let lexicon = lexicon();
    for phrase in phrases().into_iter().filter(|phrase| phrase.certain) {
        for text in with_word_in_each_gap(phrase.text, "zorbled") {
            // It may be what an email is to contain.
            let found = reading(&text, &lexicon);
            assert!(!found.certain || rule(&found).contains("zorbled"), "{text}");
        }
    }
}

#[test]
fn a_negation_changes_the_rule_or_leaves_it_uncertain_wherever_it_stands() {
    let lexicon = lexicon();
    let mut lost = Vec::new();
    for phrase in phrases().into_iter().filter(|phrase| phrase.certain) {
        // "everyone but not VIPs" and "everyone but VIPs" are the same, and "phone no" is a phone's number.
        let same = phrase.text.contains("but") && phrase.text.contains("VIPs") || phrase.text.contains("phone");
        for word in ["not", "no"].into_iter().filter(|_| !same) {
            for text in with_word_in_each_gap(phrase.text, word) {
                let found = reading(&text, &lexicon);
                if found.certain && rule(&found) == phrase.rule {
                    lost.push(text);
                }
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn a_number_changes_the_rule_or_leaves_it_uncertain_wherever_it_stands() {
    let lexicon = lexicon();
    let mut lost = Vec::new();
    for phrase in phrases().into_iter().filter(|phrase| phrase.certain) {
        for text in with_word_in_each_gap(phrase.text, "77") {
            let found = reading(&text, &lexicon);
            // A fortnight is two weeks, a quarter three months.
            let kept = ["77", "154", "231"].iter().any(|number| rule(&found).contains(number));
            if found.certain && !kept {
                lost.push(text);
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}

/// A rule's conditions that all have to hold.
fn conjuncts(rule: &str) -> Vec<String> {
    let rule: Value = serde_json::from_str(rule).unwrap();
    match rule.get("all").and_then(Value::as_array) {
        Some(rules) => rules.iter().map(Value::to_string).collect(),
        None => vec![rule.to_string()],
    }
}

/// What a rule asks of, whatever it asks: phrases of one shape are read in one way.
fn shape(rule: &Value) -> String {
    const ASKED: &[&str] = &["all", "any", "not", "where", "orders"];
    match rule {
        Value::Object(fields) => {
            let shapes = fields.iter().map(|(name, value)| match ASKED.contains(&name.as_str()) {
                true => format!("{name}({})", shape(value)),
                false => name.clone(),
            });
            shapes.collect::<Vec<_>>().join(",")
        }
        Value::Array(values) => values.iter().map(shape).collect::<Vec<_>>().join(","),
        _ => String::new(),
    }
}

/// One certain phrase of each shape. What has several conditions that all hold is several clauses already.
fn clauses() -> Vec<Phrase> {
    let mut seen = HashSet::new();
    let several = r#"{"all""#;
    let certain =
        |phrase: &Phrase| phrase.certain && !phrase.rule.starts_with(several) && !phrase.rule.contains("everyone");
    let mut clauses: Vec<Phrase> = phrases().into_iter().filter(certain).collect();
    clauses.retain(|phrase| seen.insert(shape(&serde_json::from_str(phrase.rule).unwrap())));
    clauses
}

#[test]
fn a_time_behind_two_clauses_keeps_what_both_of_them_say_or_leaves_it_uncertain() {
    let lexicon = lexicon();
    let clauses = clauses();
    assert!(clauses.len() > 40, "{} shapes", clauses.len());
    let (mut lost, mut timed) = (Vec::new(), 0);
    for (first, second) in clauses.iter().flat_map(|first| clauses.iter().map(move |second| (first, second))) {
        let text = format!("{}, {}, in the last 30 days", first.text, second.text);
        let found = reading(&text, &lexicon);
        if !found.certain {
            continue;
        }
        timed += 1;
        let (found, kept) = (conjuncts(&rule(&found)), conjuncts(first.rule));
        let last = found.last().is_some_and(|last| last.contains(r#"{"days":30}"#));
        // The time is said of the clause before it alone, and that one says nothing else than it did.
        let others = conjuncts(second.rule);
        let others = others.split_last().map_or(&[][..], |(_, others)| others);
        if !last || !kept.iter().chain(others).all(|one| found.contains(one)) {
            lost.push(format!("{text}: {found:?}"));
        }
    }
    assert_eq!(lost, Vec::<String>::new());
    assert!(timed > 30, "{timed} of them are certain");
}

#[test]
fn a_time_between_two_clauses_keeps_what_both_of_them_say_or_leaves_it_uncertain() {
    let lexicon = lexicon();
    let clauses = clauses();
    let mut lost = Vec::new();
    for (first, second) in clauses.iter().flat_map(|first| clauses.iter().map(move |second| (first, second))) {
        let text = format!("{} in the last 30 days, {}", first.text, second.text);
        let found = reading(&text, &lexicon);
        let (whole, parts) = (rule(&found), conjuncts(&rule(&found)));
        let kept = conjuncts(second.rule).iter().all(|one| parts.contains(one));
        if found.certain && !(kept && whole.contains(r#"{"days":30}"#)) {
            lost.push(format!("{text}: {whole}"));
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn a_word_of_two_meanings_is_certain_only_where_one_of_them_is_asked_for() {
    let mut lexicon = lexicon();
    lexicon.tags.extend(["repeat", "coffee", "champion", "active"].map(str::to_owned));
    lexicon.attributes.push(KnownAttribute {
        name: "vip".to_owned(),
        kinds: vec![AttributeKind::Flag],
        values: vec![],
    });
    for (text, certain) in [
        ("repeat customers", false),
        ("coffee customers", false),
        ("VIPs", false),
        ("champions", false),
        ("active in the last 30 days", false),
        ("wholesale customers", true),
        ("tagged repeat", true),
        ("tagged coffee", true),
        ("tagged champion", true),
        ("bought coffee", true),
    ] {
        let found = reading(text, &lexicon);
        assert_eq!((found.certain, found.not_understood.is_empty()), (certain, true), "{text}: {found:?}");
    }
    assert_eq!(rule(&reading("champions", &lexicon)), r#"{"tag":{"has":"champion"}}"#);
}

#[test]
fn filler_around_a_phrase_and_its_case_change_nothing() {
    let lexicon = lexicon();
    for phrase in phrases().into_iter().filter(|phrase| phrase.certain) {
        for text in [
            format!("Please show us {}.", phrase.text),
            format!("{} currently", phrase.text),
            phrase.text.to_lowercase(),
            phrase.text.to_uppercase(),
        ] {
            let found = reading(&text, &lexicon);
            // Texts that an email is compared with are kept as they are written.
            assert_eq!((rule(&found).to_lowercase(), found.certain), (phrase.rule.to_lowercase(), true), "{text}");
        }
    }
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let lexicon = Lexicon::default();
    let terms = Terms {
        lexicon: &lexicon,
        now: "2026-11-22T06:30:00Z".parse().unwrap(),
        zone: chrono_tz::UTC,
        currency: Currency::INR,
    };
    assert_eq!(read(&"é".repeat(MOST_CHARACTERS + 1), terms), Err(TooLong));
    assert!(read(&"é".repeat(MOST_CHARACTERS), terms).is_ok());
}

#[test]
fn nothing_is_made_of_nothing() {
    for text in ["", "   ", "customers", "please", "and or but", "who"] {
        let found = reading(text, &lexicon());
        assert_eq!((found.rule, found.certain), (None, false), "{text}");
    }
}

#[test]
fn hostile_texts_are_read_to_their_end() {
    for part in
        ["(", ")", "not ", "either ", "except ", "(not ", "over 5K ", "one lakh ", "Mumbai, ", "in the last ", "\""]
    {
        let text: String = part.chars().cycle().take(MOST_CHARACTERS).collect();
        sound(&text, &reading(&text, &lexicon()));
    }
}

/// What holds of every reading.
fn sound(text: &str, found: &Reading) {
    let mut library = Library::default();
    for segment in lexicon().segments {
        library.insert(segment.id, segment.name, Ok(RuleInput::Everyone(true)));
    }
    if let Some(rule) = &found.rule {
        let terms = check::Terms { currency: Currency::INR, library: &library, editing: None };
        assert!(check(rule, terms).is_ok(), "{text}: {rule:?}");
    }
    assert!(!found.certain || (found.rule.is_some() && found.not_understood.is_empty()), "{text}: {found:?}");
    assert!(found.not_understood.iter().all(|words| text.contains(words.as_str())), "{text}: {found:?}");
}

/// Texts of the words that the reader knows, in any order.
fn word_salad() -> impl Strategy<Value = String> {
    let mut words: Vec<String> = VOCABULARY.phrases().into_iter().map(|(phrase, _)| phrase).collect();
    let more = "Mumbai|India|vip|Coffee|app|COF-CHK-250|tier|points|Gold|subscriber|5|5K|₹1,00,000|10|2025|1st|\
                2025-03-01|1/3/2025|(|)|,|-|+|>|<=|=|$|\"Lapsed regulars\"|\"|zorbled|/|:";
    words.extend(more.split('|').map(str::to_owned));
    proptest::collection::vec(select(words), 0..24)
        .prop_map(|words| words.join(" ").chars().take(MOST_CHARACTERS).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_salad_of_known_words_makes_sound_rules(text in word_salad()) {
        sound(&text, &reading(&text, &lexicon()));
    }

    #[test]
    fn any_text_at_all_makes_sound_rules(text in "\\PC{0,80}") {
        sound(&text, &reading(&text, &lexicon()));
    }
}
