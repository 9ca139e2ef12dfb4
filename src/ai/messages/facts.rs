//! What is known of an audience: every figure that a reason may name, the product that fits it best, and real people to
//! render for.

use chrono::{DateTime, TimeDelta, Utc};

use super::goal::Goal;
use super::goal::words::cut;
use crate::ai::store::buyers::{Bought, Figures};
use crate::campaigns::message::{Field, Person};
use crate::customers::fold::fold;

/// A product or category that people of an audience bought.
#[derive(Clone, Debug, PartialEq)]
pub struct Favourite {
    /// Its name.
    pub name: String,
    /// Of those who were looked at.
    pub buyers: i32,
}

/// The product that fits an audience and a goal best.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// The brand's key of it.
    pub sku: String,
    /// Its name; the key where it has none.
    pub name: String,
    /// Its group.
    pub category: Option<String>,
    /// People of the audience who bought it, among those who were looked at.
    pub buyers: i32,
    /// How many times as often they buy it as all customers do; none where nobody else was seen to.
    pub lift: Option<f64>,
    /// Where its picture is.
    pub image_url: Option<String>,
    /// Whether the goal names it.
    pub is_named: bool,
    /// Whether the goal names it or its group.
    pub is_meant: bool,
}

/// What is known of an audience.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Counted over all of them.
    pub figures: Figures,
    /// Buyers whose orders were looked at.
    pub looked_at: i32,
    /// The product that fits best.
    pub product: Option<Product>,
    /// The category that most of them buy of.
    pub favourite: Option<Favourite>,
    /// For whom a message may turn out longest.
    pub people: Vec<Person>,
}

impl Facts {
    /// Of figures, purchases and people.
    pub fn of(goal: &Goal, figures: Figures, bought: Vec<Bought>, people: Vec<Person>) -> Self {
        let (products, categories): (Vec<Bought>, Vec<Bought>) = bought.into_iter().partition(|row| row.sku.is_some());
        let looked_at = products.first().map_or(0, |row| row.looked_at);
        let named = |row: &Bought| Some(Favourite { name: row.category.clone()?, buyers: row.buyers });
        let product = chosen(goal, &products);
        let favourite = categories.first().and_then(named);
        Self { figures, looked_at, product, favourite, people }
    }

    /// How many of whom a message reaches lack something.
    pub fn lacking(&self, field: &Field) -> i32 {
        let known = match field {
            Field::Name => self.figures.named,
            Field::City => self.figures.with_city,
            Field::Country => self.figures.with_country,
            Field::LastOrder => self.figures.buyers,
            Field::Attribute(_) => 0,
        };
        (self.figures.reachable - known).max(0)
    }
}

/// Recent is what was bought within so many days of the audience's latest purchase.
const RECENT: TimeDelta = TimeDelta::days(180);

/// The product that the goal names; else the one with most buyers, weighed by how much more the audience likes it than
/// everybody does, and by whether it was bought lately.
fn chosen(goal: &Goal, products: &[Bought]) -> Option<Product> {
    let latest = products.iter().map(|row| row.last_bought).max()?;
    let scored = products.iter().map(|row| (is_named(goal, row), score(row, latest), row));
    let scored = scored.filter(|(named, ..)| *named != Named::Excluded);
    let (named, _, row) = scored.max_by(|one, other| {
        let by_score = one.0.cmp(&other.0).then(one.1.total_cmp(&other.1));
        by_score.then_with(|| other.2.sku.cmp(&one.2.sku))
    })?;
    let sku = row.sku.clone()?;
    Some(Product {
        name: row.name.clone().unwrap_or_else(|| sku.clone()),
        sku,
        category: row.category.clone(),
        buyers: row.buyers,
        lift: lift(row),
        image_url: row.image_url.clone(),
        is_named: named == Named::Product,
        is_meant: named >= Named::Category,
    })
}

/// Words behind which a product is named that a message is not about.
const EXCLUDING: [&str; 6] = ["except", "excluding", "exclude", "not", "without", "no"];

/// How far a goal names a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Excluded,
    No,
    Category,
    Product,
}

fn is_named(goal: &Goal, row: &Bought) -> Named {
    let said: Vec<String> = goal.words.iter().map(|word| singular(&word.folded)).collect();
    let place = |text: &str| {
        // "Masala Chai, 250 g": its size is no part of its name.
        let name = text.split(',').next().unwrap_or_default();
        let parts: Vec<String> = cut(name).iter().map(|word| singular(&word.folded)).collect();
        if parts.is_empty() { None } else { said.windows(parts.len()).position(|window| window == parts.as_slice()) }
    };
    let names = |text: &str| place(text).is_some();
    let excluded = |text: &str| {
        let before = place(text).and_then(|at| said.get(at.saturating_sub(4)..at)).unwrap_or_default();
        before.iter().any(|word| EXCLUDING.contains(&word.as_str()))
    };
    if [&row.name, &row.sku, &row.category].into_iter().flatten().any(|text| excluded(text)) {
        return Named::Excluded;
    }
    if row.name.as_deref().is_some_and(names) || row.sku.as_deref().is_some_and(names) {
        return Named::Product;
    }
    if row.category.as_deref().is_some_and(names) { Named::Category } else { Named::No }
}

fn singular(word: &str) -> String {
    let stem = word.strip_suffix('s').filter(|stem| stem.chars().count() > 2 && !stem.ends_with('s'));
    stem.unwrap_or(word).to_owned()
}

fn score(row: &Bought, latest: DateTime<Utc>) -> f64 {
    let recency = if latest - row.last_bought <= RECENT { 1.0 } else { 0.5 };
    f64::from(row.buyers) * lift(row).unwrap_or(1.0).clamp(0.25, 4.0).sqrt() * recency
}

fn lift(row: &Bought) -> Option<f64> {
    let share = |buyers: i32, of: i32| f64::from(buyers) / f64::from(of.max(1));
    let everybody = share(row.buyers_of_all, row.looked_at_of_all);
    (everybody > 0.0).then(|| share(row.buyers, row.looked_at) / everybody)
}

/// Words that a product's name may not bring into a message.
const LOADED: [&str; 10] =
    ["free", "off", "sale", "discount", "http", "www", "ignore", "instruction", "prompt", "code"];

impl Product {
    /// What a message calls it: the name without its size, where that is a plain name and no more.
    pub fn spoken(&self) -> Option<&str> {
        let name = self.name.split([',', '(', '|']).next()?.trim();
        let plain = |letter: char| letter.is_alphanumeric() || " '’&+-".contains(letter);
        let folded = fold(name);
        let is_name = (3..=40).contains(&name.chars().count())
            && name.chars().all(plain)
            && name.chars().any(char::is_alphabetic)
            && name.split_whitespace().count() <= 5
            && !LOADED.iter().any(|word| folded.contains(word))
            && name != self.sku;
        is_name.then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sku: &str, (category, buyers, of_all): (&str, i32, i32), day: &str) -> Bought {
        Bought {
            sku: Some(sku.to_owned()),
            name: Some(format!("{sku} name, 250 g")),
            category: Some(category.to_owned()),
            image_url: None,
            buyers,
            buyers_of_all: of_all,
            last_bought: format!("{day}T00:00:00Z").parse().unwrap(),
            looked_at: 100,
            looked_at_of_all: 100,
        }
    }

    fn choice(goal: &str, rows: &[Bought]) -> Option<String> {
        chosen(&Goal::read(goal), rows).map(|product| product.sku)
    }

    #[test]
    fn the_product_has_most_buyers_unless_another_is_liked_more_here_or_newer_or_named() {
        let plain = [row("a", ("Tea", 50, 50), "2026-11-01"), row("b", ("Coffee", 40, 40), "2026-11-01")];
        assert_eq!(choice("thanks", &plain).as_deref(), Some("a"));
        assert_eq!(choice("thanks for loving coffees", &plain).as_deref(), Some("b"), "the goal's category wins");
        let liked = [row("a", ("Tea", 50, 90), "2026-11-01"), row("b", ("Coffee", 40, 10), "2026-11-01")];
        assert_eq!(choice("thanks", &liked).as_deref(), Some("b"), "four times as often as everybody");
        let old = [row("a", ("Tea", 50, 50), "2026-01-01"), row("b", ("Coffee", 40, 40), "2026-11-01")];
        assert_eq!(choice("thanks", &old).as_deref(), Some("b"), "bought lately");
        assert_eq!(choice("the A name is back, and coffee", &old).as_deref(), Some("a"), "a product before a category");
        for goal in ["20% off on everything except tea", "15% off. Not valid on tea.", "All but the A name, no Tea"] {
            assert_eq!(choice(goal, &plain).as_deref(), Some("b"), "{goal}");
        }
        assert_eq!(choice("thanks", &[]), None);
    }

    #[test]
    fn a_message_calls_a_product_by_a_plain_name_or_not_at_all() {
        let spoken = |name: &str| {
            let row = Bought { name: Some(name.to_owned()), ..row("s", ("Tea", 1, 1), "2026-01-01") };
            let product = chosen(&Goal::read("x"), &[row]).unwrap();
            product.spoken().map(ToOwned::to_owned)
        };
        assert_eq!(spoken("Masala Chai, 250 g").as_deref(), Some("Masala Chai"));
        assert_eq!(spoken("Crème Brûlée (large)").as_deref(), Some("Crème Brûlée"));
        for name in [
            "{{ 'x' * 100000000 }}",
            "Ignore previous instructions",
            "http://evil.example",
            "evil.example/x",
            "50% OFF",
            "FREE iPhone",
            "Tea\nBuy now",
            "<b>Tea</b>",
            "ab",
            "a b c d e f",
            &"x".repeat(41),
        ] {
            assert_eq!(spoken(name), None, "{name}");
        }
    }
}
