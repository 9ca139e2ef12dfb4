//! Why a tool did not do what was asked, as an agent reads it: a sentence for each thing that is wrong, with where it
//! stands and what to do, and the same for a program. It is an answer of the tool and no error of the protocol, so
//! that the model sees it and can do better.

use std::fmt::Write as _;
use std::time::Duration;

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::json;

use crate::graphql::error::Failure;
use crate::problem::Problem;
use crate::{ai, campaigns, customers, ingest, segments};

/// What every path begins with where the API puts arguments under one input; tools have no such thing.
const INPUT: &str = "input";
/// Problems that are listed, of a call that is refused or of one that took some rows.
pub const MOST_PROBLEMS: usize = 100;

/// A tool's refusal.
#[derive(Debug)]
pub struct Refusal {
    code: String,
    message: String,
    problems: Vec<Problem>,
    retry_after_seconds: Option<u64>,
}

impl Refusal {
    /// Something of ours is wrong; the details go to the log.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        Failure::internal(error).into()
    }

    /// It was given up; what was begun may be done all the same.
    pub fn timeout(limit: Duration) -> Self {
        let seconds = limit.as_secs();
        let message = format!(
            "This took longer than {seconds} seconds and was given up. Look whether it was done before you ask again."
        );
        Failure::timeout(message).into()
    }

    /// There is no such thing.
    pub fn not_found(path: &str, what: impl Into<String>) -> Self {
        Problem::at(path, "NOT_FOUND", what).into()
    }

    /// In one sentence.
    pub fn told(&self) -> &str {
        &self.message
    }

    /// What is wrong, line by line.
    fn lines(&self) -> String {
        if self.problems.is_empty() {
            return format!("Not done: {} ({})", self.message, self.code);
        }
        let mut lines = "Not done.".to_owned();
        for Problem { code, message, path } in self.problems.iter().take(MOST_PROBLEMS) {
            let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
            let _ = write!(lines, "\n- {place}{message} ({code})");
        }
        let more = self.problems.len().saturating_sub(MOST_PROBLEMS);
        if more > 0 {
            let _ = write!(lines, "\n- and {more} more");
        }
        lines
    }
}

/// A problem, as tools' arguments have it.
pub fn own_path(problem: Problem) -> Problem {
    let path = match problem.path.strip_prefix(INPUT) {
        Some("") => String::new(),
        Some(rest) => rest.strip_prefix('.').map_or_else(|| problem.path.clone(), str::to_owned),
        None => problem.path.clone(),
    };
    Problem { path, ..problem }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code().to_owned(),
            message: failure.message().to_owned(),
            retry_after_seconds: failure.retry_after_seconds(),
            problems: failure.into_problems(),
        }
    }
}

impl From<Vec<Problem>> for Refusal {
    fn from(problems: Vec<Problem>) -> Self {
        Failure::problems(problems.into_iter().map(own_path).collect()).into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        vec![problem].into()
    }
}

macro_rules! by_failure {
    ($($error:ty),*) => {
        $(impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Failure::from(error).into()
            }
        })*
    };
}

by_failure!(ingest::Error, segments::Error, customers::Error, campaigns::CampaignError, ai::Error);

impl From<Refusal> for CallToolResult {
    fn from(refusal: Refusal) -> Self {
        let problems: Vec<_> = refusal.problems.iter().take(MOST_PROBLEMS).collect();
        let exactly = json!({
            "code": refusal.code,
            "message": refusal.message,
            "problems": problems,
            "retryAfterSeconds": refusal.retry_after_seconds,
        });
        Self::error(vec![ContentBlock::text(refusal.lines()), ContentBlock::text(exactly.to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_and_where_in_terms_of_the_tools_arguments() {
        let paths = ["input.rows.3.amount", "input", "inputs.x", "rule.any.0", ""];
        let own = paths.map(|path| own_path(Problem::at(path, "X", "No.")).path);
        assert_eq!(own, ["rows.3.amount", "", "inputs.x", "rule.any.0", ""]);
        let refusal = Refusal::from(vec![
            Problem::at("input.rows.3.amount", "INVALID_AMOUNT", "Give a number."),
            Problem::at("", "X", "No."),
        ]);
        assert_eq!(refusal.told(), "rows.3.amount: Give a number.");
        assert_eq!(refusal.lines(), "Not done.\n- rows.3.amount: Give a number. (INVALID_AMOUNT)\n- No. (X)");
        let result = CallToolResult::from(refusal);
        assert_eq!(result.is_error, Some(true));
    }
}
