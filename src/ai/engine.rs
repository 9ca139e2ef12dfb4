//! Who writes drafts. A task says what is asked, in which shape the draft has to come and what is wrong with one; an
//! engine writes it. Both engines face the same check, and neither can do anything but answer: there is nothing that
//! a draft could call.

use std::future::Future;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something that the assistant is asked for.
pub trait Task: Send + Sync {
    /// What an engine writes.
    type Draft: DeserializeOwned + Serialize + JsonSchema + Send;
    /// What becomes of a draft that holds.
    type Answer: Send;

    /// What it is called in the record of runs.
    const NAME: &'static str;

    /// What was asked, for the record.
    fn asked(&self) -> String;

    /// What a model is told.
    fn prompt(&self) -> Prompt;

    /// What our own rules and figures make of it, without any model. It has to pass the check.
    fn built_in(&self) -> Self::Draft;

    /// Makes the answer of a draft, or says what is wrong with the draft, in words that its writer can act upon.
    fn check(&self, draft: Self::Draft) -> Result<Self::Answer, String>;
}

/// What a model is told. What came from customers' data or from a person stands in `question`, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is to do, and what it has to keep to.
    pub instruction: String,
    /// What it is asked.
    pub question: String,
}

/// Who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineKind {
    /// Our own rules and figures.
    BuiltIn,
    /// A model behind Ollama's protocol.
    Ollama,
}

impl EngineKind {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::BuiltIn => "BUILT_IN",
            Self::Ollama => "OLLAMA",
        }
    }

    /// Of what is stored.
    pub fn from_code(code: &str) -> Self {
        if code == "OLLAMA" { Self::Ollama } else { Self::BuiltIn }
    }
}

/// Why an engine wrote no draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// No connection, or it broke off.
    #[error("the model cannot be reached")]
    Unreachable,
    /// Not done within the time, waiting for a turn included.
    #[error("the model took longer than {0} s")]
    TimedOut(u64),
    /// A status of failure: the HTTP status. What the server says of it is for the log alone.
    #[error("the model's server answered {0}")]
    Refused(u16),
    /// More than any draft needs.
    #[error("the model's answer is longer than any draft")]
    TooLong,
    /// Not the shape that was asked for: what is wrong with it.
    #[error("the model's answer does not have the shape that was asked for: {0}")]
    Malformed(String),
}

/// What is told of an answer that cannot be read, in characters: it repeats what the model wrote.
const LONGEST_COMPLAINT: usize = 200;

impl EngineError {
    /// Of an answer that has another shape.
    pub fn malformed(error: &serde_json::Error) -> Self {
        Self::Malformed(error.to_string().chars().take(LONGEST_COMPLAINT).collect())
    }

    /// Whether asking once more, with what was wrong, can help.
    pub fn can_be_mended(&self) -> bool {
        matches!(self, Self::Malformed(_))
    }
}

/// Writes drafts.
pub trait Engine: Send + Sync {
    /// A draft of the task; `complaint` is what was wrong with the one before.
    fn draft<T: Task>(
        &self,
        task: &T,
        complaint: Option<&str>,
    ) -> impl Future<Output = Result<T::Draft, EngineError>> + Send;
}

/// Our own rules and figures.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn;

impl Engine for BuiltIn {
    async fn draft<T: Task>(&self, task: &T, _complaint: Option<&str>) -> Result<T::Draft, EngineError> {
        Ok(task.built_in())
    }
}
