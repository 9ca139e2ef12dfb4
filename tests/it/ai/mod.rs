//! The assistant, against real data.

mod engines;
mod lookalike;
mod messages;
mod send_time;
mod summary;
mod tags;

use serde_json::json;
use xeno::ai::segment_rule_from_text;
use xeno::segments::{self, NewSegment};

use crate::support::TestApp;

/// Asha of Pune, a VIP of the gold tier, spent 15,000 on shoes; Ben of Delhi never ordered.
async fn two_customers(app: &TestApp) {
    app.database
        .execute(
            "INSERT INTO customers (id, external_id, city, tags) OVERRIDING SYSTEM VALUE VALUES
                 (1, 'asha', 'Pune', '{VIP}'), (2, 'ben', 'Delhi', '{}');
             INSERT INTO audience (customer_id, spend_minor, order_count, first_order_at, last_order_at, visits, consent,
                                   city_folded, tags, attributes, attribute_dates) VALUES
                 (1, 1500000, 1, '2026-03-01Z', '2026-03-01Z', 2, 0, 'pune', '{vip}',
                  '{\"tier\": \"gold\", \"since\": \"2024-01-01\"}', '{\"since\": 1}'),
                 (2, 0, 0, NULL, NULL, 9, 1, 'delhi', '{}', '{}', '{}');
             INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at, channel, channel_folded, items,
                                 item_skus, item_categories) VALUES
                 ('1', 1, 1500000, 1, '2026-03-01Z', 'Web', 'web', '[{\"sku\": \"S-1\", \"category\": \"Shoes\"}]',
                  '{s-1}', '{shoes}')",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_becomes_a_rule_of_the_brands_own_words_with_its_sentence_and_its_count() {
    let app = TestApp::with(&[], &[]).await;
    two_customers(&app).await;
    let workspace = app.app.config.workspace;
    let new = NewSegment {
        name: "Big days".to_owned(),
        description: None,
        rule: serde_json::from_value(json!({ "spend": { "gt": "100" } })).unwrap(),
    };
    let segment = segments::create(&app.ctx(), &app.app.db, &workspace, &new).await.unwrap().unwrap();
    for (text, rule, count) in [
        ("vips from pune", json!({ "all": [{ "tag": { "has": "VIP" } }, { "city": { "eq": "Pune" } }] }), 1),
        ("gold tier", json!({ "attribute": { "name": "tier", "text": { "eq": "gold" } } }), 1),
        (
            "never bought shoes on the web",
            json!({ "orders": { "where": { "category": { "eq": "Shoes" }, "channel": { "eq": "Web" } }, "count": { "eq": 0 } } }),
            1,
        ),
        ("bought S-1", json!({ "orders": { "where": { "sku": { "eq": "S-1" } }, "count": { "gte": 1 } } }), 1),
        ("not in the big days segment", json!({ "not": { "segment": segment.id.to_string() } }), 1),
        ("everyone", json!({ "everyone": true }), 2),
    ] {
        let draft = segment_rule_from_text(&app.ctx(), (&app.app.read, &app.app.assistant), &workspace, text)
            .await
            .unwrap()
            .unwrap()
            .answer;
        assert_eq!(serde_json::to_value(&draft.reading.rule).unwrap(), rule, "{text}");
        assert!(draft.reading.certain, "{text}: {draft:?}");
        let preview = draft.preview.unwrap();
        assert_eq!((preview.count, preview.sentence.is_empty()), (count, false), "{text}");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_says_all_that_a_person_needs_to_judge_it() {
    let app = TestApp::with(&[], &[]).await;
    two_customers(&app).await;
    let whole =
        "query ($text: String!) { segmentRuleFromText(text: $text) { rule sentence count assumptions notUnderstood
        certain engine origin { engine model insteadOf } } }";
    let built_in = json!({ "engine": "BUILT_IN", "model": null, "insteadOf": null });
    for (text, draft) in [
        (
            "joined since 1 March 2025 or spent over ₹10K",
            json!({
                "rule": { "any": [
                    { "createdAt": { "after": "2025-02-28T18:29:59.999999Z" } }, { "spend": { "gt": "10000" } },
                ] },
                "sentence": "joined since 1 Mar 2025 or spent more than ₹10,000", "count": 1, "assumptions": [],
                "notUnderstood": [], "certain": true, "engine": "BUILT_IN", "origin": built_in,
            }),
        ),
        (
            "custmers from Delhi who like jazz",
            json!({
                "rule": { "city": { "eq": "Delhi" } }, "sentence": "city is “Delhi”", "count": 1,
                "assumptions": ["“custmers” is read as “customers”"], "notUnderstood": ["like", "jazz"],
                "certain": false, "engine": "BUILT_IN", "origin": built_in,
            }),
        ),
        (
            "never ordered but has more than 3 orders",
            json!({
                "rule": { "all": [{ "orderCount": { "eq": 0 } }, { "orderCount": { "gt": 3 } }] },
                "sentence": "ordered exactly 0 times and ordered more than 3 times", "count": 0,
                "assumptions": ["nobody can be all of this at once"], "notUnderstood": [], "certain": false,
                "engine": "BUILT_IN", "origin": built_in,
            }),
        ),
        (
            "since Diwali",
            json!({
                "rule": null, "sentence": null, "count": null, "assumptions": [], "notUnderstood": ["since", "Diwali"],
                "certain": false, "engine": "BUILT_IN", "origin": built_in,
            }),
        ),
    ] {
        assert_eq!(app.data(whole, json!({ "text": text })).await["segmentRuleFromText"], draft, "{text}");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_may_have_500_characters_and_no_more() {
    let app = TestApp::with(&[], &[]).await;
    let read = "query ($text: String!) { segmentRuleFromText(text: $text) { certain } }";
    let longest = "é".repeat(500);
    let answer = app.data(read, json!({ "text": longest })).await;
    assert_eq!(answer["segmentRuleFromText"], json!({ "certain": false }));
    let answer = app.graphql(read, json!({ "text": format!("{longest}é") })).await;
    let error = &answer["errors"][0];
    assert_eq!(
        (&error["path"], &error["extensions"]["code"]),
        (&json!(["segmentRuleFromText"]), &json!("BAD_USER_INPUT")),
        "{answer}"
    );
    assert!(error["message"].to_string().contains("at most 500 characters"), "{answer}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_not_understood_has_no_rule_and_one_that_is_too_long_is_a_problem() {
    let app = TestApp::with(&[], &[]).await;
    let workspace = app.app.config.workspace;
    let ask = async |text: &str| {
        segment_rule_from_text(&app.ctx(), (&app.app.read, &app.app.assistant), &workspace, text).await.unwrap()
    };
    let draft = ask("who like jazz").await.unwrap().answer;
    assert!(draft.preview.is_none());
    assert_eq!((draft.reading.rule, draft.reading.certain), (None, false));
    assert_eq!(draft.reading.not_understood, ["like", "jazz"]);
    let problems = ask(&"x".repeat(501)).await.unwrap_err();
    let told: Vec<_> = problems.iter().map(|problem| (problem.path.as_str(), problem.code.as_ref())).collect();
    assert_eq!(told, [("text", "TEXT_TOO_LONG")]);
    app.finish(0).await;
}
