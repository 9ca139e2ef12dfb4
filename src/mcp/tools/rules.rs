//! What a rule may ask, and a rule of plain words.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::none::Nothing;
use crate::ai::{self, Answered};
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::segments;
use crate::segments::fields::{AttributeKind, FieldKind};
use crate::segments::input::RuleInput;

/// How a rule is described by all tools but preview_segment, whose schema has the whole of it: it is long,
/// and an agent reads every tool before it asks anything.
pub struct AsPreviewed;

impl JsonSchema for AsPreviewed {
    fn schema_name() -> Cow<'static, str> {
        "AsPreviewed".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

/// The catalogue.
pub struct RuleFields;

/// All that a rule may ask.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fields {
    /// One for each thing that a rule may ask.
    fields: Vec<Field>,
}

/// Something that a rule may ask of a customer.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Where it stands in a rule: "spend", "orders.where.placedAt".
    name: String,
    /// For people: "Total spend".
    label: String,
    /// How it is compared.
    kind: FieldKind,
    /// The comparisons that it takes.
    comparisons: Vec<String>,
    /// Values that are known: all of a choice, else those seen among the newest rows, the frequent ones first.
    values: Vec<String>,
    /// Of attributes: those seen among the newest customers.
    attributes: Vec<Attribute>,
}

/// An attribute that was seen.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// As the brand writes it.
    name: String,
    /// What it was seen to hold.
    kinds: Vec<AttributeKind>,
}

impl From<segments::fields::RuleField> for Field {
    fn from(field: segments::fields::RuleField) -> Self {
        let attributes = field.attributes.into_iter();
        Self {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            kind: field.kind,
            comparisons: field.comparisons.iter().map(ToString::to_string).collect(),
            values: field.values,
            attributes: attributes.map(|seen| Attribute { name: seen.name, kinds: seen.kinds }).collect(),
        }
    }
}

impl Tool for RuleFields {
    type Takes = Nothing;
    type Gives = Fields;
    const NAME: &'static str = "rule_fields";
    const TITLE: &'static str = "What a rule may ask";
    const DESCRIPTION: &'static str = "The catalogue of what a rule may ask of a customer, how it is compared, and \
        which values are known among this brand's customers and orders. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, _takes: Nothing) -> Result<Fields, Refusal> {
        let fields = segments::rule_fields(&call.ctx, &call.app.read).await?;
        Ok(Fields { fields: fields.into_iter().map(Field::from).collect() })
    }
}

/// A rule of plain words.
pub struct ReadRuleFromText;

/// What is to be read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Text {
    /// The audience in plain words, at most 500 characters: "spent over 5K and not ordered for 6 months".
    text: String,
}

/// What was understood.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// The rule, as preview_segment and save_segment take it (xeno://rule.schema.json); null where nothing was
    /// understood.
    #[schemars(with = "Option<AsPreviewed>")]
    rule: Option<RuleInput>,
    /// The rule in words.
    sentence: Option<String>,
    /// Who matches it now.
    count: Option<i64>,
    /// What was taken for granted.
    assumptions: Vec<String>,
    /// The words that were not understood; the rule does without them.
    not_understood: Vec<String>,
    /// Whether every word was understood, and in one way alone. Where it is false, look at each condition.
    certain: bool,
    /// Who read it: BUILT_IN or OLLAMA.
    engine: String,
    /// Which model, where one did.
    model: Option<String>,
    /// Why the model that was asked did not.
    instead_of: Option<String>,
}

impl From<Answered<ai::RuleDraft>> for Draft {
    fn from(answered: Answered<ai::RuleDraft>) -> Self {
        let Answered { answer, by } = answered;
        let (sentence, count) = answer.preview.map(|preview| (preview.sentence, preview.count)).unzip();
        Self {
            rule: answer.reading.rule,
            sentence,
            count,
            assumptions: answer.reading.assumptions,
            not_understood: answer.reading.not_understood,
            certain: answer.reading.certain,
            engine: by.engine.code().to_owned(),
            model: by.model,
            instead_of: by.instead_of,
        }
    }
}

impl Tool for ReadRuleFromText {
    type Takes = Text;
    type Gives = Draft;
    const NAME: &'static str = "read_rule_from_text";
    const TITLE: &'static str = "Read a rule from plain words";
    const DESCRIPTION: &'static str = "Reads an audience that is described in plain words as a rule, with its sentence, \
        its count, what was taken for granted and what was not understood. A draft: look at it before using it. Takes \
        the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Text) -> Result<Draft, Refusal> {
        let app = &call.app;
        let handles = (&app.read, &app.assistant);
        let read = ai::segment_rule_from_text(&call.ctx, handles, &app.config.workspace, &takes.text).await?;
        Ok(read?.into())
    }
}
