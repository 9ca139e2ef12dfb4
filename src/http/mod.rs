//! The HTTP face: routes, transports, webhooks, exports, health. It translates; domains decide.

use axum::Router;
use axum::routing::get;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// Every route.
pub fn router(app: App, _stop: CancellationToken) -> Router {
    Router::new().route("/healthz", get(|| async { "ok" })).with_state(app)
}
