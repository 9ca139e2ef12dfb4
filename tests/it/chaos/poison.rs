//! Rows that pass the API's checks and that Postgres refuses, strewn among good ones.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde_json::json;

use super::dice::{self, Dice};
use super::rows::{self, Customer};
use super::world::{PATIENCE, Plan, World};
use crate::support::until;

const INGEST: &str = "mutation ($input: CustomersIngestInput!) { customersIngest(input: $input) { acceptedCount } }";
const LETTERS: &str = "query ($after: String) { deadLetters(first: 200, after: $after) { \
     nodes { id code reason } pageInfo { hasNextPage endCursor } } }";
const REPLAY: &str = "mutation ($ids: [ID!]!) { deadLettersReplay(input: { ids: $ids }) { \
     replayed userErrors { code path } } }";

/// What is promised of an optimised program, which the long selection runs; and of one that is not, among other tests.
fn standstill() -> Duration {
    Duration::from_secs(if dice::long() { 1 } else { 30 })
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_among_good_rows_dies_alone_and_lives_again_when_it_is_mended() {
    let mut dice = Dice::roll();
    let world = World::start(Plan { workers: &["--only ingest"], ..Plan::default() }).await;
    let total = dice::size("CHAOS_POISON_ROWS", 10_000, 100_000) as u64;
    let mut poison = HashSet::new();
    while poison.len() < total as usize / 100 {
        poison.insert(dice.pick(total as usize) as u64);
    }
    // An operator's own constraint is the honest case of a row that only the database can refuse.
    world.execute("ALTER TABLE customers ADD CONSTRAINT no_poison CHECK (external_id NOT LIKE 'poison%')").await;
    let row = |number: u64| Customer(if poison.contains(&number) { "poison" } else { "c" }, number);
    let api = world.api();
    let begun = Instant::now();
    let load = async {
        for from in (0..total).step_by(1_000) {
            let rows: Vec<_> = (from..from + 1_000).map(|number| row(number).row()).collect();
            api.insist(INGEST, json!({ "input": { "rows": rows, "idempotencyKey": format!("call-{from}") } })).await;
        }
    };
    let ((), longest) = tokio::join!(load, longest_standstill(&world, total as i64));
    assert!(longest < standstill(), "nothing moved for {longest:?}");
    println!("{total} rows, {} of them poison, in {:?}; longest standstill {longest:?}", poison.len(), begun.elapsed());
    let good = total as i64 - poison.len() as i64;
    assert_eq!(world.settled().await, (good, poison.len() as i64));
    let sum = |prefix| rows::checksum((0..total).map(row).filter(|row| row.0 == prefix).map(Customer::line));
    assert_eq!(world.number(&rows::stored_customers("c")).await, sum("c"));
    let letters = dead_letters(&world).await;
    assert_eq!(letters.len(), poison.len());

    world.execute("ALTER TABLE customers DROP CONSTRAINT no_poison").await;
    for ids in letters.chunks(200) {
        let replayed = api.insist(REPLAY, json!({ "ids": ids })).await;
        assert_eq!(replayed["deadLettersReplay"]["userErrors"], json!([]));
    }
    until("what was mended is persisted", PATIENCE, async || world.settled().await == (total as i64, 0)).await;
    assert_eq!(world.number(&rows::stored_customers("poison")).await, sum("poison"));
    world.nothing_is_left().await;
}

/// The longest time in which no row was settled, from the first to the last.
async fn longest_standstill(world: &World, total: i64) -> Duration {
    let (mut last, mut moved, mut longest) = (0, None::<Instant>, Duration::ZERO);
    until("every row is settled", PATIENCE, async || {
        let (persisted, dead) = world.settled().await;
        let settled = persisted + dead;
        if settled > last {
            last = settled;
            longest = longest.max(moved.map_or(Duration::ZERO, |moved| moved.elapsed()));
            moved = Some(Instant::now());
        }
        settled == total
    })
    .await;
    longest
}

/// All of them, each with its reason.
async fn dead_letters(world: &World) -> Vec<String> {
    let (api, mut ids, mut after) = (world.api(), Vec::new(), json!(null));
    loop {
        let page = api.insist(LETTERS, json!({ "after": after })).await["deadLetters"].take();
        for letter in page["nodes"].as_array().unwrap() {
            assert_eq!(letter["code"], "REFUSED_BY_DATABASE");
            assert!(letter["reason"].as_str().unwrap().contains("no_poison"), "{letter}");
            ids.push(letter["id"].as_str().unwrap().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}
