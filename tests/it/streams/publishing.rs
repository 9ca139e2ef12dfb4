//! All or nothing, once, and never more than the limits.

use std::time::Duration;

use redis::AsyncCommands;
use xeno::streams::publish::{Record, Remember};
use xeno::streams::{Chunk, Publication, PublishError, Published, publish, topic};

use super::probe::{Bench, Probe};

fn call(rows: usize, answer: &str) -> Publication {
    let keep = Duration::from_secs(60);
    Publication {
        chunks: vec![Chunk::of(vec![1; rows]).encode().unwrap(), Chunk::of(vec![2; rows]).encode().unwrap()],
        records: vec![Record { key: "header".to_owned(), value: answer.to_owned(), keep }],
        remember: Some(Remember {
            record: Record { key: "idempotency".to_owned(), value: answer.to_owned(), keep },
            request_hash: "hash".to_owned(),
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_key_publishes_nothing_and_returns_the_first_answer() {
    let bench = Bench::new().await;
    let first = publish(&bench.redis, topic::CUSTOMERS, &bench.limits, &call(3, "first")).await.unwrap();
    assert_eq!(first, Published::Written);
    let again = publish(&bench.redis, topic::CUSTOMERS, &bench.limits, &call(3, "second")).await.unwrap();
    assert_eq!(again, Published::Repeated { request_hash: "hash".to_owned(), answer: "first".to_owned() });
    let mut redis = bench.redis_server.connection().await;
    assert_eq!(redis.xlen::<_, u64>("ingest:customers").await.unwrap(), 2);
    assert_eq!(redis.get::<_, String>("header").await.unwrap(), "first");
    assert!(redis.ttl::<_, i64>("header").await.unwrap() > 0);
    assert!(redis.ttl::<_, i64>("idempotency").await.unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_stream_refuses_whole_calls_and_takes_them_again_once_it_is_drained() {
    let mut bench = Bench::new().await;
    bench.limits.max_rows = 10;
    bench.publish(&[vec![1; 6]]).await.unwrap();
    let refused = bench.publish(&[vec![1; 4], vec![1; 1]]).await.unwrap_err();
    assert!(matches!(refused, PublishError::Backlogged { rows: 6, .. }), "{refused}");
    let mut redis = bench.redis_server.connection().await;
    assert_eq!(redis.xlen::<_, u64>("ingest:customers").await.unwrap(), 1, "nothing of the refused call was written");
    bench.publish(&[vec![1; 4]]).await.unwrap();
    let running = bench.run(&Probe::new());
    bench.drained().await;
    crate::support::until("the backlog is empty", Duration::from_secs(10), async || {
        bench.publish(&[vec![1; 10]]).await.is_ok()
    })
    .await;
    bench.drained().await;
    assert_eq!(bench.rows().await, 20);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_in_bytes_refuses_too() {
    let mut bench = Bench::new().await;
    bench.limits.max_bytes = 400;
    bench.publish(&[vec![1; 5]]).await.unwrap();
    assert!(matches!(bench.publish(&[vec![1; 200]]).await, Err(PublishError::Backlogged { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_larger_than_the_limit_is_taken_when_nothing_waits() {
    let mut bench = Bench::new().await;
    bench.limits.max_rows = 10;
    bench.publish(&[vec![1; 50]]).await.unwrap();
    assert!(bench.publish(&[vec![1]]).await.is_err());
}
