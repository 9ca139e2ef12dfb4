//! The few fixed words that describe customers and orders, as they are stored, sent and asked for.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};

/// Whether a customer agreed to be messaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
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
