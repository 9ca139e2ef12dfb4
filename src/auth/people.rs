//! People: who has signed in, and as what they are let in.
//!
//! The provider's subject is who somebody is; the address is what invitations and allow-lists go by, and only
//! where the provider says that it is verified. The first admin of an empty installation is `ADMIN_EMAIL`, or
//! whoever enters a code that the server printed when it started. Everybody else waits until they are expected:
//! invited, or of an allowed domain.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection as _, AsyncPgConnection};

use super::audit::{self, Deed};
use super::secret::Secret;
use super::store::people as store;
use super::{Actor, AuthError, Ctx, Outcome, Permission, Role, session};
use crate::config::Admission;
use crate::db::page::{Page, PageArgs, PageRequest};
use crate::db::{Db, DbError};
use crate::ids::UserId;
use crate::problem::Problem;

const LONGEST_ADDRESS: usize = 254;
/// How long a set-up code is good for.
pub const SETUP_CODE_LASTS: TimeDelta = TimeDelta::days(1);

/// What a provider says of somebody, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who, at the provider.
    pub subject: String,
    /// Lower case; none where it is not verified.
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// Of an organisation's account: its domain, Google's `hd`.
    pub hosted_domain: Option<String>,
}

/// A person as they are listed.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Verified by the provider.
    pub email: Option<String>,
    /// What the provider calls them.
    pub name: Option<String>,
    /// As what they are let in; none while they wait.
    pub role: Option<Role>,
    /// When they first signed in.
    pub created_at: DateTime<Utc>,
    /// When they last signed in.
    pub last_seen_at: DateTime<Utc>,
}

impl Person {
    fn label(&self) -> String {
        self.name.clone().or_else(|| self.email.clone()).unwrap_or_else(|| self.id.to_string())
    }
}

/// Somebody who is expected.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Who invited them: an actor's id.
    pub invited_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Takes in whom the provider vouches for and opens their session; returns what the browser is to hold. Who is
/// not expected gets a session too: it says that they wait, and lets them enter a set-up code.
pub async fn sign_in(ctx: &Ctx, db: &Db, admission: &Admission, identity: &Identity) -> Result<Secret, AuthError> {
    let mut connection = db.get().await?;
    let token = connection
        .transaction(async |connection| {
            store::lock(connection).await?;
            let mut person = store::upsert(connection, identity, ctx.clock.now()).await?;
            if person.role.is_none() {
                person.role = expected_as(connection, admission, identity).await?;
                if person.role.is_some() {
                    store::set_role(connection, person.id, person.role).await?;
                }
            }
            let actor = Actor::User { id: person.id, role: person.role, label: person.label().into() };
            session::open(connection, &Ctx { actor, ..ctx.clone() }, Some(person.id)).await
        })
        .await?;
    Ok(token)
}

/// As what somebody without a role is let in, if they are; uses an invitation up.
async fn expected_as(
    connection: &mut AsyncPgConnection,
    admission: &Admission,
    identity: &Identity,
) -> Result<Option<Role>, DbError> {
    let email = identity.email.as_deref();
    let invited = match email {
        Some(email) => store::take_invitation(connection, email).await?,
        None => None,
    };
    if email.is_some() && admission.admin_email.as_deref() == email && !store::has_admin(connection).await? {
        store::forget_setup_codes(connection).await?;
        return Ok(Some(Role::Admin));
    }
    let listed = email.is_some_and(|email| admission.emails.iter().any(|listed| listed == email))
        || identity.hosted_domain.as_deref().is_some_and(|domain| admission.domains.iter().any(|d| d == domain));
    Ok(invited.or(listed.then_some(Role::Viewer)))
}

/// A code that makes whoever enters it within a day the first admin; none where there is an admin already.
pub async fn setup_code(db: &Db, now: DateTime<Utc>) -> Result<Option<Secret>, DbError> {
    let mut connection = db.get().await?;
    connection
        .transaction(async |connection| {
            store::lock(connection).await?;
            if store::has_admin(connection).await? {
                return Ok(None);
            }
            let code = Secret::random("setup_");
            store::insert_setup_code(connection, code.hash(), now).await?;
            Ok(Some(code))
        })
        .await
}

/// Makes the caller the first admin, with a code that the server printed.
pub async fn set_up(ctx: &Ctx, db: &Db, code: &str) -> Outcome<()> {
    let Actor::User { id, .. } = ctx.actor else {
        let message = "Sign in with the provider first, then enter the code.";
        return Ok(Err(vec![Problem::at("code", "NOT_A_PERSON", message)]));
    };
    let hash = Secret::brought(code.trim()).hash();
    let mut connection = db.get().await?;
    let done = connection
        .transaction(async |connection| {
            store::lock(connection).await?;
            if store::has_admin(connection).await?
                || !store::knows_setup_code(connection, hash, ctx.clock.now()).await?
            {
                return Ok(false);
            }
            store::set_role(connection, id, Some(Role::Admin)).await?;
            store::forget_setup_codes(connection).await?;
            let id = id.to_string();
            let deed = Deed { action: "person.set_up", subject: Some(&id), subject_label: Some(ctx.actor.label()) };
            audit::record(connection, ctx, deed).await?;
            Ok::<_, DbError>(true)
        })
        .await?;
    let message = "This code is not, or no longer, of use. The server prints a new one when it starts.";
    Ok(if done { Ok(()) } else { Err(vec![Problem::at("code", "INVALID_CODE", message)]) })
}

/// Everybody who has signed in, the latest first.
pub async fn list(ctx: &Ctx, db: &Db, page: &PageArgs) -> Outcome<Page<Person>> {
    ctx.require(Permission::Administer)?;
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let rows = store::page(&mut *db.get().await?, &request).await?;
    Ok(Ok(Page::of(rows, &request, |person| person.id.0)))
}

/// Lets a person in as something, or, without a role, shuts them out; their open sockets follow within a second.
/// The last admin stays one.
pub async fn set_role(ctx: &Ctx, db: &Db, id: UserId, role: Option<Role>) -> Outcome<Person> {
    ctx.require(Permission::Administer)?;
    let mut connection = db.get().await?;
    let outcome = connection
        .transaction(async |connection| {
            store::lock(connection).await?;
            let Some(mut person) = store::find(connection, id).await? else {
                return Ok(Err(Problem::at("input.id", "NOT_FOUND", format!("There is no person {id}."))));
            };
            let was_admin = person.role == Some(Role::Admin);
            if was_admin && role != Some(Role::Admin) && store::admins(connection).await? == 1 {
                let message = "This is the last admin; make somebody else one first.";
                return Ok(Err(Problem::at("input.role", "LAST_ADMIN", message)));
            }
            if person.role != role {
                store::set_role(connection, id, role).await?;
                person.role = role;
                let action = match role {
                    None => "person.shut_out",
                    Some(Role::Viewer) => "person.make_viewer",
                    Some(Role::Marketer) => "person.make_marketer",
                    Some(Role::Admin) => "person.make_admin",
                };
                let (id, label) = (id.to_string(), person.label());
                audit::record(connection, ctx, Deed { action, subject: Some(&id), subject_label: Some(&label) })
                    .await?;
            }
            Ok::<_, DbError>(Ok(person))
        })
        .await?;
    Ok(outcome.map_err(|problem| vec![problem]))
}

/// Expects somebody: their first sign-in gives them the role. Inviting again changes the role.
pub async fn invite(ctx: &Ctx, db: &Db, email: &str, role: Role) -> Outcome<Invitation> {
    ctx.require(Permission::Administer)?;
    let email = email.trim().to_lowercase();
    let sound = email.len() <= LONGEST_ADDRESS
        && email.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
        && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    if !sound {
        return Ok(Err(vec![Problem::at("input.email", "INVALID_EMAIL", "This is not an e-mail address.")]));
    }
    let mut connection = db.get().await?;
    let outcome = connection
        .transaction(async |connection| {
            store::lock(connection).await?;
            if let Some(known) = store::by_email(connection, &email).await? {
                let message = format!("{email} has signed in already; give {known} the role instead.");
                return Ok(Err(Problem::at("input.email", "ALREADY_SIGNED_IN", message)));
            }
            let by = ctx.actor.to_string();
            let invitation = Invitation { email: email.clone(), role, invited_by: by, created_at: ctx.clock.now() };
            store::upsert_invitation(connection, &invitation).await?;
            let deed = Deed { action: "person.invite", subject: None, subject_label: Some(&email) };
            audit::record(connection, ctx, deed).await?;
            Ok::<_, DbError>(Ok(invitation))
        })
        .await?;
    Ok(outcome.map_err(|problem| vec![problem]))
}

/// Expects somebody no longer; returns the address.
pub async fn uninvite(ctx: &Ctx, db: &Db, email: &str) -> Outcome<String> {
    ctx.require(Permission::Administer)?;
    let email = email.trim().to_lowercase();
    let mut connection = db.get().await?;
    let gone = connection
        .transaction(async |connection| {
            let gone = store::take_invitation(connection, &email).await?.is_some();
            if gone {
                let deed = Deed { action: "person.uninvite", subject: None, subject_label: Some(&email) };
                audit::record(connection, ctx, deed).await?;
            }
            Ok::<_, DbError>(gone)
        })
        .await?;
    let problem = || vec![Problem::at("input.email", "NOT_FOUND", "There is no invitation for this address.")];
    Ok(if gone { Ok(email) } else { Err(problem()) })
}

/// Who is expected, by address; at most 1,000.
pub async fn invitations(ctx: &Ctx, db: &Db) -> Result<Vec<Invitation>, AuthError> {
    ctx.require(Permission::Administer)?;
    Ok(store::invitations(&mut *db.get().await?).await?)
}
