//! Who belongs to an audience: the rule language and the rules that have a name.
//!
//! It promises:
//! - **A rule never widens by mistake.** What is empty, unknown or turned round is an error with its path
//!   ([`check`]); only a checked [`Rule`] runs.
//! - **One meaning.** [`eval`] says plainly what a rule means for one customer; the SQL of [`compile`] agrees with
//!   it on every tree, and tests hold it to that.
//! - **Every number of one snapshot.** A preview counts every node of the tree in one scan ([`engine`]).
//! - **A segment that others use cannot vanish or close a cycle**, not even by two writers at once: writers of
//!   segments take turns, and a change is checked on everything that uses the segment.
//!
//! The path of a rule: [`input::RuleInput`] (as written, as stored) → [`check::check`] → [`Rule`] → [`compile`],
//! [`eval`], [`describe`].
//!
//! For campaigns: [`load_rule`] turns a segment or a rule into a checked [`Rule`]; [`Rule::inlined`] is what a
//! launched campaign stores, and [`Source::Frozen`] reads it back without asking for any segment;
//! [`compile::membership`] and [`reach`] are the pieces of the statement that freezes an audience.

mod among;
mod belonging;
pub mod check;
pub mod compile;
pub mod describe;
pub mod engine;
pub mod eval;
pub mod fields;
pub mod input;
mod load;
pub mod lookalike;
pub mod number;
mod preview;
pub mod profile;
pub mod reach;
pub mod rule;
mod saved;
mod store;
pub mod window;

pub use self::among::among;
pub use self::belonging::segments_of;
pub use self::fields::{names, rule_fields};
pub use self::load::{Source, load_rule, load_rules};
pub use self::preview::{
    Explanation, Members, Membership, NodeCount, Preview, PreviewAnswer, PreviewRequest, PreviewSources,
    explain_membership, follow_preview, members, preview, sample,
};
pub use self::rule::Rule;
pub use self::saved::{NewSegment, Segment, SegmentChange, by_ids, create, delete, get, list, update};

use crate::auth::Forbidden;
use crate::db::DbError;

/// Why segments could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller may not.
    #[error("the caller may not do this with segments")]
    Forbidden(#[from] Forbidden),
    /// The database.
    #[error("segments cannot be read or written")]
    Db(#[source] DbError),
    /// Counting took longer than [`engine::PREVIEW_TIMEOUT`].
    #[error("counting took longer than {seconds} seconds", seconds = engine::PREVIEW_TIMEOUT.as_secs())]
    Timeout,
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        if error.is_timeout() { Self::Timeout } else { Self::Db(error) }
    }
}
