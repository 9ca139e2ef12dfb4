//! The golden set: phrases as marketers type them, each with the rule that a careful person would build. It was
//! written without a look at any reader, and it measures all of them by one yardstick.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::words::{KnownAttribute, KnownSegment, Lexicon, Reading, Terms};
use crate::config::Currency;
use crate::customers::fold::fold;
use crate::segments::fields::AttributeKind;

/// The set that comes with the product.
pub const SET: &str = include_str!("../../tests/golden/rules.json");

/// Phrases, and the brand that they are about.
#[derive(Debug, Deserialize)]
pub struct GoldenSet {
    context: Brand,
    /// The phrases.
    pub phrases: Vec<Phrase>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Brand {
    now: DateTime<Utc>,
    time_zone: chrono_tz::Tz,
    currency: String,
    cities: Vec<String>,
    countries: Vec<String>,
    tags: Vec<String>,
    categories: Vec<String>,
    skus: Vec<String>,
    channels: Vec<String>,
    attributes: Vec<BrandAttribute>,
    segments: Vec<BrandSegment>,
}

#[derive(Debug, Deserialize)]
struct BrandAttribute {
    name: String,
    kind: String,
    values: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct BrandSegment {
    id: String,
    name: String,
}

/// A phrase, and what is right for it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Phrase {
    /// As it is typed.
    pub phrase: String,
    /// What it is about.
    pub area: String,
    rule: Option<Value>,
    #[serde(default)]
    also_right: Vec<Value>,
    certain: bool,
    #[serde(default)]
    not_understood: Vec<String>,
}

/// How a reading of a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The rule is right, and what had to be named as not understood is named.
    Exact,
    /// It is not, and did not claim to be.
    Missed,
    /// It claims to be certain, and the rule is wrong or nobody could be.
    WronglyCertain,
}

impl GoldenSet {
    /// Reads a set.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The words of the brand.
    pub fn lexicon(&self) -> anyhow::Result<Lexicon> {
        let brand = &self.context;
        let attribute = |seen: &BrandAttribute| {
            let kinds = vec![match seen.kind.as_str() {
                "number" => AttributeKind::Number,
                "date" => AttributeKind::Date,
                "flag" => AttributeKind::Flag,
                _ => AttributeKind::Text,
            }];
            KnownAttribute { name: seen.name.clone(), kinds, values: seen.values.clone() }
        };
        let segment =
            |saved: &BrandSegment| anyhow::Ok(KnownSegment { id: saved.id.parse()?, name: saved.name.clone() });
        Ok(Lexicon {
            cities: brand.cities.clone(),
            countries: brand.countries.clone(),
            tags: brand.tags.clone(),
            categories: brand.categories.clone(),
            skus: brand.skus.clone(),
            channels: brand.channels.clone(),
            attributes: brand.attributes.iter().map(attribute).collect(),
            segments: brand.segments.iter().map(segment).collect::<Result<_, _>>()?,
        })
    }

    /// What its phrases are read against.
    pub fn terms<'a>(&self, lexicon: &'a Lexicon) -> Terms<'a> {
        let Brand { now, time_zone, currency, .. } = &self.context;
        let currency = Currency::from_code(currency).unwrap_or(Currency::INR);
        Terms { lexicon, now: *now, zone: *time_zone, currency }
    }
}

impl Phrase {
    /// How a reading stands.
    pub fn judge(&self, reading: &Reading) -> Verdict {
        let said = reading.rule.as_ref().and_then(|rule| serde_json::to_value(rule).ok()).unwrap_or(Value::Null);
        let said = plain(&said);
        let right = plain(self.rule.as_ref().unwrap_or(&Value::Null)) == said
            || self.also_right.iter().any(|rule| plain(rule) == said);
        if reading.certain && !(right && self.certain) {
            return Verdict::WronglyCertain;
        }
        let named = fold(&reading.not_understood.join(" "));
        let names_all = self.not_understood.iter().all(|word| named.contains(&fold(word)));
        if right && names_all { Verdict::Exact } else { Verdict::Missed }
    }
}

/// A rule whose groups and lists are in one order, and whose instants are written in one way.
fn plain(rule: &Value) -> Value {
    match rule {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(plain).collect();
            values.sort_by_key(ToString::to_string);
            Value::Array(values)
        }
        Value::String(text) => match DateTime::parse_from_rfc3339(text) {
            Ok(instant) => Value::String(instant.to_utc().to_rfc3339()),
            Err(_) => rule.clone(),
        },
        _ => rule.clone(),
    }
}

/// How many phrases of a kind stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// All.
    pub phrases: usize,
    /// [`Verdict::Exact`]
    pub exact: usize,
    /// The reading was certain.
    pub certain: usize,
    /// [`Verdict::WronglyCertain`]
    pub wrongly_certain: usize,
}

impl Score {
    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict, reading: &Reading) {
        self.phrases += 1;
        self.certain += usize::from(reading.certain);
        self.exact += usize::from(verdict == Verdict::Exact);
        self.wrongly_certain += usize::from(verdict == Verdict::WronglyCertain);
    }

    /// Of a hundred.
    pub fn percent(self) -> f64 {
        100.0 * self.exact as f64 / self.phrases.max(1) as f64
    }
}

/// Scores by area.
pub type Scores = BTreeMap<String, Score>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ai::words::read;

    /// The promise: so much of the set is read exactly, and nothing that is wrong is called certain.
    #[test]
    fn the_built_in_engine_reads_nine_of_ten_exactly_and_is_never_wrong_and_certain() {
        let set = GoldenSet::read(SET).unwrap();
        assert!(set.phrases.len() >= 150, "{} phrases", set.phrases.len());
        let lexicon = set.lexicon().unwrap();
        let mut score = Score::default();
        let mut wrong = Vec::new();
        for phrase in &set.phrases {
            let reading = read(&phrase.phrase, set.terms(&lexicon)).unwrap();
            let verdict = phrase.judge(&reading);
            score.add(verdict, &reading);
            if verdict == Verdict::WronglyCertain {
                wrong.push(format!("{}: {}", phrase.phrase, serde_json::to_string(&reading.rule).unwrap()));
            }
        }
        assert!(wrong.is_empty(), "wrong and certain:\n{}", wrong.join("\n"));
        assert!(score.percent() >= 90.0, "{:.1} % of {} are exact", score.percent(), score.phrases);
    }

    /// The yardstick itself: each verdict is given where it belongs.
    #[test]
    fn a_reading_is_judged_by_its_rule_its_certainty_and_what_it_did_not_understand() {
        let phrase: Phrase = serde_json::from_value(serde_json::json!({
            "phrase": "spent over 5K recently", "area": "money", "certain": false, "notUnderstood": ["recently"],
            "rule": { "all": [{ "visits": { "gt": 1 } }, { "spend": { "gt": "5000" } }] }, "alsoRight": [null],
        }))
        .unwrap();
        let reading = |rule: &str, not_understood: &[&str], certain| Reading {
            rule: serde_json::from_str(rule).unwrap(),
            assumptions: Vec::new(),
            not_understood: not_understood.iter().map(|word| (*word).to_owned()).collect(),
            certain,
        };
        let turned = r#"{ "all": [{ "spend": { "gt": "5000" } }, { "visits": { "gt": 1 } }] }"#;
        for (found, verdict) in [
            (reading(turned, &["Recently"], false), Verdict::Exact),
            (reading("null", &["spent over 5K", "recently"], false), Verdict::Exact),
            (reading(turned, &[], false), Verdict::Missed),
            (reading(r#"{ "spend": { "gt": "5000" } }"#, &["recently"], false), Verdict::Missed),
            (reading(turned, &["recently"], true), Verdict::WronglyCertain),
        ] {
            assert_eq!(phrase.judge(&found), verdict, "{found:?}");
        }
    }
}
