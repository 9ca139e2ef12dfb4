//! People and keys of every kind, as the server meets them.

use serde_json::{Value, json};
use xeno::auth::people::{self, Identity};
use xeno::auth::{Ctx, Role, Scope};
use xeno::config::Admission;
use xeno::ids::UserId;

use crate::support::TestApp;
use crate::support::entrance;

/// What a caller brings.
#[derive(Clone, Debug)]
pub enum Brings {
    Nothing,
    Cookie(String),
    Key(String),
}

impl Brings {
    /// A GraphQL call by this caller: the status and the whole answer.
    pub async fn ask(&self, test: &TestApp, query: &str, variables: Value) -> (u16, Value) {
        let body = json!({ "query": query, "variables": variables });
        let call = reqwest::Client::new().post(format!("{}/graphql", test.url)).json(&body);
        let call = match self {
            Self::Nothing => call,
            Self::Cookie(cookie) => call.header("cookie", cookie),
            Self::Key(key) => call.bearer_auth(key),
        };
        let answer = call.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A call that must succeed; its `data`.
    pub async fn data(&self, test: &TestApp, query: &str, variables: Value) -> Value {
        let (status, mut answer) = self.ask(test, query, variables).await;
        assert!(status == 200 && answer.get("errors").is_none(), "{query}: {status} {answer}");
        answer["data"].take()
    }
}

/// Somebody of the provider's, by name.
pub fn identity(name: &str) -> Identity {
    Identity {
        issuer: "https://id.example".to_owned(),
        subject: name.to_owned(),
        email: Some(format!("{name}@example.com")),
        name: Some(name.to_owned()),
        hosted_domain: None,
    }
}

/// A person who has signed in with the provider and, if `role` says so, been let in. Their cookie and id.
pub async fn person(test: &TestApp, name: &str, role: Option<Role>) -> (Brings, UserId) {
    let ctx = Ctx::system(test.app.clock.clone());
    let session = people::sign_in(&ctx, &test.app.db, &Admission::default(), &identity(name)).await.unwrap();
    let id = UserId(test.database.number(&format!("SELECT id FROM users WHERE subject = '{name}'")).await);
    if role.is_some() {
        people::set_role(&test.ctx(), &test.app.db, id, role).await.unwrap().unwrap();
    }
    (Brings::Cookie(format!("xeno_session={}", session.reveal())), id)
}

/// A key of these scopes.
pub async fn key(test: &TestApp, scopes: &[Scope]) -> Brings {
    Brings::Key(test.api_key(scopes).await)
}

/// The test's own session: the local admin's.
pub fn local_admin(test: &TestApp) -> Brings {
    Brings::Cookie(entrance::cookie_at(&test.url).unwrap())
}

/// The code of the first error.
pub fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}
