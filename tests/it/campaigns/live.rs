//! Campaigns as they change, over the socket.

use std::time::Duration;

use serde_json::json;
use xeno::campaigns::steer;
use xeno::ids::MessageId;
use xeno::live::{Notice, announce};
use xeno::workers::Role;

use super::world::*;
use crate::support::TestApp;
use crate::support::socket::Socket;

/// How long to wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

const PROGRESS: &str = "subscription ($id: ID!) { campaignProgress(id: $id) {
    status audience pending sent delivered failed unknown skipped unaccounted sequence } }";

#[tokio::test(flavor = "multi_thread")]
async fn progress_comes_at_once_and_then_with_each_change_exact_and_in_order() {
    let test = TestApp::with(&[Role::Dispatch], &[]).await;
    people(&test, 200).await;
    let id = created(&test, "Hello").await;
    let mut socket = Socket::subscribe(&test.url, PROGRESS, json!({ "id": id.to_string() })).await;
    let first = socket.next().await.unwrap()["campaignProgress"].take();
    assert_eq!((&first["status"], &first["audience"]), (&json!("DRAFT"), &json!(0)));
    launch(&test, id).await.unwrap();
    let mut before = first["sequence"].as_i64().unwrap();
    loop {
        let state = socket.next().await.unwrap()["campaignProgress"].take();
        assert_eq!(state["unaccounted"], 0);
        let sequence = state["sequence"].as_i64().unwrap();
        assert!(sequence > before, "{state} came after {before}");
        before = sequence;
        if state["status"] == "RUNNING" {
            assert_eq!(
                (&state["audience"], &state["pending"], &state["skipped"]),
                (&json!(200), &json!(140), &json!(60))
            );
            break;
        }
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_does_not_exist_ends_its_subscription() {
    let test = TestApp::with(&[], &[]).await;
    let mut socket = Socket::subscribe(&test.url, PROGRESS, json!({ "id": "cam_zz" })).await;
    assert_eq!(socket.next().await, None);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_messages_come_in_batches_and_what_is_left_out_is_counted() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 400).await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    let first = test.database.number("SELECT min(id) FROM communication_log").await;
    let query = "subscription ($id: ID!) { campaignDeliveries(id: $id) { deliveries { id status message } missed } }";
    let mut socket = Socket::subscribe(&test.url, query, json!({ "id": id.to_string() })).await;
    let changed: Vec<MessageId> = (0..150).map(|offset| MessageId(first + offset)).collect();
    let notice = Notice::Messages { campaign: id, changed, more: 3 };
    let later: Vec<MessageId> = (100..260).map(|offset| MessageId(first + offset)).collect();
    let second = Notice::Messages { campaign: id, changed: later, more: 0 };
    // The subscription begins at some moment after it was sent, and may look between the two notices; announcing
    // again is harmless.
    let batch = tokio::time::timeout(PATIENCE, async {
        loop {
            announce(&test.app.redis, &[notice.clone(), second.clone()]).await;
            let heard = tokio::time::timeout(Duration::from_millis(500), socket.next()).await;
            let Ok(batch) = heard.map(|batch| batch.unwrap()["campaignDeliveries"].take()) else { continue };
            let shown = batch["deliveries"].as_array().unwrap().len();
            assert!(shown <= 200, "{shown}");
            if shown == 200 {
                break batch;
            }
        }
    });
    let batch = batch.await.expect("both notices are seen at once");
    assert_eq!(batch["deliveries"][4]["message"], "Hello");
    // 260 different ones were named, 3 were not; a repeated announcement names them again.
    assert!(batch["missed"].as_i64().unwrap() >= 63, "{}", batch["missed"]);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_campaign_that_changes_is_shown() {
    let test = TestApp::with(&[], &[]).await;
    let (one, two) = (launched(&test, "Hello").await, launched(&test, "Hello").await);
    let query = "subscription { campaignsChanged { id status } }";
    let mut socket = Socket::subscribe(&test.url, query, json!({})).await;
    let changed = json!({ "id": two.to_string(), "status": "PAUSED" });
    let mut asked = false;
    loop {
        let heard = tokio::time::timeout(Duration::from_millis(500), socket.next()).await;
        if heard.is_ok_and(|state| state.unwrap()["campaignsChanged"] == changed) {
            break;
        }
        if !asked {
            steer::pause(&test.ctx(), handles(&test), target(two)).await.unwrap().unwrap();
            asked = true;
        }
        announce(&test.app.redis, &[Notice::Campaign(one), Notice::Campaign(two)]).await;
    }
    test.finish(0).await;
}
