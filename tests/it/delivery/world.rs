//! A server, a vendor, campaigns that are ready to be sent, workers that can be killed, and books that are
//! audited all along.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use vendor_sim::{Config, Running, Settings, serve};
use xeno::workers::Role;

use crate::support::TestApp;
use crate::support::audit::INEXACT;
use crate::support::test_app::VENDOR_SECRET;

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// How often the books are audited: often enough to see them wrong, seldom enough not to be the load.
const AUDIT_EVERY: Duration = Duration::from_millis(100);

/// The real vendor_sim on a port of its own, which it keeps when it is stopped and started again.
pub struct Vendor {
    pub address: SocketAddr,
    folder: PathBuf,
    running: Option<Running>,
    http: reqwest::Client,
}

impl Vendor {
    pub async fn start(settings: Value) -> Self {
        let folder = std::env::temp_dir().join(format!("xeno-vendor-{}", uuid::Uuid::now_v7().simple()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut vendor = Self { address, folder, running: None, http };
        vendor.serve_on(listener).await;
        vendor.set(json!({ "receiptLatencyMinMs": 5, "receiptLatencyMaxMs": 200 })).await;
        vendor.set(settings).await;
        vendor
    }

    async fn serve_on(&mut self, listener: TcpListener) {
        let config = Config {
            secret: VENDOR_SECRET.parse().unwrap(),
            data_dir: self.folder.clone(),
            settings: Settings::default(),
        };
        self.running = Some(serve(config, listener, CancellationToken::new()).await.unwrap());
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn set(&self, patch: Value) {
        let answer = self.http.patch(format!("{}/v1/settings", self.url())).json(&patch).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await.unwrap();
    }

    pub async fn start_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve_on(listener).await;
    }

    pub async fn stats(&self) -> Value {
        self.http.get(format!("{}/v1/stats", self.url())).send().await.unwrap().json().await.unwrap()
    }

    pub async fn stat(&self, name: &str) -> i64 {
        self.stats().await[name].as_i64().unwrap()
    }

    /// Every message that was ever accepted, in the order of acceptance.
    pub async fn ledger(&self) -> Vec<Value> {
        let mut messages = Vec::new();
        loop {
            let url = format!("{}/v1/messages?limit=10000&after={}", self.url(), messages.len());
            let mut page: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
            messages.extend(std::mem::take(page["messages"].as_array_mut().unwrap()));
            if page["next"].is_null() {
                return messages;
            }
        }
    }

    /// When each message was accepted, in milliseconds since 1970.
    pub async fn accepted_at(&self) -> Vec<i64> {
        let at = |message: &Value| {
            let at = message["acceptedAt"].as_str().unwrap();
            chrono::DateTime::parse_from_rfc3339(at).unwrap().timestamp_millis()
        };
        let mut times: Vec<i64> = self.ledger().await.iter().map(at).collect();
        times.sort_unstable();
        times
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A server with some workers inside, and a vendor.
pub struct World {
    pub test: TestApp,
    pub vendor: Vendor,
}

impl World {
    pub async fn start(roles: &[Role], settings: &[(&str, &str)], vendor: Value) -> Self {
        let vendor = Vendor::start(vendor).await;
        let url = vendor.url();
        let mut all = vec![("VENDOR_URL", url.as_str()), ("VENDOR_TIMEOUT_SECONDS", "2")];
        all.retain(|(name, _)| !settings.iter().any(|(given, _)| given == name));
        all.extend_from_slice(settings);
        let test = TestApp::with(roles, &all).await;
        Self { test, vendor }
    }

    /// Dispatcher, senders and receipts in this process.
    pub async fn working(vendor: Value) -> Self {
        Self::start(&[Role::Dispatch, Role::Deliver, Role::Receipts], &[], vendor).await
    }

    /// A campaign that is rendered and running, to so many new customers in India. Its id.
    pub async fn campaign(&self, audience: i64, rate: Option<i32>) -> i64 {
        self.campaign_to("+91", audience, rate).await
    }

    /// Likewise, to numbers that begin so.
    pub async fn campaign_to(&self, prefix: &str, audience: i64, rate: Option<i32>) -> i64 {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let rate = rate.map_or("NULL".to_owned(), |rate| rate.to_string());
        let database = &self.test.database;
        database
            .execute(&format!(
                "INSERT INTO customers (external_id, name, phone, email, consent)
                 SELECT '{name}-' || n, 'Asha', '{prefix}' || n, n || '@example.com', 2 FROM generate_series(1, {audience}) n;
                 INSERT INTO campaigns (name, status, channel, message, rule, frozen_rule, as_of, launched_at,
                                        rate_per_second, created_by)
                 VALUES ('{name}', 'RUNNING', 'SMS', 'Hi', '{{\"everyone\": true}}', '{{\"everyone\": true}}', now(),
                         now(), {rate}, 'test');
                 INSERT INTO communication_log (campaign_id, customer_id, message, next_attempt_at)
                 SELECT c.id, u.id, 'Hi Asha', now() FROM campaigns c, customers u
                 WHERE c.name = '{name}' AND u.external_id LIKE '{name}-%' ORDER BY u.id;
                 INSERT INTO campaign_counters (campaign_id, audience, pending)
                 SELECT id, {audience}, {audience} FROM campaigns WHERE name = '{name}'"
            ))
            .await;
        database.number(&format!("SELECT id FROM campaigns WHERE name = '{name}'")).await
    }

    pub async fn set_status(&self, campaign: i64, status: &str) {
        let sql = format!("UPDATE campaigns SET status = '{status}' WHERE id = {campaign}");
        self.test.database.execute(&sql).await;
    }

    pub async fn is(&self, campaign: i64, status: &str) -> bool {
        let sql = format!("SELECT count(*) FROM campaigns WHERE id = {campaign} AND status = '{status}'");
        self.test.database.number(&sql).await == 1
    }

    /// What the product lists as not delivered, by status and reason.
    pub async fn failures(&self, campaign: i64) -> Value {
        let query = "query ($id: ID!) { campaign(id: $id) { failures { status reason count } } }";
        let id = xeno::ids::CampaignId(campaign).to_string();
        let mut data = self.test.data(query, json!({ "id": id })).await;
        data["campaign"]["failures"].take()
    }

    /// A figure of the campaign's counters.
    pub async fn figure(&self, campaign: i64, name: &str) -> i64 {
        self.test.database.number(&format!("SELECT {name} FROM campaign_counters WHERE campaign_id = {campaign}")).await
    }

    /// How many log rows of the campaign there are like this.
    pub async fn rows(&self, campaign: i64, condition: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM communication_log WHERE campaign_id = {campaign} AND ({condition})");
        self.test.database.number(&sql).await
    }

    /// Of whose hands the campaign's rows are in, and what has become of them.
    pub async fn checksum(&self, campaign: i64) -> i64 {
        let sql = format!(
            "SELECT sum(hashtextextended(concat_ws('|', id, status, claim, attempts, called, reason, vendor_id), 0))
             % 9000000000000000000 FROM communication_log WHERE campaign_id = {campaign}"
        );
        self.test.database.number(&sql).await
    }

    /// In one snapshot: every figure is the number of rows that it counts, they add up to the audience, and nothing is
    /// left to be done where a campaign is completed.
    pub async fn audit(&self) {
        assert_eq!(
            self.test.database.number(INEXACT).await,
            0,
            "the figures are not the rows, or it was completed too early"
        );
    }

    /// Waits, auditing all along.
    pub async fn audited_until(&self, what: &str, condition: impl AsyncFnMut() -> bool) {
        self.audited_within(PATIENCE, what, condition).await;
    }

    /// Likewise, with the patience that a large campaign needs.
    pub async fn audited_within(&self, patience: Duration, what: &str, mut condition: impl AsyncFnMut() -> bool) {
        let begun = Instant::now();
        loop {
            let audit = Instant::now();
            self.audit().await;
            if condition().await {
                return;
            }
            assert!(begun.elapsed() < patience, "{what}: still not so after {patience:?}: {}", self.standing().await);
            sleep(AUDIT_EVERY.max(9 * audit.elapsed())).await;
        }
    }

    /// All figures, for whoever has to understand a failure.
    async fn standing(&self) -> String {
        let mut text = String::new();
        for name in ["audience", "pending", "sent", "unknown", "failed", "delivered", "skipped", "accepted"] {
            let sum = self.test.database.number(&format!("SELECT sum({name}) FROM campaign_counters")).await;
            text.push_str(&format!("{name} {sum} "));
        }
        let claimed = self.test.database.number("SELECT count(claim) FROM communication_log").await;
        format!("{text}claimed {claimed}; vendor {}", self.vendor.stats().await)
    }

    pub async fn completed(&self, campaign: i64) {
        self.audited_until("the campaign is completed", async || self.is(campaign, "COMPLETED").await).await;
    }

    /// A worker process of its own, to be killed.
    pub fn worker(&self, roles: &str, settings: &[(&str, &str)]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_xeno"))
            .args(["work", "--only", roles])
            .env("DATABASE_URL", &self.test.database.url)
            .env("REDIS_URL", &self.test.redis.url)
            .env("PUBLIC_URL", &self.test.url)
            .env("VENDOR_URL", self.vendor.url())
            .env("VENDOR_SECRET", VENDOR_SECRET)
            .env("VENDOR_TIMEOUT_SECONDS", "2")
            .env("DATABASE_CONNECTIONS", "6")
            .env("LOG", "warn")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// How many consumers read a stream.
    pub async fn consumers(&self, stream: &str) -> usize {
        let mut redis = self.test.redis.connection().await;
        let groups: redis::streams::StreamInfoGroupsReply =
            redis::AsyncCommands::xinfo_groups(&mut redis, stream).await.unwrap();
        groups.groups.iter().map(|group| group.consumers).sum()
    }

    /// For how many milliseconds more the vendor wants to be left alone, as all workers know it.
    pub async fn vendor_wait(&self) -> i64 {
        let mut redis = self.test.redis.connection().await;
        redis::cmd("PTTL").arg("vendor:wait").query_async(&mut redis).await.unwrap()
    }

    pub async fn report(&self, receipts: Value) -> Value {
        let mutation = "mutation ($input: ReceiptsRecordInput!) {
            receiptsRecord(input: $input) { acceptedCount userErrors { code path } } }";
        let mut data = self.test.data(mutation, json!({ "input": { "receipts": receipts } })).await;
        data["receiptsRecord"].take()
    }

    /// The vendor's key of a row, by its place in the campaign (from 0).
    pub async fn key(&self, campaign: i64, place: i64, generation: i16) -> String {
        let sql = format!(
            "SELECT id FROM communication_log WHERE campaign_id = {campaign} ORDER BY id LIMIT 1 OFFSET {place}"
        );
        vendor_key(self.test.database.number(&sql).await, generation)
    }

    /// A person's wish, by the name of its mutation; how many messages are sent again.
    pub async fn steer(&self, verb: &str, campaign: i64) -> Value {
        let input = format!("{}{}Input", verb[..1].to_uppercase(), &verb[1..]);
        let count = if verb == "campaignRetryFailed" { "retriedCount" } else { "campaign { status }" };
        let mutation =
            format!("mutation ($input: {input}!) {{ {verb}(input: $input) {{ {count} userErrors {{ code }} }} }}");
        let id = xeno::ids::CampaignId(campaign).to_string();
        let mut data = self.test.data(&mutation, json!({ "input": { "id": id } })).await;
        assert_eq!(data[verb]["userErrors"], json!([]), "{verb}");
        data[verb]["retriedCount"].take()
    }
}

/// The vendor's key of a row.
pub fn vendor_key(row: i64, generation: i16) -> String {
    xeno::ids::MessageKey { message: xeno::ids::MessageId(row), generation }.to_string()
}
