//! An operation's answer as every transport gives it: each error has a code, and `data` is there only if
//! something ran.

use async_graphql::{Response, ServerError, Value};
use serde::{Serialize, Serializer};

/// What came of an operation.
pub struct Answer(Response);

impl From<Response> for Answer {
    fn from(mut response: Response) -> Self {
        response.errors.iter_mut().for_each(give_code);
        Self(response)
    }
}

impl Answer {
    /// Whether it ran. What failed before has errors of the document, which stand at no path.
    pub fn ran(&self) -> bool {
        self.0.is_ok() || self.0.data != Value::Null || self.0.errors.iter().any(|error| !error.path.is_empty())
    }

    /// The errors.
    pub fn errors(&self) -> &[ServerError] {
        &self.0.errors
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Failed<'a> {
            errors: &'a [ServerError],
        }
        if self.ran() { self.0.serialize(serializer) } else { Failed { errors: &self.0.errors }.serialize(serializer) }
    }
}

/// Gives an error the code that it does not bring with it: what the engine itself refuses has none.
fn give_code(error: &mut ServerError) {
    let document = error.path.is_empty();
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", if document { "GRAPHQL_VALIDATION_FAILED" } else { "BAD_USER_INPUT" });
    }
    if extensions.get("path").is_none()
        && let Some(path) = argument_at_fault(&error.message)
    {
        extensions.set("path", path);
    }
}

/// Where a value of the wrong shape stands: the engine says it in its sentence alone.
fn argument_at_fault(message: &str) -> Option<&str> {
    message.strip_prefix("Invalid value for argument \"")?.split_once('"').map(|(path, _)| path)
}
