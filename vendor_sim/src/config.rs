//! How the service is started: flags, each with an environment variable, and the checked
//! configuration they resolve to.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use serde_json::Value;

use crate::settings::{Settings, SettingsError};
use crate::signature::Secret;

/// A message vendor that behaves, and misbehaves, like a real one.
#[derive(Debug, Parser)]
#[command(name = "vendor_sim", version)]
pub struct Arguments {
    /// Address and port to listen on; port 0 picks a free one.
    #[arg(long, env = "VENDOR_LISTEN", default_value = "127.0.0.1:9090")]
    pub listen: SocketAddr,

    /// Secret that signs the receipts: `whsec_` and base64 of 24 to 64 bytes. There is no
    /// default. Prefer the variable, as others can read a command line.
    #[arg(long, env = "VENDOR_SECRET", hide_env_values = true)]
    secret: Secret,

    /// Folder of the ledger, which keeps the keys over a restart.
    #[arg(long, env = "VENDOR_DATA_DIR", default_value = ".local/vendor_sim")]
    data_dir: PathBuf,

    /// Settings to begin with, as the JSON that PATCH /v1/settings takes.
    #[arg(long, env = "VENDOR_SETTINGS", default_value = "{}", value_parser = json)]
    settings: Value,
}

/// What the service needs besides a socket.
#[derive(Clone, Debug)]
pub struct Config {
    /// Signs the receipts.
    pub secret: Secret,
    /// Where the ledger lies; created if missing.
    pub data_dir: PathBuf,
    /// The knobs at the start.
    pub settings: Settings,
}

impl Arguments {
    /// # Errors
    /// If a setting is unknown or out of range.
    pub fn config(self) -> Result<Config, SettingsError> {
        Ok(Config {
            secret: self.secret,
            data_dir: self.data_dir,
            settings: Settings::default().patched(&self.settings)?,
        })
    }
}

/// Given by hand, because a JSON value would else take any text as a string.
fn json(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text)
}
