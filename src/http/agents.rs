//! `/mcp`: the guard before [`crate::mcp`]. Whoever comes here brings a key: a browser's cookie is sent by whatever
//! made the browser send the request, and agents have none. The host has to be our own name, so that no page can reach
//! a server on somebody's machine under a name of its own that it pointed there (DNS rebinding), and an origin, where
//! one is named, ours or one that was allowed. Large bodies are for the tools that take rows, as everywhere.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::operation::ORDINARY_BODY;
use super::origin;
use super::visitor::{LARGEST_BODY, Turned, Visitor};
use crate::app::App;
use crate::config::Config;
use crate::mcp;

/// What the route needs.
pub struct Agents {
    config: Arc<Config>,
    service: mcp::Service,
}

impl Agents {
    /// With a service of its own.
    pub fn new(app: App) -> Self {
        Self { config: app.config.clone(), service: mcp::service(app, LARGEST_BODY) }
    }
}

/// Hands a request on, with who asks.
pub async fn serve(
    State(agents): State<Arc<Agents>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    match admitted(&agents.config, &visitor, request).await {
        Ok(request) => agents.service.handle(request).await.map(Body::new),
        Err(refused) => refused,
    }
}

async fn admitted(config: &Config, visitor: &Visitor, request: Request) -> Result<Request, Response> {
    if visitor.came_by_cookie() {
        return Err(Turned::KeyWanted.into_response());
    }
    let looked = origin::own_host(config, request.uri(), request.headers())
        .and_then(|()| origin::allowed_page(config, request.headers()));
    looked.map_err(|why| Turned::Misplaced(why).into_response())?;
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(visitor.ctx.clone());
    let limited = Request::from_parts(parts.clone(), body);
    let body = Bytes::from_request(limited, &()).await.map_err(unread)?;
    if body.len() > ORDINARY_BODY && !mcp::brings_rows(&body) {
        let message = format!("Only calls that bring rows may be larger than {ORDINARY_BODY} bytes.");
        return Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", &message));
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

fn unread(rejection: BytesRejection) -> Response {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            refusal(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", "The body is larger than your key may send.")
        }
        status => refusal(status, "BODY_UNREADABLE", "The body broke off or came too slowly."),
    }
}

fn refusal(status: StatusCode, code: &'static str, message: &str) -> Response {
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    (status, axum::Json(body)).into_response()
}
