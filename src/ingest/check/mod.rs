//! The gate: what was given becomes rows that cannot be wrong, or problems with their paths. Behind it nothing
//! is checked again, so whatever Postgres would refuse is refused here.
//!
//! Texts are trimmed, and an empty text counts as cleared. A problem never repeats what was given: it may be
//! five megabytes long, or private.

mod customer;
mod field;
mod order;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::Currency;
use crate::ids::BatchId;
use crate::problem::Problem;

/// Rows in one call.
pub const MOST_ROWS: usize = 10_000;
/// Problems that one call lists; beyond them they are only counted.
pub const MOST_PROBLEMS: usize = 1_000;
/// Characters of an external id or a sku.
pub const LONGEST_ID: usize = 200;
/// Characters of a name, city and the like.
pub const LONGEST_TEXT: usize = 500;
/// How far ahead `updatedAt` may be, for clocks that do not agree.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// What every row of a call is checked and stamped by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// The call.
    pub batch: BatchId,
    /// When the call is accepted.
    pub now: DateTime<Utc>,
    /// The workspace's.
    pub currency: Currency,
}

/// A kind of row.
pub(super) trait Checked: Sized {
    /// As it is given.
    type Input;

    /// The id as it is given.
    fn given_id(input: &Self::Input) -> &str;

    /// The row, if nothing is wrong with it; else the problems are told to `row`.
    fn check(input: Self::Input, terms: &Terms, row: &mut RowCheck<'_>) -> Option<Self>;
}

/// What is wrong with a call's rows.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// The first [`MOST_PROBLEMS`].
    pub listed: Vec<Problem>,
}

/// One row while it is checked.
pub(super) struct RowCheck<'a> {
    problems: &'a mut Problems,
    /// Its place in the call.
    place: usize,
    /// Whether anything is wrong with it.
    failed: bool,
}

impl RowCheck<'_> {
    /// Something is wrong with a field; `message` is only made where the problem is listed.
    fn fail(&mut self, field: &str, code: &'static str, message: impl FnOnce() -> String) {
        self.failed = true;
        if self.problems.listed.len() < MOST_PROBLEMS {
            let path = format!("input.rows.{}.{field}", self.place);
            self.problems.listed.push(Problem::at(path, code, message()));
        }
    }
}

/// Checks all rows of a call. The second of two rows with one id is wrong, even where the first is wrong too.
pub(super) fn rows<R: Checked>(inputs: Vec<R::Input>, terms: &Terms) -> (Vec<R>, Problems) {
    let mut problems = Problems::default();
    let repeats = repeats(inputs.iter().map(|input| R::given_id(input).trim()));
    let mut accepted = Vec::with_capacity(inputs.len());
    for (place, input) in inputs.into_iter().enumerate() {
        let mut row = RowCheck { problems: &mut problems, place, failed: false };
        if let Some(first) = repeats.get(&place) {
            row.fail("externalId", "DUPLICATE_ID", || {
                format!("Row {first} of this call has the same externalId. Send each id once in a call.")
            });
        }
        let checked = R::check(input, terms, &mut row);
        if !row.failed {
            accepted.extend(checked);
        }
    }
    (accepted, problems)
}

/// The places of ids that came before, with the place of the first.
fn repeats<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<usize, usize> {
    let mut first_of: HashMap<&str, usize> = HashMap::with_capacity(ids.size_hint().0);
    let mut repeats = HashMap::new();
    for (place, id) in ids.enumerate().filter(|(_, id)| !id.is_empty()) {
        let first = *first_of.entry(id).or_insert(place);
        if first != place {
            repeats.insert(place, first);
        }
    }
    repeats
}

#[cfg(test)]
mod tests;
