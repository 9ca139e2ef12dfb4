//! From what a caller has, a segment's id or a rule, to a rule that may run.

use std::collections::HashMap;

use diesel_async::AsyncPgConnection;

use super::check::{self, Named, Terms, check, named};
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
    /// A rule that was stored with its segments inlined ([`Rule::inlined`]). One that names a segment is refused: what
    /// was frozen must not change with what the name means today.
    Frozen(String),
}

impl Source {
    fn segment(&self) -> Option<SegmentId> {
        match self {
            Self::Segment(id) => Some(*id),
            Self::Rule(_) | Self::Frozen(_) => None,
        }
    }
}

/// The checked rule of a source, every segment in it expanded as it is at this moment of the connection's
/// transaction. Problems carry paths below the source's own: the caller puts "rule" or "segmentId" before them.
pub async fn load_rule(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    source: &Source,
) -> Result<Result<Rule, Vec<Problem>>, DbError> {
    let mut loaded = load_rules(connection, workspace, std::slice::from_ref(source)).await?;
    Ok(loaded.pop().unwrap_or_else(|| Err(Vec::new())))
}

/// Likewise for many sources, in their order, with as many statements as for one.
pub async fn load_rules(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    sources: &[Source],
) -> Result<Vec<Result<Rule, Vec<Problem>>>, DbError> {
    let saved: Vec<i64> = sources.iter().filter_map(Source::segment).map(|id| id.0).collect();
    let rows = if saved.is_empty() { Vec::new() } else { store::segments::by_ids(connection, &saved).await? };
    let rules: HashMap<i64, &str> = rows.iter().map(|row| (row.id, row.rule.as_str())).collect();
    let input = |source: &Source| match source {
        Source::Rule(input) => Ok((input.clone(), None)),
        Source::Frozen(json) => frozen(json).map(|input| (input, None)),
        Source::Segment(id) => match rules.get(&id.0).map(|rule| check::parse(rule)) {
            Some(parsed) => parsed.map(|input| (input, Some(*id))).map_err(|problem| vec![problem]),
            None => {
                let message = format!("There is no segment {id}; it may have been deleted.");
                Err(vec![Problem::at("", "NO_SUCH_SEGMENT", message)])
            }
        },
    };
    let inputs: Vec<Result<_, Vec<Problem>>> = sources.iter().map(input).collect();
    let mut all_named = Named::default();
    for (input, editing) in inputs.iter().flatten() {
        all_named.extend(named(input));
        all_named.segments.extend(*editing);
    }
    let library = store::library::load(connection, all_named).await?;
    let currency = workspace.currency;
    let checked = |(input, editing): (RuleInput, _)| check(&input, Terms { currency, library: &library, editing });
    Ok(inputs.into_iter().map(|input| input.and_then(checked)).collect())
}

/// Checks a rule, with the segment whose rule it is or is to be.
pub(super) async fn load_input(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    (input, editing): (&RuleInput, Option<SegmentId>),
) -> Result<Result<Rule, Vec<Problem>>, DbError> {
    let mut all_named = named(input);
    all_named.segments.extend(editing);
    let library = store::library::load(connection, all_named).await?;
    Ok(check(input, Terms { currency: workspace.currency, library: &library, editing }))
}

fn frozen(json: &str) -> Result<RuleInput, Vec<Problem>> {
    let input = check::parse(json).map_err(|problem| vec![problem])?;
    match named(&input).segments.first() {
        None => Ok(input),
        Some(id) => {
            let message = format!("This rule was to be frozen and still names the segment {id}.");
            Err(vec![Problem::at("", "NOT_FROZEN", message)])
        }
    }
}
