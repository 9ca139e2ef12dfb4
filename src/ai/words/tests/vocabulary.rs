//! Each word of the vocabulary is understood in a sentence that is made for its kind.

use super::{lexicon, reading, rule};
use crate::ai::words::token::Op;
use crate::ai::words::vocabulary::{Contact, Form, Meaning, Unit, VOCABULARY};

/// A sentence with the word, and what must stand in its rule.
fn sentence(word: &str, meaning: Meaning) -> Option<(String, String)> {
    let made = |text: String, expected: &str| Some((text, expected.to_owned()));
    match meaning {
        Meaning::Compare(op) => Some((format!("{word} 7 visits"), format!("{{\"visits\":{{\"{}\":7}}}}", name(op)))),
        Meaning::Only => made(format!("{word} 7 visits"), "{\"visits\":{\"eq\":7}}"),
        Meaning::Behind(op) => Some((format!("7 {word} visits"), format!("{{\"visits\":{{\"{}\":7}}}}", name(op)))),
        Meaning::Between => {
            made(format!("{word} 2 and 4 orders"), "{\"orderCount\":{\"between\":{\"from\":2,\"to\":4}}}")
        }
        Meaning::People => made(format!("{word} from Mumbai"), "{\"city\":{\"eq\":\"Mumbai\"}}"),
        Meaning::Number(number) => {
            Some((format!("more than {word} visits"), format!("{{\"visits\":{{\"gt\":{number}}}}}")))
        }
        Meaning::Scale(scale) => {
            Some((format!("spent over 3 {word}"), format!("{{\"spend\":{{\"gt\":\"{}\"}}}}", 3 * scale)))
        }
        Meaning::Times(times) => Some((format!("ordered {word}"), format!("{{\"orderCount\":{{\"eq\":{times}}}}}"))),
        Meaning::Unit(unit, count) => Some((
            format!("ordered in the last 3 {word}"),
            format!("{{\"lastOrderAt\":{{\"withinLast\":{{\"{}\":{}}}}}}}", plural(unit), 3 * count),
        )),
        Meaning::TheLast => made(format!("ordered in {word} 3 days"), "\"withinLast\":{\"days\":3}"),
        Meaning::Month(month) => Some((
            format!("joined since {word} 2025"),
            format!("2025-{:02}-", if month == 1 { 12 } else { month - 1 }).replace("2025-12", "2024-12"),
        )),
        Meaning::Money("INR") => made(format!("spent over 500 {word}"), "{\"spend\":{\"gt\":\"500\"}}"),
        Meaning::Living => made(
            format!("{word} Pune").replace(" Pune", if word.contains(' ') { " Pune" } else { " in Pune" }),
            "{\"city\":{\"eq\":\"Pune\"}}",
        ),
        Meaning::Outside => made(format!("{word} Pune"), "{\"not\":{\"city\":{\"eq\":\"Pune\"}}}"),
        Meaning::Spend => made(format!("{word} over 500"), "{\"spend\":{\"gt\":\"500\"}}"),
        Meaning::Spent => made(format!("{word} over 500"), "{\"spend\":{\"gt\":\"500\"}}"),
        Meaning::Average => made(format!("{word} over 500"), "{\"averageOrderValue\":{\"gt\":\"500\"}}"),
        Meaning::Largest => made(format!("{word} over 500"), "{\"orders\":{\"max\":{\"gt\":\"500\"}}}"),
        Meaning::OrderCount => made(format!("{word} over 5"), "{\"orderCount\":{\"gt\":5}}"),
        Meaning::Order(Form::Verb) => {
            made(format!("{word} in the last 9 days"), "{\"lastOrderAt\":{\"withinLast\":{\"days\":9}}}")
        }
        Meaning::Order(Form::Many) => made(format!("9 {word}"), "{\"orderCount\":{\"eq\":9}}"),
        Meaning::Visit => made(format!("{word} more than 5 times"), "{\"visits\":{\"gt\":5}}"),
        _ => of_life(word, meaning),
    }
}

/// Likewise, for what customers are and did.
fn of_life(word: &str, meaning: Meaning) -> Option<(String, String)> {
    let made = |text: String, expected: &str| Some((text, expected.to_owned()));
    match meaning {
        Meaning::Joined => made(format!("{word} in the last 9 days"), "{\"createdAt\":{\"withinLast\":{\"days\":9}}}"),
        Meaning::FirstOrder => {
            made(format!("{word} in the last 9 days"), "{\"firstOrderAt\":{\"withinLast\":{\"days\":9}}}")
        }
        Meaning::LastOrder => {
            made(format!("{word} in the last 9 days"), "{\"lastOrderAt\":{\"withinLast\":{\"days\":9}}}")
        }
        Meaning::Inactive => made(format!("{word} for 9 days"), "{\"lastOrderAt\":{\"notWithinLast\":{\"days\":9}}}"),
        Meaning::Active => {
            made(format!("{word} in the last 9 days"), "{\"lastOrderAt\":{\"withinLast\":{\"days\":9}}}")
        }
        Meaning::Repeat => made(format!("{word} customers"), "{\"orderCount\":{\"gte\":2}}"),
        Meaning::OneTime => made(format!("{word} customers"), "{\"orderCount\":{\"eq\":1}}"),
        Meaning::Contact(Contact::Email) => made(format!("with an {word}"), "{\"email\":{\"isMissing\":false}}"),
        Meaning::Contact(Contact::Phone) => made(format!("without a {word}"), "{\"phone\":{\"isMissing\":true}}"),
        Meaning::OptedIn => made(format!("who {word}"), "{\"consent\":\"GRANTED\"}"),
        Meaning::OptedOut => made(format!("who {word}"), "{\"consent\":\"WITHDRAWN\"}"),
        Meaning::Tagged => made(format!("{word} vip"), "{\"tag\":{\"has\":\"vip\"}}"),
        Meaning::Except => made(format!("everyone {word} VIPs"), "{\"not\":{\"tag\":{\"has\":\"vip\"}}}"),
        Meaning::Without => made(format!("{word} email"), "{\"email\":{\"isMissing\":true}}"),
        Meaning::Not => {
            made(format!("who {word} ordered in 9 days"), "{\"lastOrderAt\":{\"notWithinLast\":{\"days\":9}}}")
        }
        Meaning::But => made(format!("VIPs {word} not reviewers"), "{\"not\":{\"tag\":{\"has\":\"reviewer\"}}}"),
        Meaning::Status(_) => made(format!("2 {word} orders"), "\"count\":{\"eq\":2}"),
        Meaning::StatusNoun(_) => made(format!("no {word}"), "\"count\":{\"eq\":0}"),
        _ => None,
    }
}

fn name(op: Op) -> &'static str {
    match op {
        Op::Eq => "eq",
        Op::Ne => "ne",
        Op::Gt => "gt",
        Op::Gte => "gte",
        Op::Lt => "lt",
        Op::Lte => "lte",
    }
}

fn plural(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::Weeks => "weeks",
        Unit::Months => "months",
        Unit::Years => "years",
    }
}

#[test]
fn each_word_of_the_vocabulary_is_understood() {
    let lexicon = lexicon();
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (word, meaning) in VOCABULARY.phrases() {
        let Some((text, expected)) = sentence(&word, meaning) else { continue };
        tried += 1;
        let found = reading(&text, &lexicon);
        if !rule(&found).contains(&expected) || !found.not_understood.is_empty() {
            wrong.push(format!("{text}: {} instead of {expected}, {:?}", rule(&found), found.not_understood));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 300, "{tried}");
}
