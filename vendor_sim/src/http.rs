//! The service's face: routes, the shape of errors, and the small endpoints.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::book::Listed;
use crate::clock::rfc3339;
use crate::ledger::Ledger;
use crate::message::vendor_id;
use crate::messages;
use crate::settings::{Settings, SettingsError};
use crate::stats::{Counters, Stats};

/// The largest request body, in bytes: room for 4 KB of text in the longest escapes.
const MAX_BODY: usize = 64 * 1024;
/// The most messages on one page of the listing.
const MAX_PAGE: usize = 10_000;

/// What the handlers share.
#[derive(Clone)]
pub struct Desk {
    pub ledger: Arc<Ledger>,
    pub settings: Arc<watch::Sender<Settings>>,
    pub counters: Arc<Counters>,
    /// Ends every wait inside a handler.
    pub stop: CancellationToken,
}

/// A refusal: `{ "error": { "code", "message" } }`, with `field` where one is at fault.
#[derive(Debug, PartialEq, Eq)]
pub struct ApiError {
    pub status: StatusCode,
    /// Stable, for programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
    pub field: Option<String>,
}

impl ApiError {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), field: None }
    }

    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(field) = self.field {
            error["field"] = field.into();
        }
        (self.status, Json(json!({ "error": error }))).into_response()
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        Self::new(rejection.status(), "INVALID_BODY", rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::bad_request("INVALID_QUERY", rejection.body_text())
    }
}

impl From<SettingsError> for ApiError {
    fn from(error: SettingsError) -> Self {
        let field = error.field().map(str::to_owned);
        Self { field, ..Self::bad_request("INVALID_SETTING", error.to_string()) }
    }
}

/// Every route.
pub fn router(desk: Desk) -> Router {
    Router::new()
        .route("/v1/messages", post(messages::accept).get(list))
        .route("/v1/stats", get(stats))
        .route("/v1/settings", get(settings).patch(change_settings))
        .route("/healthz", get(async || Json(json!({ "status": "ok" }))))
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here."))
        .method_not_allowed_fallback(async || {
            let message = "This address does not take this method.";
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
        })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(desk)
}

async fn stats(State(desk): State<Desk>) -> Json<Stats> {
    Json(Stats::of(desk.ledger.tally(), &desk.counters))
}

async fn settings(State(desk): State<Desk>) -> Json<Settings> {
    Json(desk.settings.borrow().clone())
}

async fn change_settings(
    State(desk): State<Desk>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Settings>, ApiError> {
    let patch: Value =
        serde_json::from_slice(&body?).map_err(|error| ApiError::bad_request("INVALID_BODY", error.to_string()))?;
    // Read, checked and written under one lock, so two patches cannot lose one another.
    let mut outcome = Err(SettingsError::NotAnObject);
    desk.settings.send_if_modified(|current| {
        outcome = current.patched(&patch);
        match &outcome {
            Ok(patched) => {
                current.clone_from(patched);
                true
            }
            Err(_) => false,
        }
    });
    Ok(Json(outcome?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    after: usize,
    limit: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    sequence: usize,
    key: String,
    id: String,
    channel: &'static str,
    to_hash: String,
    accepted_at: String,
    status: &'static str,
    reason: Option<&'static str>,
    receipt: &'static str,
}

impl From<Listed> for Item {
    fn from(listed: Listed) -> Self {
        Self {
            sequence: listed.sequence,
            key: listed.key.to_string(),
            id: vendor_id(listed.id),
            channel: listed.channel.code(),
            to_hash: format!("{:016x}", listed.to_hash),
            accepted_at: rfc3339(listed.accepted_ms),
            status: listed.outcome.map_or("ACCEPTED", |outcome| outcome.status()),
            reason: listed.outcome.and_then(|outcome| outcome.reason()),
            receipt: listed.receipt.map_or("PENDING", |receipt| receipt.code()),
        }
    }
}

async fn list(State(desk): State<Desk>, page: Result<Query<Page>, QueryRejection>) -> Result<Json<Value>, ApiError> {
    let Query(page) = page?;
    let limit = page.limit.unwrap_or(1_000);
    if !(1..=MAX_PAGE).contains(&limit) {
        let message = format!("limit must be from 1 to {MAX_PAGE}.");
        return Err(ApiError::bad_request("INVALID_QUERY", message));
    }
    let items: Vec<Item> = desk.ledger.list(page.after, limit).into_iter().map(Item::from).collect();
    let next = items.last().filter(|_| items.len() == limit).map(|item| item.sequence);
    Ok(Json(json!({ "messages": items, "next": next })))
}
