//! The program in a directory of its own.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::support::entrance::key_at;

/// How long any one run may take.
const LIMIT: Duration = Duration::from_secs(300);

/// A directory with a file to import, removed with its test.
pub struct Workspace {
    directory: PathBuf,
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Workspace {
    pub fn new() -> Self {
        let directory = std::env::temp_dir().join(format!("xeno-import-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&directory).unwrap();
        Self { directory }
    }

    pub fn with(name: &str, content: impl AsRef<[u8]>) -> Self {
        let workspace = Self::new();
        std::fs::write(workspace.path(name), content).unwrap();
        workspace
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    pub fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// How many windows are written down for the file.
    pub fn windows_done(&self, name: &str) -> usize {
        let journal = std::fs::read_to_string(self.path(&format!("{name}.xeno-import.ndjson"))).unwrap_or_default();
        journal.lines().count().saturating_sub(1)
    }

    /// Runs `xeno` here to its end.
    pub async fn run(&self, arguments: &[&str]) -> Run {
        finished(self.start(arguments)).await
    }

    /// Starts `xeno` here. It dies with the test.
    pub fn start(&self, arguments: &[&str]) -> Child {
        start(&self.directory, arguments)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn start(directory: &Path, arguments: &[&str]) -> Child {
    let key = arguments.windows(2).find(|pair| pair[0] == "--url").and_then(|pair| key_at(pair[1]));
    Command::new(env!("CARGO_BIN_EXE_xeno"))
        .args(arguments)
        .current_dir(directory)
        .env("XENO_API_KEY", key.unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Waits for the end of a run.
pub async fn finished(child: Child) -> Run {
    let Output { status, stdout, stderr } =
        tokio::time::timeout(LIMIT, child.wait_with_output()).await.expect("xeno ends").unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// Sends a signal to a process that the test started.
pub async fn signal(child: &Child, name: &str) {
    let id = child.id().expect("still running").to_string();
    assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().await.unwrap().success());
}

/// Reads what the program says until a line contains `words`.
pub async fn until_it_says(child: &mut Child, words: &str) {
    use tokio::io::{AsyncBufReadExt as _, BufReader};
    let mut lines = BufReader::new(child.stderr.as_mut().expect("stderr is piped")).lines();
    let heard = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains(words) {
                return true;
            }
        }
        false
    };
    assert!(tokio::time::timeout(LIMIT, heard).await.expect("it says something"), "it ended without saying {words}");
}
