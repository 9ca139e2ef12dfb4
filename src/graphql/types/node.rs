//! What belongs to no noun: who is asking, and any object by its id.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::graphql::error::{app, caller};

/// Who is asking, and the workspace that they are in.
#[derive(SimpleObject)]
pub struct Viewer {
    /// The actor: "local-admin".
    id: String,
    /// ISO 4217: "INR".
    currency: String,
    /// The time zone in which days begin: "Asia/Kolkata".
    time_zone: String,
}

/// Queries that belong to no noun.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Who is asking.
    async fn viewer(&self, context: &Context<'_>) -> Result<Viewer> {
        let workspace = app(context)?.config.workspace;
        Ok(Viewer {
            id: caller(context)?.actor.to_string(),
            currency: workspace.currency.code().to_owned(),
            time_zone: workspace.timezone.name().to_owned(),
        })
    }
}
