//! A launch does what was simulated, or nothing.

use std::time::Duration;

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use serde_json::{Value, json};

use super::{Agent, EVERYTHING, draft, four_customers};
use crate::support::{TestApp, until};

/// Customers `from..=to`, who have visited so often and may be messaged.
async fn people(test: &TestApp, (from, to): (i64, i64), visits: i64) {
    let rows = format!(
        "INSERT INTO customers (id, external_id, name, phone) OVERRIDING SYSTEM VALUE
             SELECT n, 'c' || n, 'Asha', n::text FROM generate_series({from}, {to}) n;
         INSERT INTO audience (customer_id, visits, consent, name_folded, phone_folded)
             SELECT n, {visits}, 2, 'asha', n::text FROM generate_series({from}, {to}) n"
    );
    test.database.execute(&rows).await;
}

/// Nothing was launched, drawn or sent.
async fn assert_nothing_left(test: &TestApp) {
    let launched =
        "SELECT (SELECT count(*) FROM campaigns WHERE status <> 'DRAFT') + (SELECT count(*) FROM communication_log)
                    + (SELECT count(*) FROM audit_log WHERE action = 'campaign.launch')
                    + (SELECT count(*) FROM launch_confirmations WHERE used_at IS NOT NULL)";
    assert_eq!(test.database.number(launched).await, 0);
}

async fn simulate(agent: &Agent, id: &str) -> Value {
    agent.call("simulate_campaign", json!({ "id": id })).await
}

/// The code and the sentence with which a launch is refused; it changes nothing.
async fn refused(agent: &Agent, id: &str, confirmation: &Value) -> (String, String) {
    let refusal = agent.refused("launch_campaign", json!({ "id": id, "confirmation": confirmation })).await;
    let problem = &refusal["problems"][0];
    assert_eq!(problem["path"], "confirmation", "{refusal}");
    let message = problem["message"].as_str().unwrap().to_owned();
    assert_eq!(refusal["message"], format!("confirmation: {message}"));
    (problem["code"].as_str().unwrap().to_owned(), message)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_says_who_would_get_what_and_sends_nothing() {
    let test = TestApp::start().await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    four_customers(&agent).await;
    let id = draft(&agent, json!({ "everyone": true }), "Hi {{ first_name }}!").await;
    let simulated = simulate(&agent, &id).await;
    assert_eq!(
        (&simulated["audience"], &simulated["reachable"], &simulated["messages"], &simulated["exact"]),
        (&json!(4), &json!(2), &json!(1), &json!(true))
    );
    let good_until = simulated["goodUntil"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let ahead = good_until - chrono::Utc::now();
    assert!(ahead > chrono::TimeDelta::minutes(9) && ahead <= chrono::TimeDelta::minutes(10), "{good_until}");
    let skipped = json!([
        { "reason": "NO_CONSENT", "count": 1 },
        { "reason": "NO_ADDRESS", "count": 1 },
        { "reason": "TEMPLATE_MISSING_VALUE", "count": 1 },
    ]);
    assert_eq!(simulated["skipped"], skipped);
    assert_eq!((&simulated["examples"][0]["text"], &simulated["secondsAtRate"]), (&json!("Hi Asha!"), &json!(1)));
    assert_eq!((&simulated["campaign"]["id"], &simulated["campaign"]["status"]), (&json!(id), &json!("DRAFT")));
    let secret = simulated["confirmation"].as_str().unwrap();
    assert!(secret.starts_with("launch_") && secret.len() == 50, "256 random bits");
    let kept = format!("SELECT count(*) FROM launch_confirmations c WHERE c::text LIKE '%{}%'", &secret[7..]);
    assert_eq!(test.database.number(&kept).await, 0, "only the hash is kept");
    assert_nothing_left(&test).await;

    // Just those are skipped when it is launched, for just these reasons.
    agent.call("launch_campaign", json!({ "id": id, "confirmation": secret })).await;
    let drawn =
        "SELECT count(*) FROM communication_log WHERE reason IN ('NO_CONSENT', 'NO_ADDRESS', 'TEMPLATE_MISSING_VALUE')";
    until("the audience is rendered", Duration::from_secs(30), async || test.database.number(drawn).await == 3).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_launched_without_a_confirmation_of_ones_own() {
    let test = TestApp::with(&[], &[]).await;
    let (agent, other) = (Agent::with(&test, &EVERYTHING).await, Agent::with(&test, &EVERYTHING).await);
    let id = draft(&agent, json!({ "everyone": true }), "Hi").await;
    let another = draft(&agent, json!({ "everyone": true }), "Hello").await;
    let missing = agent.problems("launch_campaign", json!({ "id": id })).await;
    assert_eq!(missing, [("INVALID_ARGUMENT".to_owned(), String::new())]);
    let confirmation = simulate(&agent, &id).await["confirmation"].take();
    for nonsense in
        [json!(""), json!("yes"), json!("launch_AAAA"), json!(format!("{}x", confirmation.as_str().unwrap()))]
    {
        assert_eq!(refused(&agent, &id, &nonsense).await.0, "UNKNOWN_CONFIRMATION", "{nonsense}");
    }
    assert_eq!(refused(&other, &id, &confirmation).await.0, "FOREIGN_CONFIRMATION");
    let (code, message) = refused(&agent, &another, &confirmation).await;
    assert_eq!(code, "FOREIGN_CONFIRMATION");
    assert!(message.contains(&id) && message.contains(&another), "{message}");
    test.database.execute("UPDATE launch_confirmations SET expires_at = now()").await;
    assert_eq!(refused(&agent, &id, &confirmation).await.0, "CONFIRMATION_EXPIRED");
    assert_nothing_left(&test).await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_has_changed_since_the_simulation_is_named_and_stops_the_launch() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let segment = agent.call("save_segment", json!({ "name": "All", "rule": { "everyone": true } })).await["id"].take();
    let id = draft(&agent, json!({ "segment": segment }), "Hi").await;
    let update = async |input: Value| {
        let mutation =
            "mutation ($input: CampaignUpdateInput!) { done: campaignUpdate(input: $input) { userErrors { code } } }";
        assert_eq!(test.data(mutation, json!({ "input": input })).await["done"]["userErrors"], json!([]));
    };
    let stopped_by = async |change: &str, confirmation: &Value| {
        let (code, message) = refused(&agent, &id, confirmation).await;
        assert_eq!(code, "CHANGED_SINCE_SIMULATED", "{change}");
        assert!(message.contains(change), "{message:?} names {change:?}");
        assert_nothing_left(&test).await;
    };
    let simulated = async || simulate(&agent, &id).await["confirmation"].take();

    let confirmation = simulated().await;
    update(json!({ "id": id, "message": "Hi there" })).await;
    stopped_by("its message", &confirmation).await;

    let confirmation = simulated().await;
    update(json!({ "id": id, "channel": "EMAIL" })).await;
    stopped_by("its channel (SMS then, EMAIL now)", &confirmation).await;

    // The campaign itself stays as it is; the segment that it is for becomes another.
    let confirmation = simulated().await;
    let rule = "mutation ($id: ID!) { segmentUpdate(input: { id: $id, rule: { visits: { gte: 0 } } }) { userErrors { code } } }";
    test.data(rule, json!({ "id": segment })).await;
    stopped_by("its rule", &confirmation).await;

    let confirmation = simulated().await;
    update(json!({ "id": id, "ratePerSecond": 500 })).await;
    stopped_by("its rate (2 a second then, 500 a second now)", &confirmation).await;

    let confirmation = simulated().await;
    update(json!({ "id": id, "ratePerSecond": null })).await;
    stopped_by("its rate (500 a second then, no limit now)", &confirmation).await;

    let confirmation = simulated().await;
    people(&test, (1, 2), 0).await;
    stopped_by("its audience (0 then, 2 now)", &confirmation).await;

    // What was not simulated again stays refused; what was is launched.
    stopped_by("its audience", &confirmation).await;
    let launched = agent.call("launch_campaign", json!({ "id": id, "confirmation": simulated().await })).await;
    assert_eq!(launched["status"], "PREPARING");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_reaches_the_very_people_of_the_simulation_or_nobody() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    people(&test, (1, 4), 5).await;
    people(&test, (5, 6), 0).await;
    test.database.execute("UPDATE audience SET name_folded = NULL WHERE customer_id = 4").await;
    let id = draft(&agent, json!({ "visits": { "gte": 5 } }), "Hi {{ name }}").await;
    let stopped_by = async |meanwhile: &str, change: &str| {
        let simulated = simulate(&agent, &id).await;
        test.database.execute(meanwhile).await;
        let (code, message) = refused(&agent, &id, &simulated["confirmation"]).await;
        assert_eq!(code, "CHANGED_SINCE_SIMULATED", "{meanwhile}");
        let whole = "The campaign is not what was simulated any more: {} changed. Simulate it again and look at it.";
        assert_eq!(message, whole.replace("{}", change), "{meanwhile}");
        assert_nothing_left(&test).await;
    };
    let consent = "UPDATE audience SET consent = 0 WHERE customer_id = 1";
    stopped_by(consent, "how many can be messaged (4 then, 3 now)").await;
    let name = "UPDATE audience SET name_folded = NULL WHERE customer_id = 3";
    stopped_by(name, "how many lack a value that the message says (1 then, 2 now)").await;
    let others = "who gets a message (as many people as then, but not the same)";
    // One goes out of the audience and another comes in.
    let visits = "UPDATE audience SET visits = 5 - visits WHERE customer_id IN (2, 5)";
    stopped_by(visits, others).await;
    // One withdraws and another, of the audience already, consents.
    let consents = "UPDATE audience SET consent = 2 - consent WHERE customer_id IN (1, 5)";
    stopped_by(consents, others).await;
    // One loses the name that the message says and another gets one.
    let names = "UPDATE audience SET name_folded = CASE customer_id WHEN 3 THEN 'asha' END WHERE customer_id IN (1, 3)";
    stopped_by(names, others).await;
    // What changes nothing of all that stops nothing.
    let simulated = simulate(&agent, &id).await;
    test.database.execute("UPDATE audience SET visits = 7, name_folded = 'ben' WHERE customer_id = 3").await;
    let launch = json!({ "id": id, "confirmation": simulated["confirmation"] });
    assert_eq!(agent.call("launch_campaign", launch).await["status"], "PREPARING");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_segment_that_is_saved_while_a_launch_counts_is_not_launched() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    people(&test, (1, 2), 5).await;
    people(&test, (3, 9), 0).await;
    let rule = json!({ "visits": { "gte": 5 } });
    let segment = agent.call("save_segment", json!({ "name": "Regulars", "rule": rule })).await["id"].take();
    let new = json!({ "name": "Diwali", "segmentId": segment, "message": "Hi" });
    let id = agent.call("create_campaign", new).await["id"].as_str().unwrap().to_owned();
    let simulated = simulate(&agent, &id).await;
    assert_eq!(simulated["messages"], 2);

    let mut lock = AsyncPgConnection::establish(&test.database.url).await.unwrap();
    lock.batch_execute("BEGIN; LOCK TABLE audience IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let launch = agent.call("launch_campaign", json!({ "id": id, "confirmation": simulated["confirmation"] }));
    let meanwhile = async {
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                     AND wait_event_type = 'Lock' AND query LIKE '%FROM audience%'";
        until("the launch counts", Duration::from_secs(4), async || test.database.number(waits).await == 1).await;
        let everyone = "mutation ($id: ID!) { segmentUpdate(input: { id: $id, rule: { everyone: true } })
                                              { segment { id } userErrors { code } } }";
        let saved = test.data(everyone, json!({ "id": segment })).await["segmentUpdate"].take();
        assert_eq!(saved, json!({ "segment": { "id": segment }, "userErrors": [] }));
        lock.batch_execute("ROLLBACK").await.unwrap();
    };
    let (launched, ()) = tokio::join!(launch, meanwhile);
    assert_eq!((&launched["status"], &launched["rule"]), (&json!("PREPARING"), &rule));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_that_could_not_look_at_everyone_says_so() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    people(&test, (1, 20_001), 5).await;
    let message = "Hi{% if visits > 3 %} {{ name }}{% endif %}";
    let id = draft(&agent, json!({ "everyone": true }), message).await;
    let simulated = simulate(&agent, &id).await;
    let figures = ["checked", "reachable", "messages", "exact"].map(|name| simulated[name].clone());
    assert_eq!(figures, [json!(20_000), json!(20_001), json!(20_001), json!(false)]);
    let previewed = agent.call("preview_message", json!({ "message": message })).await;
    assert_eq!((&previewed["checked"], &previewed["exact"]), (&json!(20_000), &json!(false)));
    let launch = json!({ "id": id, "confirmation": simulated["confirmation"] });
    assert_eq!(agent.call("launch_campaign", launch).await["status"], "PREPARING");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_a_caller_simulates_again_and_again_only_the_newest_few_are_kept() {
    let test = TestApp::with(&[], &[]).await;
    let (agent, other) = (Agent::with(&test, &EVERYTHING).await, Agent::with(&test, &EVERYTHING).await);
    let id = draft(&agent, json!({ "everyone": true }), "Hi").await;
    let another = draft(&agent, json!({ "everyone": true }), "Hello").await;
    simulate(&other, &id).await;
    simulate(&agent, &another).await;
    let mut confirmations = Vec::new();
    for _ in 0..7 {
        confirmations.push(simulate(&agent, &id).await["confirmation"].take());
    }
    let kept = "SELECT count(*) FROM launch_confirmations";
    assert_eq!(test.database.number(kept).await, 5 + 2, "another's, and another campaign's, are none of these");
    for old in &confirmations[..2] {
        assert_eq!(refused(&agent, &id, old).await.0, "UNKNOWN_CONFIRMATION");
    }
    let launch = json!({ "id": id, "confirmation": confirmations[2] });
    assert_eq!(agent.call("launch_campaign", launch).await["status"], "PREPARING");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_confirmations_that_are_used_at_once_one_launches() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let id = draft(&agent, json!({ "everyone": true }), "Hi").await;
    let (one, other) = (simulate(&agent, &id).await, simulate(&agent, &id).await);
    let launch = async |simulated: &Value| {
        agent.result("launch_campaign", json!({ "id": id, "confirmation": simulated["confirmation"] })).await
    };
    let (one, other) = tokio::join!(launch(&one), launch(&other));
    let refused = if one["isError"] == true { &one } else { &other };
    assert_eq!(u8::from(one["isError"] == true) + u8::from(other["isError"] == true), 1, "{one} {other}");
    assert!(refused.to_string().contains("The campaign is already launched."), "{refused}");
    let launches = "SELECT count(*) FROM audit_log WHERE action = 'campaign.launch'";
    let used = "SELECT count(*) FROM launch_confirmations WHERE used_at IS NOT NULL";
    assert_eq!((test.database.number(launches).await, test.database.number(used).await), (1, 1));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_launches_once_however_often_it_is_used() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let id = draft(&agent, json!({ "everyone": true }), "Hi").await;
    let (first, second) = (simulate(&agent, &id).await, simulate(&agent, &id).await);
    let launch = json!({ "id": id, "confirmation": first["confirmation"] });
    let at_once = (0..4).map(|_| agent.result("launch_campaign", launch.clone()));
    let results = futures_util::future::join_all(at_once).await;
    assert_eq!(results.iter().filter(|result| result["isError"] == false).count(), 1, "{results:?}");
    let (code, message) = refused(&agent, &id, &first["confirmation"]).await;
    assert_eq!(code, "CONFIRMATION_USED");
    assert!(message.contains("the campaign is launched"), "{message}");
    // Another good confirmation of a launched campaign is of no use either, and a launched campaign is not simulated.
    let launch = json!({ "id": id, "confirmation": second["confirmation"] });
    assert_eq!(agent.problems("launch_campaign", launch).await, [("INVALID_STATUS".to_owned(), "id".to_owned())]);
    let again = agent.problems("simulate_campaign", json!({ "id": id })).await;
    assert_eq!(again, [("INVALID_STATUS".to_owned(), "id".to_owned())]);
    assert_eq!(test.database.number("SELECT count(*) FROM audit_log WHERE action = 'campaign.launch'").await, 1);
    test.finish(0).await;
}
