//! The scalars of the schema.

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

pub use crate::scalar::{DateTime, Decimal};

/// A stored rule, in the exact JSON shape of RuleInput.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule(pub serde_json::Value);

#[Scalar(name = "Rule")]
impl ScalarType for Rule {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value.into_json()?))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
