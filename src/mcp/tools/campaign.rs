//! A campaign, as tools show it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::campaigns::campaign;
use crate::campaigns::status::{CampaignStatus, MessageStatus};
use crate::customers::Channel;
use crate::scalar::DateTime;

/// A message to everyone whom a rule matches, and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// Its id.
    id: String,
    /// For people.
    name: String,
    /// Where it stands.
    status: CampaignStatus,
    /// The way its messages take.
    channel: Channel,
    /// The template, as it was written.
    message: String,
    /// The saved segment that it was drawn on.
    segment_id: Option<String>,
    /// Whom it is for. Since its launch: with every segment inlined, as it was then.
    rule: serde_json::Value,
    /// Messages a second; null is as fast as the vendor takes them.
    rate_per_second: Option<i32>,
    /// What it is about, in a few words: "win-back". Suggested ones, until a person sets them.
    tags: Vec<String>,
    /// Who made it.
    created_by: String,
    /// When it was made.
    created_at: DateTime,
    /// When it was launched.
    launched_at: Option<DateTime>,
    /// When it was completed or cancelled.
    finished_at: Option<DateTime>,
    /// What it has come to.
    progress: Progress,
}

/// Messages by where they stand: audience = pending + sent + unknown + failed + delivered + skipped.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Everyone who matched when the audience was frozen.
    audience: i32,
    /// To be sent.
    pending: i32,
    /// Taken by the vendor, awaiting their receipt.
    sent: i32,
    /// Arrived.
    delivered: i32,
    /// Definitely refused.
    failed: i32,
    /// Nobody knows whether they arrived.
    unknown: i32,
    /// Never to be sent.
    skipped: i32,
    /// Ever taken by the vendor.
    accepted: i32,
    /// The share of what has come to an end that arrived, 0 to 1; null before anything has.
    delivery_rate: Option<f64>,
    /// Messages that the vendor took a second, lately.
    messages_per_second: f64,
    /// Seconds until nothing is left to be sent, at the present speed.
    eta_seconds: Option<i32>,
}

/// Why messages came to nothing, and how many.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// FAILED, UNKNOWN or SKIPPED.
    status: MessageStatus,
    /// A stable code.
    reason: String,
    /// Messages.
    count: i32,
}

impl From<campaign::Figures> for Progress {
    fn from(figures: campaign::Figures) -> Self {
        Self {
            audience: figures.audience,
            pending: figures.pending,
            sent: figures.sent,
            delivered: figures.delivered,
            failed: figures.failed,
            unknown: figures.unknown,
            skipped: figures.skipped,
            accepted: figures.accepted,
            delivery_rate: figures.delivery_rate(),
            messages_per_second: figures.per_second,
            eta_seconds: figures.eta_seconds(),
        }
    }
}

impl From<campaign::Campaign> for Campaign {
    fn from(campaign: campaign::Campaign) -> Self {
        Self {
            rule: campaign.rule(),
            id: campaign.id.to_string(),
            name: campaign.name,
            status: campaign.status,
            channel: campaign.channel,
            message: campaign.message,
            segment_id: campaign.segment_id.map(|id| id.to_string()),
            rate_per_second: campaign.rate_per_second,
            tags: campaign.tags,
            created_by: campaign.created_by,
            created_at: DateTime(campaign.created_at),
            launched_at: campaign.launched_at.map(DateTime),
            finished_at: campaign.finished_at.map(DateTime),
            progress: campaign.figures.into(),
        }
    }
}

impl From<campaign::FailureCount> for Failure {
    fn from(counted: campaign::FailureCount) -> Self {
        Self { status: counted.status, reason: counted.reason, count: counted.count }
    }
}
