//! Bad rows do not hold up good ones, and none is lost.

use std::collections::BTreeMap;
use std::time::Duration;

use xeno::db::page::PageArgs;
use xeno::streams::dead_letter::{self, Filter};

use super::probe::{Bench, Probe, REFUSED_BY_CONSUMER, REFUSED_BY_TABLE};
use crate::support::until;

async fn figures(bench: &Bench) -> (i64, i64) {
    let persisted = bench.database.number("SELECT sum(persisted) FROM ingest_chunks").await;
    (persisted, bench.database.number("SELECT sum(dead) FROM ingest_chunks").await)
}

async fn letters(bench: &Bench, filter: &Filter) -> Vec<dead_letter::DeadLetter> {
    let request = PageArgs::default().check().unwrap();
    let page = dead_letter::list(&bench.db(), filter, &request).await.unwrap();
    page.rows.into_iter().map(|(_, letter)| letter).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_become_dead_letters_with_reasons_and_the_others_are_persisted() {
    let bench = Bench::new().await;
    let running = bench.run(&Probe::new());
    let mut rows: Vec<i32> = (0..300).collect();
    rows[17] = REFUSED_BY_TABLE;
    rows[200] = REFUSED_BY_TABLE;
    rows[299] = REFUSED_BY_CONSUMER;
    bench.publish(&[rows, vec![1000]]).await.unwrap();
    bench.drained().await;
    assert_eq!(bench.rows().await, 298);
    assert_eq!(figures(&bench).await, (298, 3));
    let found = letters(&bench, &Filter::default()).await;
    let mut seen: Vec<(i32, &str, &str)> =
        found.iter().map(|letter| (letter.row, letter.code.as_str(), letter.payload.as_str())).collect();
    seen.sort_unstable();
    assert_eq!(
        seen,
        [(17, "REFUSED_BY_DATABASE", "-1"), (200, "REFUSED_BY_DATABASE", "-1"), (299, "PROBE_REFUSED", "-2")]
    );
    assert!(found.iter().any(|letter| letter.reason.contains("probe_positive")), "the reason names the constraint");
    assert!(found.iter().any(|letter| letter.reason == "the probe does not take this"));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mended_row_is_replayed_and_moves_from_dead_to_persisted() {
    let bench = Bench::new().await;
    let running = bench.run(&Probe::new());
    bench.publish(&[vec![1, REFUSED_BY_TABLE, REFUSED_BY_CONSUMER]]).await.unwrap();
    bench.drained().await;
    let found = letters(&bench, &Filter::default()).await;
    let ids: Vec<_> = found.iter().map(|letter| letter.id).collect();
    let by_table = found.iter().find(|letter| letter.code == "REFUSED_BY_DATABASE").unwrap();
    let corrected = BTreeMap::from([(by_table.id, "42".to_owned())]);
    let replayed = dead_letter::replay(&bench.db(), &bench.redis, &bench.limits, &ids, &corrected).await.unwrap();
    assert_eq!(replayed.replayed.len(), 2);
    until("the mended row is persisted", Duration::from_secs(10), async || figures(&bench).await == (2, 1)).await;
    bench.drained().await;
    assert_eq!(bench.database.number("SELECT count(*) FROM probe WHERE value = 42").await, 1);
    let left = letters(&bench, &Filter::default()).await;
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].code.as_str(), left[0].state.as_str()), ("PROBE_REFUSED", "OPEN"));

    let discarded = dead_letter::discard(&bench.db(), &[left[0].id]).await.unwrap();
    assert_eq!(discarded, [left[0].id]);
    assert!(letters(&bench, &Filter::default()).await.is_empty());
    let by_name = Filter { state: Some("DISCARDED".to_owned()), ..Filter::default() };
    assert_eq!(letters(&bench, &by_name).await.len(), 1);
    assert_eq!(figures(&bench).await, (2, 1), "what is discarded stays counted as dead");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_cannot_be_read_is_kept_as_a_dead_letter() {
    let bench = Bench::new().await;
    let mut redis = bench.redis_server.connection().await;
    let fields = [("rows", "1"), ("chunk", "{\"rows\": [\u{0}")];
    let _: String = redis::AsyncCommands::xadd(&mut redis, "ingest:customers", "*", &fields).await.unwrap();
    let running = bench.run(&Probe::new());
    bench.drained().await;
    let found = letters(&bench, &Filter::default()).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "UNREADABLE_ENTRY");
    assert!(found[0].payload.starts_with("{\"rows\": ["));
    let outcome = dead_letter::replay(&bench.db(), &bench.redis, &bench.limits, &[found[0].id], &BTreeMap::new()).await;
    assert_eq!(outcome.unwrap().unreadable, [found[0].id]);
    running.stop().await;
}
