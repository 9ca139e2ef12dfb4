//! The whole way of an agent, through tools alone: from rows to receipts.

use std::time::Duration;

use serde_json::{Value, json};
use xeno::workers::Role;

use super::{Agent, EVERYTHING};
use crate::delivery::world::World;
use crate::support::until;

const CUSTOMERS: i64 = 400;

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_takes_a_campaign_from_rows_to_receipts() {
    let world = World::start(&Role::ALL, &[], json!({ "successRate": 0.9 })).await;
    let agent = Agent::with(&world.test, &EVERYTHING).await;
    let customer = |n: i64| {
        let consent = if n % 20 == 7 { "WITHDRAWN" } else { "GRANTED" };
        json!({ "externalId": format!("c{n}"), "name": format!("Asha {n}"), "phone": format!("+9198{n:08}"),
                "city": if n % 2 == 0 { "Pune" } else { "Delhi" }, "consent": consent })
    };
    agent.add("add_customers", json!((0..CUSTOMERS).map(customer).collect::<Vec<_>>())).await;
    let order = |n: i64| {
        json!({ "externalId": format!("o{n}"), "customerExternalId": format!("c{n}"), "amount": 100 * n,
                "placedAt": "2026-10-01T10:00:00Z" })
    };
    agent.add("add_orders", json!((0..CUSTOMERS).map(order).collect::<Vec<_>>())).await;

    let read = agent.call("read_rule_from_text", json!({ "text": "from Pune who spent over 10K" })).await;
    let preview = agent.call("preview_segment", json!({ "rule": read["rule"], "channel": "SMS" })).await;
    let wanted = |n: &i64| n % 2 == 0 && 100 * n > 10_000;
    let audience = (0..CUSTOMERS).filter(wanted).count();
    let skipped = (0..CUSTOMERS).filter(wanted).filter(|n| n % 20 == 7).count();
    assert_eq!(preview["count"], audience, "{preview}");
    let segment = agent.call("save_segment", json!({ "name": "Big spenders of Pune", "rule": read["rule"] })).await;
    let new = json!({ "name": "Diwali", "segmentId": segment["id"], "message": "Hi {{ first_name }}, 10% off!" });
    let id = agent.call("create_campaign", new).await["id"].take();

    let simulated = agent.call("simulate_campaign", json!({ "id": id })).await;
    assert_eq!((&simulated["audience"], &simulated["messages"]), (&json!(audience), &json!(audience - skipped)));
    assert_eq!(world.vendor.stat("accepted").await, 0, "nothing is sent by simulating");
    let launch = json!({ "id": id, "confirmation": simulated["confirmation"] });
    assert_eq!(agent.call("launch_campaign", launch).await["status"], "PREPARING");

    let mut known = Value::Null;
    until("the campaign is completed", Duration::from_secs(60), async || {
        known = agent.call("read_campaign", json!({ "id": id })).await;
        known["campaign"]["status"] == "COMPLETED"
    })
    .await;
    let progress = &known["campaign"]["progress"];
    let figure = |name: &str| progress[name].as_i64().unwrap();
    assert_eq!((figure("audience"), figure("pending"), figure("sent")), (audience as i64, 0, 0));
    assert_eq!(figure("delivered") + figure("failed") + figure("skipped"), audience as i64, "{progress}");
    let stats = world.vendor.stats().await;
    assert_eq!((&stats["accepted"], &stats["repeats"]), (&json!(audience - skipped), &json!(0)));
    assert_eq!(stats["delivered"], figure("delivered"));
    let failures: i64 = known["failures"].as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).sum();
    assert_eq!(failures, figure("failed") + figure("skipped"), "{known}");
    let dashboard = agent.call("dashboard", json!({})).await;
    assert_eq!(dashboard["messages"]["delivered"], figure("delivered"));
    world.test.finish(0).await;
}
