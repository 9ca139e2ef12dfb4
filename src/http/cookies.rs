//! Cookies: the session, and the sign-in under way. Scripts cannot read them (`HttpOnly`), other sites' forms do
//! not send them (`SameSite=Lax`), and where the public URL is https they travel over nothing else and are bound to
//! this host by their names (`__Host-`).

use axum::http::{HeaderMap, HeaderValue, header};

use crate::auth::secret::Secret;
use crate::config::Config;

const SESSION: &str = "xeno_session";
const SIGN_IN: &str = "xeno_sign_in";
const BOUND: &str = "__Host-";

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a signed-in browser holds.
    Session,
    /// What binds a sign-in under way to the browser that began it.
    SignIn,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Session => SESSION,
            Self::SignIn => SIGN_IN,
        }
    }
}

/// The session's token, if there is one.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    read(headers, Kind::Session)
}

/// The value of a cookie. One that is bound to the host goes before one that anybody in the domain may have set.
pub fn read(headers: &HeaderMap, kind: Kind) -> Option<&str> {
    let pairs = || {
        let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='))
    };
    let bound = pairs().find(|(name, _)| name.strip_prefix(BOUND) == Some(kind.name()));
    bound.or_else(|| pairs().find(|(name, _)| *name == kind.name())).map(|(_, value)| value)
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
    let secure = config.public_url.starts_with("https://");
    let (bound, only_secure) = if secure { (BOUND, "; Secure") } else { ("", "") };
    let name = kind.name();
    let text = format!("{bound}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{only_secure}");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
