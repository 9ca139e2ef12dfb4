//! The few fixed words that describe customers and orders, as they are stored, sent and asked for.

use async_graphql::Enum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a customer agreed to be messaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Consent {
    /// Said yes.
    Granted,
    /// Never said.
    Unknown,
    /// Said no, or took a yes back.
    Withdrawn,
}

impl Consent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Granted, Self::Unknown, Self::Withdrawn];

    /// As it is stored.
    pub fn code(self) -> i16 {
        match self {
            Self::Withdrawn => 0,
            Self::Unknown => 1,
            Self::Granted => 2,
        }
    }

    /// From storage.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.code() == code)
    }

    /// As it is written: "GRANTED".
    pub fn name(self) -> &'static str {
        match self {
            Self::Granted => "GRANTED",
            Self::Unknown => "UNKNOWN",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

/// How far an order came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderStatus {
    /// Not yet paid or delivered.
    Pending,
    /// Done: it counts.
    Completed,
    /// Called off.
    Cancelled,
    /// Paid back.
    Refunded,
}

impl OrderStatus {
    /// All of them, by their code.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Completed, Self::Cancelled, Self::Refunded];

    /// As it is stored.
    pub fn code(self) -> i16 {
        match self {
            Self::Pending => 0,
            Self::Completed => 1,
            Self::Cancelled => 2,
            Self::Refunded => 3,
        }
    }

    /// From storage.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// As it is written: "COMPLETED".
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::Refunded => "REFUNDED",
        }
    }
}

/// The way a message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// A text message to the phone.
    Sms,
    /// A mail to the email address.
    Email,
    /// A WhatsApp message to the phone.
    Whatsapp,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sms, Self::Email, Self::Whatsapp];

    /// As it is stored and written: "SMS".
    pub fn name(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "EMAIL",
            Self::Whatsapp => "WHATSAPP",
        }
    }

    /// From storage.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// How good a customer is, by how lately, how often and for how much they ordered, among all customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CustomerTier {
    /// Ordered lately, often and for much.
    Champion,
    /// Orders regularly: lately and well, or not so lately and very well.
    Loyal,
    /// Ordered lately or not long ago, and may come to order more.
    Promising,
    /// Ordered for the first time, lately.
    New,
    /// Has not ordered for some while, and never much.
    NeedsAttention,
    /// Ordered well once, and not for a long time.
    AtRisk,
    /// Ordered little, a long time ago.
    Hibernating,
    /// Never ordered.
    Prospect,
}

impl CustomerTier {
    /// All of them, by their code.
    pub const ALL: [Self; 8] = [
        Self::Champion,
        Self::Loyal,
        Self::Promising,
        Self::New,
        Self::NeedsAttention,
        Self::AtRisk,
        Self::Hibernating,
        Self::Prospect,
    ];

    /// As SQL tells it.
    pub fn code(self) -> i16 {
        self as i16
    }

    /// As it is written: "NEEDS_ATTENTION".
    pub fn name(self) -> &'static str {
        match self {
            Self::Champion => "CHAMPION",
            Self::Loyal => "LOYAL",
            Self::Promising => "PROMISING",
            Self::New => "NEW",
            Self::NeedsAttention => "NEEDS_ATTENTION",
            Self::AtRisk => "AT_RISK",
            Self::Hibernating => "HIBERNATING",
            Self::Prospect => "PROSPECT",
        }
    }

    /// As people read it: "Needs attention".
    pub fn title(self) -> &'static str {
        match self {
            Self::Champion => "Champion",
            Self::Loyal => "Loyal",
            Self::Promising => "Promising",
            Self::New => "New",
            Self::NeedsAttention => "Needs attention",
            Self::AtRisk => "At risk",
            Self::Hibernating => "Hibernating",
            Self::Prospect => "Prospect",
        }
    }
}

/// How likely a customer is gone, by how long they have been silent against their own rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChurnRisk {
    /// Silent for less than two of the usual gaps between orders.
    Low,
    /// Silent for two to three of them.
    Medium,
    /// Silent for three of them or more.
    High,
}

impl ChurnRisk {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// As it is written: "LOW".
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
        }
    }
}
