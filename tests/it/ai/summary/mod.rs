//! Summaries of campaigns: every number in them was returned by a query, whoever words them.

mod truth;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::Utc;
use serde_json::{Value, json};
use xeno::customers::refresh_breaks;
use xeno::ids::CampaignId;

use self::truth::{Cell, Truth, from_the_ledger, made_up, truth};
use crate::support::ollama::{Model, Says};
use crate::support::{TestApp, until};

const SUMMARY: &str = "query ($id: ID!) { campaign(id: $id) { summary { text sentences comparedWith
    highlights { by label messages delivered deliveryRate usualRate } origin { engine model insteadOf } } } }";

/// Campaigns with random ledgers: sizes from nobody to everybody, all states, cities, tiers and hours of which some do
/// badly.
async fn ledgers(app: &TestApp, campaigns: i32) {
    app.database
        .execute(&format!(
            "INSERT INTO customers (external_id, name, city)
             SELECT 'c' || i, 'Asha', (ARRAY['Mumbai', 'mumbai ', 'Pune', 'Delhi', 'Bengaluru', 'Sector 17', 'Half Moon', NULL])[1 + i % 8]
             FROM generate_series(1, 400) i;
             INSERT INTO audience (customer_id, order_count, spend_minor, first_order_at, last_order_at)
             SELECT id, bought, bought * (10000 + id % 97 * 1300),
                    CASE WHEN bought > 0 THEN timestamptz '2025-12-31Z' - (id % 211 + 20 * (bought - 1)) * interval '1 day' END,
                    CASE WHEN bought > 0 THEN timestamptz '2025-12-31Z' - id % 211 * interval '1 day' END
             FROM (SELECT id, CASE WHEN id % 5 = 0 THEN 0 ELSE 1 + id % 7 END AS bought FROM customers) u;
             INSERT INTO campaigns (name, status, channel, message, rule, frozen_rule, as_of, created_by, launched_at)
             SELECT (ARRAY['Diwali ' || i, 'Sale: 50% off, 3 days', 'Monsoon', 'Half price for all', 'We reached 1,000'])[1 + i % 5],
                    (ARRAY['COMPLETED', 'COMPLETED', 'RUNNING', 'COMPLETED', 'PAUSED', 'CANCELLED', 'COMPLETED'])[1 + i % 7],
                    (ARRAY['SMS', 'EMAIL', 'SMS', 'WHATSAPP'])[1 + i % 4], 'Hi', '{{\"everyone\": true}}',
                    '{{\"everyone\": true}}', timestamptz '2026-01-01Z' + i * interval '7 hours', 'local-admin',
                    timestamptz '2026-01-01Z' + i * interval '7 hours'
             FROM generate_series(1, {campaigns}) i;
             INSERT INTO communication_log (campaign_id, customer_id, status, accepted, reason, sent_at, finished_at)
             SELECT c.id, u.id, s.status, s.status IN (1, 4),
                    CASE s.status WHEN 2 THEN (ARRAY['NO_ANSWER', 'RECEIPT_MISSING'])[1 + h.two % 2]
                        WHEN 3 THEN (ARRAY['CARRIER_REJECTED', 'VENDOR_REFUSED_30007', 'NUMBER_INVALID'])[1 + h.two % 3]
                        WHEN 5 THEN (ARRAY['NO_CONSENT', 'NO_ADDRESS', 'CANCELLED', 'TEMPLATE_MISSING_VALUE'])[1 + h.two % 4] END,
                    CASE WHEN s.status IN (1, 2, 4) THEN c.launched_at + h.three * interval '20 seconds' END,
                    CASE WHEN s.status IN (2, 3, 4, 5) THEN c.launched_at + h.three * interval '20 seconds' + interval '9 s' END
             FROM campaigns c CROSS JOIN customers u JOIN audience a ON a.customer_id = u.id
             CROSS JOIN LATERAL (SELECT abs(hashint8extended(c.id * 1000 + u.id, 1) % 1000)::int AS one,
                                        abs(hashint8extended(c.id * 1000 + u.id, 2) % 1000)::int AS two,
                                        abs(hashint8extended(c.id * 1000 + u.id, 3) % 1000)::int AS three,
                                        abs(hashint8extended(c.id * 1000 + u.id, 4) % 100)::int AS four,
                                        abs(hashint8extended(c.id, 5) % 130)::int AS size,
                                        abs(hashint8extended(c.id, 6) % 300)::int AS bad) h
             CROSS JOIN LATERAL (SELECT CASE
                 WHEN c.status IN ('RUNNING', 'PAUSED') AND h.one < 150 THEN 0
                 WHEN c.status IN ('RUNNING', 'PAUSED') AND h.one < 220 THEN 1
                 WHEN h.one >= 1000 - h.bad THEN 3
                 WHEN c.id % 3 = 0 AND u.city = 'Pune' AND h.two < 500 THEN 3
                 WHEN c.id % 5 = 1 AND a.order_count = 0 AND h.two < 600 THEN 3
                 WHEN c.id % 4 = 0 AND h.three BETWEEN 300 AND 480 AND h.two < 600 THEN 2
                 WHEN h.one >= 960 - h.bad THEN 2
                 WHEN h.one >= 880 - h.bad THEN 5
                 ELSE 4 END AS status) s
             WHERE h.four < h.size ORDER BY c.id, u.id;
             INSERT INTO campaign_counters (campaign_id, audience, pending, sent, unknown, failed, delivered, skipped, accepted)
             SELECT c.id, count(l.id), count(*) FILTER (WHERE l.status = 0), count(*) FILTER (WHERE l.status = 1),
                    count(*) FILTER (WHERE l.status = 2), count(*) FILTER (WHERE l.status = 3),
                    count(*) FILTER (WHERE l.status = 4), count(*) FILTER (WHERE l.status = 5), count(*) FILTER (WHERE l.accepted)
             FROM campaigns c LEFT JOIN communication_log l ON l.campaign_id = c.id GROUP BY c.id;
             UPDATE campaigns c SET first_log_id = l.first, last_log_id = l.last, rendered_through = l.last
             FROM (SELECT campaign_id, min(id) AS first, max(id) AS last FROM communication_log GROUP BY 1) l
             WHERE l.campaign_id = c.id;
             ANALYZE"
        ))
        .await;
    refresh_breaks(&mut app.app.db.get().await.unwrap(), Utc::now()).await.unwrap();
}

async fn summary(app: &TestApp, id: i64) -> Value {
    app.data(SUMMARY, json!({ "id": CampaignId(id).to_string() })).await["campaign"]["summary"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_of_two_hundred_summaries_is_made_up() {
    let app = TestApp::with(&[], &[]).await;
    ledgers(&app, 200).await;
    let (heads, cells) = from_the_ledger(&app).await;
    let mut by_campaign: BTreeMap<i64, Vec<&Cell>> = BTreeMap::new();
    for cell in &cells {
        by_campaign.entry(cell.campaign).or_default().push(cell);
    }
    let (mut numbers, mut wrong, mut standing_out) = (0, Vec::new(), BTreeMap::<String, usize>::new());
    for head in &heads {
        let summary = summary(&app, head.id).await;
        let text = summary["text"].as_str().unwrap();
        let truth = truth(head, &heads, &by_campaign);
        let (made_up, found) = made_up(text, &head.name, &truth);
        assert!(found >= 2, "{text}");
        numbers += found;
        wrong.extend(made_up.into_iter().map(|number| format!("{number} in: {text}")));
        assert_eq!(text.contains("so far"), matches!(head.status.as_str(), "RUNNING" | "PAUSED"), "{text}");
        for highlight in summary["highlights"].as_array().unwrap() {
            *standing_out.entry(highlight["by"].as_str().unwrap().to_owned()).or_default() += 1;
            assert!(truth.counts.contains(&highlight["messages"].as_i64().unwrap()), "{highlight}");
            assert!(
                truth.counts.contains(&highlight["delivered"].as_i64().unwrap()) || highlight["by"] == "REASON",
                "{highlight}"
            );
        }
    }
    println!("{numbers} numbers in {} summaries, {} made up; standing out: {standing_out:?}", heads.len(), wrong.len());
    assert_eq!((heads.len(), wrong), (200, Vec::<String>::new()));
    assert!(numbers > 2_000, "{numbers}");
    for kind in ["CITY", "TIER", "HOUR", "REASON"] {
        assert!(standing_out.get(kind).is_some_and(|times| *times > 10), "{standing_out:?}");
    }
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tests_own_reader_finds_a_number_that_is_made_up() {
    let truth = Truth {
        counts: BTreeSet::from([1284, 1500]),
        shares: vec![0.8564],
        points: vec![0.021],
        hours: BTreeSet::from([18]),
    };
    let wrong = |text: &str| made_up(text, "Diwali 7", &truth).0;
    assert_eq!(wrong("Diwali 7 reached 1,284 of 1,500, 85.6%, 2.1 points, at 18:00; “99 x”."), Vec::<String>::new());
    for text in ["1,285", "85.7%", "86.0%", "2.2 points", "19:00", "half", "1284%", "18", "100%"] {
        assert_eq!(wrong(&format!("It was {text} then.")).len(), 1, "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_campaigns_is_told_like_each_and_a_draft_is_not_told_at_all() {
    let app = TestApp::with(&[], &[]).await;
    ledgers(&app, 12).await;
    app.database
        .execute(
            "WITH made AS (INSERT INTO campaigns (name, channel, message, rule, created_by)
                           VALUES ('Draft', 'SMS', 'Hi', '{\"everyone\": true}', 'local-admin') RETURNING id)
             INSERT INTO campaign_counters (campaign_id) SELECT id FROM made",
        )
        .await;
    let listed =
        app.data("{ campaigns(first: 13) { nodes { id name summary { text comparedWith } } } }", json!({})).await;
    let nodes = listed["campaigns"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 13);
    assert_eq!((&nodes[0]["name"], &nodes[0]["summary"]), (&json!("Draft"), &Value::Null));
    for node in &nodes[1..] {
        let one = app.data(SUMMARY, json!({ "id": node["id"] })).await["campaign"]["summary"].take();
        assert_eq!(one["text"], node["summary"]["text"]);
    }
    app.finish(0).await;
}

/// One campaign, all of whose messages to 100 people in Pune arrived but four.
async fn holi(app: &TestApp, id: i64, status: &str) {
    app.database
        .execute(&format!(
            "INSERT INTO customers (external_id, city) SELECT 'p' || i, 'Pune' FROM generate_series(1, 100) i ON CONFLICT DO NOTHING;
             INSERT INTO campaigns (id, name, status, channel, message, frozen_rule, as_of, created_by, launched_at)
             OVERRIDING SYSTEM VALUE
             VALUES ({id}, 'Holi', '{status}', 'SMS', 'Hi', '{{\"everyone\": true}}', now(), 'local-admin', now());
             INSERT INTO communication_log (campaign_id, customer_id, status, accepted, reason, sent_at, finished_at)
             SELECT {id}, id, CASE WHEN id <= 4 THEN 3 ELSE 4 END, true, CASE WHEN id <= 4 THEN 'NUMBER_INVALID' END, now(), now()
             FROM customers ORDER BY id;
             UPDATE campaigns SET first_log_id = (SELECT min(id) FROM communication_log WHERE campaign_id = {id}),
                    last_log_id = (SELECT max(id) FROM communication_log WHERE campaign_id = {id}) WHERE id = {id};
             INSERT INTO campaign_counters (campaign_id, audience, failed, delivered, accepted) VALUES ({id}, 100, 4, 96, 100)"
        ))
        .await;
}

const HOLI: [&str; 3] = [
    "Holi reached 96 of 100 people.",
    "Of 100 messages that came to an end, 96% were delivered.",
    "4 messages failed, 4 because of “number invalid”.",
];

fn wording(sentences: &[&str]) -> Says {
    Says::json(&json!({ "sentences": sentences }))
}

async fn with_model(model: &Model) -> TestApp {
    let settings = [("OLLAMA_URL", model.url.as_str()), ("OLLAMA_MODEL", "stand-in"), ("OLLAMA_TIMEOUT_SECONDS", "1")];
    TestApp::with(&[], &settings).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_makes_something_up_is_refused_and_the_built_in_text_stands_saying_so() {
    let cases: [(&str, Says, &str); 18] = [
        ("a number", wording(&["Holi reached 97 of 100 people."]), "No fact holds 97."),
        ("a rounding", wording(&["Holi reached 95% of the messages."]), "No fact holds 95%."),
        ("a number in words", wording(&["Holi reached ninety-seven people."]), "No fact holds 97."),
        ("a fraction", wording(&["Holi reached 96 people, half of them late."]), "No fact holds \"half\"."),
        ("another's number", wording(&["4 people were reached."]), "4 is the number of something else"),
        ("money", wording(&["Holi reached 96 people for ₹100."]), "Leave out \"₹\"."),
        ("a city", wording(&["Holi reached 96 people in Atlantis."]), "\"atlantis\""),
        ("a figure of nobody's", wording(&["Holi reached 96 people and many clicked."]), "\"many\""),
        ("an audience that failed", wording(&["96 of 100 people were skipped."]), "96 is the number of something else"),
        ("a denial", wording(&["96 people were not reached."]), "\"not\""),
        ("a bound", wording(&["More than 96 people were reached."]), "Compare only with"),
        ("a share of the wrong whole", wording(&["Holi reached 96% of its 100 people."]), "96% is the number of"),
        ("a reason of something else", wording(&["4 because of “number invalid” were reached."]), "4 is the number of"),
        ("a claim without a figure", wording(&["Holi reached 96 people, and messages failed."]), "without its figure"),
        ("nothing", wording(&[]), "It says nothing."),
        ("too much", wording(&["Holi reached 96 people."; 40]), "Write at most"),
        ("babble", Says::Babble, "longer than any draft"),
        ("silence", Says::Nothing, "took longer than 1 s"),
    ];
    let lines = cases.iter().flat_map(|(_, says, _)| match says {
        Says::Babble | Says::Nothing => vec![says.clone()],
        says => vec![says.clone(), says.clone()],
    });
    let model = Model::start(lines).await;
    let app = with_model(&model).await;
    for ((what, _, problem), id) in cases.iter().zip(1..) {
        holi(&app, id, "COMPLETED").await;
        let summary = summary(&app, id).await;
        // Earlier ones of the same channel make this one's comparison, from the fourth on.
        assert_eq!(&summary["sentences"].as_array().unwrap()[..3], HOLI.map(|sentence| json!(sentence)), "{what}");
        let origin = &summary["origin"];
        assert_eq!((&origin["engine"], &origin["model"]), (&json!("BUILT_IN"), &Value::Null), "{what}");
        assert!(origin["insteadOf"].as_str().unwrap().contains(problem), "{what}: {origin}");
    }
    let runs = app.data("{ assistantRuns(first: 30) { nodes { task outcome } } }", json!({})).await;
    let runs = runs["assistantRuns"]["nodes"].as_array().unwrap();
    assert_eq!((runs.len(), &runs[0]), (18, &json!({ "task": "summary", "outcome": "FELL_BACK" })));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_models_wording_that_holds_is_used_and_asked_for_once() {
    let text = ["So 96 of 100 people were reached.", "Only 4 messages failed."];
    let model = Model::start([wording(&["Holi reached 99 people."]), wording(&text)]).await;
    let app = with_model(&model).await;
    holi(&app, 1, "COMPLETED").await;
    for _ in 0..3 {
        let summary = summary(&app, 1).await;
        assert_eq!(summary["sentences"], json!(text));
        assert_eq!(summary["text"], text.join(" "));
        assert_eq!(summary["origin"], json!({ "engine": "OLLAMA", "model": "stand-in", "insteadOf": null }));
    }
    assert_eq!(model.times_asked(), 2, "once, and once more with what was wrong");
    let again = model.asked.lock().unwrap()[1]["messages"].to_string();
    assert!(again.contains("No fact holds 99."), "{again}");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_model_is_asked_while_a_campaign_moves_or_about_a_list() {
    let model = Model::start([]).await;
    let app = with_model(&model).await;
    holi(&app, 1, "RUNNING").await;
    holi(&app, 2, "COMPLETED").await;
    let running = summary(&app, 1).await;
    assert_eq!(running["sentences"][0], "Holi has reached 96 of 100 people so far.");
    assert_eq!(running["origin"], json!({ "engine": "BUILT_IN", "model": null, "insteadOf": null }));
    let listed = app.data("{ campaigns(first: 5) { nodes { summary { text } } } }", json!({})).await;
    assert!(listed["campaigns"]["nodes"][0]["summary"]["text"].as_str().unwrap().starts_with("Holi reached"));
    assert_eq!(model.times_asked(), 0);
    // Its end is told at once, however fresh the last telling is.
    app.database.execute("UPDATE campaigns SET status = 'CANCELLED' WHERE id = 1").await;
    let ended = summary(&app, 1).await;
    assert_eq!(ended["sentences"][0], "Holi was cancelled and reached 96 of 100 people.");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_hangs_keeps_no_list_waiting() {
    let model = Model::start([Says::Nothing]).await;
    let settings =
        [("OLLAMA_URL", model.url.as_str()), ("OLLAMA_MODEL", "stand-in"), ("OLLAMA_TIMEOUT_SECONDS", "120")];
    let app = TestApp::with(&[], &settings).await;
    holi(&app, 1, "COMPLETED").await;
    let listed = async {
        until("the model is asked for the page", Duration::from_secs(20), async || model.times_asked() == 1).await;
        app.data("{ campaigns(first: 5) { nodes { summary { sentences } } } }", json!({})).await
    };
    tokio::select! {
        one = summary(&app, 1) => panic!("the model says nothing: {one}"),
        listed = tokio::time::timeout(Duration::from_secs(60), listed) => {
            let listed = listed.expect("the list answers while the page waits");
            assert_eq!(listed["campaigns"]["nodes"][0]["summary"]["sentences"], json!(HOLI));
        }
    }
    // Who comes back to the page gets what we say ourselves: the model was asked a moment ago.
    assert_eq!(summary(&app, 1).await["sentences"], json!(HOLI));
    assert_eq!(model.times_asked(), 1);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_vendor_never_took_belongs_to_no_hour() {
    let app = TestApp::with(&[], &[]).await;
    holi(&app, 1, "COMPLETED").await;
    let hours = async |id: i64| {
        let highlights = summary(&app, id).await["highlights"].take();
        let hours = highlights.as_array().unwrap().iter().filter(|highlight| highlight["by"] == "HOUR");
        hours.map(|hour| hour["label"].clone()).collect::<Vec<Value>>()
    };
    // 40 were sent at 10:00 and arrived; 60 were tried in vain all day and given up at 18:00.
    let given_up = "UPDATE communication_log SET status = CASE WHEN customer_id <= 40 THEN 4 ELSE 3 END,
            reason = CASE WHEN customer_id > 40 THEN 'NO_ROUTE' END, finished_at = '2026-01-05 18:10+05:30',
            sent_at = CASE WHEN customer_id <= 40 THEN timestamptz '2026-01-05 10:10+05:30' END WHERE campaign_id = 1;
        UPDATE campaign_counters SET delivered = 40, failed = 60, sequence = sequence + 1 WHERE campaign_id = 1";
    app.database.execute(given_up).await;
    assert_eq!(hours(1).await, Vec::<Value>::new());
    // Had the vendor taken them at 18:00, the hour would say something.
    holi(&app, 2, "COMPLETED").await;
    app.database.execute(&given_up.replace("campaign_id = 1", "campaign_id = 2")).await;
    app.database
        .execute("UPDATE communication_log SET sent_at = finished_at WHERE campaign_id = 2 AND status = 3")
        .await;
    assert_eq!(hours(2).await, [json!("10:00"), json!("18:00")]);
    app.finish(0).await;
}
