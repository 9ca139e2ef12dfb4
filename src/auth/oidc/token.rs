//! Proving an id token (OpenID Connect Core 1.0, section 3.1.3.7): signed by the provider with RS256 and nothing
//! else, for us, in answer to our nonce, and now.

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::auth::people::Identity;

/// How far the provider's clock may be from ours, in seconds.
const LEEWAY: i64 = 60;
/// How long ago a token may have been issued, in seconds: it is made when the code is exchanged.
const OLDEST: i64 = 600;
const LONGEST_NAME: usize = 200;

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Disbelieved(pub &'static str);

/// What a token has to say.
pub struct Expected<'a> {
    /// Who issues.
    pub issuer: &'a str,
    /// For whom: our client id.
    pub audience: &'a str,
    /// What we asked with.
    pub nonce: &'a str,
    /// What time it is.
    pub now: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    hd: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// The id of the key that a token says it is signed with. The algorithm is pinned here, before any key is looked
/// for: a token that names another is not looked at.
pub fn key_id(token: &str) -> Result<String, Disbelieved> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| Disbelieved("it is no signed token"))?;
    if header.alg != Algorithm::RS256 {
        return Err(Disbelieved("it is not signed with RS256"));
    }
    header.kid.ok_or(Disbelieved("it does not say with which key it is signed"))
}

/// Who the token says has signed in.
pub fn prove(token: &str, key: &DecodingKey, expected: &Expected<'_>) -> Result<Identity, Disbelieved> {
    // The signature is the library's to check; what the claims say is checked below, by our own clock.
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let claims = jsonwebtoken::decode::<Claims>(token, key, &validation)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => Disbelieved("its signature is wrong"),
            _ => Disbelieved("its claims cannot be read"),
        })?
        .claims;
    check(&claims, expected)?;
    let email = claims.email.filter(|_| claims.email_verified == Some(true)).map(|email| email.to_lowercase());
    let name = claims.name.map(|name| name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>());
    Ok(Identity {
        issuer: claims.iss,
        subject: claims.sub,
        email,
        name: name.filter(|name| !name.trim().is_empty()),
        hosted_domain: claims.hd.map(|domain| domain.to_lowercase()),
    })
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), Disbelieved> {
    let now = expected.now.timestamp();
    let audience = claims.aud.all();
    let rules = [
        (claims.iss.trim_end_matches('/') == expected.issuer, "another provider issued it"),
        (audience.iter().any(|name| name == expected.audience), "it is for another application"),
        (audience.len() == 1 || claims.azp.is_some(), "it does not say which of its applications asked for it"),
        (claims.azp.as_deref().is_none_or(|azp| azp == expected.audience), "another application asked for it"),
        (claims.nonce.as_deref() == Some(expected.nonce), "it answers another sign-in"),
        (claims.exp > now - LEEWAY, "it has expired"),
        (claims.iat <= now + LEEWAY, "it was issued in the future"),
        (claims.iat >= now - OLDEST, "it was issued long ago"),
        (claims.nbf.is_none_or(|from| from <= now + LEEWAY), "it is not valid yet"),
        (!claims.sub.is_empty() && claims.sub.len() <= 255 && !claims.sub.contains('\0'), "it names nobody"),
    ];
    match rules.iter().find(|(holds, _)| !holds) {
        Some((_, why)) => Err(Disbelieved(why)),
        None => Ok(()),
    }
}
