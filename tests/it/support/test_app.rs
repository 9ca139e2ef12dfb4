//! The product, in this process, on private servers and a free port.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use xeno::app::App;
use xeno::auth::api_key::{self, NewApiKey};
use xeno::auth::{Actor, Ctx, Scope};
use xeno::clock::Clock;
use xeno::config::Config;
use xeno::server::Server;
use xeno::streams::topic;
use xeno::workers::{Role, Workers};

use super::entrance::come_in;
use super::postgres::Database;
use super::redis::RedisServer;
use super::wait::until;

/// A secret for signing receipts in tests.
pub const VENDOR_SECRET: &str = "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXZlbmRvci1zaW0=";

/// One test's world. Dropping it stops all that it started.
pub struct TestApp {
    pub app: App,
    pub url: String,
    pub database: Database,
    pub redis: RedisServer,
    pub http: reqwest::Client,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl TestApp {
    /// A server and all workers.
    pub async fn start() -> Self {
        Self::with(&Role::ALL, &[]).await
    }

    /// A server and the workers of some roles, with settings by their variable names. The test has come in.
    pub async fn with(roles: &[Role], settings: &[(&str, &str)]) -> Self {
        let mut test = Self::begin(roles, settings).await;
        test.http = come_in(&test.url).await;
        test
    }

    /// A server alone, where the test has not come in.
    pub async fn for_strangers(settings: &[(&str, &str)]) -> Self {
        Self::begin(&[], settings).await
    }

    async fn begin(roles: &[Role], settings: &[(&str, &str)]) -> Self {
        let (database, redis) = tokio::join!(Database::create(), RedisServer::start());
        let config = config(&database, &redis, settings);
        let stop = CancellationToken::new();
        let server = Server::bind(config.clone(), stop.clone()).await.unwrap();
        let url = server.url();
        // The workers tell the vendor where receipts go: to the port that the server was given.
        let config = Config { public_url: url.clone(), ..config };
        let app = App::new(config.clone(), Clock::System).unwrap();
        topic::create_groups(&app.redis).await.unwrap();
        let mut tasks = vec![tokio::spawn(async move { server.run().await.unwrap() })];
        if !roles.is_empty() {
            let workers = Workers::start(&config, roles, stop.clone()).unwrap();
            tasks.push(tokio::spawn(async move { workers.finished().await.unwrap() }));
        }
        Self { app, url, database, redis, http: reqwest::Client::new(), stop, tasks }
    }

    /// More workers, as another process would run them.
    pub fn and_work(mut self, roles: &[Role]) -> Self {
        let workers = Workers::start(&self.app.config, roles, self.stop.clone()).unwrap();
        self.tasks.push(tokio::spawn(async move { workers.finished().await.unwrap() }));
        self
    }

    /// The local admin, for calling verbs directly.
    pub fn ctx(&self) -> Ctx {
        Ctx::new(Actor::LocalAdmin, self.app.clock.clone())
    }

    /// A new key of these scopes, as a script holds it.
    pub async fn api_key(&self, scopes: &[Scope]) -> String {
        let new = NewApiKey { name: "test".to_owned(), scopes: scopes.to_vec(), expires_at: None };
        let (_, secret) = api_key::create(&self.ctx(), &self.app.db, new).await.unwrap().unwrap();
        secret.reveal().to_owned()
    }

    /// A GraphQL call over HTTP; the whole answer.
    pub async fn graphql(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.http.post(format!("{}/graphql", self.url)).json(&body).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// A GraphQL call that must succeed; its `data`.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.graphql(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// Lets what a killed worker held be taken over, stops server and workers in order, then checks that
    /// nothing was left behind: no entry unacknowledged, no dead letter that the test did not expect.
    pub async fn finish(mut self, expected_dead_letters: i64) {
        let mut connection = self.redis.connection().await;
        until("every entry that was read is acknowledged", Duration::from_secs(20), async || {
            unacknowledged(&mut connection).await == 0
        })
        .await;
        self.stop.cancel();
        for task in self.tasks.drain(..) {
            tokio::time::timeout(Duration::from_secs(10), task).await.expect("stops within 10 s").unwrap();
        }
        assert_eq!(unacknowledged(&mut connection).await, 0, "entries that were read and left");
        let dead = self.database.number("SELECT count(*) FROM dead_letters WHERE state <> 'DISCARDED'").await;
        assert_eq!(dead, expected_dead_letters, "dead letters");
    }
}

/// Entries of all streams that somebody read and nobody acknowledged.
async fn unacknowledged(connection: &mut redis::aio::MultiplexedConnection) -> usize {
    let mut pending = 0;
    for topic in topic::ALL {
        let groups: Result<redis::streams::StreamInfoGroupsReply, _> =
            redis::AsyncCommands::xinfo_groups(connection, topic.stream).await;
        pending += groups.map_or(0, |reply| reply.groups.iter().map(|group| group.pending).sum());
    }
    pending
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn config(database: &Database, redis: &RedisServer, settings: &[(&str, &str)]) -> Config {
    Config::from_lookup(|name| {
        let given = settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        given.or_else(|| match name {
            "DATABASE_URL" => Some(database.url.clone()),
            "REDIS_URL" => Some(redis.url.clone()),
            "LISTEN" => Some("127.0.0.1:0".to_owned()),
            "DATABASE_CONNECTIONS" => Some("6".to_owned()),
            "VENDOR_SECRET" => Some(VENDOR_SECRET.to_owned()),
            _ => None,
        })
    })
    .unwrap()
}
