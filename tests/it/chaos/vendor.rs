//! The vendor as a process of its own, and its ledger as evidence.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::process::Process;
use super::rows::MODULUS;
use crate::support::ports::free_port;
use crate::support::test_app::VENDOR_SECRET;

/// vendor_sim on a port and a folder that it keeps.
pub struct Vendor {
    pub url: String,
    pub process: Process,
    http: reqwest::Client,
}

/// One message, as the vendor noted it.
pub struct Noted {
    /// The first 16 hexadecimal digits of the SHA-256 of the address.
    pub to_hash: u64,
    /// Milliseconds since 1970.
    pub accepted_at: i64,
}

impl Vendor {
    pub async fn start(folder: &Path, settings: &Value) -> Self {
        let listen = format!("127.0.0.1:{}", free_port());
        let data = folder.join("vendor");
        let mut process = Process::new(program(), &["--listen", &listen], folder.join("vendor.log")).with(&[
            ("VENDOR_SECRET", VENDOR_SECRET),
            ("VENDOR_DATA_DIR", data.to_str().unwrap()),
            ("VENDOR_SETTINGS", &settings.to_string()),
        ]);
        process.start_until("vendor_sim listening on").await;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self { url: format!("http://{listen}"), process, http }
    }

    pub async fn set(&self, patch: Value) {
        let answer = self.http.patch(format!("{}/v1/settings", self.url)).json(&patch).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    pub async fn stats(&self) -> Value {
        self.http.get(format!("{}/v1/stats", self.url)).send().await.unwrap().json().await.unwrap()
    }

    pub async fn stat(&self, name: &str) -> i64 {
        self.stats().await[name].as_i64().unwrap()
    }

    /// All messages that it ever accepted.
    pub async fn ledger(&self) -> Vec<Noted> {
        let mut noted = Vec::new();
        let mut after = Value::from(0);
        while !after.is_null() {
            let url = format!("{}/v1/messages?limit=10000&after={after}", self.url);
            let mut page: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
            noted.extend(page["messages"].as_array().unwrap().iter().map(|message| {
                Noted {
                    to_hash: u64::from_str_radix(message["toHash"].as_str().unwrap(), 16).unwrap(),
                    accepted_at: chrono::DateTime::parse_from_rfc3339(message["acceptedAt"].as_str().unwrap())
                        .unwrap()
                        .timestamp_millis(),
                }
            }));
            after = page["next"].take();
        }
        noted
    }
}

/// The order-free checksum of a ledger's recipients.
pub fn recipients(ledger: &[Noted]) -> i64 {
    let sum: u128 = ledger.iter().map(|noted| u128::from(noted.to_hash)).sum();
    i64::try_from(sum % MODULUS).unwrap()
}

fn program() -> std::path::PathBuf {
    let program = std::env::var("VENDOR_SIM_BIN")
        .map_or_else(|_| Path::new(env!("CARGO_BIN_EXE_xeno")).with_file_name("vendor_sim"), std::path::PathBuf::from);
    assert!(program.exists(), "{} is missing; run `make test`, or `cargo build --workspace` first", program.display());
    program
}
