//! The API process: binds, serves, and stops in order.

use std::net::SocketAddr;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Purpose};
use crate::streams::Redis;
use crate::{db, http, shutdown, streams};

/// A server that is bound and not yet serving.
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
    stop: CancellationToken,
}

impl Server {
    /// Binds the address; nothing is answered before [`Server::run`].
    pub async fn bind(config: Config, stop: CancellationToken) -> anyhow::Result<Self> {
        http::guard::check(&config)?;
        allow_many_connections();
        let listen = config.listen;
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| anyhow::anyhow!("cannot listen on {listen} ({error}); set LISTEN to another address"))?;
        let address = listener.local_addr()?;
        let app = App::new(config, Clock::System)?;
        Ok(Self { app, listener, address, stop })
    }

    /// Where it listens, as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until the token is cancelled, then lets requests in flight finish and says goodbye to every socket,
    /// within [`shutdown::GRACE`]: a client that is slow to send or to read must not keep the process from ending.
    pub async fn run(self) -> anyhow::Result<()> {
        let stop = self.stop.clone();
        let overdue = async {
            stop.cancelled().await;
            tokio::time::sleep(shutdown::GRACE).await;
        };
        tokio::select! {
            served = self.serve() => served,
            () = overdue => {
                tracing::warn!("some connections did not end in time; they are cut");
                Ok(())
            }
        }
    }

    async fn serve(self) -> anyhow::Result<()> {
        let live = self.app.live.clone();
        let tail = tokio::spawn({
            let stop = self.stop.clone();
            async move { live.run(stop).await }
        });
        tokio::spawn(warn_of_loss(self.app.redis.clone()));
        let sockets = TaskTracker::new();
        let router = http::router(self.app, self.stop.clone(), sockets.clone());
        let stop = self.stop.clone();
        axum::serve(self.listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(async move { stop.cancelled().await })
            .await?;
        sockets.close();
        sockets.wait().await;
        tail.await?;
        Ok(())
    }
}

/// What is acknowledged is as safe as Redis keeps it.
async fn warn_of_loss(redis: Redis) {
    if redis.is_durable().await == Some(false) {
        tracing::warn!("Redis may lose rows that were accepted: set appendonly to yes and appendfsync to always");
    }
}

/// Lets this process have as many connections open as the system allows: what a shell gives by default is a
/// thousand files, and a campaign may be watched by more people than that.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(%error, "cannot raise the limit of open files from {:?}", limit.current);
    }
}

/// Brings the database's schema and the streams' groups up to date; returns what was applied.
pub async fn migrate(config: &Config) -> anyhow::Result<Vec<String>> {
    let db = Db::new(&config.database_url, Purpose::Work, 1)?;
    let applied = db::migrate(&db).await?;
    let redis = Redis::new(&config.redis_url)?;
    streams::topic::create_groups(&redis).await?;
    Ok(applied)
}
