//! How a process ends: a signal cancels one token, every task watches it, work in flight is finished within
//! [`GRACE`], and then the process exits.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long work in flight may take after the signal. The whole exit is promised within 10 s.
pub const GRACE: Duration = Duration::from_secs(8);

/// A token that SIGTERM or Ctrl-C cancels. A second signal does not wait.
pub fn on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        wait_for_signal().await;
        tracing::info!("stopping: finishing what is in flight");
        token.cancel();
        wait_for_signal().await;
        tracing::warn!("stopping at once: a second signal came");
        std::process::exit(130);
    });
    stop
}

async fn wait_for_signal() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(error) => {
                tracing::warn!(%error, "cannot listen for SIGTERM");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
