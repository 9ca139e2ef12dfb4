//! What every answer tells browsers: to run nothing that is not ours, to guess nothing, to let nobody frame us; and
//! which other origins' pages may call the API, which is none unless configured.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::response::Response;
use reqwest::Url;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::origin;
use crate::config::Config;

/// What the Model Context Protocol has clients send, be it to servers that need less.
const AGENTS: [&str; 5] = ["mcp-protocol-version", "mcp-session-id", "last-event-id", "mcp-method", "mcp-name"];
const LOOPBACK: [&str; 2] = ["localhost", "127.0.0.1"];

/// What every answer carries, where it does not say otherwise itself.
#[derive(Clone)]
pub struct Always(Arc<[(HeaderName, HeaderValue)]>);

impl Always {
    /// For pages at the public URL.
    pub fn of(config: &Config) -> Self {
        let policy = HeaderValue::from_str(&policy(&config.public_url)).ok();
        let others = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ];
        let others = others.map(|(name, value)| (name, HeaderValue::from_static(value)));
        Self(policy.map(|policy| (header::CONTENT_SECURITY_POLICY, policy)).into_iter().chain(others).collect())
    }

    /// Adds them.
    pub fn add(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        for (name, value) in self.0.iter() {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        response
    }
}

/// Scripts come from our own origin alone. Styles may be inline (the component library sets them) and images
/// and fonts may be data (the playground's editor brings its own). Pages connect to their own origin; not every
/// browser counts its sockets as that, so they are named.
fn policy(public_url: &str) -> String {
    let sockets = sockets(public_url).join(" ");
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' {sockets}; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// The origins of our sockets. A server on loopback goes by several names; an address of version 6 is none that
/// a policy could name.
fn sockets(public_url: &str) -> Vec<String> {
    let Ok(url) = Url::parse(public_url) else { return Vec::new() };
    let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let hosts = if origin::is_on_loopback(public_url) { LOOPBACK.to_vec() } else { Vec::from_iter(url.host_str()) };
    hosts.into_iter().map(|host| format!("{scheme}://{host}{port}")).collect()
}

/// Which other origins' pages may call the API, if any. They bring a key: cookies stay ours.
pub fn cors(config: &Config) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = config.edge.cors_origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return None;
    }
    let layer = CorsLayer::new().allow_origin(AllowOrigin::list(origins)).allow_methods([Method::GET, Method::POST]);
    let ours = [header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT];
    let agents = AGENTS.into_iter().map(HeaderName::from_static);
    Some(layer.allow_headers(ours.into_iter().chain(agents).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_open_sockets_to_their_own_origin_alone() {
        assert_eq!(sockets("https://crm.example"), ["wss://crm.example"]);
        assert_eq!(sockets("http://crm.example:8080"), ["ws://crm.example:8080"]);
        assert_eq!(sockets("http://[::1]:8080"), ["ws://localhost:8080", "ws://127.0.0.1:8080"]);
        assert!(policy("https://crm.example").contains("connect-src 'self' wss://crm.example;"));
    }
}
