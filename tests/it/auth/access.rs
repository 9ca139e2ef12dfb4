//! Who may do what, field by field. The table has a row for each field of the three roots, which the schema itself
//! is asked for: a new field without a row fails the test, and so does a row that is not as it says.

use std::collections::BTreeSet;

use serde_json::json;
use xeno::auth::api_key::{self, NewApiKey};
use xeno::auth::{Actor, Permission, Role, Scope};
use xeno::ids::ApiKeyId;

use super::world::{Brings, code, key, local_admin, person};
use crate::support::TestApp;
use crate::support::socket::{Received, Socket};

/// Field, the operation that asks for it, and what it takes; `None` is for everybody who is known.
type Row = (&'static str, &'static str, Option<Permission>);

const READ: Option<Permission> = Some(Permission::Read);
const INGEST: Option<Permission> = Some(Permission::Ingest);
const CAMPAIGNS: Option<Permission> = Some(Permission::Campaigns);
const RECEIPTS: Option<Permission> = Some(Permission::Receipts);
const ADMINISTER: Option<Permission> = Some(Permission::Administer);

const QUERIES: &[Row] = &[
    ("apiKeys", "{ apiKeys { nodes { id } } }", ADMINISTER),
    ("assistantRuns", "{ assistantRuns { nodes { id } } }", READ),
    ("auditLog", "{ auditLog { nodes { id } } }", ADMINISTER),
    ("campaign", "{ campaign(id: \"cam_1\") { id } }", READ),
    ("campaignTags", "{ campaignTags }", READ),
    ("campaigns", "{ campaigns { nodes { id } } }", READ),
    ("customer", "{ customer(externalId: \"c\") { id } }", READ),
    ("customers", "{ customers { nodes { id } } }", READ),
    ("dashboard", "{ dashboard { customers } }", READ),
    ("deadLetters", "{ deadLetters { nodes { id } } }", INGEST),
    ("explainMembership", "{ explainMembership(rule: { everyone: true }, customerId: \"cus_1\") { matches } }", READ),
    ("ingestBatch", "{ ingestBatch(id: \"batch_01890a5d7f3b7cc0a1b2c3d4e5f60718\") { id } }", INGEST),
    ("invitations", "{ invitations { email } }", ADMINISTER),
    ("lookalikePreview", "{ lookalikePreview(rule: { everyone: true }, size: 10) { count } }", READ),
    ("messagePreview", "{ messagePreview(message: \"Hi\", rule: { everyone: true }) { checkedCount } }", READ),
    ("messageSuggestions", "{ messageSuggestions(goal: \"thank them\", rule: { everyone: true }) { message } }", READ),
    ("node", "{ node(id: \"cus_1\") { id } }", READ),
    ("people", "{ people { nodes { id } } }", ADMINISTER),
    ("ruleFields", "{ ruleFields { name } }", READ),
    ("segment", "{ segment(id: \"seg_1\") { id } }", READ),
    ("segmentPreview", "{ segmentPreview(rule: { everyone: true }) { count } }", READ),
    ("segmentRuleFromText", "{ segmentRuleFromText(text: \"everyone\") { certain } }", READ),
    ("segments", "{ segments { nodes { id } } }", READ),
    ("sendTimeRecommendation", "{ sendTimeRecommendation(rule: { everyone: true }) { confidence } }", READ),
    ("viewer", "{ viewer { id } }", None),
];

const MUTATIONS: &[Row] = &[
    (
        "apiKeyCreate",
        "mutation { apiKeyCreate(input: { name: \"\", scopes: [] }) { userErrors { code } } }",
        ADMINISTER,
    ),
    ("apiKeyRevoke", "mutation { apiKeyRevoke(input: { id: \"key_7zzz\" }) { userErrors { code } } }", ADMINISTER),
    ("campaignCancel", "mutation { campaignCancel(input: { id: \"cam_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    (
        "campaignCreate",
        "mutation { campaignCreate(input: { name: \"\", message: \"\" }) { userErrors { code } } }",
        CAMPAIGNS,
    ),
    ("campaignLaunch", "mutation { campaignLaunch(input: { id: \"cam_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    ("campaignPause", "mutation { campaignPause(input: { id: \"cam_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    ("campaignResume", "mutation { campaignResume(input: { id: \"cam_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    (
        "campaignRetryFailed",
        "mutation { campaignRetryFailed(input: { id: \"cam_7zzz\" }) { userErrors { code } } }",
        CAMPAIGNS,
    ),
    ("campaignSetTags", "mutation { campaignSetTags(input: { id: \"cam_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    ("campaignUpdate", "mutation { campaignUpdate(input: { id: \"cam_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    ("customersIngest", "mutation { customersIngest(input: { rows: [] }) { userErrors { code } } }", INGEST),
    ("deadLettersDiscard", "mutation { deadLettersDiscard(input: { ids: [] }) { userErrors { code } } }", INGEST),
    ("deadLettersReplay", "mutation { deadLettersReplay(input: { ids: [] }) { userErrors { code } } }", INGEST),
    ("ordersIngest", "mutation { ordersIngest(input: { rows: [] }) { userErrors { code } } }", INGEST),
    (
        "personInvite",
        "mutation { personInvite(input: { email: \"\", role: VIEWER }) { userErrors { code } } }",
        ADMINISTER,
    ),
    (
        "personSetRole",
        "mutation { personSetRole(input: { id: \"usr_7zzz\", role: VIEWER }) { userErrors { code } } }",
        ADMINISTER,
    ),
    ("personUninvite", "mutation { personUninvite(input: { email: \"\" }) { userErrors { code } } }", ADMINISTER),
    ("receiptsRecord", "mutation { receiptsRecord(input: { receipts: [] }) { userErrors { code } } }", RECEIPTS),
    (
        "segmentCreate",
        "mutation { segmentCreate(input: { name: \"\", rule: { everyone: true } }) { userErrors { code } } }",
        CAMPAIGNS,
    ),
    (
        "segmentCreateLookalike",
        "mutation { segmentCreateLookalike(input: { name: \"\", rule: { everyone: true }, size: 9 }) { userErrors { code } } }",
        CAMPAIGNS,
    ),
    ("segmentDelete", "mutation { segmentDelete(input: { id: \"seg_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
    ("segmentUpdate", "mutation { segmentUpdate(input: { id: \"seg_7zzz\" }) { userErrors { code } } }", CAMPAIGNS),
];

const SUBSCRIPTIONS: &[Row] = &[
    ("campaignDeliveries", "subscription { campaignDeliveries(id: \"cam_1\") { missed } }", READ),
    ("campaignProgress", "subscription { campaignProgress(id: \"cam_1\") { status } }", READ),
    ("campaignsChanged", "subscription { campaignsChanged { id } }", READ),
    (
        "ingestProgress",
        "subscription { ingestProgress(batchId: \"batch_01890a5d7f3b7cc0a1b2c3d4e5f60718\") { id } }",
        INGEST,
    ),
    (
        "messageSuggestions",
        "subscription { messageSuggestions(goal: \"thank them\", rule: { everyone: true }) { message } }",
        READ,
    ),
    ("segmentPreview", "subscription { segmentPreview(rule: { everyone: true }) { count } }", READ),
];

/// Everybody: what they are called, what they bring, and what they may.
async fn everybody(test: &TestApp) -> Vec<(String, Brings, Actor)> {
    let mut all = vec![("the local admin".to_owned(), local_admin(test), Actor::LocalAdmin)];
    for (name, role) in [
        ("waiting", None),
        ("viewer", Some(Role::Viewer)),
        ("marketer", Some(Role::Marketer)),
        ("admin", Some(Role::Admin)),
    ] {
        let (brings, id) = person(test, name, role).await;
        all.push((name.to_owned(), brings, Actor::User { id, role, label: name.into() }));
    }
    for scope in Scope::ALL {
        let actor = Actor::Key { id: ApiKeyId(1), scopes: [scope].into(), label: "key".into() };
        all.push((format!("a key to {}", scope.name()), key(test, &[scope]).await, actor));
    }
    all
}

/// A key that could do whatever keys can, until it was revoked.
async fn revoked_key(test: &TestApp) -> Brings {
    let new = NewApiKey { name: "revoked".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (key, secret) = api_key::create(&test.ctx(), &test.app.db, new).await.unwrap().unwrap();
    api_key::revoke(&test.ctx(), &test.app.db, key.id).await.unwrap().unwrap();
    Brings::Key(secret.reveal().to_owned())
}

async fn fields(test: &TestApp, root: &str) -> BTreeSet<String> {
    let query = "query ($root: String!) { __type(name: $root) { fields { name } } }";
    let found = local_admin(test).data(test, query, json!({ "root": root })).await;
    let fields = found["__type"]["fields"].as_array().unwrap();
    fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_is_open_to_just_whom_its_row_says() {
    let test = TestApp::with(&[], &[]).await;
    let everybody = everybody(&test).await;
    let nobodies = [("a stranger", Brings::Nothing), ("a revoked key", revoked_key(&test).await)];
    for (root, rows) in [("Query", QUERIES), ("Mutation", MUTATIONS)] {
        let known: BTreeSet<String> = rows.iter().map(|(name, ..)| (*name).to_owned()).collect();
        assert_eq!(fields(&test, root).await, known, "each field of {root} needs its row in this table");
        for (name, operation, takes) in rows {
            for (who, brings) in &nobodies {
                let (status, answer) = brings.ask(&test, operation, json!({})).await;
                assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"), "{who}, {name}: {answer}");
            }
            for (who, brings, actor) in &everybody {
                let (_, answer) = brings.ask(&test, operation, json!({})).await;
                let refused = code(&answer) == "FORBIDDEN";
                let may = takes.is_none_or(|permission| actor.may(permission));
                assert_eq!(refused, !may, "{who}, {name}: {answer}");
            }
        }
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_subscription_is_open_to_just_whom_its_row_says() {
    let test = TestApp::with(&[], &[]).await;
    let known: BTreeSet<String> = SUBSCRIPTIONS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(fields(&test, "Subscription").await, known, "each subscription needs its row in this table");
    for (who, brings, actor) in everybody(&test).await {
        for (name, operation, takes) in SUBSCRIPTIONS {
            let may = takes.is_none_or(|permission| actor.may(permission));
            let heard = hears_over_socket(&test, &brings, (operation, may)).await;
            assert_eq!(heard, if may { "" } else { "FORBIDDEN" }, "{who}, {name}");
        }
    }
    // For nobody a socket is not even acknowledged.
    for brings in [Brings::Nothing, revoked_key(&test).await] {
        let mut socket = Socket::connect_as(&test.url, None).await;
        socket.send(json!({ "type": "connection_init", "payload": payload(&brings) })).await;
        assert!(matches!(socket.receive().await, Received::Closed(Some(frame)) if u16::from(frame.code) == 4403));
    }
    test.finish(0).await;
}

/// What a socket's first message says of who asks.
fn payload(brings: &Brings) -> serde_json::Value {
    match brings {
        Brings::Key(key) => json!({ "authorization": format!("Bearer {key}") }),
        Brings::Nothing | Brings::Cookie(_) => json!({}),
    }
}

/// The code that a subscription is refused with. One that is open may hear nothing: it is taken for open when an
/// operation that was begun after it has been answered.
async fn hears_over_socket(test: &TestApp, brings: &Brings, (operation, may): (&str, bool)) -> String {
    let cookie = match brings {
        Brings::Cookie(cookie) => Some(cookie.as_str()),
        Brings::Nothing | Brings::Key(_) => None,
    };
    let mut socket = Socket::connect_as(&test.url, cookie).await;
    socket.send(json!({ "type": "connection_init", "payload": payload(brings) })).await;
    socket.send(json!({ "type": "subscribe", "id": "1", "payload": { "query": operation } })).await;
    socket.send(json!({ "type": "subscribe", "id": "2", "payload": { "query": "{ viewer { id } }" } })).await;
    loop {
        match socket.receive().await {
            Received::Message(message) if message["id"] == "1" => {
                let errors = match message["type"].as_str() {
                    Some("error") => &message["payload"],
                    _ => &message["payload"]["errors"],
                };
                if let Some(code) = errors[0]["extensions"]["code"].as_str() {
                    // What is asked for need not exist; all that matters here is who may ask.
                    return if code == "FORBIDDEN" { code.to_owned() } else { String::new() };
                }
            }
            Received::Message(message) if message["id"] == "2" && message["type"] == "complete" && may => {
                return String::new();
            }
            Received::Message(_) => {}
            Received::Closed(frame) => panic!("closed: {frame:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_object_by_its_id_is_as_closed_as_its_own_field() {
    let test = TestApp::with(&[], &[]).await;
    let ids = ["cus_1", "seg_1", "cam_1"];
    for scope in [Scope::Ingest, Scope::Receipts] {
        let key = key(&test, &[scope]).await;
        for id in ids {
            let (_, answer) = key.ask(&test, "query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!(code(&answer), "FORBIDDEN", "{id}: {answer}");
        }
    }
    for nobody in [Brings::Nothing, revoked_key(&test).await] {
        for id in ids {
            let (status, answer) =
                nobody.ask(&test, "query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
            assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
        }
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_graphql_has_the_same_door() {
    let test = TestApp::with(&[], &[]).await;
    let (viewer, _) = person(&test, "viewer", Some(Role::Viewer)).await;
    let ingest = key(&test, &[Scope::Ingest]).await;
    for path in ["/metrics", "/exports/campaigns/cam_1.csv"] {
        let status = async |brings: &Brings| {
            let call = reqwest::Client::new().get(format!("{}{path}", test.url));
            let call = match brings {
                Brings::Nothing => call,
                Brings::Cookie(cookie) => call.header("cookie", cookie),
                Brings::Key(key) => call.bearer_auth(key),
            };
            call.send().await.unwrap().status().as_u16()
        };
        assert_eq!(status(&Brings::Nothing).await, 401, "{path}");
        assert_eq!(status(&ingest).await, 403, "{path}");
        assert_ne!(status(&viewer).await, 403, "{path}");
    }
    let stranger = reqwest::Client::new();
    for (path, status) in [("/healthz", 200), ("/readyz", 200), ("/auth/options", 200)] {
        assert_eq!(stranger.get(format!("{}{path}", test.url)).send().await.unwrap().status().as_u16(), status);
    }
    for path in ["/auth/logout", "/auth/set-up"] {
        let answer = stranger.post(format!("{}{path}", test.url)).json(&json!({ "code": "x" })).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 401, "{path}");
    }
    test.finish(0).await;
}
