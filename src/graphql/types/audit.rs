//! The audit log, for admins.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::page::{Connection, Noun};
use super::scalar::DateTime;
use crate::auth::audit;
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};

/// Who did what to what, when, from where.
#[derive(Clone)]
pub struct AuditEntry(audit::Entry);

impl Noun for AuditEntry {
    const CONNECTION: &'static str = "AuditEntryConnection";
    const EDGE: &'static str = "AuditEntryEdge";
}

#[Object]
impl AuditEntry {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who: the id of a person or key, "local-admin" or "system".
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// What people knew the actor by then.
    async fn actor_label(&self) -> &str {
        &self.0.actor_label
    }

    /// Noun and verb: "campaign.launch".
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// The id of what it was done to.
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// What that was called then.
    async fn subject_label(&self) -> Option<&str> {
        self.0.subject_label.as_deref()
    }

    /// The network address that it came from.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }
}

/// Which entries; what is absent does not narrow.
#[derive(Default, InputObject)]
pub struct AuditFilter {
    /// Of this actor: an id, "local-admin" or "system".
    actor: Option<String>,
    /// Of a noun ("campaign") or a very action ("campaign.launch").
    action: Option<String>,
    /// Done to what has this id.
    subject: Option<String>,
    /// At or after.
    from: Option<DateTime>,
    /// Before.
    to: Option<DateTime>,
}

/// Queries about what was done.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who did what to what, newest first. Bulk writes are not in it; their batches are their record.
    async fn audit_log(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<AuditFilter>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<AuditEntry>> {
        let AuditFilter { actor, action, subject, from, to } = filter.unwrap_or_default();
        let filter = audit::Filter { actor, action, subject, from: from.map(|at| at.0), to: to.map(|at| at.0) };
        let page = PageArgs { first, after, last, before };
        let page = audit::list(caller(context)?, &app(context)?.db, &filter, &page)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(Connection::of(page, AuditEntry))
    }
}
