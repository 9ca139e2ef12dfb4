//! A Postgres of one's own, to be killed with all its backends and started again.

use std::path::PathBuf;
use std::time::Duration;

use super::process::Process;
use crate::support::ports::free_port;
use crate::support::postgres::{Database, try_number};
use crate::support::until;

/// The database server of a test: shared with all tests, or private and mortal.
pub enum Postgres {
    Shared(Database),
    Private(Box<Cluster>),
}

impl Postgres {
    pub fn url(&self) -> &str {
        match self {
            Self::Shared(database) => &database.url,
            Self::Private(cluster) => &cluster.url,
        }
    }

    pub fn cluster(&mut self) -> &mut Cluster {
        match self {
            Self::Shared(_) => panic!("the shared Postgres is not to be killed"),
            Self::Private(cluster) => cluster,
        }
    }
}

/// A server with its data. `scripts/servers/private_postgres.sh` knows how Postgres is run, also as root.
pub struct Cluster {
    pub url: String,
    home: PathBuf,
    process: Process,
}

impl Cluster {
    pub async fn start(home: PathBuf) -> Self {
        std::fs::create_dir_all(&home).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/servers/private_postgres.sh");
        let made = tokio::process::Command::new(script).arg(&home).output().await.unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // Only now, as making the data takes long enough for somebody else to take the port.
        let port = free_port();
        let log = home.join("postgres.log");
        let mut process = Process::new(script, &[home.to_str().unwrap(), &port.to_string()], log);
        process.start_until("database system is ready to accept connections").await;
        let password = std::fs::read_to_string(home.join("password")).unwrap();
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/xeno");
        Self { url, home, process }
    }

    /// `kill -9`, the postmaster first and then whatever backend is still there: nobody says goodbye to anybody.
    pub async fn kill(&mut self) {
        let backends = children(self.process.pid());
        self.process.kill().await;
        if !backends.is_empty() {
            // Those that noticed first are gone already.
            let _ = std::process::Command::new("kill")
                .arg("-KILL")
                .args(backends.iter().map(u32::to_string))
                .stderr(std::process::Stdio::null())
                .status();
        }
    }

    /// Starts again on its data and recovers. A backend that is not quite gone holds the old shared memory and
    /// makes the new server refuse to start, so that is tried again.
    pub async fn start_again(&mut self) {
        until("Postgres recovers", Duration::from_secs(60), async || {
            if !self.process.is_running() {
                self.process.start();
            }
            try_number(&self.url, "SELECT 1").await.is_ok()
        })
        .await;
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Where Postgres had to run as another user, its data lies elsewhere.
        if let Ok(elsewhere) = std::fs::read_to_string(self.home.join("elsewhere")) {
            let _ = std::fs::remove_dir_all(elsewhere.trim());
        }
    }
}

/// The processes that a process has started, where /proc tells; elsewhere they notice by themselves.
fn children(parent: u32) -> Vec<u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let of_parent = |pid: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // "pid (name) state parent …", and a name may have blanks and brackets.
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        after_name.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).filter(of_parent).collect()
}
