//! The way out: who delivers messages, as the product sees it. One call a message, and an answer that says all
//! that is needed to decide what becomes of the message and nothing about HTTP.
//!
//! The trait promises that a call ends within the configured time and that each answer is classed by what the
//! vendor may have done: a message is *certainly not* taken ([`Answer::Unreachable`], [`Answer::RateLimited`],
//! [`Answer::Busy`], [`Answer::Refused`]), *certainly* taken ([`Answer::Accepted`]), or *perhaps*
//! ([`Answer::ServerError`], [`Answer::NoAnswer`],
//! [`Answer::KeyConflict`]). When to try again is left to the campaigns.
//!
//! The way back, receipts, is signed after Standard Webhooks; [`signature`] verifies it.

use std::future::Future;
use std::time::Duration;

mod http;
pub mod retry_after;
pub mod signature;

pub use self::http::HttpVendor;

/// One message, ready to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// The idempotency key: the same in every attempt at the same message.
    pub key: String,
    /// `SMS`, `EMAIL` or `WHATSAPP`.
    pub channel: String,
    /// The phone number or address.
    pub to: String,
    /// The rendered text.
    pub text: String,
}

/// What one call came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The vendor has the message. The id is absent when the rest of its answer was cut off.
    Accepted {
        /// The vendor's own name for the message.
        id: Option<String>,
    },
    /// Refused for good, with the vendor's code in capitals, or the HTTP status where it gave none.
    Refused {
        /// At most 40 of A–Z, 0–9 and `_`.
        code: String,
    },
    /// The key is in use, or was used for another message (409; 422 with such a code): an earlier call may have
    /// been taken.
    KeyConflict {
        /// As for a refusal.
        code: String,
    },
    /// Too many calls: not before this long.
    RateLimited {
        /// Within [`retry_after::LONGEST`].
        retry_after: Duration,
    },
    /// The vendor says that it did not take the message and may later (408, 425, 503).
    Busy,
    /// The vendor failed at it; whether it took the message is not certain.
    ServerError,
    /// A time-out or a cut answer: whether it took the message is not certain.
    NoAnswer,
    /// No connection was made, so the vendor has not seen the call.
    Unreachable,
}

impl Answer {
    /// For counting answers by their class.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::KeyConflict { .. } => "key_conflict",
            Self::RateLimited { .. } => "rate_limited",
            Self::Busy => "busy",
            Self::ServerError => "server_error",
            Self::NoAnswer => "no_answer",
            Self::Unreachable => "unreachable",
        }
    }
}

/// Who delivers messages.
pub trait MessageVendor: Send + Sync + 'static {
    /// Makes one call. Ends within the vendor's time-out, whatever happens.
    fn send(&self, message: &OutgoingMessage) -> impl Future<Output = Answer> + Send;
}
