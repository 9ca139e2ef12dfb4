//! Secrets that webhooks are signed with, after Standard Webhooks: `whsec_` and base64 of the key.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A secret that can be used. It never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(Vec<u8>);

/// What is no secret. It never repeats what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret is whsec_ and base64 of at least one byte")]
pub struct InvalidSecret;

impl WebhookSecret {
    /// The key, at least one byte.
    pub fn key(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for WebhookSecret {
    type Err = InvalidSecret;

    fn from_str(text: &str) -> Result<Self, InvalidSecret> {
        let key = text.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
        key.filter(|key| !key.is_empty()).map(Self).ok_or(InvalidSecret)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("whsec_…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_none_is_refused_and_one_that_is_does_not_show_itself() {
        for text in
            ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_%%%", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", ""]
        {
            assert_eq!(text.parse::<WebhookSecret>(), Err(InvalidSecret), "{text}");
        }
        let secret: WebhookSecret = "whsec_bmV3IG9uZQ==".parse().unwrap();
        assert_eq!((secret.key(), format!("{secret:?}").as_str()), (&b"new one"[..], "whsec_…"));
    }
}
