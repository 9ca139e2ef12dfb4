//! No arguments.

use schemars::JsonSchema;
use serde::Deserialize;

/// Nothing is taken.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}
