//! What campaigns are about: suggested, set by people, found again.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::ollama::{Model, Says};
use crate::support::{TestApp, until};

const CREATE: &str = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) {
    campaign { id tags { name suggested } } userErrors { message } } }";
const UPDATE: &str = "mutation ($input: CampaignUpdateInput!) { campaignUpdate(input: $input) {
    campaign { tags { name suggested } } userErrors { message } } }";
const SET: &str = "mutation ($input: CampaignSetTagsInput!) { campaignSetTags(input: $input) {
    campaign { tags { name suggested } } userErrors { code path } } }";
const FOUND: &str = "query ($tag: String, $first: Int, $after: String, $last: Int, $before: String) {
    campaigns(tag: $tag, first: $first, after: $after, last: $last, before: $before) {
        nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

fn suggested(tags: &[&str]) -> Value {
    tags.iter().map(|tag| json!({ "name": tag, "suggested": true })).collect()
}

fn set(tags: &[&str]) -> Value {
    tags.iter().map(|tag| json!({ "name": tag, "suggested": false })).collect()
}

async fn created(app: &TestApp, name: &str, message: &str, rule: Value) -> (Value, Value) {
    let input = json!({ "name": name, "message": message, "rule": rule });
    let mut made = app.data(CREATE, json!({ "input": input })).await["campaignCreate"]["campaign"].take();
    (made["id"].take(), made["tags"].take())
}

async fn set_tags(app: &TestApp, id: &Value, tags: Value) -> Value {
    app.data(SET, json!({ "input": { "id": id, "tags": tags } })).await["campaignSetTags"].take()
}

fn names(found: &Value) -> Vec<&str> {
    found["campaigns"]["nodes"].as_array().unwrap().iter().map(|node| node["name"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_suggested_and_follow_the_text_until_a_person_sets_them() {
    let app = TestApp::with(&[], &[]).await;
    let lapsed = json!({ "lastOrderAt": { "notWithinLast": { "days": 90 } } });
    let (id, tags) = created(&app, "Diwali", "Hi", lapsed).await;
    assert_eq!(tags, suggested(&["win-back", "seasonal"]));
    let update = async |change: Value| {
        let mut input = change;
        input["id"] = id.clone();
        app.data(UPDATE, json!({ "input": input })).await["campaignUpdate"]["campaign"]["tags"].take()
    };
    assert_eq!(update(json!({ "message": "Hi, 20% off" })).await, suggested(&["win-back", "seasonal", "discount"]));
    assert_eq!(update(json!({ "rule": { "everyone": true } })).await, suggested(&["seasonal", "discount"]));
    let payload = set_tags(&app, &id, json!(["vip drop", "seasonal"])).await;
    assert_eq!(payload, json!({ "campaign": { "tags": set(&["vip drop", "seasonal"]) }, "userErrors": [] }));
    assert_eq!(update(json!({ "name": "New arrivals" })).await, set(&["vip drop", "seasonal"]));
    let none = set_tags(&app, &id, json!([])).await;
    assert_eq!(none["campaign"]["tags"], json!([]));
    assert_eq!(update(json!({ "name": "New arrivals for all" })).await, json!([]));
    // Suggested again once a person asks for it.
    let again = set_tags(&app, &id, Value::Null).await;
    assert_eq!(again["campaign"]["tags"], suggested(&["launch", "discount"]));
    assert_eq!(update(json!({ "name": "Plain" })).await, suggested(&["discount"]));
    let entries = app.data("{ auditLog(first: 20) { nodes { action subject actor } } }", json!({})).await;
    let deeds = entries["auditLog"]["nodes"].as_array().unwrap().iter();
    let deed = json!({ "action": "campaign.set_tags", "subject": id, "actor": "local-admin" });
    assert_eq!(deeds.filter(|entry| **entry == deed).count(), 3);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launched_campaigns_tags_can_be_set_too() {
    let app = TestApp::with(&[], &[]).await;
    let (id, _) = created(&app, "Diwali", "Hi", json!({ "everyone": true })).await;
    let launch = "mutation ($id: ID!) { campaignLaunch(input: { id: $id }) { userErrors { code } } }";
    assert_eq!(app.data(launch, json!({ "id": id })).await["campaignLaunch"]["userErrors"], json!([]));
    assert_eq!(set_tags(&app, &id, json!(["kept"])).await["campaign"]["tags"], set(&["kept"]));
    assert_eq!(set_tags(&app, &id, Value::Null).await["campaign"]["tags"], suggested(&["seasonal"]));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_is_none_is_a_problem_with_its_path_and_nothing_changes() {
    let app = TestApp::with(&[], &[]).await;
    let (id, _) = created(&app, "Diwali", "Hi", json!({ "everyone": true })).await;
    let long = "x".repeat(41);
    let eleven: Vec<String> = (0..11).map(|number| format!("tag {number}")).collect();
    for (tags, path, code) in [
        (json!(["fine", "Diwali"]), "input.tags.1", "INVALID_TAG"),
        (json!([""]), "input.tags.0", "INVALID_TAG"),
        (json!([" x"]), "input.tags.0", "INVALID_TAG"),
        (json!([long]), "input.tags.0", "INVALID_TAG"),
        (json!(["a\u{0}b"]), "input.tags.0", "INVALID_TAG"),
        (json!(["<b>"]), "input.tags.0", "INVALID_TAG"),
        (json!(["one", "two", "one"]), "input.tags.2", "DUPLICATE_TAG"),
        (json!(eleven), "input.tags", "TOO_MANY_TAGS"),
    ] {
        let payload = set_tags(&app, &id, tags.clone()).await;
        assert_eq!(payload, json!({ "campaign": null, "userErrors": [{ "code": code, "path": path }] }), "{tags}");
    }
    for tags in [json!(["x"]), Value::Null] {
        let unknown = set_tags(&app, &json!("cam_zz"), tags).await;
        assert_eq!(unknown["userErrors"], json!([{ "code": "NOT_FOUND", "path": "input.id" }]));
    }
    let found =
        app.data("query ($id: ID!) { campaign(id: $id) { tags { name suggested } } }", json!({ "id": id })).await;
    assert_eq!(found["campaign"]["tags"], suggested(&["seasonal"]));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_are_found_by_tag_page_by_page_and_the_tags_in_use_are_listed() {
    let app = TestApp::with(&[], &[]).await;
    for number in 1..=5 {
        let (id, _) = created(&app, &format!("number {number}"), "Hi", json!({ "everyone": true })).await;
        let tags = if number == 3 { json!(["even"]) } else { json!(["odd", "number"]) };
        set_tags(&app, &id, tags).await;
    }
    assert_eq!(app.data("{ campaignTags }", json!({})).await["campaignTags"], json!(["even", "number", "odd"]));
    let page = app.data(FOUND, json!({ "tag": "odd", "first": 2 })).await;
    assert_eq!(names(&page), ["number 5", "number 4"]);
    assert_eq!(page["campaigns"]["pageInfo"]["hasNextPage"], true);
    let next = json!({ "tag": "odd", "first": 2, "after": page["campaigns"]["pageInfo"]["endCursor"] });
    let page = app.data(FOUND, next).await;
    assert_eq!(names(&page), ["number 2", "number 1"]);
    assert_eq!(page["campaigns"]["pageInfo"]["hasNextPage"], false);
    let back = json!({ "tag": "odd", "last": 1, "before": page["campaigns"]["pageInfo"]["startCursor"] });
    assert_eq!(names(&app.data(FOUND, back).await), ["number 4"]);
    assert_eq!(names(&app.data(FOUND, json!({ "tag": "even" })).await), ["number 3"]);
    assert_eq!(names(&app.data(FOUND, json!({ "tag": "eve" })).await), Vec::<&str>::new());
    assert_eq!(names(&app.data(FOUND, json!({})).await).len(), 5);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_chooses_among_the_known_tags_only() {
    let tags = |tags: &[&str]| Says::json(&json!({ "tags": tags }));
    let made_up = ["win-back", "free-money"];
    let model = Model::start([
        tags(&["event"]),
        tags(&made_up),
        tags(&made_up),
        tags(&["event", "launch", "discount", "welcome", "feedback"]),
        Says::Content("event".to_owned()),
        tags(&[]),
        tags(&[]),
    ])
    .await;
    let settings = [("OLLAMA_URL", model.url.as_str()), ("OLLAMA_MODEL", "stand-in"), ("OLLAMA_TIMEOUT_SECONDS", "1")];
    let app = TestApp::with(&[], &settings).await;
    let (id, first) = created(&app, "Diwali", "Hi", json!({ "everyone": true })).await;
    assert_eq!((first, model.times_asked()), (suggested(&["seasonal"]), 0));
    assert_eq!(set_tags(&app, &id, Value::Null).await["campaign"]["tags"], suggested(&["event"]));
    assert_eq!(set_tags(&app, &id, Value::Null).await["campaign"]["tags"], suggested(&["seasonal"]), "none of ours");
    assert_eq!(
        set_tags(&app, &id, Value::Null).await["campaign"]["tags"],
        suggested(&["seasonal"]),
        "too many, then no JSON"
    );
    assert_eq!(set_tags(&app, &id, Value::Null).await["campaign"]["tags"], suggested(&["seasonal"]), "not one");
    let runs = app.data("{ assistantRuns(first: 4) { nodes { task outcome } } }", json!({})).await;
    let outcomes: Vec<&Value> =
        runs["assistantRuns"]["nodes"].as_array().unwrap().iter().map(|run| &run["outcome"]).collect();
    assert_eq!(outcomes, ["FELL_BACK", "FELL_BACK", "FELL_BACK", "ANSWERED"]);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_change_while_tags_are_thought_of_is_not_undone() {
    let go_on = Arc::new(Notify::new());
    let event = || Says::When(Arc::clone(&go_on), json!({ "tags": ["event"] }).to_string());
    let model = Model::start([event(), event(), event()]).await;
    let settings = [("OLLAMA_URL", model.url.as_str()), ("OLLAMA_MODEL", "stand-in"), ("OLLAMA_TIMEOUT_SECONDS", "60")];
    let app = TestApp::with(&[], &settings).await;
    let thought_of = async |id: &Value, times: usize, meanwhile: Option<(&str, Value)>| {
        let meanwhile = async {
            until("the model is asked", Duration::from_secs(20), async || model.times_asked() == times).await;
            if let Some((query, input)) = meanwhile {
                app.data(query, json!({ "input": input })).await;
            }
            go_on.notify_one();
        };
        let (payload, ()) = tokio::join!(set_tags(&app, id, Value::Null), meanwhile);
        assert_eq!(payload["userErrors"], json!([]));
        payload["campaign"]["tags"].clone()
    };
    let (id, _) = created(&app, "Diwali", "Hi", json!({ "everyone": true })).await;
    let edited = (UPDATE, json!({ "id": id, "message": "Hi, 20% off" }));
    assert_eq!(thought_of(&id, 1, Some(edited)).await, suggested(&["seasonal", "discount"]), "those of the new text");
    let taken = (SET, json!({ "id": id, "tags": ["mine"] }));
    assert_eq!(thought_of(&id, 2, Some(taken)).await, set(&["mine"]));
    assert_eq!(thought_of(&id, 3, None).await, suggested(&["event"]));
    app.finish(0).await;
}
