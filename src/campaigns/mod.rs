//! Campaigns: a message to everyone whom a rule matches, once each, and what became of it.
//!
//! A campaign is a DRAFT until it is launched. The launch itself only notes the rule, with its segments inlined,
//! and the instant; a worker ([`prepare`]) then writes the ledger, one row a customer, in one statement, and
//! renders the messages in chunks. From there on the ledger is the truth of what is to be sent, and delivery is
//! the one that works it off. The figures change in the transaction that changes the rows they count
//! ([`counters`]); who works on a campaign holds a lease with a fence ([`lease`]).
//!
//! | file | owns |
//! |---|---|
//! | [`draft`] | create and update |
//! | [`steer`] | launch, pause, resume, cancel, retry the failed |
//! | [`confirm`] | launching just what was simulated, by a confirmation |
//! | [`prepare`] | the worker between launch and the first message |
//! | [`message`] | the template language |
//! | [`preview`] | a message rendered for real people, before it is sent |
//! | [`delivery`] | dispatch, calls to the vendor, receipts |
//! | [`parts`] | a stretch of time in days, weeks, months or years |
//! | [`read`], [`follow`], [`export`] | what is seen: at once, as it changes, as a file |
//! | [`tags`] | what a campaign is about |
//! | [`store`] | the SQL |

use crate::auth::Forbidden;
use crate::db::DbError;
use crate::problem::Problem;

pub mod audience;
pub mod campaign;
pub mod confirm;
pub mod counters;
pub mod delivery;
pub mod draft;
pub mod export;
mod feed;
pub mod follow;
mod idempotency;
pub mod lease;
pub mod message;
mod parts;
pub mod prepare;
pub mod preview;
pub mod read;
pub mod status;
pub mod steer;
pub mod store;
pub mod tags;

/// Why a verb did not do what was asked, where the input is not to blame.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// The actor may not.
    #[error("not allowed")]
    Forbidden(#[from] Forbidden),
    /// The database did not.
    #[error("the campaign could not be read or written")]
    Db(#[from] DbError),
    /// A question about an audience takes longer than it may.
    #[error("what was asked of the audience takes too long")]
    Timeout,
    /// A rule or message that was checked when it was stored does not pass any more.
    #[error("what is stored of the campaign cannot be used: {0}")]
    Stored(String),
}

/// What a verb returns: what it did, or what is wrong with its input.
pub type Outcome<T> = Result<Result<T, Vec<Problem>>, CampaignError>;

/// Why a transaction is rolled back.
enum Stop {
    Refused(Vec<Problem>),
    Failed(CampaignError),
}

impl Stop {
    /// As the verb returns it.
    fn outcome<T>(self) -> Outcome<T> {
        match self {
            Self::Refused(problems) => Ok(Err(problems)),
            Self::Failed(error) => Err(error),
        }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(vec![problem])
    }
}

impl From<CampaignError> for Stop {
    fn from(error: CampaignError) -> Self {
        Self::Failed(error)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(DbError::from(error).into())
    }
}
