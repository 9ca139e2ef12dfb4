//! Rules with a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page;
use super::rules::AsPreviewed;
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::scalar::DateTime;
use crate::segments::input::RuleInput;
use crate::segments::{self, NewSegment};

/// Gives a rule a name.
pub struct SaveSegment;

/// The segment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct New {
    /// Not empty, at most 200 characters, like no other.
    name: String,
    /// What it is for; at most 2,000 characters.
    description: Option<String>,
    /// Its rule, of the shape that preview_segment takes (xeno://rule.schema.json).
    #[schemars(with = "AsPreviewed")]
    rule: RuleInput,
}

/// A rule with a name.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// Its id, for create_campaign and for rules that name it.
    id: String,
    /// What it is called.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// The rule in words, or why it cannot be used.
    sentence: String,
    /// Its rule.
    rule: serde_json::Value,
    /// Who made it.
    created_by: String,
    /// When it was last changed.
    updated_at: DateTime,
}

impl From<segments::Segment> for Segment {
    fn from(segment: segments::Segment) -> Self {
        Self {
            id: segment.id.to_string(),
            name: segment.name,
            description: segment.description,
            sentence: segment.sentence,
            rule: segment.rule,
            created_by: segment.created_by,
            updated_at: DateTime(segment.updated_at),
        }
    }
}

impl Tool for SaveSegment {
    type Takes = New;
    type Gives = Segment;
    const NAME: &'static str = "save_segment";
    const TITLE: &'static str = "Save an audience";
    const DESCRIPTION: &'static str = "Saves a rule under a name. Segments are always as their rule finds them: who \
        matches later belongs to it later. Takes the permission CAMPAIGNS.";
    const EFFECT: Effect = Effect::Adds;

    async fn run(call: &Call, takes: New) -> Result<Segment, Refusal> {
        let app = &call.app;
        let new = NewSegment { name: takes.name, description: takes.description, rule: takes.rule };
        Ok(segments::create(&call.ctx, &app.db, &app.config.workspace, &new).await??.into())
    }
}

/// Lists the saved ones.
pub struct ListSegments;

/// Which of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Listing {
    /// A part of the name, whatever its case.
    search: Option<String>,
    /// How many: 1 to 200, 20 unless given.
    first: Option<i32>,
    /// The `next` of the part before.
    after: Option<String>,
}

/// A part of the list.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Segments {
    /// The newest first.
    segments: Vec<Segment>,
    /// For `after`, where there are more.
    next: Option<String>,
}

impl Tool for ListSegments {
    type Takes = Listing;
    type Gives = Segments;
    const NAME: &'static str = "list_segments";
    const TITLE: &'static str = "List the saved audiences";
    const DESCRIPTION: &'static str = "The saved segments, the newest first. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Listing) -> Result<Segments, Refusal> {
        let app = &call.app;
        let listing = (&page::part(takes.first, takes.after), takes.search.as_deref());
        let page = segments::list(&call.ctx, &app.read, &app.config.workspace, listing).await??;
        let (segments, next) = page::parted(page, Segment::from);
        Ok(Segments { segments, next })
    }
}
