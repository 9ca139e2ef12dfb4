//! A client of several API nodes that bears what real ones must: nodes that are gone, servers behind them that
//! are away. What it does not bear is trouble that is not said as such: an error without a code that invites
//! another try fails the test.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::world::PATIENCE;

/// Longer than any answer takes that a server away behind the API causes, on a machine that is busy beyond measure.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// A client in a hurry: the hint says two seconds and would make the tests long.
const PAUSE: Duration = Duration::from_millis(200);
/// The codes that say: not your fault, try again.
const PASSING: [&str; 3] = ["UNAVAILABLE", "BACKLOGGED", "TIMEOUT"];

/// What came of a call.
#[derive(Debug)]
pub enum Answer {
    /// Its `data`.
    Data(Value),
    /// A typed refusal: nothing, or nothing certain, was done.
    Refused,
    /// No answer at all.
    Nothing,
}

/// Cheap to clone; clones share their books.
#[derive(Clone)]
pub struct Api {
    urls: Arc<Vec<String>>,
    http: reqwest::Client,
    turn: Arc<AtomicUsize>,
    troubles: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Api {
    /// Brings the key to each of the nodes.
    pub fn new(urls: Vec<String>, key: &str) -> Self {
        let authorization = (AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {key}")).unwrap());
        let http = reqwest::Client::builder().no_proxy().timeout(ANSWER_WITHIN);
        let http = http.default_headers(HeaderMap::from_iter([authorization])).build().unwrap();
        Self { urls: Arc::new(urls), http, turn: Arc::default(), troubles: Arc::default() }
    }

    /// How often each trouble was met: codes, and "no answer".
    pub fn troubles(&self) -> BTreeMap<String, usize> {
        self.troubles.lock().unwrap().clone()
    }

    fn note(&self, trouble: &str) {
        *self.troubles.lock().unwrap().entry(trouble.to_owned()).or_default() += 1;
    }

    /// Asks the next node, once.
    pub async fn ask(&self, query: &str, variables: &Value) -> Answer {
        let url = &self.urls[self.turn.fetch_add(1, Ordering::Relaxed) % self.urls.len()];
        let body = json!({ "query": query, "variables": variables });
        let asked = Instant::now();
        let answer = match self.http.post(format!("{url}/graphql")).json(&body).send().await {
            Ok(answer) => answer.json::<Value>().await,
            Err(error) => Err(error),
        };
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                assert!(asked.elapsed() < ANSWER_WITHIN, "a call hung: {error}");
                self.note("no answer");
                return Answer::Nothing;
            }
        };
        let Some(error) = answer["errors"].get(0) else { return Answer::Data(answer["data"].take()) };
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(PASSING.contains(&code), "an error that does not say that it passes: {answer}");
        if code != "TIMEOUT" {
            assert!(error["extensions"]["retryAfterSeconds"].is_u64(), "no hint when to try again: {answer}");
        }
        self.note(code);
        Answer::Refused
    }

    /// Asks until there is an answer. Only for calls whose repetition is harmless.
    pub async fn insist(&self, query: &str, variables: Value) -> Value {
        let begun = Instant::now();
        loop {
            if let Answer::Data(data) = self.ask(query, &variables).await {
                return data;
            }
            assert!(begun.elapsed() < PATIENCE, "no answer after {PATIENCE:?}: {:?}", self.troubles());
            tokio::time::sleep(PAUSE).await;
        }
    }
}
