//! Signing in with a provider, true and forged. What is forged opens no session, whatever it is.

use std::collections::HashMap;

use axum::http::StatusCode;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, Url};
use serde_json::{Value, json};

use super::provider::{CLIENT, KEY, Provider, Signed};
use super::world::Brings;
use crate::support::TestApp;

/// A browser that has been sent to the provider.
struct Under {
    state: String,
    browser: String,
    challenge: String,
    nonce: String,
    asked: HashMap<String, String>,
}

fn browser() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

fn cookie(answer: &Response, name: &str) -> Option<String> {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let pairs = cookies.map(|cookie| cookie.split(';').next().unwrap());
    pairs.filter(|pair| !pair.ends_with('=')).find(|pair| pair.starts_with(name)).map(str::to_owned)
}

async fn begin(test: &TestApp, return_to: &str) -> Under {
    let call = browser().get(format!("{}/auth/login", test.url)).query(&[("return_to", return_to)]);
    let answer = call.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 303, "{}", answer.text().await.unwrap());
    let browser = cookie(&answer, "xeno_sign_in=").expect("the attempt is bound to the browser");
    let url = Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap();
    let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let of = |name: &str| asked[name].clone();
    Under { state: of("state"), browser, challenge: of("code_challenge"), nonce: of("nonce"), asked }
}

/// Comes back from the provider, which gives out a code for the challenge.
async fn come_back(test: &TestApp, provider: &Provider, under: &Under) -> Response {
    provider.set(|said| {
        said.nonce.clone_from(&under.nonce);
        said.codes.insert("the-code".to_owned(), under.challenge.clone());
    });
    back_with(test, &[("state", &under.state), ("code", "the-code")], Some(&under.browser)).await
}

async fn back_with(test: &TestApp, query: &[(&str, &str)], cookie: Option<&str>) -> Response {
    let call = browser().get(format!("{}/auth/callback", test.url)).query(query);
    let call = cookie.into_iter().fold(call, |call, cookie| call.header(COOKIE, cookie));
    call.send().await.unwrap()
}

/// Nobody came in: no cookie, no session, and the sign-in page has the reason.
async fn nobody_came_in(test: &TestApp, what: &str, answer: &Response, problem: &str) {
    assert_eq!(answer.status().as_u16(), 303, "{what}");
    assert_eq!(answer.headers()[LOCATION].to_str().unwrap(), format!("/sign-in?problem={problem}"), "{what}");
    assert_eq!(cookie(answer, "xeno_session="), None, "{what}");
    assert_eq!(test.database.number("SELECT count(*) FROM sessions").await, 0, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_the_provider_vouches_for_comes_in_and_goes_where_they_wanted() {
    let provider = Provider::start().await;
    let more = [("ADMIN_EMAIL", "asha@example.com"), ("PUBLIC_URL", "http://localhost:7777")];
    let settings = [&provider.settings()[..], &more].concat();
    let test = TestApp::for_strangers(&settings).await;
    let under = begin(&test, "/campaigns?status=RUNNING").await;
    let asked = |name: &str| under.asked[name].as_str();
    assert_eq!((asked("client_id"), asked("response_type"), asked("code_challenge_method")), (CLIENT, "code", "S256"));
    assert_eq!(asked("redirect_uri"), "http://localhost:7777/auth/callback");
    assert_eq!(asked("scope"), "openid email profile");
    let answer = come_back(&test, &provider, &under).await;
    assert_eq!(answer.status().as_u16(), 303);
    assert_eq!(answer.headers()[LOCATION].to_str().unwrap(), "/campaigns?status=RUNNING");
    let session = Brings::Cookie(cookie(&answer, "xeno_session=").unwrap());
    let seen = session.data(&test, "{ viewer { label role } }", json!({})).await;
    assert_eq!(seen["viewer"], json!({ "label": "Asha Rao", "role": "ADMIN" }));
    // Each sign-in makes a new session, and the old one is not its name.
    let again = come_back(&test, &provider, &begin(&test, "/").await).await;
    assert_ne!(Some(cookie(&again, "xeno_session=").unwrap()), cookie(&answer, "xeno_session="));
    assert_eq!(test.database.number("SELECT count(*) FROM users").await, 1);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_token_opens_a_session() {
    let provider = Provider::start().await;
    let test = TestApp::for_strangers(&provider.settings()).await;
    let now = chrono::Utc::now().timestamp();
    let well = Signed::Well(KEY);
    let no_token = json!({ "access_token": "x", "token_type": "Bearer" });
    let forgeries: Vec<(&str, Signed, Value, &str)> = vec![
        ("another audience", well.clone(), json!({ "aud": "another" }), "NOT_BELIEVED"),
        ("many audiences and no azp", well.clone(), json!({ "aud": [CLIENT, "another"] }), "NOT_BELIEVED"),
        ("another azp", well.clone(), json!({ "aud": [CLIENT, "another"], "azp": "another" }), "NOT_BELIEVED"),
        ("another issuer", well.clone(), json!({ "iss": "https://evil.example" }), "NOT_BELIEVED"),
        ("another nonce", well.clone(), json!({ "nonce": "another" }), "NOT_BELIEVED"),
        ("no nonce", well.clone(), json!({ "nonce": null }), "NOT_BELIEVED"),
        ("expired", well.clone(), json!({ "exp": now - 61 }), "NOT_BELIEVED"),
        ("no end", well.clone(), json!({ "exp": null }), "NOT_BELIEVED"),
        ("issued in the future", well.clone(), json!({ "iat": now + 120 }), "NOT_BELIEVED"),
        ("issued long ago", well.clone(), json!({ "iat": now - 3600 }), "NOT_BELIEVED"),
        ("not valid yet", well.clone(), json!({ "nbf": now + 120 }), "NOT_BELIEVED"),
        ("nobody", well.clone(), json!({ "sub": "" }), "NOT_BELIEVED"),
        ("no subject", well.clone(), json!({ "sub": null }), "NOT_BELIEVED"),
        ("alg none", Signed::Not, json!({}), "NOT_BELIEVED"),
        ("HS256 with the public key", Signed::WithThePublicKey, json!({}), "NOT_BELIEVED"),
        ("HS256 with the client's secret", Signed::WithTheClientSecret, json!({}), "NOT_BELIEVED"),
        ("another's signature", Signed::ByAnother, json!({}), "NOT_BELIEVED"),
        ("an unknown key", Signed::Well("key-9"), json!({}), "NOT_BELIEVED"),
        ("a changed claim", Signed::AndChanged, json!({}), "NOT_BELIEVED"),
        ("no id token", Signed::Instead(StatusCode::OK, no_token), json!({}), "PROVIDER_AWAY"),
        ("nonsense", Signed::Instead(StatusCode::OK, json!([1])), json!({}), "PROVIDER_AWAY"),
        ("a provider in trouble", Signed::Instead(StatusCode::BAD_GATEWAY, json!({})), json!({}), "PROVIDER_AWAY"),
    ];
    for (what, signed, claims, problem) in forgeries {
        provider.set(|said| (said.signed, said.claims) = (signed, claims));
        let answer = come_back(&test, &provider, &begin(&test, "/").await).await;
        nobody_came_in(&test, what, &answer, problem).await;
    }
    provider.set(|said| (said.signed, said.claims) = (well, json!({})));
    let answer = come_back(&test, &provider, &begin(&test, "/").await).await;
    assert!(cookie(&answer, "xeno_session=").is_some(), "what is not forged comes in");
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_for_one_browser_once_and_not_for_ever() {
    let provider = Provider::start().await;
    let test = TestApp::for_strangers(&provider.settings()).await;
    let code = ("code", "the-code");
    let good = begin(&test, "/").await;
    provider.set(|said| {
        said.codes.insert("the-code".to_owned(), good.challenge.clone());
        said.nonce.clone_from(&good.nonce);
    });
    for (what, query, cookie, problem) in [
        ("no state", vec![code], Some(good.browser.as_str()), "SIGN_IN_EXPIRED"),
        ("a made-up state", vec![("state", "made-up"), code], Some(&good.browser), "SIGN_IN_EXPIRED"),
    ] {
        nobody_came_in(&test, what, &back_with(&test, &query, cookie).await, problem).await;
    }
    let others = begin(&test, "/").await;
    let under = begin(&test, "/").await;
    let answer = back_with(&test, &[("state", &under.state), code], Some(&others.browser)).await;
    nobody_came_in(&test, "another browser", &answer, "OTHER_BROWSER").await;
    let answer = back_with(&test, &[("state", &under.state), code], Some(&under.browser)).await;
    nobody_came_in(&test, "a state that was used up by another browser", &answer, "SIGN_IN_EXPIRED").await;
    let under = begin(&test, "/").await;
    let answer = back_with(&test, &[("state", &under.state), code], None).await;
    nobody_came_in(&test, "no browser", &answer, "OTHER_BROWSER").await;
    let under = begin(&test, "/").await;
    let denied = [("state", under.state.as_str()), ("error", "access_denied")];
    nobody_came_in(&test, "denied", &back_with(&test, &denied, Some(&under.browser)).await, "DENIED").await;
    let under = begin(&test, "/").await;
    let answer = back_with(&test, &[("state", &under.state), code], Some(&under.browser)).await;
    nobody_came_in(&test, "a code of another challenge", &answer, "NOT_BELIEVED").await;
    let under = begin(&test, "/").await;
    test.database.execute("UPDATE sign_in_attempts SET expires_at = now() - interval '1 second'").await;
    nobody_came_in(&test, "too late", &come_back(&test, &provider, &under).await, "SIGN_IN_EXPIRED").await;

    let under = begin(&test, "/").await;
    assert!(cookie(&come_back(&test, &provider, &under).await, "xeno_session=").is_some());
    let open = test.database.number("SELECT count(*) FROM sessions").await;
    let replayed = come_back(&test, &provider, &under).await;
    assert_eq!(cookie(&replayed, "xeno_session="), None);
    // The code alone, replayed with a new attempt, is no good to the provider any more.
    let under = begin(&test, "/").await;
    let replayed = back_with(&test, &[("state", &under.state), ("code", "used-up")], Some(&under.browser)).await;
    assert_eq!(cookie(&replayed, "xeno_session="), None);
    assert_eq!(test.database.number("SELECT count(*) FROM sessions").await, open);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_to_another_server_afterwards() {
    let provider = Provider::start().await;
    let test = TestApp::for_strangers(&provider.settings()).await;
    for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x"] {
        let call = browser().get(format!("{}/auth/login", test.url)).query(&[("return_to", elsewhere)]);
        let answer = call.send().await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().get(LOCATION)), (400, None), "{elsewhere}");
    }
    assert_eq!(test.database.number("SELECT count(*) FROM sign_in_attempts").await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_kept_and_looked_for_again_when_the_provider_rotates_them() {
    let provider = Provider::start().await;
    let test = TestApp::for_strangers(&provider.settings()).await;
    for _ in 0..3 {
        let answer = come_back(&test, &provider, &begin(&test, "/").await).await;
        assert!(cookie(&answer, "xeno_session=").is_some());
    }
    assert_eq!(provider.said.lock().unwrap().fetched, 1);
    // Made-up key ids do not make us ask again and again.
    provider.set(|said| said.signed = Signed::Well("key-2"));
    for _ in 0..3 {
        let answer = come_back(&test, &provider, &begin(&test, "/").await).await;
        assert_eq!(cookie(&answer, "xeno_session="), None);
    }
    assert_eq!(provider.said.lock().unwrap().fetched, 1);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_calls_itself_something_else_is_not_believed() {
    let provider = Provider::start().await;
    provider.set(|said| said.issuer = Some("https://evil.example".to_owned()));
    let test = TestApp::for_strangers(&provider.settings()).await;
    let answer = browser().get(format!("{}/auth/login", test.url)).send().await.unwrap();
    nobody_came_in(&test, "another issuer", &answer, "PROVIDER_AWAY").await;
    test.finish(0).await;
}
