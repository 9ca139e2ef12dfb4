//! Many at once, against a server in a process of its own, so that its memory and its tasks are its alone.

use std::time::Duration;

use futures_util::{StreamExt as _, future::join_all, stream};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use xeno::ids::CampaignId;
use xeno::live::{Notice, announce};
use xeno::streams::Redis;

use crate::support::server_process::ServerProcess;
use crate::support::socket::{Received, Socket};
use crate::support::until;

const SOCKETS: usize = 3000;
const EVENTS: u64 = 10;
/// What one open subscription may cost, in bytes.
const PROMISED: i64 = 16 << 10;
/// Sockets that are open before memory is first looked at, so that what is there once for all is not counted.
const WARM: usize = 200;
const PATIENCE: Duration = Duration::from_secs(120);
const AT_ONCE: usize = 50;

/// Each field of the selection adds to it, because the engine keeps the document with the operation.
const PROGRESS: &str = "subscription ($id: ID!) { campaignProgress(id: $id) { delivered failed sequence } }";

/// Thousands of sockets are thousands of open files, in both processes.
fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = SOCKETS as u64 + 1000;
    assert!(limit.maximum.is_none_or(|most| most >= wanted), "the system allows too few open files: {limit:?}");
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
}

async fn campaign(server: &ServerProcess) -> CampaignId {
    let create = "mutation ($input: CampaignCreateInput!) { campaignCreate(input: $input) { campaign { id } } }";
    let input = json!({ "name": "Onam", "rule": { "everyone": true }, "message": "Hello" });
    let created = server.data(create, json!({ "input": input })).await;
    created["campaignCreate"]["campaign"]["id"].as_str().unwrap().parse().unwrap()
}

/// Subscribers of one campaign, each a task that says which state it has heard.
struct Audience {
    id: CampaignId,
    url: String,
    heard: UnboundedReceiver<u64>,
    tell: UnboundedSender<u64>,
    listening: JoinSet<()>,
}

impl Audience {
    fn of(server: &ServerProcess, id: CampaignId) -> Self {
        let (tell, heard) = unbounded_channel();
        Self { id, url: server.url.clone(), heard, tell, listening: JoinSet::new() }
    }

    /// So many more, each of which has heard how things stand.
    async fn join(&mut self, count: usize) {
        let connect = || Socket::subscribe(&self.url, PROGRESS, json!({ "id": self.id.to_string() }));
        let sockets: Vec<Socket> = stream::iter(0..count).map(|_| connect()).buffer_unordered(AT_ONCE).collect().await;
        for mut socket in sockets {
            let tell = self.tell.clone();
            self.listening.spawn(async move {
                while let Received::Message(message) = socket.receive().await {
                    let sequence = &message["payload"]["data"]["campaignProgress"]["sequence"];
                    tell.send(sequence.as_u64().unwrap_or_else(|| panic!("{message}"))).unwrap();
                }
                panic!("a socket was closed");
            });
        }
        for _ in 0..count {
            self.next().await;
        }
    }

    async fn next(&mut self) -> u64 {
        tokio::time::timeout(PATIENCE, self.heard.recv()).await.expect("all are told in time").expect("all listen on")
    }

    /// Changes the campaign once and waits until everybody has heard of it, once.
    async fn event(&mut self, server: &ServerProcess, redis: &Redis) {
        let id = self.id.0;
        server
            .database
            .execute(&format!("UPDATE campaign_counters SET sequence = sequence + 1 WHERE campaign_id = {id}"))
            .await;
        let sequence = format!("SELECT sequence FROM campaign_counters WHERE campaign_id = {id}");
        let sequence = server.database.number(&sequence).await as u64;
        announce(redis, &[Notice::Campaign(self.id)]).await;
        for _ in 0..self.listening.len() {
            assert_eq!(self.next().await, sequence);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_thousand_sockets_hear_ten_events_each_within_16_kb() {
    raise_open_files();
    let server = ServerProcess::start().await;
    let redis = Redis::new(&server.redis.url).unwrap();
    let mut audience = Audience::of(&server, campaign(&server).await);
    audience.join(WARM).await;
    audience.event(&server, &redis).await;
    let before = server.memory();
    audience.join(SOCKETS).await;
    let (loads, opened) = (server.metric("xeno_live_loads_total").await, server.memory());
    for _ in 0..EVENTS {
        audience.event(&server, &redis).await;
    }
    assert_eq!(server.metric("xeno_live_sources_open").await, 1, "one source for all");
    assert_eq!(server.metric("xeno_live_loads_total").await - loads, EVENTS as i64, "one read an event");
    let each = |memory: i64| (memory - before) / SOCKETS as i64;
    println!(
        "{SOCKETS} sockets, {EVENTS} events, {} delivered: {} bytes of server memory a socket when opened, {} after the events",
        SOCKETS as u64 * EVENTS,
        each(opened),
        each(server.memory())
    );
    assert!(each(opened) <= PROMISED, "{} bytes a socket when opened", each(opened));
    assert!(each(server.memory()) <= PROMISED, "{} bytes a socket after the events", each(server.memory()));
    audience.listening.shutdown().await;
    until("every socket is gone", PATIENCE, async || server.metric("xeno_sockets_open").await == 0).await;
    server.terminate().await;
    server.ended().await;
}

/// Opens so many sockets, each with a subscription of its own kind, and drops them without a word.
async fn storm(server: &ServerProcess, id: CampaignId, count: usize) {
    let open = |number: usize| async move {
        let query = match number % 3 {
            0 => PROGRESS,
            1 => "subscription ($id: ID!) { campaignDeliveries(id: $id) { missed } }",
            _ => "subscription { campaignsChanged { id } }",
        };
        Socket::subscribe(&server.url, query, json!({ "id": id.to_string() })).await
    };
    let sockets: Vec<Socket> = stream::iter(0..count).map(open).buffer_unordered(AT_ONCE).collect().await;
    drop(sockets);
}

#[tokio::test(flavor = "multi_thread")]
async fn storms_of_reconnects_leave_nothing_behind() {
    raise_open_files();
    let server = ServerProcess::start().await;
    let id = campaign(&server).await;
    let gone = async || {
        for gauge in ["xeno_sockets_open", "xeno_socket_operations_open", "xeno_live_sources_open"] {
            until(gauge, PATIENCE, async || server.metric(gauge).await == 0).await;
        }
    };
    let storms = async || {
        for _ in 0..5 {
            // Those who come do not wait for those who went.
            join_all((0..2).map(|_| storm(&server, id, 150))).await;
        }
    };
    // As many at once as later: memory that was needed once is kept for the next time.
    storms().await;
    gone().await;
    let tasks = server.metric("xeno_tasks").await;
    let memory = server.memory();
    storms().await;
    gone().await;
    // A connection to Postgres is a task as well, and so is one of this test's client: a few of them come and go.
    until("no task is left", PATIENCE, async || server.metric("xeno_tasks").await <= tasks + 10).await;
    let grown = server.memory() - memory;
    println!("1,500 sockets opened and dropped: memory grew by {grown} bytes, {} each", grown / 1500);
    assert!(grown < 1500 * 4096, "1,500 sockets that are gone have left {grown} bytes");
    server.terminate().await;
    server.ended().await;
}
