//! When to send, told from orders whose pattern is known.

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;

const ASK: &str = "query ($rule: RuleInput, $segmentId: ID) { sendTimeRecommendation(rule: $rule, segmentId: $segmentId) {
    best { weekday hour next } confidence reason people orders timeZone histogram { weekday hour orders delivered } } }";

/// People of a city with orders: `count` of them, and for each an order for every expression, an instant that may use
/// the person's number `i`.
async fn people(app: &TestApp, city: &str, count: i32, placed_at: &[&str]) {
    let orders: Vec<String> = placed_at
        .iter()
        .enumerate()
        .map(|(at, placed)| {
            format!(
                "INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at)
                 SELECT '{city}-{at}-' || i, u.id, 100, 1, ({placed}) AT TIME ZONE 'Asia/Kolkata'
                 FROM generate_series(1, {count}) i JOIN customers u ON u.external_id = '{city}-' || i;"
            )
        })
        .collect();
    app.database
        .execute(&format!(
            "INSERT INTO customers (external_id, city) SELECT '{city}-' || i, '{city}' FROM generate_series(1, {count}) i;
             INSERT INTO audience (customer_id, city_folded) SELECT id, lower(city) FROM customers WHERE city = '{city}';
             {}",
            orders.join("\n")
        ))
        .await;
}

async fn ask(app: &TestApp, city: &str) -> Value {
    let rule = json!({ "city": { "eq": city } });
    app.data(ASK, json!({ "rule": rule })).await["sendTimeRecommendation"].take()
}

/// Any hour of the first weeks of 2026 but that hour's minutes differ from person to person.
const ANY: &str = "timestamp '2026-01-05' + (i * 7919 % 5003) * interval '13 minutes'";
const ANY_OTHER: &str = "timestamp '2026-01-05' + (i * 104729 % 5003) * interval '17 minutes'";
/// 10 January 2026 was a Saturday.
const SATURDAY_EVENING: &str =
    "timestamp '2026-01-10 18:05' + (i % 50) * interval '1 minute' + (i % 6) * interval '7 days'";

#[tokio::test(flavor = "multi_thread")]
async fn the_hour_at_which_an_audience_orders_is_recommended_with_its_grounds() {
    let app = TestApp::with(&[], &[]).await;
    people(&app, "Pune", 400, &[SATURDAY_EVENING, ANY]).await;
    people(&app, "Delhi", 400, &[ANY, ANY_OTHER]).await;
    let found = ask(&app, "Pune").await;
    assert_eq!((&found["best"]["weekday"], &found["best"]["hour"]), (&json!(6), &json!(18)), "{}", found["reason"]);
    assert_eq!((&found["confidence"], &found["timeZone"]), (&json!("HIGH"), &json!("Asia/Kolkata")));
    assert_eq!((&found["people"], &found["orders"]), (&json!(400), &json!(800)));
    let next: DateTime<Utc> = found["best"]["next"].as_str().unwrap().parse().unwrap();
    let local = next.with_timezone(&chrono_tz::Asia::Kolkata);
    assert_eq!((local.weekday(), local.hour(), local.minute()), (chrono::Weekday::Sat, 18, 0));
    let ahead = next - app.app.clock.now();
    assert!(ahead > chrono::TimeDelta::zero() && ahead <= chrono::TimeDelta::days(7), "{next}");
    let histogram = found["histogram"].as_array().unwrap();
    assert_eq!(histogram.len(), 168);
    assert_eq!(histogram.iter().map(|hour| hour["orders"].as_i64().unwrap()).sum::<i64>(), 800);
    let by_hand = app
        .database
        .number(
            "SELECT count(*) FROM orders o JOIN customers u ON u.id = o.customer_id WHERE u.city = 'Pune'
             AND extract(isodow FROM placed_at AT TIME ZONE 'Asia/Kolkata') = 6
             AND extract(hour FROM placed_at AT TIME ZONE 'Asia/Kolkata') = 18",
        )
        .await;
    assert_eq!(histogram[5 * 24 + 18], json!({ "weekday": 6, "hour": 18, "orders": by_hand, "delivered": 0 }));
    let even = ask(&app, "Delhi").await;
    assert_eq!(even["confidence"], "LOW", "{}", even["reason"]);
    assert!(even["reason"].as_str().unwrap().contains("may be chance"));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_enough_data_is_an_answer_and_so_is_that_only_dates_are_known() {
    let app = TestApp::with(&[], &[]).await;
    people(&app, "Agra", 19, &[ANY, ANY_OTHER, SATURDAY_EVENING]).await;
    people(&app, "Surat", 300, &["timestamp '2026-01-05' + (i % 40) * interval '1 day'", ANY]).await;
    app.database.execute("UPDATE orders SET placed_at = date_trunc('day', placed_at) WHERE external_id LIKE 'Surat%' AND id % 8 <> 0").await;
    for (city, reason) in [
        ("Agra", "19 people of this audience ordered"),
        ("Surat", "only their dates are known"),
        ("Nowhere", "0 people"),
    ] {
        let found = ask(&app, city).await;
        assert_eq!((&found["best"], &found["confidence"]), (&Value::Null, &json!("NOT_ENOUGH_DATA")), "{city}");
        assert!(found["reason"].as_str().unwrap().contains(reason), "{city}: {}", found["reason"]);
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_to_be_messaged_at_night_and_it_says_so() {
    let app = TestApp::with(&[], &[]).await;
    let night = "timestamp '2026-01-10 23:05' + (i % 50) * interval '1 minute' + (i % 6) * interval '7 days'";
    people(&app, "Goa", 300, &[night, ANY, ANY_OTHER]).await;
    let found = ask(&app, "Goa").await;
    let hour = found["best"]["hour"].as_i64().unwrap();
    assert!((9..21).contains(&hour), "{hour}");
    assert!(
        found["reason"]
            .as_str()
            .unwrap()
            .contains("Most orders come around 23:00, but nobody should be messaged at night.")
    );
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_counted_by_hour_and_a_few_buyers_of_much_are_not_trusted() {
    let app = TestApp::with(&[], &[]).await;
    people(&app, "Kochi", 60, &[ANY]).await;
    // Three people order at one hour, week after week.
    app.database
        .execute(
            "INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at)
             SELECT 'w' || i || '-' || u.id, u.id, 100, 1, timestamptz '2026-01-07 11:10+05:30' + i * interval '7 days'
             FROM generate_series(0, 17) i JOIN customers u ON u.external_id IN ('Kochi-1', 'Kochi-2', 'Kochi-3');
             INSERT INTO campaigns (name, status, channel, message, frozen_rule, as_of, created_by, launched_at)
             VALUES ('x', 'COMPLETED', 'SMS', 'Hi', '{\"everyone\": true}', now(), 'local-admin', now());
             INSERT INTO communication_log (campaign_id, customer_id, status, sent_at, reason)
             SELECT c.id, u.id, CASE WHEN u.id % 2 = 0 THEN 4 ELSE 3 END, '2026-01-08 10:20+05:30', 'X' FROM campaigns c, customers u",
        )
        .await;
    let found = ask(&app, "Kochi").await;
    assert_eq!(found["confidence"], "LOW", "{}", found["reason"]);
    assert!(found["reason"].as_str().unwrap().contains("too few people or orders"), "{}", found["reason"]);
    let delivered = app.database.number("SELECT count(*) FROM communication_log WHERE status = 4").await;
    assert_eq!(found["histogram"][3 * 24 + 10]["delivered"], json!(delivered));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_audience_is_told_from_a_fixed_sample_and_a_wrong_one_is_a_problem() {
    let app = TestApp::with(&[], &[]).await;
    people(&app, "Delhi", 5_400, &[ANY]).await;
    let everyone = app.data(ASK, json!({})).await["sendTimeRecommendation"].take();
    assert_eq!((&everyone["people"], &everyone["orders"]), (&json!(5000), &json!(5000)));
    assert!(
        everyone["reason"].as_str().unwrap().contains("among 5000 of this audience, a fixed sample"),
        "{}",
        everyone["reason"]
    );
    assert_eq!(app.data(ASK, json!({})).await["sendTimeRecommendation"], everyone);
    for (variables, path) in [
        (json!({ "segmentId": "seg_zz" }), "segmentId"),
        (json!({ "rule": { "all": [] } }), "rule.all"),
        (json!({ "rule": { "everyone": true }, "segmentId": "seg_1" }), "rule"),
    ] {
        let answer = app.graphql(ASK, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["path"], path, "{answer}");
    }
    app.finish(0).await;
}
