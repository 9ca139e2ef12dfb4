//! The assistant: drafts that a person sees, checks and edits. Nothing here is ever acted upon by itself, and every
//! feature is useful without a language model. What is figures alone is no draft and asks none: [`lookalike`].
//!
//! A feature is a [`engine::Task`]: what is asked, the shape of the draft, what our own rules make of it, and the check
//! that every draft has to pass. The [`Assistant`] asks the model where one is configured ([`ollama`]), looks at its
//! draft, asks once more with what was wrong, and otherwise answers by itself. Each run is recorded ([`run`],
//! [`recording`]).
//!
//! | task | drafts |
//! |---|---|
//! | [`messages`] | what a campaign says, with why it fits its audience |
//! | [`rule`] | the rule of an audience that is described in plain words, which [`words`] reads without a model |
//! | [`summary`] | what became of a campaign, in sentences whose every number a query returned |
//! | [`tags`] | what a campaign is about, among the tags that are known |
//!
//! [`send_time`] is told by counting alone; there is nothing in it for a model to draft.

pub mod assistant;
pub mod engine;
pub mod golden;
pub mod lookalike;
pub mod messages;
pub mod ollama;
mod recording;
pub mod rule;
pub mod run;
pub mod send_time;
mod slot;
mod store;
pub mod summary;
pub mod tags;
pub mod words;

pub use self::assistant::{Answered, AnsweredBy, Assistant};
pub use self::rule::{RuleDraft, segment_rule_from_text};

use crate::db::DbError;
use crate::segments;

/// Why the assistant could not answer, where it is not the text's fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rule, or the brand's own words, which segments know.
    #[error(transparent)]
    Segments(#[from] segments::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The built-in engine's own draft does not pass the check, which is our mistake.
    #[error("the built-in engine's draft does not hold: {0}")]
    BuiltIn(String),
    /// Others are being answered, and it did not come to be this one's turn.
    #[error("others are being answered")]
    Busy,
}
