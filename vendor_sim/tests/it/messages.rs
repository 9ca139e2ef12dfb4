//! Acceptance: keys, ids, bad input and the listing.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::{Folder, Receiver, Vendor, read, sms};

#[tokio::test]
async fn an_accepted_message_gets_one_signed_receipt() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({})).await;
    let id = vendor.api.accept("1-1", &receiver.callback).await;
    vendor.api.until("receiptsSent", 1).await;
    let got = receiver.got();
    assert_eq!(got.len(), 1);
    let occurred_at = got[0].body["occurredAt"].clone();
    assert!(chrono::DateTime::parse_from_rfc3339(occurred_at.as_str().unwrap()).is_ok());
    let expected = json!({
        "key": "1-1", "vendorId": id, "status": "DELIVERED", "reason": null,
        "occurredAt": occurred_at,
    });
    assert_eq!(got[0].body, expected);
    vendor.stop().await;
}

#[tokio::test]
async fn the_same_key_again_is_the_same_message() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({})).await;
    let calls = (0..50).map(|_| {
        let (api, callback) = (vendor.api.clone(), receiver.callback.clone());
        tokio::spawn(async move { api.accept("1-1", &callback).await })
    });
    let mut ids = HashSet::new();
    for call in calls.collect::<Vec<_>>() {
        ids.insert(call.await.unwrap());
    }
    assert_eq!(ids.len(), 1);
    vendor.api.until("receiptsSent", 1).await;
    vendor.api.accept("1-1", &receiver.callback).await;
    let stats = vendor.api.get("/v1/stats").await;
    let seen = ["accepted", "distinctKeys", "repeats", "receiptsSent"].map(|n| stats[n].clone());
    assert_eq!(seen, [1, 1, 50, 1]);
    assert_eq!(receiver.got().len(), 1);
    vendor.stop().await;
}

#[tokio::test]
async fn a_key_used_for_another_message_is_refused() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({})).await;
    vendor.api.accept("1-1", &receiver.callback).await;
    for (field, value) in [("text", "Bye"), ("to", "+1"), ("channel", "EMAIL")] {
        let mut other = sms(&receiver.callback);
        other[field] = value.into();
        let (status, body) = read(vendor.api.call("1-1", &other).send().await.unwrap()).await;
        assert_eq!((status, &body["error"]["code"]), (422, &json!("KEY_REUSED")));
    }
    assert_eq!(vendor.api.stat("accepted").await, 1);
    assert_eq!(vendor.api.stat("keyReused").await, 3);
    vendor.stop().await;
}

#[tokio::test]
async fn keys_that_are_ignored_make_every_call_a_message() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"honourKeys": false})).await;
    let first = vendor.api.accept("1-1", &receiver.callback).await;
    let second = vendor.api.accept("1-1", &receiver.callback).await;
    assert_ne!(first, second);
    vendor.api.until("receiptsSent", 2).await;
    let stats = vendor.api.get("/v1/stats").await;
    let seen = ["accepted", "distinctKeys", "repeats"].map(|name| stats[name].clone());
    assert_eq!(seen, [2, 1, 1]);
    vendor.stop().await;
}

/// A good body with one field replaced.
fn with(field: &str, value: Value) -> Value {
    let mut body = sms("http://127.0.0.1:1/receipts");
    body[field] = value;
    body
}

#[tokio::test]
async fn bad_calls_are_refused_with_a_code_and_change_nothing() {
    let folder = Folder::new();
    let vendor = Vendor::start(&folder, json!({})).await;
    let cases = [
        (with("channel", json!("FAX")), "UNKNOWN_CHANNEL"),
        (with("channel", json!(1)), "INVALID_BODY"),
        (with("to", json!(" ")), "INVALID_TO"),
        (with("to", json!("1".repeat(321))), "INVALID_TO"),
        (with("text", json!("")), "INVALID_TEXT"),
        (with("text", json!("x".repeat(4097))), "INVALID_TEXT"),
        (with("callbackUrl", json!("/receipts")), "INVALID_CALLBACK_URL"),
        (with("callbackUrl", json!("ftp://a/b")), "INVALID_CALLBACK_URL"),
        (with("callbackUrl", json!("http://a:b@c/")), "INVALID_CALLBACK_URL"),
        (with("priority", json!(1)), "INVALID_BODY"),
        (json!([]), "INVALID_BODY"),
        (json!({"channel": "SMS"}), "INVALID_BODY"),
    ];
    for (body, code) in &cases {
        let (status, answer) = read(vendor.api.call("k", body).send().await.unwrap()).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(code)), "{body}");
        assert!(answer["error"]["message"].as_str().unwrap().len() > 10, "{answer}");
    }
    for key in ["", "a b", &"k".repeat(256), "schlüssel"] {
        let (status, answer) = read(vendor.api.call(key, &sms("http://127.0.0.1:1/")).send().await.unwrap()).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!("INVALID_KEY")), "{key}");
    }
    let messages = format!("{}/v1/messages", vendor.api.url);
    let keyless = vendor.api.client.post(&messages).json(&sms("http://127.0.0.1:1/"));
    let (status, answer) = read(keyless.send().await.unwrap()).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!("MISSING_KEY")));
    let large = vendor.api.call("k", &with("text", json!("x".repeat(100_000))));
    assert_eq!(read(large.send().await.unwrap()).await.0, 413);

    assert_eq!(vendor.api.stat("accepted").await, 0);
    assert_eq!(vendor.api.stat("invalid").await, cases.len() as u64 + 6);
    vendor.stop().await;
}

#[tokio::test]
async fn the_largest_text_is_accepted() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({})).await;
    let mut body = sms(&receiver.callback);
    body["text"] = "x".repeat(4096).into();
    let answer = vendor.api.call(&"k".repeat(255), &body).send().await.unwrap();
    assert_eq!(answer.status(), 202);
    vendor.stop().await;
}

#[tokio::test]
async fn the_ledger_is_listed_in_pages() {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"receiptsPaused": true})).await;
    let mut ids = Vec::new();
    for key in ["a", "b", "c"] {
        ids.push(vendor.api.accept(key, &receiver.callback).await);
    }
    vendor.api.until("delivered", 3).await;
    let first = vendor.api.get("/v1/messages?limit=2").await;
    assert_eq!(first["next"], 2);
    let mut item = first["messages"][1].clone();
    let accepted_at = item.as_object_mut().unwrap().remove("acceptedAt").unwrap();
    assert!(accepted_at.as_str().unwrap().ends_with('Z'));
    let to_hash = format!("{:016x}", vendor_sim::book::short_hash("+919812345678"));
    let expected = json!({
        "sequence": 2, "key": "b", "id": ids[1], "channel": "SMS", "toHash": to_hash,
        "status": "DELIVERED", "reason": null, "receipt": "PENDING",
    });
    assert_eq!(item, expected);
    let second = vendor.api.get("/v1/messages?after=2&limit=2").await;
    assert_eq!(second["next"], Value::Null);
    assert_eq!(second["messages"][0]["key"], "c");
    assert_eq!(second["messages"].as_array().unwrap().len(), 1);
    for query in ["limit=0", "limit=10001", "limit=x", "before=1"] {
        let url = format!("{}/v1/messages?{query}", vendor.api.url);
        let (status, body) = read(vendor.api.client.get(url).send().await.unwrap()).await;
        assert_eq!((status, &body["error"]["code"]), (400, &json!("INVALID_QUERY")), "{query}");
    }
    vendor.stop().await;
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_refused_in_json() {
    let folder = Folder::new();
    let vendor = Vendor::start(&folder, json!({})).await;
    let get = vendor.api.client.get(format!("{}/v2/messages", vendor.api.url));
    let (status, body) = read(get.send().await.unwrap()).await;
    assert_eq!((status, &body["error"]["code"]), (404, &json!("NOT_FOUND")));
    let delete = vendor.api.client.delete(format!("{}/v1/stats", vendor.api.url));
    let (status, body) = read(delete.send().await.unwrap()).await;
    assert_eq!((status, &body["error"]["code"]), (405, &json!("METHOD_NOT_ALLOWED")));
    assert_eq!(vendor.api.get("/healthz").await, json!({"status": "ok"}));
    vendor.stop().await;
}
