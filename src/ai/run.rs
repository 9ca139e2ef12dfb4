//! The record of what the assistant was asked and what came of it: how one tells what a model is good for, and whether
//! it answers at all.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Error;
use super::engine::EngineKind;
use super::store::runs;
use crate::auth::{Ctx, Permission};
use crate::db::Db;
use crate::db::page::{Page, PageArgs, PageRequest};
use crate::ids::AiRunId;
use crate::problem::Problem;
use crate::segments;

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The engine that was asked answered.
    Answered,
    /// The model did, once it was told what was wrong with its first answer.
    AnsweredAtSecondTry,
    /// The model did not; the built-in engine answered.
    FellBack,
    /// Nobody did: what our own rules drafted does not hold either, which is our mistake.
    Failed,
    /// Whoever asked left before there was an answer.
    Abandoned,
}

impl Outcome {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Answered => "ANSWERED",
            Self::AnsweredAtSecondTry => "ANSWERED_AT_SECOND_TRY",
            Self::FellBack => "FELL_BACK",
            Self::Failed => "FAILED",
            Self::Abandoned => "ABANDONED",
        }
    }

    /// Of what is stored.
    pub fn from_code(code: &str) -> Self {
        match code {
            "FELL_BACK" => Self::FellBack,
            "FAILED" => Self::Failed,
            "ABANDONED" => Self::Abandoned,
            "ANSWERED_AT_SECOND_TRY" => Self::AnsweredAtSecondTry,
            _ => Self::Answered,
        }
    }
}

/// A run that is to be recorded.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// [`super::engine::Task::NAME`].
    pub task: &'static str,
    /// What was asked.
    pub asked: String,
    /// Who answered; where nobody did, who was asked.
    pub engine: EngineKind,
    /// Which model was asked, if one was.
    pub model: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// What was wrong with the model's answer, or with our own.
    pub problem: Option<String>,
    /// From the question to the answer.
    pub took: Duration,
}

/// A run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id; later runs have higher ones.
    pub id: AiRunId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who asked: the stable id.
    pub actor: String,
    /// Who asked: what people knew them by then.
    pub actor_label: String,
    /// What for: "rule".
    pub task: String,
    /// What was asked, cut.
    pub asked: String,
    /// Who answered; where nobody did, who was asked.
    pub engine: EngineKind,
    /// Which model was asked, if one was.
    pub model: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// What was wrong with the model's answer, or with our own.
    pub problem: Option<String>,
    /// From the question to the answer.
    pub took: Duration,
}

/// A page of the record, newest first: one's own runs, or everybody's for who may administer. What people ask says what
/// they are about to do, and of whom.
pub async fn list(ctx: &Ctx, db: &Db, page: &PageArgs) -> Result<Result<Page<Run>, Vec<Problem>>, Error> {
    ctx.require(Permission::Read).map_err(segments::Error::from)?;
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(vec![problem])),
    };
    let whose = (!ctx.actor.may(Permission::Administer)).then(|| ctx.actor.to_string());
    let rows = runs::page(&mut *db.get().await?, whose.as_deref(), &request).await?;
    Ok(Ok(Page::of(rows, &request, |run| run.id.0)))
}
