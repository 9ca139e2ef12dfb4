//! Whom a campaign is for: what it takes from segments, and nothing more. A rule is checked when the campaign is
//! written, frozen with every segment inlined when it is launched, and compiled to SQL when its audience is drawn.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use super::CampaignError;
use super::campaign::Campaign;
use crate::config::Workspace;
use crate::segments::compile::{self, Membership};
use crate::segments::eval::Moment;
use crate::segments::input::RuleInput;
use crate::segments::{Rule, Source, load_rule};

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

/// The field of an input, or argument of a query, that gives such a source.
pub fn field(source: &Source) -> &'static str {
    match source {
        Source::Segment(_) => "segmentId",
        Source::Rule(_) | Source::Frozen(_) => "rule",
    }
}

/// A rule as a launched campaign keeps it: every segment inlined.
pub fn frozen(rule: &Rule) -> Result<serde_json::Value, CampaignError> {
    serde_json::to_value(rule.inlined()).map_err(|error| CampaignError::Stored(error.to_string()))
}

/// Who matches a rule that was frozen.
pub async fn members(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    (frozen, as_of): (&serde_json::Value, DateTime<Utc>),
) -> Result<Membership, CampaignError> {
    let source = Source::Frozen(frozen.to_string());
    let rule = load_rule(connection, workspace, &source).await?.map_err(|problems| {
        CampaignError::Stored(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))
    })?;
    Ok(members_of(&rule, as_of, workspace))
}

/// Who matches a rule.
pub fn members_of(rule: &Rule, as_of: DateTime<Utc>, workspace: &Workspace) -> Membership {
    compile::membership(rule, Moment { as_of, zone: workspace.timezone }, 0)
}
