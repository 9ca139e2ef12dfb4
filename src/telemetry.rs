//! Logs: one line an event, to standard error, as text for people or as JSON for machines.

use tracing_subscriber::EnvFilter;

/// Sets the process's log up. A filter that cannot be read falls back to `info`. Later calls do nothing.
pub fn init(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let outcome = if json { builder.json().try_init() } else { builder.with_target(false).try_init() };
    if outcome.is_err() {
        tracing::debug!("the log was set up before");
    }
}
