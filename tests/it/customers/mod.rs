//! Customers as they are read.

use serde_json::{Value, json};

use crate::support::TestApp;
use xeno::workers::Role;

const LIST: &str = "query($first: Int, $after: String, $last: Int, $before: String, $search: String, $rule: RuleInput, $sort: CustomerSort) { \
     customers(first: $first, after: $after, last: $last, before: $before, search: $search, rule: $rule, sort: $sort) { \
     nodes { externalId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn list(app: &TestApp, variables: Value) -> (Vec<String>, Value) {
    let mut page = app.data(LIST, variables).await["customers"].take();
    let ids = page["nodes"].as_array().unwrap().iter().map(|node| node["externalId"].as_str().unwrap().to_owned());
    (ids.collect(), page["pageInfo"].take())
}

async fn filled() -> TestApp {
    let app = TestApp::with(&[Role::Ingest], &[]).await;
    // One call each, so that the ids rise in this order.
    for row in [
        json!({ "externalId": "A-1", "name": "Meera Nair", "email": "meera@example.com", "phone": "+91 11111 11111" }),
        json!({ "externalId": "A_2", "name": "asha Rao", "phone": "080 2222 2222" }),
        json!({ "externalId": "B-3" }),
        json!({ "externalId": "B-4", "name": "Zoya", "email": "ASHA@example.org" }),
        json!({ "externalId": "b-5", "name": "50% off_er" }),
    ] {
        app.put_customers(json!([row])).await;
    }
    let order = |n: u32, owner: &str, amount: u32, day: u32| json!({ "externalId": format!("o{n}"), "customerExternalId": owner, "amount": amount, "placedAt": format!("2026-01-{day:02}T00:00:00Z") });
    app.put_orders(json!([
        order(1, "A_2", 5, 9),
        order(2, "B-3", 50, 3),
        order(3, "B-3", 5, 4),
        order(4, "B-4", 5, 1)
    ]))
    .await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_listed_in_each_order_and_page_by_page_in_both_directions() {
    let app = filled().await;
    let orders = [
        ("NEWEST", ["b-5", "B-4", "B-3", "A_2", "A-1"]),
        ("NAME", ["b-5", "A_2", "A-1", "B-4", "B-3"]),
        ("SPEND", ["B-3", "B-4", "A_2", "b-5", "A-1"]),
        ("LAST_ORDER", ["A_2", "B-3", "B-4", "b-5", "A-1"]),
    ];
    for (sort, expected) in orders {
        let (all, info) = list(&app, json!({ "sort": sort })).await;
        assert_eq!(all, expected, "{sort}");
        assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(false), &json!(false)));
        let mut forward = Vec::new();
        let mut after = Value::Null;
        loop {
            let (page, info) = list(&app, json!({ "sort": sort, "first": 2, "after": after })).await;
            forward.extend(page);
            if info["hasNextPage"] == false {
                break;
            }
            after = info["endCursor"].clone();
        }
        assert_eq!(forward, expected, "{sort} forward");
        let mut backward: Vec<String> = Vec::new();
        let mut before = Value::Null;
        loop {
            let (page, info) = list(&app, json!({ "sort": sort, "last": 2, "before": before })).await;
            backward.splice(0..0, page);
            if info["hasPreviousPage"] == false {
                break;
            }
            before = info["startCursor"].clone();
        }
        assert_eq!(backward, expected, "{sort} backward");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_found_by_what_a_name_address_number_or_id_begins_with() {
    let app = filled().await;
    let cases: [(&str, &[&str]); 10] = [
        ("ASHA", &["B-4", "A_2"]),
        (" rao ", &["A_2"]),
        ("meera@", &["A-1"]),
        ("+91 1", &["A-1"]),
        ("A", &["B-4", "A_2", "A-1"]),
        ("A_", &["A_2"]),
        ("50%", &["b-5"]),
        ("%", &[]),
        ("era", &[]),
        ("' OR 1=1 --", &[]),
    ];
    for (search, expected) in cases {
        assert_eq!(list(&app, json!({ "search": search })).await.0, expected, "{search}");
    }
    assert_eq!(list(&app, json!({ "search": "  " })).await.0.len(), 5, "an empty search narrows nothing");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_customer_is_found_by_either_id_and_bad_questions_are_refused() {
    let app = filled().await;
    let by_external = app.data("{ customer(externalId: \"A-1\") { id name } }", json!({})).await;
    let id = &by_external["customer"]["id"];
    let by_id = app.data("query($id: ID!) { customer(id: $id) { id name } }", json!({ "id": id })).await;
    assert_eq!(by_id, by_external);
    assert_eq!(app.data("{ customer(externalId: \"a-1\") { id } }", json!({})).await["customer"], Value::Null);
    assert_eq!(app.data("{ customer(id: \"cus_zzzz\") { id } }", json!({})).await["customer"], Value::Null);
    let sorted = list(&app, json!({ "sort": "SPEND", "first": 1 })).await.1["endCursor"].clone();
    for (query, variables) in [
        ("{ customer { id } }", json!({})),
        ("{ customer(id: \"cus_1\", externalId: \"A-1\") { id } }", json!({})),
        ("{ customer(id: \"cam_1\") { id } }", json!({})),
        (LIST, json!({ "first": 0 })),
        (LIST, json!({ "first": 1_000_000 })),
        (LIST, json!({ "first": 1, "after": sorted })),
        (LIST, json!({ "search": "x".repeat(201) })),
    ] {
        let answer = app.graphql(query, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{query}: {answer}");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_narrows_the_list_along_with_search_sort_and_pages() {
    let app = filled().await;
    let buyers = json!({ "orderCount": { "gte": 1 } });
    assert_eq!(list(&app, json!({ "rule": buyers, "sort": "SPEND" })).await.0, ["B-3", "B-4", "A_2"]);
    let spent =
        json!({ "all": [buyers, { "orders": { "where": { "amount": { "lt": "10" } }, "count": { "eq": 1 } } }] });
    assert_eq!(list(&app, json!({ "rule": spent, "sort": "SPEND" })).await.0, ["B-3", "B-4", "A_2"]);
    assert_eq!(list(&app, json!({ "rule": spent, "search": "asha" })).await.0, ["B-4", "A_2"]);
    let (first, info) = list(&app, json!({ "rule": spent, "search": "asha", "first": 1 })).await;
    assert_eq!((first, &info["hasNextPage"]), (vec!["B-4".to_owned()], &json!(true)));
    let rest = list(&app, json!({ "rule": spent, "search": "asha", "after": info["endCursor"] })).await.0;
    assert_eq!(rest, ["A_2"]);
    let answer = app.graphql(LIST, json!({ "rule": { "all": [] } })).await;
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!((&extensions["code"], &extensions["path"]), (&json!("BAD_USER_INPUT"), &json!("rule.all")), "{answer}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_what_cannot_be_stored_is_an_error_and_finds_nothing() {
    let test = TestApp::with(&[], &[]).await;
    let search = "query ($text: String!) { customers(search: $text) { nodes { id } } }";
    let letters = "query ($text: String!) { deadLetters(code: $text) { nodes { id } } }";
    for query in [search, letters] {
        let answer = test.graphql(query, json!({ "text": "x\u{0}" })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    }
    let find = "query ($id: String!) { customer(externalId: $id) { id } }";
    assert_eq!(test.data(find, json!({ "id": "x\u{0}" })).await["customer"], json!(null));
    test.finish(0).await;
}
