//! Whom a campaign is for: segments and rules, as they were at its launch.

use serde_json::{Value, json};
use xeno::campaigns::status::CampaignStatus;

use super::world::*;
use crate::support::TestApp;

const SEGMENT: &str = "mutation ($input: SegmentCreateInput!) { segmentCreate(input: $input) {
    segment { id } userErrors { code path } } }";
const CREATE: &str = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) {
    campaign { id rule segment { id name } } userErrors { code path } } }";

async fn segment(test: &TestApp, name: &str, rule: Value) -> String {
    let made = test.data(SEGMENT, json!({ "input": { "name": name, "rule": rule } })).await;
    made["segmentCreate"]["segment"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launched_campaign_keeps_its_own_copy_of_its_segments() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 70).await;
    test.database
        .execute(
            "INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at)
             SELECT 'o' || id || '-' || n, id, 100000, 1, now() FROM customers, generate_series(1, 2) n WHERE id % 2 = 0;
             UPDATE audience SET order_count = 2, spend_minor = 200000 WHERE customer_id % 2 = 0",
        )
        .await;
    let frequent = segment(&test, "Frequent", json!({ "visits": { "gte": 5 } })).await;
    let both = json!({ "all": [{ "segment": frequent }, { "orders": { "count": { "gte": 2 } } }] });
    let buyers = segment(&test, "Frequent buyers", both).await;
    let input = json!({ "name": "x", "segmentId": buyers, "message": "Hello" });
    let made = test.data(CREATE, json!({ "input": input })).await["campaignCreate"].take();
    assert_eq!(made["userErrors"], json!([]));
    let shown = &made["campaign"];
    assert_eq!(shown["rule"], json!({ "segment": buyers }));
    assert_eq!(shown["segment"], json!({ "id": buyers, "name": "Frequent buyers" }));
    let id = shown["id"].as_str().unwrap().parse().unwrap();
    launch(&test, id).await.unwrap();
    let inlined = json!({ "all": [{ "visits": { "gte": 5 } }, { "orders": { "count": { "gte": 2 } } }] });
    assert_eq!(campaign(&test, id).await.rule(), inlined);

    let change = "mutation ($input: SegmentUpdateInput!) { segmentUpdate(input: $input) { userErrors { code } } }";
    let everyone = json!({ "input": { "id": frequent, "rule": { "everyone": true } } });
    assert_eq!(test.data(change, everyone).await["segmentUpdate"]["userErrors"], json!([]));
    let frozen = prepared(&test, id).await;
    let members = "SELECT count(*) FROM customers WHERE visits >= 5 AND id % 2 = 0";
    assert_eq!(i64::from(frozen.figures.audience), test.database.number(members).await);
    assert!(frozen.figures.audience > 0 && frozen.figures.audience < 35);
    let strangers = "SELECT count(*) FROM communication_log l JOIN customers c ON c.id = l.customer_id
                     WHERE c.visits < 5 OR c.id % 2 = 1";
    assert_eq!(test.database.number(strangers).await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_count_from_the_launch_however_late_the_audience_is_drawn() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 10).await;
    let rule = json!({ "lastOrderAt": { "withinLast": { "hours": 1 } } });
    let input = json!({ "name": "x", "rule": rule, "message": "Hello" });
    let made = test.data(CREATE, json!({ "input": input })).await["campaignCreate"]["campaign"]["id"].take();
    let id = made.as_str().unwrap().parse().unwrap();
    launch(&test, id).await.unwrap();
    // Launched half an hour ago, when an order of 70 minutes ago was 40 minutes old.
    test.database.execute("UPDATE campaigns SET as_of = as_of - interval '30 minutes'").await;
    test.database
        .execute(
            "UPDATE audience SET first_order_at = now() - interval '70 minutes', last_order_at = now() - interval '70 minutes'
             WHERE customer_id % 2 = 0",
        )
        .await;
    let frozen = prepared(&test, id).await;
    assert_eq!((frozen.figures.audience, frozen.status), (5, CampaignStatus::Running));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_rule_is_said_where_it_is() {
    let test = TestApp::with(&[], &[]).await;
    let problems = async |rule: Value, segment: Option<&str>| {
        let input = match segment {
            Some(segment) => json!({ "name": "x", "segmentId": segment, "message": "Hello" }),
            None => json!({ "name": "x", "rule": rule, "message": "Hello" }),
        };
        test.data(CREATE, json!({ "input": input })).await["campaignCreate"]["userErrors"].take()
    };
    let empty = problems(json!({ "all": [] }), None).await;
    assert!(empty[0]["path"].as_str().unwrap().starts_with("input.rule"), "{empty}");
    let inner = problems(json!({ "any": [{ "visits": { "gt": 1 } }, { "spend": { "gt": "much" } }] }), None).await;
    assert!(inner[0]["path"].as_str().unwrap().starts_with("input.rule.any.1.spend"), "{inner}");
    let named = problems(json!({ "not": { "segment": "seg_zz" } }), None).await;
    assert!(named[0]["path"].as_str().unwrap().starts_with("input.rule.not.segment"), "{named}");
    let missing = problems(Value::Null, Some("seg_zz")).await;
    assert_eq!(missing[0]["path"], "input.segmentId");
    assert_eq!(test.database.number("SELECT count(*) FROM campaigns").await, 0);
    test.finish(0).await;
}
