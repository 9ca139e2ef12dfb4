//! What the GraphQL transports share: the schema, who asks, and what is open.

use std::net::IpAddr;
use std::sync::Arc;

use metrics::Gauge;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::limits::Limits;
use super::visitor::{self, Turned, Visitor};
use crate::app::App;
use crate::auth::door::Watching;
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
    /// The handles.
    pub app: App,
    /// How often each may ask.
    pub limits: Arc<Limits>,
}

impl Transport {
    /// Builds the schema.
    pub fn new(app: App, limits: Arc<Limits>, stop: CancellationToken, sockets: TaskTracker) -> Self {
        Self { schema: graphql::schema(app.clone()), given: Given::default(), app, limits, stop, sockets }
    }

    /// Who a socket speaks for: whoever brings a key in its first message is judged by that, else by what came
    /// with the request that it began as.
    pub async fn admit(&self, payload: &Map<String, Value>, began_as: &BeganAs) -> Result<Visitor, Turned> {
        let key = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        match key {
            Some((_, Value::String(key))) => visitor::by_key(&self.app, key, began_as.address).await,
            Some(_) => Err(Turned::Invalid),
            None => began_as.visitor.clone().ok_or(Turned::Stranger),
        }
    }

    /// Tells when what a visitor brought no longer stands for the same.
    pub fn watch(&self, visitor: &Visitor) -> Watching {
        self.app.door.watch(visitor.credential, visitor.standing.clone())
    }
}

/// The request that a socket began as.
pub struct BeganAs {
    /// Whom it came from, if it said so.
    pub visitor: Option<Visitor>,
    /// From where.
    pub address: Option<IpAddr>,
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
