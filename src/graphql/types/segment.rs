//! Saved segments: how they are listed, made, changed and deleted.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};

use super::id;
use super::page::{Connection, Noun};
use super::scalar::{DateTime, Rule};
use super::user_error::{UserError, user_errors};
use crate::db::page::{MOST, PageArgs};
use crate::graphql::error::{Failure, app, caller};
use crate::ids::{InvalidId, SegmentId};
use crate::problem::Problem;
use crate::segments::input::RuleInput;
use crate::segments::{self, NewSegment, SegmentChange};

impl From<&segments::Error> for Failure {
    fn from(error: &segments::Error) -> Self {
        match error {
            segments::Error::Forbidden(error) => (*error).into(),
            segments::Error::Db(error) => error.into(),
            segments::Error::Timeout => {
                Self::timeout("Answering this takes too long. Ask for fewer conditions on orders, or try again later.")
            }
        }
    }
}

impl From<segments::Error> for Failure {
    fn from(error: segments::Error) -> Self {
        Self::from(&error)
    }
}

/// A rule with a name.
#[derive(Clone)]
pub struct Segment(pub segments::Segment);

impl Noun for Segment {
    const CONNECTION: &'static str = "SegmentConnection";
    const EDGE: &'static str = "SegmentEdge";
}

/// A segment, named where it is used.
#[derive(Clone, SimpleObject)]
pub struct SegmentName {
    /// Its id.
    id: ID,
    /// What it is called.
    name: String,
}

#[Object]
impl Segment {
    /// Its id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is called; no two are called the same.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Its rule, in the JSON shape of RuleInput.
    async fn rule(&self) -> Rule {
        Rule(self.0.rule.clone())
    }

    /// The rule in words, or why it cannot be used.
    async fn sentence(&self) -> &str {
        &self.0.sentence
    }

    /// The segments whose rules name this one, at most 100. It cannot be deleted while there are any.
    async fn used_by(&self) -> Vec<SegmentName> {
        let named = |(id, name): &(SegmentId, String)| SegmentName { id: id.to_string().into(), name: name.clone() };
        self.0.used_by.iter().map(named).collect()
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// Queries about segments.
#[derive(Default)]
pub struct SegmentQuery;

#[Object]
impl SegmentQuery {
    /// A page of the saved segments, the newest first.
    #[graphql(complexity = "5 + first.or(last).unwrap_or(MOST).clamp(1, MOST) as usize * child_complexity")]
    async fn segments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "A part of the name, whatever its case.")] search: Option<String>,
    ) -> Result<Connection<Segment>> {
        let (app, page) = (app(context)?, PageArgs { first, after, last, before });
        let listing = (&page, search.as_deref());
        let page = segments::list(caller(context)?, &app.read, &app.config.workspace, listing)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::from)?;
        Ok(Connection::of(page, Segment))
    }

    /// One segment; null where there is no such one.
    async fn segment(&self, context: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<Segment>> {
        let app = app(context)?;
        let id = id::argument(&id, "id")?;
        let found = segments::get(caller(context)?, &app.db, &app.config.workspace, id).await.map_err(Failure::from)?;
        Ok(found.map(Segment))
    }
}

/// A segment to be made.
#[derive(InputObject)]
pub struct SegmentCreateInput {
    /// Not empty, at most 200 characters, like no other.
    name: String,
    /// What it is for; at most 2,000 characters.
    description: Option<String>,
    /// Its rule.
    rule: RuleInput,
}

/// What is to change of a segment; what is absent stays.
#[derive(InputObject)]
pub struct SegmentUpdateInput {
    /// Which.
    id: ID,
    /// Not empty, at most 200 characters, like no other.
    name: Option<String>,
    /// What it is for; null takes it away.
    description: MaybeUndefined<String>,
    /// Its rule. Segments and drafts that use this one follow it; launched campaigns keep what they were launched
    /// with.
    rule: Option<RuleInput>,
}

/// The segment to be deleted.
#[derive(InputObject)]
pub struct SegmentDeleteInput {
    /// Which.
    id: ID,
}

/// What became of making or changing a segment.
#[derive(SimpleObject)]
pub struct SegmentPayload {
    /// The segment as it is now; null where it was refused.
    segment: Option<Segment>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

impl From<Result<segments::Segment, Vec<Problem>>> for SegmentPayload {
    fn from(outcome: Result<segments::Segment, Vec<Problem>>) -> Self {
        match outcome {
            Ok(segment) => Self { segment: Some(Segment(segment)), user_errors: Vec::new() },
            Err(problems) => Self { segment: None, user_errors: below_input(problems) },
        }
    }
}

/// What became of deleting a segment.
#[derive(SimpleObject)]
pub struct SegmentDeletePayload {
    /// The id of the segment that is gone; null where it was refused.
    deleted_id: Option<ID>,
    /// Why it was refused: everything that uses the segment.
    user_errors: Vec<UserError>,
}

fn below_input(problems: Vec<Problem>) -> Vec<UserError> {
    user_errors(problems.into_iter().map(|problem| problem.under("input")).collect())
}

/// An id in an input, where a wrong one is a user's error.
fn input_id(id: &ID) -> Result<SegmentId, Vec<Problem>> {
    id.parse().map_err(|error: InvalidId| vec![Problem::at("id", "INVALID_ID", format!("{error}."))])
}

/// Changes of segments.
#[derive(Default)]
pub struct SegmentMutation;

#[Object]
impl SegmentMutation {
    /// Saves a rule under a name.
    async fn segment_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The segment.")] input: SegmentCreateInput,
    ) -> Result<SegmentPayload> {
        let app = app(context)?;
        let new = NewSegment { name: input.name, description: input.description, rule: input.rule };
        let outcome = segments::create(caller(context)?, &app.db, &app.config.workspace, &new).await;
        Ok(outcome.map_err(Failure::from)?.into())
    }

    /// Changes a segment; refused where something that uses it could not be used any more.
    async fn segment_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: SegmentUpdateInput,
    ) -> Result<SegmentPayload> {
        let app = app(context)?;
        let id = match input_id(&input.id) {
            Ok(id) => id,
            Err(problems) => return Ok(Err(problems).into()),
        };
        let description = match input.description {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => Some(Some(text)),
        };
        let change = SegmentChange { id, name: input.name, description, rule: input.rule };
        let outcome = segments::update(caller(context)?, &app.db, &app.config.workspace, &change).await;
        Ok(outcome.map_err(Failure::from)?.into())
    }

    /// Deletes a segment that no segment and no draft campaign uses.
    async fn segment_delete(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The segment.")] input: SegmentDeleteInput,
    ) -> Result<SegmentDeletePayload> {
        let outcome = match input_id(&input.id) {
            Ok(id) => segments::delete(caller(context)?, &app(context)?.db, id).await.map_err(Failure::from)?,
            Err(problems) => Err(problems),
        };
        Ok(match outcome {
            Ok(id) => SegmentDeletePayload { deleted_id: Some(id.to_string().into()), user_errors: Vec::new() },
            Err(problems) => SegmentDeletePayload { deleted_id: None, user_errors: below_input(problems) },
        })
    }
}
