//! A campaign from its draft to where it is wanted.

use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::{Value, json};

use crate::client::campaigns::{self, Watched};
use crate::client::retry::Link;

/// Between two looks: a call each, so not too often.
const LOOK: Duration = Duration::from_millis(20);
/// How long nothing may move.
const STALLED: Duration = Duration::from_secs(120);

const MESSAGE: &str = "Hi {{ first_name | default('there') }}, the new harvest is roasted and in the shop in \
                       {{ city | default('your city') }}. Your first 250 g are 10% off this week.";

/// Makes a campaign to the members of a rule, by SMS; its id.
pub async fn draft(link: &Link, rule: Value) -> anyhow::Result<String> {
    let key = uuid::Uuid::new_v4().to_string();
    let input = json!({ "name": "Bench", "rule": rule, "channel": "SMS", "message": MESSAGE, "idempotencyKey": key });
    Ok(campaigns::create(link, input).await?.id)
}

/// Launches it and waits until its messages may leave; how long that took.
pub async fn launch(link: &Link, id: &str) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    campaigns::launch(link, id, &format!("bench {id}")).await?;
    until(link, id, |now| now.status != "PREPARING").await?;
    Ok(begun.elapsed())
}

/// Looks until `done`.
pub async fn until(link: &Link, id: &str, done: impl Fn(&Watched) -> bool) -> anyhow::Result<Watched> {
    let (mut seen, mut moved) = (None, Instant::now());
    loop {
        let now = campaigns::look(link, id).await?;
        if done(&now) {
            return Ok(now);
        }
        if seen != Some(now.progress) {
            (seen, moved) = (Some(now.progress), Instant::now());
        } else if moved.elapsed() > STALLED {
            bail!("a campaign is {} and nothing moves: {:?}", now.status, now.progress);
        }
        tokio::time::sleep(LOOK).await;
    }
}
