//! A rule as it is written: by a client, in storage, by an assistant. One shape for all of them, so that what is
//! stored can be sent and what is sent can be stored; agents read its JSON schema. Nothing here has been checked; [`super::check`] turns it
//! into a [`super::Rule`], and only that is ever run.

use async_graphql::{ID, InputObject, OneofObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::customers::kind::{ChurnRisk, Consent, CustomerTier, OrderStatus};
use crate::scalar::{DateTime, Decimal};

/// A rule: a tree of conditions that a customer meets or does not. Exactly one field is given.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum RuleInput {
    /// Every one of these holds. At least one.
    All(Vec<RuleInput>),
    /// At least one of these holds. At least one.
    Any(Vec<RuleInput>),
    /// This does not hold: everyone whom it leaves out, customers with missing values included.
    Not(Box<RuleInput>),
    /// Holds for every customer. Only true may be given.
    Everyone(bool),
    /// What the completed orders come to; 0 without any.
    Spend(DecimalComparison),
    /// Spend divided by the number of completed orders; missing without any.
    AverageOrderValue(DecimalComparison),
    /// How many completed orders; 0 without any.
    OrderCount(IntComparison),
    /// How often the customer visited; 0 when never said.
    Visits(IntComparison),
    /// When the first completed order was placed.
    FirstOrderAt(DateComparison),
    /// When the last completed order was placed. Who never ordered is not within any window.
    LastOrderAt(DateComparison),
    /// When the customer came.
    CreatedAt(DateComparison),
    /// The name.
    Name(TextComparison),
    /// The email address.
    Email(TextComparison),
    /// The phone number.
    Phone(TextComparison),
    /// The city.
    City(TextComparison),
    /// The country.
    Country(TextComparison),
    /// The tags. They are never missing: no tags is the empty set.
    Tag(TagComparison),
    /// Whether the customer agreed to be messaged.
    Consent(Consent),
    /// How good the customer is among all: one tier, which everybody has.
    Tier(CustomerTier),
    /// How likely the customer is gone. Who never ordered has no risk, neither low nor high.
    ChurnRisk(ChurnRisk),
    /// A value that the brand keeps under a name of its own.
    Attribute(AttributeComparison),
    /// Figures over the orders that meet conditions.
    Orders(Box<OrdersCondition>),
    /// The customer is in this saved segment.
    Segment(#[schemars(with = "String")] ID),
    /// The customer is in this stored lookalike audience, which segmentCreateLookalike makes.
    Lookalike(#[schemars(with = "String")] ID),
}

/// A comparison with a whole number. False where the value is missing, except isMissing.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum IntComparison {
    /// Equal to this.
    Eq(i32),
    /// Another number than this.
    Ne(i32),
    /// More than this.
    Gt(i32),
    /// This or more.
    Gte(i32),
    /// Less than this.
    Lt(i32),
    /// This or less.
    Lte(i32),
    /// From one number to another, both included.
    Between(IntRange),
    /// true: there is no value. false: there is one.
    IsMissing(bool),
}

/// A comparison with an exact number. False where the value is missing, except isMissing.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum DecimalComparison {
    /// Equal to this.
    Eq(Decimal),
    /// Another number than this.
    Ne(Decimal),
    /// More than this.
    Gt(Decimal),
    /// This or more.
    Gte(Decimal),
    /// Less than this.
    Lt(Decimal),
    /// This or less.
    Lte(Decimal),
    /// From one number to another, both included.
    Between(DecimalRange),
    /// true: there is no value. false: there is one.
    IsMissing(bool),
}

/// A comparison with an instant. False where the value is missing, except isMissing and notWithinLast.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum DateComparison {
    /// Strictly earlier.
    Before(DateTime),
    /// Strictly later.
    After(DateTime),
    /// From one instant, included, to another, excluded.
    Between(DateRange),
    /// Within this long before now, now included; what lies ahead is not.
    WithinLast(DurationInput),
    /// The complement of withinLast: also true where there is no value.
    NotWithinLast(DurationInput),
    /// true: there is no value. false: there is one.
    IsMissing(bool),
}

/// A length of time, at least 1. Hours are exact; days and longer go by the workspace's calendar.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum DurationInput {
    /// Sixty minutes each, whatever the clocks do.
    Hours(i32),
    /// The same time of day, so many days earlier.
    Days(i32),
    /// Seven days each.
    Weeks(i32),
    /// The same day of an earlier month, or its last day.
    Months(i32),
    /// The same day of an earlier year; 28 February for 29 where there is none.
    Years(i32),
}

/// A comparison with a text, whatever the case, trimmed. False where the value is missing, except isMissing.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum TextComparison {
    /// The same text.
    Eq(String),
    /// Another text.
    Ne(String),
    /// One of these. 1 to 1,000.
    In(Vec<String>),
    /// None of these. 1 to 1,000.
    NotIn(Vec<String>),
    /// This occurs in it.
    Contains(String),
    /// It begins with this.
    StartsWith(String),
    /// It ends with this.
    EndsWith(String),
    /// true: there is no value. false: there is one.
    IsMissing(bool),
}

/// A comparison with the set of tags, whatever their case.
#[derive(Clone, Debug, PartialEq, OneofObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum TagComparison {
    /// This tag is among them.
    Has(String),
    /// At least one of these is among them. 1 to 1,000.
    HasAny(Vec<String>),
    /// All of these are among them. 1 to 1,000.
    HasAll(Vec<String>),
    /// None of these is among them; true of no tags. 1 to 1,000.
    HasNone(Vec<String>),
}

/// A comparison with an attribute: its name and exactly one more field. An attribute of another kind than the
/// field asks for counts as missing.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttributeComparison {
    /// The attribute's name, exactly as the brand writes it.
    pub name: String,
    /// As a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextComparison>,
    /// As a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<DecimalComparison>,
    /// As an instant, for texts that are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<DateComparison>,
    /// As true or false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<bool>,
    /// true: the customer has no such attribute. false: there is one, of whatever kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_missing: Option<bool>,
}

/// From one whole number to another, both included.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntRange {
    /// The smallest.
    pub from: i32,
    /// The largest.
    pub to: i32,
}

/// From one number to another, both included.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecimalRange {
    /// The smallest.
    pub from: Decimal,
    /// The largest.
    pub to: Decimal,
}

/// From one instant, included, to another, excluded.
#[derive(Clone, Debug, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    /// The first instant.
    pub from: DateTime,
    /// The first instant that is too late.
    pub to: DateTime,
}

/// Figures over the orders that meet `where`. At least one figure; several must all hold.
#[derive(Clone, Debug, Default, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrdersCondition {
    /// Which orders. All completed ones, unless given.
    #[graphql(name = "where")]
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<OrdersWhere>,
    /// How many they are; 0 where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<IntComparison>,
    /// What they come to; 0 where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<DecimalComparison>,
    /// What one of them comes to on average; missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average: Option<DecimalComparison>,
    /// What the largest comes to; missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<DecimalComparison>,
}

/// Conditions on one order; all that are given must hold, and at least one is given.
#[derive(Clone, Debug, Default, PartialEq, InputObject, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrdersWhere {
    /// How far the order came; COMPLETED alone, unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<OrderStatus>>,
    /// What it comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalComparison>,
    /// When it was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<DateComparison>,
    /// Where it was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<TextComparison>,
    /// One of its items has such a sku; the same item as category's. An order without items has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<TextComparison>,
    /// One of its items has such a category; the same item as sku's. An order without items has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<TextComparison>,
}
