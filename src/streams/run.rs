//! The loop: read new entries or take over a dead consumer's, apply them batch by batch until each has gone
//! through, acknowledge, tell, trim; stop when told, after the batch in hand.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rand::RngExt;
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamId, StreamReadOptions, StreamReadReply};
use redis::{AsyncCommands, FromRedisValue};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::ack::{self, Held};
use super::apply::{self, Batch, Entry, Standing, Unapplied};
use super::consumer::{Consumer, Limits, Row};
use super::envelope::{Chunk, FIELD_CHUNK, FIELD_ROWS};
use super::reclaim;
use super::redis::{Redis, RedisError};
use super::topic::{self, Topic};
use super::trim;
use crate::config::StreamLimits;
use crate::db::{Db, DbError};

const BLOCK: Duration = Duration::from_millis(500);
const HOUSEKEEPING: Duration = Duration::from_secs(1);
const SHORTEST_BACKOFF: Duration = Duration::from_millis(50);
const LONGEST_BACKOFF: Duration = Duration::from_secs(3);

/// How long a batch in hand is tried for once the worker is to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// What the loop needs beside the consumer.
#[derive(Clone)]
pub struct Runtime {
    /// The workers' pool.
    pub db: Db,
    /// The streams.
    pub redis: Redis,
    /// Bounds and the idle time of a take-over.
    pub limits: StreamLimits,
}

/// Runs one consumer of a group until `stop`. Run several for several transactions at a time.
pub async fn run<C: Consumer>(consumer: Arc<C>, runtime: Runtime, stop: CancellationToken) {
    let topic = consumer.topic();
    let name = format!("{}-{}", std::process::id(), uuid::Uuid::now_v7().simple());
    let mut reader =
        Reader { topic, name, redis: runtime.redis.clone(), connection: None, rows_each: consumer.limits().rows };
    let (stop_seen, reclaim_at) = (OnceLock::new(), Instant::now());
    let mut member = Member { consumer, runtime, topic, stop: stop.clone(), stop_seen, reclaim_at };
    let mut housekeeping_at = Instant::now();
    let mut failures = 0;
    while !stop.is_cancelled() {
        match member.round(&mut reader, &mut housekeeping_at).await {
            Ok(()) => failures = 0,
            Err(error) => {
                if error.code() == Some("NOGROUP") {
                    tracing::warn!(stream = topic.stream, "the group is gone; making it again");
                    let _made = topic::create_group(&reader.redis, topic).await;
                }
                reader.connection = None;
                failures += 1;
                tracing::warn!(stream = topic.stream, %error, "the stream does not answer; trying again");
                pause(failures, &stop).await;
            }
        }
    }
    if let Err(error) = reclaim::forget(&reader.redis, topic, &reader.name).await {
        tracing::debug!(%error, "could not leave the group; the name is forgotten later");
    }
}

/// Waits longer after each failure, with jitter, and not at all after the stop.
async fn pause(failures: u32, stop: &CancellationToken) {
    let longest = SHORTEST_BACKOFF.saturating_mul(1 << failures.min(8)).min(LONGEST_BACKOFF);
    let part = rand::rng().random_range(0.5..1.0);
    tokio::select! {
        () = stop.cancelled() => {}
        () = sleep(longest.mul_f64(part)) => {}
    }
}

/// The reading side, with its own connection.
struct Reader {
    topic: Topic,
    name: String,
    redis: Redis,
    connection: Option<MultiplexedConnection>,
    /// Rows in an entry, as the last read had them; at least 1.
    rows_each: usize,
}

impl Reader {
    /// How many entries make about one batch. More of them would only lie here, idle, until somebody takes them
    /// over.
    fn wanted(&self, limits: Limits) -> usize {
        limits.rows.div_ceil(self.rows_each).min(limits.entries)
    }

    async fn read(&mut self, count: usize, block: Duration) -> Result<Vec<StreamId>, RedisError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.redis.blocking(BLOCK).await?,
        };
        let block = usize::try_from(block.as_millis()).unwrap_or(1).max(1);
        let options = StreamReadOptions::default().group(self.topic.group, &self.name).count(count).block(block);
        let reply: Option<StreamReadReply> = connection.xread_options(&[self.topic.stream], &[">"], &options).await?;
        self.connection = Some(connection);
        let entries: Vec<StreamId> = reply.into_iter().flat_map(|reply| reply.keys).flat_map(|key| key.ids).collect();
        if !entries.is_empty() {
            let rows: usize = entries.iter().filter_map(|entry| field::<usize>(entry, FIELD_ROWS)).sum();
            self.rows_each = (rows / entries.len()).max(1);
        }
        Ok(entries)
    }
}

/// The applying side.
struct Member<C> {
    consumer: Arc<C>,
    runtime: Runtime,
    topic: Topic,
    stop: CancellationToken,
    /// When the stop was first noticed.
    stop_seen: OnceLock<Instant>,
    reclaim_at: Instant,
}

/// What came of a batch.
enum Tried<E> {
    Applied(Vec<E>),
    Mixed,
    GivenUp,
}

impl<C: Consumer> Member<C> {
    /// Takes over what is due, else reads; applies all of it.
    async fn round(&mut self, reader: &mut Reader, housekeeping_at: &mut Instant) -> Result<(), RedisError> {
        if Instant::now() >= *housekeeping_at {
            *housekeeping_at = Instant::now() + HOUSEKEEPING;
            trim::trim(&self.runtime.redis, self.topic).await?;
        }
        if Instant::now() >= self.reclaim_at {
            self.take_over(&reader.name).await?;
        }
        let entries = self.read(reader).await?;
        self.work_through(&reader.name, batches(entries, self.consumer.limits().rows)).await
    }

    /// Applies one batch after the other, acknowledges each, tells of it. What waits for its turn is kept alive with
    /// the batch in hand; what is not begun when the stop comes is given back, so that others need not wait until it
    /// has been idle for long.
    async fn work_through(&self, name: &str, batches: Vec<Batch<C::Row>>) -> Result<(), RedisError> {
        let mut open = batches;
        open.reverse();
        while let Some(mut batch) = open.pop() {
            if self.stop.is_cancelled() {
                self.give_back(name, &batch).await?;
                continue;
            }
            let entries = batch.entries.iter().chain(open.iter().flat_map(|batch| &batch.entries));
            let held: Vec<Held> = entries.map(|entry| entry.held.clone()).collect();
            let tried = tokio::select! {
                tried = self.apply_until_done(&mut batch) => tried,
                () = self.stay_alive(name, &held) => Tried::GivenUp,
            };
            match tried {
                Tried::Applied(effects) => {
                    let held: Vec<Held> = batch.entries.into_iter().map(|entry| entry.held).collect();
                    let acknowledged = ack::acknowledge(&self.runtime.redis, self.topic, &held).await;
                    // What is committed is told, whether or not Redis took the acknowledgement; without it the
                    // entries come again and are found to be done.
                    self.consumer.after_commit(effects).await;
                    acknowledged?;
                }
                Tried::Mixed => open.extend(batch.apart().into_iter().rev()),
                Tried::GivenUp => self.give_back(name, &batch).await?,
            }
        }
        Ok(())
    }

    async fn give_back(&self, name: &str, batch: &Batch<C::Row>) -> Result<(), RedisError> {
        let entries = batch.entries.iter().map(|entry| entry.held.id.as_str());
        ack::give_back(&self.runtime.redis, self.topic, name, entries).await
    }

    async fn read(&self, reader: &mut Reader) -> Result<Vec<StreamId>, RedisError> {
        let limits = self.consumer.limits();
        let mut entries = reader.read(reader.wanted(limits), BLOCK).await?;
        if limits.linger.is_zero() || entries.is_empty() {
            return Ok(entries);
        }
        let until = Instant::now() + limits.linger;
        while entries.len() < limits.entries && Instant::now() < until && !self.stop.is_cancelled() {
            let left = until - Instant::now();
            entries.extend(reader.read(limits.entries - entries.len(), left).await?);
        }
        Ok(entries)
    }

    /// Takes over from the dead, the suspects one by one.
    async fn take_over(&mut self, name: &str) -> Result<(), RedisError> {
        let (redis, topic) = (self.runtime.redis.clone(), self.topic);
        let limits = self.consumer.limits();
        let idle = self.runtime.limits.claim_idle;
        reclaim::forget_the_gone(&redis, topic).await?;
        loop {
            let taken = reclaim::take_over(&redis, topic, name, idle, limits.entries).await?;
            if taken.is_empty() {
                break;
            }
            self.work_through(name, batches(taken.usual, limits.rows)).await?;
            for suspect in taken.suspects {
                let id = suspect.id.clone();
                let mut alone = batches(vec![suspect], limits.rows);
                alone.iter_mut().for_each(|batch| batch.standing = Standing::Suspect);
                self.work_through(name, alone).await?;
                reclaim::survived(&redis, topic, &id).await?;
            }
            if self.stop.is_cancelled() {
                // What is given back now would be the next to be taken.
                break;
            }
        }
        // A quarter of the idle time: a dead worker's entry waits at most a quarter longer than it must.
        self.reclaim_at = Instant::now() + idle / 4;
        Ok(())
    }

    /// Tries until the batch has gone through; a while only once the worker is to stop.
    async fn apply_until_done(&self, batch: &mut Batch<C::Row>) -> Tried<C::Effects> {
        let mut failures = 0;
        loop {
            let error = match self.runtime.db.get().await {
                Ok(mut connection) => {
                    let noted = self.suspect(batch).await;
                    match apply::apply(&*self.consumer, &mut connection, batch).await {
                        Ok(effects) => return Tried::Applied(effects),
                        Err(Unapplied::Mixed) => return Tried::Mixed,
                        Err(Unapplied::Failed(error)) => {
                            if noted {
                                self.acquit(batch).await;
                            }
                            // Whatever state it is in, nobody else gets it.
                            drop(deadpool::managed::Object::take(connection));
                            error
                        }
                    }
                }
                Err(error) => error,
            };
            failures += 1;
            self.log(&error, failures);
            if !self.stop.is_cancelled() {
                pause(failures, &self.stop).await;
            } else if self.stop_seen.get_or_init(Instant::now).elapsed() < FAREWELL {
                sleep(SHORTEST_BACKOFF).await;
            } else {
                return Tried::GivenUp;
            }
        }
    }

    /// Notes that a suspect is tried, and condemns it if its tries ended in deaths too often. Only a try that has a
    /// connection is noted: who waits for the database and is killed meanwhile was not killed by the entry. Where
    /// Redis does not take the note, this try is not counted. True where it was noted.
    async fn suspect(&self, batch: &mut Batch<C::Row>) -> bool {
        let (Standing::Suspect, Some(entry)) = (batch.standing, batch.entries.first()) else { return false };
        let (stream, id) = (self.topic.stream, &entry.held.id);
        match reclaim::condemned(&self.runtime.redis, self.topic, id).await {
            Ok(true) => {
                tracing::error!(stream, entry = id, "an entry keeps killing its worker: declared dead");
                batch.standing = Standing::Condemned;
                true
            }
            Ok(false) => true,
            Err(error) => {
                tracing::warn!(stream, entry = id, %error, "could not note that a suspect is tried");
                false
            }
        }
    }

    /// A try of a suspect failed and its worker lives: not the entry's fault. A note that stays because Redis is
    /// away goes when the run is over.
    async fn acquit(&self, batch: &Batch<C::Row>) {
        let (Standing::Suspect, Some(entry)) = (batch.standing, batch.entries.first()) else { return };
        if let Err(error) = reclaim::lived(&self.runtime.redis, self.topic, &entry.held.id).await {
            tracing::warn!(stream = self.topic.stream, %error, "could not note that a suspect's worker lives");
        }
    }

    fn log(&self, error: &DbError, failures: u32) {
        let stream = self.topic.stream;
        let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        if error.is_transient() {
            tracing::warn!(stream, failures, cause, "a batch did not go through; trying again");
        } else {
            tracing::error!(stream, failures, cause, "a batch fails outside of its rows; trying again");
        }
    }

    /// Refreshes what is held for as long as it is polled; never ends.
    async fn stay_alive(&self, name: &str, held: &[Held]) {
        let mut ticks = interval(self.runtime.limits.claim_idle / 3);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        loop {
            ticks.tick().await;
            match ack::refresh(&self.runtime.redis, self.topic, name, held).await {
                Ok(kept) if kept < held.len() => {
                    tracing::warn!(
                        stream = self.topic.stream,
                        lost = held.len() - kept,
                        "others took over what was held here"
                    );
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(stream = self.topic.stream, %error, "could not refresh what is held"),
            }
        }
    }
}

/// Decodes entries and groups them so that a batch has about `most` rows.
fn batches<R: serde::de::DeserializeOwned>(entries: Vec<StreamId>, most: usize) -> Vec<Batch<R>> {
    let mut batches: Vec<Batch<R>> = Vec::new();
    for entry in entries {
        let has_room = batches.last().is_some_and(|batch| batch.rows.len() < most);
        if !has_room {
            batches.push(Batch::default());
        }
        if let Some(batch) = batches.last_mut() {
            add(batch, &entry);
        }
    }
    batches
}

fn add<R: serde::de::DeserializeOwned>(batch: &mut Batch<R>, entry: &StreamId) {
    let payload: Vec<u8> = field(entry, FIELD_CHUNK).unwrap_or_default();
    let rows: Option<usize> = field(entry, FIELD_ROWS);
    let held = Held { id: entry.id.clone(), rows: rows.unwrap_or_default(), bytes: payload.len() };
    let place = batch.entries.len();
    match Chunk::<R>::decode(&payload) {
        Ok(chunk) => {
            for (index, value) in chunk.rows.into_iter().enumerate() {
                let replay = chunk.replays.get(index).copied();
                batch.rows.push(Row { entry: place, index: i32::try_from(index).unwrap_or(i32::MAX), replay, value });
            }
            batch.entries.push(Entry { held, part: chunk.part, unreadable: None });
        }
        Err(error) => {
            let unreadable = Some((String::from_utf8_lossy(&payload).into_owned(), error.to_string()));
            batch.entries.push(Entry { held, part: None, unreadable });
        }
    }
}

fn field<T: FromRedisValue>(entry: &StreamId, name: &str) -> Option<T> {
    entry.map.get(name).cloned().and_then(|value| redis::from_redis_value(value).ok())
}
