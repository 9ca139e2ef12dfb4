//! Signing after Standard Webhooks (<https://www.standardwebhooks.com>): HMAC-SHA256
//! over `id.timestamp.body`, in base64, marked `v1`.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

/// A signing secret, written `whsec_` and base64 of 24 to 64 bytes.
///
/// It keeps the keyed state and not the bytes, and its `Debug` shows neither.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

/// Why a text is no secret. It never repeats the text.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SecretError {
    #[error("the secret must begin with whsec_")]
    Prefix,
    #[error("the secret must be base64 after whsec_")]
    Encoding,
    #[error("the secret must have 24 to 64 bytes after decoding")]
    Length,
}

impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix("whsec_").ok_or(SecretError::Prefix)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError::Encoding)?;
        if !(24..=64).contains(&bytes.len()) {
            return Err(SecretError::Length);
        }
        let keyed = Hmac::new_from_slice(&bytes).map_err(|_| SecretError::Length)?;
        Ok(Self(keyed))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Secret {
    /// The value of the `webhook-signature` header for `body` sent as `id` at
    /// `timestamp_s`, in seconds since 1970.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp_s: i64, body: &[u8]) -> String {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{timestamp_s}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn the_published_example_is_reproduced() {
        let secret: Secret = EXAMPLE.parse().unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_text_that_is_no_secret_is_refused() {
        let refusal = |text: &str| text.parse::<Secret>().map(|_| ()).unwrap_err();
        assert_eq!(refusal("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), SecretError::Prefix);
        assert_eq!(refusal("whsec_%%%"), SecretError::Encoding);
        assert_eq!(refusal("whsec_c2hvcnQ="), SecretError::Length);
    }

    #[test]
    fn a_secret_is_not_shown() {
        let secret: Secret = EXAMPLE.parse().unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
