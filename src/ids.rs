//! Inside, rows have bigint keys; outside, ids are opaque and carry their kind, so that a segment's id can
//! never be taken for a campaign's. The text form is a prefix and the number in Crockford's base 32.

use std::fmt;

/// An id that is not one of ours, or one of another kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not {expected} id")]
pub struct InvalidId {
    /// What was given.
    pub given: String,
    /// The kind that was wanted, with its article: "a campaign".
    pub expected: &'static str,
}

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn encode(prefix: &str, number: i64, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut digits = [0u8; 13];
    let mut left = number.unsigned_abs();
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = DIGITS[(left % 32) as usize];
        left /= 32;
        if left == 0 {
            break;
        }
    }
    let text = std::str::from_utf8(&digits[at..]).map_err(|_| fmt::Error)?;
    write!(out, "{prefix}_{text}")
}

fn decode(prefix: &str, text: &str) -> Option<i64> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    if digits.is_empty() || digits.len() > 13 || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    let mut number: i64 = 0;
    for byte in digits.bytes() {
        let digit = DIGITS.iter().position(|known| *known == byte)?;
        number = number.checked_mul(32)?.checked_add(i64::try_from(digit).ok()?)?;
    }
    Some(number)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $article:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// What the text form begins with.
            pub const PREFIX: &'static str = $prefix;
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode($prefix, self.0, out)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                decode($prefix, text).map(Self).ok_or_else(|| InvalidId {
                    given: text.chars().take(60).collect(),
                    expected: $article,
                })
            }
        }
    };
}

id!(/// A customer.
    CustomerId, "cus", "a customer");
id!(/// An order.
    OrderId, "ord", "an order");
id!(/// A segment.
    SegmentId, "seg", "a segment");
id!(/// A stored lookalike audience.
    LookalikeId, "like", "a lookalike audience");
id!(/// A campaign.
    CampaignId, "cam", "a campaign");
id!(/// One message of a campaign to one customer: a row of `communication_log`.
    MessageId, "msg", "a message");
id!(/// A row that could not be applied.
    DeadLetterId, "dead", "a dead letter");
id!(/// A person who has signed in.
    UserId, "usr", "a person");
id!(/// A script's key.
    ApiKeyId, "key", "an API key");
id!(/// An entry of the audit log.
    AuditEntryId, "aud", "an audit entry");
id!(/// A run of the assistant.
    AiRunId, "run", "a run of the assistant");

/// One ingest call. A UUID of version 7, so that batches sort by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub uuid::Uuid);

impl fmt::Display for BatchId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "batch_{}", self.0.simple())
    }
}

impl std::str::FromStr for BatchId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.strip_prefix("batch_")
            .filter(|digits| digits.len() == 32)
            .and_then(|digits| uuid::Uuid::try_parse(digits).ok())
            .map(Self)
            .ok_or_else(|| InvalidId { given: text.chars().take(60).collect(), expected: "a batch" })
    }
}

/// The vendor's idempotency key: the message and its generation, so that an automatic retry carries the same
/// key and a person's retry a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageKey {
    /// Which message.
    pub message: MessageId,
    /// From 1.
    pub generation: i16,
}

impl fmt::Display for MessageKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.message, self.generation)
    }
}

impl std::str::FromStr for MessageKey {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId { given: text.chars().take(60).collect(), expected: "a message key" };
        let (message, generation) = text.split_once('.').ok_or_else(invalid)?;
        let generation = generation.parse::<i16>().ok().filter(|number| *number > 0).ok_or_else(invalid)?;
        let key = Self { message: message.parse().map_err(|_| invalid())?, generation };
        if key.to_string() == text { Ok(key) } else { Err(invalid()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_back_from_its_text() {
        for number in [0, 1, 31, 32, 1_000_000, i64::MAX] {
            let id = CampaignId(number);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        let key = MessageKey { message: MessageId(77), generation: 2 };
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn another_kinds_id_is_refused_by_name() {
        let error = SegmentId(5).to_string().parse::<CampaignId>().unwrap_err();
        assert_eq!(error.to_string(), "\"seg_5\" is not a campaign id");
        for text in ["", "cam_", "cam_u", "cam_00", "cam_zzzzzzzzzzzzzz", "cam_7zzzzzzzzzzzzz", "5"] {
            assert!(text.parse::<CampaignId>().is_err(), "{text}");
        }
        for text in ["msg_1", "msg_1.0", "msg_1.-1", "msg_1.+1", "msg_1.01", "msg_1.1.1"] {
            assert!(text.parse::<MessageKey>().is_err(), "{text}");
        }
    }
}
