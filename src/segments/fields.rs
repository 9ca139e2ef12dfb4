//! The catalogue: what a rule may ask, how, and which of the brand's own words have been seen, so that a rule
//! builder needs to know nothing by heart.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Error;
use super::store::fields::{Seen, VALUE, seen};
use super::store::segments;
use crate::auth::{Ctx, Permission};
use crate::customers::fold::fold;
use crate::customers::kind::{ChurnRisk, Consent, CustomerTier, OrderStatus};
use crate::db::Db;
use crate::ids::SegmentId;

/// How many segments are told by their names.
pub const MOST_NAMES: i64 = 1_000;

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldKind {
    /// An amount: DecimalComparison in the workspace's currency.
    Money,
    /// A whole number: IntComparison.
    Count,
    /// An instant: DateComparison.
    Date,
    /// A text: TextComparison.
    Text,
    /// The set of tags: TagComparison.
    Tags,
    /// One of fixed words.
    Choice,
    /// A value of a name that the brand chose: AttributeComparison.
    Attribute,
    /// A saved segment.
    Segment,
    /// A stored lookalike audience.
    Lookalike,
}

/// What an attribute was seen to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AttributeKind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A text that is an instant.
    Date,
    /// True or false.
    Flag,
    /// A list or an object, which no rule can ask.
    Other,
}

/// One field of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleField {
    /// Where it stands in a rule: "spend", "orders.where.placedAt".
    pub name: &'static str,
    /// For people: "Total spend".
    pub label: &'static str,
    /// How it is compared.
    pub kind: FieldKind,
    /// The comparisons that it takes.
    pub comparisons: &'static [&'static str],
    /// Values that it is known to have, the frequent ones first.
    pub values: Vec<String>,
    /// Of attributes: those that were seen, with what they held.
    pub attributes: Vec<SeenAttribute>,
}

/// An attribute that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAttribute {
    /// As the brand writes it.
    pub name: String,
    /// What it was seen to hold.
    pub kinds: Vec<AttributeKind>,
    /// Texts that it was seen to hold, the frequent ones first; instants are left out.
    pub values: Vec<String>,
}

const NUMBERS: &[&str] = &["eq", "ne", "gt", "gte", "lt", "lte", "between", "isMissing"];
const DATES: &[&str] = &["before", "after", "between", "withinLast", "notWithinLast", "isMissing"];
const TEXTS: &[&str] = &["eq", "ne", "in", "notIn", "contains", "startsWith", "endsWith", "isMissing"];
const TAGS: &[&str] = &["has", "hasAny", "hasAll", "hasNone"];
const ATTRIBUTES: &[&str] = &["text", "number", "date", "flag", "isMissing"];

const CATALOGUE: &[(&str, &str, FieldKind)] = &[
    ("spend", "Total spend", FieldKind::Money),
    ("averageOrderValue", "Average order value", FieldKind::Money),
    ("orderCount", "Number of orders", FieldKind::Count),
    ("visits", "Number of visits", FieldKind::Count),
    ("firstOrderAt", "First order", FieldKind::Date),
    ("lastOrderAt", "Last order", FieldKind::Date),
    ("createdAt", "Joined", FieldKind::Date),
    ("name", "Name", FieldKind::Text),
    ("email", "Email", FieldKind::Text),
    ("phone", "Phone", FieldKind::Text),
    ("city", "City", FieldKind::Text),
    ("country", "Country", FieldKind::Text),
    ("tag", "Tags", FieldKind::Tags),
    ("consent", "Consent", FieldKind::Choice),
    ("tier", "Tier", FieldKind::Choice),
    ("churnRisk", "Churn risk", FieldKind::Choice),
    ("attribute", "Attribute", FieldKind::Attribute),
    ("segment", "Segment", FieldKind::Segment),
    ("lookalike", "Lookalike audience", FieldKind::Lookalike),
    ("orders.count", "How many of certain orders", FieldKind::Count),
    ("orders.total", "Total of certain orders", FieldKind::Money),
    ("orders.average", "Average of certain orders", FieldKind::Money),
    ("orders.max", "Largest of certain orders", FieldKind::Money),
    ("orders.where.status", "Order status", FieldKind::Choice),
    ("orders.where.amount", "Order amount", FieldKind::Money),
    ("orders.where.placedAt", "Order date", FieldKind::Date),
    ("orders.where.channel", "Order channel", FieldKind::Text),
    ("orders.where.sku", "Sku of an item", FieldKind::Text),
    ("orders.where.category", "Category of an item", FieldKind::Text),
];

/// Every field that a rule may ask, with the words that were seen among the newest customers and orders.
pub async fn rule_fields(ctx: &Ctx, db: &Db) -> Result<Vec<RuleField>, Error> {
    ctx.require(Permission::Read)?;
    let seen = seen(&mut *db.get().await?).await?;
    Ok(CATALOGUE.iter().map(|&(name, label, kind)| field((name, label, kind), &seen)).collect())
}

/// The names of the newest segments, at most [`MOST_NAMES`].
pub async fn names(ctx: &Ctx, db: &Db) -> Result<Vec<(SegmentId, String)>, Error> {
    ctx.require(Permission::Read)?;
    let rows = segments::names(&mut *db.get().await?, MOST_NAMES).await?;
    Ok(rows.into_iter().map(|row| (SegmentId(row.id), row.name)).collect())
}

fn field((name, label, kind): (&'static str, &'static str, FieldKind), seen: &[Seen]) -> RuleField {
    let comparisons = match kind {
        FieldKind::Money | FieldKind::Count => NUMBERS,
        FieldKind::Date => DATES,
        FieldKind::Text => TEXTS,
        FieldKind::Tags => TAGS,
        FieldKind::Attribute => ATTRIBUTES,
        FieldKind::Choice | FieldKind::Segment | FieldKind::Lookalike => &[],
    };
    let of_field = seen.iter().filter(|seen| seen.field == name);
    let values = match name {
        "consent" => Consent::ALL.iter().map(|consent| consent.name().to_owned()).collect(),
        "tier" => CustomerTier::ALL.iter().map(|tier| tier.name().to_owned()).collect(),
        "churnRisk" => ChurnRisk::ALL.iter().map(|risk| risk.name().to_owned()).collect(),
        "orders.where.status" => OrderStatus::ALL.iter().map(|status| status.name().to_owned()).collect(),
        "attribute" => Vec::new(),
        _ => spellings(of_field.clone()),
    };
    let attributes = if kind == FieldKind::Attribute { attributes(of_field, seen) } else { Vec::new() };
    RuleField { name, label, kind, comparisons, values, attributes }
}

/// One spelling of each value, the most frequent: rules do not tell them apart.
fn spellings<'a>(seen: impl Iterator<Item = &'a Seen>) -> Vec<String> {
    let mut values: Vec<(i64, &str)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for one in seen {
        match known.get(&fold(&one.value)).and_then(|at| values.get_mut(*at)) {
            Some((count, _)) => *count += one.count,
            None => {
                known.insert(fold(&one.value), values.len());
                values.push((one.count, &one.value));
            }
        }
    }
    values.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    values.into_iter().map(|(_, value)| value.to_owned()).collect()
}

fn attributes<'a>(seen: impl Iterator<Item = &'a Seen>, all: &'a [Seen]) -> Vec<SeenAttribute> {
    let mut by_name: BTreeMap<&str, Vec<AttributeKind>> = BTreeMap::new();
    for one in seen {
        let kinds = by_name.entry(&one.value).or_default();
        kinds.push(match one.kind.as_str() {
            "string" => AttributeKind::Text,
            "number" => AttributeKind::Number,
            "date" => AttributeKind::Date,
            "boolean" => AttributeKind::Flag,
            _ => AttributeKind::Other,
        });
        kinds.sort_unstable();
        kinds.dedup();
    }
    let values = |name: &str| spellings(all.iter().filter(|seen| seen.field == VALUE && seen.kind == name));
    by_name
        .into_iter()
        .map(|(name, kinds)| SeenAttribute { name: name.to_owned(), kinds, values: values(name) })
        .collect()
}
