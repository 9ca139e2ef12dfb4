//! Accepting connections. axum's own loop sets no limit on how long a client may take over its headers; a thousand
//! clients that never end them, or never begin, would hold a thousand connections for nothing.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// How long a client may take over a request's headers, and an unused connection stays.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// How long to wait when no connection can be accepted, for want of file descriptors for one.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop`, then lets requests in flight finish.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(HEADERS_WITHIN).keep_alive_timeout(HEADERS_WITHIN);
    let graceful = GracefulShutdown::new();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection waits to fill its packets");
        }
        let begun = CancellationToken::new();
        let begins = begun.clone();
        let service = router.clone().map_request(move |request| {
            begins.cancel();
            from(peer, request)
        });
        let connection =
            builder.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke");
                },
                () = unused(begun) => tracing::debug!("a connection was not used"),
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// Waits for the time that a first request may take; for ever once there is one. (The time limit on headers begins
/// with their first line, and which version of HTTP a client speaks is found out before.)
async fn unused(begun: CancellationToken) {
    if timeout(HEADERS_WITHIN, begun.cancelled()).await.is_ok() {
        std::future::pending().await
    }
}

fn from(peer: SocketAddr, mut request: Request<Incoming>) -> Request<Incoming> {
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}
