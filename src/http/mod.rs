//! The HTTP face: routes, transports, webhooks, exports, health. It translates; domains decide.
//!
//! Everything but health, webhooks, the client's files and the steps of signing in is for those whom
//! [`visitor`] knows.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Response;
use axum::routing::{any, get};
use axum::{Extension, Router};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::util::{MapResponseLayer, option_layer};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::app::App;
use crate::auth::Permission;
use crate::telemetry;

mod accept;
mod agents;
mod answer;
pub mod connections;
mod cookies;
mod events;
mod exports;
mod graphql;
mod headers;
mod hostile;
mod limits;
mod operation;
mod origin;
mod provider;
mod sign_in;
mod slim;
mod socket;
mod transport;
mod unread;
mod visitor;
mod web;
pub mod webhooks;
mod weight;

use limits::Limits;
use transport::Transport;
use visitor::{Doorway, Visitor};

const TIDY_EVERY: std::time::Duration = std::time::Duration::from_secs(60);
/// How long a client may take between two pieces of its body.
const SLOWEST_BODY: std::time::Duration = std::time::Duration::from_secs(30);

/// Every route. Sockets outlive the requests that they began as: who ends the process cancels `stop` and waits
/// for `sockets`.
pub fn router(app: App, stop: CancellationToken, sockets: TaskTracker) -> Router {
    let limits = Arc::new(Limits::new(app.config.edge.rate_limit));
    tidy_limits(&limits, &stop);
    let doorway = Doorway { app: app.clone(), limits: limits.clone() };
    let sign_in = sign_in::routes().layer(middleware::from_fn_with_state(doorway.clone(), visitor::in_moderation));
    let config = app.config.clone();
    let always = headers::Always::of(&config);
    let agents = Arc::new(agents::Agents::new(app.clone()));
    let transport = Arc::new(Transport::new(app.clone(), limits, stop.clone(), sockets));
    let operations = get(graphql::get).post(graphql::post).fallback(graphql::other_method);
    let for_the_known = Router::new()
        .route("/metrics", get(metrics))
        .merge(exports::routes())
        .merge(sign_in::routes_of_the_known())
        .with_state(app.clone())
        .merge(Router::new().route("/graphql", operations).with_state(transport.clone()))
        .merge(Router::new().route("/mcp", any(agents::serve)).with_state(agents))
        .layer(middleware::from_fn_with_state(doorway, visitor::only_the_known));
    let open = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .merge(webhooks::routes())
        .merge(sign_in)
        .fallback(web::serve)
        .with_state(app)
        // A socket may bring its key in its first message, so its door is further in.
        .merge(Router::new().route("/graphql/ws", get(socket::upgrade)).with_state(transport));
    for_the_known
        .merge(open)
        .layer(CompressionLayer::new().gzip(true))
        .layer(MapResponseLayer::new(move |response| always.add(response)))
        .layer(option_layer(headers::cors(&config)))
        .layer(RequestBodyTimeoutLayer::new(SLOWEST_BODY))
        .layer(middleware::from_fn_with_state(stop.clone(), unread::read_first))
        .layer(CatchPanicLayer::new())
}

/// Forgets budgets that are whole again, until the process ends.
fn tidy_limits(limits: &Arc<Limits>, stop: &CancellationToken) {
    let (limits, stop) = (Arc::clone(limits), stop.clone());
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(TIDY_EVERY);
        while stop.run_until_cancelled(rounds.tick()).await.is_some() {
            limits.tidy();
        }
    });
}

/// Ready when Postgres and Redis answer.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let (database, redis) = tokio::join!(app.db.ping(), app.redis.ping());
    match (database, redis) {
        (Ok(()), Ok(())) => (StatusCode::OK, "ready\n"),
        (Err(error), _) => {
            tracing::warn!(%error, "not ready: Postgres does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "Postgres does not answer\n")
        }
        (_, Err(error)) => {
            tracing::warn!(%error, "not ready: Redis does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "Redis does not answer\n")
        }
    }
}

/// Prometheus's text format, for who may read.
async fn metrics(State(app): State<App>, Extension(visitor): Extension<Visitor>) -> Result<String, Response> {
    visitor.ctx.require(Permission::Read).map_err(visitor::forbidden)?;
    match crate::streams::dead_letter::count_open(&app.read).await {
        Ok(open) => metrics::gauge!("xeno_dead_letters_open").set(open as f64),
        Err(error) => tracing::warn!(%error, "cannot count the dead letters"),
    }
    if let Err(error) = crate::streams::trim::measure(&app.redis).await {
        tracing::warn!(%error, "cannot measure the streams");
    }
    metrics::gauge!("xeno_tasks").set(Handle::current().metrics().num_alive_tasks() as f64);
    Ok(telemetry::render_metrics())
}
