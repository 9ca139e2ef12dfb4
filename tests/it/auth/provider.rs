//! A provider that can be made to say anything, true or forged: what a real one would never do. (The whole way with
//! a real one is walked by the browser tests.)

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

pub const CLIENT: &str = "xeno-client";
pub const CLIENT_SECRET: &str = "xeno-client-secret";
pub const KEY: &str = "key-1";

static OWN_KEY: &[u8] = include_bytes!("../../data/oidc/provider.der");
static OTHER_KEY: &[u8] = include_bytes!("../../data/oidc/stranger.der");

/// How the next id token is made.
#[derive(Clone)]
pub enum Signed {
    /// As it should be, with a key id.
    Well(&'static str),
    /// By a key that is not the provider's, under the id of one that is.
    ByAnother,
    /// `alg: none`, and no signature.
    Not,
    /// HS256, with the provider's public key as the secret.
    WithThePublicKey,
    /// HS256, with the client's secret.
    WithTheClientSecret,
    /// Well, and then one claim was changed.
    AndChanged,
    /// The token endpoint answers with this instead.
    Instead(StatusCode, Value),
}

pub struct Said {
    pub signed: Signed,
    /// Put over the true claims; null takes one away.
    pub claims: Value,
    /// The codes that are good, with the challenge that each was asked with.
    pub codes: HashMap<String, String>,
    pub nonce: String,
    pub keys: Vec<&'static str>,
    /// How often the keys were fetched.
    pub fetched: u32,
    /// What it calls itself.
    pub issuer: Option<String>,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    pub said: Arc<Mutex<Said>>,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let said = Said {
            signed: Signed::Well(KEY),
            claims: json!({}),
            codes: HashMap::new(),
            nonce: String::new(),
            keys: vec![KEY],
            fetched: 0,
            issuer: None,
        };
        let provider = Self { issuer, said: Arc::new(Mutex::new(said)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// What the server has to be told of it.
    pub fn settings(&self) -> [(&str, &str); 3] {
        [("OIDC_ISSUER", &self.issuer), ("OIDC_CLIENT_ID", CLIENT), ("OIDC_CLIENT_SECRET", CLIENT_SECRET)]
    }

    pub fn set(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.said.lock().unwrap());
    }

    fn id_token(&self, said: &Said) -> String {
        let now = chrono::Utc::now().timestamp();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "1001", "exp": now + 300, "iat": now, "nonce": said.nonce,
            "email": "Asha@Example.com", "email_verified": true, "name": "Asha Rao",
        });
        for (name, value) in said.claims.as_object().unwrap() {
            match value {
                Value::Null => {
                    claims.as_object_mut().unwrap().remove(name);
                }
                value => claims[name] = value.clone(),
            }
        }
        let header = |algorithm, key_id: &str| Header { kid: Some(key_id.to_owned()), ..Header::new(algorithm) };
        let own = EncodingKey::from_rsa_der(OWN_KEY);
        let sign = |header: &Header, key: &EncodingKey| jsonwebtoken::encode(header, &claims, key).unwrap();
        match &said.signed {
            Signed::Well(key_id) => sign(&header(Algorithm::RS256, key_id), &own),
            Signed::ByAnother => sign(&header(Algorithm::RS256, KEY), &EncodingKey::from_rsa_der(OTHER_KEY)),
            Signed::Not => {
                let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
                format!("{}.{}.", part(json!({ "alg": "none", "typ": "JWT", "kid": KEY })), part(claims))
            }
            Signed::WithThePublicKey => {
                let modulus = public_key(KEY)["n"].as_str().unwrap().to_owned();
                sign(&header(Algorithm::HS256, KEY), &EncodingKey::from_secret(modulus.as_bytes()))
            }
            Signed::WithTheClientSecret => {
                sign(&header(Algorithm::HS256, KEY), &EncodingKey::from_secret(CLIENT_SECRET.as_bytes()))
            }
            Signed::AndChanged => {
                let token = sign(&header(Algorithm::RS256, KEY), &own);
                let parts: Vec<&str> = token.split('.').collect();
                claims["sub"] = json!("somebody else");
                format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()), parts[2])
            }
            Signed::Instead(..) => String::new(),
        }
    }
}

fn public_key(id: &str) -> Value {
    let mut key = Jwk::from_encoding_key(&EncodingKey::from_rsa_der(OWN_KEY), Algorithm::RS256).unwrap();
    key.common.key_id = Some(id.to_owned());
    serde_json::to_value(key).unwrap()
}

async fn configuration(State(provider): State<Provider>) -> Json<Value> {
    let issuer = provider.said.lock().unwrap().issuer.clone().unwrap_or_else(|| provider.issuer.clone());
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{}/authorize", provider.issuer),
        "token_endpoint": format!("{}/token", provider.issuer),
        "jwks_uri": format!("{}/keys", provider.issuer),
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let mut said = provider.said.lock().unwrap();
    said.fetched += 1;
    Json(json!({ "keys": said.keys.iter().map(|id| public_key(id)).collect::<Vec<_>>() }))
}

/// As strict as a real one: a code is good once, with the verifier that it was asked with.
async fn token(State(provider): State<Provider>, Form(form): Form<HashMap<String, String>>) -> Response {
    let mut said = provider.said.lock().unwrap();
    let challenge = form.get("code").and_then(|code| said.codes.remove(code));
    let verifier = form.get("code_verifier").map(|verifier| URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
    if challenge.is_none() || challenge != verifier {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    }
    if let Signed::Instead(status, body) = &said.signed {
        return (*status, Json(body.clone())).into_response();
    }
    let id_token = provider.id_token(&said);
    Json(json!({ "access_token": "unused", "token_type": "Bearer", "id_token": id_token })).into_response()
}
