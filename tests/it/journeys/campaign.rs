//! From rows to receipts, through the API alone: ingest, segment, campaign, live figures to the end.

use serde_json::{Value, json};
use xeno::workers::Role;

use crate::delivery::world::World;
use crate::support::TestApp;
use crate::support::socket::Socket;

const PROGRESS: &str = "subscription ($id: ID!) { campaignProgress(id: $id) { status audience pending sent delivered \
     failed unknown skipped unaccounted accepted deliveryRate sequence } }";
const CREATE: &str = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) { campaign { id } \
     userErrors { code message path } } }";
const LAUNCH: &str = "mutation ($id: ID!) { campaignLaunch(input: { id: $id, idempotencyKey: \"once\" }) { \
     campaign { id } userErrors { code message path } } }";

/// How many customers: 5,000, or `JOURNEY_AUDIENCE`.
fn customers() -> i64 {
    std::env::var("JOURNEY_AUDIENCE").map_or(5_000, |number| number.parse().expect("JOURNEY_AUDIENCE is a number"))
}

/// One in twenty withdrew consent, one in twenty-five has no phone.
async fn load(app: &TestApp, customers: i64) {
    for from in (0..customers).step_by(10_000) {
        let rows: Vec<Value> = (from..customers.min(from + 10_000))
            .map(|n| {
                let consent = if n % 20 == 7 { "WITHDRAWN" } else { "GRANTED" };
                let phone = if n % 25 == 3 { Value::Null } else { json!(format!("+9198{n:08}")) };
                json!({ "externalId": format!("c{n}"), "name": format!("Asha {n}"), "phone": phone, "consent": consent })
            })
            .collect();
        app.put_customers(json!(rows)).await;
    }
}

fn number(sample: &Value, field: &str) -> i64 {
    sample[field].as_i64().unwrap_or_else(|| panic!("{field} of {sample}"))
}

fn assert_adds_up(sample: &Value) {
    let parts = ["pending", "sent", "delivered", "failed", "unknown", "skipped"];
    let sum: i64 = parts.iter().map(|part| number(sample, part)).sum();
    assert_eq!((number(sample, "audience"), number(sample, "unaccounted")), (sum, 0), "{sample}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_reaches_its_whole_audience_once_and_every_figure_adds_up_live() {
    let world = World::start(&Role::ALL, &[], json!({ "successRate": 0.9 })).await;
    let (app, customers) = (&world.test, customers());
    load(app, customers).await;
    let segment =
        "mutation { segmentCreate(input: { name: \"All\", rule: { visits: { gte: 0 } } }) { segment { id } } }";
    let segment = app.data(segment, json!({})).await["segmentCreate"]["segment"]["id"].take();
    let input = json!({ "name": "Diwali", "segmentId": segment,
        "message": "Hi {{ first_name | default('there') }}, here's 10% off your next order." });
    let created = app.data(CREATE, json!({ "input": input })).await["campaignCreate"].take();
    assert_eq!(created["userErrors"], json!([]));
    let id = &created["campaign"]["id"];

    let mut socket = Socket::subscribe(&app.url, PROGRESS, json!({ "id": id })).await;
    let first = socket.next().await.unwrap()["campaignProgress"].take();
    assert_eq!((&first["status"], number(&first, "audience")), (&json!("DRAFT"), 0));
    let launched = app.data(LAUNCH, json!({ "id": id })).await["campaignLaunch"].take();
    assert_eq!(launched["userErrors"], json!([]));

    let (mut last, mut samples, mut on_the_way) = (first, 0, 0);
    while last["status"] != "COMPLETED" {
        let sample = socket.next().await.unwrap()["campaignProgress"].take();
        assert_adds_up(&sample);
        assert!(number(&sample, "sequence") >= number(&last, "sequence"), "{last} then {sample}");
        let delivered = number(&sample, "delivered");
        on_the_way += i64::from(delivered > number(&last, "delivered") && sample["status"] == "RUNNING");
        samples += 1;
        last = sample;
    }
    println!("{samples} samples, {on_the_way} of them with more delivered, the last {last}");
    assert!(on_the_way >= 3, "the subscription showed it all along");

    let skipped = (0..customers).filter(|n| n % 20 == 7 || n % 25 == 3).count() as i64;
    let (delivered, failed) = (number(&last, "delivered"), number(&last, "failed"));
    assert_eq!(number(&last, "audience"), customers);
    assert_eq!((customers, number(&last, "skipped")), (delivered + failed + skipped, skipped));
    let share = failed as f64 / (delivered + failed) as f64;
    assert!((0.08..0.12).contains(&share), "about one in ten failed: {share}");
    let stats = world.vendor.stats().await;
    println!("vendor_sim: {stats}");
    assert_eq!(
        (&stats["distinctKeys"], &stats["accepted"], &stats["repeats"]),
        (&json!(customers - skipped), &json!(customers - skipped), &json!(0))
    );
    assert_eq!((&stats["delivered"], &stats["failed"]), (&json!(delivered), &json!(failed)));
    let rows = "SELECT count(*) FROM communication_log WHERE CASE status WHEN 4 THEN reason IS NULL AND vendor_id IS \
                NOT NULL WHEN 3 THEN reason IS NOT NULL WHEN 5 THEN reason IN ('NO_CONSENT', 'NO_ADDRESS') END";
    assert_eq!(app.database.number(rows).await, customers);
    let again = app.data(LAUNCH, json!({ "id": id })).await["campaignLaunch"].take();
    assert_eq!(again["userErrors"], json!([]), "the same key gives the same answer");
    assert_eq!(world.vendor.stat("accepted").await, customers - skipped, "and sends nothing");
    world.test.finish(0).await;
}
