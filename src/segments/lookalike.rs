//! Stored lookalike audiences: sets of customers that were found once, which rules name by their id. Who is like whom is
//! found elsewhere; here the set is kept, together with the segment that it is saved as.
//!
//! A set never changes, so a rule that names it means the same as long as it is there, frozen or not. It is dropped with
//! its segment, unless another segment or a campaign names it; then with the last of those segments.

use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::input::RuleInput;
use super::rule::{Rule, Seed};
use super::saved::{self, Draft, Segment};
use super::store::{lookalikes, segments};
use super::{Error, check};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::db::{Db, DbError};
use crate::ids::{CustomerId, SegmentId};
use crate::problem::Problem;

/// The largest set that is stored.
pub const MOST_MEMBERS: usize = 100_000;

/// A set to be stored, and the name of the segment that it is to be.
#[derive(Clone, Debug)]
pub struct NewLookalike<'a> {
    /// The segment's: not empty, at most 200 characters, like no other.
    pub name: &'a str,
    /// Whom they are like.
    pub seed: &'a Seed,
    /// From which similarity on everyone was taken, where they were not chosen by their number.
    pub minimum_similarity: Option<f32>,
    /// Who, and how alike: 0 to 1. At least one, at most [`MOST_MEMBERS`].
    pub members: &'a [(CustomerId, f32)],
}

/// Stores a set as a segment: both or neither.
pub async fn create(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    new: &NewLookalike<'_>,
) -> Result<Result<Segment, Vec<Problem>>, Error> {
    ctx.require(Permission::Campaigns)?;
    let problems = saved::texts(new.name, None);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let mut connection = db.get().await?;
    let written = connection
        .transaction(async |connection| {
            let by = ctx.actor.to_string();
            let (seed_name, seed_sentence) = match new.seed {
                Seed::Segment(name) => (Some(name.as_str()), ""),
                Seed::Rule(sentence) => (None, sentence.as_str()),
            };
            let draft = lookalikes::Draft {
                seed_name,
                seed_sentence,
                minimum_similarity: new.minimum_similarity,
                size: i32::try_from(new.members.len()).unwrap_or(i32::MAX),
                by: &by,
                at: ctx.clock.now(),
            };
            let id = lookalikes::insert(connection, &draft).await?;
            lookalikes::fill(connection, id, new.members).await?;
            // Only now: it takes a while to write so many, and whoever else saves a segment waits for this lock.
            segments::lock(connection).await?;
            let rule = RuleInput::Lookalike(id.to_string().into());
            let row = segments::insert(connection, &Draft::of(ctx, new.name, None, &rule)?.row()).await?;
            lookalikes::own(connection, id, SegmentId(row.id)).await?;
            saved::record(connection, ctx, "segment.create", (row.id, &row.name)).await?;
            Ok(Ok(row))
        })
        .await;
    saved::finish(&mut connection, workspace, written).await
}

/// Keeps the sets that a rule names from being dropped until the transaction ends; problems, where one is gone
/// already. For who is about to store the rule without the segments' lock.
pub async fn hold(connection: &mut AsyncPgConnection, rule: &Rule) -> Result<Vec<Problem>, DbError> {
    let named = check::named(rule.inlined()).lookalikes;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = named.iter().map(|id| id.0).collect();
    let held = lookalikes::hold(connection, &ids).await?;
    let gone = (held < ids.len()).then(|| {
        let message = "A lookalike audience that the rule names has just been deleted.";
        Problem::at("", "NO_SUCH_LOOKALIKE", message)
    });
    Ok(gone.into_iter().collect())
}
