//! Who acts, what they may do, and how they prove it.
//!
//! Every verb of every domain takes a [`Ctx`] and begins by asking it for permission: faces only find out who is
//! asking, so a verb that is reached over a new transport is guarded there too.
//!
//! - [`people`]: who has signed in, who is let in, and as what; the first admin of an empty installation.
//! - [`session`]: what a browser holds after signing in.
//! - [`api_key`]: what a script holds.
//! - [`door`]: from what was brought to who it is, checked against the database at most half a second ago, for
//!   open sockets too: an ended session or a revoked key is of no use within a second, on any node.
//! - [`oidc`]: signing in with an OpenID Connect provider.
//! - [`audit`]: who did what to what, written in the transaction of the deed.
//!
//! Nothing that opens a door is stored: tokens, keys and codes are random, and their hashes are kept.

mod actor;
pub mod api_key;
pub mod audit;
pub mod door;
mod lookups;
pub mod oidc;
pub mod people;
pub mod secret;
pub mod session;
mod store;

pub use actor::{Actor, Ctx, Forbidden, Permission, Role, Scope};

use crate::db::DbError;
use crate::problem::Problem;

/// Why a verb could not be carried out, where it is not the input's fault.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database.
    #[error("the register of people and keys does not answer")]
    Db(#[from] DbError),
}

impl From<diesel::result::Error> for AuthError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}

/// What a verb returns: its result, or what is wrong with the input.
pub type Outcome<T> = Result<Result<T, Vec<Problem>>, AuthError>;
