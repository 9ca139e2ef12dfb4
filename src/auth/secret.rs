//! What opens doors: random texts, of which only hashes are kept.
//!
//! A plain SHA-256 is enough where a password's hash would not be: the texts have 256 random bits, so there is
//! nothing to guess.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngExt as _;
use sha2::{Digest, Sha256};

/// A random text that opens a door. Never printed by `Debug`, so that it cannot end in a log by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

impl Secret {
    /// 256 random bits behind a prefix, as URL-safe base 64.
    pub fn random(prefix: &str) -> Self {
        // The thread's generator is a cryptographic one, seeded by the system.
        let bits: [u8; 32] = rand::rng().random();
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bits)))
    }

    /// One that somebody brought.
    pub fn brought(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> Hash {
        Hash(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// A secret's SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_do_not_print() {
        let (one, other) = (Secret::random("xeno_"), Secret::random("xeno_"));
        assert_ne!(one.reveal(), other.reveal());
        assert!(one.reveal().starts_with("xeno_") && one.reveal().len() == 5 + 43);
        assert_eq!(format!("{one:?}"), "Secret");
        assert_eq!(Secret::brought(one.reveal()).hash(), one.hash());
        assert_ne!(one.hash(), other.hash());
    }
}
