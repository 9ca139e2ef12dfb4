//! The API process: binds, serves, and stops in order.

use std::net::SocketAddr;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::auth::people;
use crate::clock::Clock;
use crate::config::{Config, SignInConfig};
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
        let app = self.app.clone();
        let invitation = tokio::spawn(async move { invite_first_admin(&app).await });
        let doorkeeper = tokio::spawn({
            let (door, stop) = (self.app.door.clone(), self.stop.clone());
            async move { door.run(stop).await }
        });
        tokio::spawn(warn_of_loss(self.app.redis.clone()));
        let sockets = TaskTracker::new();
        let router = http::router(self.app, self.stop.clone(), sockets.clone());
        let stop = self.stop.clone();
        http::connections::serve(self.listener, router, stop).await;
        sockets.close();
        sockets.wait().await;
        tail.await?;
        doorkeeper.await?;
        invitation.await?;
        Ok(())
    }
}

/// Where people sign in with a provider and nobody is named as the first admin, whoever reads this log becomes it.
async fn invite_first_admin(app: &App) {
    let SignInConfig { provider, admission, .. } = &app.config.sign_in;
    if provider.is_none() || admission.admin_email.is_some() {
        return;
    }
    match people::setup_code(&app.db, app.clock.now()).await {
        Ok(Some(code)) => tracing::warn!(
            "there is no admin yet: sign in at {}, then enter the set-up code {}; it is good for a day",
            app.config.public_url,
            code.reveal()
        ),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "no set-up code could be made; start the server again for one"),
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
