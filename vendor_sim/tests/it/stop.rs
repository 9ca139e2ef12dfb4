//! Starting and stopping.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::process::Command;

use crate::restart::Process;
use crate::support::{Folder, PATIENCE, Receiver, SECRET, Vendor, sms};

#[tokio::test]
async fn a_stop_takes_seconds_even_with_a_hanging_call_and_a_silent_receiver() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    receiver.hold();
    let vendor = Vendor::start(&folder, json!({})).await;
    vendor.api.accept("1-1", &receiver.callback).await;
    receiver.wait(1).await;
    vendor.api.set(json!({"hangShare": 1})).await;
    let call = vendor.api.call("2-1", &sms(&receiver.callback)).send();
    let hanging = tokio::spawn(call);
    vendor.api.until("hung", 1).await;
    let started = Instant::now();
    vendor.stop().await;
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    assert!(hanging.await.unwrap().is_err());
}

#[tokio::test]
async fn sigterm_ends_the_process_in_peace() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let mut process = Process::start(&folder, "{}").await;
    process.api.accept("1-1", &receiver.callback).await;
    let pid = process.child.id().unwrap().to_string();
    let sent = Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().await.unwrap();
    assert!(sent.success());
    let ended = tokio::time::timeout(PATIENCE, process.child.wait()).await.unwrap();
    assert_eq!(ended.unwrap().code(), Some(0));
}

/// Runs the executable with nothing but these arguments until it fails, and returns what
/// it says.
async fn refusal(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vendor_sim"))
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .env_remove("VENDOR_SECRET")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, output).await.unwrap().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn a_bad_start_is_refused_with_its_reason() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    let none = refusal(&["--data-dir", data]).await;
    assert!(none.contains("--secret"), "{none}");
    let short = refusal(&["--data-dir", data, "--secret", "whsec_c2hvcnQ="]).await;
    assert!(short.contains("24 to 64 bytes"), "{short}");
    let wrong = ["--data-dir", data, "--secret", SECRET, "--settings", r#"{"mood": 1}"#];
    let wrong = refusal(&wrong).await;
    assert!(wrong.contains("There is no setting named mood"), "{wrong}");
    let vendor = Vendor::start(&folder, json!({})).await;
    let taken = refusal(&["--data-dir", data, "--secret", SECRET]).await;
    assert!(taken.contains("another process uses the ledger"), "{taken}");
    vendor.stop().await;
}
