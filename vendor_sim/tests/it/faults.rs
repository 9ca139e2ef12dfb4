//! Calls that go wrong: what is accepted, what is not, and that a retry gets through.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::support::{Folder, Receiver, Vendor, read, sms};

#[tokio::test]
async fn a_5xx_accepts_nothing_and_the_retry_gets_through() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"serverErrorShare": 1})).await;
    for _ in 0..3 {
        let call = vendor.api.call("1-1", &sms(&receiver.callback));
        let (status, body) = read(call.send().await.unwrap()).await;
        assert!([500, 502, 503].contains(&status), "{status}");
        assert_eq!(body["error"]["code"], "VENDOR_TROUBLE");
    }
    assert_eq!(vendor.api.stat("accepted").await, 0);
    assert_eq!(vendor.api.stat("refused5xx").await, 3);
    vendor.api.set(json!({"serverErrorShare": 0})).await;
    vendor.api.accept("1-1", &receiver.callback).await;
    assert_eq!(vendor.api.stat("repeats").await, 0);
    vendor.stop().await;
}

#[tokio::test]
async fn every_key_gets_through_faults_by_retrying_and_the_run_repeats_itself() {
    let shares = json!({
        "serverErrorShare": 0.2, "tooManyRequestsShare": 0.1, "cutShare": 0.2, "resetShare": 0.1,
    });
    let mut runs = Vec::new();
    for _ in 0..2 {
        let (folder, receiver) = (Folder::new(), Receiver::start().await);
        let vendor = Vendor::start(&folder, shares.clone()).await;
        let mut tries = Vec::new();
        for n in 0..40 {
            for attempt in 1.. {
                assert!(attempt < 30, "key {n} never gets through");
                let call = vendor.api.call(&n.to_string(), &sms(&receiver.callback));
                if matches!(call.send().await, Ok(answer) if answer.status() == 202) {
                    tries.push(attempt);
                    break;
                }
            }
        }
        vendor.api.until("receiptsSent", 40).await;
        let stats = vendor.api.get("/v1/stats").await;
        assert_eq!((&stats["accepted"], &stats["distinctKeys"]), (&json!(40), &json!(40)));
        let faults = ["refused5xx", "refused429", "cut", "reset", "repeats"];
        runs.push((tries, faults.map(|name| stats[name].as_u64().unwrap())));
        vendor.stop().await;
    }
    assert!(runs[0].1.iter().all(|count| *count > 0), "{:?}", runs[0].1);
    assert_eq!(runs[0], runs[1]);
}

#[tokio::test]
async fn a_429_says_when_to_come_back_in_seconds_or_as_a_date() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"tooManyRequestsShare": 1, "retryAfterSeconds": 7})).await;
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let answer = call.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"7".parse().unwrap()));
    vendor.api.set(json!({"retryAfterAsDate": true})).await;
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let answer = call.send().await.unwrap();
    let date = answer.headers()["retry-after"].to_str().unwrap();
    assert!(date.ends_with(" GMT"), "{date}");
    let wait = DateTime::parse_from_rfc2822(date).unwrap().to_utc() - Utc::now();
    assert!((5..=7).contains(&wait.num_seconds()), "{wait}");
    assert_eq!(vendor.api.stat("accepted").await, 0);
    assert_eq!(vendor.api.stat("refused429").await, 2);
    vendor.stop().await;
}

#[tokio::test]
async fn a_call_that_hangs_is_never_answered_nor_accepted() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"hangShare": 1})).await;
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let error = call.timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    vendor.api.set(json!({"hangMs": 10})).await;
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let error = call.send().await.unwrap_err();
    assert!(!error.is_timeout(), "{error:?}");
    assert_eq!(vendor.api.stat("hung").await, 2);
    assert_eq!(vendor.api.stat("accepted").await, 0);
    vendor.stop().await;
}

#[tokio::test]
async fn a_cut_answer_has_accepted_the_message() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"cutShare": 1})).await;
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let error = call.send().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    receiver.wait(1).await;
    vendor.api.set(json!({"cutShare": 0})).await;
    let id = vendor.api.accept("1-1", &receiver.callback).await;
    assert_eq!(receiver.got()[0].body["vendorId"], id);
    let stats = vendor.api.get("/v1/stats").await;
    let seen = ["accepted", "repeats", "cut"].map(|name| stats[name].clone());
    assert_eq!(seen, [1, 1, 1]);
    vendor.stop().await;
}

#[tokio::test]
async fn a_dripping_answer_has_accepted_the_message_and_comes_at_last() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"dripShare": 1})).await;
    // Some bytes come; all of them would take minutes.
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let error = call.timeout(Duration::from_millis(1500)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    vendor.api.set(json!({"dripByteMs": 1})).await;
    let begun = Instant::now();
    let id = vendor.api.accept("1-1", &receiver.callback).await;
    // An answer is more than a hundred bytes.
    assert!(begun.elapsed() > Duration::from_millis(100), "{:?}", begun.elapsed());
    receiver.wait(1).await;
    assert_eq!(receiver.got()[0].body["vendorId"], id);
    let stats = vendor.api.get("/v1/stats").await;
    assert_eq!(["accepted", "repeats", "dripped"].map(|name| stats[name].clone()), [1, 1, 2]);
    vendor.stop().await;
}

#[tokio::test]
async fn faults_can_be_meant_for_some_addresses_alone() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"hangShare": 1, "faultsOnlyTo": "+44"})).await;
    vendor.api.accept("1-1", &receiver.callback).await;
    vendor.api.set(json!({"faultsOnlyTo": "+9198"})).await;
    let call = vendor.api.call("1-2", &sms(&receiver.callback));
    assert!(call.timeout(Duration::from_millis(300)).send().await.unwrap_err().is_timeout());
    assert_eq!((vendor.api.stat("accepted").await, vendor.api.stat("hung").await), (1, 1));
    vendor.stop().await;
}

#[tokio::test]
async fn a_reset_connection_has_accepted_nothing() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"resetShare": 1})).await;
    let call = vendor.api.call("1-1", &sms(&receiver.callback));
    let error = call.send().await.unwrap_err();
    assert!(format!("{error:?}").contains("ConnectionReset"), "{error:?}");
    assert_eq!(vendor.api.stat("reset").await, 1);
    assert_eq!(vendor.api.stat("accepted").await, 0);
    vendor.stop().await;
}
