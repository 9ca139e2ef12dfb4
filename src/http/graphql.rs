//! GraphQL over HTTP: POST for queries and mutations, GET for queries alone.
//!
//! Requests are taken as `application/json` only: what a foreign page can send without asking (forms, plain
//! text) is not that, so it never runs.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Name, Request, Response, ServerError, Variables};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::hostile;
use crate::app::App;
use crate::auth::{Actor, Ctx};
use crate::graphql::{self, XenoSchema};

/// The media type of GraphQL over HTTP's answers.
const GRAPHQL_JSON: &str = "application/graphql-response+json";
/// What a call that is no ingestion may weigh.
const ORDINARY_BODY: usize = 1 << 20;
const INGESTION: [&str; 3] = ["customersIngest", "ordersIngest", "receiptsRecord"];

/// What every GraphQL transport needs.
#[derive(Clone)]
pub struct Transport {
    pub schema: XenoSchema,
    pub app: App,
    pub stop: CancellationToken,
    /// The sockets that are open.
    pub sockets: TaskTracker,
}

impl Transport {
    /// Builds the schema once.
    pub fn new(app: App, stop: CancellationToken, sockets: TaskTracker) -> Self {
        Self { schema: graphql::schema(app.clone()), app, stop, sockets }
    }

    /// Who asks. Until sign-in exists: the local admin, let in by the guard.
    pub fn caller(&self) -> Ctx {
        Ctx { actor: Actor::LocalAdmin, clock: self.app.clock.clone() }
    }
}

/// One operation, as every transport carries it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    query: Option<String>,
    #[serde(default)]
    variables: Option<Variables>,
    operation_name: Option<String>,
}

/// What kept an operation from running.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refused {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// As the one GraphQL error of an answer without data.
    pub fn error(&self) -> ServerError {
        let mut error = ServerError::new(self.message.clone(), None);
        error.extensions.get_or_insert_default().set("code", self.code);
        error
    }
}

impl Operation {
    /// Looks the document over, parses it and makes it ready to run.
    pub fn prepare(self) -> Result<(Request, OperationType), Refused> {
        let bad = |code, message| Refused::new(StatusCode::BAD_REQUEST, code, message);
        let document = self.query.ok_or_else(|| bad("BAD_REQUEST", "The request has no \"query\".".to_owned()))?;
        hostile::check(&document).map_err(|reason| bad("DOCUMENT_REFUSED", reason.to_string()))?;
        let parsed = async_graphql::parser::parse_query(&document)
            .map_err(|error| bad("GRAPHQL_PARSE_FAILED", error.to_string()))?;
        let kind = operation_type(&parsed, self.operation_name.as_deref()).ok_or_else(|| {
            bad("BAD_REQUEST", "Name one of the document's operations in \"operationName\".".to_owned())
        })?;
        let mut request = Request::new(document).variables(self.variables.unwrap_or_default());
        request.operation_name = self.operation_name;
        request.set_parsed_query(parsed);
        Ok((request, kind))
    }
}

fn operation_type(document: &ExecutableDocument, name: Option<&str>) -> Option<OperationType> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation.node.ty),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(&Name::new(name)).map(|operation| operation.node.ty)
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            all.next().filter(|_| all.next().is_none()).map(|operation| operation.node.ty)
        }
    }
}

/// Runs what was posted.
pub async fn post(State(transport): State<Transport>, headers: HeaderMap, body: Bytes) -> axum::response::Response {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = media.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        let message = "Send the operation as application/json.";
        return refuse(&headers, &Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_REQUEST", message));
    }
    let operation: Operation = match serde_json::from_slice(&body) {
        Ok(operation) => operation,
        Err(error) => {
            let message = format!("The body is not a GraphQL request in JSON: {error}.");
            return refuse(&headers, &Refused::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message));
        }
    };
    let weight = body.len();
    drop(body);
    match operation.prepare() {
        Ok((_, OperationType::Subscription)) => {
            let message = "Subscriptions are served at /graphql/ws.";
            refuse(&headers, &Refused::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message))
        }
        Ok((request, _)) if weight > ORDINARY_BODY && !is_ingestion(&request.query) => {
            let message = "Only ingestion may send more than 1 MB.";
            refuse(&headers, &Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", message))
        }
        Ok((request, _)) => execute(&transport, &headers, request).await,
        Err(refused) => refuse(&headers, &refused),
    }
}

/// A large body is taken for a document that names an ingestion mutation; others have no use for one.
fn is_ingestion(document: &str) -> bool {
    INGESTION.iter().any(|name| document.contains(name))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    query: Option<String>,
    variables: Option<String>,
    operation_name: Option<String>,
}

/// Runs a query that stands in the URL. A mutation by GET is refused: links must not change anything.
pub async fn get(
    State(transport): State<Transport>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> axum::response::Response {
    let variables = match asked.variables.as_deref().map(serde_json::from_str::<Variables>).transpose() {
        Ok(variables) => variables,
        Err(error) => {
            let message = format!("\"variables\" is not a JSON object: {error}.");
            return refuse(&headers, &Refused::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message));
        }
    };
    let operation = Operation { query: asked.query, variables, operation_name: asked.operation_name };
    match operation.prepare() {
        Ok((request, OperationType::Query)) => execute(&transport, &headers, request).await,
        Ok(_) => {
            let message = "GET runs queries alone; post mutations.";
            let refused = Refused::new(StatusCode::METHOD_NOT_ALLOWED, "BAD_REQUEST", message);
            let mut answer = refuse(&headers, &refused);
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            answer
        }
        Err(refused) => refuse(&headers, &refused),
    }
}

async fn execute(transport: &Transport, headers: &HeaderMap, request: Request) -> axum::response::Response {
    let mut response = transport.schema.execute(request.data(transport.caller())).await;
    let never_ran = response.is_err()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    for error in &mut response.errors {
        give_code(error);
    }
    let status = if never_ran && wants_graphql_json(headers) { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    if never_ran {
        answer(headers, status, &serde_json::json!({ "errors": response.errors }))
    } else {
        answer(headers, status, &response)
    }
}

/// Every error has a code; what the engine itself refuses has none of its own.
pub fn give_code(error: &mut ServerError) {
    let path = error.path.is_empty();
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", if path { "GRAPHQL_VALIDATION_FAILED" } else { "BAD_USER_INPUT" });
    }
    if extensions.get("path").is_none()
        && let Some(path) = argument_at_fault(&error.message)
    {
        extensions.set("path", path);
    }
}

/// Where a value of the wrong shape stands: the engine says it in its sentence alone.
fn argument_at_fault(message: &str) -> Option<&str> {
    message.strip_prefix("Invalid value for argument \"")?.split_once('"').map(|(path, _)| path)
}

fn refuse(headers: &HeaderMap, refused: &Refused) -> axum::response::Response {
    let response = Response::from_errors(vec![refused.error()]);
    answer(headers, refused.status, &serde_json::json!({ "errors": response.errors }))
}

fn wants_graphql_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains(GRAPHQL_JSON))
}

fn answer(headers: &HeaderMap, status: StatusCode, body: &impl serde::Serialize) -> axum::response::Response {
    let mut answer = (status, Json(body)).into_response();
    if wants_graphql_json(headers) {
        let media = HeaderValue::from_static("application/graphql-response+json; charset=utf-8");
        answer.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    answer
}
