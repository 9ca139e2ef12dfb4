//! Where a request comes from, as far as its headers tell: a page of our own, or the person at this machine.
//!
//! Loopback alone proves nothing: a page from anywhere can make a browser post to 127.0.0.1, a name from anywhere
//! can be made to resolve to it, and a proxy on the same host forwards strangers. So for the local admin the Host
//! has to be one of the loopback names, an Origin has to be our own, and nothing may say that it was forwarded.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};

use crate::config::Config;

const FORWARDED: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Refuses what a page of another origin sent. Requests that name no origin pass: browsers name one with whatever
/// could change something.
pub fn own_page(config: &Config, headers: &HeaderMap) -> Result<(), &'static str> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => Ok(()),
        (Some(origin), None) if origin.to_str().is_ok_and(|origin| is_own(config, headers, origin)) => Ok(()),
        _ => Err("Xeno takes requests only from its own pages; this one came from another origin."),
    }
}

/// Likewise, but for pages that may call the API with a key.
pub fn allowed_page(config: &Config, headers: &HeaderMap) -> Result<(), &'static str> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let allowed = match (origins.next(), origins.next()) {
        (Some(origin), None) => config.edge.cors_origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()),
        _ => false,
    };
    if allowed { Ok(()) } else { own_page(config, headers) }
}

/// Refuses what was sent to another name than our own: the public URL's, or that of this machine where it comes from
/// here or through a proxy on it.
pub fn own_host(config: &Config, uri: &Uri, headers: &HeaderMap) -> Result<(), &'static str> {
    const WRONG: &str = "Xeno answers agents under its own name alone: the host of PUBLIC_URL, or localhost.";
    if loopback_host(headers).is_some() {
        return Ok(());
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().map_err(|_| WRONG)?,
        // Where the protocol has no such header, the name is in the request itself.
        (None, _) => uri.authority().map(|authority| authority.as_str()).ok_or(WRONG)?,
        _ => return Err(WRONG),
    };
    let public = reqwest::Url::parse(&config.public_url).ok();
    let own = public.as_ref().and_then(reqwest::Url::host_str).is_some_and(|own| own.eq_ignore_ascii_case(name(host)));
    if own { Ok(()) } else { Err(WRONG) }
}

/// Refuses whoever is not the person at this machine, or where that cannot be told.
pub fn local(config: &Config, headers: &HeaderMap) -> Result<(), &'static str> {
    if !offers_local_admin(config) {
        return Err("There is no local admin here: sign in with the provider.");
    }
    if FORWARDED.iter().any(|name| headers.contains_key(*name)) {
        return Err("The local admin is let in at this machine alone; this request came through a proxy.");
    }
    if loopback_host(headers).is_none() {
        return Err("The local admin is let in only under the names localhost, 127.0.0.1 and [::1].");
    }
    own_page(config, headers)
}

/// Whether the person at this machine may come in without a provider. Not if one is configured.
pub fn offers_local_admin(config: &Config) -> bool {
    let listens_here = config.listen.ip().is_loopback() || config.sign_in.local_admin;
    config.sign_in.provider.is_none() && listens_here && is_on_loopback(&config.public_url)
}

/// Whether the request names an origin at all, and it is ours: what a page of ours always does when it posts.
pub fn says_own_page(config: &Config, headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && own_page(config, headers).is_ok()
}

/// Whether a request carries what another site's page cannot make a browser send without asking first: a header
/// of its own, or the browser's word that it comes from our page.
pub fn meant_it(headers: &HeaderMap) -> bool {
    const OWN: [&str; 3] = ["x-requested-with", "apollo-require-preflight", "x-apollo-operation-name"];
    OWN.iter().any(|name| headers.contains_key(*name))
        || headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() == b"same-origin")
}

fn is_own(config: &Config, headers: &HeaderMap, origin: &str) -> bool {
    let public = reqwest::Url::parse(&config.public_url).ok();
    if public.is_some_and(|url| url.origin().ascii_serialization() == origin) {
        return true;
    }
    // A server on loopback goes by several names.
    is_on_loopback(&config.public_url) && loopback_host(headers).is_some_and(|host| origin == format!("http://{host}"))
}

/// The Host, if it is `localhost`, `127.0.0.1` or `[::1]`, with or without a port.
fn loopback_host(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok().filter(|_| hosts.next().is_none())?;
    matches!(name(host), "localhost" | "127.0.0.1" | "[::1]").then_some(host)
}

/// A host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

pub fn is_on_loopback(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| {
        let host = url.host_str().unwrap_or_default();
        host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Config {
        Config::from_lookup(|name| {
            let given = pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            given.or_else(|| matches!(name, "DATABASE_URL" | "REDIS_URL").then(|| "x".to_owned()))
        })
        .unwrap()
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_person_at_this_machine_comes_in() {
        let config = config(&[]);
        for host in ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "[::1]"] {
            assert_eq!(local(&config, &headers(&[("host", host)])), Ok(()), "{host}");
        }
        let own = headers(&[("host", "localhost:8080"), ("origin", "http://localhost:8080")]);
        assert_eq!(local(&config, &own), Ok(()));
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
            &[("host", "localhost:8080"), ("origin", "https://localhost:8080")],
            &[("host", "localhost:8080"), ("origin", "null")],
            &[("host", "localhost:8080"), ("origin", "http://localhost:8080"), ("origin", "http://evil.example")],
            &[("host", "localhost:8080"), ("x-forwarded-for", "10.1.2.3")],
            &[("host", "localhost:8080"), ("forwarded", "for=10.1.2.3")],
        ];
        for case in cases {
            assert!(local(&config(&[]), &headers(case)).is_err(), "{case:?}");
        }
    }

    #[test]
    fn agents_call_us_by_our_own_name_alone() {
        let config = config(&[("PUBLIC_URL", "https://crm.example"), ("CORS_ORIGINS", "https://tools.example")]);
        let at = |pairs: &[(&'static str, &'static str)]| own_host(&config, &Uri::from_static("/mcp"), &headers(pairs));
        for own in ["crm.example", "CRM.example:443", "localhost:8080", "127.0.0.1", "[::1]:1"] {
            assert_eq!(at(&[("host", own)]), Ok(()), "{own}");
        }
        for other in ["evil.example", "crm.example.evil.example", "127.0.0.1.evil.example", "", "crm.example:x"] {
            assert!(at(&[("host", other)]).is_err(), "{other}");
        }
        assert!(at(&[]).is_err() && at(&[("host", "crm.example"), ("host", "crm.example")]).is_err());
        let named_in_the_request = Uri::from_static("https://crm.example/mcp");
        assert_eq!(own_host(&config, &named_in_the_request, &headers(&[])), Ok(()));
        let from = |origin| allowed_page(&config, &headers(&[("host", "crm.example"), ("origin", origin)]));
        assert_eq!((from("https://crm.example"), from("https://tools.example")), (Ok(()), Ok(())));
        assert!(from("https://evil.example").is_err() && from("null").is_err());
    }

    #[test]
    fn the_local_admin_is_offered_on_loopback_alone() {
        let provider = [("OIDC_CLIENT_ID", "xeno"), ("OIDC_CLIENT_SECRET", "s")];
        let open = [("LISTEN", "0.0.0.0:8080"), ("PUBLIC_URL", "http://localhost:8080")];
        let public = [("LISTEN", "127.0.0.1:8080"), ("PUBLIC_URL", "http://crm.example")];
        let with = |pairs: &[(&str, &str)], more: &[(&str, &str)]| config(&[pairs, more].concat());
        assert!(offers_local_admin(&config(&[])));
        assert!(!offers_local_admin(&config(&open)));
        assert!(offers_local_admin(&with(&open, &[("LOCAL_ADMIN", "1")])));
        assert!(!offers_local_admin(&with(&public, &[("LOCAL_ADMIN", "1")])));
        assert!(!offers_local_admin(&with(&provider, &[("LOCAL_ADMIN", "1")])));
    }

    #[test]
    fn only_pages_of_the_public_url_are_our_own() {
        let config = config(&[("PUBLIC_URL", "https://crm.example")]);
        let from = |origin| own_page(&config, &headers(&[("host", "crm.example"), ("origin", origin)]));
        assert_eq!(from("https://crm.example"), Ok(()));
        for foreign in ["http://crm.example", "https://crm.example:8443", "https://evil.example", "null", ""] {
            assert!(from(foreign).is_err(), "{foreign}");
        }
        let sneaky = headers(&[("host", "localhost"), ("origin", "http://localhost")]);
        assert!(own_page(&config, &sneaky).is_err());
    }
}
