//! The only wiring point: what a server needs to answer a request, made once and shared by all.

use std::sync::Arc;

use crate::ai::Assistant;
use crate::ai::lookalike::Turns;
use crate::ai::summary::Summaries;
use crate::auth::door::Door;
use crate::auth::oidc::Provider;
use crate::campaigns::follow::Followers;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Purpose};
use crate::ingest::Batch;
use crate::live::{Live, Sources};
use crate::segments::PreviewSources;
use crate::streams::Redis;

/// The handles of one process. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Every setting.
    pub config: Arc<Config>,
    /// The database, for the API's own small writes and reads of what was just written.
    pub db: Db,
    /// The database or its replica, for previews and lists.
    pub read: Db,
    /// The streams.
    pub redis: Redis,
    /// What time it is.
    pub clock: Clock,
    /// Who is let in.
    pub door: Door,
    /// With whom people sign in, if that is set up.
    pub provider: Option<Arc<Provider>>,
    /// Who writes drafts.
    pub assistant: Assistant,
    /// Whose turn it is to look for lookalikes.
    pub lookalikes: Turns,
    /// What was told of campaigns a moment ago.
    pub summaries: Summaries,
    /// What changed, as it changes.
    pub live: Live,
    /// Batches that somebody follows.
    pub batches: Sources<Option<Batch>>,
    /// The previews that are being followed.
    pub previews: PreviewSources,
    /// What the subscribers to campaigns share.
    pub campaigns: Followers,
}

impl App {
    /// Makes the handles; connections are made when they are first used.
    pub fn new(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let read_url = config.read_database_url.as_deref().unwrap_or(&config.database_url);
        let redis = Redis::new(&config.redis_url)?;
        let db = Db::new(&config.database_url, Purpose::Serve, config.database_connections)?;
        Ok(Self {
            door: Door::new(db.clone(), clock.clone()),
            provider: Provider::of(&config)?.map(Arc::new),
            assistant: Assistant::new(config.ollama.as_ref(), db.clone())?,
            summaries: Summaries::default(),
            db,
            read: Db::new(read_url, Purpose::Read, config.database_connections)?,
            lookalikes: Turns::default(),
            live: Live::new(redis.clone()),
            batches: Sources::default(),
            previews: PreviewSources::default(),
            campaigns: Followers::default(),
            redis,
            clock,
            config: Arc::new(config),
        })
    }
}
