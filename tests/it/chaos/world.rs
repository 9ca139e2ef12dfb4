//! All processes of a test, put together: API nodes, workers, the vendor, Redis and Postgres.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::MissedTickBehavior;

use super::api::Api;
use super::postgres::{Cluster, Postgres};
use super::process::Process;
use super::vendor::{self, Vendor};
use crate::support::audit::INEXACT;
use crate::support::entrance;
use crate::support::ports::free_port;
use crate::support::postgres::{Database, execute_at, number};
use crate::support::redis::RedisServer;
use crate::support::test_app::VENDOR_SECRET;
use crate::support::until;

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(900);
const AUDIT_EVERY: Duration = Duration::from_millis(150);

/// What a test wants to have.
pub struct Plan {
    /// API nodes.
    pub nodes: usize,
    /// The words after `xeno work` of each worker.
    pub workers: &'static [&'static str],
    /// Settings of nodes and workers.
    pub settings: &'static [(&'static str, &'static str)],
    /// The vendor's.
    pub vendor: Value,
    /// Whether Postgres is to be killed.
    pub mortal_postgres: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { nodes: 1, workers: &[], settings: &[], vendor: json!({}), mortal_postgres: false }
    }
}

/// Fields are dropped in this order: who talks goes before whom it talks to.
pub struct World {
    pub nodes: Vec<Process>,
    pub workers: Vec<Process>,
    pub vendor: Vendor,
    pub redis: RedisServer,
    pub postgres: Postgres,
    pub urls: Vec<String>,
    folder: Folder,
}

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl World {
    pub async fn start(plan: Plan) -> Self {
        let folder = Folder(std::env::temp_dir().join(format!("xeno-chaos-{}", uuid::Uuid::now_v7().simple())));
        std::fs::create_dir_all(&folder.0).unwrap();
        let postgres = async {
            if plan.mortal_postgres {
                Postgres::Private(Box::new(Cluster::start(folder.0.join("postgres")).await))
            } else {
                Postgres::Shared(Database::create().await)
            }
        };
        let (postgres, redis, vendor) =
            tokio::join!(postgres, RedisServer::start(), Vendor::start(&folder.0, &plan.vendor));
        let urls = (0..plan.nodes).map(|_| format!("http://127.0.0.1:{}", free_port())).collect();
        let mut world = Self { nodes: Vec::new(), workers: Vec::new(), vendor, redis, postgres, urls, folder };
        let mut migrate = world.xeno(&["migrate"], plan.settings);
        migrate.start_until("up to date").await;
        for place in 0..plan.nodes {
            let listen = world.urls[place].trim_start_matches("http://").to_owned();
            let node = world.xeno(&["serve"], plan.settings).with(&[("LISTEN", &listen)]);
            world.nodes.push(node);
            world.start_node(place).await;
        }
        world.come_in().await;
        for words in plan.workers {
            let worker = world.worker(words, plan.settings);
            world.workers.push(worker);
            world.workers.last_mut().unwrap().start_until("xeno working").await;
        }
        world
    }

    /// A worker that is not started.
    pub fn worker(&self, words: &str, settings: &[(&str, &str)]) -> Process {
        let arguments: Vec<&str> = std::iter::once("work").chain(words.split_whitespace()).collect();
        self.xeno(&arguments, settings)
    }

    fn xeno(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Process {
        let name = format!("{}-{}.log", arguments.join("-"), uuid::Uuid::now_v7().simple());
        let public_url = self.urls.last().cloned().unwrap_or_default();
        // A binary that was built apart, to be broken on purpose, may stand in for the one of this build.
        let program = std::env::var("CHAOS_XENO").unwrap_or_else(|_| env!("CARGO_BIN_EXE_xeno").to_owned());
        Process::new(program, arguments, self.folder.0.join(name))
            .with(&[
                ("DATABASE_URL", self.postgres.url()),
                ("REDIS_URL", &self.redis.url),
                // Where the vendor sends receipts: the last node.
                ("PUBLIC_URL", &public_url),
                ("VENDOR_URL", &self.vendor.url),
                ("VENDOR_SECRET", VENDOR_SECRET),
                ("VENDOR_TIMEOUT_SECONDS", "5"),
                ("VENDOR_CONCURRENCY", "16"),
                ("DATABASE_CONNECTIONS", "5"),
                ("LOG", "info"),
                ("NO_COLOR", "1"),
            ])
            .with(settings)
    }

    pub async fn start_node(&mut self, place: usize) {
        self.nodes[place].start_until("xeno listening on").await;
    }

    /// One session and one key, for all nodes: they share the register.
    async fn come_in(&self) {
        let [first, others @ ..] = self.urls.as_slice() else { return };
        entrance::come_in(first).await;
        for other in others {
            entrance::come_in_as_at(first, other);
        }
    }

    /// A client of all nodes.
    pub fn api(&self) -> Api {
        Api::new(self.urls.clone(), &entrance::key_at(&self.urls[0]).unwrap())
    }

    pub async fn number(&self, sql: &str) -> i64 {
        number(self.postgres.url(), sql).await
    }

    pub async fn execute(&self, sql: &str) {
        execute_at(self.postgres.url(), sql).await;
    }

    /// Rows of ingest calls that are persisted, and dead.
    pub async fn settled(&self) -> (i64, i64) {
        let persisted = "SELECT coalesce(sum(persisted), 0) FROM ingest_chunks";
        let dead = "SELECT coalesce(sum(dead), 0) FROM ingest_chunks";
        (self.number(persisted).await, self.number(dead).await)
    }

    /// Entries of a stream that somebody read and nobody acknowledged, and those that nobody read.
    pub async fn unfinished(&self, stream: &str) -> usize {
        let mut connection = self.redis.connection().await;
        let groups: redis::streams::StreamInfoGroupsReply =
            redis::AsyncCommands::xinfo_groups(&mut connection, stream).await.unwrap();
        groups.groups.iter().map(|group| group.pending + group.lag.unwrap_or_default()).sum()
    }

    /// No stream has an entry that is unread or unacknowledged, and no row died.
    pub async fn nothing_is_left(&self) {
        for topic in xeno::streams::topic::ALL {
            until(&format!("{} is done with", topic.stream), Duration::from_secs(60), async || {
                self.unfinished(topic.stream).await == 0
            })
            .await;
        }
        assert_eq!(self.number("SELECT count(*) FROM dead_letters").await, 0, "dead letters");
    }

    /// Customers whose addresses differ, written straight into the record: who is loaded how is not the question.
    pub async fn people(&self, count: usize) {
        self.execute(&format!(
            "INSERT INTO customers (external_id, name, phone, consent)
             SELECT 'c' || n, 'Asha ' || n, '+9198' || lpad(n::text, 8, '0'), 2 FROM generate_series(1, {count}) n;
             INSERT INTO audience (customer_id, consent, name_folded, phone_folded)
             SELECT id, consent, lower(name), phone FROM customers; ANALYZE customers, audience"
        ))
        .await;
    }

    /// A campaign to everyone, launched. Its id in the API.
    pub async fn launch(&self, api: &Api) -> Value {
        let input = json!({ "name": "Diwali", "rule": { "everyone": true }, "message": "Hi {{ first_name }}",
                            "idempotencyKey": "create" });
        let create = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) { \
                      campaign { id } userErrors { code message } } }";
        let mut created = api.insist(create, json!({ "input": input })).await;
        assert_eq!(created["campaignCreate"]["userErrors"], json!([]));
        let id = created["campaignCreate"]["campaign"]["id"].take();
        self.steer(api, "campaignLaunch", &id).await;
        id
    }

    /// Launch, pause, resume: must be accepted. When the answer came, in milliseconds since 1970.
    pub async fn steer(&self, api: &Api, mutation: &str, id: &Value) -> i64 {
        let query = format!(
            "mutation ($input: {}Input!) {{ done: {mutation}(input: $input) {{ userErrors {{ code message }} }} }}",
            capitalised(mutation)
        );
        let key = uuid::Uuid::now_v7().to_string();
        let answer = api.insist(&query, json!({ "input": { "id": id, "idempotencyKey": key } })).await;
        let answered_at = chrono::Utc::now().timestamp_millis();
        assert_eq!(answer["done"]["userErrors"], json!([]), "{mutation}");
        answered_at
    }

    /// Every figure is the number of rows that it counts, in one snapshot.
    pub async fn audit(&self) {
        assert_eq!(self.number(INEXACT).await, 0, "the figures are not the rows");
    }

    /// Waits, auditing all along.
    pub async fn audited_until(&self, what: &str, mut condition: impl AsyncFnMut() -> bool) {
        let begun = Instant::now();
        let mut ticks = tokio::time::interval(AUDIT_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.audit().await;
            if condition().await {
                return;
            }
            if begun.elapsed() > PATIENCE {
                let words: Vec<String> = self.workers.iter().map(Process::last_words).collect();
                let vendor = self.vendor.stats().await;
                panic!("{what}: still not so after {PATIENCE:?}; vendor {vendor}; workers:\n{}", words.join("\n--\n"));
            }
        }
    }

    pub async fn completed(&self) {
        self.audited_until("the campaign is completed", async || {
            self.number("SELECT count(*) FROM campaigns WHERE status = 'COMPLETED'").await == 1
        })
        .await;
    }

    /// The vendor accepted one message for each customer, and what it says became of them is what is stored.
    pub async fn assert_each_reached_once(&self, audience: usize) {
        let stats = self.vendor.stats().await;
        println!("vendor_sim: {stats}");
        assert_eq!((&stats["accepted"], &stats["distinctKeys"]), (&json!(audience), &json!(audience)));
        let ledger = self.vendor.ledger().await;
        assert_eq!(ledger.len(), audience);
        let sent_to = vendor::recipients(&ledger);
        assert_eq!(sent_to, self.number(&super::rows::stored_phones()).await, "recipients are the audience exactly");
        for (name, status) in [("failed", 3), ("delivered", 4)] {
            let rows = self.number(&format!("SELECT count(*) FROM communication_log WHERE status = {status}")).await;
            assert_eq!(stats[name], json!(rows), "{name}");
        }
        let settled = "SELECT count(*) FROM communication_log WHERE status IN (3, 4) AND accepted";
        assert_eq!(self.number(settled).await, audience as i64);
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
