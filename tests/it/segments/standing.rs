//! Tiers and churn risk: what everybody's figures make of each.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use xeno::customers::kind::CustomerTier;
use xeno::customers::refresh_breaks;
use xeno::workers::Role;

use crate::support::{TestApp, until};

const COUNT: &str = "query ($rule: RuleInput!, $asOf: DateTime) { segmentPreview(rule: $rule, asOf: $asOf) {
    count sentence } }";
const PAGE: &str = "query ($after: String) { customers(first: 200, after: $after) {
    nodes { externalId orderCount spend lastOrderAt churnRisk rfm { tier recency frequency monetary } }
    pageInfo { hasNextPage endCursor } } }";
const RISKS: [&str; 3] = ["LOW", "MEDIUM", "HIGH"];

/// A customer: completed orders, spend in minor units, the first and the last order.
type Row = (i64, i64, Option<(DateTime<Utc>, DateTime<Utc>)>);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn never() -> Row {
    (0, 0, None)
}

fn once(spend: i64, day: i64) -> Row {
    let last = at("2026-01-01T00:00:00Z") + TimeDelta::days(day);
    (1, spend, Some((last, last)))
}

async fn fill(app: &TestApp, rows: &[Row]) {
    let values: Vec<Value> = rows
        .iter()
        .zip(1..)
        .map(|((count, spend, times), id): (_, i64)| {
            json!({ "customer_id": id, "spend_minor": spend, "order_count": count,
                    "first_order_at": times.map(|times| times.0), "last_order_at": times.map(|times| times.1) })
        })
        .collect();
    app.database
        .execute(&format!(
            "TRUNCATE customers CASCADE;
             CREATE TEMPORARY TABLE given AS SELECT * FROM jsonb_to_recordset($rows${}$rows$)
                 AS t (customer_id bigint, spend_minor bigint, order_count integer, first_order_at timestamptz,
                       last_order_at timestamptz);
             INSERT INTO customers (id, external_id) OVERRIDING SYSTEM VALUE
                 SELECT customer_id, 'c' || customer_id FROM given;
             INSERT INTO audience (customer_id, spend_minor, order_count, first_order_at, last_order_at)
                 SELECT customer_id, spend_minor, order_count, first_order_at, last_order_at FROM given; ANALYZE",
            Value::Array(values)
        ))
        .await;
}

async fn refresh(app: &TestApp) -> bool {
    refresh_breaks(&mut app.app.db.get().await.unwrap(), Utc::now()).await.unwrap()
}

async fn everybody(app: &TestApp) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut page = app.data(PAGE, json!({ "after": after })).await["customers"].take();
        all.append(page["nodes"].as_array_mut().unwrap());
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}

async fn count(app: &TestApp, rule: Value) -> u64 {
    app.data(COUNT, json!({ "rule": rule })).await["segmentPreview"]["count"].as_u64().unwrap()
}

/// The fifth of `values` in which the middle of a value's ties lies.
fn fifth<T: PartialOrd>(values: &[T], value: &T) -> usize {
    let below = values.iter().filter(|other| *other < value).count();
    let ties = values.iter().filter(|other| *other == value).count();
    // (below + ties / 2) / all, five times, in whole numbers.
    (1 + 5 * (2 * below + ties) / (2 * values.len())).min(5)
}

/// What rules count, what customers are told and what the figures come to by hand is the same.
async fn agrees(app: &TestApp, rows: &[Row]) {
    let everybody = everybody(app).await;
    assert_eq!(everybody.len(), rows.len());
    let buyers: Vec<&Row> = rows.iter().filter(|row| row.0 > 0).collect();
    let counts: Vec<i64> = buyers.iter().map(|row| row.0).collect();
    let spends: Vec<i64> = buyers.iter().map(|row| row.1).collect();
    let lasts: Vec<_> = buyers.iter().map(|row| row.2.unwrap().1).collect();
    for customer in &everybody {
        let id: usize = customer["externalId"].as_str().unwrap()[1..].parse().unwrap();
        let (count, spend, times) = rows[id - 1];
        let told = &customer["rfm"];
        let scores = match times {
            None => json!([null, null, null]),
            Some((_, last)) => json!([fifth(&lasts, &last), fifth(&counts, &count), fifth(&spends, &spend)]),
        };
        assert_eq!(json!([told["recency"], told["frequency"], told["monetary"]]), scores, "{customer}");
        assert_eq!(told["tier"] == "PROSPECT", count == 0, "{customer}");
    }
    let mut sum = 0;
    for tier in CustomerTier::ALL {
        let counted = count(app, json!({ "tier": tier.name() })).await;
        let told = everybody.iter().filter(|customer| customer["rfm"]["tier"] == tier.name()).count();
        assert_eq!(counted, told as u64, "{tier:?}");
        assert_eq!(count(app, json!({ "not": { "tier": tier.name() } })).await, rows.len() as u64 - counted);
        sum += counted;
    }
    assert_eq!(sum, rows.len() as u64, "everybody has one tier and only one");
    let mut at_any = 0;
    for risk in RISKS {
        let counted = count(app, json!({ "churnRisk": risk })).await;
        assert_eq!(counted, everybody.iter().filter(|customer| customer["churnRisk"] == risk).count() as u64, "{risk}");
        at_any += counted;
    }
    let rhythm = rows.iter().any(|row| row.0 > 1);
    assert_eq!(at_any, if rhythm { buyers.len() as u64 } else { 0 }, "who ordered has one risk and only one");
}

#[tokio::test(flavor = "multi_thread")]
async fn tiers_add_up_whoever_the_customers_are() {
    let app = TestApp::with(&[], &[]).await;
    let mut dice = 20_261_122_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((dice >> 33) % sides).unwrap()
    };
    let many: Vec<Row> = (0..230)
        .map(|_| match roll(8) {
            0 => never(),
            count => {
                let first = at("2024-01-01T00:00:00Z") + TimeDelta::hours(roll(9_000));
                (count, 100 * roll(40), Some((first, first + TimeDelta::hours(roll(9_000)))))
            }
        })
        .collect();
    let five: Vec<Row> = (0..5).map(|day| once(100 * day, day)).collect();
    let mut mostly_once: Vec<Row> = (0..70).map(|day| once(500, day % 3)).collect();
    let twice = |(_, spend, times): Row| (2, 2 * spend, times);
    mostly_once.extend((0..30).map(|day| twice(once(500, day))));
    for (name, rows) in [
        ("nobody", vec![]),
        ("nobody ordered", vec![never(), never()]),
        ("one customer", vec![once(500, 0)]),
        ("one of each fifth", five),
        ("all alike", vec![once(500, 3); 12]),
        ("mostly ordered once", mostly_once),
        ("many", many),
    ] {
        println!("{name}");
        fill(&app, &rows).await;
        refresh(&app).await;
        agrees(&app, &rows).await;
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn breaks_say_whether_they_moved_and_go_with_the_last_order() {
    let app = TestApp::with(&[], &[]).await;
    fill(&app, &[once(500, 0), never()]).await;
    assert!(refresh(&app).await);
    assert!(!refresh(&app).await, "nothing changed");
    fill(&app, &[once(500, 1), never()]).await;
    assert!(refresh(&app).await);
    fill(&app, &[never()]).await;
    assert!(refresh(&app).await);
    assert!(!refresh(&app).await);
    assert_eq!(app.database.number("SELECT count(*) FROM rfm_breaks").await, 0);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn churn_risk_changes_at_the_instant_that_the_rhythm_says() {
    let app = TestApp::with(&[], &[]).await;
    // The brand's usual gap is 10 days. Three orders over 20 days: 10 days, too, for the customer's own.
    let (first, last) = (at("2026-01-01T00:00:00Z"), at("2026-01-21T00:00:00Z"));
    fill(&app, &[(3, 900, Some((first, last))), never()]).await;
    refresh(&app).await;
    let counts = async |as_of: DateTime<Utc>| {
        let mut counts = Vec::new();
        for risk in RISKS {
            let variables = json!({ "rule": { "churnRisk": risk }, "asOf": as_of });
            counts.push(app.data(COUNT, variables).await["segmentPreview"]["count"].as_i64().unwrap());
        }
        counts
    };
    let moment = TimeDelta::microseconds(1);
    for (days, before, after) in [(20, [1, 0, 0], [0, 1, 0]), (30, [0, 1, 0], [0, 0, 1])] {
        let edge = last + TimeDelta::days(days);
        assert_eq!(counts(edge - moment).await, before, "{days} days of silence, but for a moment");
        assert_eq!(counts(edge).await, after, "{days} days of silence");
    }
    let data = app.data(COUNT, json!({ "rule": { "all": [{ "churnRisk": "HIGH" }, { "tier": "AT_RISK" }] } })).await;
    assert_eq!(data["segmentPreview"]["sentence"], "churn risk is high and tier is “At risk”");
    let explain = "query ($rule: RuleInput!, $id: ID!) { explainMembership(rule: $rule, customerId: $id) {
        nodes { actual matches } } }";
    let told = async |rule: Value, id: &str| {
        let mut told = app.data(explain, json!({ "rule": rule, "id": id })).await;
        told["explainMembership"]["nodes"][0].take()
    };
    let tier = told(json!({ "tier": "PROMISING" }), "cus_1").await;
    assert_eq!(tier, json!({ "actual": "“Promising”: recency 3, frequency 3, spend 3 of 5", "matches": true }));
    let prospect = told(json!({ "tier": "PROMISING" }), "cus_2").await;
    assert_eq!(prospect, json!({ "actual": "“Prospect”: never ordered", "matches": false }));
    let risk = told(json!({ "churnRisk": "HIGH" }), "cus_1").await;
    assert_eq!(risk["matches"], true);
    assert!(risk["actual"].as_str().unwrap().starts_with("high: silent for "), "{risk}");
    assert!(risk["actual"].as_str().unwrap().ends_with(" days, usually orders every 10"), "{risk}");
    assert_eq!(told(json!({ "churnRisk": "LOW" }), "cus_2").await, json!({ "actual": "unknown", "matches": false }));
    let fields = app.data("{ ruleFields { name label kind values } }", json!({})).await;
    let risk_field = json!({ "name": "churnRisk", "label": "Churn risk", "kind": "CHOICE", "values": RISKS });
    let names = CustomerTier::ALL.map(CustomerTier::name);
    let tier_field = json!({ "name": "tier", "label": "Tier", "kind": "CHOICE", "values": names });
    for field in [risk_field, tier_field] {
        assert!(fields["ruleFields"].as_array().unwrap().contains(&field), "{field}");
    }
    app.finish(0).await;
}

/// Whoever loads customers sees their tiers move by itself.
#[tokio::test(flavor = "multi_thread")]
async fn breaks_follow_the_orders_that_come_in() {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    let ingest = "mutation ($input: OrdersIngestInput!) { ordersIngest(input: $input) { acceptedCount } }";
    let order = |number: i64| {
        json!({ "externalId": number.to_string(), "customerExternalId": format!("c{number}"),
                "amount": (100 * number).to_string(), "placedAt": at("2026-01-01T00:00:00Z") + TimeDelta::days(number) })
    };
    let rows: Vec<Value> = (1..=10).map(order).collect();
    let accepted = app.data(ingest, json!({ "input": { "rows": rows } })).await;
    assert_eq!(accepted["ordersIngest"]["acceptedCount"], 10);
    let spread = "SELECT count(*) FROM rfm_breaks WHERE customers = 10 AND recency[4] = '2026-01-10Z'";
    until("the breaks are those of the ten", std::time::Duration::from_secs(30), async || {
        app.database.number(spread).await == 1
    })
    .await;
    let spend = |one: &Value| one["spend"].as_str().unwrap().parse::<f64>().unwrap();
    let mut everybody = everybody(&app).await;
    everybody.sort_by(|one, other| spend(one).total_cmp(&spend(other)));
    let scores: Vec<&Value> = everybody.iter().map(|one| &one["rfm"]["monetary"]).collect();
    assert_eq!(scores, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    app.finish(0).await;
}

/// Each try raises a sequence, which no rollback lowers.
#[tokio::test(flavor = "multi_thread")]
async fn breaks_that_could_not_be_found_are_looked_for_again_though_nothing_changes() {
    let app = TestApp::with(&[], &[]).await;
    fill(&app, &[once(500, 0), never()]).await;
    app.database
        .execute(
            "CREATE SEQUENCE tries START 1;
             CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                 BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'the database is away'; END $$;
             CREATE TRIGGER away BEFORE INSERT ON rfm_breaks FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        .await;
    let app = app.and_work(&[Role::Ingest]);
    let patience = std::time::Duration::from_secs(30);
    // The first is for the start, a second may be for the connection to the announcements; more are for nothing new.
    until("it is tried again and again", patience, async || {
        app.database.number("SELECT last_value FROM tries").await >= 4
    })
    .await;
    app.database.execute("DROP TRIGGER away ON rfm_breaks").await;
    until("the breaks are there", patience, async || app.database.number("SELECT count(*) FROM rfm_breaks").await == 1)
        .await;
    app.finish(0).await;
}
