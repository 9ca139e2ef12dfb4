//! What outlives the process, also when it is killed.

use std::collections::HashMap;
use std::process::Stdio;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use vendor_sim::fate::fate;

use crate::support::{Api, Folder, PATIENCE, Receiver, SECRET, Vendor, sms};

/// The real executable on a free port, killed when dropped.
pub struct Process {
    pub api: Api,
    pub child: Child,
}

impl Process {
    pub async fn start(folder: &Folder, settings: &str) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_vendor_sim")), folder, settings).await
    }

    /// Starts it where no file can grow beyond `blocks` of 512 or 1024 bytes, as on a
    /// disk that fills up.
    pub async fn start_on_a_small_disk(folder: &Folder, settings: &str, blocks: u32) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_vendor_sim")]);
        Self::run(shell, folder, settings).await
    }

    async fn run(mut command: Command, folder: &Folder, settings: &str) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--settings", settings])
            .arg("--data-dir")
            .arg(&folder.0)
            .env("VENDOR_SECRET", SECRET)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
        let line = line.unwrap();
        let url = line.strip_prefix("vendor_sim listening on ").unwrap();
        let api = Api::new(url.to_owned());
        Self { api, child }
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

#[tokio::test]
async fn keys_and_counters_outlive_a_restart() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({})).await;
    let id = vendor.api.accept("1-1", &receiver.callback).await;
    vendor.api.accept("1-1", &receiver.callback).await;
    vendor.api.until("receiptsSent", 1).await;
    vendor.stop().await;

    // With other settings too: what was decided stays decided.
    let vendor = Vendor::start(&folder, json!({"successRate": 0, "seed": 9})).await;
    assert_eq!(vendor.api.accept("1-1", &receiver.callback).await, id);
    let stats = vendor.api.get("/v1/stats").await;
    let seen = ["accepted", "distinctKeys", "repeats", "delivered", "failed", "receiptsSent"];
    assert_eq!(seen.map(|name| stats[name].clone()), [1, 1, 2, 1, 0, 1]);
    assert_eq!(receiver.got().len(), 1);
    vendor.stop().await;
}

#[tokio::test]
async fn receipts_that_are_owed_are_sent_after_a_restart() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"receiptsPaused": true, "successRate": 0.5})).await;
    let mut ids = HashMap::new();
    for n in 0..30 {
        let key = n.to_string();
        ids.insert(key.clone(), vendor.api.accept(&key, &receiver.callback).await);
    }
    vendor.api.until("receiptsPending", 30).await;
    vendor.stop().await;

    let vendor = Vendor::start(&folder, json!({"successRate": 0.0})).await;
    vendor.api.until("receiptsSent", 30).await;
    // Decided when they were accepted, whatever the settings are now.
    let delivered = ids.keys().filter(|key| fate(1, key).outcome < 0.5).count();
    assert_eq!(vendor.api.stat("delivered").await, delivered as u64);
    let got: HashMap<String, String> = receiver
        .got()
        .iter()
        .map(|got| (got.key().to_owned(), got.body["vendorId"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(got, ids);
    assert_eq!(receiver.got().len(), 30);
    vendor.stop().await;
}

#[tokio::test]
async fn no_answered_key_is_forgotten_by_a_kill() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let process = Process::start(&folder, r#"{"receiptsPaused": true}"#).await;
    let (sender, mut answered) = tokio::sync::mpsc::unbounded_channel();
    // Eight callers, each as fast as it can, until the process is gone.
    let callers: Vec<_> = (0..8)
        .map(|caller| {
            let (api, sender) = (process.api.clone(), sender.clone());
            let body = sms(&receiver.callback);
            tokio::spawn(async move {
                for n in 0.. {
                    let key = format!("{caller}-{n}");
                    let Ok(answer) = api.call(&key, &body).send().await else { break };
                    let Ok(answer) = answer.json::<serde_json::Value>().await else { break };
                    sender.send((key, answer["id"].as_str().unwrap().to_owned())).unwrap();
                }
            })
        })
        .collect();
    drop(sender);
    let mut ids = HashMap::new();
    while ids.len() < 400 {
        let (key, id) = answered.recv().await.unwrap();
        ids.insert(key, id);
    }
    process.kill().await;
    while let Some((key, id)) = answered.recv().await {
        ids.insert(key, id);
    }
    for caller in callers {
        caller.await.unwrap();
    }

    let process = Process::start(&folder, "{}").await;
    let accepted = process.api.stat("accepted").await;
    // Those in flight may have been accepted without an answer, one a caller.
    assert!((ids.len() as u64..=ids.len() as u64 + 8).contains(&accepted), "{accepted}");
    for (key, id) in &ids {
        assert_eq!(&process.api.accept(key, &receiver.callback).await, id);
    }
    assert_eq!(process.api.stat("accepted").await, accepted);
    assert_eq!(process.api.stat("repeats").await, ids.len() as u64);
    process.api.until("receiptsSent", accepted).await;
    assert_eq!(receiver.got().len() as u64, accepted);
}

#[tokio::test]
async fn a_receipt_whose_end_was_not_recorded_comes_again_under_its_id() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    receiver.hold();
    let quick = r#"{"receiptLatencyMinMs": 0, "receiptLatencyMaxMs": 10}"#;
    let process = Process::start(&folder, quick).await;
    process.api.accept("1-1", &receiver.callback).await;
    receiver.wait(1).await;
    process.kill().await;
    receiver.release();
    let process = Process::start(&folder, quick).await;
    process.api.until("receiptsSent", 1).await;
    let got = receiver.got();
    assert_eq!(got.len(), 2);
    assert_eq!((&got[0].webhook_id, &got[0].body), (&got[1].webhook_id, &got[1].body));
}

#[tokio::test]
async fn a_full_disk_stops_the_service_and_no_answered_key_is_lost() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let paused = r#"{"receiptsPaused": true}"#;
    let mut process = Process::start_on_a_small_disk(&folder, paused, 8).await;
    let mut ids = HashMap::new();
    for n in 0..1000 {
        let key = n.to_string();
        let call = process.api.call(&key, &sms(&receiver.callback));
        let Ok(answer) = call.send().await else { break };
        if answer.status() != 202 {
            assert_eq!(answer.status(), 503);
            break;
        }
        let answer: serde_json::Value = answer.json().await.unwrap();
        ids.insert(key, answer["id"].as_str().unwrap().to_owned());
    }
    assert!((10..100).contains(&ids.len()), "{} were accepted", ids.len());
    let ended = tokio::time::timeout(PATIENCE, process.child.wait()).await.unwrap();
    assert_eq!(ended.unwrap().code(), Some(1));

    let process = Process::start(&folder, paused).await;
    assert_eq!(process.api.stat("accepted").await, ids.len() as u64);
    for (key, id) in &ids {
        assert_eq!(&process.api.accept(key, &receiver.callback).await, id);
    }
}

#[tokio::test]
async fn a_receipt_is_given_up_after_a_day() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"receiptsPaused": true})).await;
    let id = vendor.api.accept("1-1", &receiver.callback).await;
    vendor.stop().await;

    // The same message, accepted two days ago.
    let path = folder.0.join("ledger.log");
    let ledger = std::fs::read_to_string(&path).unwrap();
    let accepted = ledger.lines().find(|line| line.starts_with('+')).unwrap();
    let accepted_ms: i64 = accepted.split(' ').nth(7).unwrap().parse().unwrap();
    let earlier_ms = accepted_ms - 2 * 24 * 60 * 60 * 1000;
    std::fs::write(&path, ledger.replace(&accepted_ms.to_string(), &earlier_ms.to_string())).unwrap();

    receiver.answer([(503, None)]);
    let vendor = Vendor::start(&folder, json!({})).await;
    vendor.api.until("receiptsExpired", 1).await;
    assert_eq!(vendor.api.stat("receiptsPending").await, 0);
    assert_eq!(receiver.got().len(), 1);
    assert_eq!(vendor.api.accept("1-1", &receiver.callback).await, id);
    vendor.stop().await;
}
