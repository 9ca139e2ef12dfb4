//! An API node dies; who listened to it goes on at another.

use serde_json::{Value, json};

use super::world::{Plan, World};
use crate::support::socket::{Received, Socket};
use crate::support::until;

const PROGRESS: &str = "subscription ($id: ID!) { campaignProgress(id: $id) { status audience pending sent delivered \
     failed unknown skipped unaccounted sequence } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_of_a_killed_node_goes_on_at_another_to_the_true_totals() {
    let vendor = json!({ "responseLatencyMinMs": 20, "responseLatencyMaxMs": 40, "receiptLatencyMaxMs": 300 });
    let plan = Plan { nodes: 3, workers: &["", ""], vendor, ..Plan::default() };
    let mut world = World::start(plan).await;
    let audience = 1_200;
    world.people(audience).await;
    let api = world.api();
    let id = world.launch(&api).await;
    let mut last = json!({ "sequence": 0 });
    // The receipts go to the last node, which lives.
    for node in 0..2 {
        let due = audience as i64 / 4 * (node as i64 + 1);
        let mut socket = Socket::subscribe(&world.urls[node], PROGRESS, json!({ "id": id })).await;
        while settled(&last) < due {
            last = follows(&last, next(&mut socket).await.expect("the node lives"));
        }
        world.nodes[node].kill().await;
        while let Some(sample) = next(&mut socket).await {
            last = follows(&last, sample);
        }
    }
    let mut socket = Socket::subscribe(&world.urls[2], PROGRESS, json!({ "id": id })).await;
    while last["status"] != "COMPLETED" {
        last = follows(&last, next(&mut socket).await.expect("the node lives"));
    }
    world.completed().await;
    for figure in ["delivered", "failed"] {
        let stored = world.number(&format!("SELECT {figure} FROM campaign_counters")).await;
        assert_eq!(last[figure], json!(stored), "{figure}");
    }
    assert_eq!(settled(&last), audience as i64);
    // The calls of clients that try the next node where one is gone are answered all along.
    until("a dead node's clients are served", super::world::PATIENCE, async || {
        api.insist("{ viewer { id } }", json!({})).await["viewer"]["id"].is_string()
    })
    .await;
    world.nothing_is_left().await;
    world.assert_each_reached_once(audience).await;
}

/// The next sample; `None` when the node is gone.
async fn next(socket: &mut Socket) -> Option<Value> {
    match socket.receive().await {
        Received::Message(mut message) => {
            assert_eq!(message["type"], "next", "{message}");
            Some(message["payload"]["data"]["campaignProgress"].take())
        }
        Received::Closed(_) => None,
    }
}

/// A sample adds up and is not older than the one before, whichever node it came from.
fn follows(last: &Value, sample: Value) -> Value {
    assert!(sample["sequence"].as_i64() >= last["sequence"].as_i64(), "{last} then {sample}");
    let parts = ["pending", "sent", "delivered", "failed", "unknown", "skipped"];
    let sum: i64 = parts.iter().map(|part| sample[part].as_i64().unwrap()).sum();
    assert_eq!((sample["audience"].as_i64().unwrap(), sample["unaccounted"].as_i64().unwrap()), (sum, 0), "{sample}");
    sample
}

fn settled(sample: &Value) -> i64 {
    ["delivered", "failed"].iter().map(|figure| sample[figure].as_i64().unwrap_or_default()).sum()
}
