//! People: who is let in, as what, and who says so.

use serde_json::{Value, json};
use xeno::auth::people::{self, Identity};
use xeno::auth::{Ctx, Role};
use xeno::config::Admission;

use super::world::{Brings, code, identity, local_admin, person};
use crate::support::TestApp;

const VIEWER: &str = "{ viewer { label role permissions } }";
const SET_ROLE: &str = "mutation ($id: ID!, $role: Role) {
    personSetRole(input: { id: $id, role: $role }) { person { role } userErrors { code path } } }";
const INVITE: &str = "mutation ($email: String!, $role: Role!) {
    personInvite(input: { email: $email, role: $role }) { invitation { email role } userErrors { code path } } }";
const LOG: &str = "query ($filter: AuditFilter) {
    auditLog(filter: $filter) { nodes { actor actorLabel action subject subjectLabel address } } }";

async fn sign_in(test: &TestApp, admission: &Admission, identity: &Identity) -> Brings {
    let ctx = Ctx::system(test.app.clock.clone());
    let session = people::sign_in(&ctx, &test.app.db, admission, identity).await.unwrap();
    Brings::Cookie(format!("xeno_session={}", session.reveal()))
}

async fn role(test: &TestApp, brings: &Brings) -> Value {
    brings.data(test, VIEWER, json!({})).await["viewer"]["role"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_expected_waits_and_sees_nothing() {
    let test = TestApp::with(&[], &[]).await;
    let (waiting, id) = person(&test, "asha", None).await;
    let seen = waiting.data(&test, VIEWER, json!({})).await;
    assert_eq!(seen["viewer"], json!({ "label": "asha", "role": null, "permissions": [] }));
    let (_, answer) = waiting.ask(&test, "{ segments { nodes { id } } }", json!({})).await;
    assert_eq!(code(&answer), "FORBIDDEN");
    let variables = json!({ "id": id.to_string(), "role": "MARKETER" });
    local_admin(&test).data(&test, SET_ROLE, variables).await;
    crate::support::until("they are let in", std::time::Duration::from_secs(1), async || {
        role(&test, &waiting).await == "MARKETER"
    })
    .await;
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_and_allow_lists_let_in_whom_they_name() {
    let test = TestApp::with(&[], &[]).await;
    let invited =
        local_admin(&test).data(&test, INVITE, json!({ "email": " Ravi@Example.com ", "role": "MARKETER" })).await;
    assert_eq!(invited["personInvite"]["invitation"], json!({ "email": "ravi@example.com", "role": "MARKETER" }));
    let admission = Admission {
        admin_email: None,
        domains: vec!["brand.example".to_owned()],
        emails: vec!["guest@example.com".to_owned()],
    };
    let in_domain = Identity { hosted_domain: Some("brand.example".to_owned()), ..identity("meera") };
    // An address that ends like the domain is not an account of the domain.
    let like_domain = Identity { email: Some("eve@brand.example".to_owned()), ..identity("eve") };
    let unverified = Identity { email: None, ..identity("guest2") };
    let cases = [
        (identity("ravi"), json!("MARKETER")),
        (in_domain, json!("VIEWER")),
        (identity("guest"), json!("VIEWER")),
        (like_domain, json!(null)),
        (unverified, json!(null)),
        (identity("somebody"), json!(null)),
    ];
    for (identity, expected) in cases {
        let brings = sign_in(&test, &admission, &identity).await;
        assert_eq!(role(&test, &brings).await, expected, "{identity:?}");
    }
    // The invitation is used up.
    assert_eq!(test.database.number("SELECT count(*) FROM invitations").await, 0);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_is_the_one_named_and_only_while_there_is_none() {
    let test = TestApp::with(&[], &[]).await;
    let admission = Admission { admin_email: Some("asha@example.com".to_owned()), ..Admission::default() };
    let first = sign_in(&test, &admission, &identity("asha")).await;
    assert_eq!(role(&test, &first).await, "ADMIN");
    let another = Identity { subject: "another account".to_owned(), ..identity("asha") };
    let second = sign_in(&test, &admission, &another).await;
    assert_eq!(role(&test, &second).await, json!(null));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_code_makes_one_first_admin() {
    let test = TestApp::with(&[], &[]).await;
    let now = test.app.clock.now();
    let code = people::setup_code(&test.app.db, now).await.unwrap().expect("there is no admin");
    let another = people::setup_code(&test.app.db, now).await.unwrap().expect("there is no admin");
    let enter = async |brings: &Brings, code: &str| {
        let Brings::Cookie(cookie) = brings else { unreachable!() };
        let call = reqwest::Client::new().post(format!("{}/auth/set-up", test.url)).header("cookie", cookie);
        let answer = call.json(&json!({ "code": code })).send().await.unwrap();
        answer.status().as_u16()
    };
    let (asha, _) = person(&test, "asha", None).await;
    let (ravi, _) = person(&test, "ravi", None).await;
    assert_eq!(enter(&asha, "setup_wrong").await, 400);
    assert_eq!(enter(&local_admin(&test), code.reveal()).await, 400);
    assert_eq!(enter(&asha, &format!(" {} ", code.reveal())).await, 204);
    assert_eq!(role(&test, &asha).await, "ADMIN");
    // Every code has gone with the first.
    assert_eq!((enter(&ravi, code.reveal()).await, enter(&ravi, another.reveal()).await), (400, 400));
    assert!(people::setup_code(&test.app.db, now).await.unwrap().is_none());
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays_one() {
    let test = TestApp::with(&[], &[]).await;
    let (asha, asha_id) = person(&test, "asha", Some(Role::Admin)).await;
    let set = async |id: &str, role: Value| {
        asha.data(&test, SET_ROLE, json!({ "id": id, "role": role })).await["personSetRole"].take()
    };
    for role in [json!("VIEWER"), json!(null)] {
        let refused = set(&asha_id.to_string(), role).await;
        assert_eq!(refused["userErrors"], json!([{ "code": "LAST_ADMIN", "path": "input.role" }]));
    }
    let (_, ravi_id) = person(&test, "ravi", Some(Role::Admin)).await;
    assert_eq!(set(&ravi_id.to_string(), json!("VIEWER")).await["person"], json!({ "role": "VIEWER" }));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_who_did_what_and_is_never_changed() {
    let test = TestApp::with(&[], &[]).await;
    let (asha, id) = person(&test, "asha", Some(Role::Marketer)).await;
    let create = "mutation { segmentCreate(input: { name: \"Everybody\", rule: { everyone: true } })
        { segment { id } userErrors { message } } }";
    let segment = asha.data(&test, create, json!({})).await["segmentCreate"]["segment"]["id"].take();
    let delete = "mutation ($id: ID!) { segmentDelete(input: { id: $id }) { deletedId } }";
    asha.data(&test, delete, json!({ "id": segment })).await;
    let log = async |filter: Value| {
        local_admin(&test).data(&test, LOG, json!({ "filter": filter })).await["auditLog"]["nodes"].take()
    };
    let entry = |action: &str| {
        json!({ "actor": id.to_string(), "actorLabel": "asha", "action": action, "subject": segment,
                "subjectLabel": "Everybody", "address": "127.0.0.1" })
    };
    let done = json!([entry("segment.delete"), entry("segment.create")]);
    assert_eq!(log(json!({ "action": "segment" })).await, done);
    assert_eq!(log(json!({ "subject": segment })).await, done);
    assert_eq!(
        log(json!({ "action": "segment.create", "actor": id.to_string() })).await,
        json!([entry("segment.create")])
    );
    assert_eq!(log(json!({ "actor": "usr_7zzz" })).await, json!([]));
    assert_eq!(log(json!({ "to": "2020-01-01T00:00:00Z" })).await, json!([]));
    // What was refused left no entry.
    let (_, refused) =
        asha.ask(&test, "mutation { personUninvite(input: { email: \"a@b.c\" }) { email } }", json!({})).await;
    assert_eq!(code(&refused), "FORBIDDEN");
    assert_eq!(log(json!({ "action": "person.uninvite" })).await, json!([]));
    for change in ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        let sql = format!(
            "DO $$ BEGIN {change}; RAISE EXCEPTION 'changed'; EXCEPTION WHEN raise_exception THEN
                           IF SQLERRM <> 'the audit log is append-only' THEN RAISE; END IF; END $$"
        );
        test.database.execute(&sql).await;
    }
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_invitations_are_refused() {
    let test = TestApp::with(&[], &[]).await;
    person(&test, "asha", None).await;
    for (email, code) in [
        ("", "INVALID_EMAIL"),
        ("a@b", "INVALID_EMAIL"),
        ("a b@c.d", "INVALID_EMAIL"),
        ("asha@example.com", "ALREADY_SIGNED_IN"),
    ] {
        let invited = local_admin(&test).data(&test, INVITE, json!({ "email": email, "role": "VIEWER" })).await;
        assert_eq!(invited["personInvite"]["userErrors"], json!([{ "code": code, "path": "input.email" }]), "{email}");
    }
    test.finish(0).await;
}
