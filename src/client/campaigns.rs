//! Campaigns through the API: made, launched, looked at.

use serde::Deserialize;
use serde_json::{Value, json};

use super::retry::{GaveUp, Link};
use crate::problem::Problem;

/// Why there is no campaign.
#[derive(Debug, thiserror::Error)]
pub enum CampaignsError {
    /// No answer.
    #[error(transparent)]
    Call(#[from] GaveUp),
    /// The server said what is wrong with it.
    #[error("a campaign was refused: {0:?}")]
    Refused(Vec<Problem>),
    /// There is none with this id any more.
    #[error("the campaign {0} is gone")]
    Gone(String),
}

/// A campaign.
#[derive(Clone, Debug, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// DRAFT, PREPARING, RUNNING, PAUSED, COMPLETED, CANCELLED
    pub status: String,
}

/// Where its messages stand.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Progress {
    /// Everyone in it.
    pub audience: u64,
    /// Still to be sent.
    pub pending: u64,
    /// Awaiting their receipts.
    pub sent: u64,
    /// Delivered.
    pub delivered: u64,
    /// Failed.
    pub failed: u64,
    /// Skipped.
    pub skipped: u64,
}

/// A campaign as it is now.
#[derive(Debug, Deserialize)]
pub struct Watched {
    /// As of a campaign.
    pub status: String,
    /// Its figures.
    pub progress: Progress,
}

#[derive(Deserialize)]
struct Known {
    campaigns: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Campaign>,
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

#[derive(Deserialize)]
struct Looked {
    campaign: Option<Watched>,
}

const LIST: &str = "{ campaigns(first: 100) { nodes { id name status } } }";
const CREATE: &str = "mutation Create($input: CampaignCreateInput!) { done: campaignCreate(input: $input) \
                      { campaign { id name status } userErrors { code message path } } }";
const LAUNCH: &str = "mutation Launch($input: CampaignLaunchInput!) { done: campaignLaunch(input: $input) \
                      { campaign { id name status } userErrors { code message path } } }";
const LOOK: &str = "query Look($id: ID!) { campaign(id: $id) \
                    { status progress { audience pending sent delivered failed skipped } } }";

/// The newest hundred.
pub async fn list(link: &Link) -> Result<Vec<Campaign>, CampaignsError> {
    let known: Known = call(link, json!({ "query": LIST })).await?;
    Ok(known.campaigns.nodes)
}

/// Makes one of a `CampaignCreateInput`. Give it an idempotency key: the call may be made twice.
pub async fn create(link: &Link, input: Value) -> Result<Campaign, CampaignsError> {
    act(link, CREATE, input).await
}

/// Launches one; the key makes a second call harmless.
pub async fn launch(link: &Link, id: &str, idempotency_key: &str) -> Result<Campaign, CampaignsError> {
    act(link, LAUNCH, json!({ "id": id, "idempotencyKey": idempotency_key })).await
}

/// How it stands.
pub async fn look(link: &Link, id: &str) -> Result<Watched, CampaignsError> {
    let looked: Looked = call(link, json!({ "query": LOOK, "variables": { "id": id } })).await?;
    looked.campaign.ok_or_else(|| CampaignsError::Gone(id.to_owned()))
}

async fn act(link: &Link, mutation: &str, input: Value) -> Result<Campaign, CampaignsError> {
    let answer: Answer = call(link, json!({ "query": mutation, "variables": { "input": input } })).await?;
    match answer.done.campaign {
        Some(campaign) if answer.done.user_errors.is_empty() => Ok(campaign),
        _ => Err(CampaignsError::Refused(answer.done.user_errors)),
    }
}

async fn call<T: serde::de::DeserializeOwned>(link: &Link, body: Value) -> Result<T, GaveUp> {
    link.call(body.to_string().as_bytes()).await
}
