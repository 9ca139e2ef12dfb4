//! Asks the model where there is one, looks at what it wrote, asks once more where that does not hold, and otherwise
//! answers by itself, saying so. Every run is recorded, also one whose answer nobody waited for.

use std::time::Duration;

use super::Error;
use super::engine::{BuiltIn, Engine, EngineError, EngineKind, Task};
use super::ollama::Ollama;
use super::recording::Recorder;
use super::run::Outcome;
use crate::auth::Ctx;
use crate::config::OllamaConfig;
use crate::db::Db;

/// The engines of one process. Cheap to clone.
#[derive(Clone)]
pub struct Assistant {
    model: Option<Ollama>,
    recorder: Recorder,
}

/// An answer, and who gave it.
#[derive(Clone, Debug)]
pub struct Answered<T> {
    /// The answer, checked.
    pub answer: T,
    /// Who gave it.
    pub by: AnsweredBy,
}

/// Who gave an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredBy {
    /// Which engine.
    pub engine: EngineKind,
    /// Which model, where one answered.
    pub model: Option<String>,
    /// Why the model that was asked did not, for people.
    pub instead_of: Option<String>,
}

impl AnsweredBy {
    /// Our own rules, which nobody had to be asked beside.
    pub fn built_in() -> Self {
        Self { engine: EngineKind::BuiltIn, model: None, instead_of: None }
    }
}

impl Assistant {
    /// With the model that is configured, if one is. Runs are recorded in the database.
    pub fn new(config: Option<&OllamaConfig>, db: Db) -> anyhow::Result<Self> {
        Ok(Self { model: config.map(Ollama::new).transpose()?, recorder: Recorder::new(db) })
    }

    /// The name of the model that is asked, if one is.
    pub fn model(&self) -> Option<&str> {
        self.model.as_ref().map(Ollama::model)
    }

    /// How long the model may take for one answer, if one is asked.
    pub fn patience(&self) -> Option<Duration> {
        self.model.as_ref().map(Ollama::timeout)
    }

    /// The answer to a task, from the model if it gives one that holds.
    pub async fn answer<T: Task>(&self, ctx: &Ctx, task: &T) -> Result<Answered<T::Answer>, Error> {
        let run = self.recorder.begin(ctx, task, self.model());
        let Some(model) = &self.model else {
            return run.end(by_itself(task, None).await, (Outcome::Answered, None)).await;
        };
        match by_model(model, task).await {
            Ok((answer, outcome, problem)) => {
                let model = Some(model.model().to_owned());
                let by = AnsweredBy { engine: EngineKind::Ollama, model, instead_of: None };
                run.end(Ok(Answered { answer, by }), (outcome, problem)).await
            }
            Err(problem) => {
                tracing::info!(task = T::NAME, model = model.model(), problem, "the model's answer was not used");
                let answered = by_itself(task, Some(&problem)).await;
                run.end(answered, (Outcome::FellBack, Some(problem))).await
            }
        }
    }

    /// The answer to a task that our own rules are sure of: no model is asked.
    pub async fn answer_built_in<T: Task>(&self, ctx: &Ctx, task: &T) -> Result<Answered<T::Answer>, Error> {
        let run = self.recorder.begin(ctx, task, None);
        run.end(by_itself(task, None).await, (Outcome::Answered, None)).await
    }
}

/// The model's answer, with how it came about and what was wrong before; or what was wrong in the end.
pub async fn by_model<T: Task>(model: &Ollama, task: &T) -> Result<(T::Answer, Outcome, Option<String>), String> {
    let problem = match attempt(model, task, None).await {
        Ok(answer) => return Ok((answer, Outcome::Answered, None)),
        Err(Failed { problem, can_be_mended: false }) => return Err(problem),
        Err(Failed { problem, .. }) => problem,
    };
    match attempt(model, task, Some(&problem)).await {
        Ok(answer) => Ok((answer, Outcome::AnsweredAtSecondTry, Some(problem))),
        Err(failed) => Err(failed.problem),
    }
}

struct Failed {
    problem: String,
    can_be_mended: bool,
}

impl From<EngineError> for Failed {
    fn from(error: EngineError) -> Self {
        Self { can_be_mended: error.can_be_mended(), problem: error.to_string() }
    }
}

async fn attempt<T: Task>(engine: &impl Engine, task: &T, complaint: Option<&str>) -> Result<T::Answer, Failed> {
    let draft = engine.draft(task, complaint).await?;
    task.check(draft).map_err(|problem| Failed { problem, can_be_mended: true })
}

async fn by_itself<T: Task>(task: &T, problem: Option<&str>) -> Result<Answered<T::Answer>, Error> {
    let answer = attempt(&BuiltIn, task, None).await.map_err(|failed| Error::BuiltIn(failed.problem))?;
    let instead_of = problem.map(ToOwned::to_owned);
    Ok(Answered { answer, by: AnsweredBy { instead_of, ..AnsweredBy::built_in() } })
}
