//! Coming in, as the person at this machine does: a session for each server that a test talks to, and every client
//! of the test's brings it.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, ORIGIN, SET_COOKIE};

/// What no answer takes: a server that hangs fails the test.
const PATIENCE: Duration = Duration::from_secs(60);

type ByServer = LazyLock<Mutex<HashMap<String, String>>>;

static COOKIES: ByServer = LazyLock::new(Mutex::default);
static KEYS: ByServer = LazyLock::new(Mutex::default);

const CREATE_KEY: &str = "mutation { apiKeyCreate(input: { name: \"programs\", scopes: [INGEST, CAMPAIGNS] })
    { secret userErrors { message } } }";

/// Continues as local admin at the server, and has a key made for the programs that the test runs; returns a client
/// that holds the session.
pub async fn come_in(url: &str) -> reqwest::Client {
    let answer = reqwest::Client::new().post(format!("{url}/auth/local")).header(ORIGIN, url).send().await.unwrap();
    assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let client = client(&cookie);
    COOKIES.lock().unwrap().insert(url.to_owned(), cookie);
    make_key(&client, url).await;
    client
}

/// Brings to another server of the same database what the test holds at the first.
pub fn come_in_as_at(first: &str, other: &str) -> reqwest::Client {
    let (cookie, key) = (cookie_at(first).unwrap(), key_at(first).unwrap());
    let client = client(&cookie);
    COOKIES.lock().unwrap().insert(other.to_owned(), cookie);
    KEYS.lock().unwrap().insert(other.to_owned(), key);
    client
}

/// A key for the programs that a test runs against the server.
pub fn key_at(url: &str) -> Option<String> {
    KEYS.lock().unwrap().get(url).cloned()
}

async fn make_key(client: &reqwest::Client, url: &str) {
    let call = client.post(format!("{url}/graphql")).json(&serde_json::json!({ "query": CREATE_KEY }));
    let answer: serde_json::Value = call.send().await.unwrap().json().await.unwrap();
    let key = answer["data"]["apiKeyCreate"]["secret"].as_str().unwrap_or_else(|| panic!("{answer}"));
    KEYS.lock().unwrap().insert(url.to_owned(), key.to_owned());
}

/// The session that the test holds at the server, as a cookie.
pub fn cookie_at(url: &str) -> Option<String> {
    COOKIES.lock().unwrap().get(url).cloned()
}

/// A client that brings a cookie, and says with each request that it was meant.
pub fn client(cookie: &str) -> reqwest::Client {
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, HeaderValue::from_str(cookie).unwrap());
    headers.insert("x-requested-with", HeaderValue::from_static("xeno-tests"));
    reqwest::Client::builder().default_headers(headers).timeout(PATIENCE).build().unwrap()
}
