//! The vendor's side of a webhook, by hand: signed as it should be, or wrong in just the way that a test wants.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::support::test_app::VENDOR_SECRET;

/// Where webhooks go and how.
#[derive(Clone)]
pub struct Post {
    pub http: reqwest::Client,
    pub url: String,
}

/// One webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// As it is sent.
    pub body: String,
    /// As it was signed.
    pub signed: String,
    /// By whose secret.
    pub secret: &'static str,
    /// How many seconds ago; negative is the future.
    pub late: i64,
}

impl Webhook {
    /// As it should be.
    pub fn good(body: impl Into<String>) -> Self {
        let body = body.into();
        Self { signed: body.clone(), body, secret: VENDOR_SECRET, late: 0 }
    }
}

fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

impl Post {
    /// Posts it; the answer's status and error code.
    pub async fn webhook(&self, webhook: Webhook) -> (u16, Value) {
        let timestamp = chrono::Utc::now().timestamp() - webhook.late;
        let signature = signature(webhook.secret, "rcpt_1", timestamp, &webhook.signed);
        let call = self.http.post(format!("{}/webhooks/receipts", self.url));
        let call = call.header("webhook-id", "rcpt_1").header("webhook-timestamp", timestamp);
        let answer = call.header("webhook-signature", signature).body(webhook.body).send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_default();
        (status, body["error"]["code"].clone())
    }
}
