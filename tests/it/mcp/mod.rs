//! The door for agents, as an agent meets it: JSON-RPC over HTTP, with a key, against the real server.

mod access;
mod hostile;
mod journey;
mod launching;
mod tools;
mod transport;

use std::time::Duration;

use serde_json::{Value, json};
use xeno::auth::Scope;

use crate::support::{TestApp, until};

/// What streamable HTTP wants a client to take.
pub const ACCEPT: &str = "application/json, text/event-stream";

/// An agent, by its key.
pub struct Agent {
    url: String,
    key: String,
    http: reqwest::Client,
}

impl Agent {
    /// With a new key of these scopes.
    pub async fn with(test: &TestApp, scopes: &[Scope]) -> Self {
        Self::bringing(test, &test.api_key(scopes).await)
    }

    /// With this key.
    pub fn bringing(test: &TestApp, key: &str) -> Self {
        Self { url: test.url.clone(), key: key.to_owned(), http: reqwest::Client::new() }
    }

    /// A request as it stands, before its body.
    pub fn request(&self) -> reqwest::RequestBuilder {
        self.http.post(format!("{}/mcp", self.url)).header("accept", ACCEPT).bearer_auth(&self.key)
    }

    /// A method of the protocol; the whole answer.
    pub async fn ask(&self, method: &str, params: Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        let answer = self.request().json(&body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{method}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!(7)), "{answer}");
        answer
    }

    /// A tool's result, whatever came of it.
    pub async fn result(&self, tool: &str, arguments: Value) -> Value {
        let mut answer = self.ask("tools/call", json!({ "name": tool, "arguments": arguments })).await;
        assert!(answer["result"].is_object(), "{tool}: {answer}");
        answer["result"].take()
    }

    /// What a tool gives that must succeed; the text beside it says the same.
    pub async fn call(&self, tool: &str, arguments: Value) -> Value {
        let mut result = self.result(tool, arguments).await;
        assert_eq!(result["isError"], false, "{tool}: {result}");
        let gives = result["structuredContent"].take();
        let text = result["content"][0]["text"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), gives, "{tool}");
        gives
    }

    /// Why a tool did not do it: what is written for programs.
    pub async fn refused(&self, tool: &str, arguments: Value) -> Value {
        let result = self.result(tool, arguments).await;
        assert_eq!(
            (&result["isError"], &result["structuredContent"]),
            (&json!(true), &Value::Null),
            "{tool}: {result}"
        );
        let told = result["content"][0]["text"].as_str().unwrap();
        assert!(told.starts_with("Not done"), "{told}");
        serde_json::from_str(result["content"][1]["text"].as_str().unwrap()).unwrap()
    }

    /// The codes and paths of what is wrong.
    pub async fn problems(&self, tool: &str, arguments: Value) -> Vec<(String, String)> {
        let refusal = self.refused(tool, arguments).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let problems = refusal["problems"].as_array().unwrap().iter();
        problems.map(|problem| (text(&problem["code"]), text(&problem["path"]))).collect()
    }

    /// Rows in, until they are stored.
    pub async fn add(&self, tool: &str, rows: Value) {
        let taken = self.call(tool, json!({ "rows": rows })).await;
        assert_eq!((&taken["rejected"], &taken["problems"]), (&json!(0), &json!([])));
        let batch = json!({ "batchId": taken["batchId"] });
        until("the rows are stored", Duration::from_secs(60), async || {
            let progress = self.call("ingest_progress", batch.clone()).await;
            progress["finished"] == true && progress["persisted"] == taken["accepted"]
        })
        .await;
    }
}

/// All that a script may be given.
pub const EVERYTHING: [Scope; 3] = [Scope::Ingest, Scope::Read, Scope::Campaigns];

/// Asha of Pune, who spent 15,000 and may be messaged; Ben of Pune, who withdrew consent; Chitra of Delhi, without a
/// phone; Dev of Delhi, without a name.
pub async fn four_customers(agent: &Agent) {
    agent
        .add(
            "add_customers",
            json!([
                { "externalId": "asha", "name": "Asha Rao", "phone": "+919800000001", "city": "Pune", "tags": ["VIP"], "visits": 3 },
                { "externalId": "ben", "name": "Ben", "phone": "+919800000002", "city": "Pune", "consent": "WITHDRAWN" },
                { "externalId": "chitra", "name": "Chitra", "email": "chitra@example.com", "city": "Delhi" },
                { "externalId": "dev", "phone": "+919800000004", "city": "Delhi" },
            ]),
        )
        .await;
    agent
        .add(
            "add_orders",
            json!([{ "externalId": "o1", "customerExternalId": "asha", "amount": "15000.50",
                     "placedAt": "2026-03-01T10:00:00Z", "channel": "web",
                     "items": [{ "sku": "S-1", "name": "Shoe", "category": "Shoes", "quantity": 1, "price": 15000.5 }] }]),
        )
        .await;
}

/// A draft for a rule; its id.
pub async fn draft(agent: &Agent, rule: Value, message: &str) -> String {
    let new = json!({ "name": "Diwali", "rule": rule, "message": message, "ratePerSecond": 2 });
    agent.call("create_campaign", new).await["id"].as_str().unwrap().to_owned()
}
