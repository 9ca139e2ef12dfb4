//! What another site's page can make a browser send with a good cookie: nothing of it is run. And the local admin:
//! let in at this machine, from our own page, and by nothing that only looks like it.

use reqwest::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use serde_json::json;

use super::world::{Brings, local_admin};
use crate::support::TestApp;

const CREATE: &str =
    "mutation { segmentCreate(input: { name: \"Forged\", rule: { everyone: true } }) { segment { id } } }";

async fn segments(test: &TestApp) -> i64 {
    test.database.number("SELECT count(*) FROM segments").await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forgery_with_a_good_cookie_changes_anything() {
    let test = TestApp::with(&[], &[]).await;
    let Brings::Cookie(cookie) = local_admin(&test) else { unreachable!() };
    let url = format!("{}/graphql", test.url);
    let client = reqwest::Client::new();
    let body = json!({ "query": CREATE }).to_string();
    let form = [("query", CREATE)];
    let vectors = [
        ("text/plain", client.post(&url).header(CONTENT_TYPE, "text/plain").body(body.clone())),
        (
            "text/plain as JSON",
            client.post(&url).header(CONTENT_TYPE, "text/plain; application/json").body(body.clone()),
        ),
        ("a form", client.post(&url).form(&form)),
        (
            "a multipart form",
            client
                .post(&url)
                .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
                .body(format!("--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{body}\r\n--x--\r\n")),
        ),
        ("no content type", client.post(&url).body(body.clone())),
        ("GET", client.get(&url).query(&form)),
        ("GET that says it was meant", client.get(&url).query(&form).header("x-requested-with", "x")),
        ("a foreign origin", client.post(&url).header(ORIGIN, "http://evil.example").json(&json!({ "query": CREATE }))),
        (
            "no origin at all, as a sandboxed frame says",
            client.post(&url).header(ORIGIN, "null").json(&json!({ "query": CREATE })),
        ),
        ("another port", client.post(&url).header(ORIGIN, "http://127.0.0.1:1").json(&json!({ "query": CREATE }))),
        (
            "a name that was made to resolve to us",
            client.post(&url).header(HOST, "evil.example").json(&json!({ "query": CREATE })),
        ),
        ("a proxy", client.post(&url).header("x-forwarded-for", "10.0.0.1").json(&json!({ "query": CREATE }))),
    ];
    for (vector, request) in vectors {
        let answer = request.header(COOKIE, &cookie).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{vector}: {}", answer.status());
        assert_eq!(segments(&test).await, 0, "{vector}");
    }
    let sign_out = client.post(format!("{}/auth/logout", test.url)).header(ORIGIN, "http://evil.example");
    assert_eq!(sign_out.header(COOKIE, &cookie).send().await.unwrap().status().as_u16(), 403);
    // A query by GET is not run either, unless it says that it was meant: its cost would be ours.
    let asked = client.get(&url).query(&[("query", "{ viewer { id } }")]).header(COOKIE, &cookie);
    assert_eq!(asked.try_clone().unwrap().send().await.unwrap().status().as_u16(), 403);
    let meant = asked.header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_eq!(meant.status().as_u16(), 200);
    // The same call as our own page makes it is run: what is refused above is refused for how it came.
    let own = client.post(&url).header(ORIGIN, &test.url).header(COOKIE, &cookie).json(&json!({ "query": CREATE }));
    assert_eq!(own.send().await.unwrap().status().as_u16(), 200);
    assert_eq!(segments(&test).await, 1);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_origin_opens_no_socket() {
    let test = TestApp::with(&[], &[]).await;
    let Brings::Cookie(cookie) = local_admin(&test) else { unreachable!() };
    let upgrade = async |origin: &str| {
        let call = reqwest::Client::new().get(format!("{}/graphql/ws", test.url)).header(COOKIE, &cookie);
        let call = call.header("connection", "upgrade").header("upgrade", "websocket").header(ORIGIN, origin);
        let call = call.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        call.header("sec-websocket-protocol", "graphql-transport-ws").send().await.unwrap().status().as_u16()
    };
    assert_eq!(upgrade(&test.url).await, 101);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"] {
        assert_eq!(upgrade(origin).await, 403, "{origin}");
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_local_admin_comes_from_our_own_page_at_this_machine() {
    let test = TestApp::with(&[], &[]).await;
    let open = test.database.number("SELECT count(*) FROM sessions").await;
    let port = test.url.rsplit(':').next().unwrap();
    let own_host = format!("127.0.0.1:{port}");
    let cases: [(&str, &[(&str, &str)]); 6] = [
        ("without an origin", &[]),
        ("from another origin", &[("origin", "http://evil.example")]),
        ("from a sandboxed frame", &[("origin", "null")]),
        ("under another name", &[("host", "evil.example"), ("origin", "http://evil.example")]),
        ("through a proxy", &[("origin", &test.url), ("x-forwarded-for", "10.0.0.1")]),
        ("through a proxy that says so", &[("origin", &test.url), ("forwarded", "for=10.0.0.1"), ("host", &own_host)]),
    ];
    for (how, headers) in cases {
        let call = reqwest::Client::new().post(format!("{}/auth/local", test.url));
        let call = headers.iter().fold(call, |call, (name, value)| call.header(*name, *value));
        let answer = call.send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().get("set-cookie")), (403, None), "{how}");
    }
    assert_eq!(test.database.number("SELECT count(*) FROM sessions").await, open);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_provider_there_is_no_local_admin() {
    let provider = [("OIDC_CLIENT_ID", "xeno"), ("OIDC_CLIENT_SECRET", "s"), ("LOCAL_ADMIN", "1")];
    let test = TestApp::for_strangers(&provider).await;
    let options = reqwest::get(format!("{}/auth/options", test.url)).await.unwrap();
    let options: serde_json::Value = options.json().await.unwrap();
    assert_eq!(options, json!({ "provider": "https://accounts.google.com", "localAdmin": false }));
    let call = reqwest::Client::new().post(format!("{}/auth/local", test.url)).header(ORIGIN, &test.url);
    assert_eq!(call.send().await.unwrap().status().as_u16(), 403);
    // A session that was opened before the provider was set up is of no use any more.
    let session = xeno::auth::session::open_local(&test.ctx(), &test.app.db).await.unwrap();
    let brings = Brings::Cookie(format!("xeno_session={}", session.reveal()));
    assert_eq!(brings.ask(&test, "{ viewer { id } }", json!({})).await.0, 403);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_for_this_server_and_no_script() {
    let test = TestApp::with(&[], &[]).await;
    let call = reqwest::Client::new().post(format!("{}/auth/local", test.url)).header(ORIGIN, &test.url);
    let answer = call.send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.ends_with("; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax"), "{cookie}");
    test.finish(0).await;
}
