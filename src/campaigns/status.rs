//! The states of a campaign and of a message, and what may follow what.
//!
//! A message's state is a rank: within a generation it is the highest that was ever reported, so duplicates and
//! any order of reports come to the same. SKIPPED stands outside of the rank: it was never to be sent.

use std::fmt;

use async_graphql::Enum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CampaignStatus {
    /// Being written; nothing is sent.
    Draft,
    /// Launched: its audience is being frozen and its messages rendered.
    Preparing,
    /// Messages are being sent.
    Running,
    /// No new call begins until it is resumed.
    Paused,
    /// Nothing is left to be sent or awaited.
    Completed,
    /// Ended by a person; what had not been sent was skipped.
    Cancelled,
}

impl CampaignStatus {
    /// All of them, in the order of a campaign's life.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Preparing, Self::Running, Self::Paused, Self::Completed, Self::Cancelled];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Preparing => "PREPARING",
            Self::Running => "RUNNING",
            Self::Paused => "PAUSED",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// From storage.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

impl fmt::Display for CampaignStatus {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[repr(i16)]
pub enum MessageStatus {
    /// To be sent.
    Pending = 0,
    /// The vendor took it; its receipt is awaited.
    Sent = 1,
    /// Nobody knows whether it arrived.
    Unknown = 2,
    /// Definitely refused.
    Failed = 3,
    /// Arrived.
    Delivered = 4,
    /// Never to be sent; the reason says why.
    Skipped = 5,
}

impl MessageStatus {
    /// All of them, by their number.
    pub const ALL: [Self; 6] = [Self::Pending, Self::Sent, Self::Unknown, Self::Failed, Self::Delivered, Self::Skipped];

    /// As it is stored: its rank.
    pub fn code(self) -> i16 {
        self as i16
    }

    /// From storage.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// As people and files read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Sent => "SENT",
            Self::Unknown => "UNKNOWN",
            Self::Failed => "FAILED",
            Self::Delivered => "DELIVERED",
            Self::Skipped => "SKIPPED",
        }
    }

    /// Whether a report of `self` changes a message that stands at `present`, in the same generation.
    pub fn outranks(self, present: Self) -> bool {
        present != Self::Skipped && self != Self::Skipped && self > present
    }
}

/// Why a message was skipped: stable codes, stored as the row's reason.
pub mod skipped {
    /// The customer may not be messaged, when the audience was frozen.
    pub const NO_CONSENT: &str = "NO_CONSENT";
    /// The customer has no address on the campaign's channel.
    pub const NO_ADDRESS: &str = "NO_ADDRESS";
    /// The message names something that is not known of the customer, without a default.
    pub const TEMPLATE_MISSING_VALUE: &str = "TEMPLATE_MISSING_VALUE";
    /// With this customer's values the message is longer than a message may be.
    pub const TEMPLATE_TOO_LONG: &str = "TEMPLATE_TOO_LONG";
    /// Consent was withdrawn between launch and sending.
    pub const CONSENT_WITHDRAWN: &str = "CONSENT_WITHDRAWN";
    /// The campaign was cancelled first.
    pub const CANCELLED: &str = "CANCELLED";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_comes_back_from_storage() {
        for status in CampaignStatus::ALL {
            assert_eq!(CampaignStatus::from_name(status.name()), Some(status));
        }
        for status in MessageStatus::ALL {
            assert_eq!(MessageStatus::from_code(status.code()), Some(status));
        }
        assert_eq!((CampaignStatus::from_name("SENT"), MessageStatus::from_code(6)), (None, None));
    }

    #[test]
    fn a_report_only_ever_raises() {
        assert!(MessageStatus::Delivered.outranks(MessageStatus::Failed));
        assert!(MessageStatus::Failed.outranks(MessageStatus::Unknown));
        assert!(!MessageStatus::Failed.outranks(MessageStatus::Delivered));
        assert!(!MessageStatus::Sent.outranks(MessageStatus::Sent));
        assert!(!MessageStatus::Delivered.outranks(MessageStatus::Skipped));
        assert!(!MessageStatus::Skipped.outranks(MessageStatus::Pending));
    }
}
