//! Clients that load customers and orders, and the books of what they sent and what was acknowledged.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::api::{Answer, Api};
use super::rows::{self, Customer, Order};
use super::world::World;
use crate::support::ingest::INEXACT;

const CUSTOMERS: &str = "mutation ($input: CustomersIngestInput!) { done: customersIngest(input: $input) { \
     batch { id } acceptedCount userErrors { code message } } }";
const ORDERS: &str = "mutation ($input: OrdersIngestInput!) { done: ordersIngest(input: $input) { \
     batch { id } acceptedCount userErrors { code message } } }";
const BATCH: &str = "query ($id: ID!) { ingestBatch(id: $id) { accepted persisted deadLettered finishedAt } }";

/// Of so many calls, one is made again after its answer, as by a client that never saw it.
const REPEATED: u64 = 5;

/// What is to be loaded: half customers, half orders of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Rows altogether.
    pub rows: u64,
    /// Rows a call.
    pub per_call: u64,
    /// Clients at a time.
    pub clients: u64,
}

/// What was acknowledged: the batch of each call.
#[derive(Clone, Default)]
pub struct Books {
    batches: Arc<Mutex<BTreeMap<u64, String>>>,
}

impl Books {
    pub fn acknowledged(&self) -> u64 {
        self.batches.lock().unwrap().len() as u64
    }
}

impl Load {
    pub fn calls(self) -> u64 {
        self.rows / self.per_call
    }

    fn half(self) -> u64 {
        self.calls() / 2 * self.per_call
    }

    /// Starts the clients. Each call is made until it is acknowledged, always under its own key.
    pub fn begin(self, api: &Api, books: &Books) -> JoinSet<()> {
        assert_eq!(self.calls() % 2, 0, "as many calls with customers as with orders");
        let next = Arc::new(AtomicU64::new(0));
        let mut clients = JoinSet::new();
        for _ in 0..self.clients {
            let (api, books, next) = (api.clone(), books.clone(), Arc::clone(&next));
            clients.spawn(async move {
                loop {
                    let call = next.fetch_add(1, Ordering::Relaxed);
                    if call >= self.calls() {
                        return;
                    }
                    self.make(&api, &books, call).await;
                }
            });
        }
        clients
    }

    /// Even calls carry customers, odd ones orders.
    async fn make(self, api: &Api, books: &Books, call: u64) {
        let from = call / 2 * self.per_call;
        let numbers = from..from + self.per_call;
        let (query, rows): (_, Vec<Value>) = if call.is_multiple_of(2) {
            (CUSTOMERS, numbers.map(|number| Customer("c", number).row()).collect())
        } else {
            (ORDERS, numbers.map(|number| Order { number, customers: self.half() }.row()).collect())
        };
        let variables = json!({ "input": { "rows": rows, "idempotencyKey": format!("call-{call}") } });
        let batch = acknowledged(&api.insist(query, variables.clone()).await, self.per_call);
        books.batches.lock().unwrap().insert(call, batch.clone());
        if call.is_multiple_of(REPEATED) {
            let again = acknowledged(&api.insist(query, variables).await, self.per_call);
            assert_eq!(again, batch, "the same call with the same key is the same batch");
        }
    }

    /// Acknowledged = persisted, each once, to the letter; and nothing else, but for what careless clients sent.
    pub async fn assert_all_there(self, world: &World, books: &Books, careless: u64) {
        assert_eq!(books.acknowledged(), self.calls());
        let batches = books.batches.lock().unwrap().clone();
        let stored = world.number("SELECT count(DISTINCT batch_id) FROM ingest_chunks").await;
        assert_eq!(stored, (self.calls() + careless) as i64, "batches");
        let rows = self.rows + careless * Careless::ROWS;
        assert_eq!(world.settled().await, (rows as i64, 0), "persisted and dead rows");
        let api = world.api();
        for batch in batches.values().step_by(batches.len().div_ceil(20)) {
            let told = api.insist(BATCH, json!({ "id": batch })).await["ingestBatch"].take();
            assert_eq!((&told["accepted"], &told["persisted"]), (&json!(self.per_call), &json!(self.per_call)));
            assert!(told["finishedAt"].is_string(), "{told}");
        }
        let half = self.half();
        for table in ["customers", "orders"] {
            let count = format!("SELECT count(*) FROM {table} WHERE external_id LIKE '{}%'", &table[..1]);
            assert_eq!(world.number(&count).await, half as i64, "{table}");
        }
        let customers = rows::checksum((0..half).map(|number| Customer("c", number).line()));
        assert_eq!(world.number(&rows::stored_customers("c")).await, customers, "customers, to the letter");
        let orders = rows::checksum((0..half).map(|number| Order { number, customers: half }.line()));
        assert_eq!(world.number(&rows::stored_orders()).await, orders, "orders, to the letter");
        assert_eq!(world.number(INEXACT).await, 0, "audience rows are what the orders come to");
        println!("{} rows persisted, checksums {customers} and {orders}; {:?}", self.rows, api.troubles());
    }
}

fn acknowledged(data: &Value, rows: u64) -> String {
    let done = &data["done"];
    assert_eq!((&done["acceptedCount"], &done["userErrors"]), (&json!(rows), &json!([])));
    done["batch"]["id"].as_str().unwrap().to_owned()
}

/// A client that gives no key and never tries again: its calls may be there or not, whole, but those that were
/// acknowledged must be.
#[derive(Default)]
pub struct Careless {
    calls: Vec<bool>,
}

impl Careless {
    const ROWS: u64 = 50;

    pub async fn call(&mut self, api: &Api) {
        let prefix = format!("x{}-", self.calls.len());
        let rows: Vec<Value> = (0..Self::ROWS).map(|number| Customer(&prefix, number).row()).collect();
        let acknowledged = match api.ask(CUSTOMERS, &json!({ "input": { "rows": rows } })).await {
            Answer::Data(data) => acknowledged(&data, Self::ROWS).starts_with("batch_"),
            Answer::Refused | Answer::Nothing => false,
        };
        self.calls.push(acknowledged);
    }

    /// Returns how many calls are there.
    pub async fn assert_kept(&self, world: &World) -> u64 {
        let mut unsaid = 0;
        for (call, acknowledged) in self.calls.iter().enumerate() {
            let prefix = format!("x{call}-");
            let stored = world.number(&rows::stored_customers(&prefix)).await;
            let sent = rows::checksum((0..Self::ROWS).map(|number| Customer(&prefix, number).line()));
            assert!(stored == sent || (stored == 0 && !acknowledged), "call {call}, acknowledged: {acknowledged}");
            unsaid += usize::from(stored == sent && !acknowledged);
        }
        let acknowledged = self.calls.iter().filter(|acknowledged| **acknowledged).count();
        println!("careless: {} calls, {acknowledged} acknowledged, {unsaid} more are there", self.calls.len());
        (acknowledged + unsaid) as u64
    }
}
