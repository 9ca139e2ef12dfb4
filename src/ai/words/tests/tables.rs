//! The tables: a phrase, then indented `=` for a certain reading or `~` for an uncertain one with its rule, and `!`
//! with what is not understood.

use super::{lexicon, reading, rule};

const TABLES: [(&str, &str); 9] = [
    ("money", include_str!("money.txt")),
    ("orders", include_str!("orders.txt")),
    ("time", include_str!("time.txt")),
    ("people", include_str!("people.txt")),
    ("logic", include_str!("logic.txt")),
    ("reach", include_str!("reach.txt")),
    ("standing", include_str!("standing.txt")),
    ("doubtful", include_str!("doubtful.txt")),
    ("adversarial", include_str!("adversarial.txt")),
];

/// A phrase and what it is expected to be read as.
pub struct Phrase {
    pub text: &'static str,
    pub certain: bool,
    pub rule: &'static str,
    pub not_understood: Vec<&'static str>,
}

pub fn phrases() -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    for line in TABLES.into_iter().flat_map(|(_, table)| table.lines()).filter(|line| !line.trim().is_empty()) {
        let Some(told) = line.strip_prefix("    ") else {
            phrases.push(Phrase { text: line, certain: false, rule: "", not_understood: Vec::new() });
            continue;
        };
        let phrase = phrases.last_mut().unwrap();
        match told.split_at(2) {
            ("= ", rule) => (phrase.certain, phrase.rule) = (true, rule),
            ("~ ", rule) => phrase.rule = rule,
            ("! ", words) => phrase.not_understood = words.split(" | ").collect(),
            _ => panic!("{line}"),
        }
    }
    phrases
}

#[test]
fn phrases_are_read_as_the_tables_say() {
    let lexicon = lexicon();
    let phrases = phrases();
    assert!(phrases.len() > 600, "{} phrases", phrases.len());
    let mut wrong = Vec::new();
    for phrase in phrases {
        let found = reading(phrase.text, &lexicon);
        if (rule(&found).as_str(), found.certain) != (phrase.rule, phrase.certain)
            || found.not_understood != phrase.not_understood
        {
            wrong.push(format!("{}\n  expected {} {}\n  {found:?}", phrase.text, phrase.certain, phrase.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
