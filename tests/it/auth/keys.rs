//! Keys of scripts, and sessions: made, shown once, used, ended, on every node and open socket.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use xeno::auth::door::Credential;
use xeno::auth::{Role, Scope};
use xeno::server::Server;

use super::world::{Brings, code, key, local_admin, person};
use crate::support::socket::{Received, Socket};
use crate::support::{TestApp, until};

const CREATE: &str = "mutation ($input: ApiKeyCreateInput!) {
    apiKeyCreate(input: $input) { secret apiKey { id name shown scopes createdBy } userErrors { code path } } }";
const REVOKE: &str =
    "mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { apiKey { revokedAt } userErrors { code } } }";
const LIST: &str = "{ apiKeys { nodes { id name shown scopes revokedAt lastUsedAt } } }";
/// The promised bound.
const A_SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_shown_once_and_only_its_hash_is_kept() {
    let test = TestApp::with(&[], &[]).await;
    let admin = local_admin(&test);
    let input = json!({ "name": " nightly load ", "scopes": ["READ", "INGEST", "READ"] });
    let made = admin.data(&test, CREATE, json!({ "input": input })).await["apiKeyCreate"].take();
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("xeno_") && secret.len() == 48, "256 bits in base 64");
    let shown = &secret[..9];
    let expected = json!({ "id": made["apiKey"]["id"], "name": "nightly load", "shown": shown,
                           "scopes": ["INGEST", "READ"], "createdBy": "local-admin" });
    assert_eq!(made["apiKey"], expected);
    let everything = admin.data(&test, LIST, json!({})).await.to_string();
    assert!(everything.contains(shown) && !everything.contains(&secret[..12]));
    let kept = format!("SELECT count(*) FROM api_keys k WHERE k::text LIKE '%{}%'", &secret[9..]);
    assert_eq!(test.database.number(&kept).await, 0);
    // The first use is noted, to the minute.
    let holder = Brings::Key(secret.to_owned());
    holder.data(&test, "{ segments { nodes { id } } }", json!({})).await;
    until("the use is noted", Duration::from_secs(30), async || {
        test.database
            .number("SELECT count(*) FROM api_keys WHERE last_used_at IS NOT NULL AND name = 'nightly load'")
            .await
            == 1
    })
    .await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_needs_a_name_a_scope_and_an_end_to_come() {
    let test = TestApp::with(&[], &[]).await;
    let cases = [
        (json!({ "name": " ", "scopes": ["READ"] }), json!([{ "code": "INVALID_NAME", "path": "input.name" }])),
        (
            json!({ "name": "x".repeat(101), "scopes": ["READ"] }),
            json!([{ "code": "INVALID_NAME", "path": "input.name" }]),
        ),
        (json!({ "name": "a\u{0}b", "scopes": ["READ"] }), json!([{ "code": "INVALID_NAME", "path": "input.name" }])),
        (json!({ "name": "x", "scopes": [] }), json!([{ "code": "REQUIRED", "path": "input.scopes" }])),
        (
            json!({ "name": "x", "scopes": ["READ"], "expiresAt": "2020-01-01T00:00:00Z" }),
            json!([{ "code": "INVALID_DATE", "path": "input.expiresAt" }]),
        ),
    ];
    for (input, errors) in cases {
        let made = local_admin(&test).data(&test, CREATE, json!({ "input": input })).await["apiKeyCreate"].take();
        assert_eq!((&made["userErrors"], &made["secret"]), (&errors, &json!(null)), "{input}");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_opens_nothing_within_a_second_on_any_node() {
    let test = TestApp::with(&[], &[]).await;
    let stop = CancellationToken::new();
    let other = Server::bind((*test.app.config).clone(), stop.clone()).await.unwrap();
    let other_url = other.url();
    let serving = tokio::spawn(async move { other.run().await.unwrap() });

    let Brings::Key(secret) = key(&test, &[Scope::Read]).await else { unreachable!() };
    let id = local_admin(&test).data(&test, LIST, json!({})).await["apiKeys"]["nodes"][0]["id"].take();
    let status = async |url: &str| {
        let body = json!({ "query": "{ segments { nodes { id } } }" });
        let call = reqwest::Client::new().post(format!("{url}/graphql")).bearer_auth(&secret).json(&body);
        call.send().await.unwrap().status().as_u16()
    };
    assert_eq!((status(&test.url).await, status(&other_url).await), (200, 200));
    let mut socket = Socket::connect_as(&other_url, None).await;
    let payload = json!({ "authorization": format!("Bearer {secret}") });
    socket.send(json!({ "type": "connection_init", "payload": payload })).await;
    assert!(matches!(socket.receive().await, Received::Message(message) if message["type"] == "connection_ack"));

    local_admin(&test).data(&test, REVOKE, json!({ "id": id })).await;
    let revoked = Instant::now();
    until("both nodes refuse the key", A_SECOND, async || {
        status(&test.url).await == 401 && status(&other_url).await == 401
    })
    .await;
    let Received::Closed(Some(frame)) = socket.receive().await else { panic!("the socket says something else") };
    assert_eq!(u16::from(frame.code), 4401);
    assert!(revoked.elapsed() < A_SECOND, "{:?}", revoked.elapsed());
    stop.cancel();
    serving.await.unwrap();
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_let_in_while_their_key_is_being_revoked_is_told_too() {
    let test = TestApp::with(&[], &[]).await;
    let Brings::Key(secret) = key(&test, &[Scope::Read]).await else { unreachable!() };
    let (door, credential) = (test.app.door.clone(), Credential::api_key(&secret));
    let stop = CancellationToken::new();
    let looking = tokio::spawn({
        let (door, stop) = (door.clone(), stop.clone());
        async move { door.run(stop).await }
    });
    let standing = door.admit(credential).await.unwrap().expect("the key is good");
    let mut early = door.watch(credential, standing.clone());
    test.database.execute("UPDATE api_keys SET revoked_at = now() WHERE name = 'test'").await;
    timeout(A_SECOND, early.changes.changed()).await.expect("who watches is told").unwrap();
    // Let in by a look from before, and watching from now on.
    let mut late = door.watch(credential, standing);
    timeout(A_SECOND, late.changes.changed()).await.expect("who comes late is told as well").unwrap();
    assert_eq!(*late.changes.borrow(), None);
    stop.cancel();
    looking.await.unwrap();
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_when_it_was_to_end() {
    let test = TestApp::with(&[], &[]).await;
    let key = key(&test, &[Scope::Read]).await;
    key.data(&test, "{ viewer { id } }", json!({})).await;
    test.database.execute("UPDATE api_keys SET expires_at = now()").await;
    until("the key is of no use", A_SECOND, async || key.ask(&test, "{ viewer { id } }", json!({})).await.0 == 401)
        .await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_at_once_and_its_sockets_too() {
    let test = TestApp::with(&[], &[]).await;
    let (Brings::Cookie(cookie), _) = person(&test, "asha", Some(Role::Viewer)).await else { unreachable!() };
    let viewer = Brings::Cookie(cookie.clone());
    let mut socket = Socket::connect_as(&test.url, Some(&cookie)).await;
    socket.begin("subscription { campaignsChanged { id } }", json!({})).await;
    let out = reqwest::Client::new().post(format!("{}/auth/logout", test.url)).header("cookie", &cookie);
    let answer = out.send().await.unwrap();
    let ended = Instant::now();
    assert_eq!(answer.status().as_u16(), 204);
    assert!(answer.headers()["set-cookie"].to_str().unwrap().starts_with("xeno_session=; Path=/; Max-Age=0"));
    assert_eq!(viewer.ask(&test, "{ viewer { id } }", json!({})).await.0, 401);
    let Received::Closed(Some(frame)) = socket.receive().await else { panic!("the socket says something else") };
    assert_eq!(u16::from(frame.code), 4401);
    assert!(ended.elapsed() < A_SECOND, "{:?}", ended.elapsed());
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_becomes_something_else_is_that_on_open_sockets_too() {
    let test = TestApp::with(&[], &[]).await;
    let (Brings::Cookie(cookie), id) = person(&test, "ravi", Some(Role::Marketer)).await else { unreachable!() };
    let mut socket = Socket::connect_as(&test.url, Some(&cookie)).await;
    socket.begin("subscription { campaignsChanged { id } }", json!({})).await;
    let set = "mutation ($id: ID!) { personSetRole(input: { id: $id, role: VIEWER }) { person { role } } }";
    local_admin(&test).data(&test, set, json!({ "id": id.to_string() })).await;
    let Received::Closed(Some(frame)) = socket.receive().await else { panic!("the socket says something else") };
    assert_eq!(u16::from(frame.code), 4403);
    let create = "mutation { segmentDelete(input: { id: \"seg_1\" }) { userErrors { code } } }";
    let (_, answer) = Brings::Cookie(cookie).ask(&test, create, json!({})).await;
    assert_eq!(code(&answer), "FORBIDDEN");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_key_is_not_made_good_by_a_good_cookie() {
    let test = TestApp::with(&[], &[]).await;
    let Brings::Cookie(cookie) = local_admin(&test) else { unreachable!() };
    for authorization in ["Bearer xeno_nonsense", "Bearer ", "Basic YTpi", "nonsense"] {
        let call = reqwest::Client::new().post(format!("{}/graphql", test.url)).header("cookie", &cookie);
        let call = call.header("authorization", authorization).json(&json!({ "query": "{ viewer { id } }" }));
        assert_eq!(call.send().await.unwrap().status().as_u16(), 401, "{authorization}");
    }
    test.finish(0).await;
}
