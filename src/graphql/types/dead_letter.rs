//! Dead letters: rows that were accepted and could not be stored.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};

use super::page::{Connection, Noun};
use super::scalar::DateTime;
use super::user_error::{UserError, user_errors};
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};
use crate::ids::DeadLetterId;
use crate::ingest::dead_letters::{self, Replay};
use crate::problem::Problem;
use crate::streams::dead_letter as domain;

/// What is to become of a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeadLetterState {
    /// Waits for a person.
    Open,
    /// Was published again and is not yet applied.
    Replaying,
    /// Was given up.
    Discarded,
}

impl DeadLetterState {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Replaying => "REPLAYING",
            Self::Discarded => "DISCARDED",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "REPLAYING" => Self::Replaying,
            "DISCARDED" => Self::Discarded,
            _ => Self::Open,
        }
    }
}

/// A row that was accepted and could not be stored.
#[derive(Clone, Debug, SimpleObject)]
pub struct DeadLetter {
    /// Its id.
    id: ID,
    /// The stream that carried it: "ingest:orders".
    stream: String,
    /// The stream's entry that carried it.
    entry: String,
    /// Its place in the entry.
    row: i32,
    /// What is to become of it.
    state: DeadLetterState,
    /// Why it could not be stored: stable, in capitals.
    code: String,
    /// Why, for a person.
    reason: String,
    /// The row, as JSON.
    payload: String,
    /// When it failed first.
    created_at: DateTime,
    /// When it failed last, was replayed or given up.
    updated_at: DateTime,
}

impl Noun for DeadLetter {
    const CONNECTION: &'static str = "DeadLetterConnection";
    const EDGE: &'static str = "DeadLetterEdge";
}

impl From<domain::DeadLetter> for DeadLetter {
    fn from(letter: domain::DeadLetter) -> Self {
        Self {
            id: ID(letter.id.to_string()),
            stream: letter.stream,
            entry: letter.entry_id,
            row: letter.row,
            state: DeadLetterState::from_name(&letter.state),
            code: letter.code,
            reason: letter.reason,
            payload: letter.payload,
            created_at: DateTime(letter.created_at),
            updated_at: DateTime(letter.updated_at),
        }
    }
}

/// Which dead letters to publish again.
#[derive(InputObject)]
pub struct DeadLettersReplayInput {
    /// At most 1,000.
    ids: Vec<ID>,
}

/// Which dead letters to give up.
#[derive(InputObject)]
pub struct DeadLettersDiscardInput {
    /// At most 1,000.
    ids: Vec<ID>,
}

/// What came of a replay.
#[derive(SimpleObject)]
pub struct DeadLettersReplayPayload {
    /// Published again: they leave the list once they are stored, or come back with a new reason.
    replayed: Vec<ID>,
    /// Why the others were not.
    user_errors: Vec<UserError>,
}

/// What came of giving up.
#[derive(SimpleObject)]
pub struct DeadLettersDiscardPayload {
    /// Given up now.
    discarded: Vec<ID>,
    /// Why the others were not.
    user_errors: Vec<UserError>,
}

/// The ids as ours, or which are none.
fn parse(ids: &[ID]) -> Result<Vec<DeadLetterId>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut parsed = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        match id.parse::<DeadLetterId>() {
            Ok(id) => parsed.push(id),
            Err(error) => problems.push(Problem::at(format!("input.ids.{place}"), "INVALID_ID", format!("{error}."))),
        }
    }
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}

fn texts(ids: &[DeadLetterId]) -> Vec<ID> {
    ids.iter().map(|id| ID(id.to_string())).collect()
}

/// Queries about dead letters.
#[derive(Default)]
pub struct DeadLetterQuery;

#[Object]
impl DeadLetterQuery {
    /// Rows that were accepted and could not be stored, newest first. Discarded ones only where asked for.
    #[expect(clippy::too_many_arguments, reason = "GraphQL's arguments are the method's")]
    async fn dead_letters(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only of this stream: \"ingest:orders\".")] stream: Option<String>,
        #[graphql(desc = "Only in this state.")] state: Option<DeadLetterState>,
        #[graphql(desc = "Only with this code.")] code: Option<String>,
    ) -> Result<Connection<DeadLetter>> {
        let page = PageArgs { first, after, last, before };
        let filter = domain::Filter { stream, code, state: state.map(|state| state.name().to_owned()) };
        let page = dead_letters::list(caller(context)?, &app(context)?.db, &filter, &page)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::from)?;
        Ok(Connection::of(page, DeadLetter::from))
    }
}

/// What people do with dead letters.
#[derive(Default)]
pub struct DeadLetterMutation;

#[Object]
impl DeadLetterMutation {
    /// Publishes rows again, once what kept them out is mended.
    async fn dead_letters_replay(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: DeadLettersReplayInput,
    ) -> Result<DeadLettersReplayPayload> {
        let app = app(context)?;
        let to = Replay { db: &app.db, redis: &app.redis, limits: &app.config.streams };
        let ids = match parse(&input.ids) {
            Ok(ids) => ids,
            Err(problems) => {
                return Ok(DeadLettersReplayPayload { replayed: Vec::new(), user_errors: user_errors(problems) });
            }
        };
        let (replayed, problems) = dead_letters::replay(caller(context)?, to, &ids).await.map_err(Failure::from)?;
        Ok(DeadLettersReplayPayload { replayed: texts(&replayed), user_errors: user_errors(problems) })
    }

    /// Gives rows up: they are kept for the record and no longer listed.
    async fn dead_letters_discard(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: DeadLettersDiscardInput,
    ) -> Result<DeadLettersDiscardPayload> {
        let ids = match parse(&input.ids) {
            Ok(ids) => ids,
            Err(problems) => {
                return Ok(DeadLettersDiscardPayload { discarded: Vec::new(), user_errors: user_errors(problems) });
            }
        };
        let db = &app(context)?.db;
        let (discarded, problems) = dead_letters::discard(caller(context)?, db, &ids).await.map_err(Failure::from)?;
        Ok(DeadLettersDiscardPayload { discarded: texts(&discarded), user_errors: user_errors(problems) })
    }
}
