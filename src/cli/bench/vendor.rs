//! The vendor, seen from its own side.

use anyhow::ensure;
use serde::Deserialize;
use serde_json::Value;

use super::ground::Ground;
use super::processes::{self, Server};

/// What the vendor counted.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Messages.
    pub accepted: u64,
    /// Calls for a message that it knew.
    pub repeats: u64,
}

/// vendor_sim, with knobs that can be turned.
pub struct Vendor {
    server: Server,
    http: reqwest::Client,
}

impl Vendor {
    /// Starts one.
    pub async fn start(ground: &Ground) -> anyhow::Result<Self> {
        Ok(Self { server: processes::vendor(ground).await?, http: reqwest::Client::builder().no_proxy().build()? })
    }

    /// Where it is called.
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// Turns some of its knobs.
    pub async fn set(&self, patch: Value) -> anyhow::Result<()> {
        let answer = self.http.patch(format!("{}/v1/settings", self.url())).json(&patch).send().await?;
        ensure!(answer.status().is_success(), "vendor_sim refused its settings: {}", answer.text().await?);
        Ok(())
    }

    /// What it counted so far.
    pub async fn stats(&self) -> anyhow::Result<Stats> {
        Ok(self.http.get(format!("{}/v1/stats", self.url())).send().await?.error_for_status()?.json().await?)
    }

    /// Ends it.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.server.stop().await
    }
}
