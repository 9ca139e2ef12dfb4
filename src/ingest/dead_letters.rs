//! Dead letters, for those who may ingest: the verbs of `streams::dead_letter` behind a permission.

use std::collections::BTreeMap;

use super::Error;
use crate::auth::{Ctx, Permission};
use crate::config::StreamLimits;
use crate::db::Db;
use crate::db::page::{Page, PageArgs};
use crate::ids::DeadLetterId;
use crate::problem::Problem;
use crate::streams::Redis;
use crate::streams::dead_letter::{self, DeadLetter, Filter, Replayed};

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

/// Publishes rows again on the streams that they came from. Unknown and discarded ones are left out.
pub async fn replay(ctx: &Ctx, to: Replay<'_>, ids: &[DeadLetterId]) -> Result<Result<Replayed, Problem>, Error> {
    ctx.require(Permission::Ingest)?;
    if let Err(problem) = check_number(ids) {
        return Ok(Err(problem));
    }
    Ok(Ok(dead_letter::replay(to.db, to.redis, to.limits, ids, &BTreeMap::new()).await?))
}

/// Gives rows up; returns those that were given up now.
pub async fn discard(ctx: &Ctx, db: &Db, ids: &[DeadLetterId]) -> Result<Result<Vec<DeadLetterId>, Problem>, Error> {
    ctx.require(Permission::Ingest)?;
    if let Err(problem) = check_number(ids) {
        return Ok(Err(problem));
    }
    Ok(Ok(dead_letter::discard(db, ids).await?))
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
