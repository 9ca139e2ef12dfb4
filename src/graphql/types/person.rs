//! People who sign in, for admins.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use super::page::{Connection, Noun};
use super::scalar::DateTime;
use super::user_error::{UserError, user_errors};
use crate::auth::{self, people};
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};
use crate::ids::UserId;
use crate::problem::Problem;

/// What a person is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "auth::Role")]
pub enum Role {
    /// Sees everything but people, keys and the audit log; changes nothing.
    Viewer,
    /// A viewer who also loads data, saves segments and runs campaigns.
    Marketer,
    /// May do everything.
    Admin,
}

/// A person who has signed in.
#[derive(Clone)]
pub struct Person(pub people::Person);

impl Noun for Person {
    const CONNECTION: &'static str = "PersonConnection";
    const EDGE: &'static str = "PersonEdge";
}

#[Object]
impl Person {
    /// Their id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Their address, if the provider has verified one.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// What the provider calls them.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// As what they are let in; null while they wait.
    async fn role(&self) -> Option<Role> {
        self.0.role.map(Role::from)
    }

    /// When they first signed in.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When they last signed in.
    async fn last_seen_at(&self) -> DateTime {
        DateTime(self.0.last_seen_at)
    }
}

/// Somebody who is expected.
pub struct Invitation(people::Invitation);

#[Object]
impl Invitation {
    /// The address, in lower case.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// As what.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Who invited them.
    async fn invited_by(&self) -> &str {
        &self.0.invited_by
    }

    /// When.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// What a person is to be.
#[derive(InputObject)]
pub struct PersonSetRoleInput {
    /// Who.
    id: ID,
    /// As what; null shuts them out.
    role: Option<Role>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct PersonSetRolePayload {
    /// The person, afterwards.
    person: Option<Person>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Who is to be expected.
#[derive(InputObject)]
pub struct PersonInviteInput {
    /// The address that the provider will have verified.
    email: String,
    /// As what.
    role: Role,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct PersonInvitePayload {
    /// The invitation.
    invitation: Option<Invitation>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Who is to be expected no longer.
#[derive(InputObject)]
pub struct PersonUninviteInput {
    /// The address.
    email: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct PersonUninvitePayload {
    /// The address.
    email: Option<String>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Queries about people.
#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// Everybody who has signed in, the latest first.
    async fn people(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Person>> {
        let page = PageArgs { first, after, last, before };
        let page = people::list(caller(context)?, &app(context)?.db, &page)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(Connection::of(page, Person))
    }

    /// Who is expected and has not signed in yet, by address; at most 1,000.
    async fn invitations(&self, context: &Context<'_>) -> Result<Vec<Invitation>> {
        let all = people::invitations(caller(context)?, &app(context)?.db).await.map_err(Failure::from)?;
        Ok(all.into_iter().map(Invitation).collect())
    }
}

/// What admins do about people.
#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Lets a person in as something, or shuts them out; what they have open follows within a second.
    async fn person_set_role(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and as what.")] input: PersonSetRoleInput,
    ) -> Result<PersonSetRolePayload> {
        let outcome = match input.id.parse::<UserId>() {
            Ok(id) => people::set_role(caller(context)?, &app(context)?.db, id, input.role.map(Into::into))
                .await
                .map_err(Failure::from)?,
            Err(error) => Err(vec![Problem::at("input.id", "INVALID_ID", format!("{error}."))]),
        };
        Ok(match outcome {
            Ok(person) => PersonSetRolePayload { person: Some(Person(person)), user_errors: Vec::new() },
            Err(problems) => PersonSetRolePayload { person: None, user_errors: user_errors(problems) },
        })
    }

    /// Expects somebody: their first sign-in gives them the role. Inviting again changes the role.
    async fn person_invite(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and as what.")] input: PersonInviteInput,
    ) -> Result<PersonInvitePayload> {
        let outcome = people::invite(caller(context)?, &app(context)?.db, &input.email, input.role.into())
            .await
            .map_err(Failure::from)?;
        Ok(match outcome {
            Ok(made) => PersonInvitePayload { invitation: Some(Invitation(made)), user_errors: Vec::new() },
            Err(problems) => PersonInvitePayload { invitation: None, user_errors: user_errors(problems) },
        })
    }

    /// Expects somebody no longer.
    async fn person_uninvite(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who.")] input: PersonUninviteInput,
    ) -> Result<PersonUninvitePayload> {
        let outcome =
            people::uninvite(caller(context)?, &app(context)?.db, &input.email).await.map_err(Failure::from)?;
        Ok(match outcome {
            Ok(email) => PersonUninvitePayload { email: Some(email), user_errors: Vec::new() },
            Err(problems) => PersonUninvitePayload { email: None, user_errors: user_errors(problems) },
        })
    }
}
