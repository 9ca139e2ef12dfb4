//! GraphQL over server-sent events, after the graphql-sse protocol's "distinct connections": one request, one
//! operation, its results as `next` events and a `complete` when they end.
//!
//! A comment every so often keeps proxies from taking the silence for the end. When the process stops the stream
//! ends without `complete`, which is how a client knows to come again. A reader that does not read holds up its
//! own stream alone: nothing is asked of a source before there is room.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Request;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use serde::Serialize;
use tokio::time::MissedTickBehavior;

use super::accept::Format;
use super::answer::Answer;
use super::operation::Refusal;
use super::transport::{Counted, Transport};

const HEARTBEAT_EVERY: Duration = Duration::from_secs(12);
const HEARTBEAT: Bytes = Bytes::from_static(b":\n\n");
/// The empty data is for browsers, whose `EventSource` passes over events without any.
const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

/// Runs an operation and streams what comes of it.
pub fn of_operation(transport: &Arc<Transport>, request: Request) -> Response {
    streamed(Body::from_stream(results(Arc::clone(transport), request)))
}

/// What was refused, as the one result of a stream.
pub fn of_refusal(refusal: &Refusal) -> Response {
    streamed(Body::from([next(refusal), COMPLETE].concat()))
}

fn results(transport: Arc<Transport>, request: Request) -> impl Stream<Item = Result<Bytes, Infallible>> {
    async_stream::stream! {
        let _counted = Counted::in_gauge(metrics::gauge!("xeno_event_streams_open"));
        let mut results = transport.schema.execute_stream(request);
        let mut heartbeats = tokio::time::interval(HEARTBEAT_EVERY);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let piece = tokio::select! {
                () = transport.stop.cancelled() => return,
                // The first comes at once: the client sees that it is connected.
                _ = heartbeats.tick() => Some(HEARTBEAT),
                result = results.next() => result.map(|response| next(&Answer::from(response))),
            };
            match piece {
                Some(piece) => yield Ok(piece),
                None => break,
            }
        }
        yield Ok(COMPLETE);
    }
}

/// JSON has no line breaks of its own, so the data is one line.
fn next(result: &impl Serialize) -> Bytes {
    let data = serde_json::to_string(result).unwrap_or_else(|error| {
        tracing::error!(%error, "a result could not be written");
        r#"{"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL"}}]}"#.to_owned()
    });
    Bytes::from(format!("event: next\ndata: {data}\n\n"))
}

fn streamed(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, Format::Events.content_type()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // nginx would collect events before it passes them on.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, body).into_response()
}
