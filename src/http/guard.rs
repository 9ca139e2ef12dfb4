//! Who may come in while there is no sign-in: the person at this machine, through a page of our own.
//!
//! Loopback alone is no guard: a page from anywhere can make a browser post to 127.0.0.1, a name from anywhere
//! can be made to resolve to it, and a proxy on the same host forwards strangers. So the Host has to be one of
//! the loopback names, an Origin has to be our own, and nothing may say that it was forwarded.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::config::Config;

const FORWARDED: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Refuses whoever is not the local admin, saying why.
pub async fn local_admin_only(request: Request, next: Next) -> Response {
    match refusal(request.headers()) {
        None => next.run(request).await,
        Some(reason) => {
            let body = json!({ "errors": [{ "message": reason, "extensions": { "code": "FORBIDDEN" } }] });
            (StatusCode::FORBIDDEN, axum::Json(body)).into_response()
        }
    }
}

/// Why these headers are not the local admin's; `None` if they are.
fn refusal(headers: &HeaderMap) -> Option<&'static str> {
    if FORWARDED.iter().any(|name| headers.contains_key(*name)) {
        return Some("Until sign-in is set up, Xeno answers only this machine; this request came through a proxy.");
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).filter(|_| hosts.next().is_none());
    let Some(host) = host.filter(|host| is_loopback_name(host)) else {
        return Some("Until sign-in is set up, Xeno answers only as localhost, 127.0.0.1 or [::1].");
    };
    match headers.get(header::ORIGIN) {
        None => None,
        Some(origin) if origin.to_str().is_ok_and(|origin| origin == format!("http://{host}")) => None,
        Some(_) => Some("Xeno takes requests only from its own pages; this one came from another origin."),
    }
}

/// `localhost`, `127.0.0.1` or `[::1]`, with or without a port.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// Refuses to start where the guard could not hold: LISTEN and PUBLIC_URL have to be on loopback.
pub fn check(config: &Config) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.listen.ip().is_loopback(),
        "LISTEN is {}, but until sign-in is set up Xeno listens on loopback alone: 127.0.0.1:8080",
        config.listen
    );
    let url = reqwest::Url::parse(&config.public_url)?;
    let host = url.host_str().unwrap_or_default();
    let on_loopback =
        host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    anyhow::ensure!(
        on_loopback,
        "PUBLIC_URL is {}, but until sign-in is set up it has to be on loopback: http://localhost:8080",
        config.public_url
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_person_at_this_machine_comes_in() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "[::1]"] {
            assert_eq!(refusal(&headers(&[("host", host)])), None, "{host}");
        }
        let own = headers(&[("host", "localhost:8080"), ("origin", "http://localhost:8080")]);
        assert_eq!(refusal(&own), None);
    }

    #[test]
    fn everybody_else_is_refused() {
        let cases: &[&[(&'static str, &'static str)]] = &[
            &[],
            &[("host", "crm.example")],
            &[("host", "127.0.0.1.evil.example")],
            &[("host", "localhost.evil.example:8080")],
            &[("host", "localhost"), ("host", "evil.example")],
            &[("host", "127.0.0.2:8080")],
            &[("host", "localhost:8080"), ("origin", "http://evil.example")],
            &[("host", "localhost:8080"), ("origin", "http://localhost:9999")],
            &[("host", "localhost:8080"), ("origin", "null")],
            &[("host", "localhost:8080"), ("x-forwarded-for", "10.1.2.3")],
            &[("host", "localhost:8080"), ("forwarded", "for=10.1.2.3")],
        ];
        for case in cases {
            assert!(refusal(&headers(case)).is_some(), "{case:?}");
        }
    }
}
