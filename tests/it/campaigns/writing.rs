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
            json!({ "name": "x", "rule": rule, "message": "{% if false %}x{% endif %}" }),
            vec![("input.message", "SAYS_NOTHING")],
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

#[tokio::test(flavor = "multi_thread")]
async fn changing_with_a_key_changes_once() {
    let test = TestApp::with(&[], &[]).await;
    let id = created(&test, "Hello").await.to_string();
    let update = async |input: Value| test.data(UPDATE, json!({ "input": input })).await["campaignUpdate"].take();
    let rate = async || test.database.number("SELECT coalesce(rate_per_second, 0) FROM campaigns").await;
    let first = json!({ "id": id, "ratePerSecond": 5, "idempotencyKey": "k1" });
    assert_eq!(update(first.clone()).await["campaign"]["ratePerSecond"], 5);
    assert_eq!(update(json!({ "id": id, "ratePerSecond": 9 })).await["campaign"]["ratePerSecond"], 9);
    assert_eq!(errors(&update(first).await), []);
    assert_eq!(rate().await, 9, "a repetition changes nothing");
    // To take the limit away is another input than to leave it.
    for input in [json!({ "id": id, "ratePerSecond": null }), json!({ "id": id }), json!({ "id": id, "name": "x" })] {
        let mut input = input;
        input["idempotencyKey"] = json!("k1");
        let reused = ("input.idempotencyKey".to_owned(), "IDEMPOTENCY_KEY_REUSED".to_owned());
        assert_eq!(errors(&update(input).await), [reused]);
    }
    assert_eq!(rate().await, 9);
    let broken = update(json!({ "id": id, "idempotencyKey": " " })).await;
    let invalid = ("input.idempotencyKey".to_owned(), "INVALID_IDEMPOTENCY_KEY".to_owned());
    assert_eq!(errors(&broken), [invalid]);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_says_whom_it_is_for_before_and_after_its_launch() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 3).await;
    let segment =
        "mutation { segmentCreate(input: { name: \"Big\", rule: { spend: { gt: \"1000\" } } }) { segment { id } } }";
    let segment = test.data(segment, json!({})).await["segmentCreate"]["segment"]["id"].take();
    let create = async |audience: Value| {
        let mut input = json!({ "name": "x", "message": "Hi" });
        input.as_object_mut().unwrap().extend(audience.as_object().unwrap().clone());
        test.data(CREATE, json!({ "input": input })).await["campaignCreate"]["campaign"]["id"].take()
    };
    let says = async |id: &Value| {
        let query = "query ($id: ID!) { campaign(id: $id) { sentence } }";
        test.data(query, json!({ "id": id })).await["campaign"]["sentence"].take()
    };
    let on_it = create(json!({ "segmentId": segment })).await;
    let named = create(json!({ "rule": { "not": { "segment": segment } } })).await;
    assert_eq!(says(&on_it).await, "spent more than ₹1,000");
    assert_eq!(says(&named).await, "not (is in the segment “Big”)");
    launch(&test, named.as_str().unwrap().parse().unwrap()).await.unwrap();
    assert_eq!(says(&named).await, "not (spent more than ₹1,000)");
    test.database.execute("UPDATE segments SET rule = '{\"any\": []}'").await;
    let broken = says(&on_it).await;
    assert!(broken.as_str().unwrap().starts_with("an audience that cannot be used: "), "{broken}");
    // In a list each says its own, whatever stands beside it.
    let unreadable = create(json!({ "rule": { "visits": { "gt": 1 } } })).await;
    create(json!({ "rule": { "visits": { "gt": 2 } } })).await;
    let number: xeno::ids::CampaignId = unreadable.as_str().unwrap().parse().unwrap();
    let spoil = format!("UPDATE campaigns SET rule = '{{\"nonsense\": 1}}' WHERE id = {}", number.0);
    test.database.execute(&spoil).await;
    let listed = test.data("{ campaigns(first: 9) { nodes { sentence } } }", json!({})).await;
    let listed: Vec<&str> = listed["campaigns"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["sentence"].as_str().unwrap())
        .collect();
    let starts = ["visited more than 2 times", "an audience that", "not (spent more", "an audience that"];
    assert!(listed.len() == 4 && listed.iter().zip(starts).all(|(said, start)| said.starts_with(start)), "{listed:?}");
    test.finish(0).await;
}
