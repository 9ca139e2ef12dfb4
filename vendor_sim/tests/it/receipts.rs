//! Receipts: what they say, when they are repeated, and the faults they can have.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::TcpSocket;

use crate::support::{Folder, Receiver, Vendor, sms};

#[tokio::test]
async fn a_failure_names_a_reason_that_fits_its_channel() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"successRate": 0})).await;
    for (channel, n) in [("SMS", 0), ("EMAIL", 10), ("WHATSAPP", 20)] {
        for n in n..n + 10 {
            let mut body = sms(&receiver.callback);
            body["channel"] = channel.into();
            let key = format!("{channel}-{n}");
            let answer = vendor.api.call(&key, &body).send().await.unwrap();
            assert_eq!(answer.status(), 202);
        }
    }
    vendor.api.until("receiptsSent", 30).await;
    assert_eq!(vendor.api.stat("failed").await, 30);
    for got in receiver.got() {
        let reasons: &[&str] = match got.key().split_once('-').unwrap().0 {
            "SMS" => &["INVALID_NUMBER", "UNREACHABLE_HANDSET", "BLOCKED_BY_CARRIER", "OPTED_OUT"],
            "EMAIL" => &["MAILBOX_NOT_FOUND", "MAILBOX_FULL", "SPAM_REJECTED", "DOMAIN_NOT_FOUND"],
            _ => &["NOT_ON_WHATSAPP", "UNREACHABLE_HANDSET", "BLOCKED_BY_RECIPIENT", "POLICY_REJECTED"],
        };
        assert_eq!(got.body["status"], "FAILED");
        assert!(reasons.contains(&got.body["reason"].as_str().unwrap()), "{got:?}");
    }
    vendor.stop().await;
}

#[tokio::test]
async fn a_receipt_is_tried_again_under_its_id_until_it_is_taken() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    receiver.answer([(503, None), (408, None), (302, None), (429, Some("1"))]);
    let vendor = Vendor::start(&folder, json!({})).await;
    let started = Instant::now();
    vendor.api.accept("1-1", &receiver.callback).await;
    vendor.api.until("receiptsSent", 1).await;
    assert!(started.elapsed() > Duration::from_secs(1), "Retry-After was not honoured");
    let got = receiver.got();
    assert_eq!(got.len(), 5);
    assert!(got.iter().all(|g| g.webhook_id == got[0].webhook_id && g.body == got[0].body));
    // Signed anew: more than a second lies between the first try and the last.
    assert_ne!(got[0].signature, got[4].signature);
    assert_eq!(vendor.api.stat("receiptCalls").await, 5);
    vendor.stop().await;
}

#[tokio::test]
async fn a_receipt_refused_for_good_is_not_tried_again() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    receiver.answer([(401, None), (400, None)]);
    let vendor = Vendor::start(&folder, json!({"receiptConcurrency": 1})).await;
    for key in ["a", "b", "c"] {
        vendor.api.accept(key, &receiver.callback).await;
    }
    vendor.api.until("receiptsSent", 1).await;
    vendor.api.until("receiptsRejected", 2).await;
    assert_eq!(vendor.api.stat("receiptsPending").await, 0);
    assert_eq!(receiver.got().len(), 3);
    vendor.stop().await;
}

#[tokio::test]
async fn a_receiver_that_is_down_gets_its_receipt_when_it_is_back() {
    let folder = Folder::new();
    // A bound socket that does not listen refuses connections and keeps its port.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let callback = format!("http://{}/receipts", socket.local_addr().unwrap());
    let vendor = Vendor::start(&folder, json!({})).await;
    vendor.api.accept("1-1", &callback).await;
    vendor.api.until("receiptCalls", 2).await;
    assert_eq!(vendor.api.stat("receiptsSent").await, 0);
    let receiver = Receiver::on(socket.listen(64).unwrap());
    receiver.wait(1).await;
    vendor.api.until("receiptsSent", 1).await;
    vendor.stop().await;
}

#[tokio::test]
async fn dropped_receipts_never_come() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"droppedReceiptShare": 0.5})).await;
    for n in 0..60 {
        vendor.api.accept(&n.to_string(), &receiver.callback).await;
    }
    vendor.api.until("receiptsPending", 0).await;
    let stats = vendor.api.get("/v1/stats").await;
    let dropped = stats["receiptsDropped"].as_u64().unwrap();
    assert!((15..45).contains(&dropped), "{dropped}");
    assert_eq!(stats["delivered"], 60);
    assert_eq!(stats["receiptsSent"], 60 - dropped);
    assert_eq!(receiver.got().len() as u64, 60 - dropped);
    vendor.stop().await;
}

#[tokio::test]
async fn duplicated_receipts_come_twice_under_one_id() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"duplicatedReceiptShare": 1})).await;
    for n in 0..20 {
        vendor.api.accept(&n.to_string(), &receiver.callback).await;
    }
    vendor.api.until("receiptsDuplicated", 20).await;
    vendor.api.until("receiptsSent", 20).await;
    let mut ids = BTreeMap::<String, usize>::new();
    for got in receiver.got() {
        *ids.entry(got.webhook_id).or_default() += 1;
    }
    assert_eq!(ids.len(), 20);
    assert!(ids.values().all(|times| *times == 2), "{ids:?}");
    vendor.stop().await;
}

#[tokio::test]
async fn reordered_receipts_overtake_others() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let latency = json!({"receiptLatencyMinMs": 300, "receiptLatencyMaxMs": 300});
    let vendor = Vendor::start(&folder, latency).await;
    let keys: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    vendor.api.set(json!({"reorderedReceiptShare": 0.5, "receiptConcurrency": 1})).await;
    for key in &keys {
        vendor.api.accept(key, &receiver.callback).await;
    }
    vendor.api.until("receiptsSent", 20).await;
    let got = receiver.got();
    let order: Vec<&str> = got.iter().map(|got| got.key()).collect();
    assert_ne!(order, keys);
    assert_eq!(order.iter().collect::<HashSet<_>>().len(), 20);
    vendor.stop().await;
}

#[tokio::test]
async fn paused_receipts_wait_while_outcomes_happen() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"receiptsPaused": true})).await;
    for n in 0..10 {
        vendor.api.accept(&n.to_string(), &receiver.callback).await;
    }
    vendor.api.until("delivered", 10).await;
    assert_eq!(vendor.api.stat("receiptCalls").await, 0);
    vendor.api.set(json!({"receiptsPaused": false})).await;
    vendor.api.until("receiptsSent", 10).await;
    assert_eq!(receiver.got().len(), 10);
    vendor.stop().await;
}

#[tokio::test]
async fn no_more_receipts_are_under_way_than_allowed() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    receiver.hold();
    let vendor = Vendor::start(&folder, json!({"receiptConcurrency": 3})).await;
    for n in 0..30 {
        vendor.api.accept(&n.to_string(), &receiver.callback).await;
    }
    vendor.api.until("delivered", 30).await;
    receiver.wait(3).await;
    assert_eq!(receiver.most_open(), 3);
    vendor.api.set(json!({"receiptConcurrency": 5})).await;
    receiver.wait(5).await;
    receiver.release();
    vendor.api.until("receiptsSent", 30).await;
    assert_eq!(receiver.most_open(), 5);
    vendor.stop().await;
}
