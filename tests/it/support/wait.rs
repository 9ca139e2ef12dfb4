//! Waiting on a condition, never for a time.

use std::time::{Duration, Instant};

/// Looks again until `condition` holds; panics with what was awaited when `limit` has passed.
pub async fn until(what: &str, limit: Duration, mut condition: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    let mut pause = tokio::time::interval(Duration::from_millis(10));
    while !condition().await {
        assert!(begun.elapsed() < limit, "{what}: still not so after {limit:?}");
        pause.tick().await;
    }
}
