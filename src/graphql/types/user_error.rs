//! Expected failures, as data.

use async_graphql::SimpleObject;

use crate::problem::Problem;

/// Something that is wrong with the input; nothing else of it was changed unless the payload says so.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// Stable and in capitals: INVALID_AMOUNT.
    code: String,
    /// What is wrong and what to do, for a person.
    message: String,
    /// Where, from the arguments down: "input.rows.17.amount".
    path: String,
}

impl From<Problem> for UserError {
    fn from(problem: Problem) -> Self {
        Self { code: problem.code.into_owned(), message: problem.message, path: problem.path }
    }
}

/// Many at once.
pub fn user_errors(problems: Vec<Problem>) -> Vec<UserError> {
    problems.into_iter().map(UserError::from).collect()
}
