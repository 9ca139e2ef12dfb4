//! The rules that have a name: created, changed, deleted, listed. Writers take turns, so that what one of them
//! checked (no cycle, nothing too deep, nobody uses it) still holds when it writes.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::Value;

use super::check::{self, Library, Named, Terms, check, named};
use super::describe;
use super::input::RuleInput;
use super::rule::Rule;
use super::store::{library, lookalikes, segments};
use super::{Error, load::load_input};
use crate::auth::audit::{self, Deed};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::fold::fold;
use crate::db::page::{Page, PageArgs};
use crate::db::{Db, DbError};
use crate::ids::SegmentId;
use crate::problem::Problem;

/// How many characters a name may have.
const LONGEST_NAME: usize = 200;
/// How many characters a description may have.
const LONGEST_DESCRIPTION: usize = 2000;

/// A saved segment.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Which.
    pub id: SegmentId,
    /// What it is called; no two are called the same.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The rule in the shape of RuleInput.
    pub rule: Value,
    /// The rule in words, or why it cannot be used.
    pub sentence: String,
    /// The segments whose rules name this one, with their names.
    pub used_by: Vec<(SegmentId, String)>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A segment to be made.
#[derive(Clone, Debug)]
pub struct NewSegment {
    /// Not empty, at most 200 characters, like no other.
    pub name: String,
    /// At most 2,000 characters.
    pub description: Option<String>,
    /// Its rule.
    pub rule: RuleInput,
}

/// What is to change of a segment; what is not given stays.
#[derive(Clone, Debug)]
pub struct SegmentChange {
    /// Which.
    pub id: SegmentId,
    /// The new name.
    pub name: Option<String>,
    /// The new description, or none.
    pub description: Option<Option<String>>,
    /// The new rule.
    pub rule: Option<RuleInput>,
}

/// A segment and its rule, checked; none where the stored rule cannot be used.
pub(super) fn read(row: segments::Row, library: &Library, workspace: &Workspace) -> (Segment, Option<Rule>) {
    let id = SegmentId(row.id);
    let terms = Terms { currency: workspace.currency, library, editing: Some(id) };
    let parsed = check::parse(&row.rule).map_err(|problem| vec![problem]);
    let rule = parsed.as_ref().map_err(Clone::clone).and_then(|input| check(input, terms));
    let sentence = match &rule {
        Ok(rule) => describe::sentence(rule.root(), workspace),
        Err(problems) => {
            let reason = problems.first().map_or("", |problem| problem.message.as_str());
            format!("a rule that cannot be used: {reason}")
        }
    };
    let written = parsed.ok().and_then(|input| serde_json::to_value(input).ok());
    let segment = Segment {
        id,
        name: row.name,
        description: row.description,
        rule: written.or_else(|| serde_json::from_str(&row.rule).ok()).unwrap_or_default(),
        sentence,
        used_by: Vec::new(),
        created_by: row.created_by,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    (segment, rule.ok())
}

async fn read_all(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    rows: Vec<segments::Row>,
) -> Result<Vec<Segment>, DbError> {
    let ids: BTreeSet<SegmentId> = rows.iter().map(|row| SegmentId(row.id)).collect();
    let library = library::load(connection, ids.into()).await?;
    let mut read: Vec<Segment> = rows.into_iter().map(|row| read(row, &library, workspace).0).collect();
    note_users(connection, &mut read).await?;
    Ok(read)
}

/// Writes at each segment which others name it.
pub(super) async fn note_users(connection: &mut AsyncPgConnection, read: &mut [Segment]) -> Result<(), DbError> {
    let keys: Vec<i64> = read.iter().map(|segment| segment.id.0).collect();
    for user in segments::users_of(connection, &keys).await? {
        if let Some(segment) = read.iter_mut().find(|segment| segment.id.0 == user.used) {
            segment.used_by.push((SegmentId(user.id), user.name));
        }
    }
    Ok(())
}

/// A segment, or none.
pub async fn get(ctx: &Ctx, db: &Db, workspace: &Workspace, id: SegmentId) -> Result<Option<Segment>, Error> {
    Ok(by_ids(ctx, db, workspace, &[id]).await?.pop())
}

/// Segments by their ids, the newest first; unknown ones are left out. At most 1,000.
pub async fn by_ids(ctx: &Ctx, db: &Db, workspace: &Workspace, ids: &[SegmentId]) -> Result<Vec<Segment>, Error> {
    ctx.require(Permission::Read)?;
    let ids: Vec<i64> = ids.iter().take(1000).map(|id| id.0).collect();
    let mut connection = db.get().await?;
    let rows = segments::by_ids(&mut connection, &ids).await?;
    Ok(read_all(&mut connection, workspace, rows).await?)
}

/// A page of segments, the newest first; `search` is a part of the name.
pub async fn list(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    (page, search): (&PageArgs, Option<&str>),
) -> Result<Result<Page<Segment>, Problem>, Error> {
    ctx.require(Permission::Read)?;
    let request = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(problem)),
    };
    if search.is_some_and(|text| text.contains('\0') || text.chars().count() > LONGEST_NAME) {
        let message = format!("Search for at most {LONGEST_NAME} characters, without NUL.");
        return Ok(Err(Problem::at("search", "INVALID_SEARCH", message)));
    }
    let pattern = search
        .map(fold)
        .filter(|text| !text.is_empty())
        .map(|text| format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")));
    let mut connection = db.get().await?;
    let rows = segments::page(&mut connection, &request, pattern.as_deref()).await?;
    let read = read_all(&mut connection, workspace, rows).await?;
    Ok(Ok(Page::of(read, &request, |segment| segment.id.0)))
}

/// Makes a segment.
pub async fn create(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    new: &NewSegment,
) -> Result<Result<Segment, Vec<Problem>>, Error> {
    ctx.require(Permission::Campaigns)?;
    let problems = texts(&new.name, new.description.as_deref());
    let mut connection = db.get().await?;
    let written = connection
        .transaction(async |connection| {
            segments::lock(connection).await?;
            let checked = load_input(connection, workspace, (&new.rule, None)).await?;
            let problems = gather(problems, checked.as_ref().err());
            if !problems.is_empty() {
                return Ok(Err(problems));
            }
            let draft = Draft::of(ctx, &new.name, new.description.as_deref(), &new.rule)?;
            let row = segments::insert(connection, &draft.row()).await?;
            record(connection, ctx, "segment.create", (row.id, &row.name)).await?;
            Ok(Ok(row))
        })
        .await;
    finish(&mut connection, workspace, written).await
}

/// Changes a segment. Whatever uses it must still be sound with the new rule.
pub async fn update(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    change: &SegmentChange,
) -> Result<Result<Segment, Vec<Problem>>, Error> {
    ctx.require(Permission::Campaigns)?;
    let mut connection = db.get().await?;
    let written = connection
        .transaction(async |connection| {
            segments::lock(connection).await?;
            let Some(row) = segments::find(connection, change.id).await? else {
                return Ok(Err(vec![no_such(change.id)]));
            };
            let name = change.name.as_deref().unwrap_or(&row.name);
            let description = change.description.as_ref().map_or(row.description.as_deref(), Option::as_deref);
            let mut problems = texts(name, description);
            let rule = match &change.rule {
                Some(rule) => Ok(rule.clone()),
                None => check::parse(&row.rule),
            };
            let rule = match rule {
                Ok(rule) => rule,
                Err(problem) => return Ok(Err(gather(problems, Some(&vec![problem])))),
            };
            if change.rule.is_some() {
                let checked = load_input(connection, workspace, (&rule, Some(change.id))).await?;
                problems = gather(problems, checked.as_ref().err());
                if problems.is_empty() {
                    problems.extend(hurt(connection, workspace, (change.id, name, &rule)).await?);
                }
            }
            if !problems.is_empty() {
                return Ok(Err(problems));
            }
            let draft = Draft::of(ctx, name, description, &rule)?;
            let row = segments::update(connection, change.id, &draft.row()).await?;
            record(connection, ctx, "segment.update", (row.id, &row.name)).await?;
            Ok(Ok(row))
        })
        .await;
    finish(&mut connection, workspace, written).await
}

/// Deletes a segment that nothing uses.
pub async fn delete(ctx: &Ctx, db: &Db, id: SegmentId) -> Result<Result<SegmentId, Vec<Problem>>, Error> {
    ctx.require(Permission::Campaigns)?;
    let mut connection = db.get().await?;
    let outcome = connection
        .transaction(async |connection| {
            segments::lock(connection).await?;
            let Some(row) = segments::find(connection, id).await? else {
                return Ok(Err(vec![no_such(id)]));
            };
            let users = segments::users_of(connection, &[id.0]).await?;
            let drafts = segments::draft_campaigns(connection, id).await?;
            let in_use: Vec<Problem> = users
                .iter()
                .map(|user| {
                    let (name, id) = (&user.name, SegmentId(user.id));
                    in_use(&format!("The segment \"{name}\" ({id}) uses this one; change it first."))
                })
                .chain(drafts.iter().map(|(id, name)| {
                    in_use(&format!("The draft campaign \"{name}\" ({id}) is for this segment; change it first."))
                }))
                .collect();
            if !in_use.is_empty() {
                return Ok(Err(in_use));
            }
            segments::delete(connection, id).await?;
            lookalikes::drop_unnamed(connection).await?;
            record(connection, ctx, "segment.delete", (row.id, &row.name)).await?;
            Ok(Ok(id))
        })
        .await;
    match outcome {
        // A draft that came between the look and the deletion.
        Err(DbError::Query(_)) if constraint(&outcome) == Some("campaigns_has_an_audience") => {
            Ok(Err(vec![in_use("A draft campaign is for this segment; change it first.")]))
        }
        outcome => Ok(outcome?),
    }
}

pub(super) async fn record(
    connection: &mut AsyncPgConnection,
    ctx: &Ctx,
    action: &'static str,
    (id, name): (i64, &str),
) -> Result<(), DbError> {
    audit::record(connection, ctx, Deed::to(action, &SegmentId(id).to_string(), name)).await
}

fn constraint<T>(outcome: &Result<T, DbError>) -> Option<&str> {
    outcome.as_ref().err().and_then(DbError::constraint)
}

fn no_such(id: SegmentId) -> Problem {
    Problem::at("id", "NO_SUCH_SEGMENT", format!("There is no segment {id}; it may have been deleted."))
}

fn in_use(message: &str) -> Problem {
    Problem::at("id", "SEGMENT_IN_USE", message)
}

/// What a new rule of a segment would break of the segments that use it.
async fn hurt(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    (id, name, rule): (SegmentId, &str, &RuleInput),
) -> Result<Vec<Problem>, DbError> {
    let users = library::users(connection, id).await?;
    let mut needed = named(rule);
    needed.segments.extend(&users);
    let mut library = library::load(connection, needed).await?;
    library.insert(id, name.to_owned(), Ok(rule.clone()));
    let mut problems = Vec::new();
    for user in users {
        let Some((user_name, Ok(user_rule))) = library.get(user) else { continue };
        let terms = Terms { currency: workspace.currency, library: &library, editing: Some(user) };
        if let Some(problem) = check(user_rule, terms).err().and_then(|found| found.into_iter().next()) {
            let message =
                format!("The segment \"{user_name}\", which uses this one, could not be used. {}", problem.message);
            problems.push(Problem { message, path: "rule".to_owned(), ..problem });
        }
    }
    Ok(problems)
}

pub(super) fn texts(name: &str, description: Option<&str>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if name.trim().is_empty() {
        problems.push(Problem::at("name", "EMPTY_NAME", "Give the segment a name."));
    }
    let mut limit = |path: &str, text: &str, most: usize| {
        if text.chars().count() > most {
            problems.push(Problem::at(path, "TEXT_TOO_LONG", format!("This takes at most {most} characters.")));
        }
        if text.contains('\0') {
            problems.push(Problem::at(path, "INVALID_TEXT", "This text has a NUL character; remove it."));
        }
    };
    limit("name", name, LONGEST_NAME);
    limit("description", description.unwrap_or_default(), LONGEST_DESCRIPTION);
    problems
}

pub(super) fn gather(mut problems: Vec<Problem>, of_rule: Option<&Vec<Problem>>) -> Vec<Problem> {
    problems.extend(of_rule.into_iter().flatten().cloned().map(|problem| problem.under("rule")));
    problems
}

/// What is written, owned.
pub(super) struct Draft {
    name: String,
    name_folded: String,
    description: Option<String>,
    rule: String,
    named: Named,
    by: String,
    at: DateTime<Utc>,
}

impl Draft {
    pub(super) fn of(ctx: &Ctx, name: &str, description: Option<&str>, rule: &RuleInput) -> Result<Self, DbError> {
        let description = description.map(str::trim).filter(|text| !text.is_empty());
        Ok(Self {
            name: name.trim().to_owned(),
            name_folded: fold(name),
            description: description.map(ToOwned::to_owned),
            rule: serde_json::to_string(rule)
                .map_err(|error| DbError::Query(diesel::result::Error::SerializationError(Box::new(error))))?,
            named: named(rule),
            by: ctx.actor.to_string(),
            at: ctx.clock.now(),
        })
    }

    pub(super) fn row(&self) -> segments::Draft<'_> {
        segments::Draft {
            name: &self.name,
            name_folded: &self.name_folded,
            description: self.description.as_deref(),
            rule: &self.rule,
            named: &self.named,
            by: &self.by,
            at: self.at,
        }
    }
}

pub(super) async fn finish(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    written: Result<Result<segments::Row, Vec<Problem>>, DbError>,
) -> Result<Result<Segment, Vec<Problem>>, Error> {
    if constraint(&written) == Some("segments_name_key") {
        let message = "Another segment has this name; choose another one.";
        return Ok(Err(vec![Problem::at("name", "NAME_TAKEN", message)]));
    }
    let row = match written? {
        Ok(row) => row,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut segments = read_all(connection, workspace, vec![row]).await?;
    Ok(segments.pop().ok_or_else(Vec::new))
}
