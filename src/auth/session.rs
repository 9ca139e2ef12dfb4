//! Sessions: what a browser holds after signing in. Kept by us, so that one can be ended; each sign-in makes a
//! new one, so that a token planted before is worth nothing after.

use chrono::TimeDelta;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::audit::{self, Deed};
use super::secret::{Hash, Secret};
use super::store::sessions as store;
use super::{Actor, AuthError, Ctx};
use crate::db::{Db, DbError};
use crate::ids::UserId;

/// How long a session lasts.
pub const LASTS: TimeDelta = TimeDelta::days(7);

/// Opens a session in the caller's transaction, for whom `ctx` acts; returns what the browser is to hold.
pub(super) async fn open(
    connection: &mut AsyncPgConnection,
    ctx: &Ctx,
    user: Option<UserId>,
) -> Result<Secret, DbError> {
    let token = Secret::random("");
    let now = ctx.clock.now();
    store::delete_expired(connection, now).await?;
    store::insert(connection, token.hash(), user, (now, now + LASTS)).await?;
    audit::record(connection, ctx, Deed { action: "session.open", subject: None, subject_label: None }).await?;
    Ok(token)
}

/// Opens a session for the person at this machine. Whether they are, the HTTP face has found out.
pub async fn open_local(ctx: &Ctx, db: &Db) -> Result<Secret, AuthError> {
    let ctx = Ctx { actor: Actor::LocalAdmin, ..ctx.clone() };
    let mut connection = db.get().await?;
    Ok(connection.transaction(async |connection| open(connection, &ctx, None).await).await?)
}

/// Ends a session: the next call with its token is a stranger's, and its open sockets are closed.
pub async fn end(ctx: &Ctx, db: &Db, token: Hash) -> Result<(), AuthError> {
    let mut connection = db.get().await?;
    connection
        .transaction(async |connection| {
            if store::delete(connection, token).await? {
                let deed = Deed { action: "session.end", subject: None, subject_label: None };
                audit::record(connection, ctx, deed).await?;
            }
            Ok::<_, DbError>(())
        })
        .await?;
    Ok(())
}
