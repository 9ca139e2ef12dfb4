//! The knobs over HTTP.

use serde_json::{Value, json};

use crate::support::{Folder, Receiver, Vendor};

#[tokio::test]
async fn settings_change_while_the_service_runs() {
    let folder = Folder::new();
    let vendor = Vendor::start(&folder, json!({})).await;
    let mut expected = vendor.api.get("/v1/settings").await;
    expected["seed"] = json!(u64::MAX);
    expected["successRate"] = json!(0.25);
    let patch = json!({"seed": u64::MAX, "successRate": 0.25});
    assert_eq!(vendor.api.patch(patch).await, (200, expected.clone()));
    assert_eq!(vendor.api.get("/v1/settings").await, expected);
    vendor.stop().await;
}

#[tokio::test]
async fn a_bad_patch_names_its_field_and_changes_nothing() {
    let folder = Folder::new();
    let vendor = Vendor::start(&folder, json!({})).await;
    let before = vendor.api.get("/v1/settings").await;
    for (patch, field) in [
        (json!({"seed": 2, "mood": "bad"}), json!("mood")),
        (json!({"seed": 2, "cutShare": 2}), json!("cutShare")),
        (json!({"seed": 2, "honourKeys": "no"}), json!("honourKeys")),
        (json!("seed"), Value::Null),
    ] {
        let (status, body) = vendor.api.patch(patch).await;
        assert_eq!((status, &body["error"]["code"]), (400, &json!("INVALID_SETTING")));
        assert_eq!(body["error"]["field"], field);
    }
    assert_eq!(vendor.api.get("/v1/settings").await, before);
    vendor.stop().await;
}

/// The outcome of each of 200 keys under a seed.
async fn outcomes(seed: u64) -> Vec<(String, String)> {
    let (folder, receiver) = (Folder::new(), Receiver::start().await);
    let vendor = Vendor::start(&folder, json!({"seed": seed, "successRate": 0.9})).await;
    for n in 0..200 {
        vendor.api.accept(&n.to_string(), &receiver.callback).await;
    }
    vendor.api.until("receiptsSent", 200).await;
    let got = receiver.got();
    vendor.stop().await;
    let word = |value: &Value| value.to_string();
    let mut outcomes: Vec<_> =
        got.iter().map(|got| (got.key().to_owned(), word(&got.body["status"]) + &word(&got.body["reason"]))).collect();
    outcomes.sort();
    outcomes
}

#[tokio::test]
async fn the_seed_decides_who_fails() {
    let first = outcomes(5).await;
    let failed = first.iter().filter(|(_, outcome)| outcome.contains("FAILED")).count();
    assert!((8..=35).contains(&failed), "{failed} of 200 failed");
    assert_eq!(outcomes(5).await, first);
    assert_ne!(outcomes(6).await, first);
}
