//! The HTTP face: routes, transports, webhooks, exports, health. It translates; domains decide.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use tokio_util::sync::CancellationToken;

use crate::app::App;

mod graphql;
pub mod webhooks;

/// The largest body of a caller who may ingest: 10,000 rows with room to spare.
const LARGEST_BODY: usize = 32 << 20;

/// Every route.
pub fn router(app: App, _stop: CancellationToken) -> Router {
    let transport = graphql::Transport::new(app.clone());
    Router::new()
        .route("/graphql", post(graphql::answer).layer(DefaultBodyLimit::max(LARGEST_BODY)))
        .with_state(transport)
        .merge(
            Router::new()
                .route("/healthz", get(async || "ok"))
                .route("/readyz", get(ready))
                .merge(webhooks::routes())
                .with_state(app),
        )
}

/// Ready when Postgres and Redis answer.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let (database, redis) = tokio::join!(app.db.ping(), app.redis.ping());
    match (database, redis) {
        (Ok(()), Ok(())) => (StatusCode::OK, "ready"),
        (Err(error), _) => {
            tracing::warn!(%error, "not ready: Postgres does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "Postgres does not answer")
        }
        (_, Err(error)) => {
            tracing::warn!(%error, "not ready: Redis does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "Redis does not answer")
        }
    }
}
