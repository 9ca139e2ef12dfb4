//! Whom a campaign is for: what it takes from segments, and nothing more. A rule is checked when the campaign is
//! written, frozen with every segment inlined when it is launched, and compiled to SQL when its audience is drawn.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use super::CampaignError;
use super::campaign::Campaign;
use crate::config::Workspace;
use crate::problem::Problem;
use crate::segments::compile::{self, Membership};
use crate::segments::eval::Moment;
use crate::segments::input::RuleInput;
use crate::segments::{Rule, Source, load_rule, stored_rule};

/// Where a campaign's audience comes from.
pub fn source(campaign: &Campaign) -> Result<Source, CampaignError> {
    match (&campaign.own_rule, campaign.segment_id) {
        (Some(rule), _) => {
            let rule = serde_json::from_value(rule.clone());
            rule.map(Source::Rule).map_err(|error| CampaignError::Stored(error.to_string()))
        }
        (None, Some(segment)) => Ok(Source::Segment(segment)),
        (None, None) => Err(CampaignError::Stored("it has no audience".to_owned())),
    }
}

/// Everyone.
pub fn everyone() -> Source {
    Source::Rule(RuleInput::Everyone(true))
}

/// What is wrong with a source, with paths below those of the field that it was given in.
pub async fn check(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    source: &Source,
) -> Result<Vec<Problem>, CampaignError> {
    let problems = load_rule(connection, workspace, source).await?.err().unwrap_or_default();
    Ok(problems.into_iter().map(|problem| problem.under(field(source))).collect())
}

/// The field of an input, or argument of a query, that gives such a source.
pub fn field(source: &Source) -> &'static str {
    match source {
        Source::Segment(_) => "segmentId",
        Source::Rule(_) => "rule",
    }
}

/// A rule as a launched campaign keeps it: every segment inlined.
pub fn frozen(rule: &Rule) -> Result<serde_json::Value, CampaignError> {
    serde_json::to_value(rule.inlined()).map_err(|error| CampaignError::Stored(error.to_string()))
}

/// Who matches a rule that was frozen.
pub fn members(
    frozen: &serde_json::Value,
    as_of: DateTime<Utc>,
    workspace: &Workspace,
) -> Result<Membership, CampaignError> {
    let rule = stored_rule(&frozen.to_string(), workspace).map_err(|problems| {
        CampaignError::Stored(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))
    })?;
    Ok(members_of(&rule, as_of, workspace))
}

/// Who matches a rule.
pub fn members_of(rule: &Rule, as_of: DateTime<Utc>, workspace: &Workspace) -> Membership {
    compile::membership(rule, Moment { as_of, zone: workspace.timezone }, 0)
}
