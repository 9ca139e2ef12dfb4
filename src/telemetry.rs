//! Logs: one line an event, to standard error, as text for people or as JSON for machines. Metrics: kept in
//! the process, read by Prometheus.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// What the log is always spared.
const QUIET: &str = "rmcp=error";

/// Sets the process's log up. A filter that cannot be read falls back to `info`. Later calls do nothing.
pub fn init(filter: &str, json: bool) {
    init_metrics();
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // The SDK writes whole requests down, with keys and what customers wrote.
    let filter = match QUIET.parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let outcome = if json { builder.json().try_init() } else { builder.with_target(false).try_init() };
    if outcome.is_err() {
        tracing::debug!("the log was set up before");
    }
}

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Sets the process's metrics up: Prometheus's format, read at `/metrics`. Later calls do nothing.
pub fn init_metrics() {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is set; /metrics stays empty");
        }
        handle
    });
}

/// All metrics as text; empty before [`init_metrics`].
pub fn render_metrics() -> String {
    METRICS
        .get()
        .map(|handle| {
            handle.run_upkeep();
            handle.render()
        })
        .unwrap_or_default()
}
