//! What a caller hands over and what can become of it: channels, outcomes and the
//! reasons of failure.
//!
//! The reasons are a closed set of stable codes, fitted to each channel, because a
//! sender groups and counts by them; free text would make every report different.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a message reaches a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Channel {
    Sms,
    Email,
    Whatsapp,
}

impl Channel {
    const ALL: [Self; 3] = [Self::Sms, Self::Email, Self::Whatsapp];

    /// The name in requests, answers and the ledger's file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Email => "EMAIL",
            Self::Whatsapp => "WHATSAPP",
        }
    }

    /// The channel of that name, if there is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// The reasons for which this channel fails, each with its weight in percent.
    #[must_use]
    pub fn failures(self) -> &'static [(Reason, u8); 4] {
        match self {
            Self::Sms => &[
                (Reason::InvalidNumber, 40),
                (Reason::UnreachableHandset, 35),
                (Reason::BlockedByCarrier, 15),
                (Reason::OptedOut, 10),
            ],
            Self::Email => &[
                (Reason::MailboxNotFound, 45),
                (Reason::SpamRejected, 25),
                (Reason::MailboxFull, 20),
                (Reason::DomainNotFound, 10),
            ],
            Self::Whatsapp => &[
                (Reason::NotOnWhatsapp, 50),
                (Reason::UnreachableHandset, 25),
                (Reason::BlockedByRecipient, 15),
                (Reason::PolicyRejected, 10),
            ],
        }
    }
}

/// Why a message failed for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    InvalidNumber,
    UnreachableHandset,
    BlockedByCarrier,
    OptedOut,
    MailboxNotFound,
    MailboxFull,
    SpamRejected,
    DomainNotFound,
    NotOnWhatsapp,
    BlockedByRecipient,
    PolicyRejected,
}

impl Reason {
    const ALL: [Self; 11] = [
        Self::InvalidNumber,
        Self::UnreachableHandset,
        Self::BlockedByCarrier,
        Self::OptedOut,
        Self::MailboxNotFound,
        Self::MailboxFull,
        Self::SpamRejected,
        Self::DomainNotFound,
        Self::NotOnWhatsapp,
        Self::BlockedByRecipient,
        Self::PolicyRejected,
    ];

    /// The stable code in receipts, listings and the ledger's file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidNumber => "INVALID_NUMBER",
            Self::UnreachableHandset => "UNREACHABLE_HANDSET",
            Self::BlockedByCarrier => "BLOCKED_BY_CARRIER",
            Self::OptedOut => "OPTED_OUT",
            Self::MailboxNotFound => "MAILBOX_NOT_FOUND",
            Self::MailboxFull => "MAILBOX_FULL",
            Self::SpamRejected => "SPAM_REJECTED",
            Self::DomainNotFound => "DOMAIN_NOT_FOUND",
            Self::NotOnWhatsapp => "NOT_ON_WHATSAPP",
            Self::BlockedByRecipient => "BLOCKED_BY_RECIPIENT",
            Self::PolicyRejected => "POLICY_REJECTED",
        }
    }
}

/// How a message ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    Failed(Reason),
}

impl Outcome {
    /// `DELIVERED` or `FAILED`, as receipts and listings say it.
    #[must_use]
    pub fn status(self) -> &'static str {
        match self {
            Self::Delivered => "DELIVERED",
            Self::Failed(_) => "FAILED",
        }
    }

    /// The code of the reason; none when delivered.
    #[must_use]
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Delivered => None,
            Self::Failed(reason) => Some(reason.code()),
        }
    }

    /// One word for the ledger's file: the reason, or `DELIVERED`.
    pub(crate) fn code(self) -> &'static str {
        self.reason().unwrap_or_else(|| self.status())
    }

    /// The inverse of [`Outcome::code`].
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        if code == Self::Delivered.code() {
            return Some(Self::Delivered);
        }
        let reason = Reason::ALL.into_iter().find(|reason| reason.code() == code)?;
        Some(Self::Failed(reason))
    }
}

/// A checked request to send: every field is within its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The caller's idempotency key: 1 to 255 visible ASCII characters.
    pub key: String,
    pub channel: Channel,
    /// The address: a phone number or an e-mail address, 1 to 320 bytes.
    pub to: String,
    /// 1 to 4,096 bytes.
    pub text: String,
    /// Where the receipt goes: an absolute http or https URL, normalised.
    pub callback: String,
}

/// The vendor's id of a message, as answers, receipts and listings write it.
#[must_use]
pub fn vendor_id(id: Uuid) -> String {
    format!("vm_{}", id.simple())
}
