//! Who did what to what, when, from where. An entry is written in the transaction of the deed, so there is no
//! deed without its entry and no entry without its deed; a trigger refuses to change or remove one.
//!
//! What goes in: signing in and out, people and keys, segments, campaigns, dead letters, exports. Ingestion does
//! not: a bulk call is recorded by its batch, and the API writes nothing to Postgres for it.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use super::store::audit as store;
use super::{Ctx, Outcome, Permission};
use crate::db::page::{Page, PageArgs, PageRequest};
use crate::db::{Db, DbError};
use crate::ids::AuditEntryId;
use crate::problem::Problem;

const LONGEST_FILTER: usize = 200;

/// A deed: "segment.update" of "seg_4", which is called "Big spenders".
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Noun and verb: "campaign.launch".
    pub action: &'static str,
    /// The id of what it was done to.
    pub subject: Option<&'a str>,
    /// What people know that by.
    pub subject_label: Option<&'a str>,
}

impl<'a> Deed<'a> {
    /// Done to one thing, by its id and name.
    pub fn to(action: &'static str, subject: &'a str, label: &'a str) -> Self {
        Self { action, subject: Some(subject), subject_label: Some(label) }
    }
}

/// An entry of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id; later entries have higher ones.
    pub id: AuditEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the stable id.
    pub actor: String,
    /// Who: what people knew them by then.
    pub actor_label: String,
    /// Noun and verb: "campaign.launch".
    pub action: String,
    /// To what: its id.
    pub subject: Option<String>,
    /// To what: what it was called then.
    pub subject_label: Option<String>,
    /// From which network address.
    pub address: Option<String>,
}

/// Which entries to list; absent parts do not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this actor: an id.
    pub actor: Option<String>,
    /// Of this noun ("campaign") or this very action ("campaign.launch").
    pub action: Option<String>,
    /// Done to this: an id.
    pub subject: Option<String>,
    /// At or after.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
}

/// Writes an entry into the caller's transaction. A deed that is none, such as an export, is recorded before it is
/// done: better an entry of something that then failed than a deed without one.
pub async fn record(connection: &mut AsyncPgConnection, ctx: &Ctx, deed: Deed<'_>) -> Result<(), DbError> {
    store::insert(connection, ctx, deed).await
}

/// A page of the log, newest first.
pub async fn list(ctx: &Ctx, db: &Db, filter: &Filter, page: &PageArgs) -> Outcome<Page<Entry>> {
    ctx.require(Permission::Administer)?;
    let texts = [("actor", &filter.actor), ("action", &filter.action), ("subject", &filter.subject)];
    for (path, text) in texts {
        if text.as_ref().is_some_and(|text| text.len() > LONGEST_FILTER || text.contains('\0')) {
            let message = format!("Filter by at most {LONGEST_FILTER} characters.");
            return Ok(Err(vec![Problem::at(path, "INVALID_FILTER", message)]));
        }
    }
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let rows = store::page(&mut *db.get().await?, filter, &request).await?;
    Ok(Ok(Page::of(rows, &request, |entry| entry.id.0)))
}
