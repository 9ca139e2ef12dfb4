//! Expected failures are data: what is wrong with somebody's input, where, and what to do about it.
//!
//! Domains return problems, faces hand them on as `userErrors`. A problem is never an internal error.

use std::fmt::Write as _;

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// Stable, in capitals: `INVALID_AMOUNT`.
    pub code: Code,
    /// For a person: what is wrong and what to do.
    pub message: String,
    /// From the mutation's arguments down: `input.rows.17.amount`. Empty where no field is to blame.
    pub path: String,
}

/// A stable code. Static where we say it, owned where it was read back from storage.
pub type Code = std::borrow::Cow<'static, str>;

impl Problem {
    /// A problem at a path.
    pub fn at(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), path: path.into() }
    }

    /// The same problem, seen from further out: `amount` under `input.rows.17` is `input.rows.17.amount`.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        if self.path.is_empty() {
            self.path = prefix.to_owned();
        } else if !prefix.is_empty() {
            let inner = std::mem::take(&mut self.path);
            let _ = write!(self.path, "{prefix}.{inner}");
        }
        self
    }
}
