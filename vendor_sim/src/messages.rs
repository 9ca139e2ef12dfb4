//! `POST /v1/messages`: checks a call, lets its fault strike, and accepts the message.
//!
//! Order matters. A malformed call is refused before fate has a say. Of the faults only
//! a cut answer and a dripping one accept the message, as if the vendor had died, or its
//! line had broken down, between its commit and its reply; all others leave no trace of it. And 202 is said only once the key is on
//! disk.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{TimeDelta, Utc};
use reqwest::Url;
use serde::Deserialize;
use serde_json::json;

use crate::book::{KeyPolicy, KeyReused};
use crate::clock::now_ms;
use crate::fate::{Fault, call_fate, fate};
use crate::http::{ApiError, Desk};
use crate::ledger::Unwritable;
use crate::message::{Channel, Message, vendor_id};
use crate::settings::Settings;
use crate::wire::Wire;

const MAX_KEY_BYTES: usize = 255;
const MAX_TO_BYTES: usize = 320;
const MAX_TEXT_BYTES: usize = 4096;
const MAX_URL_BYTES: usize = 2048;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    channel: String,
    to: String,
    text: String,
    callback_url: String,
}

/// Takes one call from end to end.
pub async fn accept(
    State(desk): State<Desk>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = body.map_err(ApiError::from);
    let message = match body.and_then(|body| check(&headers, &body)) {
        Ok(message) => message,
        Err(refusal) => {
            desk.counters.invalid.add_one();
            return refusal.into_response();
        }
    };
    let settings = desk.settings.borrow().clone();
    let attempt = desk.ledger.next_attempt(&message.key);
    let call = call_fate(settings.seed, &message.key, attempt);
    let latency = call.response_latency(&settings);
    match call.fault(&settings, &message.to) {
        None => {
            let answer = desk.admit(&message, &settings).await;
            desk.wait(latency).await;
            answer.into_response()
        }
        Some(Fault::Cut) => {
            let answer = desk.admit(&message, &settings).await;
            desk.wait(latency).await;
            if answer.is_ok() {
                desk.counters.cut.add_one();
                wire.cut();
            }
            answer.into_response()
        }
        Some(Fault::Drip) => {
            let answer = desk.admit(&message, &settings).await;
            desk.wait(latency).await;
            if answer.is_ok() {
                desk.counters.dripped.add_one();
                wire.drip(settings.drip_byte());
            }
            // The connection carries nothing after it.
            ([(header::CONNECTION, "close")], answer).into_response()
        }
        Some(fault) => desk.misbehave(fault, &settings, &wire, latency).await,
    }
}

impl Desk {
    /// Accepts the message and waits until it is on disk.
    async fn admit(&self, message: &Message, settings: &Settings) -> Result<Response, ApiError> {
        let plan = fate(settings.seed, &message.key).plan(settings, message.channel);
        let policy = if settings.honour_keys { KeyPolicy::Honour } else { KeyPolicy::Ignore };
        let ticket =
            self.ledger.admit(message, plan, policy, now_ms()).inspect_err(|_| self.counters.key_reused.add_one())?;
        self.ledger.durable(ticket.position).await?;
        let answer = Json(json!({ "id": vendor_id(ticket.id) }));
        Ok((StatusCode::ACCEPTED, answer).into_response())
    }

    /// Goes wrong without accepting anything.
    async fn misbehave(&self, fault: Fault, settings: &Settings, wire: &Wire, latency: Duration) -> Response {
        match fault {
            Fault::ServerError(status) => {
                self.counters.refused_5xx.add_one();
                self.wait(latency).await;
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
                let message = "The vendor is having trouble. Try again later.";
                ApiError::new(status, "VENDOR_TROUBLE", message).into_response()
            }
            Fault::TooManyRequests => {
                self.counters.refused_429.add_one();
                self.wait(latency).await;
                too_many_requests(settings)
            }
            Fault::Hang => {
                self.counters.hung.add_one();
                self.wait(settings.hang()).await;
                wire.cut();
                StatusCode::NO_CONTENT.into_response()
            }
            Fault::Reset | Fault::Cut | Fault::Drip => {
                self.counters.reset.add_one();
                wire.reset();
                StatusCode::NO_CONTENT.into_response()
            }
        }
    }

    /// Waits that long, or until the service stops.
    async fn wait(&self, time: Duration) {
        if !time.is_zero() {
            let _ = tokio::time::timeout(time, self.stop.cancelled()).await;
        }
    }
}

fn too_many_requests(settings: &Settings) -> Response {
    let seconds = settings.retry_after_seconds;
    let after = if settings.retry_after_as_date {
        let until = Utc::now() + TimeDelta::seconds(seconds.into());
        until.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    } else {
        seconds.to_string()
    };
    let message = "Too many requests. Try again after the time in Retry-After.";
    let refusal = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", message);
    ([(header::RETRY_AFTER, after)], refusal).into_response()
}

impl From<KeyReused> for ApiError {
    fn from(_: KeyReused) -> Self {
        let message = "This Idempotency-Key was used for another message. \
            Send the same message again, or use a new key.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "KEY_REUSED", message)
    }
}

impl From<Unwritable> for ApiError {
    fn from(_: Unwritable) -> Self {
        let message = "The message could not be stored. Try again with the same key.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "LEDGER_UNWRITABLE", message)
    }
}

fn check(headers: &HeaderMap, body: &[u8]) -> Result<Message, ApiError> {
    let key = check_key(headers)?;
    let body: Body = serde_json::from_slice(body)
        .map_err(|error| ApiError::bad_request("INVALID_BODY", format!("The body is wrong: {error}.")))?;
    let channel = Channel::from_code(&body.channel).ok_or_else(|| {
        let message = "channel must be SMS, EMAIL or WHATSAPP.";
        at("channel", ApiError::bad_request("UNKNOWN_CHANNEL", message))
    })?;
    if body.to.trim().is_empty() || body.to.len() > MAX_TO_BYTES {
        let message = format!("to must have 1 to {MAX_TO_BYTES} bytes.");
        return Err(at("to", ApiError::bad_request("INVALID_TO", message)));
    }
    if body.text.trim().is_empty() || body.text.len() > MAX_TEXT_BYTES {
        let message = format!("text must have 1 to {MAX_TEXT_BYTES} bytes.");
        return Err(at("text", ApiError::bad_request("INVALID_TEXT", message)));
    }
    let callback = check_callback(&body.callback_url).ok_or_else(|| {
        let message = "callbackUrl must be an absolute http or https URL without credentials.";
        at("callbackUrl", ApiError::bad_request("INVALID_CALLBACK_URL", message))
    })?;
    Ok(Message { key, channel, to: body.to, text: body.text, callback })
}

fn check_key(headers: &HeaderMap) -> Result<String, ApiError> {
    let key = headers
        .get("idempotency-key")
        .ok_or_else(|| ApiError::bad_request("MISSING_KEY", "The header Idempotency-Key is missing."))?;
    let visible = key.as_bytes().iter().all(u8::is_ascii_graphic);
    match key.to_str() {
        Ok(key) if visible && (1..=MAX_KEY_BYTES).contains(&key.len()) => Ok(key.to_owned()),
        _ => {
            let message = format!("Idempotency-Key must have 1 to {MAX_KEY_BYTES} visible ASCII characters.");
            Err(ApiError::bad_request("INVALID_KEY", message))
        }
    }
}

/// The normalised URL, if it is one that a receipt can be posted to.
fn check_callback(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let usable = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= MAX_URL_BYTES
        && !url.as_str().contains(char::is_whitespace);
    usable.then(|| url.into())
}

fn at(field: &str, error: ApiError) -> ApiError {
    ApiError { field: Some(field.to_owned()), ..error }
}
