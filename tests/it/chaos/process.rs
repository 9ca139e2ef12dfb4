//! A process that can be killed, frozen, told to stop, and started again as it was.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use crate::support::until;

/// How long a process may take to say that it is ready; machines that run tests are busy.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A program with its arguments, its settings and, while it runs, its process.
pub struct Process {
    program: PathBuf,
    arguments: Vec<String>,
    settings: Vec<(String, String)>,
    log: PathBuf,
    child: Option<Child>,
}

impl Process {
    /// Not started yet. What it says goes to `log`.
    pub fn new(program: impl AsRef<Path>, arguments: &[&str], log: PathBuf) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Self { program: program.as_ref().to_owned(), arguments, settings: Vec::new(), log, child: None }
    }

    /// With environment variables beside the test's own.
    pub fn with(mut self, settings: &[(&str, &str)]) -> Self {
        self.settings.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }

    pub fn start(&mut self) {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .kill_on_drop(true)
            .spawn();
        self.child = Some(child.unwrap_or_else(|error| panic!("{}: {error}", self.program.display())));
    }

    /// Starts and waits until its log has this once more than before.
    pub async fn start_until(&mut self, says: &str) {
        let before = self.times(says);
        self.start();
        until(&format!("{} says {says:?}", self.program.display()), READY_WITHIN, async || {
            let runs = self.is_running();
            let ready = self.times(says) > before;
            assert!(ready || runs, "{} ended: {}", self.program.display(), self.last_words());
            ready
        })
        .await;
    }

    /// How often its log has this.
    pub fn times(&self, says: &str) -> usize {
        std::fs::read_to_string(&self.log).map_or(0, |log| log.matches(says).count())
    }

    /// The end of its log.
    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    pub fn pid(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).expect("the process runs")
    }

    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(|child| child.try_wait().unwrap().is_none())
    }

    /// `kill -9`; returns when it is gone.
    pub async fn kill(&mut self) {
        self.child.take().expect("the process runs").kill().await.unwrap();
    }

    /// `SIGSTOP`: it is there and does nothing.
    pub fn freeze(&self) {
        signal(self.pid(), "STOP");
    }

    /// `SIGCONT`: it wakes up and does not know that it slept.
    pub fn thaw(&self) {
        signal(self.pid(), "CONT");
    }

    /// `SIGTERM`; how it ended and after how long.
    pub async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let told = Instant::now();
        signal(self.pid(), "TERM");
        let status = self.child.take().expect("the process runs").wait().await.unwrap();
        (status, told.elapsed())
    }
}

fn signal(pid: u32, name: &str) {
    let sent = std::process::Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status().unwrap();
    assert!(sent.success(), "kill -{name} {pid}");
}
