//! The messages of `graphql-transport-ws`, and the codes that a socket is closed with.

use std::borrow::Cow;

use async_graphql::ServerError;
use axum::extract::ws::{CloseFrame, Utf8Bytes};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::http::answer::Answer;
use crate::http::operation::{self, Operation};

/// The subprotocol's name.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// Why a socket is closed: a code of RFC 6455 or of the protocol, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    code: u16,
    reason: Cow<'static, str>,
}

impl Closed {
    pub const DONE: Self = Self::because(1000, "");
    pub const GOING_AWAY: Self = Self::because(1001, "Going away");
    /// A message over the limit; what follows it cannot be read.
    pub const TOO_BIG: Self = Self::because(1009, "A message may have 1 MB at most");
    pub const INVALID: Self = Self::because(4400, "Invalid message received");
    pub const UNAUTHORIZED: Self = Self::because(4401, "Unauthorized");
    pub const FORBIDDEN: Self = Self::because(4403, "Forbidden");
    /// Clients come again after this one, and find what they may do now.
    pub const CHANGED: Self = Self::because(4403, "What you may do has changed");
    pub const AWAY: Self = Self::because(1013, "Try again later");
    pub const UNKNOWN_PROTOCOL: Self = Self::because(4406, "Subprotocol not acceptable");
    pub const NOT_INITIALISED: Self = Self::because(4408, "Connection initialisation timeout");
    pub const INITIALISED_TWICE: Self = Self::because(4429, "Too many initialisation requests");
    /// Not one of the protocol's: the reader took nothing for too long.
    pub const STALLED: Self = Self::because(4490, "Too slow: what was sent is not being read");
    /// Not one of the protocol's: the peer did not answer pings.
    pub const SILENT: Self = Self::because(4491, "Nothing was heard for too long");

    const fn because(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// Two operations of one id. A reason holds 123 bytes at most, an id may be longer.
    pub fn already_exists(id: &str) -> Self {
        let id: String = id.chars().take(20).collect();
        Self { code: 4409, reason: Cow::Owned(format!("Subscriber for {id} already exists")) }
    }

    /// As it goes over the wire.
    pub fn frame(&self) -> CloseFrame {
        CloseFrame { code: self.code, reason: self.reason.as_ref().into() }
    }
}

/// What a client says.
#[derive(Debug)]
pub enum Incoming {
    Init(Map<String, Value>),
    /// With a payload to be given back.
    Ping(Option<Box<RawValue>>),
    Pong,
    Subscribe(Box<str>, Operation),
    Complete(Box<str>),
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    id: Option<Box<str>>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl Incoming {
    /// Reads a message; `None` if it is not one of the protocol's.
    pub fn read(message: &str) -> Option<Self> {
        let Envelope { kind, id, payload } = operation::map(message.as_bytes()).ok()?;
        let id = id.filter(|id| !id.is_empty());
        let object = |payload: Option<&RawValue>| match payload {
            None => Some(Map::new()),
            Some(payload) => operation::map(payload.get().as_bytes()).ok(),
        };
        match &*kind {
            "connection_init" => object(payload).map(Self::Init),
            "ping" => object(payload).map(|_| Self::Ping(payload.map(ToOwned::to_owned))),
            "pong" => object(payload).map(|_| Self::Pong),
            "subscribe" => Some(Self::Subscribe(id?, Operation::from_json(payload?.get().as_bytes()).ok()?)),
            "complete" => id.map(Self::Complete),
            _ => None,
        }
    }
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Outgoing<'a> {
    ConnectionAck,
    Ping,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<&'a RawValue>,
    },
    Next {
        id: &'a str,
        payload: &'a Answer,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

impl Outgoing<'_> {
    /// As text; an answer that cannot be written ends its operation.
    pub fn text(&self) -> Utf8Bytes {
        let text = serde_json::to_string(self).or_else(|error| {
            tracing::error!(%error, "an answer could not be written");
            match self {
                Self::Next { id, .. } => serde_json::to_string(&Outgoing::Complete { id }),
                _ => serde_json::to_string(&Outgoing::Ping),
            }
        });
        text.unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_protocol_is_not_read() {
        for message in [
            "",
            "{}",
            "[]",
            "null",
            r#"["ping"]"#,
            r#"{"type":"nonsense"}"#,
            r#"{"type":1}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"subscribe"}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":["{ a }"]}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }","variables":[]}}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert!(Incoming::read(message).is_none(), "{message}");
        }
    }

    #[test]
    fn a_ping_is_answered_with_its_payload() {
        let Some(Incoming::Ping(payload)) = Incoming::read(r#"{"type":"ping","payload":{"at":1}}"#) else {
            panic!("not read");
        };
        let pong = Outgoing::Pong { payload: payload.as_deref() }.text();
        assert_eq!(&*pong, r#"{"type":"pong","payload":{"at":1}}"#);
        assert_eq!(&*Outgoing::Pong { payload: None }.text(), r#"{"type":"pong"}"#);
    }

    #[test]
    fn a_reason_fits_into_a_close_frame() {
        assert!(Closed::already_exists(&"\u{1f600}".repeat(1000)).frame().reason.len() <= 123);
    }
}
