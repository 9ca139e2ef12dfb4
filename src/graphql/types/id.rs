//! Ids among the arguments of queries and subscriptions, where a wrong one is misuse and not a user's error.

use std::str::FromStr;

use async_graphql::ID;

use crate::graphql::error::Failure;
use crate::ids::InvalidId;
use crate::problem::Problem;

/// The id that an argument gives, or a failure that names the argument.
pub(super) fn argument<T: FromStr<Err = InvalidId>>(id: &ID, argument: &'static str) -> Result<T, Failure> {
    id.parse().map_err(|error: InvalidId| Problem::at(argument, "INVALID_ID", format!("{error}.")).into())
}
