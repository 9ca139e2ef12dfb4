//! What the assistant drafts, and the record of its runs.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::page::{Connection, Noun};
use super::scalar::{DateTime, Rule};
use crate::ai::engine::EngineKind;
use crate::ai::run::{self, Outcome};
use crate::ai::{self, Answered, AnsweredBy, RuleDraft};
use crate::db::page::PageArgs;
use crate::graphql::error::{Failure, app, caller};

/// Who answers for the assistant.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "EngineKind")]
pub enum AssistantEngine {
    /// Our own rules and figures.
    BuiltIn,
    /// A language model behind Ollama's protocol.
    Ollama,
}

/// What came of a run of the assistant.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Outcome")]
pub enum AssistantOutcome {
    /// The engine that was asked answered.
    Answered,
    /// The model answered once it was told what was wrong with its first answer.
    AnsweredAtSecondTry,
    /// The model gave no answer that holds; the built-in engine answered.
    FellBack,
    /// Nobody gave an answer that holds: a mistake of ours.
    Failed,
    /// Whoever asked left before there was an answer.
    Abandoned,
}

/// Who wrote a draft. Look at every draft before you use it.
#[derive(Clone, SimpleObject)]
pub struct DraftOrigin {
    /// Which engine.
    engine: AssistantEngine,
    /// Which model, where one wrote it.
    model: Option<String>,
    /// Why the model that was asked did not write it.
    instead_of: Option<String>,
}

impl From<AnsweredBy> for DraftOrigin {
    fn from(by: AnsweredBy) -> Self {
        Self { engine: by.engine.into(), model: by.model, instead_of: by.instead_of }
    }
}

/// A rule that a text was read as.
pub struct RuleDraftType(Answered<RuleDraft>);

/// A rule that a description was read as, for a person to look at.
#[Object(name = "RuleDraft")]
impl RuleDraftType {
    /// The rule, ready to be previewed, edited and saved; null where nothing was understood.
    async fn rule(&self) -> Option<Rule> {
        self.0.answer.reading.rule.as_ref().and_then(|rule| serde_json::to_value(rule).ok()).map(Rule)
    }

    /// The rule in words.
    async fn sentence(&self) -> Option<&str> {
        self.0.answer.preview.as_ref().map(|preview| preview.sentence.as_str())
    }

    /// Who matches it now.
    async fn count(&self) -> Option<i32> {
        self.0.answer.preview.as_ref().map(|preview| i32::try_from(preview.count).unwrap_or(i32::MAX))
    }

    /// What was taken for granted.
    async fn assumptions(&self) -> &[String] {
        &self.0.answer.reading.assumptions
    }

    /// The words that were not understood; the rule does without them.
    async fn not_understood(&self) -> &[String] {
        &self.0.answer.reading.not_understood
    }

    /// Whether every word was understood, and in one way alone. Never true of what a language model read.
    async fn certain(&self) -> bool {
        self.0.answer.reading.certain
    }

    /// Who read it.
    async fn engine(&self) -> AssistantEngine {
        self.0.by.engine.into()
    }

    /// Who read it, and why not somebody else.
    async fn origin(&self) -> DraftOrigin {
        self.0.by.clone().into()
    }
}

/// A question to the assistant, and what came of it.
#[derive(Clone)]
pub struct AssistantRun(run::Run);

impl Noun for AssistantRun {
    const CONNECTION: &'static str = "AssistantRunConnection";
    const EDGE: &'static str = "AssistantRunEdge";
}

/// A question to the assistant, and what came of it.
#[Object]
impl AssistantRun {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who asked: the id of a person or key, or "local-admin".
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// What people knew them by then.
    async fn actor_label(&self) -> &str {
        &self.0.actor_label
    }

    /// What for: "rule".
    async fn task(&self) -> &str {
        &self.0.task
    }

    /// What was asked, at most 2,000 characters of it.
    async fn asked(&self) -> &str {
        &self.0.asked
    }

    /// Who answered; where nobody did, who was asked.
    async fn engine(&self) -> AssistantEngine {
        self.0.engine.into()
    }

    /// Which model was asked, whether or not its answer was used.
    async fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
    }

    /// What came of it.
    async fn outcome(&self) -> AssistantOutcome {
        self.0.outcome.into()
    }

    /// What was wrong with the model's answer, or with our own where nobody answered.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }

    /// How long whoever asked waited, in milliseconds.
    async fn took_ms(&self) -> f64 {
        self.0.took.as_micros() as f64 / 1000.0
    }
}

/// Queries that the assistant answers.
#[derive(Default)]
pub struct AssistantQuery;

#[Object]
impl AssistantQuery {
    /// The rule that a description in plain words comes to: "haven't shopped in 6 months and spent over ₹5K". A draft
    /// for a person to look at; nothing is saved.
    #[graphql(complexity = "200 + child_complexity")]
    async fn segment_rule_from_text(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The description, at most 500 characters.")] text: String,
    ) -> Result<RuleDraftType> {
        let app = app(context)?;
        let draft =
            ai::segment_rule_from_text(caller(context)?, (&app.read, &app.assistant), &app.config.workspace, &text)
                .await
                .map_err(Failure::from)?
                .map_err(Failure::problems)?;
        Ok(RuleDraftType(draft))
    }

    /// What the assistant was asked and what came of it, newest first; 90 days are kept. Whoever may administer sees
    /// what everybody asked, anybody else what they asked themselves.
    async fn assistant_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<AssistantRun>> {
        let page = PageArgs { first, after, last, before };
        let page = run::list(caller(context)?, &app(context)?.db, &page)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(Connection::of(page, AssistantRun))
    }
}
