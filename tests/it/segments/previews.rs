//! Previews, explanations and the catalogue, as a client sees them.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use xeno::config::Currency;
use xeno::db::page::PageArgs;
use xeno::live::{self, Notice};
use xeno::segments::check::{Library, Terms, check, parse};
use xeno::segments::engine::{AudienceEngine, Question, SqlEngine};
use xeno::segments::eval::Moment;
use xeno::segments::{Error, Members, PreviewRequest, Source, follow_preview, members};

use super::generate::as_of;
use super::world::workspace;
use crate::support::TestApp;

/// Four customers: Asha spent 15,000 in one order and withdrew consent; Ben ordered twice long ago and has a phone;
/// Chitra never ordered and has both addresses; Dev has a pending order and nothing else.
async fn four_customers(app: &TestApp) {
    app.database
        .execute(
            "INSERT INTO customers (id, external_id, city, tags) OVERRIDING SYSTEM VALUE VALUES
                 (1, 'asha', 'Pune', '{VIP}'), (2, 'ben', 'pune ', '{vip, new}'), (3, 'chitra', 'Delhi', '{}'),
                 (4, 'dev', NULL, '{}');
             INSERT INTO audience (customer_id, spend_minor, order_count, first_order_at, last_order_at, visits, consent,
                                   phone_folded, email_folded, city_folded, tags, attributes, attribute_dates) VALUES
                 (1, 1500000, 1, '2026-03-01Z', '2026-03-01Z', 2, 0, '1', NULL, 'pune', '{vip}', '{\"tier\": \"gold\"}', '{}'),
                 (2, 4000, 2, '2024-01-01Z', '2024-02-01Z', 9, 2, '2', NULL, 'pune', '{vip,new}', '{\"tier\": 3}', '{}'),
                 (3, 0, 0, NULL, NULL, 0, 1, '3', 'c@x.in', 'delhi', '{}',
                  '{\"tier\": \"gold\", \"since\": \"2024-01-01\"}', '{\"since\": 1}'),
                 (4, 0, 0, NULL, NULL, 0, 1, NULL, NULL, NULL, '{}', '{}', '{}');
             INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at, channel, channel_folded, items,
                                 item_skus, item_categories) VALUES
                 ('1', 1, 1500000, 1, '2026-03-01Z', 'Web', 'web', '[{\"sku\": \"S1\", \"category\": \"Shoes\"}]',
                  '{s1}', '{shoes}'),
                 ('2', 2, 1000, 1, '2024-01-01Z', 'Store', 'store', NULL, NULL, NULL),
                 ('3', 2, 3000, 1, '2024-02-01Z', 'Store', 'store', NULL, NULL, NULL),
                 ('4', 4, 9900, 0, '2026-03-30Z', NULL, NULL, NULL, NULL, NULL)",
        )
        .await;
}

const PREVIEW: &str = "query ($rule: RuleInput!, $channel: Channel, $asOf: DateTime, $segmentId: ID) {
    segmentPreview(rule: $rule, channel: $channel, asOf: $asOf, segmentId: $segmentId) {
        count reachable everyone asOf sentence nodes { path count } } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_counts_every_node() {
    let app = TestApp::with(&[], &[]).await;
    four_customers(&app).await;
    let rule = json!({ "any": [
        { "all": [{ "spend": { "gt": "10000" } }, { "visits": { "lt": 3 } }] },
        { "lastOrderAt": { "notWithinLast": { "days": 90 } } },
        { "orders": { "where": { "status": ["PENDING"] }, "count": { "gte": 1 } } },
    ] });
    let preview = |channel: Value| json!({ "rule": rule, "channel": channel, "asOf": "2026-03-31T10:00:00Z" });
    let data = app.data(PREVIEW, preview(json!("SMS"))).await;
    assert_eq!(
        data["segmentPreview"],
        json!({
            "count": 4, "reachable": 2, "everyone": 4, "asOf": "2026-03-31T10:00:00Z",
            "sentence": "spent more than ₹10,000 and visited fewer than 3 times, or has not ordered within the last 90 \
                         days, or has at least 1 pending order",
            "nodes": [
                { "path": "", "count": 4 }, { "path": "any.0", "count": 1 }, { "path": "any.0.all.0", "count": 1 },
                { "path": "any.0.all.1", "count": 3 }, { "path": "any.1", "count": 3 }, { "path": "any.2", "count": 1 },
            ],
        })
    );
    for (channel, reachable) in [(json!("EMAIL"), 1), (json!("WHATSAPP"), 2), (Value::Null, 2)] {
        let data = app.data(PREVIEW, preview(channel)).await;
        assert_eq!(data["segmentPreview"]["reachable"], reachable);
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_sampled_and_paged() {
    let app = TestApp::with(&[], &[]).await;
    four_customers(&app).await;
    let query = "query ($rule: RuleInput!, $first: Int!) { segmentPreview(rule: $rule) {
        sample(first: $first) { externalId } } }";
    let rule = json!({ "orders": { "count": { "lt": 2 } } });
    let sampled = async |first: i32| {
        let mut data = app.data(query, json!({ "rule": rule, "first": first })).await;
        let sample = data["segmentPreview"]["sample"].take();
        let names = sample.as_array().unwrap().iter().map(|one| one["externalId"].as_str().unwrap().to_owned());
        names.collect::<Vec<String>>()
    };
    let all = sampled(5).await;
    assert_eq!(sampled(2).await, all[..2]);
    let mut sorted = all;
    sorted.sort();
    assert_eq!(sorted, ["asha", "chitra", "dev"]);

    let source = Source::Rule(parse(&rule.to_string()).unwrap());
    let page = |after: Option<String>| Members {
        source: source.clone(),
        page: PageArgs { first: Some(2), after, ..PageArgs::default() },
    };
    let (ctx, workspace) = (app.ctx(), workspace());
    let first = members(&ctx, &app.app.read, &workspace, &page(None)).await.unwrap().unwrap();
    assert_eq!(first.rows.iter().map(|(_, id)| id.0).collect::<Vec<_>>(), [4, 3]);
    assert!(first.has_next);
    let after = first.rows.last().map(|(cursor, _)| cursor.clone());
    let second = members(&ctx, &app.app.read, &workspace, &page(after)).await.unwrap().unwrap();
    assert_eq!(second.rows.iter().map(|(_, id)| id.0).collect::<Vec<_>>(), [1]);
    assert!(!second.has_next);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_policy_opt_in_reaches_only_who_said_yes() {
    let app = TestApp::with(&[], &[("CONSENT_POLICY", "opt_in")]).await;
    four_customers(&app).await;
    let data = app.data(PREVIEW, json!({ "rule": { "everyone": true }, "channel": "SMS" })).await;
    assert_eq!(data["segmentPreview"]["reachable"], 1);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_none_is_refused_with_every_path() {
    let app = TestApp::with(&[], &[]).await;
    let refused =
        app.graphql(PREVIEW, json!({ "rule": { "all": [{ "any": [] }, { "spend": { "gt": "1.005" } }] } })).await;
    let extensions = &refused["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "BAD_USER_INPUT", "{refused}");
    let paths: Vec<&Value> =
        extensions["problems"].as_array().unwrap().iter().map(|problem| &problem["path"]).collect();
    assert_eq!(paths, ["rule.all.0.any", "rule.all.1.spend.gt"]);
    let late = app.graphql(PREVIEW, json!({ "rule": { "everyone": true }, "asOf": "2300-01-01T00:00:00Z" })).await;
    assert_eq!(late["errors"][0]["extensions"]["path"], "asOf");
    for rule in [
        json!({}),
        json!({ "spend": {} }),
        json!({ "spend": { "gt": "1" }, "visits": { "gt": 1 } }),
        json!({ "spent": { "gt": "1" } }),
        json!({ "spend": { "gt": "1", "lt": "2" } }),
        json!({ "attribute": { "name": "a", "flag": true, "more": 1 } }),
        json!({ "all": null }),
        json!({ "visits": { "gt": 3_000_000_000_i64 } }),
        json!({ "createdAt": { "after": "tomorrow" } }),
    ] {
        let refused = app.graphql(PREVIEW, json!({ "rule": rule })).await;
        assert!(refused["errors"][0]["message"].is_string(), "{rule} passed: {refused}");
        assert!(refused["data"].is_null(), "{rule}: {refused}");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_shows_what_the_customer_has() {
    let app = TestApp::with(&[], &[]).await;
    four_customers(&app).await;
    let query = "query ($rule: RuleInput, $customer: ID!) { explainMembership(rule: $rule, customerId: $customer) {
        matches nodes { path matches actual } } }";
    let rule = json!({ "all": [
        { "spend": { "gte": "15000" } },
        { "city": { "eq": "PUNE" } },
        { "orders": { "where": { "sku": { "startsWith": "s" }, "category": { "eq": "shoes" } }, "max": { "gt": "1" } } },
        { "averageOrderValue": { "lt": "1" } },
    ] });
    let explained = app.data(query, json!({ "rule": rule, "customer": "cus_1" })).await;
    assert_eq!(
        explained["explainMembership"],
        json!({ "matches": false, "nodes": [
            { "path": "", "matches": false, "actual": null },
            { "path": "all.0", "matches": true, "actual": "₹15,000" },
            { "path": "all.1", "matches": true, "actual": "“Pune”" },
            { "path": "all.2", "matches": true,
              "actual": "1 order, ₹15,000 in total, ₹15,000 on average, ₹15,000 at most" },
            { "path": "all.3", "matches": false, "actual": "₹15,000" },
        ] })
    );
    let rule = json!({ "any": [
        { "tag": { "has": "vip" } }, { "attribute": { "name": "tier", "text": { "eq": "GOLD" } } },
        { "name": { "eq": "x" } }, { "attribute": { "name": "absent", "flag": true } },
    ] });
    app.database.execute("UPDATE customers SET attributes = '{\"tier\": \"Gold\"}' WHERE id = 1").await;
    let explained = app.data(query, json!({ "rule": rule, "customer": "cus_1" })).await;
    let nodes = explained["explainMembership"]["nodes"].as_array().unwrap();
    let actual: Vec<&Value> = nodes.iter().map(|node| &node["actual"]).collect();
    assert_eq!(actual, [&Value::Null, &json!("“VIP”"), &json!("“Gold”"), &json!("missing"), &json!("missing")]);
    let nobody = app.graphql(query, json!({ "rule": rule, "customer": "cus_99" })).await;
    assert_eq!(nobody["errors"][0]["extensions"]["path"], "customerId");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_knows_the_brands_own_words() {
    let app = TestApp::with(&[], &[]).await;
    four_customers(&app).await;
    let data = app.data("{ ruleFields { name kind comparisons values attributes { name kinds } } }", json!({})).await;
    let field =
        |name: &str| data["ruleFields"].as_array().unwrap().iter().find(|field| field["name"] == name).unwrap().clone();
    assert_eq!(field("city")["values"], json!(["Pune", "Delhi"]));
    assert_eq!(field("tag")["values"], json!(["VIP", "new"]));
    assert_eq!(field("consent")["values"], json!(["GRANTED", "UNKNOWN", "WITHDRAWN"]));
    assert_eq!(field("orders.where.channel")["values"], json!(["Store", "Web"]));
    assert_eq!(field("orders.where.category")["values"], json!(["Shoes"]));
    assert_eq!(
        field("attribute")["attributes"],
        json!([{ "name": "since", "kinds": ["DATE"] }, { "name": "tier", "kinds": ["TEXT", "NUMBER"] }])
    );
    assert_eq!(field("spend")["kind"], "MONEY");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_preview_sees_what_changes() {
    let app = TestApp::with(&[], &[]).await;
    let stop = CancellationToken::new();
    let tail = tokio::spawn({
        let (live, stop) = (app.app.live.clone(), stop.clone());
        async move { live.run(stop).await }
    });
    let rule = parse(r#"{"spend": {"gt": "100"}}"#).unwrap();
    let request = PreviewRequest { rule, editing: None, channel: None, as_of: None };
    let handles = (&app.app.read, &app.app.live, &app.app.previews);
    let follow = || follow_preview(&app.ctx(), handles, workspace(), request.clone()).unwrap();
    let mut previews = Box::pin(follow());
    let count = |answer: xeno::segments::PreviewAnswer| answer.as_ref().as_ref().unwrap().as_ref().unwrap().count;
    assert_eq!(count(previews.next().await.unwrap()), 0);
    four_customers(&app).await;
    live::announce(&app.app.redis, &[Notice::Audience]).await;
    let seen = tokio::time::timeout(Duration::from_secs(10), async {
        while let Some(answer) = previews.next().await {
            if count(answer) == 1 {
                return true;
            }
        }
        false
    });
    assert!(seen.await.expect("the change is seen within 10 s"));
    let mut second = Box::pin(follow());
    assert_eq!(count(second.next().await.unwrap()), 1, "who joins later begins with the state that is known");
    stop.cancel();
    tail.await.unwrap();
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_takes_too_long_gives_up_as_a_timeout() {
    let app = TestApp::with(&[], &[]).await;
    // Half a million customers are counted in tens of milliseconds, not in one.
    app.database
        .execute(
            "INSERT INTO customers (external_id) SELECT n::text FROM generate_series(1, 500000) n;
             INSERT INTO audience (customer_id) SELECT id FROM customers",
        )
        .await;
    let terms = Terms { currency: Currency::INR, library: &Library::default(), editing: None };
    let rule = check(&parse(r#"{"name": {"contains": "a"}}"#).unwrap(), terms).unwrap();
    let moment = Moment { as_of: as_of(), zone: workspace().timezone };
    let question = Question { rule: &rule, moment, channel: None, consent: workspace().consent };
    let hurried = SqlEngine { db: &app.app.read, timeout: Duration::from_millis(1) };
    assert!(matches!(hurried.count(question).await, Err(Error::Timeout)));
    assert_eq!(SqlEngine::new(&app.app.read).count(question).await.unwrap().everyone, 500_000);
    app.finish(0).await;
}
