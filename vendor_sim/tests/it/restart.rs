//! What outlives the process, also when it is killed.

use std::collections::HashMap;
use std::process::Stdio;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::support::{Api, Folder, PATIENCE, Receiver, SECRET, Vendor, sms};

/// The real executable on a free port, killed when dropped.
pub struct Process {
    pub api: Api,
    pub child: Child,
}

impl Process {
    pub async fn start(folder: &Folder, settings: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vendor_sim"))
            .args(["--listen", "127.0.0.1:0", "--settings", settings])
            .arg("--data-dir")
            .arg(&folder.0)
            .env("VENDOR_SECRET", SECRET)
            .stdout(Stdio::piped())
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
    let outcomes = vendor.api.stat("delivered").await;
    vendor.stop().await;

    let vendor = Vendor::start(&folder, json!({"successRate": 0.0})).await;
    vendor.api.until("receiptsSent", 30).await;
    assert!(vendor.api.stat("delivered").await >= outcomes);
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
