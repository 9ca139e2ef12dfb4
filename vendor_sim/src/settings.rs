//! The knobs: how well the vendor behaves, all changeable while it runs.
//!
//! A patch is merged into the current document field by field, so that an unknown
//! name, a wrong type or a value out of range is refused with the name of the field
//! and nothing changes. Shares are probabilities from 0 to 1; a message or call meets
//! a fault when its seeded draw falls below the share (see [`crate::fate`]), so the
//! same seed and settings always hit the same keys.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

/// The longest response latency and hang that may be asked for, in milliseconds.
const MAX_RESPONSE_MS: u64 = 10 * 60 * 1000;
/// The longest receipt latency that may be asked for, in milliseconds: one day.
const MAX_RECEIPT_MS: u32 = 24 * 60 * 60 * 1000;
/// The most receipts that may be under way at once.
const MAX_CONCURRENCY: usize = 1024;

/// Every knob. Field names in JSON are camelCase; times are milliseconds unless the
/// name says seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// Decides, with the key, the fate of every message and call.
    pub seed: u64,
    /// The share of messages that are delivered; the others fail with a reason.
    pub success_rate: f64,
    /// The shortest time from acceptance to the outcome.
    pub receipt_latency_min_ms: u32,
    /// The longest time from acceptance to the outcome.
    pub receipt_latency_max_ms: u32,
    /// The shortest time in which a call is answered.
    pub response_latency_min_ms: u64,
    /// The longest time in which a call is answered.
    pub response_latency_max_ms: u64,
    /// The share of calls answered 500, 502 or 503; the message is not accepted.
    pub server_error_share: f64,
    /// The share of calls answered 429 with Retry-After; the message is not accepted.
    pub too_many_requests_share: f64,
    /// What Retry-After says, in seconds.
    pub retry_after_seconds: u32,
    /// Whether Retry-After says it as an HTTP date.
    pub retry_after_as_date: bool,
    /// The share of calls that are never answered; the message is not accepted.
    pub hang_share: f64,
    /// How long such a call hangs before its connection is closed.
    pub hang_ms: u64,
    /// The share of calls whose message is accepted and whose connection is then
    /// closed without an answer.
    pub cut_share: f64,
    /// The share of calls whose connection is reset before anything is accepted.
    pub reset_share: f64,
    /// The share of calls whose message is accepted and whose answer then trickles, byte
    /// by byte.
    pub drip_share: f64,
    /// How long each byte of such an answer takes.
    pub drip_byte_ms: u64,
    /// Faults strike only calls to addresses that begin so; all calls when empty.
    pub faults_only_to: String,
    /// The share of messages that never get a receipt.
    pub dropped_receipt_share: f64,
    /// The share of messages whose receipt is sent twice, under one webhook id.
    pub duplicated_receipt_share: f64,
    /// The share of messages whose receipt comes out of turn: half of them at once,
    /// racing the answer to the call, half of them after four times their latency.
    pub reordered_receipt_share: f64,
    /// Whether a repeated key is recognised. When false, each call is a new message.
    pub honour_keys: bool,
    /// How many receipts are under way at once.
    pub receipt_concurrency: usize,
    /// Holds every receipt back until it is false again.
    pub receipts_paused: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            success_rate: 0.9,
            receipt_latency_min_ms: 50,
            receipt_latency_max_ms: 2_000,
            response_latency_min_ms: 1,
            response_latency_max_ms: 5,
            server_error_share: 0.0,
            too_many_requests_share: 0.0,
            retry_after_seconds: 1,
            retry_after_as_date: false,
            hang_share: 0.0,
            hang_ms: 60_000,
            cut_share: 0.0,
            reset_share: 0.0,
            drip_share: 0.0,
            drip_byte_ms: 1_000,
            faults_only_to: String::new(),
            dropped_receipt_share: 0.0,
            duplicated_receipt_share: 0.0,
            reordered_receipt_share: 0.0,
            honour_keys: true,
            receipt_concurrency: 32,
            receipts_paused: false,
        }
    }
}

/// Why a patch was refused; nothing of it was applied.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SettingsError {
    #[error("The settings must be a JSON object.")]
    NotAnObject,
    #[error("There is no setting named {0}.")]
    Unknown(String),
    #[error("{field} has a wrong value: {problem}.")]
    Invalid { field: String, problem: String },
}

impl SettingsError {
    /// The field at fault, where there is one.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::NotAnObject => None,
            Self::Unknown(field) | Self::Invalid { field, .. } => Some(field),
        }
    }
}

impl Settings {
    /// These settings with the fields of `patch` in their place.
    ///
    /// # Errors
    /// If a field is unknown, of a wrong type or out of range, or if the result
    /// contradicts itself.
    pub fn patched(&self, patch: &Value) -> Result<Self, SettingsError> {
        let patch = patch.as_object().ok_or(SettingsError::NotAnObject)?;
        let mut document = self.document();
        let mut settings = self.clone();
        for (field, value) in patch {
            let slot = document.get_mut(field).ok_or_else(|| SettingsError::Unknown(field.clone()))?;
            *slot = value.clone();
            settings = serde_json::from_value(Value::Object(document.clone()))
                .map_err(|error| invalid(field, error.to_string()))?;
        }
        settings.check()?;
        Ok(settings)
    }

    fn document(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(document)) => document,
            _ => Map::new(),
        }
    }

    /// # Errors
    /// If any field is out of range or two contradict each other.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        for (field, share) in self.shares() {
            if !(0.0..=1.0).contains(&share) {
                return Err(invalid(field, "must be from 0 to 1"));
            }
        }
        let faults = self.server_error_share
            + self.too_many_requests_share
            + self.hang_share
            + self.cut_share
            + self.reset_share
            + self.drip_share;
        // Tenths do not add up exactly in binary, so 1 is allowed a hair's breadth.
        if faults > 1.0 + 1e-9 {
            let problem = "the shares of faulty calls (serverErrorShare, \
                tooManyRequestsShare, hangShare, cutShare, resetShare, dripShare) must add up to at most 1";
            return Err(invalid("serverErrorShare", problem));
        }
        self.check_times()?;
        if !(1..=MAX_CONCURRENCY).contains(&self.receipt_concurrency) {
            return Err(invalid("receiptConcurrency", "must be from 1 to 1024"));
        }
        Ok(())
    }

    fn shares(&self) -> [(&'static str, f64); 10] {
        [
            ("successRate", self.success_rate),
            ("serverErrorShare", self.server_error_share),
            ("tooManyRequestsShare", self.too_many_requests_share),
            ("hangShare", self.hang_share),
            ("cutShare", self.cut_share),
            ("resetShare", self.reset_share),
            ("dripShare", self.drip_share),
            ("droppedReceiptShare", self.dropped_receipt_share),
            ("duplicatedReceiptShare", self.duplicated_receipt_share),
            ("reorderedReceiptShare", self.reordered_receipt_share),
        ]
    }

    fn check_times(&self) -> Result<(), SettingsError> {
        if self.receipt_latency_min_ms > self.receipt_latency_max_ms {
            return Err(invalid("receiptLatencyMinMs", "must not exceed receiptLatencyMaxMs"));
        }
        if self.receipt_latency_max_ms > MAX_RECEIPT_MS {
            return Err(invalid("receiptLatencyMaxMs", "must be at most 86400000"));
        }
        if self.response_latency_min_ms > self.response_latency_max_ms {
            return Err(invalid("responseLatencyMinMs", "must not exceed responseLatencyMaxMs"));
        }
        if self.response_latency_max_ms > MAX_RESPONSE_MS {
            return Err(invalid("responseLatencyMaxMs", "must be at most 600000"));
        }
        for (field, time) in [("hangMs", self.hang_ms), ("dripByteMs", self.drip_byte_ms)] {
            if time > MAX_RESPONSE_MS {
                return Err(invalid(field, "must be at most 600000"));
            }
        }
        if self.retry_after_seconds > 24 * 60 * 60 {
            return Err(invalid("retryAfterSeconds", "must be at most 86400"));
        }
        Ok(())
    }

    /// How long each byte of a dripping answer takes.
    #[must_use]
    pub fn drip_byte(&self) -> Duration {
        Duration::from_millis(self.drip_byte_ms)
    }

    /// How long a call that hangs is held.
    #[must_use]
    pub fn hang(&self) -> Duration {
        Duration::from_millis(self.hang_ms)
    }
}

fn invalid(field: impl Into<String>, problem: impl Into<String>) -> SettingsError {
    SettingsError::Invalid { field: field.into(), problem: problem.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_changes_only_its_fields() {
        let patched = Settings::default().patched(&json!({"seed": 7, "cutShare": 1}));
        let expected = Settings { seed: 7, cut_share: 1.0, ..Settings::default() };
        assert_eq!(patched, Ok(expected));
    }

    #[test]
    fn a_bad_patch_is_refused_with_the_name_of_its_field() {
        for (patch, field) in [
            (json!([]), None),
            (json!({"sucessRate": 1}), Some("sucessRate")),
            (json!({"successRate": 1.1}), Some("successRate")),
            (json!({"successRate": null}), Some("successRate")),
            (json!({"hangShare": -0.1}), Some("hangShare")),
            (json!({"dripByteMs": 600_001}), Some("dripByteMs")),
            (json!({"seed": "one"}), Some("seed")),
            (json!({"receiptConcurrency": 0}), Some("receiptConcurrency")),
            (json!({"receiptLatencyMinMs": 3000}), Some("receiptLatencyMinMs")),
            (json!({"hangShare": 0.6, "cutShare": 0.6}), Some("serverErrorShare")),
        ] {
            let refused = Settings::default().patched(&patch).unwrap_err();
            assert_eq!(refused.field(), field, "{patch}");
        }
    }
}
