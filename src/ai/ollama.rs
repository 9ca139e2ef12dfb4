//! A local open model through Ollama: one call a draft, its shape given as a JSON schema. The types of the protocol are
//! ollama-rs's; the call is our own, because theirs reads an answer of any length, and a model that babbles would fill
//! the memory.

use std::sync::Arc;
use std::time::Duration;

use ollama_rs::generation::chat::request::ChatMessageRequest;
use ollama_rs::generation::chat::{ChatMessage, ChatMessageResponse};
use ollama_rs::generation::parameters::{FormatType, JsonStructure};
use ollama_rs::models::ModelOptions;
use reqwest::{Client, Response};
use tokio::sync::Semaphore;

use super::engine::{Engine, EngineError, Task};
use crate::config::OllamaConfig;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// More of an answer than this is not read, in bytes.
const LARGEST_ANSWER: usize = 256 << 10;
/// What is logged of what a server says of its failure, in characters.
const LONGEST_SAYING: usize = 200;
/// Tokens of a draft, at most: no task needs as many.
const MOST_TOKENS: i32 = 1024;

/// The model behind `OLLAMA_URL`. Cheap to clone.
#[derive(Clone)]
pub struct Ollama {
    client: Client,
    url: Arc<str>,
    model: Arc<str>,
    timeout: Duration,
    turns: Arc<Semaphore>,
}

impl Ollama {
    /// A client of the configured model; nothing is called yet.
    pub fn new(config: &OllamaConfig) -> anyhow::Result<Self> {
        let client = Client::builder()
            .timeout(config.timeout)
            .connect_timeout(CONNECT_TIMEOUT.min(config.timeout))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self {
            client,
            url: format!("{}/api/chat", config.url).into(),
            model: config.model.as_str().into(),
            timeout: config.timeout,
            turns: Arc::new(Semaphore::new(config.concurrency)),
        })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// How long one answer may take.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    async fn say(&self, request: &ChatMessageRequest) -> Result<String, EngineError> {
        // The semaphore is never closed; if it were, nobody could be asked.
        let _turn = self.turns.acquire().await.map_err(|_| EngineError::Unreachable)?;
        let answer = self.client.post(&*self.url).json(request).send().await.map_err(|error| self.broken(&error))?;
        let status = answer.status();
        let body = self.read(answer).await?;
        if !status.is_success() {
            let said: String = String::from_utf8_lossy(&body).chars().take(LONGEST_SAYING).collect();
            tracing::warn!(status = status.as_u16(), said, model = self.model(), "the model's server failed");
            return Err(EngineError::Refused(status.as_u16()));
        }
        let response: ChatMessageResponse =
            serde_json::from_slice(&body).map_err(|error| EngineError::malformed(&error))?;
        Ok(response.message.content)
    }

    async fn read(&self, mut answer: Response) -> Result<Vec<u8>, EngineError> {
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.broken(&error))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(EngineError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn broken(&self, error: &reqwest::Error) -> EngineError {
        if error.is_timeout() && !error.is_connect() { self.too_slow() } else { EngineError::Unreachable }
    }

    fn too_slow(&self) -> EngineError {
        EngineError::TimedOut(self.timeout.as_secs())
    }
}

impl Engine for Ollama {
    async fn draft<T: Task>(&self, task: &T, complaint: Option<&str>) -> Result<T::Draft, EngineError> {
        let prompt = task.prompt();
        let mut messages = vec![ChatMessage::system(prompt.instruction), ChatMessage::user(prompt.question)];
        if let Some(complaint) = complaint {
            messages.push(ChatMessage::user(format!("Your last answer cannot be used: {complaint} Answer again.")));
        }
        let options = ModelOptions::default().temperature(0.2).num_predict(MOST_TOKENS);
        let request = ChatMessageRequest::new(self.model.to_string(), messages)
            .format(FormatType::StructuredJson(Box::new(JsonStructure::new::<T::Draft>())))
            .options(options);
        // Waiting for a turn counts too: whoever asks waits for an answer, not for a model.
        let said = tokio::time::timeout(self.timeout, self.say(&request)).await.map_err(|_| self.too_slow())??;
        serde_json::from_str(&said).map_err(|error| EngineError::malformed(&error))
    }
}
