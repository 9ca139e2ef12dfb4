//! Dead letters, for those who may ingest: the verbs of `streams::dead_letter` behind a permission.

use std::collections::{BTreeMap, HashSet};

use super::Error;
use crate::auth::audit::{self, Deed};
use crate::auth::{Ctx, Permission};
use crate::config::StreamLimits;
use crate::db::Db;
use crate::db::page::{Page, PageArgs};
use crate::ids::DeadLetterId;
use crate::problem::Problem;
use crate::streams::Redis;
use crate::streams::dead_letter::{self, DeadLetter, Filter};

/// Dead letters in one call.
pub const MOST: usize = 1_000;

/// A page of dead letters, newest first. Discarded ones are listed only where they are asked for.
pub async fn list(
    ctx: &Ctx,
    db: &Db,
    filter: &Filter,
    page: &PageArgs,
) -> Result<Result<Page<DeadLetter>, Problem>, Error> {
    ctx.require(Permission::Ingest)?;
    for (path, text) in [("stream", &filter.stream), ("code", &filter.code)] {
        if text.as_ref().is_some_and(|text| text.contains('\0')) {
            return Ok(Err(Problem::at(path, "INVALID_FILTER", "This text has a NUL character; remove it.")));
        }
    }
    match page.check() {
        Ok(request) => Ok(Ok(dead_letter::list(db, filter, &request).await?)),
        Err(problem) => Ok(Err(problem)),
    }
}

/// Where replayed rows go.
#[derive(Clone, Copy)]
pub struct Replay<'a> {
    /// Where the dead letters are.
    pub db: &'a Db,
    /// The streams.
    pub redis: &'a Redis,
    /// How much may wait in them.
    pub limits: &'a StreamLimits,
}

/// Publishes rows again on the streams that they came from; returns which, and why the others were not.
pub async fn replay(
    ctx: &Ctx,
    to: Replay<'_>,
    ids: &[DeadLetterId],
) -> Result<(Vec<DeadLetterId>, Vec<Problem>), Error> {
    ctx.require(Permission::Ingest)?;
    if let Err(problem) = check_number(ids) {
        return Ok((Vec::new(), vec![problem]));
    }
    record(ctx, to.db, "dead_letters.replay", ids).await?;
    let done = dead_letter::replay(to.db, to.redis, to.limits, ids, &BTreeMap::new()).await?;
    let why = |id: &DeadLetterId| {
        if done.unreadable.contains(id) {
            ("UNREADABLE", "This entry could not be read as rows; replaying it would not help.")
        } else {
            ("NOT_FOUND", "There is no such dead letter, or it was discarded.")
        }
    };
    let problems = left_out(ids, &done.replayed, why);
    Ok((done.replayed, problems))
}

/// Gives rows up; returns which, and why the others were not.
pub async fn discard(ctx: &Ctx, db: &Db, ids: &[DeadLetterId]) -> Result<(Vec<DeadLetterId>, Vec<Problem>), Error> {
    ctx.require(Permission::Ingest)?;
    if let Err(problem) = check_number(ids) {
        return Ok((Vec::new(), vec![problem]));
    }
    record(ctx, db, "dead_letters.discard", ids).await?;
    let discarded = dead_letter::discard(db, ids).await?;
    let why = |_: &DeadLetterId| ("NOT_FOUND", "There is no such dead letter, or it was discarded before.");
    let problems = left_out(ids, &discarded, why);
    Ok((discarded, problems))
}

/// A problem for each id that nothing was done with.
fn left_out(
    ids: &[DeadLetterId],
    done: &[DeadLetterId],
    why: impl Fn(&DeadLetterId) -> (&'static str, &'static str),
) -> Vec<Problem> {
    let done: HashSet<&DeadLetterId> = done.iter().collect();
    let problem = |(place, id): (usize, &DeadLetterId)| {
        let (code, message) = why(id);
        (!done.contains(id)).then(|| Problem::at(format!("input.ids.{place}"), code, message))
    };
    ids.iter().enumerate().filter_map(problem).collect()
}

async fn record(ctx: &Ctx, db: &Db, action: &'static str, ids: &[DeadLetterId]) -> Result<(), Error> {
    let label = match ids {
        [one] => one.to_string(),
        many => format!("{} rows", many.len()),
    };
    let deed = Deed { action, subject: None, subject_label: Some(&label) };
    Ok(audit::record(&mut *db.get().await?, ctx, deed).await?)
}

fn check_number(ids: &[DeadLetterId]) -> Result<(), Problem> {
    if ids.is_empty() {
        return Err(Problem::at("input.ids", "REQUIRED", "Name at least one dead letter."));
    }
    if ids.len() > MOST {
        return Err(Problem::at("input.ids", "TOO_MANY", format!("Name at most {MOST} dead letters at a time.")));
    }
    Ok(())
}
