//! A few campaigns that have run to their end, through the real vendor's address: whoever looks around finds
//! deliveries, failures and figures.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::bail;
use serde::Deserialize;
use serde_json::{Value, json};

use super::audiences;
use crate::client::retry::{GaveUp, Link};
use crate::problem::Problem;

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

#[derive(Deserialize)]
struct Known {
    campaigns: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Campaign>,
}

#[derive(Clone, Debug, Deserialize)]
struct Campaign {
    id: String,
    name: String,
    status: String,
}

#[derive(Deserialize)]
struct Answer {
    done: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    campaign: Option<Campaign>,
    user_errors: Vec<Problem>,
}

/// How a campaign ended.
#[derive(Clone, Debug, Deserialize)]
pub struct Progress {
    /// Everyone in it.
    pub audience: u64,
    /// Delivered.
    pub delivered: u64,
    /// Failed.
    pub failed: u64,
    /// Skipped.
    pub skipped: u64,
}

#[derive(Deserialize)]
struct Looked {
    campaign: Option<Watched>,
}

#[derive(Deserialize)]
struct Watched {
    status: String,
    progress: Progress,
}

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

const LIST: &str = "{ campaigns(first: 100) { nodes { id name status } } }";
const CREATE: &str = "mutation Create($input: CampaignCreateInput!) { done: campaignCreate(input: $input) \
                      { campaign { id name status } userErrors { code message path } } }";
const LAUNCH: &str = "mutation Launch($input: CampaignLaunchInput!) { done: campaignLaunch(input: $input) \
                      { campaign { id name status } userErrors { code message path } } }";
const LOOK: &str =
    "query Look($id: ID!) { campaign(id: $id) { status progress { audience delivered failed skipped } } }";

/// Creates and launches what is not there yet, then waits until all have completed or too long has passed.
pub async fn run(link: &Link, segments: &BTreeMap<String, String>) -> anyhow::Result<Vec<Ended>> {
    let known: Known = call(link, json!({ "query": LIST })).await?;
    let mut launched = Vec::new();
    for draft in DRAFTS {
        let found = known.campaigns.nodes.iter().find(|campaign| campaign.name == draft.name).cloned();
        let kept = found.is_some();
        let campaign = match found {
            Some(campaign) => campaign,
            None => create(link, &draft, segments).await?,
        };
        if campaign.status == "DRAFT" {
            act(link, LAUNCH, json!({ "id": campaign.id, "idempotencyKey": format!("demo {}", campaign.id) })).await?;
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
    act(link, CREATE, input).await
}

async fn act(link: &Link, mutation: &str, input: Value) -> anyhow::Result<Campaign> {
    let answer: Answer = call(link, json!({ "query": mutation, "variables": { "input": input } })).await?;
    match answer.done.campaign {
        Some(campaign) if answer.done.user_errors.is_empty() => Ok(campaign),
        _ => bail!("a campaign was refused: {:?}", answer.done.user_errors),
    }
}

async fn until_ended(link: &Link, campaign: &Campaign, begun: Instant) -> anyhow::Result<Watched> {
    loop {
        let looked: Looked = call(link, json!({ "query": LOOK, "variables": { "id": campaign.id } })).await?;
        let Some(watched) = looked.campaign else { bail!("the campaign \"{}\" is gone", campaign.name) };
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

async fn call<T: serde::de::DeserializeOwned>(link: &Link, body: Value) -> Result<T, GaveUp> {
    link.call(body.to_string().as_bytes()).await
}
