//! Verifying what comes back, after Standard Webhooks (<https://www.standardwebhooks.com>, version 1.0.0):
//! HMAC-SHA256 over `id.timestamp.body`, base64, marked `v1`; several signatures may stand in the header and
//! several secrets may be valid while one takes over from another. The body is compared as it came, byte by
//! byte, so a re-serialised one is a forged one; an old one is refused, so that it cannot be played again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::config::WebhookSecret;

/// How far the sender's clock may be from ours, either way.
pub const TOLERANCE: TimeDelta = TimeDelta::seconds(300);

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// One of the three headers is missing or unreadable.
    #[error("webhook-id, webhook-timestamp and webhook-signature are needed")]
    Headers,
    /// Too old, or from the future.
    #[error("the timestamp is more than {} s away from now", TOLERANCE.num_seconds())]
    Stale,
    /// No signature fits.
    #[error("no signature is valid")]
    Signature,
}

/// The headers of a webhook, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `webhook-id`: the same over all tries of one webhook.
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since 1970, of this try.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more, separated by spaces.
    pub signatures: &'a str,
}

/// Knows the secrets, and shows none of them.
pub struct Verifier {
    keys: Vec<Hmac<Sha256>>,
}

impl Verifier {
    /// Believes whoever holds one of these. Without any, nothing is believed.
    pub fn new(secrets: &[WebhookSecret]) -> Self {
        // A key of any length is one.
        Self { keys: secrets.iter().filter_map(|secret| Hmac::new_from_slice(secret.key()).ok()).collect() }
    }

    /// Whether the holder of a secret signed exactly this body at about this time.
    pub fn verify(&self, headers: Headers<'_>, body: &[u8], now: DateTime<Utc>) -> Result<(), Forged> {
        let digits = headers.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        if headers.id.is_empty() || !digits {
            return Err(Forged::Headers);
        }
        let seconds: i64 = headers.timestamp.parse().map_err(|_| Forged::Headers)?;
        let signed_at = DateTime::from_timestamp(seconds, 0).ok_or(Forged::Stale)?;
        // Whole seconds, because that is what the sender's clock was cut to.
        if (now.timestamp() - signed_at.timestamp()).abs() > TOLERANCE.num_seconds() {
            return Err(Forged::Stale);
        }
        let given = headers.signatures.split_ascii_whitespace().filter_map(|one| one.strip_prefix("v1,"));
        let fits = given.filter_map(|text| STANDARD.decode(text).ok()).any(|signature| {
            self.keys.iter().any(|key| {
                let mut mac = key.clone();
                mac.update(format!("{}.{}.", headers.id, headers.timestamp).as_bytes());
                mac.update(body);
                // Takes the same time wherever the first difference is.
                mac.verify_slice(&signature).is_ok()
            })
        });
        if fits { Ok(()) } else { Err(Forged::Signature) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the specification's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const GOOD: Headers<'static> = Headers {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp: "1614265330",
        signatures: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };

    fn at(seconds_late: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_614_265_330 + seconds_late, 999_000_000).unwrap()
    }

    fn verifier(secrets: &[&str]) -> Verifier {
        Verifier::new(&secrets.iter().map(|secret| secret.parse().unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn the_published_example_is_believed_among_others_and_during_a_rotation() {
        assert_eq!(verifier(&[SECRET]).verify(GOOD, BODY, at(0)), Ok(()));
        let many = format!("v1a,abc v1,AAAA {} v1,%%%", GOOD.signatures);
        assert_eq!(verifier(&[SECRET]).verify(Headers { signatures: &many, ..GOOD }, BODY, at(0)), Ok(()));
        assert_eq!(verifier(&["whsec_bmV3IG9uZQ==", SECRET]).verify(GOOD, BODY, at(0)), Ok(()));
    }

    #[test]
    fn the_clock_may_be_five_minutes_off_either_way_and_no_more() {
        for (late, expected) in [(300, Ok(())), (-300, Ok(())), (301, Err(Forged::Stale)), (-301, Err(Forged::Stale))] {
            assert_eq!(verifier(&[SECRET]).verify(GOOD, BODY, at(late)), expected, "{late}");
        }
    }

    #[test]
    fn whatever_was_not_signed_is_refused() {
        let check = |headers, body: &[u8]| verifier(&[SECRET]).verify(headers, body, at(0));
        assert_eq!(check(GOOD, br#"{"test":2432232314}"#), Err(Forged::Signature));
        assert_eq!(check(Headers { id: "msg_other", ..GOOD }, BODY), Err(Forged::Signature));
        assert_eq!(check(Headers { timestamp: "1614265331", ..GOOD }, BODY), Err(Forged::Signature));
        assert_eq!(check(Headers { signatures: "", ..GOOD }, BODY), Err(Forged::Signature));
        assert_eq!(check(Headers { signatures: "v1,", ..GOOD }, BODY), Err(Forged::Signature));
        assert_eq!(check(Headers { id: "", ..GOOD }, BODY), Err(Forged::Headers));
        for timestamp in ["", "+1614265330", "-1", "1614265330.5", "99999999999999999999"] {
            assert_eq!(check(Headers { timestamp, ..GOOD }, BODY), Err(Forged::Headers), "{timestamp}");
        }
        assert_eq!(verifier(&["whsec_bmV3IG9uZQ=="]).verify(GOOD, BODY, at(0)), Err(Forged::Signature));
        assert_eq!(verifier(&[]).verify(GOOD, BODY, at(0)), Err(Forged::Signature));
    }
}
