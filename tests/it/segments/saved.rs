//! Saved segments, as a client sees them.

use serde_json::{Value, json};

use xeno::db::page::PageArgs;
use xeno::ids::CustomerId;
use xeno::segments::segments_of;

use crate::support::TestApp;

const CREATE: &str = "mutation ($input: SegmentCreateInput!) { segmentCreate(input: $input) {
    segment { id name description rule sentence createdBy usedBy { name } } userErrors { code message path } } }";
const UPDATE: &str = "mutation ($input: SegmentUpdateInput!) { segmentUpdate(input: $input) {
    segment { id name description rule sentence } userErrors { code message path } } }";
const DELETE: &str = "mutation ($id: ID!) { segmentDelete(input: { id: $id }) {
    deletedId userErrors { code message path } } }";

async fn create(app: &TestApp, name: &str, rule: Value) -> Value {
    let variables = json!({ "input": { "name": name, "rule": rule } });
    app.data(CREATE, variables).await["segmentCreate"].take()
}

async fn created(app: &TestApp, name: &str, rule: Value) -> String {
    let payload = create(app, name, rule).await;
    assert_eq!(payload["userErrors"], json!([]), "{name}");
    payload["segment"]["id"].as_str().unwrap().to_owned()
}

async fn set_rule(app: &TestApp, id: &str, rule: Value) -> Value {
    app.data(UPDATE, json!({ "input": { "id": id, "rule": rule } })).await["segmentUpdate"].take()
}

/// Code and path of each user error.
fn refusals(payload: &Value) -> Vec<(&str, &str)> {
    let errors = payload["userErrors"].as_array().unwrap();
    errors.iter().map(|error| (error["code"].as_str().unwrap(), error["path"].as_str().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_is_made_listed_changed_and_deleted() {
    let app = TestApp::with(&[], &[]).await;
    let rule = json!({ "any": [{ "spend": { "gt": "10000" } }, { "city": { "eq": "Pune" } }] });
    let made = create(&app, " Big or near ", rule.clone()).await;
    let id = made["segment"]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        made["segment"],
        json!({
            "id": id, "name": "Big or near", "description": null, "rule": rule, "createdBy": "local-admin",
            "sentence": "spent more than ₹10,000 or city is “Pune”", "usedBy": [],
        })
    );
    let other = created(&app, "100% others", json!({ "not": { "segment": id } })).await;
    let list = "query ($search: String) { segments(first: 5, search: $search) {
        nodes { id usedBy { id name } sentence } pageInfo { hasNextPage } } }";
    let all = app.data(list, json!({})).await;
    assert_eq!(
        all["segments"],
        json!({
            "nodes": [
                { "id": other, "usedBy": [], "sentence": "not (is in the segment “Big or near”)" },
                {
                    "id": id, "usedBy": [{ "id": other, "name": "100% others" }],
                    "sentence": "spent more than ₹10,000 or city is “Pune”",
                },
            ],
            "pageInfo": { "hasNextPage": false },
        })
    );
    for (search, found) in [("BIG", vec![&id]), ("%", vec![&other]), ("_", vec![]), ("o", vec![&other, &id])] {
        let page = app.data(list, json!({ "search": search })).await;
        let ids: Vec<&str> =
            page["segments"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
        assert_eq!(ids, found, "{search}");
    }
    let change = json!({ "input": { "id": id, "name": "Near", "description": "They are near." } });
    let changed = app.data(UPDATE, change).await;
    assert_eq!(changed["segmentUpdate"]["segment"]["name"], "Near");
    assert_eq!(changed["segmentUpdate"]["segment"]["rule"], rule);
    let cleared = app.data(UPDATE, json!({ "input": { "id": id, "description": null } })).await;
    assert_eq!(cleared["segmentUpdate"]["segment"]["description"], Value::Null);

    let refused = app.data(DELETE, json!({ "id": id })).await;
    assert_eq!(refusals(&refused["segmentDelete"]), [("SEGMENT_IN_USE", "input.id")]);
    assert!(refused["segmentDelete"]["userErrors"][0]["message"].as_str().unwrap().contains("\"100% others\""));
    for gone in [&other, &id] {
        let deleted = app.data(DELETE, json!({ "id": gone })).await;
        assert_eq!(deleted["segmentDelete"], json!({ "deletedId": gone, "userErrors": [] }));
    }
    let missing = app.data("query ($id: ID!) { segment(id: $id) { id } }", json!({ "id": id })).await;
    assert_eq!(missing["segment"], Value::Null);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_segments_are_refused_with_their_paths() {
    let app = TestApp::with(&[], &[]).await;
    created(&app, "Straße", json!({ "everyone": true })).await;
    for (name, rule, refused) in [
        ("", json!({ "everyone": true }), vec![("EMPTY_NAME", "input.name")]),
        (" STRASSE", json!({ "everyone": true }), vec![("NAME_TAKEN", "input.name")]),
        ("a\u{0}", json!({ "any": [] }), vec![("INVALID_TEXT", "input.name"), ("EMPTY_GROUP", "input.rule.any")]),
        ("b", json!({ "segment": "seg_zz" }), vec![("NO_SUCH_SEGMENT", "input.rule.segment")]),
    ] {
        assert_eq!(refusals(&create(&app, name, rule).await), refused, "{name}");
    }
    for id in ["seg_zz", "cam_1"] {
        let payload = set_rule(&app, id, json!({ "everyone": true })).await;
        assert_eq!(refusals(&payload)[0].1, "input.id", "{id}");
    }
    assert_eq!(app.database.number("SELECT count(*) FROM segments").await, 1);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_would_break_a_user_is_refused() {
    let app = TestApp::with(&[], &[]).await;
    let wrapped = |levels: usize, inner: Value| (0..levels).fold(inner, |rule, _| json!({ "not": rule }));
    let inner = created(&app, "inner", json!({ "everyone": true })).await;
    let middle = created(&app, "middle", wrapped(4, json!({ "segment": inner }))).await;
    created(&app, "outer", wrapped(4, json!({ "segment": middle }))).await;
    let payload = set_rule(&app, &inner, wrapped(2, json!({ "everyone": true }))).await;
    assert_eq!(refusals(&payload), [("RULE_TOO_DEEP", "input.rule")]);
    assert!(payload["userErrors"][0]["message"].as_str().unwrap().contains("\"outer\""), "{payload}");
    assert_eq!(refusals(&set_rule(&app, &inner, wrapped(1, json!({ "everyone": true }))).await), []);
    let cycle = set_rule(&app, &inner, json!({ "any": [{ "segment": middle }] })).await;
    assert_eq!(refusals(&cycle), [("SEGMENT_CYCLE", "input.rule.any.0.segment")]);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writers_at_once_cannot_close_a_cycle() {
    let app = TestApp::with(&[], &[]).await;
    let one = created(&app, "one", json!({ "everyone": true })).await;
    let two = created(&app, "two", json!({ "everyone": true })).await;
    for round in 0..10 {
        let (first, second) = tokio::join!(
            set_rule(&app, &one, json!({ "segment": two })),
            set_rule(&app, &two, json!({ "segment": one })),
        );
        let refused = [&first, &second].into_iter().filter(|payload| !refusals(payload).is_empty()).count();
        assert_eq!(refused, 1, "round {round}: {first} {second}");
        for id in [&one, &two] {
            assert_eq!(refusals(&set_rule(&app, id, json!({ "everyone": true })).await), []);
        }
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_in_the_segments_whose_rules_hold() {
    let app = TestApp::with(&[], &[]).await;
    app.database
        .execute(
            "INSERT INTO customers (id, external_id) OVERRIDING SYSTEM VALUE VALUES (1, 'a');
             INSERT INTO audience (customer_id, visits) VALUES (1, 3)",
        )
        .await;
    let visitors = created(&app, "visitors", json!({ "visits": { "gte": 3 } })).await;
    created(&app, "strangers", json!({ "not": { "segment": visitors } })).await;
    let idle =
        created(&app, "idle", json!({ "all": [{ "segment": visitors }, { "orders": { "count": { "eq": 0 } } }] }));
    let idle = idle.await;
    let query = "query ($first: Int, $after: String, $last: Int, $before: String) { customer(externalId: \"a\") {
        segments(first: $first, after: $after, last: $last, before: $before) {
            nodes { id usedBy { name } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } } }";
    let page = async |arguments: Value| app.data(query, arguments).await["customer"]["segments"].take();
    let all = page(json!({})).await;
    let users = json!([{ "name": "strangers" }, { "name": "idle" }]);
    assert_eq!(all["nodes"], json!([{ "id": idle, "usedBy": [] }, { "id": visitors, "usedBy": users }]));
    let first = page(json!({ "first": 1 })).await;
    assert_eq!((&first["nodes"][0]["id"], &first["pageInfo"]["hasNextPage"]), (&json!(idle), &json!(true)));
    let second = page(json!({ "first": 1, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!((&second["nodes"][0]["id"], &second["pageInfo"]["hasNextPage"]), (&json!(visitors), &json!(false)));
    let back = page(json!({ "last": 1, "before": second["pageInfo"]["startCursor"] })).await;
    assert_eq!((&back["nodes"][0]["id"], &back["pageInfo"]["hasPreviousPage"]), (&json!(idle), &json!(false)));
    let wrong = app.graphql(query, json!({ "first": 0 })).await;
    assert_eq!(wrong["errors"][0]["extensions"]["path"], "first");
    let workspace = app.app.config.workspace;
    let stranger = (CustomerId(2), &PageArgs::default());
    assert!(segments_of(&app.ctx(), &app.app.read, &workspace, stranger).await.unwrap().unwrap().rows.is_empty());
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_found_in_segments_behind_many_others() {
    let app = TestApp::with(&[], &[]).await;
    app.database
        .execute(
            "INSERT INTO customers (id, external_id) OVERRIDING SYSTEM VALUE VALUES (1, 'a');
             INSERT INTO audience (customer_id, visits) VALUES (1, 3);
             INSERT INTO segments (name, name_folded, rule, created_by)
             SELECT n, n, jsonb_build_object('visits', jsonb_build_object(CASE WHEN n % 250 = 0 THEN 'lt' ELSE 'gt' END, 9)),
                    'test'
             FROM generate_series(1, 1500) n",
        )
        .await;
    let query = "query ($after: String) { customer(externalId: \"a\") { segments(first: 4, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor } } } }";
    let page = async |after: Value| app.data(query, json!({ "after": after })).await["customer"]["segments"].take();
    let names = |page: &Value| {
        let nodes = page["nodes"].as_array().unwrap().iter();
        nodes.map(|node| node["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = page(Value::Null).await;
    assert_eq!(names(&first), ["1500", "1250", "1000", "750"]);
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let rest = page(first["pageInfo"]["endCursor"].clone()).await;
    assert_eq!((names(&rest), &rest["pageInfo"]["hasNextPage"]), (vec!["500".into(), "250".into()], &json!(false)));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_rule_that_is_none_is_shown_and_named_not_run() {
    let app = TestApp::with(&[], &[]).await;
    let id = created(&app, "broken", json!({ "everyone": true })).await;
    let deep = format!("{}{{\"everyone\": true}}{}", "{\"not\": ".repeat(2000), "}".repeat(2000));
    for stored in [r#"{"any": []}"#.to_owned(), r#"{"spent": 1}"#.to_owned(), deep] {
        app.database.execute(&format!("UPDATE segments SET rule = '{stored}'")).await;
        let shown = app.data("{ segments { nodes { sentence } } }", json!({})).await;
        let sentence = shown["segments"]["nodes"][0]["sentence"].as_str().unwrap();
        assert!(sentence.starts_with("a rule that cannot be used: "), "{sentence}");
        let preview = "query ($rule: RuleInput!) { segmentPreview(rule: $rule) { count } }";
        let refused = app.graphql(preview, json!({ "rule": { "not": { "segment": id } } })).await;
        let problem = &refused["errors"][0]["extensions"]["problems"][0];
        assert_eq!(problem["code"], "INVALID_SEGMENT", "{refused}");
        assert_eq!(problem["path"], "rule.not.segment");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_of_a_draft_campaign_cannot_be_deleted() {
    let app = TestApp::with(&[], &[]).await;
    let on_it = created(&app, "on it", json!({ "everyone": true })).await;
    let named = created(&app, "named", json!({ "everyone": true })).await;
    app.database
        .execute(&format!(
            "INSERT INTO campaigns (name, channel, message, segment_id, created_by)
                 SELECT 'first draft', 'SMS', 'Hi', id, 'test' FROM segments WHERE name = 'on it';
             INSERT INTO campaigns (name, channel, message, rule, created_by)
                 VALUES ('second draft', 'SMS', 'Hi', '{{\"any\": [{{\"not\": {{\"segment\": \"{named}\"}}}}]}}', 'test')"
        ))
        .await;
    for (id, draft) in [(&on_it, "first draft"), (&named, "second draft")] {
        let refused = app.data(DELETE, json!({ "id": id })).await;
        assert_eq!(refusals(&refused["segmentDelete"]), [("SEGMENT_IN_USE", "input.id")]);
        assert!(refused["segmentDelete"]["userErrors"][0]["message"].as_str().unwrap().contains(draft));
    }
    app.database
        .execute(
            "UPDATE campaigns SET status = 'COMPLETED', frozen_rule = '{\"everyone\": true}', as_of = now(),
                                  launched_at = now()",
        )
        .await;
    for id in [&on_it, &named] {
        let deleted = app.data(DELETE, json!({ "id": id })).await;
        assert_eq!(deleted["segmentDelete"]["deletedId"], json!(id));
    }
    app.finish(0).await;
}
