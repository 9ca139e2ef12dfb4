//! Redis, Postgres and API nodes killed, and nodes frozen, under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::api::{Answer, Api};
use super::dice::{self, Dice};
use super::load::{Books, Careless, Load};
use super::strike::Strike;
use super::world::{PATIENCE, Plan, World};
use crate::support::until;

#[tokio::test(flavor = "multi_thread")]
async fn redis_postgres_and_api_killed_under_load_lose_nothing_that_was_acknowledged() {
    let mut dice = Dice::roll();
    let workers = &["--only ingest"; 2];
    let mut world = World::start(Plan { nodes: 2, workers, mortal_postgres: true, ..Plan::default() }).await;
    let times = dice::size("CHAOS_SERVER_KILLS", 2, 10);
    let mut strikes = vec![Strike::Redis; times];
    strikes.extend(vec![Strike::Postgres; times / 2]);
    strikes.extend(vec![Strike::Freeze; times / 2]);
    dice.shuffle(&mut strikes);
    // Nodes come last: until then a call without an answer is a fault.
    strikes.extend(vec![Strike::Node; times]);
    let load = Load { rows: strikes.len() as u64 * 4_000, per_call: 500, clients: 3 };
    let (api, books) = (world.api(), Books::default());
    let clients = load.begin(&api, &books);
    let careless = Background::careless(&world.api());
    let reader = Background::reader(&api);
    let pids: Vec<u32> = world.workers.iter().chain(&world.nodes).map(super::process::Process::pid).collect();
    for (place, strike) in strikes.iter().enumerate() {
        if matches!(strike, Strike::Node) && !matches!(strikes[place - 1], Strike::Node) {
            assert_eq!(api.troubles().get("no answer"), None, "calls without an answer though no node was killed");
            assert_eq!(pids, world.workers.iter().chain(&world.nodes).map(|each| each.pid()).collect::<Vec<_>>());
            assert!(world.workers.iter_mut().chain(&mut world.nodes).all(|each| each.is_running()));
        }
        let due = load.calls() * (place as u64 + 1) / (strikes.len() as u64 + 1);
        until("calls go on being acknowledged", PATIENCE, async || books.acknowledged() >= due).await;
        dice.wait(Duration::from_millis(200)).await;
        world.strike(*strike, &mut dice).await;
    }
    clients.join_all().await;
    let reads = reader.end().await;
    let careless = careless.end().await;
    until("both nodes are ready", Duration::from_secs(30), async || ready(&world.urls).await).await;
    world.nothing_is_left().await;
    println!("{strikes:?}; {reads} reads were answered");
    assert!(api.troubles().contains_key("UNAVAILABLE"), "no call met an outage: {:?}", api.troubles());
    let present = careless.assert_kept(&world).await;
    load.assert_all_there(&world, &books, present).await;
}

/// All nodes say that Postgres and Redis answer.
async fn ready(urls: &[String]) -> bool {
    for url in urls {
        match reqwest::get(format!("{url}/readyz")).await {
            Ok(answer) if answer.status() == 200 => {}
            _ => return false,
        }
    }
    true
}

/// A client beside the load, until it is told to end.
struct Background<T> {
    stop: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<T>,
}

impl<T> Background<T> {
    async fn end(self) -> T {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.unwrap()
    }
}

impl Background<Careless> {
    fn careless(api: &Api) -> Self {
        let (stop, api) = (Arc::<AtomicBool>::default(), api.clone());
        let stopped = Arc::clone(&stop);
        let task = tokio::spawn(async move {
            let mut careless = Careless::default();
            while !stopped.load(Ordering::Relaxed) {
                careless.call(&api).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            careless
        });
        Self { stop, task }
    }
}

impl Background<u64> {
    /// Reads from Postgres; counts the answers. Whatever it is told meanwhile must be typed.
    fn reader(api: &Api) -> Self {
        let (stop, api) = (Arc::<AtomicBool>::default(), api.clone());
        let stopped = Arc::clone(&stop);
        let task = tokio::spawn(async move {
            let answered = AtomicU64::new(0);
            while !stopped.load(Ordering::Relaxed) {
                let asked = Instant::now();
                if let Answer::Data(_) = api.ask("{ customers(first: 1) { nodes { id } } }", &json!({})).await {
                    answered.fetch_add(1, Ordering::Relaxed);
                }
                tokio::time::sleep(Duration::from_millis(50).saturating_sub(asked.elapsed())).await;
            }
            answered.into_inner()
        });
        Self { stop, task }
    }
}
