//! Where a command that is a client finds its server, and how patient it is.

use std::sync::Arc;
use std::time::Duration;

use super::import::progress::Progress;
use crate::client::retry::Link;
use crate::client::{Client, ClientError};
use crate::{config, shutdown};

/// The server, and who we are to it.
#[derive(Debug, clap::Args)]
pub struct Connection {
    /// The server
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// The key to sign in with; the variable XENO_API_KEY keeps it out of the list of processes
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
    /// How long a call may keep failing before giving up: 90s, 10m, 2h
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    give_up_after: Duration,
}

impl Connection {
    /// The way to the server; Ctrl-C ends every wait on it.
    pub fn link(&self, progress: &Arc<Progress>) -> Result<Link, ClientError> {
        let key = self.api_key.clone().or_else(config::api_key);
        Ok(Link {
            client: Client::new(&self.url, key.as_deref())?,
            give_up_after: self.give_up_after,
            stop: shutdown::on_signal(),
            watcher: progress.clone(),
        })
    }
}

/// "90s", "10m", "2h"
fn duration(text: &str) -> Result<Duration, String> {
    let seconds = |unit: char| match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3600),
        _ => None,
    };
    let whole = text.char_indices().last().and_then(|(at, unit)| {
        let number: u64 = text[..at].parse().ok()?;
        Some(Duration::from_secs(number.checked_mul(seconds(unit)?)?))
    });
    whole.filter(|time| !time.is_zero()).ok_or_else(|| "write a time like 90s, 10m or 2h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_needs_its_unit() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        for text in ["", "10", "m", "0m", "-1m", "1d", "1µ", "99999999999999999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
