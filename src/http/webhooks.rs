//! What the vendor calls: receipts, signed after Standard Webhooks. The signature is checked over the body as it
//! came, before anything is read out of it; 202 is said only when the stream has the receipt.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;

use crate::app::App;
use crate::auth::Ctx;
use crate::campaigns::delivery::DeliveryError;
use crate::campaigns::delivery::record::{self, Inlet};
use crate::problem::Problem;
use crate::streams::PublishError;
use crate::vendor::signature::{Headers, Verifier};

/// A receipt is a few hundred bytes.
const LARGEST_BODY: usize = 64 << 10;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// `POST /webhooks/receipts`.
pub fn routes() -> Router<App> {
    Router::new().route("/webhooks/receipts", post(receipt)).layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn receipt(State(app): State<App>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return refusal(rejection.status(), "INVALID_BODY", &rejection.body_text()),
    };
    if let Some(refused) = distrust(&app, &headers, &body) {
        return refused;
    }
    let ctx = Ctx::system(app.clock.clone());
    let inlet = Inlet { redis: &app.redis, limits: &app.config.streams };
    match record::receive(&ctx, inlet, &body).await {
        Ok(Ok(())) => StatusCode::ACCEPTED.into_response(),
        Ok(Err(Problem { code, message, .. })) => refusal(StatusCode::BAD_REQUEST, &code, &message),
        Err(error) => unavailable(&error),
    }
}

/// The answer to one who is not believed.
fn distrust(app: &App, headers: &HeaderMap, body: &[u8]) -> Option<Response> {
    let verifier = Verifier::new(&app.config.vendor.secrets);
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let headers = Headers { id: text(ID), timestamp: text(TIMESTAMP), signatures: text(SIGNATURE) };
    let forged = verifier.verify(headers, body, app.clock.now()).err()?;
    tracing::info!(reason = %forged, "refused a receipt");
    Some(refusal(StatusCode::UNAUTHORIZED, "NOT_BELIEVED", &format!("This receipt is not believed: {forged}.")))
}

fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}

fn unavailable(error: &DeliveryError) -> Response {
    let (code, wait) = match error {
        DeliveryError::Publish(PublishError::Backlogged { retry_after, .. }) => ("BACKLOGGED", retry_after.as_secs()),
        other => {
            let cause = std::error::Error::source(other).map(ToString::to_string);
            tracing::warn!(cause, "a receipt could not be taken in");
            ("UNAVAILABLE", 2)
        }
    };
    let refused = refusal(StatusCode::SERVICE_UNAVAILABLE, code, "The receipt was not taken in. Send it again.");
    ([(header::RETRY_AFTER, wait.to_string())], refused).into_response()
}
