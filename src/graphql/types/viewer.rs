//! Who is asking, and the workspace that they are in.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::person::Role;
use crate::auth::{self, Actor};
use crate::graphql::error::{app, caller};

/// What one may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "auth::Permission")]
pub enum Permission {
    /// Post customers and orders, watch their batches, replay dead letters.
    Ingest,
    /// See customers, segments, campaigns and figures.
    Read,
    /// Change segments and campaigns.
    Campaigns,
    /// Report what became of messages.
    Receipts,
    /// See and change people, keys and the audit log.
    Administer,
}

/// Who is asking, and how money and days are counted here.
#[derive(SimpleObject)]
pub struct Viewer {
    /// The actor: "local-admin", or the id of a person or key.
    id: String,
    /// What people know the actor by.
    label: String,
    /// A person's role; null for the local admin, for keys, and for who waits to be let in.
    role: Option<Role>,
    /// What the actor may do. Empty: signed in, and waiting to be let in.
    permissions: Vec<Permission>,
    /// ISO 4217: "INR".
    currency: String,
    /// The time zone in which days begin: "Asia/Kolkata".
    time_zone: String,
}

/// Queries about who is asking.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is asking.
    async fn viewer(&self, context: &Context<'_>) -> Result<Viewer> {
        let workspace = app(context)?.config.workspace;
        let actor = &caller(context)?.actor;
        let role = match actor {
            Actor::User { role, .. } => role.map(Role::from),
            _ => None,
        };
        let permitted = auth::Permission::ALL.into_iter().filter(|permission| actor.may(*permission));
        Ok(Viewer {
            id: actor.to_string(),
            label: actor.label().to_owned(),
            role,
            permissions: permitted.map(Permission::from).collect(),
            currency: workspace.currency.code().to_owned(),
            time_zone: workspace.timezone.name().to_owned(),
        })
    }
}
