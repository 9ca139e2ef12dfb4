//! What subscribers of one node share, and that each is told of what it was not shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use xeno::ids::{CampaignId, MessageId};
use xeno::live::{Follow, Live, Notice, Sources, announce};
use xeno::streams::Redis;

use crate::campaigns::world::{launched, people, prepared};
use crate::support::redis::RedisServer;
use crate::support::socket::Socket;
use crate::support::{TestApp, until};

const PATIENCE: Duration = Duration::from_secs(20);

/// A node's view of the announcements, and how often its sources were read.
struct Node {
    live: Live,
    redis: Redis,
    sources: Sources<usize>,
    loads: Arc<AtomicUsize>,
    stop: CancellationToken,
}

impl Node {
    async fn start(server: &RedisServer) -> Self {
        let redis = Redis::new(&server.url).unwrap();
        let live = Live::new(redis.clone());
        let stop = CancellationToken::new();
        let mut hears = live.listen(|(): &mut (), notice| *notice == Notice::Reload);
        let (tail, stopped) = (live.clone(), stop.clone());
        tokio::spawn(async move { tail.run(stopped).await });
        hears.arrived().await;
        hears.take();
        Self { live, redis, sources: Sources::default(), loads: Arc::default(), stop }
    }

    /// Follows the number of the load, which changes with every one.
    fn follow(&self, key: &str) -> impl Stream<Item = usize> + Send + use<> {
        let loads = Arc::clone(&self.loads);
        let load = move || std::future::ready(loads.fetch_add(1, Ordering::SeqCst) + 1);
        let interested = |notice: &Notice| *notice == Notice::Audience;
        self.sources.follow(&self.live, Follow { key: key.to_owned(), every: Duration::ZERO, interested, load })
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn identical_subscriptions_share_one_read() {
    let server = RedisServer::start().await;
    let node = Node::start(&server).await;
    let mut same: Vec<_> = (0..100).map(|_| Box::pin(node.follow("same"))).collect();
    for (round, reads) in [(1, 1), (2, 2), (3, 3)] {
        for subscriber in &mut same {
            let state = tokio::time::timeout(PATIENCE, subscriber.next()).await.expect("all are told");
            assert_eq!(state, Some(reads), "round {round}");
        }
        assert_eq!(node.loads.load(Ordering::SeqCst), reads, "one read for a hundred subscribers");
        announce(&node.redis, &[Notice::Audience]).await;
    }
    // Who asks for something else has a source of its own.
    assert!(node.follow("other").boxed().next().await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_ends_with_its_last_subscriber_and_begins_anew_with_the_next() {
    let server = RedisServer::start().await;
    let node = Node::start(&server).await;
    let (one, two) = (node.follow("same"), node.follow("same"));
    // The source's closure holds the counter: this node and the source.
    assert_eq!(Arc::strong_count(&node.loads), 2);
    drop(one);
    assert_eq!(two.boxed().next().await, Some(1));
    until("the source has ended", PATIENCE, async || Arc::strong_count(&node.loads) == 1).await;
    assert_eq!(node.follow("same").boxed().next().await, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_while_the_connection_is_lost_is_heard_afterwards() {
    let mut server = RedisServer::start().await;
    let node = Node::start(&server).await;
    let mut heard = node.live.listen(|heard: &mut Vec<CampaignId>, notice| match notice {
        Notice::Campaign(id) => {
            heard.push(*id);
            true
        }
        _ => false,
    });
    server.kill();
    server.start_again().await;
    // Another node is back sooner than this one and announces at once.
    let other = Redis::new(&server.url).unwrap();
    until("it can announce", PATIENCE, async || other.ping().await.is_ok()).await;
    announce(&other, &[Notice::Campaign(CampaignId(7))]).await;
    tokio::time::timeout(PATIENCE, heard.arrived()).await.expect("it is heard");
    assert_eq!(heard.take(), Some(vec![CampaignId(7)]));
}

/// Added to the count of a notice that only finds out whether anybody listens yet.
const PROBE: u64 = 1_000_000;

/// Reads batches until as many were shown and missed as changed; panics if there are more.
async fn shown_and_missed(socket: &mut Socket, changed: u64) -> (u64, u64) {
    let (mut shown, mut missed) = (0, 0);
    while shown + missed < changed {
        let mut batch = socket.next().await.expect("it goes on");
        let Value::Object(batch) = batch["campaignDeliveries"].take() else { panic!("no batch") };
        shown += batch["deliveries"].as_array().unwrap().len() as u64;
        missed += batch["missed"].as_u64().unwrap() % PROBE;
    }
    assert_eq!(shown + missed, changed);
    (shown, missed)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_burst_leaves_unshown_is_counted_exactly() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 600).await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    let first = test.database.number("SELECT min(id) FROM communication_log").await;
    let query = "subscription ($id: ID!) { campaignDeliveries(id: $id) { deliveries { id } missed } }";
    let mut sockets = Vec::new();
    for _ in 0..5 {
        let mut socket = Socket::subscribe(&test.url, query, json!({ "id": id.to_string() })).await;
        let probe = Notice::Messages { campaign: id, changed: Vec::new(), more: PROBE as u32 };
        until("the subscription has begun", PATIENCE, async || {
            announce(&test.app.redis, std::slice::from_ref(&probe)).await;
            tokio::time::timeout(Duration::from_millis(500), socket.next()).await.is_ok()
        })
        .await;
        sockets.push(socket);
    }
    // Far more notices than anybody could read one by one, in one go; each message is named once.
    let notices: Vec<Notice> = (0..5000)
        .map(|offset| match offset {
            0..400 => Notice::Messages { campaign: id, changed: vec![MessageId(first + offset)], more: 0 },
            _ => Notice::Messages { campaign: id, changed: Vec::new(), more: 2 },
        })
        .collect();
    announce(&test.app.redis, &notices).await;
    for socket in &mut sockets {
        let (shown, missed) = shown_and_missed(socket, 400 + 2 * 4600).await;
        assert!(shown > 0 && missed >= 2 * 4600, "{shown} shown, {missed} missed");
    }
    test.finish(0).await;
}
