//! From what a caller has, a segment's id or a rule, to a rule that may run.

use std::collections::BTreeSet;

use diesel_async::AsyncPgConnection;

use super::check::{self, Library, Terms, check, named_segments};
use super::input::RuleInput;
use super::rule::Rule;
use super::store;
use crate::config::Workspace;
use crate::db::DbError;
use crate::ids::SegmentId;
use crate::problem::Problem;

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A saved segment.
    Segment(SegmentId),
    /// A rule of its own.
    Rule(RuleInput),
}

/// The checked rule of a source, every segment in it expanded as it is at this moment of the connection's
/// transaction. Problems carry paths below the source's own: the caller puts "rule" or "segmentId" before them.
pub async fn load_rule(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    source: &Source,
) -> Result<Result<Rule, Vec<Problem>>, DbError> {
    match source {
        Source::Rule(input) => load_input(connection, workspace, (input, None)).await,
        Source::Segment(id) => {
            let Some(row) = store::segments::find(connection, *id).await? else {
                let message = format!("There is no segment {id}; it may have been deleted.");
                return Ok(Err(vec![Problem::at("", "NO_SUCH_SEGMENT", message)]));
            };
            match check::parse(&row.rule) {
                Ok(input) => load_input(connection, workspace, (&input, Some(*id))).await,
                Err(problem) => Ok(Err(vec![problem])),
            }
        }
    }
}

/// Checks a rule, with the segment whose rule it is or is to be.
pub(super) async fn load_input(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    (input, editing): (&RuleInput, Option<SegmentId>),
) -> Result<Result<Rule, Vec<Problem>>, DbError> {
    let mut named: BTreeSet<SegmentId> = named_segments(input);
    named.extend(editing);
    let library = store::library::load(connection, &named).await?;
    Ok(check(input, Terms { currency: workspace.currency, library: &library, editing }))
}

/// Reads a rule that was stored with its segments inlined ([`Rule::inlined`]). A rule that names a segment is
/// refused: what was frozen must not change with what the name means today.
pub fn stored_rule(json: &str, workspace: &Workspace) -> Result<Rule, Vec<Problem>> {
    let input = check::parse(json).map_err(|problem| vec![problem])?;
    check(&input, Terms { currency: workspace.currency, library: &Library::default(), editing: None })
}
