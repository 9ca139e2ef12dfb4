//! Taking over what a dead consumer left, in place: the entry keeps its id, so order and identity stay. What
//! has been taken over too often is a suspect: it is run alone, and when it takes its worker down again and
//! again while alone, it is declared dead.

use std::time::Duration;

use redis::AsyncCommands;
use redis::streams::{
    StreamAutoClaimOptions, StreamAutoClaimReply, StreamId, StreamInfoConsumersReply, StreamPendingCountReply,
};

use super::redis::{Redis, RedisError};
use super::topic::Topic;

/// Deliveries after which an entry is run alone.
const SUSPECT_AFTER: usize = 3;
/// Workers that an entry may take down while it runs alone.
const SOLO_DEATHS: u32 = 3;
/// A consumer that holds nothing and has been silent for this long is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(600);
const PAGE: usize = 64;

/// Entries taken over: those to run as usual, and the suspects.
#[derive(Debug, Default)]
pub(super) struct TakenOver {
    pub usual: Vec<StreamId>,
    pub suspects: Vec<StreamId>,
}

impl TakenOver {
    pub fn is_empty(&self) -> bool {
        self.usual.is_empty() && self.suspects.is_empty()
    }
}

/// Takes over up to `most` entries that were idle for `idle`, following the cursor through the whole list of
/// what is pending.
pub(super) async fn take_over(
    redis: &Redis,
    topic: Topic,
    consumer: &str,
    idle: Duration,
    most: usize,
) -> Result<TakenOver, RedisError> {
    let mut connection = redis.commands();
    let mut taken = TakenOver::default();
    let mut cursor = "0-0".to_owned();
    loop {
        let options = StreamAutoClaimOptions::default().count(PAGE.min(most));
        let reply: StreamAutoClaimReply = connection
            .xautoclaim_options(topic.stream, topic.group, consumer, idle.as_millis() as usize, &cursor, options)
            .await?;
        for entry in reply.claimed {
            let deliveries = deliveries(redis, topic, &entry.id).await?;
            tracing::info!(stream = topic.stream, entry = entry.id, deliveries, "took over an entry");
            if deliveries > SUSPECT_AFTER { taken.suspects.push(entry) } else { taken.usual.push(entry) }
        }
        cursor = reply.next_stream_id;
        if cursor == "0-0" || taken.usual.len() + taken.suspects.len() >= most {
            return Ok(taken);
        }
    }
}

async fn deliveries(redis: &Redis, topic: Topic, id: &str) -> Result<usize, RedisError> {
    let reply: StreamPendingCountReply = redis.commands().xpending_count(topic.stream, topic.group, id, id, 1).await?;
    Ok(reply.ids.first().map_or(1, |pending| pending.times_delivered))
}

/// Notes that a suspect is about to be tried alone. True when it has taken down too many workers and is to be
/// declared dead instead. The note is dropped with the acknowledgement.
pub(super) async fn condemned(redis: &Redis, topic: Topic, id: &str) -> Result<bool, RedisError> {
    let tries: u32 = redis.commands().hincr(topic.suspects_key(), id, 1).await?;
    Ok(tries > SOLO_DEATHS)
}

/// Takes the note of one try back: its worker lived, whatever else came of it.
pub(super) async fn lived(redis: &Redis, topic: Topic, id: &str) -> Result<(), RedisError> {
    let _left: i64 = redis.commands().hincr(topic.suspects_key(), id, -1).await?;
    Ok(())
}

/// Forgets what was noted of a suspect whose run is over.
pub(super) async fn survived(redis: &Redis, topic: Topic, id: &str) -> Result<(), RedisError> {
    redis.commands().hdel(topic.suspects_key(), id).await
}

/// Forgets consumers that are long gone and hold nothing; otherwise every restart would leave a name behind.
pub(super) async fn forget_the_gone(redis: &Redis, topic: Topic) -> Result<(), RedisError> {
    let consumers: StreamInfoConsumersReply = redis.commands().xinfo_consumers(topic.stream, topic.group).await?;
    for consumer in consumers.consumers {
        if consumer.pending == 0 && consumer.idle as u128 > FORGOTTEN_AFTER.as_millis() {
            forget(redis, topic, &consumer.name).await?;
        }
    }
    Ok(())
}

/// Forgets one consumer, if it holds nothing. (To forget one that holds entries would lose them.)
pub(super) async fn forget(redis: &Redis, topic: Topic, consumer: &str) -> Result<(), RedisError> {
    let script = redis::Script::new(
        r"
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local field = {}
  for i = 1, #consumer, 2 do field[consumer[i]] = consumer[i + 1] end
  if field['name'] == ARGV[2] and field['pending'] == 0 then
    return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  end
end
return 0
",
    );
    let _held: i64 =
        script.key(topic.stream).arg(topic.group).arg(consumer).invoke_async(&mut redis.commands()).await?;
    Ok(())
}
