//! Drafts, and everything that can be wrong with them.

use serde_json::{Value, json};
use xeno::campaigns::draft::{self, Update};
use xeno::campaigns::status::CampaignStatus;

use super::world::*;
use crate::support::TestApp;

const CREATE: &str = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) {
    campaign { id name status channel message rule ratePerSecond createdBy progress { audience sequence } }
    userErrors { code path } } }";
const UPDATE: &str = "mutation ($input: CampaignUpdateInput!) { campaignUpdate(input: $input) {
    campaign { name channel message ratePerSecond } userErrors { code path } } }";

fn errors(payload: &Value) -> Vec<(String, String)> {
    let list = payload["userErrors"].as_array().unwrap();
    list.iter()
        .map(|error| (error["path"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned()))
        .collect()
}

fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort();
    pairs
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_created_changed_listed_and_found() {
    let test = TestApp::with(&[], &[]).await;
    let input = json!({ "name": " Diwali ", "rule": { "everyone": true }, "message": "Hi {{ first_name | default('there') }}" });
    let made = test.data(CREATE, json!({ "input": input })).await["campaignCreate"].clone();
    let id = made["campaign"]["id"].clone();
    assert_eq!(
        made,
        json!({ "userErrors": [], "campaign": {
            "id": id, "name": "Diwali", "status": "DRAFT", "channel": "SMS", "rule": { "everyone": true },
            "message": "Hi {{ first_name | default('there') }}", "ratePerSecond": null, "createdBy": "local-admin",
            "progress": { "audience": 0, "sequence": 0 } } })
    );
    let change = json!({ "id": id, "name": "Holi", "channel": "EMAIL", "ratePerSecond": 50 });
    let changed = test.data(UPDATE, json!({ "input": change })).await["campaignUpdate"]["campaign"].clone();
    let message = "Hi {{ first_name | default('there') }}";
    assert_eq!(changed, json!({ "name": "Holi", "channel": "EMAIL", "message": message, "ratePerSecond": 50 }));
    let unlimited = test.data(UPDATE, json!({ "input": { "id": id, "ratePerSecond": null } })).await;
    assert_eq!(unlimited["campaignUpdate"]["campaign"]["ratePerSecond"], Value::Null);

    let second = test.data(CREATE, json!({ "input": input })).await["campaignCreate"]["campaign"]["id"].clone();
    let list = "query ($status: [CampaignStatus!], $search: String, $first: Int, $after: String) {
        campaigns(status: $status, search: $search, first: $first, after: $after) {
            nodes { id } pageInfo { hasNextPage endCursor } } }";
    let page = test.data(list, json!({ "first": 1 })).await["campaigns"].clone();
    assert_eq!((&page["nodes"], &page["pageInfo"]["hasNextPage"]), (&json!([{ "id": second }]), &json!(true)));
    let next = json!({ "first": 1, "after": page["pageInfo"]["endCursor"] });
    let page = test.data(list, next).await["campaigns"].clone();
    assert_eq!((&page["nodes"], &page["pageInfo"]["hasNextPage"]), (&json!([{ "id": id }]), &json!(false)));
    assert_eq!(test.data(list, json!({ "search": "hOL" })).await["campaigns"]["nodes"], json!([{ "id": id }]));
    assert_eq!(test.data(list, json!({ "status": ["RUNNING"] })).await["campaigns"]["nodes"], json!([]));
    let found = test.data("query ($id: ID!) { campaign(id: $id) { name } }", json!({ "id": id })).await;
    assert_eq!(found["campaign"]["name"], "Holi");
    let nothing = test.data("{ campaign(id: \"cam_zz\") { name } }", json!({})).await;
    assert_eq!(nothing["campaign"], Value::Null);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_draft_is_said_with_its_path_and_nothing_is_made() {
    let test = TestApp::with(&[], &[]).await;
    let rule = json!({ "everyone": true });
    let cases = [
        (json!({ "name": "x", "message": "Hi" }), vec![("input", "AUDIENCE_REQUIRED")]),
        (
            json!({ "name": " ", "rule": rule, "message": "" }),
            vec![("input.message", "EMPTY_MESSAGE"), ("input.name", "INVALID_NAME")],
        ),
        (json!({ "name": "x".repeat(201), "rule": rule, "message": "Hi" }), vec![("input.name", "INVALID_NAME")]),
        (
            json!({ "name": "a\u{0}b", "rule": rule, "message": "Hi\u{0}" }),
            vec![("input.message", "INVALID_TEXT"), ("input.name", "INVALID_NAME")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "Hi {{ frist_name }}" }),
            vec![("input.message", "UNKNOWN_VARIABLE")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "{% for i in range(1000000000) %}x{% endfor %}" }),
            vec![("input.message", "INVALID_TEMPLATE")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "{{ 'x' * 100000000 }}" }),
            vec![("input.message", "INVALID_TEMPLATE")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "x".repeat(5 << 10) }),
            vec![("input.message", "TEMPLATE_TOO_LONG")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "Hi", "ratePerSecond": 0 }),
            vec![("input.ratePerSecond", "INVALID_RATE")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "Hi", "segmentId": "cam_1" }),
            vec![("input.segmentId", "INVALID_ID")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "Hi", "segmentId": "seg_1" }),
            vec![("input.rule", "AUDIENCE_AMBIGUOUS")],
        ),
        (
            json!({ "name": "x", "rule": rule, "message": "Hi", "idempotencyKey": "" }),
            vec![("input.idempotencyKey", "INVALID_IDEMPOTENCY_KEY")],
        ),
    ];
    for (input, expected) in cases {
        let payload = test.data(CREATE, json!({ "input": input })).await["campaignCreate"].clone();
        let expected: Vec<_> = expected.into_iter().map(|(path, code)| (path.to_owned(), code.to_owned())).collect();
        assert_eq!(sorted(errors(&payload)), expected, "{input}");
        assert_eq!(payload["campaign"], Value::Null);
    }
    assert_eq!(test.database.number("SELECT count(*) FROM campaigns").await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn creating_with_a_key_makes_one_campaign() {
    let test = TestApp::with(&[], &[]).await;
    let with_key = async |name: &str| {
        let mut input = draft_of("Hello");
        input.name = name.to_owned();
        input.idempotency_key = Some("k1".to_owned());
        draft::create(&test.ctx(), handles(&test), input).await.unwrap()
    };
    let first = with_key("Diwali").await.unwrap();
    assert_eq!(with_key("Diwali").await.unwrap().id, first.id);
    let reused = with_key("Holi").await.unwrap_err();
    assert_eq!(reused[0].code, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(test.database.number("SELECT count(*) FROM campaigns").await, 1);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_launched_only_the_rate_changes_and_at_its_end_nothing() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 10).await;
    let id = launched(&test, "Hello").await;
    let update = async |update: Update| draft::update(&test.ctx(), handles(&test), id, update).await.unwrap();
    let rate = Update { rate_per_second: Some(Some(7)), ..Update::default() };
    assert_eq!(update(rate.clone()).await.unwrap().rate_per_second, Some(7));
    let message = Update { message: Some("Bye".to_owned()), name: Some("x".to_owned()), ..rate.clone() };
    let problems = update(message).await.unwrap_err();
    let found: Vec<_> = problems.iter().map(|problem| (problem.path.as_str(), problem.code.as_ref())).collect();
    assert_eq!(found, [("input.name", "ALREADY_LAUNCHED"), ("input.message", "ALREADY_LAUNCHED")]);
    let campaign = prepared(&test, id).await;
    assert_eq!((campaign.status, campaign.message.as_str()), (CampaignStatus::Running, "Hello"));
    xeno::campaigns::steer::cancel(&test.ctx(), handles(&test), target(id)).await.unwrap().unwrap();
    assert_eq!(update(rate).await.unwrap_err()[0].code, "CAMPAIGN_FINISHED");
    test.finish(0).await;
}
