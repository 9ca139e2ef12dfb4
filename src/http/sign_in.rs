//! Coming in and going out: `/auth/…`. The pages are the web client's; these are the steps behind them.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::cookies::{self, Kind};
use super::visitor::{self, Visitor};
use super::{origin, provider};
use crate::app::App;
use crate::auth::door::Credential;
use crate::auth::people;
use crate::auth::secret::Secret;
use crate::auth::{AuthError, Ctx, session};
use crate::problem::Problem;

/// The steps that a stranger may take.
pub fn routes() -> Router<App> {
    Router::new().route("/auth/options", get(options)).route("/auth/local", post(local)).merge(provider::routes())
}

/// The steps that need a session.
pub fn routes_of_the_known() -> Router<App> {
    Router::new().route("/auth/logout", post(sign_out)).route("/auth/set-up", post(set_up))
}

/// How one may come in here: what the sign-in page offers.
async fn options(State(app): State<App>) -> Response {
    let provider = app.config.sign_in.provider.as_ref().map(|provider| provider.issuer.as_str());
    let options = json!({ "provider": provider, "localAdmin": origin::offers_local_admin(&app.config) });
    ([(header::CACHE_CONTROL, "no-store")], Json(options)).into_response()
}

/// Opens a session for the person at this machine.
async fn local(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers();
    if let Err(why) = origin::local(&app.config, headers) {
        return refusal(StatusCode::FORBIDDEN, "FORBIDDEN", why);
    }
    if !origin::says_own_page(&app.config, headers) {
        let why = "Continue as local admin from Xeno's own sign-in page; scripts use an API key.";
        return refusal(StatusCode::FORBIDDEN, "FORBIDDEN", why);
    }
    let ctx = Ctx::system(app.clock.clone()).from_address(visitor::address(&request));
    match session::open_local(&ctx, &app.db).await {
        Ok(token) => (StatusCode::NO_CONTENT, opened(&app, &token)).into_response(),
        Err(error) => away(&error),
    }
}

/// Ends the session that the browser holds.
async fn sign_out(State(app): State<App>, Extension(visitor): Extension<Visitor>) -> Response {
    let Credential::Session(token) = visitor.credential else {
        let why = "A key is not signed out; revoke it.";
        return refusal(StatusCode::BAD_REQUEST, "BAD_REQUEST", why);
    };
    match session::end(&visitor.ctx, &app.db, token).await {
        Ok(()) => {
            app.door.forget(visitor.credential);
            let mut headers = HeaderMap::new();
            headers.extend(cookies::clear(&app.config, Kind::Session).map(|value| (header::SET_COOKIE, value)));
            (StatusCode::NO_CONTENT, headers).into_response()
        }
        Err(error) => away(&error),
    }
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// Makes the caller the first admin.
async fn set_up(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Json(Code { code }): Json<Code>,
) -> Response {
    match people::set_up(&visitor.ctx, &app.db, &code).await {
        Ok(Ok(())) => {
            app.door.forget(visitor.credential);
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(Err(problems)) => match problems.into_iter().next() {
            Some(Problem { code, message, .. }) => refusal(StatusCode::BAD_REQUEST, &code, &message),
            None => StatusCode::BAD_REQUEST.into_response(),
        },
        Err(error) => away(&error),
    }
}

/// What has the browser hold a new session.
pub fn opened(app: &App, token: &Secret) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let cookie = cookies::set(&app.config, Kind::Session, token, session::LASTS.num_seconds());
    headers.extend(cookie.map(|value| (header::SET_COOKIE, value)));
    headers
}

/// An error of these steps, as the sign-in page reads it.
pub fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}

/// The answer where the database is away.
pub fn away(error: &AuthError) -> Response {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(cause, "nobody can sign in or out now");
    let refused = refusal(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "Try again in a moment.");
    ([(header::RETRY_AFTER, "2")], refused).into_response()
}
