//! GraphQL over HTTP: one POST, one answer.

use async_graphql::{Request, Response};
use axum::Json;
use axum::extract::State;

use crate::app::App;
use crate::auth::{Actor, Ctx};
use crate::graphql::{self, XenoSchema};

/// What a GraphQL transport needs.
#[derive(Clone)]
pub struct Transport {
    schema: XenoSchema,
    app: App,
}

impl Transport {
    /// Builds the schema once.
    pub fn new(app: App) -> Self {
        Self { schema: graphql::schema(app.clone()), app }
    }
}

/// Runs one operation.
pub async fn answer(State(transport): State<Transport>, Json(request): Json<Request>) -> Json<Response> {
    let caller = Ctx { actor: Actor::LocalAdmin, clock: transport.app.clock.clone() };
    Json(transport.schema.execute(request.data(caller)).await)
}
