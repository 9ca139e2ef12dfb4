//! What a provider publishes about itself: its endpoints and its keys (OpenID Connect Discovery 1.0, RFC 7517).
//!
//! Both are kept for an hour. A token signed with a key that is not known makes us look again, because providers
//! rotate their keys, but at most every ten seconds: whoever sends made-up tokens does not make us a flood.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet, KeyAlgorithm, PublicKeyUse};
use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::SignInError;

const KEPT: Duration = Duration::from_secs(3600);
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(10);
const CALL: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(3);
/// More of an answer than this is not read.
const LARGEST_ANSWER: usize = 256 << 10;

/// Where a provider's parts are.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    issuer: String,
    /// Where browsers go.
    pub authorization_endpoint: String,
    /// Where codes are exchanged.
    pub token_endpoint: String,
    jwks_uri: String,
}

struct Kept<T> {
    what: Arc<T>,
    since: Instant,
}

/// What one provider has published, as far as we have asked.
pub struct Discovery {
    issuer: String,
    http: Client,
    metadata: Mutex<Option<Kept<Metadata>>>,
    keys: Mutex<Option<Kept<JwkSet>>>,
}

/// A client for providers: with time-outs, without redirects, so that a provider cannot send us elsewhere.
pub fn client() -> anyhow::Result<Client> {
    Ok(Client::builder().timeout(CALL).connect_timeout(CONNECT).redirect(reqwest::redirect::Policy::none()).build()?)
}

impl Discovery {
    /// Of an issuer; nothing is fetched yet.
    pub fn new(issuer: String, http: Client) -> Self {
        Self { issuer, http, metadata: Mutex::default(), keys: Mutex::default() }
    }

    /// The endpoints.
    pub async fn metadata(&self) -> Result<Arc<Metadata>, SignInError> {
        if let Some(metadata) = fresh(&self.metadata, KEPT) {
            return Ok(metadata);
        }
        let metadata: Metadata = self.fetch(&format!("{}/.well-known/openid-configuration", self.issuer)).await?;
        if metadata.issuer.trim_end_matches('/') != self.issuer {
            return Err(SignInError::Provider(format!("it calls itself {}", metadata.issuer)));
        }
        for endpoint in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
            secure(endpoint)?;
        }
        Ok(keep(&self.metadata, metadata))
    }

    /// The RSA key of an id, looked for again if it is not known; none if the provider has none.
    pub async fn key(&self, id: &str) -> Result<Option<DecodingKey>, SignInError> {
        if let Some(key) = fresh(&self.keys, KEPT).and_then(|keys| rsa_key(&keys, id)) {
            return Ok(Some(key));
        }
        if fresh(&self.keys, LOOK_AGAIN_AFTER).is_some() {
            return Ok(None);
        }
        let metadata = self.metadata().await?;
        let keys = keep(&self.keys, self.fetch::<JwkSet>(&metadata.jwks_uri).await?);
        Ok(rsa_key(&keys, id))
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, SignInError> {
        secure(url)?;
        let failed = |error: reqwest::Error| SignInError::Provider(error.to_string());
        let mut answer =
            self.http.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&piece);
            if body.len() > LARGEST_ANSWER {
                return Err(SignInError::Provider(format!("{url} answers with more than 256 KB")));
            }
        }
        serde_json::from_slice(&body).map_err(|error| SignInError::Provider(format!("{url}: {error}")))
    }
}

/// Only https, but for a provider on this machine.
fn secure(url: &str) -> Result<(), SignInError> {
    let sound = Url::parse(url).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    });
    if sound { Ok(()) } else { Err(SignInError::Provider(format!("{url} is not https"))) }
}

fn rsa_key(keys: &JwkSet, id: &str) -> Option<DecodingKey> {
    let key = keys.find(id)?;
    let signs = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption | PublicKeyUse::Other(_)))
        && matches!(key.common.key_algorithm, None | Some(KeyAlgorithm::RS256));
    match &key.algorithm {
        AlgorithmParameters::RSA(rsa) if signs => DecodingKey::from_rsa_components(&rsa.n, &rsa.e).ok(),
        _ => None,
    }
}

fn fresh<T>(kept: &Mutex<Option<Kept<T>>>, age: Duration) -> Option<Arc<T>> {
    lock(kept).as_ref().filter(|kept| kept.since.elapsed() < age).map(|kept| Arc::clone(&kept.what))
}

fn keep<T>(kept: &Mutex<Option<Kept<T>>>, what: T) -> Arc<T> {
    let what = Arc::new(what);
    *lock(kept) = Some(Kept { what: Arc::clone(&what), since: Instant::now() });
    what
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
