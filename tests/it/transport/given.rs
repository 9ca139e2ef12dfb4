//! What is given and cannot be meant is refused with the place where it stands.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::socket::{Received, Socket};

const PREVIEW: &str =
    "query ($rule: RuleInput!, $asOf: DateTime) { segmentPreview(rule: $rule, asOf: $asOf) { count } }";
const DASHBOARD: &str = "query ($from: DateTime, $to: DateTime) { dashboard(from: $from, to: $to) { orders } }";
const RECEIPTS: &str = "mutation ($input: ReceiptsRecordInput!) { receiptsRecord(input: $input) { acceptedCount } }";

fn rule(rule: Value) -> Value {
    json!({ "rule": rule })
}

/// Operations with something in them that cannot be, where it stands, and what it is called.
fn misuse() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let everyone = json!({ "everyone": true });
    let late = |instant: &str| json!([{ "key": "k", "status": "FAILED", "occurredAt": instant }]);
    vec![
        (PREVIEW, json!({ "rule": everyone, "asOf": "yesterday" }), "asOf", "INVALID_DATE"),
        (PREVIEW, json!({ "rule": everyone, "asOf": [] }), "asOf", "INVALID_DATE"),
        (PREVIEW, json!({ "rule": everyone, "asOf": "2300-01-01T00:00:00Z" }), "asOf", "DATE_OUT_OF_RANGE"),
        (PREVIEW, rule(json!({ "spend": { "gt": [] } })), "rule.spend.gt", "INVALID_NUMBER"),
        (PREVIEW, rule(json!({ "spend": { "gt": true } })), "rule.spend.gt", "INVALID_NUMBER"),
        (PREVIEW, rule(json!({ "spend": { "gt": "1.005" } })), "rule.spend.gt", "INVALID_AMOUNT"),
        (
            PREVIEW,
            rule(json!({ "any": [everyone, { "not": { "createdAt": { "before": "yesterday" } } }] })),
            "rule.any.1.not.createdAt.before",
            "INVALID_DATE",
        ),
        (PREVIEW, rule(json!({ "visits": { "gt": 3_000_000_000_u32 } })), "rule.visits.gt", "OUT_OF_RANGE"),
        (PREVIEW, rule(json!({ "visits": { "gt": u64::MAX } })), "rule.visits.gt", "OUT_OF_RANGE"),
        (PREVIEW, rule(json!({ "all": [everyone, {}] })), "rule.all.1", "NOT_EXACTLY_ONE"),
        (PREVIEW, rule(json!({ "spend": { "gt": "1", "lt": "2" } })), "rule.spend", "NOT_EXACTLY_ONE"),
        (PREVIEW, rule(json!({ "all": null })), "rule", "NOT_EXACTLY_ONE"),
        (
            "query ($rule: RuleInput = { visits: { gt: 1, lt: 2 } }) { ...F } fragment F on Query {
                 ... on Query { messagePreview(message: \"Hi\", rule: $rule) { reachable } } }",
            json!({}),
            "rule.visits",
            "NOT_EXACTLY_ONE",
        ),
        ("{ dashboard(from: true) { orders } }", json!({}), "from", "INVALID_DATE"),
        (DASHBOARD, json!({ "to": "9999-01-01T00:00:00Z" }), "to", "DATE_OUT_OF_RANGE"),
        (DASHBOARD, json!({ "from": "0001-01-01T00:00:00Z" }), "from", "DATE_OUT_OF_RANGE"),
        (DASHBOARD, json!({ "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" }), "to", "REVERSED_RANGE"),
        (RECEIPTS, json!({ "input": { "receipts": late("soon") } }), "input.receipts.0.occurredAt", "INVALID_DATE"),
        ("{ campaigns(first: 9999999999) { nodes { id } } }", json!({}), "first", "OUT_OF_RANGE"),
        ("{ campaigns(first: 0) { nodes { id } } }", json!({}), "first", "INVALID_PAGE"),
        ("{ campaign(id: \"x\") { id } }", json!({}), "id", "INVALID_ID"),
        ("{ campaign(id: \"seg_1\") { id } }", json!({}), "id", "INVALID_ID"),
        ("{ segment(id: \"cam_1\") { id } }", json!({}), "id", "INVALID_ID"),
        ("{ customer(id: \"cam_1\") { id } }", json!({}), "id", "INVALID_ID"),
        ("{ customer { id } }", json!({}), "id", "NOT_EXACTLY_ONE"),
        ("{ node(id: \"x\") { id } }", json!({}), "id", "INVALID_ID"),
        ("{ ingestBatch(id: \"cam_1\") { id } }", json!({}), "id", "INVALID_ID"),
        (
            "{ segmentPreview(rule: { everyone: true }, segmentId: \"x\") { count } }",
            json!({}),
            "segmentId",
            "INVALID_ID",
        ),
        ("{ messagePreview(message: \"Hi\", segmentId: \"x\") { reachable } }", json!({}), "segmentId", "INVALID_ID"),
        (
            "{ explainMembership(rule: { everyone: true }, customerId: \"x\") { matches } }",
            json!({}),
            "customerId",
            "INVALID_ID",
        ),
        ("{ explainMembership(customerId: \"cus_1\") { matches } }", json!({}), "rule", "NOT_EXACTLY_ONE"),
        ("subscription { campaignProgress(id: \"x\") { sent } }", json!({}), "id", "INVALID_ID"),
        ("subscription { ingestProgress(batchId: \"x\") { accepted } }", json!({}), "batchId", "INVALID_ID"),
        (
            "subscription { segmentPreview(rule: { visits: {} }) { count } }",
            json!({}),
            "rule.visits",
            "NOT_EXACTLY_ONE",
        ),
    ]
}

/// What is wrong with a refusal; nothing, where it is as it should be.
fn fault(errors: &Value, (path, code): (&str, &str)) -> Option<String> {
    let (message, extensions) = (errors[0]["message"].as_str()?, &errors[0]["extensions"]);
    let told = message.starts_with(&format!("{path}: ")) && message.ends_with('.');
    let coded = extensions["code"] == "BAD_USER_INPUT" && extensions["problems"][0]["code"] == code;
    (!told || !coded || extensions["path"] != path).then(|| format!("{path} {code}: {errors}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_refused_with_its_place_and_what_to_give_instead() {
    let test = TestApp::with(&[], &[]).await;
    let mut faults = Vec::new();
    for (query, variables, path, code) in misuse() {
        let what = format!("{query} {variables}");
        let errors = if query.starts_with("subscription") {
            let mut socket = Socket::subscribe(&test.url, query, variables).await;
            let Received::Message(mut message) = socket.receive().await else { panic!("closed: {what}") };
            if message["type"] == "error" { message["payload"].take() } else { message["payload"]["errors"].take() }
        } else {
            test.graphql(query, variables).await["errors"].take()
        };
        assert!(errors[0]["message"].is_string(), "it passed: {what}: {errors}");
        let place = &errors[0]["locations"][0];
        assert!(place["line"].as_u64() >= Some(1) && place["column"].as_u64() >= Some(1), "{what}: {errors}");
        faults.extend(fault(&errors, (path, code)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_of_one_says_what_was_given() {
    let test = TestApp::with(&[], &[]).await;
    let message = async |given: Value| {
        let answer = test.graphql(PREVIEW, rule(given)).await;
        answer["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        message(json!({ "spend": { "gt": "1", "lt": "2" } })).await,
        "rule.spend: Several are given: gt, lt. Give exactly one of them."
    );
    assert_eq!(message(json!({ "spend": null })).await, "rule: \"spend\" is null. Give it a value.");
    // A null under a name that there is not is not taken for a null of its neighbour.
    let beside = message(json!({ "nonsense": null, "visits": { "gt": 1 } })).await;
    assert!(!beside.contains("is null"), "{beside}");
    assert_eq!(
        message(json!({ "createdAt": { "withinLast": {} } })).await,
        "rule.createdAt.withinLast: Nothing is given. Give exactly one of hours, days, weeks, months, years."
    );
    assert_eq!(
        message(json!({ "spend": { "gt": "1.005" } })).await,
        "rule.spend.gt: \"1.005\" will not do. Amounts in INR have at most 2 decimals; round this one."
    );
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_operations_in_one_body_are_refused_by_name() {
    let test = TestApp::with(&[], &[]).await;
    let body = json!([{ "query": "{ __typename }" }]);
    let answer = test.http.post(format!("{}/graphql", test.url)).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let answer: Value = answer.json().await.unwrap();
    let message = "The body is a list. Send one operation a request, as a JSON object.";
    assert_eq!(answer["errors"][0]["message"], message);
    test.finish(0).await;
}

/// Longer than any question may take by itself.
const PATIENCE: Duration = Duration::from_secs(25);

#[tokio::test(flavor = "multi_thread")]
async fn questions_about_audiences_give_up_by_themselves() {
    use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
    let test = TestApp::with(&[], &[]).await;
    test.database
        .execute(
            "INSERT INTO customers (id, external_id) OVERRIDING SYSTEM VALUE VALUES (1, 'a');
             INSERT INTO audience (customer_id) VALUES (1)",
        )
        .await;
    let mut other = AsyncPgConnection::establish(&test.database.url).await.unwrap();
    other.batch_execute("BEGIN; LOCK TABLE segments IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let asked = [
        "{ explainMembership(segmentId: \"seg_1\", customerId: \"cus_1\") { matches } }",
        "{ messagePreview(message: \"Hi\", segmentId: \"seg_1\") { reachable } }",
        "{ customer(externalId: \"a\") { segments { nodes { id } } } }",
    ];
    let answers = futures::future::join_all(asked.map(|query| test.graphql(query, json!({}))));
    let answers = tokio::time::timeout(PATIENCE, answers).await.expect("they give up by themselves");
    for (query, answer) in asked.iter().zip(answers) {
        assert_eq!(answer["errors"][0]["extensions"]["code"], "TIMEOUT", "{query}: {answer}");
    }
    other.batch_execute("ROLLBACK").await.unwrap();
    test.finish(0).await;
}
