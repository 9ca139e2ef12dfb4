//! Who may call what: the keys, scopes and limits of the API, and nobody without a key.

use serde_json::{Value, json};
use xeno::auth::Scope;

use super::{ACCEPT, Agent, EVERYTHING, draft};
use crate::support::TestApp;
use crate::support::entrance::cookie_at;

/// Tool, arguments that have the right shape, and the scopes that it takes one of.
fn table() -> Vec<(&'static str, Value, &'static [Scope])> {
    const INGEST: &[Scope] = &[Scope::Ingest];
    const READ: &[Scope] = &[Scope::Read, Scope::Campaigns];
    const CAMPAIGNS: &[Scope] = &[Scope::Campaigns];
    let everyone = json!({ "everyone": true });
    vec![
        ("add_customers", json!({ "rows": [] }), INGEST),
        ("add_orders", json!({ "rows": [] }), INGEST),
        ("ingest_progress", json!({ "batchId": "batch_00000000000000000000000000000000" }), INGEST),
        ("rule_fields", json!({}), READ),
        ("read_rule_from_text", json!({ "text": "everyone" }), READ),
        ("preview_segment", json!({ "rule": everyone }), READ),
        ("save_segment", json!({ "name": "", "rule": everyone }), CAMPAIGNS),
        ("list_segments", json!({}), READ),
        ("preview_message", json!({ "message": "Hi" }), READ),
        ("create_campaign", json!({ "name": "", "rule": everyone, "message": "Hi" }), CAMPAIGNS),
        ("simulate_campaign", json!({ "id": "cam_zz" }), CAMPAIGNS),
        ("launch_campaign", json!({ "id": "cam_zz", "confirmation": "x" }), CAMPAIGNS),
        ("list_campaigns", json!({}), READ),
        ("read_campaign", json!({ "id": "cam_zz" }), READ),
        ("dashboard", json!({}), READ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tool_is_for_the_keys_whose_scopes_say_so() {
    let test = TestApp::with(&[], &[]).await;
    let names =
        Agent::with(&test, &[Scope::Receipts]).await.ask("tools/list", json!({})).await["result"]["tools"].take();
    assert_eq!(names.as_array().unwrap().len(), table().len(), "a tool without a row");
    for scope in Scope::ALL {
        let agent = Agent::with(&test, &[scope]).await;
        for (tool, arguments, scopes) in table() {
            let result = agent.result(tool, arguments).await.to_string();
            let forbidden = result.contains("You are not allowed to do this; it takes the permission");
            assert_eq!(forbidden, !scopes.contains(&scope), "{tool} with {scope:?}: {result}");
        }
        let fields = agent.ask("resources/read", json!({ "uri": "xeno://rule-fields.json" })).await;
        let may = matches!(scope, Scope::Read | Scope::Campaigns);
        assert_eq!(fields["result"].is_object(), may, "{scope:?}: {fields}");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_brings_no_key_that_is_good_is_told_to_bring_one() {
    let test = TestApp::with(&[], &[]).await;
    let key = test.api_key(&EVERYTHING).await;
    let call = |bring: &dyn Fn(reqwest::RequestBuilder) -> reqwest::RequestBuilder| {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
        let request = reqwest::Client::new().post(format!("{}/mcp", test.url)).header("accept", ACCEPT).json(&body);
        let request = bring(request);
        async move { request.send().await.unwrap() }
    };
    let cookie = cookie_at(&test.url).unwrap();
    let answers = [
        ("nothing", call(&|request| request).await),
        ("a session", call(&|request| request.header("cookie", &cookie).header("x-requested-with", "tests")).await),
        ("a bad key beside a session", call(&|request| request.header("cookie", &cookie).bearer_auth("xeno_x")).await),
        ("another scheme", call(&|request| request.header("authorization", format!("Basic {key}"))).await),
    ];
    for (what, answer) in answers {
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["www-authenticate"]),
            (401, &"Bearer".parse().unwrap()),
            "{what}"
        );
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{what}");
    }
    assert_eq!(call(&|request| request.bearer_auth(&key)).await.status().as_u16(), 200);
    test.database.execute("UPDATE api_keys SET revoked_at = now() WHERE name = 'test'").await;
    crate::support::until("a revoked key is of no use", std::time::Duration::from_secs(2), async || {
        call(&|request| request.bearer_auth(&key)).await.status().as_u16() == 401
    })
    .await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_hosts_and_other_pages_are_refused_even_with_a_key() {
    let test = TestApp::with(&[], &[("CORS_ORIGINS", "https://tools.example")]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let port = test.url.rsplit_once(':').unwrap().1;
    let own = format!("http://localhost:{port}");
    let ask = async |headers: &[(&str, &str)]| {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
        let request =
            headers.iter().fold(agent.request().json(&body), |request, (name, value)| request.header(*name, *value));
        request.send().await.unwrap().status().as_u16()
    };
    let host = format!("localhost:{port}");
    assert_eq!(ask(&[("host", &host)]).await, 200);
    assert_eq!(ask(&[("host", &host), ("origin", &own)]).await, 200);
    assert_eq!(ask(&[("origin", "https://tools.example")]).await, 200);
    for foreign in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"] {
        assert_eq!(ask(&[("host", foreign)]).await, 403, "{foreign}");
        assert_eq!(ask(&[("origin", &format!("http://{foreign}"))]).await, 403, "{foreign}");
    }
    assert_eq!(ask(&[("origin", "null")]).await, 403);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_the_budget_of_its_key_and_no_more() {
    let test = TestApp::with(&[], &[("RATE_LIMIT", "1")]).await;
    let (agent, other) = (Agent::with(&test, &EVERYTHING).await, Agent::with(&test, &EVERYTHING).await);
    let ask = async |agent: &Agent| {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
        agent.request().json(&body).send().await.unwrap()
    };
    assert_eq!(ask(&agent).await.status().as_u16(), 200);
    let refused = loop {
        let answer = ask(&agent).await;
        if answer.status() == 429 {
            break answer;
        }
        assert_eq!(answer.status().as_u16(), 200);
    };
    assert_eq!(ask(&other).await.status().as_u16(), 200);
    assert!(refused.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_names_the_key_that_did_it() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    agent.call("save_segment", json!({ "name": "All", "rule": { "everyone": true } })).await;
    let id = draft(&agent, json!({ "everyone": true }), "Hi").await;
    let confirmation = agent.call("simulate_campaign", json!({ "id": id })).await["confirmation"].take();
    agent.call("launch_campaign", json!({ "id": id, "confirmation": confirmation })).await;
    let log = "{ auditLog(first: 3) { nodes { action actorLabel actor } } }";
    let log = test.data(log, json!({})).await["auditLog"]["nodes"].take();
    let entries: Vec<_> = log.as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(entries, ["campaign.launch", "campaign.create", "segment.create"]);
    for entry in log.as_array().unwrap() {
        assert_eq!(entry["actorLabel"], "test");
        assert!(entry["actor"].as_str().unwrap().starts_with("key_"), "{entry}");
    }
    test.finish(0).await;
}
