//! People, invitations and set-up codes.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamptz};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::auth::Role;
use crate::auth::people::{Identity, Invitation, Person, SETUP_CODE_LASTS};
use crate::auth::secret::Hash;
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::UserId;

const COLUMNS: &str = "id, email, name, role, created_at, last_seen_at";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    last_seen_at: DateTime<Utc>,
}

impl From<Row> for Person {
    fn from(row: Row) -> Self {
        Self {
            id: UserId(row.id),
            email: row.email,
            name: row.name,
            role: row.role.as_deref().and_then(Role::from_name),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
        }
    }
}

/// One who decides about people at a time, until the transaction ends: two who each look for an admin could
/// otherwise leave two first admins, or none.
pub async fn lock(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext('xeno people'))").execute(connection).await?;
    Ok(())
}

/// Notes a sign-in; a new person has no role.
pub async fn upsert(
    connection: &mut AsyncPgConnection,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<Person, DbError> {
    let row: Row = diesel::sql_query(format!(
        "INSERT INTO users (issuer, subject, email, name, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT ON CONSTRAINT users_once
         DO UPDATE SET email = excluded.email, name = excluded.name, last_seen_at = excluded.last_seen_at
         RETURNING {COLUMNS}"
    ))
    .bind::<Text, _>(&identity.issuer)
    .bind::<Text, _>(&identity.subject)
    .bind::<Nullable<Text>, _>(&identity.email)
    .bind::<Nullable<Text>, _>(&identity.name)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await?;
    Ok(row.into())
}

pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Person>, DbError> {
    let row: Option<Row> = diesel::sql_query(format!("SELECT {COLUMNS} FROM users WHERE id = $1"))
        .bind::<BigInt, _>(id.0)
        .get_result(connection)
        .await
        .optional()?;
    Ok(row.map(Person::from))
}

/// Who has this address; the first who came, where several have.
pub async fn by_email(connection: &mut AsyncPgConnection, email: &str) -> Result<Option<UserId>, DbError> {
    let row: Option<Row> =
        diesel::sql_query(format!("SELECT {COLUMNS} FROM users WHERE email = $1 ORDER BY id LIMIT 1"))
            .bind::<Text, _>(email)
            .get_result(connection)
            .await
            .optional()?;
    Ok(row.map(|row| UserId(row.id)))
}

/// The latest first.
pub async fn page(connection: &mut AsyncPgConnection, request: &PageRequest<i64>) -> Result<Vec<Person>, DbError> {
    let (sign, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    let query = format!("SELECT {COLUMNS} FROM users WHERE ($1 IS NULL OR id {sign} $1) ORDER BY id {order} LIMIT $2");
    let rows: Vec<Row> = diesel::sql_query(query)
        .bind::<Nullable<BigInt>, _>(request.from)
        .bind::<BigInt, _>(request.limit + 1)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(Person::from).collect())
}

pub async fn set_role(connection: &mut AsyncPgConnection, id: UserId, role: Option<Role>) -> Result<(), DbError> {
    diesel::sql_query("UPDATE users SET role = $2 WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .bind::<Nullable<Text>, _>(role.map(Role::name))
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn admins(connection: &mut AsyncPgConnection) -> Result<i64, DbError> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        admins: i64,
    }
    let counted: Counted =
        diesel::sql_query("SELECT count(*) AS admins FROM users WHERE role = 'ADMIN'").get_result(connection).await?;
    Ok(counted.admins)
}

pub async fn has_admin(connection: &mut AsyncPgConnection) -> Result<bool, DbError> {
    Ok(admins(connection).await? > 0)
}

pub async fn insert_setup_code(
    connection: &mut AsyncPgConnection,
    code: Hash,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::sql_query("DELETE FROM setup_codes WHERE created_at <= $1")
        .bind::<Timestamptz, _>(now - SETUP_CODE_LASTS)
        .execute(connection)
        .await?;
    diesel::sql_query("INSERT INTO setup_codes (hash, created_at) VALUES ($1, $2)")
        .bind::<Binary, _>(code.0.as_slice())
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn knows_setup_code(
    connection: &mut AsyncPgConnection,
    code: Hash,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    #[derive(QueryableByName)]
    struct Known {
        #[diesel(sql_type = Bool)]
        known: bool,
    }
    let known: Known =
        diesel::sql_query("SELECT EXISTS (SELECT FROM setup_codes WHERE hash = $1 AND created_at > $2) AS known")
            .bind::<Binary, _>(code.0.as_slice())
            .bind::<Timestamptz, _>(now - SETUP_CODE_LASTS)
            .get_result(connection)
            .await?;
    Ok(known.known)
}

pub async fn forget_setup_codes(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    diesel::sql_query("DELETE FROM setup_codes").execute(connection).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct InvitationRow {
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    invited_by: String,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

impl InvitationRow {
    /// A constraint knows the roles; what it let through by mistake lets nobody in.
    fn invitation(self) -> Option<Invitation> {
        let role = Role::from_name(&self.role)?;
        Some(Invitation { email: self.email, role, invited_by: self.invited_by, created_at: self.created_at })
    }
}

pub async fn upsert_invitation(connection: &mut AsyncPgConnection, invitation: &Invitation) -> Result<(), DbError> {
    diesel::sql_query(
        "INSERT INTO invitations (email, role, invited_by, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO UPDATE
         SET role = excluded.role, invited_by = excluded.invited_by, created_at = excluded.created_at",
    )
    .bind::<Text, _>(&invitation.email)
    .bind::<Text, _>(invitation.role.name())
    .bind::<Text, _>(&invitation.invited_by)
    .bind::<Timestamptz, _>(invitation.created_at)
    .execute(connection)
    .await?;
    Ok(())
}

/// The invitation's role; the invitation is gone afterwards.
pub async fn take_invitation(connection: &mut AsyncPgConnection, email: &str) -> Result<Option<Role>, DbError> {
    let taken: Option<InvitationRow> =
        diesel::sql_query("DELETE FROM invitations WHERE email = $1 RETURNING email, role, invited_by, created_at")
            .bind::<Text, _>(email)
            .get_result(connection)
            .await
            .optional()?;
    Ok(taken.and_then(InvitationRow::invitation).map(|invitation| invitation.role))
}

pub async fn invitations(connection: &mut AsyncPgConnection) -> Result<Vec<Invitation>, DbError> {
    let rows: Vec<InvitationRow> =
        diesel::sql_query("SELECT email, role, invited_by, created_at FROM invitations ORDER BY email LIMIT 1000")
            .load(connection)
            .await?;
    Ok(rows.into_iter().filter_map(InvitationRow::invitation).collect())
}
