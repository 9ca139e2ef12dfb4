//! The writing down of a run, whatever becomes of it: begun before anybody is asked, and done even where whoever asked
//! leaves in the middle. A run that nobody waits for is written in the background, a bounded number at a time: whoever
//! asks and leaves without end loses their record, not the database's connections.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::Error;
use super::assistant::Answered;
use super::engine::{EngineKind, Task};
use super::run::{NewRun, Outcome};
use super::store::runs;
use crate::auth::Ctx;
use crate::db::Db;

/// Runs that are being written down at a time, in a process.
const AT_ONCE: usize = 4;

/// Where runs are written down. Cheap to clone.
#[derive(Clone)]
pub struct Recorder {
    db: Db,
    turns: Arc<Semaphore>,
}

impl Recorder {
    /// Into the database.
    pub fn new(db: Db) -> Self {
        Self { db, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Takes down what is asked, and of which model.
    pub fn begin<T: Task>(&self, ctx: &Ctx, task: &T, model: Option<&str>) -> Recording {
        let run = NewRun {
            task: T::NAME,
            asked: task.asked(),
            engine: if model.is_some() { EngineKind::Ollama } else { EngineKind::BuiltIn },
            model: model.map(ToOwned::to_owned),
            outcome: Outcome::Abandoned,
            problem: None,
            took: Duration::ZERO,
        };
        Recording { recorder: self.clone(), ctx: ctx.clone(), begun: Instant::now(), run: Some(run) }
    }
}

/// A run that is not written down yet. Dropping it writes it down as it stands: abandoned, until something came of it.
pub struct Recording {
    recorder: Recorder,
    ctx: Ctx,
    begun: Instant,
    run: Option<NewRun>,
}

impl Recording {
    /// Writes down what came of it, and gives that back. An answer is not kept from whoever waits for it because its
    /// record could not be written.
    pub async fn end<A>(
        mut self,
        answered: Result<Answered<A>, Error>,
        (outcome, problem): (Outcome, Option<String>),
    ) -> Result<Answered<A>, Error> {
        if let Some(run) = &mut self.run {
            (run.outcome, run.problem) = (outcome, problem);
            run.took = self.begun.elapsed();
            match &answered {
                Ok(answered) => run.engine = answered.by.engine,
                Err(error) => (run.outcome, run.problem) = (Outcome::Failed, Some(error.to_string())),
            }
        }
        let turn = Arc::clone(&self.recorder.turns).acquire_owned().await.ok();
        if let Some(writing) = self.write(turn)
            && let Err(error) = writing.await
        {
            tracing::warn!(%error, "the writing of a run of the assistant died");
        }
        answered
    }

    /// Writes it down in a task of its own, which nobody who leaves takes along.
    fn write(&mut self, turn: Option<OwnedSemaphorePermit>) -> Option<JoinHandle<()>> {
        let run = self.run.take()?;
        let (Some(turn), Ok(runtime)) = (turn, tokio::runtime::Handle::try_current()) else {
            tracing::warn!(task = run.task, "a run of the assistant is not recorded: too many are at a time");
            return None;
        };
        let (db, ctx) = (self.recorder.db.clone(), self.ctx.clone());
        Some(runtime.spawn(async move {
            let recorded = async { runs::insert(&mut *db.get().await?, &ctx, &run).await };
            if let Err(error) = recorded.await {
                tracing::warn!(%error, task = run.task, "a run of the assistant could not be recorded");
            }
            drop(turn);
        }))
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Some(run) = &mut self.run {
            run.took = self.begun.elapsed();
            let turn = Arc::clone(&self.recorder.turns).try_acquire_owned().ok();
            self.write(turn);
        }
    }
}
