//! From a request's headers to who asks.
//!
//! A script brings its key in `Authorization`; a browser brings its session in a cookie. Whoever brings a key is
//! judged by it alone. A cookie is sent by the browser whoever made it send the request, so what comes with one
//! has to come from a page of our own.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::limits::Limits;
use super::operation::ORDINARY_BODY;
use super::{cookies, origin};
use crate::app::App;
use crate::auth::door::{Credential, Standing};
use crate::auth::{Actor, Ctx, Forbidden, Permission};
use crate::db::DbError;

/// The largest body of a caller who may ingest: 10,000 rows with room to spare.
pub const LARGEST_BODY: usize = 32 << 20;

/// Who asks, and by what.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// As verbs want it.
    pub ctx: Ctx,
    /// What they brought.
    pub credential: Credential,
    /// What it stood for.
    pub standing: Standing,
}

impl Visitor {
    /// Whether a browser may have sent the request without its person's will.
    pub fn came_by_cookie(&self) -> bool {
        matches!(self.credential, Credential::Session(_))
    }

    /// How much they may send at once, in bytes.
    fn largest_body(&self) -> usize {
        let may = |permission| self.ctx.actor.may(permission);
        if may(Permission::Ingest) || may(Permission::Receipts) { LARGEST_BODY } else { ORDINARY_BODY }
    }
}

/// Why somebody is turned away at the door.
#[derive(Debug)]
pub enum Turned {
    /// They brought nothing.
    Stranger,
    /// They brought what is not enough here: a session, where a key is wanted.
    KeyWanted,
    /// They brought something that opens nothing.
    Invalid,
    /// The session is not to be used from there: why.
    Misplaced(&'static str),
    /// It cannot be looked up now.
    Away(Arc<DbError>),
}

impl Turned {
    /// The stable code and the sentence.
    pub fn told(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Stranger => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Sign in first, or bring an API key."),
            Self::KeyWanted => {
                (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Bring an API key: Authorization: Bearer xeno_…")
            }
            Self::Invalid => {
                (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "This API key is unknown, revoked or expired.")
            }
            Self::Misplaced(why) => (StatusCode::FORBIDDEN, "FORBIDDEN", why),
            Self::Away(_) => {
                let message = "A server behind the API is away. Try again in a moment.";
                (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message)
            }
        }
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        if let Self::Away(error) = &self {
            tracing::warn!(%error, "cannot look up who asks");
        }
        let (status, code, message) = self.told();
        let mut extensions = json!({ "code": code });
        if status == StatusCode::SERVICE_UNAVAILABLE {
            extensions["retryAfterSeconds"] = json!(2);
        }
        let body = Json(json!({ "errors": [{ "message": message, "extensions": extensions }] }));
        let mut response = (status, body).into_response();
        let hint = match status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "2")),
            _ => None,
        };
        if let Some((name, value)) = hint {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// Who asks.
pub async fn recognise(app: &App, headers: &HeaderMap, address: Option<IpAddr>) -> Result<Visitor, Turned> {
    let credential = match headers.get(header::AUTHORIZATION) {
        Some(value) => bearer(value).ok_or(Turned::Invalid)?,
        None => cookies::session(&app.config, headers).map(Credential::session).ok_or(Turned::Stranger)?,
    };
    let visitor = by_credential(app, credential, address).await?;
    if visitor.came_by_cookie() {
        origin::own_page(&app.config, headers).map_err(Turned::Misplaced)?;
    }
    if visitor.ctx.actor == Actor::LocalAdmin {
        origin::local(&app.config, headers).map_err(Turned::Misplaced)?;
    }
    Ok(visitor)
}

/// Whom a key stands for that came in the first message of a socket.
pub async fn by_key(app: &App, authorization: &str, address: Option<IpAddr>) -> Result<Visitor, Turned> {
    let value = HeaderValue::from_str(authorization).map_err(|_| Turned::Invalid)?;
    by_credential(app, bearer(&value).ok_or(Turned::Invalid)?, address).await
}

async fn by_credential(app: &App, credential: Credential, address: Option<IpAddr>) -> Result<Visitor, Turned> {
    let standing = app.door.admit(credential).await.map_err(Turned::Away)?;
    let standing = standing.ok_or(match credential {
        Credential::Session(_) => Turned::Stranger,
        Credential::ApiKey(_) => Turned::Invalid,
    })?;
    let ctx = Ctx::new(standing.actor.clone(), app.clock.clone()).from_address(address);
    Ok(Visitor { ctx, credential, standing })
}

fn bearer(value: &HeaderValue) -> Option<Credential> {
    let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Credential::api_key(key.trim()))
}

/// Where a request came from.
pub fn address(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

/// What the door needs to know.
#[derive(Clone)]
pub struct Doorway {
    /// The handles.
    pub app: App,
    /// How often each may ask.
    pub limits: Arc<Limits>,
}

/// Lets in who is known, with their [`Visitor`] among the request's extensions; before the body is read.
pub async fn only_the_known(State(doorway): State<Doorway>, mut request: Request, next: Next) -> Response {
    let address = address(&request);
    match recognise(&doorway.app, request.headers(), address).await {
        Ok(visitor) => {
            if let Err(too_often) = doorway.limits.take(visitor.credential) {
                return too_often.into_response();
            }
            DefaultBodyLimit::max(visitor.largest_body()).apply(&mut request);
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(turned) => match address.map(|address| doorway.limits.take_of_stranger(address)) {
            Some(Err(too_often)) if !matches!(turned, Turned::Away(_)) => too_often.into_response(),
            _ => turned.into_response(),
        },
    }
}

/// Holds what any stranger may ask for to a stranger's budget: coming in writes rows and calls the provider.
pub async fn in_moderation(State(doorway): State<Doorway>, request: Request, next: Next) -> Response {
    match address(&request).map(|address| doorway.limits.take_of_stranger(address)) {
        Some(Err(too_often)) => too_often.into_response(),
        _ => next.run(request).await,
    }
}

/// The answer to one who is known and may not.
pub fn forbidden(error: Forbidden) -> Response {
    (StatusCode::FORBIDDEN, format!("{error}\n")).into_response()
}
