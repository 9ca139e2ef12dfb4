//! The HTTP face: routes, transports, webhooks, exports, health. It translates; domains decide.
//!
//! Until sign-in exists everything but health and webhooks stands behind [`guard`]: the local admin, on
//! loopback, from the own origin.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::get;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::app::App;
use crate::telemetry;

mod accept;
mod answer;
mod events;
mod exports;
mod graphql;
pub mod guard;
mod hostile;
mod operation;
mod slim;
mod socket;
mod transport;
mod web;
pub mod webhooks;
mod weight;

use transport::Transport;

/// The largest body of a caller who may ingest: 10,000 rows with room to spare.
const LARGEST_BODY: usize = 32 << 20;
/// How long a client may take between two pieces of its body.
const SLOWEST_BODY: std::time::Duration = std::time::Duration::from_secs(30);

/// Every route. Sockets outlive the requests that they began as: who ends the process cancels `stop` and waits
/// for `sockets`.
pub fn router(app: App, stop: CancellationToken, sockets: TaskTracker) -> Router {
    let transport = Arc::new(Transport::new(app.clone(), stop, sockets));
    let operations = get(graphql::get).post(graphql::post).fallback(graphql::other_method);
    let graphql = Router::new()
        .route("/graphql", operations.layer(DefaultBodyLimit::max(LARGEST_BODY)))
        .route("/graphql/ws", get(socket::upgrade))
        .with_state(transport);
    let guarded = Router::new()
        .route("/metrics", get(metrics))
        .merge(exports::routes())
        .fallback(web::serve)
        .with_state(app.clone())
        .merge(graphql)
        .layer(middleware::from_fn(guard::local_admin_only));
    let open = Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .merge(webhooks::routes())
        .with_state(app);
    guarded
        .merge(open)
        .layer(CompressionLayer::new().gzip(true))
        .layer(RequestBodyTimeoutLayer::new(SLOWEST_BODY))
        .layer(CatchPanicLayer::new())
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

/// Prometheus's text format.
async fn metrics(State(app): State<App>) -> String {
    match crate::streams::dead_letter::count_open(&app.read).await {
        Ok(open) => metrics::gauge!("xeno_dead_letters_open").set(open as f64),
        Err(error) => tracing::warn!(%error, "cannot count the dead letters"),
    }
    if let Err(error) = crate::streams::trim::measure(&app.redis).await {
        tracing::warn!(%error, "cannot measure the streams");
    }
    metrics::gauge!("xeno_tasks").set(Handle::current().metrics().num_alive_tasks() as f64);
    telemetry::render_metrics()
}
