//! A client of our own GraphQL API, with no more rights than any other program: what `xeno import` and
//! `xeno demo` load goes through the same mutations, limits and checks as everybody's rows.
//!
//! What it promises: every call has a time-out; trouble that passes (the network, 5xx, a full queue) is told
//! apart from misuse, which would fail again; [`retry`] bounds how long the first kind is borne.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub mod batches;
pub mod campaigns;
pub mod ingest;
pub mod retry;

/// How long one call may take, from the first byte out to the last byte in.
const CALL: Duration = Duration::from_secs(60);
/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Neither http nor https, or no URL at all.
    #[error("\"{0}\" is not a server's URL; give one like http://127.0.0.1:8080")]
    Url(String),
    /// Line breaks and the like.
    #[error("the API key has characters that no header can carry; copy it again")]
    ApiKey,
    /// The TLS or name resolution set-up of this machine.
    #[error("the HTTP client cannot be set up")]
    Http(#[from] reqwest::Error),
}

/// Why a call brought no data.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nobody answered, or the answer broke off. Whether the server acted is unknown.
    #[error("the server does not answer")]
    Unreachable(#[source] reqwest::Error),
    /// The server is there and asks to come again later. Nothing was changed.
    #[error("{message}")]
    Busy {
        /// What it said.
        message: String,
        /// When it said to come again.
        retry_after: Option<Duration>,
    },
    /// The call will not succeed however often it is tried.
    #[error("the server refused: {message} ({code})")]
    Refused {
        /// `extensions.code` of the first error, or the HTTP status.
        code: String,
        /// What it said.
        message: String,
    },
    /// Something answers there that does not speak GraphQL.
    #[error("what answers at this URL (HTTP {0}) is not a Xeno server; check --url")]
    NotGraphQl(StatusCode),
    /// The answer lacks what was asked for: server and client are of different versions.
    #[error("the server's answer has another shape than expected; are server and client of one version?")]
    Shape(#[source] serde_json::Error),
}

impl CallError {
    /// Whether the same call may succeed later.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Busy { .. })
    }
}

/// A connection to one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    endpoint: Url,
    authorization: Option<HeaderValue>,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: Option<T>,
    #[serde(default)]
    errors: Vec<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    code: Option<String>,
    retry_after_seconds: Option<f64>,
}

impl Client {
    /// A client of the server at `url` (`/graphql` below it), with the API key to sign in with.
    pub fn new(url: &str, api_key: Option<&str>) -> Result<Self, ClientError> {
        let invalid = || ClientError::Url(url.to_owned());
        let base = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https")).ok_or_else(invalid)?;
        let endpoint =
            Url::parse(&format!("{}/graphql", base.as_str().trim_end_matches('/'))).map_err(|_| invalid())?;
        let authorization = match api_key {
            None => None,
            Some(key) => {
                let mut value =
                    HeaderValue::from_str(&format!("Bearer {}", key.trim())).map_err(|_| ClientError::ApiKey)?;
                value.set_sensitive(true);
                Some(value)
            }
        };
        let mut http = reqwest::Client::builder().timeout(CALL).connect_timeout(CONNECT);
        if is_loopback(&endpoint) {
            // A proxy of the environment cannot reach this very machine.
            http = http.no_proxy();
        }
        Ok(Self { http: http.build()?, endpoint, authorization })
    }

    /// Where calls go.
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// One call. The body is `{"query", "variables"}`, encoded once by who may have to send it again.
    pub async fn call<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, CallError> {
        let mut request = self
            .http
            .post(self.endpoint.clone())
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json, application/json;q=0.9")
            .body(body.to_vec());
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let response = request.send().await.map_err(CallError::Unreachable)?;
        let status = response.status();
        let told = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let text = response.bytes().await.map_err(CallError::Unreachable)?;
        read(status, told.map(Duration::from_secs), &text)
    }
}

/// What whoever brought no good key is to do.
const GIVE_A_KEY: &str = "Give one with --api-key or XENO_API_KEY; an admin makes it in the playground, under \"Make a \
                          key for a script\".";

fn is_loopback(url: &Url) -> bool {
    match url.host_str().map(|host| host.trim_matches(['[', ']'])) {
        Some("localhost") => true,
        Some(host) => host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

fn read<T: DeserializeOwned>(status: StatusCode, told: Option<Duration>, text: &[u8]) -> Result<T, CallError> {
    // A gateway's error page is not GraphQL but its status speaks.
    let busy = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
    let answer: Answer<serde_json::Value> = match serde_json::from_slice(text) {
        Ok(answer) => answer,
        Err(_) if busy => {
            return Err(CallError::Busy { message: format!("the server answered HTTP {status}"), retry_after: told });
        }
        Err(_) if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            return Err(CallError::Refused {
                code: status.as_u16().to_string(),
                message: format!("It wants an API key that may do this. {GIVE_A_KEY}"),
            });
        }
        Err(_) => return Err(CallError::NotGraphQl(status)),
    };
    if let Some(first) = answer.errors.into_iter().next() {
        return Err(failed(first, busy, told));
    }
    match answer.data {
        Some(data) => serde_json::from_value(data).map_err(CallError::Shape),
        None if busy => {
            Err(CallError::Busy { message: format!("the server answered HTTP {status}"), retry_after: told })
        }
        None => Err(CallError::NotGraphQl(status)),
    }
}

fn failed(failure: Failure, busy: bool, told: Option<Duration>) -> CallError {
    let Extensions { code, retry_after_seconds } = failure.extensions;
    let code = code.unwrap_or_else(|| "GRAPHQL_ERROR".to_owned());
    if busy || matches!(code.as_str(), "UNAVAILABLE" | "BACKLOGGED") {
        let said = retry_after_seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        CallError::Busy { message: failure.message, retry_after: said.or(told) }
    } else if code == "UNAUTHENTICATED" {
        CallError::Refused { code, message: format!("{} {GIVE_A_KEY}", failure.message) }
    } else {
        CallError::Refused { code, message: failure.message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, text: &str) -> Result<serde_json::Value, CallError> {
        read(StatusCode::from_u16(status).unwrap(), None, text.as_bytes())
    }

    #[test]
    fn who_brings_no_key_is_told_where_to_get_one() {
        let stranger = r#"{"errors":[{"message":"Sign in first.","extensions":{"code":"UNAUTHENTICATED"}}]}"#;
        for refusal in [stranger, "<h1>401</h1>"] {
            let error = answer(401, refusal).unwrap_err().to_string();
            assert!(error.contains("XENO_API_KEY") && error.contains("playground"), "{error}");
        }
    }

    #[test]
    fn what_passes_is_told_apart_from_what_does_not() {
        let full =
            r#"{"data":null,"errors":[{"message":"full","extensions":{"code":"BACKLOGGED","retryAfterSeconds":2}}]}"#;
        match answer(200, full) {
            Err(CallError::Busy { message, retry_after }) => {
                assert_eq!((message.as_str(), retry_after), ("full", Some(Duration::from_secs(2))));
            }
            other => panic!("{other:?}"),
        }
        for (status, text) in [(502, "<html>"), (503, r#"{"errors":[{"message":"x"}]}"#), (429, ""), (500, "{}")] {
            assert!(answer(status, text).unwrap_err().passes(), "{status} {text}");
        }
        for (status, text) in [
            (200, "<html>"),
            (404, "{}"),
            (401, "no"),
            (400, r#"{"errors":[{"message":"unknown field","extensions":{"code":"BAD_USER_INPUT"}}]}"#),
        ] {
            assert!(!answer(status, text).unwrap_err().passes(), "{status} {text}");
        }
        assert_eq!(answer(200, r#"{"data":{"a":1}}"#).unwrap(), serde_json::json!({"a": 1}));
    }

    #[test]
    fn a_url_gets_its_endpoint_and_nonsense_is_refused() {
        let client = Client::new("https://crm.example/base/", None).unwrap();
        assert_eq!(client.endpoint().as_str(), "https://crm.example/base/graphql");
        assert!(matches!(Client::new("crm.example", None), Err(ClientError::Url(_))));
        assert!(matches!(Client::new("ftp://crm.example", None), Err(ClientError::Url(_))));
        assert!(matches!(Client::new("http://crm.example", Some("a\nb")), Err(ClientError::ApiKey)));
    }
}
