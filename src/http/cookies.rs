//! Cookies: the session, and the sign-in under way. Scripts cannot read them (`HttpOnly`), other sites' forms do
//! not send them (`SameSite=Lax`), and where the public URL is https they travel over nothing else and are bound to
//! this host by their names (`__Host-`).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::auth::secret::Secret;
use crate::config::Config;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a signed-in browser holds.
    Session,
    /// What binds a sign-in under way to the browser that began it.
    SignIn,
}

/// The session's token, if there is one.
pub fn session<'a>(config: &Config, headers: &'a HeaderMap) -> Option<&'a str> {
    read(config, headers, Kind::Session)
}

/// The value of a cookie. Where ours are bound to the host, one of the bare name is not: any other server of the
/// domain may have set it.
pub fn read<'a>(config: &Config, headers: &'a HeaderMap, kind: Kind) -> Option<&'a str> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let wanted = name(config, kind);
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// Has the browser hold a secret for so many seconds.
pub fn set(config: &Config, kind: Kind, secret: &Secret, seconds: i64) -> Option<HeaderValue> {
    written(config, kind, secret.reveal(), seconds)
}

/// Has the browser forget it.
pub fn clear(config: &Config, kind: Kind) -> Option<HeaderValue> {
    written(config, kind, "", 0)
}

fn written(config: &Config, kind: Kind, value: &str, seconds: i64) -> Option<HeaderValue> {
    let only_secure = if is_secure(config) { "; Secure" } else { "" };
    let name = name(config, kind);
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{only_secure}");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn name(config: &Config, kind: Kind) -> String {
    let bound = if is_secure(config) { "__Host-" } else { "" };
    let name = match kind {
        Kind::Session => "xeno_session",
        Kind::SignIn => "xeno_sign_in",
    };
    format!("{bound}{name}")
}

fn is_secure(config: &Config) -> bool {
    config.public_url.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: &str) -> Config {
        Config::from_lookup(|name| match name {
            "DATABASE_URL" | "REDIS_URL" => Some("x".to_owned()),
            "PUBLIC_URL" => Some(public_url.to_owned()),
            _ => None,
        })
        .unwrap()
    }

    #[test]
    fn over_https_they_are_bound_to_the_host() {
        let secret = Secret::brought("token");
        let set = |url| set(&config(url), Kind::Session, &secret, 60).unwrap().to_str().unwrap().to_owned();
        let open = "xeno_session=token; Path=/; Max-Age=60; HttpOnly; SameSite=Lax";
        assert_eq!(set("http://localhost:8080"), open);
        assert_eq!(set("https://crm.example"), format!("__Host-{open}; Secure"));
    }

    #[test]
    fn what_another_server_of_the_domain_may_have_set_is_not_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("xeno_session=planted; __Host-xeno_session=ours"));
        assert_eq!(session(&config("https://crm.example"), &headers), Some("ours"));
        headers.insert(header::COOKIE, HeaderValue::from_static("xeno_session=planted"));
        assert_eq!(session(&config("https://crm.example"), &headers), None);
        assert_eq!(session(&config("http://localhost:8080"), &headers), Some("planted"));
    }
}
