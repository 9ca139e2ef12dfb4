//! What the GraphQL transports share: the schema, who asks, and what is open.

use metrics::Gauge;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::auth::{Actor, Ctx};
use crate::graphql::given::Given;
use crate::graphql::{self, XenoSchema};

/// One for a server, shared by all of its connections.
pub struct Transport {
    /// What answers.
    pub schema: XenoSchema,
    /// What an operation may be given.
    pub given: Given,
    /// Cancelled when the process ends.
    pub stop: CancellationToken,
    /// Who waits for it waits until every socket has been told goodbye.
    pub sockets: TaskTracker,
    app: App,
}

/// Somebody who may not come in.
#[derive(Debug)]
pub struct NotAdmitted;

impl Transport {
    /// Builds the schema.
    pub fn new(app: App, stop: CancellationToken, sockets: TaskTracker) -> Self {
        Self { schema: graphql::schema(app.clone()), given: Given::default(), app, stop, sockets }
    }

    /// Who asks. Until sign-in exists: the local admin, let in by the guard.
    pub fn caller(&self) -> Ctx {
        Ctx { actor: Actor::LocalAdmin, clock: self.app.clock.clone() }
    }

    /// Who a socket speaks for, by the payload of its first message. Who presents credentials there wants them
    /// looked at; nothing can do that before sign-in exists, and to wave them through would be to believe them.
    pub fn admit(&self, payload: &Map<String, Value>) -> Result<Ctx, NotAdmitted> {
        let presents = |name: &String| name.eq_ignore_ascii_case("authorization");
        if payload.keys().any(presents) { Err(NotAdmitted) } else { Ok(self.caller()) }
    }
}

/// Counts something in a gauge for as long as it is there.
pub struct Counted(Gauge);

impl Counted {
    /// One more.
    pub fn in_gauge(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
