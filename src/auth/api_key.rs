//! Keys of scripts: a prefix, 256 random bits, some scopes, an optional end. The key is shown once, when it is
//! made; what is kept is its hash.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncConnection as _;

use super::audit::{self, Deed};
use super::secret::Secret;
use super::store::api_keys as store;
use super::{Ctx, Outcome, Permission, Scope};
use crate::db::page::{Page, PageArgs, PageRequest};
use crate::db::{Db, DbError};
use crate::ids::ApiKeyId;
use crate::problem::Problem;

/// What every key begins with, so that scanners of leaked secrets know it.
pub const PREFIX: &str = "xeno_";
/// How much of a key is kept readable, for telling keys apart.
const SHOWN: usize = PREFIX.len() + 4;
const LONGEST_NAME: usize = 100;
const LONGEST_LIFE: TimeDelta = TimeDelta::days(3660);

/// A key as it is listed.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What people called it.
    pub name: String,
    /// How it begins: "xeno_Ab3x".
    pub shown: String,
    /// What it is for.
    pub scopes: Vec<Scope>,
    /// Who made it: an actor's id.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last of use, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// 1 to 100 characters.
    pub name: String,
    /// At least one.
    pub scopes: Vec<Scope>,
    /// When it ends by itself: in the future, within ten years.
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewApiKey {
    fn problems(&self, now: DateTime<Utc>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            let message = format!("A key's name has 1 to {LONGEST_NAME} characters.");
            problems.push(Problem::at("input.name", "INVALID_NAME", message));
        }
        if self.scopes.is_empty() {
            problems.push(Problem::at("input.scopes", "REQUIRED", "Give the key at least one scope."));
        }
        if self.expires_at.is_some_and(|end| end <= now || end > now + LONGEST_LIFE) {
            let message = "A key ends in the future, within ten years.";
            problems.push(Problem::at("input.expiresAt", "INVALID_DATE", message));
        }
        problems
    }
}

/// Makes a key. The secret is in no other answer, ever.
pub async fn create(ctx: &Ctx, db: &Db, mut new: NewApiKey) -> Outcome<(ApiKey, Secret)> {
    ctx.require(Permission::Administer)?;
    let problems = new.problems(ctx.clock.now());
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    new.name = new.name.trim().to_owned();
    new.scopes.sort_unstable();
    new.scopes.dedup();
    let secret = Secret::random(PREFIX);
    let shown: String = secret.reveal().chars().take(SHOWN).collect();
    let mut connection = db.get().await?;
    let key = connection
        .transaction(async |connection| {
            let key = store::insert(connection, ctx, &new, (&shown, &secret)).await?;
            let id = key.id.to_string();
            audit::record(connection, ctx, deed("api_key.create", &id, &key)).await?;
            Ok::<_, DbError>(key)
        })
        .await?;
    Ok(Ok((key, secret)))
}

/// Ends a key now; within a second no node takes it any more. Revoking twice changes nothing.
pub async fn revoke(ctx: &Ctx, db: &Db, id: ApiKeyId) -> Outcome<ApiKey> {
    ctx.require(Permission::Administer)?;
    let mut connection = db.get().await?;
    let key = connection
        .transaction(async |connection| {
            let Some((key, changed)) = store::revoke(connection, id, ctx.clock.now()).await? else { return Ok(None) };
            if changed {
                audit::record(connection, ctx, deed("api_key.revoke", &id.to_string(), &key)).await?;
            }
            Ok::<_, DbError>(Some(key))
        })
        .await?;
    Ok(key.ok_or_else(|| vec![Problem::at("input.id", "NOT_FOUND", format!("There is no API key {id}."))]))
}

/// All keys, revoked ones too, newest first.
pub async fn list(ctx: &Ctx, db: &Db, page: &PageArgs) -> Outcome<Page<ApiKey>> {
    ctx.require(Permission::Administer)?;
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let rows = store::page(&mut *db.get().await?, &request).await?;
    Ok(Ok(Page::of(rows, &request, |key| key.id.0)))
}

fn deed<'a>(action: &'static str, id: &'a str, key: &'a ApiKey) -> Deed<'a> {
    Deed::to(action, id, &key.name)
}
