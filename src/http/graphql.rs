//! GraphQL over HTTP, after its specification: POST for queries and mutations, GET for queries alone, and
//! subscriptions for who takes a stream of events.
//!
//! Requests are taken as `application/json` only: what a foreign page can send without asking (forms, plain
//! text) is not that, so it never runs.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::accept::{Accept, Format};
use super::answer::Answer;
use super::events;
use super::operation::{Asked, Fault, ORDINARY_BODY, Operation, Prepared, Refused};
use super::origin;
use super::transport::Transport;
use super::visitor::Visitor;

/// Runs what was posted.
pub async fn post(
    State(transport): State<Arc<Transport>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let accept = Accept::of(&headers);
    let outcome = match posted(&transport, &headers, body) {
        Ok(prepared) => run(&transport, &visitor, &accept, prepared).await,
        Err(refused) => Err(refused),
    };
    outcome.unwrap_or_else(|refused| refuse(&accept, refused))
}

/// Runs what stands in the URL. A mutation by GET is refused: links must not change anything.
pub async fn get(
    State(transport): State<Arc<Transport>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let accept = Accept::of(&headers);
    let outcome = match asked_for(&transport, &visitor, &headers, asked) {
        Ok(prepared) => run(&transport, &visitor, &accept, prepared).await,
        Err(refused) => Err(refused),
    };
    outcome.unwrap_or_else(|refused| refuse(&accept, refused))
}

/// Answers to methods that mean nothing here.
pub async fn other_method(headers: HeaderMap, method: Method) -> Response {
    let message = format!("{method} means nothing here: POST an operation, or GET a query.");
    let refused = Refused::request(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
    let mut answer = refuse(&Accept::of(&headers), refused);
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    answer
}

fn posted(
    transport: &Transport,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Prepared, Refused> {
    if !is_json(headers) {
        let message = "Send the operation as application/json, in UTF-8.";
        return Err(Refused::request(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            too_large("The body is larger than you may send: 32 MB to ingest, 1 MB otherwise.")
        }
        status => Refused::request(status, "BAD_REQUEST", "The body did not arrive."),
    })?;
    let prepared = Operation::from_json(&body)?.prepare(&transport.given)?;
    if body.len() > ORDINARY_BODY && !prepared.ingests {
        return Err(too_large("Only ingestion may send more than 1 MB."));
    }
    Ok(prepared)
}

fn too_large(message: &str) -> Refused {
    Refused::request(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", message)
}

fn asked_for(
    transport: &Transport,
    visitor: &Visitor,
    headers: &HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Prepared, Refused> {
    if visitor.came_by_cookie() && !origin::meant_it(headers) {
        let message = "A browser's GET needs the header X-Requested-With, so that no other site can send it.";
        return Err(Refused::request(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    let Query(asked) = asked.map_err(|_| {
        let message = "The URL's parameters cannot be read: each may stand there once.";
        Refused::request(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    })?;
    let prepared = Operation::try_from(asked)?.prepare(&transport.given)?;
    if prepared.kind == OperationType::Mutation {
        let message = "GET changes nothing; post mutations.";
        return Err(Refused::request(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message));
    }
    Ok(prepared)
}

/// `application/json`, and in UTF-8 if it says in what.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(media), None) = (types.next().and_then(|value| value.to_str().ok()), types.next()) else {
        return false;
    };
    let mut parts = media.split(';').map(str::trim);
    let named = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    named
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || matches!(value.trim().trim_matches('"').to_ascii_lowercase().as_str(), "utf-8" | "utf8")
        })
}

async fn run(
    transport: &Arc<Transport>,
    visitor: &Visitor,
    accept: &Accept,
    prepared: Prepared,
) -> Result<Response, Refused> {
    let Prepared { request, kind, .. } = prepared;
    let request = request.data(visitor.ctx.clone());
    let format = match kind {
        OperationType::Subscription => accept.events().then_some(Format::Events).ok_or_else(|| {
            let message = "Subscriptions are answered as text/event-stream here, or at /graphql/ws.";
            Refused::request(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
        })?,
        _ => accept.answer().ok_or_else(|| {
            let message = "Accept application/graphql-response+json, application/json or text/event-stream.";
            Refused::request(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
        })?,
    };
    if format == Format::Events {
        return Ok(events::of_operation(transport, visitor, request));
    }
    let answer = Answer::from(transport.schema.execute(request).await);
    let status = if answer.ran() { StatusCode::OK } else { status_of_document(format) };
    Ok(written(status, format, &answer))
}

fn refuse(accept: &Accept, refused: Refused) -> Response {
    match refused.fault {
        // Who takes events alone is told by one: a status would say nothing to it.
        Fault::Document if accept.answer() == Some(Format::Events) => events::of_refusal(&refused.into_answer()),
        Fault::Document => {
            let format = accept.refusal();
            written(status_of_document(format), format, &refused.into_answer())
        }
        Fault::Request(status) => {
            let mut answer = written(status, accept.refusal(), &refused.into_answer());
            if status == StatusCode::METHOD_NOT_ALLOWED {
                answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            }
            answer
        }
    }
}

/// The status of an answer without `data`: plain JSON's says only that the request was understood.
fn status_of_document(format: Format) -> StatusCode {
    if format == Format::GraphqlJson { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

fn written(status: StatusCode, format: Format, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => {
            let headers = [
                (header::CONTENT_TYPE, format.content_type()),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            ];
            (status, headers, body).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
