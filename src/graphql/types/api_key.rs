//! Keys of scripts, for admins.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use super::page::{Connection, Noun};
use super::scalar::DateTime;
use super::user_error::{UserError, user_errors};
use crate::auth::api_key::{self, NewApiKey};
use crate::auth::{self};
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};
use crate::ids::ApiKeyId;
use crate::problem::Problem;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "auth::Scope")]
pub enum Scope {
    /// Post customers and orders, watch their batches, replay dead letters.
    Ingest,
    /// See customers, segments, campaigns and figures.
    Read,
    /// Change segments and campaigns, and see them.
    Campaigns,
    /// Report what became of messages.
    Receipts,
}

/// A script's key. The key itself is shown once, when it is made.
#[derive(Clone)]
pub struct ApiKey(pub api_key::ApiKey);

impl Noun for ApiKey {
    const CONNECTION: &'static str = "ApiKeyConnection";
    const EDGE: &'static str = "ApiKeyEdge";
}

#[Object]
impl ApiKey {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What people called it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How it begins: "xeno_Ab3x".
    async fn shown(&self) -> &str {
        &self.0.shown
    }

    /// What it is for.
    async fn scopes(&self) -> Vec<Scope> {
        self.0.scopes.iter().copied().map(Scope::from).collect()
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it ends by itself; null is never.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was revoked; null while it is good.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When it was last of use, to the minute; null is never.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }
}

/// A key to be made.
#[derive(InputObject)]
pub struct ApiKeyCreateInput {
    /// 1 to 100 characters.
    name: String,
    /// At least one.
    scopes: Vec<Scope>,
    /// When it ends by itself: in the future, within ten years. Absent is never.
    expires_at: Option<DateTime>,
}

/// What became of making a key.
#[derive(SimpleObject)]
pub struct ApiKeyCreatePayload {
    /// The key as it is listed; null where it was refused.
    api_key: Option<ApiKey>,
    /// The key itself. No other answer has it, ever.
    secret: Option<String>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// The key to be revoked.
#[derive(InputObject)]
pub struct ApiKeyRevokeInput {
    /// Which.
    id: ID,
}

/// What became of revoking a key.
#[derive(SimpleObject)]
pub struct ApiKeyRevokePayload {
    /// The key, which is of no use any more within a second.
    api_key: Option<ApiKey>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Queries about keys.
#[derive(Default)]
pub struct ApiKeyQuery;

#[Object]
impl ApiKeyQuery {
    /// All keys, revoked ones too, newest first.
    async fn api_keys(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ApiKey>> {
        let page = PageArgs { first, after, last, before };
        let page = api_key::list(caller(context)?, &app(context)?.db, &page)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(Connection::of(page, ApiKey))
    }
}

/// Changes of keys.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes a key for a script.
    async fn api_key_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyCreateInput,
    ) -> Result<ApiKeyCreatePayload> {
        let new = NewApiKey {
            name: input.name,
            scopes: input.scopes.into_iter().map(auth::Scope::from).collect(),
            expires_at: input.expires_at.map(|end| end.0),
        };
        let made = api_key::create(caller(context)?, &app(context)?.db, new).await.map_err(Failure::from)?;
        Ok(match made {
            Ok((key, secret)) => ApiKeyCreatePayload {
                api_key: Some(ApiKey(key)),
                secret: Some(secret.reveal().to_owned()),
                user_errors: Vec::new(),
            },
            Err(problems) => ApiKeyCreatePayload { api_key: None, secret: None, user_errors: user_errors(problems) },
        })
    }

    /// Ends a key now; within a second no server takes it any more.
    async fn api_key_revoke(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: ApiKeyRevokeInput,
    ) -> Result<ApiKeyRevokePayload> {
        let outcome = match input.id.parse::<ApiKeyId>() {
            Ok(id) => api_key::revoke(caller(context)?, &app(context)?.db, id).await.map_err(Failure::from)?,
            Err(error) => Err(vec![Problem::at("input.id", "INVALID_ID", format!("{error}."))]),
        };
        Ok(match outcome {
            Ok(key) => ApiKeyRevokePayload { api_key: Some(ApiKey(key)), user_errors: Vec::new() },
            Err(problems) => ApiKeyRevokePayload { api_key: None, user_errors: user_errors(problems) },
        })
    }
}
