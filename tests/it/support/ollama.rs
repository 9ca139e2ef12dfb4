//! A stand-in for a model's server: it speaks Ollama's protocol and says what the test tells it to, in turn.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::Notify;

/// What a model answers.
#[derive(Clone, Debug)]
pub enum Says {
    /// This, as the content of its message.
    Content(String),
    /// This instead of an answer of the protocol.
    Raw(u16, &'static str),
    /// This, as the content of its message, after a while.
    Late(Duration, String),
    /// This, as the content of its message, once it is told to go on.
    When(Arc<Notify>, String),
    /// Nothing, for ever.
    Nothing,
    /// Words without end.
    Babble,
}

impl Says {
    /// JSON, as a model that keeps to the shape.
    pub fn json(value: &Value) -> Self {
        Self::Content(value.to_string())
    }
}

/// A server on a free port. When it has said all that it was told, it says nothing.
pub struct Model {
    pub url: String,
    /// What it was asked, in order.
    pub asked: Arc<Mutex<Vec<Value>>>,
    /// How many who asked left before they were answered.
    pub left: Arc<AtomicUsize>,
}

/// Counts a question whose answer is not waited for any more.
struct Waiting(Arc<AtomicUsize>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Model {
    pub async fn start(says: impl IntoIterator<Item = Says>) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::new(Mutex::new(says.into_iter().collect::<VecDeque<_>>()));
        let left = Arc::new(AtomicUsize::new(0));
        let (heard, leaving) = (Arc::clone(&asked), Arc::clone(&left));
        let chat = move |Json(request): Json<Value>| {
            heard.lock().unwrap().push(request);
            let line = lines.lock().unwrap().pop_front().unwrap_or(Says::Nothing);
            let waiting = Waiting(Arc::clone(&leaving));
            async move {
                let answered = answer(line).await;
                std::mem::forget(waiting);
                answered
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/api/chat", post(chat));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, asked, left }
    }

    /// How often it was asked.
    pub fn times_asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

async fn answer(line: Says) -> Response {
    match line {
        Says::Content(content) => Json(json!({
            "model": "stand-in",
            "created_at": "2026-11-22T10:00:00Z",
            "message": { "role": "assistant", "content": content },
            "done": true,
        }))
        .into_response(),
        Says::Raw(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Says::Late(wait, content) => {
            tokio::time::sleep(wait).await;
            Box::pin(answer(Says::Content(content))).await
        }
        Says::When(go_on, content) => {
            go_on.notified().await;
            Box::pin(answer(Says::Content(content))).await
        }
        Says::Nothing => pending().await,
        Says::Babble => {
            let words = stream::repeat_with(|| Ok::<_, std::convert::Infallible>(Bytes::from_static(&[b'x'; 4096])));
            Body::from_stream(words).into_response()
        }
    }
}
