//! The catalogue of what a rule may ask.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use crate::graphql::error::{Failure, app, caller};
use crate::segments;
use crate::segments::fields::{AttributeKind, FieldKind, SeenAttribute};

/// How a field of a rule is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "FieldKind")]
pub enum RuleFieldKind {
    /// An amount in the workspace's currency: DecimalComparison.
    Money,
    /// A whole number: IntComparison.
    Count,
    /// An instant: DateComparison.
    Date,
    /// A text: TextComparison.
    Text,
    /// The set of tags: TagComparison.
    Tags,
    /// One of the listed values.
    Choice,
    /// A value under a name of the brand's own: AttributeComparison.
    Attribute,
    /// A saved segment.
    Segment,
    /// A stored lookalike audience.
    Lookalike,
}

/// What an attribute was seen to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "AttributeKind")]
pub enum RuleAttributeKind {
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

/// An attribute that was seen among the newest customers.
#[derive(SimpleObject)]
pub struct RuleAttribute {
    /// As the brand writes it.
    name: String,
    /// What it was seen to hold.
    kinds: Vec<RuleAttributeKind>,
}

impl From<SeenAttribute> for RuleAttribute {
    fn from(seen: SeenAttribute) -> Self {
        Self { name: seen.name, kinds: seen.kinds.into_iter().map(RuleAttributeKind::from).collect() }
    }
}

/// Something that a rule may ask of a customer.
#[derive(SimpleObject)]
pub struct RuleField {
    /// Where it stands in a rule: "spend", "orders.where.placedAt".
    name: &'static str,
    /// For people: "Total spend".
    label: &'static str,
    /// How it is compared.
    kind: RuleFieldKind,
    /// The comparisons that it takes.
    comparisons: Vec<&'static str>,
    /// Values that are known: all of a choice, else those seen among the newest rows, the frequent ones first.
    values: Vec<String>,
    /// Of attributes: those seen among the newest customers.
    attributes: Vec<RuleAttribute>,
}

impl From<segments::fields::RuleField> for RuleField {
    fn from(field: segments::fields::RuleField) -> Self {
        Self {
            name: field.name,
            label: field.label,
            kind: field.kind.into(),
            comparisons: field.comparisons.to_vec(),
            values: field.values,
            attributes: field.attributes.into_iter().map(RuleAttribute::from).collect(),
        }
    }
}

/// Queries about the rule language.
#[derive(Default)]
pub struct RuleQuery;

#[Object]
impl RuleQuery {
    /// All that a rule may ask, with the values that are known.
    #[graphql(complexity = "200 + child_complexity")]
    async fn rule_fields(&self, context: &Context<'_>) -> Result<Vec<RuleField>> {
        let fields = segments::rule_fields(caller(context)?, &app(context)?.read).await.map_err(Failure::from)?;
        Ok(fields.into_iter().map(RuleField::from).collect())
    }
}
