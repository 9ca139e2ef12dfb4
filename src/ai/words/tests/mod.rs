//! What phrases are read as: tables of them by concept, and what holds of every text.

mod promises;
mod tables;
mod vocabulary;

use super::{KnownAttribute, KnownSegment, Lexicon, Reading, Terms, read};
use crate::config::Currency;
use crate::ids::SegmentId;
use crate::segments::fields::AttributeKind;

/// A roaster's words.
pub fn lexicon() -> Lexicon {
    let names = |text: &str| text.split(", ").map(str::to_owned).collect::<Vec<_>>();
    let attribute = |name: &str, kind, values: &str| KnownAttribute {
        name: name.to_owned(),
        kinds: vec![kind],
        values: names(values).into_iter().filter(|value| !value.is_empty()).collect(),
    };
    let segment = |id, name: &str| KnownSegment { id: SegmentId(id), name: name.to_owned() };
    Lexicon {
        cities: names(
            "Bengaluru, Mumbai, Delhi, Chennai, Hyderabad, Pune, Kolkata, Mysuru, Kochi, Jaipur, London, Singapore, \
             San Francisco, Goa",
        ),
        countries: names("India, United Kingdom, Singapore, United States"),
        tags: names("vip, workshop, gifting, office, reviewer, wholesale, big-spender"),
        categories: names("Coffee, Tea, Brewing, Treats, Gifts"),
        skus: names("COF-CHK-250, TEA-DAR-100, GFT-CARD"),
        channels: names("web, app, store, marketplace"),
        attributes: vec![
            attribute("tier", AttributeKind::Text, "Bronze, Silver, Gold, Platinum"),
            attribute("points", AttributeKind::Number, ""),
            attribute("birthday", AttributeKind::Date, ""),
            attribute("language", AttributeKind::Text, "English, Kannada, Hindi"),
            attribute("source", AttributeKind::Text, "Store, Instagram, Search, Referral"),
            attribute("subscriber", AttributeKind::Flag, ""),
            attribute("loyalty_score", AttributeKind::Number, ""),
        ],
        segments: vec![segment(1, "Lapsed regulars"), segment(2, "Gold and Platinum")],
    }
}

/// A text, read at noon on 22 November 2026 in India.
pub fn reading(text: &str, lexicon: &Lexicon) -> Reading {
    let terms = Terms {
        lexicon,
        now: "2026-11-22T06:30:00Z".parse().unwrap(),
        zone: chrono_tz::Asia::Kolkata,
        currency: Currency::INR,
    };
    read(text, terms).unwrap()
}

/// A reading's rule as JSON; "null" where there is none.
pub fn rule(reading: &Reading) -> String {
    serde_json::to_string(&reading.rule).unwrap()
}
