//! Signing in with an OpenID Connect provider: the authorization code flow with PKCE (RFC 6749, RFC 7636 with
//! S256, OpenID Connect Core 1.0).
//!
//! A sign-in is an attempt: a row under the hash of its state, with the nonce that the id token has to carry, what
//! the code is exchanged with, and the hash of a secret that the browser holds. It can be finished once, by that
//! browser, within ten minutes. What the provider then says is believed only if [`token`] can prove it.

use chrono::TimeDelta;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenUrl,
};

use self::discovery::{Discovery, Metadata};
use super::Ctx;
use super::people::{self, Identity};
use super::secret::Secret;
use super::store::attempts::{self as store, Attempt};
use crate::config::{Config, ProviderConfig};
use crate::db::{Db, DbError};

mod discovery;
mod exchange;
mod return_to;
mod token;

pub use return_to::ReturnTo;

/// How long somebody may take at the provider.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);

/// Why somebody did not come in. No session was opened.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The provider does not answer, or not as it should.
    #[error("the provider does not answer as it should: {0}")]
    Provider(String),
    /// The attempt is unknown: made up, finished before, or too old.
    #[error("the sign-in is unknown, finished or too old")]
    Expired,
    /// It was begun in another browser.
    #[error("the sign-in was begun in another browser")]
    OtherBrowser,
    /// The person or the provider said no.
    #[error("the provider let nobody in: {0}")]
    Denied(String),
    /// The code was not taken.
    #[error("the provider did not take the code")]
    CodeRefused,
    /// The id token proves nothing.
    #[error("the id token is not believed: {0}")]
    Disbelieved(#[from] token::Disbelieved),
    /// The database.
    #[error("the sign-in cannot be looked up")]
    Db(#[from] DbError),
}

impl SignInError {
    /// A stable code, for the sign-in page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Provider(_) => "PROVIDER_AWAY",
            Self::Expired => "SIGN_IN_EXPIRED",
            Self::OtherBrowser => "OTHER_BROWSER",
            Self::Denied(_) => "DENIED",
            Self::CodeRefused | Self::Disbelieved(_) => "NOT_BELIEVED",
            Self::Db(_) => "UNAVAILABLE",
        }
    }
}

impl From<super::AuthError> for SignInError {
    fn from(error: super::AuthError) -> Self {
        match error {
            super::AuthError::Db(error) => Self::Db(error),
            super::AuthError::Forbidden(forbidden) => Self::Denied(forbidden.to_string()),
        }
    }
}

/// What the provider sent the browser back with.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Callback {
    /// Of the attempt.
    pub state: Option<String>,
    /// What the id token is had for.
    pub code: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// A sign-in that has begun.
pub struct Begun {
    /// Where the browser is to go.
    pub url: String,
    /// What it is to hold meanwhile.
    pub browser: Secret,
}

/// A sign-in that has succeeded.
pub struct Finished {
    /// The session's token.
    pub session: Secret,
    /// A path of our own.
    pub return_to: ReturnTo,
}

/// The provider that is configured.
pub struct Provider {
    config: ProviderConfig,
    redirect_url: String,
    discovery: Discovery,
    http: reqwest::Client,
}

impl Provider {
    /// The provider of a configuration, if there is one. Nothing is fetched yet.
    pub fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(provider) = config.sign_in.provider.clone() else { return Ok(None) };
        let http = discovery::client()?;
        let discovery = Discovery::new(provider.issuer.clone(), http.clone());
        let redirect_url = format!("{}/auth/callback", config.public_url);
        Ok(Some(Self { config: provider, redirect_url, discovery, http }))
    }

    /// Begins a sign-in that will end at `return_to`.
    pub async fn begin(&self, ctx: &Ctx, db: &Db, return_to: &ReturnTo) -> Result<Begun, SignInError> {
        let metadata = self.discovery.metadata().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce, browser) = (Secret::random(""), Secret::random(""), Secret::random(""));
        let attempt = Attempt {
            browser_hash: browser.hash().0.to_vec(),
            nonce: nonce.reveal().to_owned(),
            pkce_verifier: verifier.into_secret(),
            return_to: return_to.as_str().to_owned(),
        };
        let now = ctx.clock.now();
        store::insert(&mut *db.get().await?, state.hash(), &attempt, (now, now + LASTS)).await?;
        let state = CsrfToken::new(state.reveal().to_owned());
        let (url, _) = BasicClient::new(ClientId::new(self.config.client_id.clone()))
            .set_auth_uri(metadata.authorization_endpoint()?)
            .set_redirect_uri(self.redirect_url()?)
            .authorize_url(|| state)
            .add_scopes(["openid", "email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("nonce", nonce.reveal())
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun { url: url.into(), browser })
    }

    /// Finishes a sign-in: uses the attempt up, exchanges the code, proves the id token, lets the person in.
    pub async fn finish(
        &self,
        ctx: &Ctx,
        (db, config): (&Db, &Config),
        callback: Callback,
        browser: Option<&str>,
    ) -> Result<Finished, SignInError> {
        let state = Secret::brought(callback.state.ok_or(SignInError::Expired)?);
        let taken = store::take(&mut *db.get().await?, state.hash(), ctx.clock.now()).await?;
        let attempt = taken.ok_or(SignInError::Expired)?;
        let held = browser.map(|secret| Secret::brought(secret).hash().0.to_vec());
        if held.as_deref() != Some(attempt.browser_hash.as_slice()) {
            return Err(SignInError::OtherBrowser);
        }
        let code = match (callback.code, callback.error) {
            (Some(code), None) => AuthorizationCode::new(code),
            (_, error) => return Err(SignInError::Denied(error.unwrap_or_else(|| "no code".to_owned()))),
        };
        let metadata = self.discovery.metadata().await?;
        let id_token = self.exchange(&metadata, code, PkceCodeVerifier::new(attempt.pkce_verifier)).await?;
        let identity = self.prove(ctx, &id_token, &attempt.nonce).await?;
        let session = people::sign_in(ctx, db, &config.sign_in.admission, &identity).await?;
        // It was checked when it was stored.
        let return_to = ReturnTo::parse(&attempt.return_to).unwrap_or_default();
        Ok(Finished { session, return_to })
    }

    async fn exchange(
        &self,
        metadata: &Metadata,
        code: AuthorizationCode,
        verifier: PkceCodeVerifier,
    ) -> Result<String, SignInError> {
        let client = exchange::Client::new(ClientId::new(self.config.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.config.client_secret.0.clone()))
            .set_token_uri(metadata.token_endpoint()?)
            .set_redirect_uri(self.redirect_url()?);
        let answer = client.exchange_code(code).set_pkce_verifier(verifier).request_async(&self.http).await;
        match answer {
            Ok(answer) => Ok(exchange::id_token(&answer)),
            Err(RequestTokenError::ServerResponse(_)) => Err(SignInError::CodeRefused),
            Err(RequestTokenError::Request(error)) => Err(SignInError::Provider(error.to_string())),
            // What it carries is the answer itself, which may hold tokens.
            Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
                Err(SignInError::Provider("its answer to the code cannot be read".to_owned()))
            }
        }
    }

    async fn prove(&self, ctx: &Ctx, id_token: &str, nonce: &str) -> Result<Identity, SignInError> {
        let expected = token::Expected {
            issuer: &self.config.issuer,
            audience: &self.config.client_id,
            nonce,
            now: ctx.clock.now(),
        };
        let key_id = token::key_id(id_token)?;
        let key = self.discovery.key(&key_id).await?.ok_or(token::Disbelieved("it is signed with an unknown key"))?;
        Ok(token::prove(id_token, &key, &expected)?)
    }

    fn redirect_url(&self) -> Result<RedirectUrl, SignInError> {
        RedirectUrl::new(self.redirect_url.clone()).map_err(|error| SignInError::Provider(error.to_string()))
    }
}

impl Metadata {
    fn authorization_endpoint(&self) -> Result<AuthUrl, SignInError> {
        AuthUrl::new(self.authorization_endpoint.clone()).map_err(|error| SignInError::Provider(error.to_string()))
    }

    fn token_endpoint(&self) -> Result<TokenUrl, SignInError> {
        TokenUrl::new(self.token_endpoint.clone()).map_err(|error| SignInError::Provider(error.to_string()))
    }
}
