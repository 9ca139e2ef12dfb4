//! Signing in with a provider: `/auth/login` sends the browser there, `/auth/callback` is where it comes back.
//! What goes wrong ends at the sign-in page, with a code that it has words for.

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::cookies::{self, Kind};
use super::{sign_in, visitor};
use crate::app::App;
use crate::auth::Ctx;
use crate::auth::oidc::{self, Callback, Provider, ReturnTo, SignInError};

/// The provider's two steps.
pub fn routes() -> Router<App> {
    Router::new().route("/auth/login", get(begin)).route("/auth/callback", get(finish))
}

#[derive(Deserialize)]
struct Wanted {
    return_to: Option<String>,
}

async fn begin(State(app): State<App>, Query(wanted): Query<Wanted>, request: Request) -> Response {
    let Some(provider) = &app.provider else { return no_provider() };
    let return_to = match wanted.return_to.as_deref().map(ReturnTo::parse) {
        None => ReturnTo::default(),
        Some(Some(path)) => path,
        Some(None) => {
            let message = "return_to takes a path of this server: /campaigns";
            return sign_in::refusal(StatusCode::BAD_REQUEST, "INVALID_RETURN_TO", message);
        }
    };
    let ctx = Ctx::system(app.clock.clone()).from_address(visitor::address(&request));
    match provider.begin(&ctx, &app.db, &return_to).await {
        Ok(begun) => {
            let cookie = cookies::set(&app.config, Kind::SignIn, &begun.browser, oidc::LASTS.num_seconds());
            redirect(&begun.url, cookie)
        }
        Err(error) => failed(&app, &error),
    }
}

async fn finish(State(app): State<App>, Query(callback): Query<Callback>, request: Request) -> Response {
    let Some(provider) = &app.provider else { return no_provider() };
    let ctx = Ctx::system(app.clock.clone()).from_address(visitor::address(&request));
    let browser = cookies::read(&app.config, request.headers(), Kind::SignIn);
    match finished(&app, provider, (&ctx, browser), callback).await {
        Ok((to, cookies)) => {
            let mut response = redirect(&to, None);
            response.headers_mut().extend(cookies);
            response
        }
        Err(error) => failed(&app, &error),
    }
}

async fn finished(
    app: &App,
    provider: &Provider,
    (ctx, browser): (&Ctx, Option<&str>),
    callback: Callback,
) -> Result<(String, HeaderMap), SignInError> {
    let finished = provider.finish(ctx, (&app.db, &app.config), callback, browser).await?;
    let mut cookies = sign_in::opened(app, &finished.session);
    if let Some(cleared) = cookies::clear(&app.config, Kind::SignIn) {
        cookies.append(header::SET_COOKIE, cleared);
    }
    Ok((finished.return_to.as_str().to_owned(), cookies))
}

fn failed(app: &App, error: &SignInError) -> Response {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::warn!(%error, cause, "nobody was signed in");
    redirect(&format!("/sign-in?problem={}", error.code()), cookies::clear(&app.config, Kind::SignIn))
}

fn redirect(to: &str, cookie: Option<HeaderValue>) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else { return StatusCode::BAD_GATEWAY.into_response() };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.extend(cookie.map(|value| (header::SET_COOKIE, value)));
    response
}

fn no_provider() -> Response {
    let message = "No sign-in provider is configured; see OIDC_CLIENT_ID in the README.";
    sign_in::refusal(StatusCode::NOT_FOUND, "NO_PROVIDER", message)
}
