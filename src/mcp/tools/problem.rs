//! A problem beside an answer: some rows were taken and others were not.

use schemars::JsonSchema;
use serde::Serialize;

use crate::mcp::refusal::own_path;
use crate::problem;

/// What is wrong, where, and what to do.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// From the arguments down: "rows.17.amount".
    path: String,
    /// Stable: "INVALID_AMOUNT".
    code: String,
    /// For people and models.
    message: String,
}

impl From<problem::Problem> for Problem {
    fn from(problem: problem::Problem) -> Self {
        let problem::Problem { code, message, path } = own_path(problem);
        Self { path, code: code.into_owned(), message }
    }
}
