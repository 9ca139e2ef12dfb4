//! What a client sends and nobody reads. Who answers in the middle of a body and hangs up makes the client's system
//! throw the answer away: where it was told that its rows are too many it sees a broken pipe. So what is left of a
//! body is read and dropped before the answer goes, within bounds.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::visitor::LARGEST_BODY;

/// The most that is read for nothing, in bytes: twice what anybody may send.
const MOST: usize = 2 * LARGEST_BODY;
/// The longest that is read for nothing: what is allowed comes over a slow line as well.
const LONGEST: Duration = Duration::from_secs(30);
/// How long to wait for the next piece of it.
const IDLE: Duration = Duration::from_secs(2);

/// Answers when the whole body has come, or the process is to stop.
pub async fn read_first(State(stop): State<CancellationToken>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // Who asks before sending sends nothing until it is read.
    let waits = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let left = Left(Arc::new(Mutex::new(Incoming { body, begun: false, ended: false })));
    let response = next.run(Request::from_parts(parts, Body::new(left.clone()))).await;
    if !waits || left.incoming().begun {
        // Past the bounds the answer goes all the same, and may be lost.
        let _ = stop.run_until_cancelled(timeout(LONGEST, left.drop_rest())).await;
    }
    response
}

struct Incoming {
    body: Body,
    begun: bool,
    ended: bool,
}

/// A body that the handler reads first, and this module after it.
#[derive(Clone)]
struct Left(Arc<Mutex<Incoming>>);

impl Left {
    fn incoming(&self) -> MutexGuard<'_, Incoming> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn drop_rest(mut self) {
        let mut dropped = 0;
        while dropped + self.size_hint().lower() as usize <= MOST {
            let next = std::future::poll_fn(|cx| Pin::new(&mut self).poll_frame(cx));
            match timeout(IDLE, next).await {
                Ok(Some(Ok(frame))) => dropped += frame.data_ref().map_or(0, Bytes::len),
                Ok(Some(Err(_)) | None) | Err(_) => return,
            }
        }
    }
}

impl HttpBody for Left {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut incoming = self.incoming();
        if incoming.ended {
            return Poll::Ready(None);
        }
        incoming.begun = true;
        let polled = Pin::new(&mut incoming.body).poll_frame(cx);
        incoming.ended = matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    }

    fn is_end_stream(&self) -> bool {
        let incoming = self.incoming();
        incoming.ended || incoming.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming().body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use tower::ServiceExt as _;

    use super::*;

    const PIECE: usize = 1 << 20;

    /// A body of which so much is declared, and which never ends: it comes, or does not.
    struct Endless {
        declared: u64,
        comes: bool,
        polled: Arc<AtomicUsize>,
    }

    impl HttpBody for Endless {
        type Data = Bytes;
        type Error = axum::Error;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
            self.polled.fetch_add(1, Ordering::Relaxed);
            if self.comes { Poll::Ready(Some(Ok(Frame::data(vec![0; PIECE].into())))) } else { Poll::Pending }
        }

        fn size_hint(&self) -> SizeHint {
            let mut hint = SizeHint::new();
            hint.set_lower(self.declared);
            hint
        }
    }

    /// How often a body is asked for more where the answer needs nothing of it.
    async fn asked(stop: &CancellationToken, declared: u64, comes: bool) -> usize {
        let polled = Arc::new(AtomicUsize::new(0));
        let body = Endless { declared, comes, polled: polled.clone() };
        let router = Router::new()
            .fallback(async || StatusCode::UNAUTHORIZED)
            .layer(from_fn_with_state(stop.clone(), read_first));
        let answer = router.oneshot(Request::new(Body::new(body))).await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        polled.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn what_nobody_reads_is_read_within_bounds() {
        let stop = CancellationToken::new();
        assert_eq!(asked(&stop, 0, true).await, MOST / PIECE + 1, "what never ends");
        assert_eq!(asked(&stop, MOST as u64 + 1, true).await, 0, "what says that it is too much");
        assert!(asked(&stop, 0, false).await > 0, "what does not come is waited for, and not for ever");
        stop.cancel();
        assert_eq!(asked(&stop, 0, false).await, 0, "what is on its way when the process is to stop");
    }
}
