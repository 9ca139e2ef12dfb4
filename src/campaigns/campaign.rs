//! A campaign as it is read: its settings, where it stands, and its figures, of one instant.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde_json::json;

use super::counters;
use super::status::{CampaignStatus, MessageStatus};
use crate::customers::kind::Channel;
use crate::ids::{CampaignId, CustomerId, MessageId, SegmentId};

/// A campaign with its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// For people.
    pub name: String,
    /// Where it stands.
    pub status: CampaignStatus,
    /// The way its messages take.
    pub channel: Channel,
    /// The template, as it was written.
    pub message: String,
    /// The saved segment that it was drawn on.
    pub segment_id: Option<SegmentId>,
    /// Its own rule, where it was not drawn on a segment.
    pub own_rule: Option<serde_json::Value>,
    /// Since its launch: the rule with every segment inlined.
    pub frozen_rule: Option<serde_json::Value>,
    /// Since its launch: the instant that the rule's windows count from.
    pub as_of: Option<DateTime<Utc>>,
    /// Messages a second; none is as fast as the vendor takes them.
    pub rate_per_second: Option<i32>,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was launched.
    pub launched_at: Option<DateTime<Utc>>,
    /// When it was completed or cancelled.
    pub finished_at: Option<DateTime<Utc>>,
    /// Whether the audience is frozen and every message rendered.
    pub prepared: bool,
    /// What it is about, in its order.
    pub tags: Vec<String>,
    /// Whether the tags are suggested ones that no person has set.
    pub tags_suggested: bool,
    /// What it has come to.
    pub figures: Figures,
}

/// How many messages stand where, and how quickly they go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Stored when the audience was frozen.
    pub audience: i32,
    /// To be sent.
    pub pending: i32,
    /// Taken by the vendor, awaiting their receipt.
    pub sent: i32,
    /// Of which nobody knows.
    pub unknown: i32,
    /// Definitely refused.
    pub failed: i32,
    /// Arrived.
    pub delivered: i32,
    /// Never to be sent.
    pub skipped: i32,
    /// Ever taken by the vendor.
    pub accepted: i32,
    /// Rises with each change.
    pub sequence: i64,
    /// Messages that the vendor took a second, over the last ten to twenty seconds; 0 unless running.
    pub per_second: f64,
}

impl Figures {
    /// What is missing from the sum: 0, always.
    pub fn unaccounted(&self) -> i32 {
        self.audience - self.pending - self.sent - self.unknown - self.failed - self.delivered - self.skipped
    }

    /// The share of what has come to an end that arrived; none before anything has.
    pub fn delivery_rate(&self) -> Option<f64> {
        let ended = self.delivered + self.failed + self.unknown;
        (ended > 0).then(|| f64::from(self.delivered) / f64::from(ended))
    }

    /// Seconds until nothing is left to be sent, at the present speed.
    pub fn eta_seconds(&self) -> Option<i32> {
        (self.pending > 0 && self.per_second > 0.0).then(|| (f64::from(self.pending) / self.per_second).ceil() as i32)
    }
}

impl Campaign {
    /// The rule that it was, or will be, launched with, as the API writes rules.
    pub fn rule(&self) -> serde_json::Value {
        match (&self.frozen_rule, &self.own_rule, self.segment_id) {
            (Some(frozen), _, _) => frozen.clone(),
            (None, Some(own), _) => own.clone(),
            (None, None, Some(segment)) => json!({ "segment": segment.to_string() }),
            (None, None, None) => serde_json::Value::Null,
        }
    }
}

/// Since when the present speed is measured: the beginning of the previous point, or the launch.
pub fn speed_since(now: DateTime<Utc>, launched_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let point = now.duration_trunc(counters::POINT).unwrap_or(now) - counters::POINT;
    launched_at.map_or(point, |launched| launched.max(point)).min(now - TimeDelta::seconds(1))
}

/// One message: a row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its id.
    pub id: MessageId,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// To whom.
    pub customer: CustomerId,
    /// The brand's key of the customer.
    pub customer_external_id: String,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Where it stands.
    pub status: MessageStatus,
    /// Why it failed, was skipped or is unknown.
    pub reason: Option<String>,
    /// From 1; a person's retry begins the next.
    pub generation: i16,
    /// Calls of this generation that the vendor may have seen.
    pub attempts: i16,
    /// Whether the vendor ever took it.
    pub accepted: bool,
    /// What it says, once rendered.
    pub message: Option<String>,
    /// The vendor's own id.
    pub vendor_id: Option<String>,
    /// When it is due, while it is to be sent.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When the vendor took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it came to its end.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Why messages came to nothing, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureCount {
    /// FAILED, UNKNOWN or SKIPPED.
    pub status: MessageStatus,
    /// A stable code.
    pub reason: String,
    /// Messages.
    pub count: i32,
}

/// Changes within one stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// When the stretch began.
    pub at: DateTime<Utc>,
    /// Messages taken by the vendor.
    pub accepted: i32,
    /// Messages that arrived.
    pub delivered: i32,
    /// Messages refused, less those that were retried or arrived after all.
    pub failed: i32,
}
