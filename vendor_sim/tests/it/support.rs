//! A vendor on a free port, and a receiver that checks every signature by itself.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;
use vendor_sim::{Config, Running, Settings, serve};

/// The secret of every test: 32 bytes that protect nothing.
pub const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A folder of its own, removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        Self(std::env::temp_dir().join(format!("vendor_sim-it-{}", Uuid::now_v7())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The test's side of the HTTP API.
#[derive(Clone)]
pub struct Api {
    pub url: String,
    pub client: Client,
}

impl Api {
    pub fn new(url: String) -> Self {
        let client = Client::builder().timeout(PATIENCE).no_proxy().build().unwrap();
        Self { url, client }
    }

    /// A call to send `body` under `key`, not yet made.
    pub fn call(&self, key: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}/v1/messages", self.url)).header("Idempotency-Key", key).json(body)
    }

    /// Sends an SMS and returns the vendor's id of it.
    pub async fn accept(&self, key: &str, callback: &str) -> String {
        let answer = self.call(key, &sms(callback)).send().await.unwrap();
        let (status, body) = read(answer).await;
        assert_eq!(status, 202, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.unwrap();
        let (status, body) = read(answer).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn patch(&self, settings: Value) -> (u16, Value) {
        let patch = self.client.patch(format!("{}/v1/settings", self.url));
        read(patch.json(&settings).send().await.unwrap()).await
    }

    pub async fn set(&self, settings: Value) {
        let (status, body) = self.patch(settings).await;
        assert_eq!(status, 200, "{body}");
    }

    /// The named counter of `/v1/stats`.
    pub async fn stat(&self, name: &str) -> u64 {
        self.get("/v1/stats").await[name].as_u64().unwrap()
    }

    /// Waits until the named counter has this value, and fails if it never does.
    pub async fn until(&self, name: &str, value: u64) {
        let mut pace = tokio::time::interval(Duration::from_millis(10));
        let reached = async {
            while self.stat(name).await != value {
                pace.tick().await;
            }
        };
        if tokio::time::timeout(PATIENCE, reached).await.is_err() {
            panic!("{name} is not {value}: {}", self.get("/v1/stats").await);
        }
    }
}

/// A vendor inside this process.
pub struct Vendor {
    pub api: Api,
    running: Running,
}

impl Vendor {
    /// Starts on `folder` with `settings` on top of quick ones.
    pub async fn start(folder: &Folder, settings: Value) -> Self {
        let quick = Settings {
            success_rate: 1.0,
            receipt_latency_min_ms: 0,
            receipt_latency_max_ms: 20,
            ..Settings::default()
        };
        let config = Config {
            secret: SECRET.parse().unwrap(),
            data_dir: folder.0.clone(),
            settings: quick.patched(&settings).unwrap(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let running = serve(config, listener, CancellationToken::new()).await.unwrap();
        let api = Api::new(running.url());
        Self { api, running }
    }

    pub async fn stop(self) {
        tokio::time::timeout(PATIENCE, self.running.stop()).await.unwrap().unwrap();
    }
}

pub fn sms(callback: &str) -> Value {
    json!({ "channel": "SMS", "to": "+919812345678", "text": "Hi Asha", "callbackUrl": callback })
}

pub async fn read(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap())
}

/// A receipt as it came in, its signature already checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Got {
    pub webhook_id: String,
    pub signature: String,
    pub body: Value,
}

impl Got {
    pub fn key(&self) -> &str {
        self.body["key"].as_str().unwrap()
    }
}

struct Inbox {
    got: watch::Sender<Vec<Got>>,
    answers: Mutex<VecDeque<(u16, Option<&'static str>)>>,
    gate: Semaphore,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

/// An HTTP server that takes receipts, on its own port until it is dropped.
pub struct Receiver {
    pub callback: String,
    inbox: Arc<Inbox>,
    _stop: DropGuard,
}

impl Receiver {
    pub async fn start() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub fn on(listener: TcpListener) -> Self {
        let inbox = Arc::new(Inbox {
            got: watch::channel(Vec::new()).0,
            answers: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
        });
        let callback = format!("http://{}/receipts", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let routes = Router::new().route("/receipts", post(take));
        let server = axum::serve(listener, routes.with_state(Arc::clone(&inbox)))
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::spawn(server.into_future());
        Self { callback, inbox, _stop: stop.drop_guard() }
    }

    /// What the next calls are answered, with a Retry-After or without; then 202 again.
    pub fn answer(&self, answers: impl IntoIterator<Item = (u16, Option<&'static str>)>) {
        self.inbox.answers.lock().unwrap().extend(answers);
    }

    pub fn got(&self) -> Vec<Got> {
        self.inbox.got.borrow().clone()
    }

    /// Waits until at least `count` calls have come in.
    pub async fn wait(&self, count: usize) -> Vec<Got> {
        let mut got = self.inbox.got.subscribe();
        let enough = got.wait_for(|got| got.len() >= count);
        let enough = tokio::time::timeout(PATIENCE, enough).await;
        match enough {
            Ok(got) => got.unwrap().clone(),
            Err(_) => panic!("{} of {count} receipts came", self.got().len()),
        }
    }

    /// Lets no call be answered until [`Receiver::release`].
    pub fn hold(&self) {
        self.inbox.gate.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub fn release(&self) {
        self.inbox.gate.add_permits(Semaphore::MAX_PERMITS);
    }

    /// The most calls that were ever open at once.
    pub fn most_open(&self) -> usize {
        self.inbox.most_open.load(Ordering::SeqCst)
    }
}

async fn take(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap) {
    let open = inbox.open.fetch_add(1, Ordering::SeqCst) + 1;
    inbox.most_open.fetch_max(open, Ordering::SeqCst);
    let got = verified(&headers, &body);
    inbox.got.send_modify(|all| all.push(got));
    drop(inbox.gate.acquire().await.unwrap());
    inbox.open.fetch_sub(1, Ordering::SeqCst);
    let answer = inbox.answers.lock().unwrap().pop_front();
    let (status, retry_after) = answer.unwrap_or((202, None));
    let mut headers = HeaderMap::new();
    if let Some(value) = retry_after {
        headers.insert("retry-after", value.parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers)
}

/// Checks the signature after the specification, sharing nothing with the vendor.
fn verified(headers: &HeaderMap, body: &[u8]) -> Got {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let age_s = Utc::now().timestamp() - timestamp.parse::<i64>().unwrap();
    assert!((0..=5).contains(&age_s), "signed {age_s} s ago");
    let secret = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    mac.update([id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat().as_slice());
    let signature = header("webhook-signature");
    let sent = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    mac.verify_slice(&sent).unwrap();
    Got { webhook_id: id, signature, body: serde_json::from_slice(body).unwrap() }
}
