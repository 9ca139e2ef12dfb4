//! A few campaigns that have run to their end, through the real vendor's address: whoever looks around finds
//! deliveries, failures and figures.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::json;

use super::audiences;
use crate::client::campaigns::{self, Campaign, Progress, Watched};
use crate::client::retry::{GaveUp, Link};

/// How long all of them may take to complete.
const PATIENCE: Duration = Duration::from_secs(180);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);

struct Draft {
    name: &'static str,
    segment: &'static str,
    channel: &'static str,
    message: &'static str,
}

const DRAFTS: [Draft; 3] = [
    Draft {
        name: "New harvest from Chikmagalur",
        segment: audiences::SOUTH,
        channel: "WHATSAPP",
        message: "Hi {{ first_name | default('there') }}, the new Chikmagalur harvest is roasted and in the shop in \
                  {{ city | default('your city') }}. Your first 250 g are 10% off this week.",
    },
    Draft {
        name: "We kept your cup warm",
        segment: audiences::LAPSED,
        channel: "SMS",
        message: "{{ first_name | default('Hello') }}, it has been a while. Here's 15% off your next order at \
                  Saffron Kettle: WARMCUP15",
    },
    Draft {
        name: "Early access for Gold and Platinum",
        segment: audiences::GOLD,
        channel: "EMAIL",
        message: "Dear {{ first_name | default('friend') }}, as a {{ attributes.tier }} member you may order the \
                  festive boxes two days before everybody else.",
    },
];

/// A campaign and what came of it.
#[derive(Debug)]
pub struct Ended {
    /// Its name.
    pub name: String,
    /// COMPLETED, unless the wait was too short.
    pub status: String,
    /// Its figures.
    pub progress: Progress,
    /// Whether it was there before.
    pub kept: bool,
}

/// Creates and launches what is not there yet, then waits until all have completed or too long has passed.
pub async fn run(link: &Link, segments: &BTreeMap<String, String>) -> anyhow::Result<Vec<Ended>> {
    let known = campaigns::list(link).await?;
    let mut launched = Vec::new();
    for draft in DRAFTS {
        let found = known.iter().find(|campaign| campaign.name == draft.name).cloned();
        let kept = found.is_some();
        let campaign = match found {
            Some(campaign) => campaign,
            None => create(link, &draft, segments).await?,
        };
        if campaign.status == "DRAFT" {
            campaigns::launch(link, &campaign.id, &format!("demo {}", campaign.id)).await?;
        }
        launched.push((campaign, kept));
    }
    let begun = Instant::now();
    let mut ended = Vec::new();
    for (campaign, kept) in launched {
        let watched = until_ended(link, &campaign, begun).await?;
        ended.push(Ended { name: campaign.name, status: watched.status, progress: watched.progress, kept });
    }
    Ok(ended)
}

async fn create(link: &Link, draft: &Draft, segments: &BTreeMap<String, String>) -> anyhow::Result<Campaign> {
    let Some(segment) = segments.get(draft.segment) else { bail!("there is no segment \"{}\"", draft.segment) };
    let input = json!({
        "name": draft.name,
        "segmentId": segment,
        "channel": draft.channel,
        "message": draft.message,
        "idempotencyKey": format!("demo {} {segment}", draft.name),
    });
    Ok(campaigns::create(link, input).await?)
}

async fn until_ended(link: &Link, campaign: &Campaign, begun: Instant) -> anyhow::Result<Watched> {
    loop {
        let watched = campaigns::look(link, &campaign.id).await?;
        let ended = matches!(watched.status.as_str(), "COMPLETED" | "CANCELLED" | "PAUSED");
        if ended || begun.elapsed() > PATIENCE {
            return Ok(watched);
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = link.stop.cancelled() => return Err(GaveUp::Stopped.into()),
        }
    }
}
