//! A consumer that writes numbers into a table, and can be told to be slow, to stall or to die.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use diesel::sql_types::{Array, Integer};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use xeno::config::StreamLimits;
use xeno::db::{Db, DbError, Purpose};
use xeno::ids::BatchId;
use xeno::streams::{
    Applied, BatchPart, Chunk, Consumer, Limits, Publication, PublishError, Published, Redis, Rejected, Row, Runtime,
    Topic, publish, run, topic,
};

use crate::support::postgres::Database;
use crate::support::redis::RedisServer;

/// Numbers in the range of the table are good; this one the table refuses.
pub const REFUSED_BY_TABLE: i32 = -1;
/// This one `apply` itself refuses.
pub const REFUSED_BY_CONSUMER: i32 = -2;
/// This one takes its worker down.
pub const DEADLY: i32 = -3;

pub struct Probe {
    topic: Topic,
    /// How often `apply` was entered.
    pub applies: AtomicUsize,
    /// `apply` takes a permit each time it is entered; none left, and it stands still inside its transaction.
    pub gate: Semaphore,
    /// Numbers told of after a commit.
    pub told: std::sync::Mutex<BTreeSet<i32>>,
}

impl Probe {
    pub fn new() -> Arc<Self> {
        Self::with_gate(Semaphore::MAX_PERMITS)
    }

    pub fn with_gate(permits: usize) -> Arc<Self> {
        Arc::new(Self {
            topic: topic::CUSTOMERS,
            applies: AtomicUsize::new(0),
            gate: Semaphore::new(permits),
            told: std::sync::Mutex::default(),
        })
    }
}

impl Consumer for Probe {
    type Row = i32;
    type Session = ();
    type Effects = Vec<i32>;

    fn topic(&self) -> Topic {
        self.topic
    }

    fn limits(&self) -> Limits {
        Limits { rows: 1000, entries: 10, linger: Duration::ZERO }
    }

    async fn begin(&self, _: &mut AsyncPgConnection, rows: &mut Vec<&Row<i32>>) -> Result<(), DbError> {
        rows.sort_by_key(|row| row.value);
        Ok(())
    }

    async fn apply(
        &self,
        connection: &mut AsyncPgConnection,
        (): &(),
        rows: &[&Row<i32>],
    ) -> Result<Applied<Vec<i32>>, DbError> {
        self.applies.fetch_add(1, Ordering::SeqCst);
        assert!(rows.iter().all(|row| row.value != DEADLY), "a deadly row: this worker dies");
        let mut rejected = Vec::new();
        let mut good = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            if row.value == REFUSED_BY_CONSUMER {
                let reason = "the probe does not take this".to_owned();
                rejected.push(Rejected { row: place, code: "PROBE_REFUSED", reason });
            } else {
                good.push(row.value);
            }
        }
        diesel::sql_query("INSERT INTO probe (value) SELECT * FROM unnest($1::int[])")
            .bind::<Array<Integer>, _>(&good)
            .execute(connection)
            .await?;
        self.gate.acquire().await.unwrap().forget();
        Ok(Applied { effects: good, rejected })
    }

    async fn after_commit(&self, effects: Vec<Vec<i32>>) {
        self.told.lock().unwrap().extend(effects.into_iter().flatten());
    }
}

/// A database with the probe's table, a Redis, and consumers that can be started and killed.
pub struct Bench {
    pub database: Database,
    pub redis_server: RedisServer,
    pub redis: Redis,
    pub limits: StreamLimits,
}

pub struct Running {
    pub stop: CancellationToken,
    pub task: JoinHandle<()>,
}

impl Running {
    /// What `kill -9` leaves: no farewell, no rollback from our side, the entry still pending.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    /// Stops in order; panics unless it does so within the promised ten seconds.
    pub async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(10), self.task).await.expect("stops within 10 s").unwrap();
    }
}

impl Bench {
    pub async fn new() -> Self {
        let (database, redis_server) = tokio::join!(Database::create(), RedisServer::start());
        Database::execute(
            &database,
            "CREATE TABLE probe (value int NOT NULL CONSTRAINT probe_positive CHECK (value >= 0))",
        )
        .await;
        let redis = Redis::new(&redis_server.url).unwrap();
        topic::create_groups(&redis).await.unwrap();
        let limits = StreamLimits { claim_idle: Duration::from_millis(600), ..StreamLimits::default() };
        Self { database, redis_server, redis, limits }
    }

    pub fn db(&self) -> Db {
        Db::new(&self.database.url, Purpose::Work, 4).unwrap()
    }

    pub fn run(&self, probe: &Arc<Probe>) -> Running {
        self.run_on(probe, self.db())
    }

    /// A consumer with a database of its own choice, such as one that is away.
    pub fn run_on(&self, probe: &Arc<Probe>, db: Db) -> Running {
        let stop = CancellationToken::new();
        let runtime = Runtime { db, redis: self.redis.clone(), limits: self.limits };
        Running { task: tokio::spawn(run(Arc::clone(probe), runtime, stop.clone())), stop }
    }

    /// One ingest call: a chunk for each slice.
    pub async fn publish(&self, chunks: &[Vec<i32>]) -> Result<BatchId, PublishError> {
        let batch = BatchId(uuid::Uuid::now_v7());
        let accepted = i32::try_from(chunks.iter().map(Vec::len).sum::<usize>()).unwrap();
        let encoded = chunks.iter().enumerate().map(|(place, rows)| {
            let part = BatchPart {
                batch,
                chunk: i32::try_from(place).unwrap(),
                chunks: i32::try_from(chunks.len()).unwrap(),
                accepted,
                kind: "CUSTOMERS".to_owned(),
            };
            Chunk { part: Some(part), replays: vec![], rows: rows.clone() }.encode().unwrap()
        });
        let publication = Publication { chunks: encoded.collect(), ..Publication::default() };
        let published = publish(&self.redis, topic::CUSTOMERS, &self.limits, &publication).await?;
        assert_eq!(published, Published::Written);
        Ok(batch)
    }

    pub async fn rows(&self) -> i64 {
        self.database.number("SELECT count(*) FROM probe").await
    }

    /// Entries that are unread or unacknowledged.
    pub async fn unfinished(&self) -> u64 {
        let mut connection = self.redis_server.connection().await;
        let groups: redis::streams::StreamInfoGroupsReply =
            redis::AsyncCommands::xinfo_groups(&mut connection, topic::CUSTOMERS.stream).await.unwrap();
        let group = &groups.groups[0];
        (group.pending + group.lag.unwrap_or(0)) as u64
    }

    pub async fn drained(&self) {
        crate::support::until("the stream is drained", Duration::from_secs(15), async || self.unfinished().await == 0)
            .await;
    }
}
