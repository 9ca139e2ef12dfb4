//! What a client sees when something went wrong that is not its input: a stable code and a sentence, never an
//! internal. Expected failures are not here; they are `userErrors`. The tools of agents fail with the same codes.

use async_graphql::{Context, Error, ErrorExtensions, Value, value};

use crate::ai;
use crate::app::App;
use crate::auth::{AuthError, Ctx, Forbidden};
use crate::db::DbError;
use crate::problem::Problem;
use crate::streams::PublishError;

/// A failure with its `extensions.code`.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u64>,
    problems: Vec<Problem>,
}

impl Failure {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_seconds: None, problems: Vec::new() }
    }

    /// It took too long; the message says what to do.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::new("TIMEOUT", message)
    }

    /// Where a query, which has no `userErrors`, was asked something wrong: the first problem in the message, all
    /// of them in `extensions.problems`.
    pub fn problems(problems: Vec<Problem>) -> Self {
        let message = problems.first().map_or_else(|| "The arguments make no sense.".to_owned(), told);
        Self { problems, ..Self::new("BAD_USER_INPUT", message) }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What happened and what to do, for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// When the same may succeed, where time alone helps.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after_seconds
    }

    /// What is wrong with the input, and where.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Something of ours is wrong. The details go to the log, not to the client.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "a request failed");
        Self::new("INTERNAL", "Something went wrong on our side.")
    }

    fn busy() -> Self {
        let message = "Others ask for as much and come first. Try again in a moment.";
        Self { retry_after_seconds: Some(10), ..Self::new("UNAVAILABLE", message) }
    }

    fn unavailable(error: &dyn std::error::Error) -> Self {
        tracing::warn!(error = %chain(error), "a request found a server away");
        let message = "A server behind the API is away. Try again in a moment.";
        Self { retry_after_seconds: Some(2), ..Self::new("UNAVAILABLE", message) }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::new(failure.message).extend_with(|_, extensions| {
            extensions.set("code", failure.code);
            if let Some(seconds) = failure.retry_after_seconds {
                extensions.set("retryAfterSeconds", seconds);
            }
            if let Some(first) = failure.problems.first() {
                extensions.set("path", first.path.as_str());
                extensions.set("problems", Value::List(failure.problems.iter().map(listed).collect()));
            }
        })
    }
}

impl From<Forbidden> for Failure {
    fn from(error: Forbidden) -> Self {
        Self::new("FORBIDDEN", error.to_string())
    }
}

impl From<ai::Error> for Failure {
    fn from(error: ai::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&ai::Error> for Failure {
    fn from(error: &ai::Error) -> Self {
        match error {
            ai::Error::Segments(error) => error.into(),
            ai::Error::Db(error) => error.into(),
            ai::Error::BuiltIn(_) => Self::internal(error),
            ai::Error::Busy => Self::busy(),
        }
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Forbidden(forbidden) => forbidden.into(),
            AuthError::Db(error) => error.into(),
        }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::from(&error)
    }
}

impl From<&DbError> for Failure {
    fn from(error: &DbError) -> Self {
        if error.is_transient() { Self::unavailable(error) } else { Self::internal(error) }
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Backlogged { retry_after, .. } => {
                Self { retry_after_seconds: Some(retry_after.as_secs()), ..Self::new("BACKLOGGED", error.to_string()) }
            }
            PublishError::Unavailable(_) => Self::unavailable(&error),
            PublishError::Encoding(_) => Self::internal(&error),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::problems(vec![problem])
    }
}

fn told(problem: &Problem) -> String {
    if problem.path.is_empty() { problem.message.clone() } else { format!("{}: {}", problem.path, problem.message) }
}

fn listed(problem: &Problem) -> Value {
    value!({ "code": problem.code.as_ref(), "message": problem.message.as_str(), "path": problem.path.as_str() })
}

/// The handles, as every resolver finds them.
pub fn app<'a>(context: &Context<'a>) -> Result<&'a App, Error> {
    context.data::<App>()
}

/// Who asks. Put there by the transport.
pub fn caller<'a>(context: &Context<'a>) -> Result<&'a Ctx, Error> {
    context.data::<Ctx>()
}
