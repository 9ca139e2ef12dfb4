//! Each tool, end to end: what it gives, and what it says where it cannot.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use xeno::auth::Scope;

use super::{Agent, EVERYTHING, draft, four_customers};
use crate::support::TestApp;

const NAMES: [&str; 15] = [
    "add_customers",
    "add_orders",
    "ingest_progress",
    "rule_fields",
    "read_rule_from_text",
    "preview_segment",
    "save_segment",
    "list_segments",
    "preview_message",
    "create_campaign",
    "simulate_campaign",
    "launch_campaign",
    "list_campaigns",
    "read_campaign",
    "dashboard",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_told_what_there_is_and_what_it_does() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &[Scope::Receipts]).await;
    let hello =
        json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } });
    let hello = agent.ask("initialize", hello).await["result"].take();
    assert_eq!((&hello["serverInfo"]["name"], &hello["protocolVersion"]), (&json!("xeno"), &json!("2025-06-18")));
    assert!(hello["instructions"].as_str().unwrap().contains("simulate_campaign"));
    let tools = agent.ask("tools/list", json!({})).await["result"]["tools"].take();
    let tools = tools.as_array().unwrap();
    assert_eq!(tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect::<Vec<_>>(), NAMES);
    for tool in tools {
        let name = tool["name"].as_str().unwrap();
        for schema in ["inputSchema", "outputSchema"] {
            assert_eq!(tool[schema]["type"], "object", "{name}");
            assert!(tool[schema]["properties"].is_object(), "{name}");
        }
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{name}");
        assert!(tool["description"].as_str().unwrap().contains("Takes the permission"), "{name}");
        let hints = &tool["annotations"];
        let writes = ["add_customers", "add_orders", "save_segment", "create_campaign", "simulate_campaign"];
        assert_eq!(hints["readOnlyHint"], !writes.contains(&name) && name != "launch_campaign", "{name}");
        assert_eq!(hints["openWorldHint"], name == "launch_campaign", "{name}");
        let destroys = ["add_customers", "add_orders", "launch_campaign"].contains(&name);
        assert_eq!(hints["destructiveHint"], destroys, "{name}");
    }
    test.finish(0).await;
}

/// The fields of the API's RuleInput.
async fn rule_input(test: &TestApp) -> BTreeSet<String> {
    let data = test.data("{ __type(name: \"RuleInput\") { inputFields { name } } }", json!({})).await;
    let fields = data["__type"]["inputFields"].as_array().unwrap().iter();
    fields.map(|field| field["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_has_one_shape_in_the_api_and_for_agents_who_are_told_where_it_stands() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let names = |alternatives: &Value| -> BTreeSet<String> {
        let alternatives = alternatives.as_array().unwrap().iter();
        alternatives.flat_map(|one| one["properties"].as_object().unwrap().keys().cloned()).collect()
    };
    let tools = agent.ask("tools/list", json!({})).await["result"]["tools"].take();
    let described = |name: &str| tools.as_array().unwrap().iter().find(|tool| tool["name"] == name).unwrap();
    let rule = described("preview_segment")["inputSchema"].pointer("/$defs/RuleInput/oneOf").unwrap();
    assert_eq!(names(rule), rule_input(&test).await);
    let resources = agent.ask("resources/list", json!({})).await["result"]["resources"].take();
    let uris: Vec<_> =
        resources.as_array().unwrap().iter().map(|one| one["uri"].as_str().unwrap().to_owned()).collect();
    // The others say where to look: an agent pays for each word of each tool.
    for (name, side) in [
        ("save_segment", "inputSchema"),
        ("preview_message", "inputSchema"),
        ("create_campaign", "inputSchema"),
        ("read_rule_from_text", "outputSchema"),
    ] {
        let rule = &described(name)[side]["properties"]["rule"];
        let told = rule["description"].as_str().unwrap();
        assert!(told.contains("preview_segment") && told.contains(uris[1].as_str()), "{name}: {rule}");
    }
    assert_eq!(tools.to_string().matches(r#""RuleInput":"#).count(), 1, "one schema has the whole of a rule");
    assert_eq!(uris, ["xeno://schema.graphql", "xeno://rule.schema.json", "xeno://rule-fields.json"]);
    let mut texts = Vec::new();
    for uri in &uris {
        let mut read = agent.ask("resources/read", json!({ "uri": uri })).await;
        let contents = read["result"]["contents"][0].take();
        assert_eq!(contents["uri"], uri.as_str());
        texts.push(contents["text"].as_str().unwrap().to_owned());
    }
    assert_eq!(texts[0], xeno::graphql::sdl());
    let schema: Value = serde_json::from_str(&texts[1]).unwrap();
    assert_eq!(names(&schema["oneOf"]), rule_input(&test).await);
    assert_eq!(serde_json::from_str::<Value>(&texts[2]).unwrap(), agent.call("rule_fields", json!({})).await);
    let missing = agent.ask("resources/read", json!({ "uri": "xeno://secrets" })).await;
    assert!(missing["error"]["message"].as_str().unwrap().contains("no resource"), "{missing}");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_tool_takes_has_the_names_of_the_api() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let tools = agent.ask("tools/list", json!({})).await["result"]["tools"].take();
    let cases = [
        ("add_customers", "", "CustomersIngestInput"),
        ("add_customers", "/$defs/CustomerRow", "CustomerInput"),
        ("add_orders", "", "OrdersIngestInput"),
        ("add_orders", "/$defs/OrderRow", "OrderInput"),
        ("add_orders", "/$defs/ItemRow", "OrderItemInput"),
        ("save_segment", "", "SegmentCreateInput"),
        ("create_campaign", "", "CampaignCreateInput"),
    ];
    for (tool, at, input) in cases {
        let described = tools.as_array().unwrap().iter().find(|described| described["name"] == tool).unwrap();
        let takes = described["inputSchema"].pointer(at).unwrap();
        assert_eq!(takes["additionalProperties"], false, "{tool}{at}");
        let names: BTreeSet<_> = takes["properties"].as_object().unwrap().keys().cloned().collect();
        let required: BTreeSet<_> =
            takes["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        let query =
            "query ($name: String!) { __type(name: $name) { inputFields { name defaultValue type { kind } } } }";
        let fields = test.data(query, json!({ "name": input })).await["__type"]["inputFields"].take();
        let named = |wanted: &dyn Fn(&Value) -> bool| -> BTreeSet<String> {
            let fields = fields.as_array().unwrap().iter().filter(|field| wanted(field));
            fields.map(|field| field["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names, named(&|_| true), "{tool}{at}");
        let must = |field: &Value| field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null();
        assert_eq!(required, named(&must), "{tool}{at}");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_show_the_tags_that_they_are_found_by() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let id = draft(&agent, json!({ "everyone": true }), "Hi").await;
    let tag = "mutation ($id: ID!) { campaignSetTags(input: { id: $id, tags: [\"win-back\", \"vip\"] })
                                     { userErrors { code } } }";
    test.data(tag, json!({ "id": id })).await;
    let found = agent.call("list_campaigns", json!({ "tag": "win-back" })).await["campaigns"].take();
    assert_eq!((&found[0]["id"], &found[0]["tags"]), (&json!(id), &json!(["win-back", "vip"])));
    assert_eq!(agent.call("read_campaign", json!({ "id": id })).await["campaign"]["tags"], found[0]["tags"]);
    assert_eq!(agent.call("list_campaigns", json!({ "tag": "seasonal" })).await["campaigns"], json!([]));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_held_to_the_checks_of_the_api_and_problems_name_row_and_field() {
    let test = TestApp::start().await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let rows = json!([
        { "externalId": "good", "name": "  Good  ", "attributes": { "tier": "gold" } },
        { "externalId": "bad", "email": "nowhere", "visits": -1 },
        { "externalId": "good" },
    ]);
    let by_api = test.customers_ingest(json!({ "rows": rows })).await;
    let taken = agent.call("add_customers", json!({ "rows": rows })).await;
    let problems = |list: &Value, prefix: &str| -> Vec<String> {
        let problems = list.as_array().unwrap().iter();
        problems
            .map(|one| format!("{prefix}{} {} {}", one["path"].as_str().unwrap(), one["code"], one["message"]))
            .collect()
    };
    assert_eq!(problems(&taken["problems"], "input."), problems(&by_api["userErrors"], ""));
    assert_eq!((&taken["accepted"], &taken["rejected"]), (&by_api["acceptedCount"], &by_api["rejectedCount"]));
    let nothing = json!({ "rows": rows, "errorPolicy": "REJECT_EVERYTHING" });
    let told: Vec<_> = agent.problems("add_customers", nothing).await.into_iter().map(|(_, path)| path).collect();
    assert_eq!(told, ["rows.1.email", "rows.1.visits", "rows.2.externalId"]);
    let order =
        json!({ "rows": [{ "externalId": "o", "customerExternalId": "good", "amount": "-1", "placedAt": "soon" }] });
    let told: Vec<_> = agent.problems("add_orders", order).await.into_iter().map(|(_, path)| path).collect();
    assert_eq!(told, ["rows.0.amount", "rows.0.placedAt"]);
    let once = json!({ "rows": [{ "externalId": "kept" }], "idempotencyKey": "k1" });
    let first = agent.call("add_customers", once.clone()).await;
    assert_eq!(agent.call("add_customers", once).await, first, "the same key has the same answer");
    let unknown = json!({ "batchId": "batch_00000000000000000000000000000000" });
    assert_eq!(agent.problems("ingest_progress", unknown).await, [("NOT_FOUND".to_owned(), "batchId".to_owned())]);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_is_counted_read_from_words_saved_and_listed() {
    let test = TestApp::start().await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    four_customers(&agent).await;
    let rule = json!({ "any": [{ "city": { "eq": "pune" } }, { "spend": { "gt": 10000 } }] });
    let preview = agent.call("preview_segment", json!({ "rule": rule, "channel": "SMS", "sample": 2 })).await;
    assert_eq!((&preview["count"], &preview["reachable"], &preview["everyone"]), (&json!(2), &json!(1), &json!(4)));
    let nodes = preview["nodes"].as_array().unwrap().iter();
    let nodes: Vec<_> = nodes.map(|node| (node["path"].as_str().unwrap(), node["count"].as_i64().unwrap())).collect();
    assert_eq!(nodes, [("", 2), ("any.0", 2), ("any.1", 1)]);
    let sample = preview["sample"].as_array().unwrap();
    let asha = sample.iter().find(|person| person["externalId"] == "asha").unwrap();
    assert_eq!((&asha["spend"], &asha["orderCount"], &asha["tags"]), (&json!("15000.50"), &json!(1), &json!(["VIP"])));
    assert!(!preview.to_string().contains("+9198"), "addresses stay here: {preview}");
    let graphql = "query ($rule: RuleInput!) { segmentPreview(rule: $rule) { count sentence } }";
    let by_api = test.data(graphql, json!({ "rule": rule })).await["segmentPreview"].take();
    assert_eq!((&by_api["count"], &by_api["sentence"]), (&preview["count"], &preview["sentence"]));

    let read = agent.call("read_rule_from_text", json!({ "text": "VIPs from Pune" })).await;
    assert_eq!((&read["count"], &read["certain"], &read["engine"]), (&json!(1), &json!(true), &json!("BUILT_IN")));
    let draft = agent.call("preview_segment", json!({ "rule": read["rule"] })).await;
    assert_eq!(draft["count"], 1, "what was read can be used as it is");
    let none = agent.call("read_rule_from_text", json!({ "text": "who like jazz" })).await;
    assert_eq!((&none["rule"], &none["notUnderstood"]), (&Value::Null, &json!(["like", "jazz"])));

    let fields = agent.call("rule_fields", json!({})).await["fields"].take();
    let city = fields.as_array().unwrap().iter().find(|field| field["name"] == "city").unwrap();
    assert_eq!((&city["kind"], &city["values"]), (&json!("TEXT"), &json!(["Delhi", "Pune"])));

    let saved = agent.call("save_segment", json!({ "name": "Pune", "rule": rule })).await;
    assert_eq!((&saved["rule"]["any"][0], &saved["sentence"]), (&rule["any"][0], &preview["sentence"]));
    agent.call("save_segment", json!({ "name": "Everyone", "rule": { "everyone": true } })).await;
    let listed = agent.call("list_segments", json!({ "first": 1 })).await;
    assert_eq!((&listed["segments"][0]["name"], listed["segments"].as_array().unwrap().len()), (&json!("Everyone"), 1));
    let rest = agent.call("list_segments", json!({ "after": listed["next"] })).await;
    assert_eq!((&rest["segments"][0], &rest["next"]), (&saved, &Value::Null));
    assert_eq!(agent.call("list_segments", json!({ "search": "PUN" })).await["segments"], json!([saved]));
    let of_segment = agent.call("preview_segment", json!({ "rule": { "segment": saved["id"] } })).await;
    assert_eq!(of_segment["count"], 2);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_previewed_and_a_campaign_drafted_listed_and_read() {
    let test = TestApp::start().await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    four_customers(&agent).await;
    let ask = json!({ "message": "Hi {{ first_name }}, 10% off!", "rule": { "everyone": true } });
    let preview = agent.call("preview_message", ask).await;
    let counts: Vec<_> =
        ["audience", "reachable", "missing", "tooLong"].map(|name| preview[name].as_i64().unwrap()).to_vec();
    assert_eq!(counts, [4, 2, 1, 0]);
    assert_eq!(preview["examples"][0]["text"], "Hi Asha, 10% off!");

    let id = draft(&agent, json!({ "everyone": true }), "Hi {{ first_name | default('there') }}").await;
    let listed =
        agent.call("list_campaigns", json!({ "status": ["DRAFT"], "search": "diw" })).await["campaigns"].take();
    assert_eq!((&listed[0]["id"], &listed[0]["status"]), (&json!(id), &json!("DRAFT")));
    assert_eq!(agent.call("list_campaigns", json!({ "status": ["RUNNING"] })).await["campaigns"], json!([]));
    let read = agent.call("read_campaign", json!({ "id": id })).await;
    assert_eq!((&read["campaign"], &read["failures"]), (&listed[0], &json!([])));
    assert!(!read["sentence"].as_str().unwrap().is_empty());

    let dashboard = agent.call("dashboard", json!({})).await;
    assert_eq!((&dashboard["customers"], &dashboard["orders"]), (&json!(4), &json!(1)));
    assert_eq!((&dashboard["revenue"], &dashboard["currency"]), (&json!("15000.50"), &json!("INR")));
    assert_eq!(dashboard["recentCampaigns"], listed);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said_with_its_place_and_changes_nothing() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let cases = [
        ("preview_segment", json!({ "rule": { "all": [] } }), "rule.all"),
        ("preview_segment", json!({ "rule": { "any": [{ "visits": { "gte": "x" } }] } }), "rule.any.0.visits.gte"),
        ("preview_segment", json!({ "rule": { "segment": "seg_zz" } }), "rule.segment"),
        ("preview_segment", json!({}), ""),
        ("read_rule_from_text", json!({ "text": "x".repeat(501) }), "text"),
        ("save_segment", json!({ "name": " ", "rule": { "everyone": true } }), "name"),
        ("save_segment", json!({ "name": "x", "rule": { "everyone": false } }), "rule.everyone"),
        (
            "create_campaign",
            json!({ "name": "x", "rule": { "everyone": true }, "message": "{{ nonsense }}" }),
            "message",
        ),
        ("create_campaign", json!({ "name": "x", "segmentId": "cam_1", "message": "Hi" }), "segmentId"),
        (
            "create_campaign",
            json!({ "name": "x", "message": "Hi", "ratePerSecond": 0, "rule": { "everyone": true } }),
            "ratePerSecond",
        ),
        ("preview_message", json!({ "message": "Hi", "rule": { "everyone": true }, "segmentId": "seg_1" }), "rule"),
        ("simulate_campaign", json!({ "id": "cam_zz" }), "id"),
        ("launch_campaign", json!({ "id": "cam_zz", "confirmation": "x" }), "confirmation"),
        ("read_campaign", json!({ "id": "cam_zz" }), "id"),
        ("list_campaigns", json!({ "status": ["DONE"] }), "status.0"),
        ("list_segments", json!({ "first": 0 }), "first"),
        ("dashboard", json!({ "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" }), "to"),
    ];
    for (tool, arguments, path) in cases {
        let problems = agent.problems(tool, arguments.clone()).await;
        let refusal = agent.refused(tool, arguments.clone()).await;
        let place = if problems[0].1.is_empty() { String::new() } else { format!("{}: ", problems[0].1) };
        let told = format!("{place}{}", refusal["problems"][0]["message"].as_str().unwrap());
        assert_eq!(refusal["message"], told, "{tool} {arguments}");
        assert!(problems[0].1.starts_with(path), "{tool} {arguments}: {problems:?} begins with {path:?}");
        assert!(!path.is_empty() || problems[0].1.is_empty(), "{tool}: {problems:?}");
    }
    let changed =
        "SELECT (SELECT count(*) FROM segments) + (SELECT count(*) FROM campaigns) + (SELECT count(*) FROM audit_log
                   WHERE action LIKE 'segment%' OR action LIKE 'campaign%')";
    assert_eq!(test.database.number(changed).await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_prompts_lead_to_a_simulation_and_to_a_review() {
    let test = TestApp::with(&[], &[]).await;
    let agent = Agent::with(&test, &EVERYTHING).await;
    let prompts = agent.ask("prompts/list", json!({})).await["result"]["prompts"].take();
    let names: Vec<_> = prompts.as_array().unwrap().iter().map(|prompt| prompt["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["plan_campaign", "review_campaign"]);
    let plan = json!({ "name": "plan_campaign", "arguments": { "goal": "Win back who left" } });
    let plan = agent.ask("prompts/get", plan).await["result"]["messages"][0]["content"]["text"].take();
    assert!(plan.as_str().unwrap().contains("Win back who left") && plan.as_str().unwrap().contains("Do not launch"));
    for wrong in [json!({ "name": "plan_campaign" }), json!({ "name": "nonsense" })] {
        assert_eq!(agent.ask("prompts/get", wrong).await["error"]["code"], -32602);
    }
    test.finish(0).await;
}
