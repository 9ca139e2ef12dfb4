//! A receipt: what the vendor says became of a message. The same shape on the wire, in the mutation and in the
//! stream; [`RawReceipt`] is how it comes, [`Receipt`] is one that was checked.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::campaigns::status::MessageStatus;
use crate::problem::Problem;

const LONGEST_KEY: usize = 100;
const LONGEST_TEXT: usize = 200;

/// What may be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReceiptStatus {
    /// It arrived.
    Delivered,
    /// It definitely did not.
    Failed,
}

impl From<ReceiptStatus> for MessageStatus {
    fn from(status: ReceiptStatus) -> Self {
        match status {
            ReceiptStatus::Delivered => Self::Delivered,
            ReceiptStatus::Failed => Self::Failed,
        }
    }
}

/// A receipt that was checked. Its key may still be nobody's: that is known only when it is applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The idempotency key of the message.
    pub key: String,
    /// The vendor's own id of it.
    pub vendor_id: Option<String>,
    /// What became of it.
    pub status: ReceiptStatus,
    /// Why it failed: the vendor's code.
    pub reason: Option<String>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

/// A receipt as it comes. Fields that we do not know are passed over: the vendor may add some.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RawReceipt {
    /// See [`Receipt::key`].
    pub key: String,
    /// See [`Receipt::vendor_id`].
    pub vendor_id: Option<String>,
    /// See [`Receipt::status`].
    pub status: ReceiptStatus,
    /// See [`Receipt::reason`].
    pub reason: Option<String>,
    /// See [`Receipt::occurred_at`].
    pub occurred_at: DateTime<Utc>,
}

/// Reads a webhook's body.
pub fn parse(body: &[u8]) -> Result<Receipt, Problem> {
    let raw: RawReceipt = serde_json::from_slice(body).map_err(|error| {
        Problem::at("", "INVALID_BODY", format!("The body is no receipt: {error}. Send key, status and occurredAt."))
    })?;
    check(raw)
}

/// Checks what the types do not say. Paths begin at the receipt.
pub fn check(raw: RawReceipt) -> Result<Receipt, Problem> {
    if raw.key.is_empty() || raw.key.len() > LONGEST_KEY || raw.key.chars().any(char::is_control) {
        let message = format!("A key has 1 to {LONGEST_KEY} bytes and no control characters.");
        return Err(Problem::at("key", "INVALID_KEY", message));
    }
    for (path, text) in [("vendorId", &raw.vendor_id), ("reason", &raw.reason)] {
        let text = text.as_deref().unwrap_or_default();
        if text.len() > LONGEST_TEXT || text.chars().any(char::is_control) {
            let message = format!("Shorten {path} to {LONGEST_TEXT} bytes without control characters.");
            return Err(Problem::at(path, "INVALID_TEXT", message));
        }
    }
    if !(1900..=2200).contains(&raw.occurred_at.year()) {
        return Err(Problem::at("occurredAt", "INVALID_DATE", "Give a date from 1900 to 2200."));
    }
    // Postgres keeps microseconds; what is compared with it must not have more.
    let occurred_at = raw.occurred_at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(raw.occurred_at);
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(Receipt {
        key: raw.key,
        vendor_id: given(raw.vendor_id),
        status: raw.status,
        reason: given(raw.reason),
        occurred_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_with_fields_that_the_vendor_added() {
        let body = br#"{"key":"msg_1.1","vendorId":"v","status":"FAILED","reason":"NO_SIGNAL",
                        "occurredAt":"2026-11-22T10:00:00.123456789Z","cost":3}"#;
        let receipt = parse(body).unwrap();
        assert_eq!((receipt.key.as_str(), receipt.status), ("msg_1.1", ReceiptStatus::Failed));
        assert_eq!(receipt.occurred_at.to_rfc3339(), "2026-11-22T10:00:00.123456+00:00");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let at = "2026-11-22T10:00:00Z";
        let long = "k".repeat(101);
        for (body, code) in [
            ("{".to_owned(), "INVALID_BODY"),
            (r#"{"key":"k","status":"DELIVERED"}"#.to_owned(), "INVALID_BODY"),
            (format!(r#"{{"key":"k","status":"SENT","occurredAt":"{at}"}}"#), "INVALID_BODY"),
            (format!(r#"{{"key":"","status":"FAILED","occurredAt":"{at}"}}"#), "INVALID_KEY"),
            (format!(r#"{{"key":"{long}","status":"FAILED","occurredAt":"{at}"}}"#), "INVALID_KEY"),
            (format!(r#"{{"key":"k","reason":"a\u0000","status":"FAILED","occurredAt":"{at}"}}"#), "INVALID_TEXT"),
            (r#"{"key":"k","status":"FAILED","occurredAt":"1066-10-14T00:00:00Z"}"#.to_owned(), "INVALID_DATE"),
        ] {
            assert_eq!(parse(body.as_bytes()).unwrap_err().code, code, "{body}");
        }
    }
}
