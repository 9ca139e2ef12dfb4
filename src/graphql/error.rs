//! What a client sees when something went wrong that is not its input: a stable code and a sentence, never an
//! internal. Expected failures are not here; they are `userErrors`.

use async_graphql::{Context, Error, ErrorExtensions};

use crate::app::App;
use crate::auth::{Ctx, Forbidden};
use crate::db::DbError;
use crate::problem::Problem;
use crate::streams::PublishError;

/// A failure with its `extensions.code`.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u64>,
}

impl Failure {
    /// The arguments make no sense: misuse, said with its path in the message.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self { code: "BAD_USER_INPUT", message: message.into(), retry_after_seconds: None }
    }

    /// Something of ours is wrong. The details go to the log, not to the client.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "a request failed");
        Self { code: "INTERNAL", message: "Something went wrong on our side.".to_owned(), retry_after_seconds: None }
    }

    fn unavailable(error: &dyn std::error::Error) -> Self {
        tracing::warn!(error = %chain(error), "a request found a server away");
        Self {
            code: "UNAVAILABLE",
            message: "A server behind the API is away. Try again in a moment.".to_owned(),
            retry_after_seconds: Some(2),
        }
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
        })
    }
}

impl From<Forbidden> for Failure {
    fn from(error: Forbidden) -> Self {
        Self { code: "FORBIDDEN", message: error.to_string(), retry_after_seconds: None }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        if error.is_transient() { Self::unavailable(&error) } else { Self::internal(&error) }
    }
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Backlogged { retry_after, .. } => Self {
                code: "BACKLOGGED",
                message: error.to_string(),
                retry_after_seconds: Some(retry_after.as_secs()),
            },
            PublishError::Unavailable(_) => Self::unavailable(&error),
            PublishError::Encoding(_) => Self::internal(&error),
        }
    }
}

/// Where a query, which has no `userErrors`, was asked something wrong.
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let message =
            if problem.path.is_empty() { problem.message } else { format!("{}: {}", problem.path, problem.message) };
        Self::bad_input(message)
    }
}

/// The handles, as every resolver finds them.
pub fn app<'a>(context: &Context<'a>) -> Result<&'a App, Error> {
    context.data::<App>()
}

/// Who asks. Put there by the transport.
pub fn caller<'a>(context: &Context<'a>) -> Result<&'a Ctx, Error> {
    context.data::<Ctx>()
}
