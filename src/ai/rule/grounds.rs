//! Whether a rule says only what the text says. A model makes numbers up and borrows words from its instruction; a rule
//! in which a number or a word occurs that nobody has written is not a reading of the text, however well it is formed.
//! One thing may be added: a word of the brand for words that our own reader could not read, "shoes" for "footwear".
//! That is the person's to judge, and said.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ai::words::{Lexicon, Terms, numbers_in, words_in};
use crate::customers::fold::fold;
use crate::segments::input::RuleInput;

/// Fields whose values are words of the product and not of the text.
const OUR_WORDS: &[&str] = &["consent", "status"];

/// The words of the brand that were put in for others; or which number or word of the rule has no ground in the text.
/// `unread` are the words that our own reader could not read.
pub fn check(rule: &RuleInput, (text, unread): (&str, &[String]), terms: Terms<'_>) -> Result<Vec<String>, String> {
    let mut written = Written {
        numbers: numbers_in(text, terms),
        text: format!(" {} ", words_in(text).join(" ")),
        may_stand_in: if unread.is_empty() { BTreeSet::new() } else { known(terms.lexicon) },
        stood_in: Vec::new(),
    };
    let rule = serde_json::to_value(rule).map_err(|error| error.to_string())?;
    written.holds("", &rule)?;
    Ok(written.stood_in)
}

struct Written {
    numbers: BTreeSet<String>,
    text: String,
    may_stand_in: BTreeSet<String>,
    stood_in: Vec<String>,
}

impl Written {
    fn holds(&mut self, field: &str, value: &Value) -> Result<(), String> {
        match value {
            // Whoever names everyone is understood by our own reader.
            Value::Object(fields) if fields.contains_key("everyone") => Err("Nobody named everyone.".to_owned()),
            Value::Object(fields) => fields.iter().try_for_each(|(name, value)| self.holds(name, value)),
            Value::Array(values) => values.iter().try_for_each(|value| self.holds(field, value)),
            Value::Number(number) => self.number(&number.to_string()),
            Value::String(_) if OUR_WORDS.contains(&field) => Ok(()),
            Value::String(tier) if field == "tier" => self.tier(tier),
            Value::String(risk) if field == "churnRisk" => self.churn_risk(risk),
            Value::String(word) if word.chars().all(|letter| letter.is_ascii_digit() || letter == '.') => {
                self.number(word)
            }
            Value::String(word) => self.word(word),
            Value::Bool(_) | Value::Null => Ok(()),
        }
    }

    fn number(&self, number: &str) -> Result<(), String> {
        // "Ever bought" and "never bought" are comparisons with none and one, which nobody writes.
        if matches!(number, "0" | "1") || self.numbers.contains(number) {
            return Ok(());
        }
        Err(format!("The number {number} does not stand in the description."))
    }

    fn says(&self, words: &str) -> bool {
        self.text.contains(&format!(" {words} "))
    }

    /// A tier by its own name, "champions"; what is new or at risk, is so for other reasons too.
    fn tier(&self, name: &str) -> Result<(), String> {
        let title = name.to_lowercase().replace('_', " ");
        let named = self.says(&title) || self.says(&format!("{title}s")) || self.says(&title.replace("needs", "need"));
        let said = self.says("tier") || self.says("tiers");
        match name {
            "NEW" | "AT_RISK" if !said => Err("The description speaks of no tier.".to_owned()),
            _ if named => Ok(()),
            _ => Err(format!("The tier \"{title}\" is not named in the description.")),
        }
    }

    fn churn_risk(&self, name: &str) -> Result<(), String> {
        let levels: &[&str] = match name {
            "LOW" => &["low", "unlikely"],
            "MEDIUM" => &["medium", "moderate"],
            _ => &["high", "likely", "risk", "about", "danger"],
        };
        let churn = ["churn", "churning", "leave", "leaving"].iter().any(|word| self.says(word));
        if churn && levels.iter().any(|level| self.says(level)) {
            return Ok(());
        }
        Err(format!("The description does not speak of a {} risk of churn.", name.to_lowercase()))
    }

    fn word(&mut self, word: &str) -> Result<(), String> {
        let as_read = words_in(word).join(" ");
        if !as_read.is_empty() && self.says(&as_read) {
            return Ok(());
        }
        if self.may_stand_in.contains(&fold(word)) {
            self.stood_in.push(word.to_owned());
            return Ok(());
        }
        Err(format!("\"{word}\" does not stand in the description."))
    }
}

fn known(lexicon: &Lexicon) -> BTreeSet<String> {
    let Lexicon { cities, countries, tags, categories, channels, .. } = lexicon;
    [cities, countries, tags, categories, channels].into_iter().flatten().map(|word| fold(word)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Currency;

    fn holds(rule: Value, text: &str) -> bool {
        let lexicon = Lexicon::default();
        let terms = Terms {
            lexicon: &lexicon,
            now: "2026-11-22T06:30:00Z".parse().unwrap(),
            zone: chrono_tz::UTC,
            currency: Currency::INR,
        };
        check(&serde_json::from_value(rule).unwrap(), (text, &[]), terms).is_ok()
    }

    #[test]
    fn a_tier_and_a_risk_of_churn_hold_only_where_the_text_speaks_of_them() {
        for (rule, text, expected) in [
            (json!({ "tier": "CHAMPION" }), "our champions, please", true),
            (json!({ "tier": "CHAMPION" }), "our best customers", false),
            (json!({ "tier": "LOYAL" }), "the loyal ones", true),
            (json!({ "tier": "NEW" }), "new customers", false),
            (json!({ "tier": "NEW" }), "people of the new tier", true),
            (json!({ "tier": "AT_RISK" }), "at risk of churn", false),
            (json!({ "tier": "NEEDS_ATTENTION" }), "who need attention", true),
            (json!({ "churnRisk": "HIGH" }), "who will likely churn", true),
            (json!({ "churnRisk": "HIGH" }), "high spenders", false),
            (json!({ "churnRisk": "LOW" }), "likely to churn", false),
            (json!({ "all": [{ "visits": { "gt": 5 } }, { "churnRisk": "LOW" }] }), "low churn, over 5 visits", true),
        ] {
            assert_eq!(holds(rule.clone(), text), expected, "{text}: {rule}");
        }
    }
}
