//! Wires the parts together, starts them, and stops them in the right order: first the
//! calls, then the receipts, and the journal last, because both write to it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::http::{Desk, router};
use crate::journal::{self, JournalError, Opened};
use crate::receipts::Pump;
use crate::sender::Sender;
use crate::settings::SettingsError;
use crate::stats::Counters;
use crate::wire::{Wire, WireListener};

/// How long open calls may take to end once the service stops.
const FAREWELL: Duration = Duration::from_secs(3);

/// Why the service could not start, or had to stop.
#[derive(Debug, Error)]
pub enum ServeError {
    #[error("the settings are wrong")]
    Settings(#[from] SettingsError),
    #[error("the socket failed")]
    Socket(#[from] io::Error),
    #[error("the HTTP client cannot be built")]
    Client(#[from] reqwest::Error),
    #[error("the ledger failed")]
    Journal(#[from] JournalError),
    #[error("a part of the service broke down")]
    Broken(#[from] JoinError),
}

/// A running service. It runs until its token is cancelled, also when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    finished: JoinHandle<Result<(), ServeError>>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base URL, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// If the service had to stop by itself.
    pub async fn finished(self) -> Result<(), ServeError> {
        self.finished.await?
    }

    /// Stops it and waits for its end, a few seconds at most.
    ///
    /// # Errors
    /// If the service had to stop by itself before.
    pub async fn stop(self) -> Result<(), ServeError> {
        self.stop.cancel();
        self.finished().await
    }
}

/// Opens the ledger and serves on `listener` until `stop` is cancelled.
///
/// # Errors
/// If the settings contradict themselves, or the ledger cannot be opened: it is damaged,
/// or another process has it.
pub async fn serve(config: Config, listener: TcpListener, stop: CancellationToken) -> Result<Running, ServeError> {
    config.settings.check()?;
    let address = listener.local_addr()?;
    let sender = Sender::new(config.secret)?;
    let folder = config.data_dir;
    let opened = tokio::task::spawn_blocking(move || journal::open(&folder)).await??;
    let (settings, watched) = watch::channel(config.settings);
    // A child, so that a failure inside stops this service and not its caller.
    let stop = stop.child_token();
    let desk = Desk {
        ledger: Arc::clone(&opened.ledger),
        settings: Arc::new(settings),
        counters: Arc::new(Counters::default()),
        stop: stop.clone(),
    };
    let ledger = Arc::clone(&opened.ledger);
    let pump = Pump::new(ledger, sender, Arc::clone(&desk.counters), watched);
    let finished = tokio::spawn(run(desk, pump, opened, listener));
    Ok(Running { address, stop, finished })
}

async fn run(desk: Desk, pump: Pump, opened: Opened, listener: TcpListener) -> Result<(), ServeError> {
    let stop = desk.stop.clone();
    let closing = CancellationToken::new();
    let mut journal = tokio::spawn(opened.journal.run(closing.clone()));
    let faces = async {
        let calls = answer_calls(desk, listener);
        let receipts = pump.run(opened.accepted, stop.clone());
        tokio::join!(calls, receipts).0
    };
    tokio::pin!(faces);
    tokio::select! {
        served = &mut faces => {
            closing.cancel();
            journal.await??;
            Ok(served?)
        }
        // The journal ends before it is told to only by failing.
        failed = &mut journal => {
            stop.cancel();
            faces.await?;
            Ok(failed??)
        }
    }
}

async fn answer_calls(desk: Desk, listener: TcpListener) -> io::Result<()> {
    let stop = desk.stop.clone();
    let service = router(desk).into_make_service_with_connect_info::<Wire>();
    let server = axum::serve(WireListener(listener), service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let deadline = async {
        stop.cancelled().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        served = server.into_future() => served,
        () = deadline => Ok(()),
    }
}
