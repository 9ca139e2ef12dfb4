//! What is known of the brand's own words: where its customers live, what it sells, how it tags them. They are
//! matched whatever the case, plurals as singulars; another name of a city is matched too, and says so.

use std::collections::{HashMap, HashSet};

use super::token::tokens;
use crate::ids::SegmentId;
use crate::segments::fields::{AttributeKind, RuleField};

/// The brand's words.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Where customers live.
    pub cities: Vec<String>,
    /// Likewise.
    pub countries: Vec<String>,
    /// What customers are tagged with.
    pub tags: Vec<String>,
    /// Categories of items.
    pub categories: Vec<String>,
    /// Skus of items.
    pub skus: Vec<String>,
    /// Where orders are placed.
    pub channels: Vec<String>,
    /// What the brand keeps under names of its own.
    pub attributes: Vec<KnownAttribute>,
    /// The saved segments.
    pub segments: Vec<KnownSegment>,
}

/// An attribute that was seen.
#[derive(Clone, Debug)]
pub struct KnownAttribute {
    /// As the brand writes it.
    pub name: String,
    /// What it was seen to hold.
    pub kinds: Vec<AttributeKind>,
    /// Texts that it was seen to hold.
    pub values: Vec<String>,
}

/// A saved segment.
#[derive(Clone, Debug)]
pub struct KnownSegment {
    /// Which.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
}

impl Lexicon {
    /// The words of a rule catalogue, and the segments.
    pub fn new(fields: &[RuleField], segments: Vec<KnownSegment>) -> Self {
        let values = |name: &str| {
            fields.iter().find(|field| field.name == name).map(|field| field.values.clone()).unwrap_or_default()
        };
        let seen = fields.iter().flat_map(|field| &field.attributes);
        Self {
            cities: values("city"),
            countries: values("country"),
            tags: values("tag"),
            categories: values("orders.where.category"),
            skus: values("orders.where.sku"),
            channels: values("orders.where.channel"),
            attributes: seen
                .map(|seen| KnownAttribute {
                    name: seen.name.clone(),
                    kinds: seen.kinds.clone(),
                    values: seen.values.clone(),
                })
                .collect(),
            segments,
        }
    }
}

/// What a word of the brand's may stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum Sense {
    City(String),
    Country(String),
    Tag(String),
    Category(String),
    Sku(String),
    Channel(String),
    /// The attribute's place in the lexicon.
    Attribute(usize),
    /// A text that this attribute was seen to hold.
    Value(usize, String),
    Segment(SegmentId),
}

impl Sense {
    /// Whether it says who somebody is: a tag, a place.
    pub fn is_of_people(&self) -> bool {
        self.is_place() || matches!(self, Self::Tag(_))
    }

    /// Whether it is where somebody lives.
    pub fn is_place(&self) -> bool {
        matches!(self, Self::City(_) | Self::Country(_))
    }
}

/// A phrase of the brand's that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// How many tokens it has.
    pub length: usize,
    /// What it may stand for, all as long.
    pub senses: Vec<Sense>,
    /// The name that stands in the lexicon, where the text has another one for it.
    pub alias_of: Option<String>,
}

struct Phrase {
    keys: Vec<String>,
    sense: Sense,
    alias_of: Option<String>,
}

/// The brand's words, by their first.
pub struct Index {
    by_first: HashMap<String, Vec<Phrase>>,
}

/// Other names of cities, which mean the same wherever both are known.
const CITIES: &[(&str, &str)] = &[
    ("Bombay", "Mumbai"),
    ("Bangalore", "Bengaluru"),
    ("Calcutta", "Kolkata"),
    ("Madras", "Chennai"),
    ("Poona", "Pune"),
    ("Mysore", "Mysuru"),
    ("Cochin", "Kochi"),
    ("Gurgaon", "Gurugram"),
    ("Mangalore", "Mangaluru"),
    ("Vizag", "Visakhapatnam"),
    ("Trivandrum", "Thiruvananthapuram"),
    ("Baroda", "Vadodara"),
    ("Allahabad", "Prayagraj"),
    ("Banaras", "Varanasi"),
    ("Benares", "Varanasi"),
    ("Pondicherry", "Puducherry"),
    ("New Delhi", "Delhi"),
    ("Simla", "Shimla"),
    ("Calicut", "Kozhikode"),
    ("Trichy", "Tiruchirappalli"),
    ("Panjim", "Panaji"),
    ("NYC", "New York"),
    ("SF", "San Francisco"),
    ("Mumbaikar", "Mumbai"),
    ("Delhiite", "Delhi"),
    ("Bangalorean", "Bengaluru"),
    ("Bengalurean", "Bengaluru"),
    ("Punekar", "Pune"),
    ("Chennaiite", "Chennai"),
    ("Hyderabadi", "Hyderabad"),
    ("Londoner", "London"),
];

const COUNTRIES: &[(&str, &str)] = &[
    ("USA", "United States"),
    ("US", "United States"),
    ("America", "United States"),
    ("UK", "United Kingdom"),
    ("Britain", "United Kingdom"),
    ("UAE", "United Arab Emirates"),
    ("Bharat", "India"),
    ("Indian", "India"),
    ("Nepali", "Nepal"),
    ("Nepalese", "Nepal"),
    ("American", "United States"),
    ("British", "United Kingdom"),
    ("Emirati", "United Arab Emirates"),
    ("Singaporean", "Singapore"),
    ("Canadian", "Canada"),
    ("Australian", "Australia"),
    ("German", "Germany"),
    ("French", "France"),
];

const CHANNELS: &[(&str, &str)] =
    &[("website", "web"), ("site", "web"), ("mobile app", "app"), ("shop floor", "store")];

impl Index {
    /// Of a lexicon.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut index = Self { by_first: HashMap::new() };
        index.add_all(&lexicon.tags, Sense::Tag);
        index.add_all(&lexicon.cities, Sense::City);
        index.add_all(&lexicon.countries, Sense::Country);
        index.add_all(&lexicon.categories, Sense::Category);
        index.add_all(&lexicon.channels, Sense::Channel);
        index.add_all(&lexicon.skus, Sense::Sku);
        for (at, attribute) in lexicon.attributes.iter().enumerate() {
            index.add(&attribute.name, Sense::Attribute(at), None);
            for value in &attribute.values {
                index.add(value, Sense::Value(at, value.clone()), None);
            }
        }
        for segment in &lexicon.segments {
            index.add(&segment.name, Sense::Segment(segment.id), None);
        }
        index.add_aliases((CITIES, &lexicon.cities), Sense::City);
        index.add_aliases((COUNTRIES, &lexicon.countries), Sense::Country);
        index.add_aliases((CHANNELS, &lexicon.channels), Sense::Channel);
        index
    }

    fn add_all(&mut self, values: &[String], sense: fn(String) -> Sense) {
        for value in values {
            self.add(value, sense(value.clone()), None);
        }
    }

    fn add(&mut self, written: &str, sense: Sense, alias_of: Option<String>) {
        let keys: Vec<String> = tokens(written).iter().map(|token| token.key(written)).collect();
        if let Some(first) = keys.first().cloned() {
            self.by_first.entry(first).or_default().push(Phrase { keys, sense, alias_of });
        }
    }

    /// Each pair both ways, where one name is known and the other is not.
    fn add_aliases(&mut self, (pairs, known): (&[(&str, &str)], &[String]), sense: fn(String) -> Sense) {
        let known: HashMap<String, &String> = known.iter().map(|name| (name.to_lowercase(), name)).collect();
        let mut added = HashSet::new();
        for (one, other) in pairs {
            for (said, meant) in [(one, other), (other, one)] {
                let Some(meant) = known.get(&meant.to_lowercase()) else { continue };
                if !known.contains_key(&said.to_lowercase()) && added.insert(*said) {
                    self.add(said, sense((*meant).clone()), Some((*meant).clone()));
                }
            }
        }
    }

    /// The longest phrase at the beginning of some keys.
    pub fn longest(&self, keys: &[String], wanted: impl Fn(&Sense) -> bool) -> Option<Found> {
        let phrases = self.by_first.get(keys.first()?)?;
        let fits = |phrase: &&Phrase| keys.starts_with(&phrase.keys) && wanted(&phrase.sense);
        let length = phrases.iter().filter(fits).map(|phrase| phrase.keys.len()).max()?;
        let longest: Vec<&Phrase> = phrases.iter().filter(fits).filter(|phrase| phrase.keys.len() == length).collect();
        let mut senses: Vec<Sense> = Vec::new();
        for phrase in &longest {
            if !senses.contains(&phrase.sense) {
                senses.push(phrase.sense.clone());
            }
        }
        let alias_of =
            longest.iter().all(|phrase| phrase.alias_of.is_some()).then(|| longest.first()?.alias_of.clone());
        Some(Found { length, senses, alias_of: alias_of.flatten() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(index: &Index, text: &str) -> Option<(usize, Vec<Sense>, Option<String>)> {
        let keys: Vec<String> = tokens(text).iter().map(|token| token.key(text)).collect();
        index.longest(&keys, |_| true).map(|found| (found.length, found.senses, found.alias_of))
    }

    #[test]
    fn the_brands_words_are_found_whatever_their_case_and_number() {
        let name = |text: &str| vec![text.to_owned()];
        let lexicon = Lexicon {
            cities: vec!["Mumbai".to_owned(), "San Francisco".to_owned(), "Singapore".to_owned()],
            countries: name("Singapore"),
            tags: name("big-spender"),
            skus: name("COF-CHK-250"),
            ..Lexicon::default()
        };
        let index = Index::new(&lexicon);
        let city = |name: &str| Sense::City(name.to_owned());
        assert_eq!(found(&index, "san francisco folks"), Some((2, vec![city("San Francisco")], None)));
        assert_eq!(found(&index, "Big Spenders"), Some((2, vec![Sense::Tag("big-spender".to_owned())], None)));
        assert_eq!(found(&index, "cof-chk-250"), Some((3, vec![Sense::Sku("COF-CHK-250".to_owned())], None)));
        assert_eq!(found(&index, "BOMBAY"), Some((1, vec![city("Mumbai")], Some("Mumbai".to_owned()))));
        let singapore = vec![city("Singapore"), Sense::Country("Singapore".to_owned())];
        assert_eq!(found(&index, "Singapore"), Some((1, singapore, None)));
        assert_eq!(found(&index, "Madras"), None);
    }
}
