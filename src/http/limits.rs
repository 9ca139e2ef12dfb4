//! How often somebody may ask. Each identity has a budget of its own, and each address that nobody is known from
//! has a small one, so that guessing keys is slow and a script that runs wild slows itself alone.
//!
//! The budgets are kept by each node for itself: behind n nodes somebody may ask n times as often.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde_json::json;

use crate::auth::door::Credential;

/// A stranger's requests a second, and how many at once: an office behind one address may sign in at nine o'clock.
const STRANGER: (u32, u32) = (20, 200);

/// One node's budgets.
pub struct Limits {
    known: DefaultKeyedRateLimiter<Credential>,
    strangers: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

/// Somebody has used their budget up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften {
    /// When there is some again.
    pub retry_after: Duration,
}

impl Limits {
    /// So many requests a second for each identity, twice as many at once.
    pub fn new(per_second: NonZeroU32) -> Self {
        let known = Quota::per_second(per_second).allow_burst(per_second.saturating_mul(TWO));
        let stranger = quota(STRANGER);
        Self {
            known: RateLimiter::keyed(known),
            strangers: RateLimiter::keyed(stranger),
            clock: DefaultClock::default(),
        }
    }

    /// Takes one request of an identity's budget.
    pub fn take(&self, credential: Credential) -> Result<(), TooOften> {
        self.known
            .check_key(&credential)
            .map_err(|until| TooOften { retry_after: until.wait_time_from(self.clock.now()) })
    }

    /// Takes one of an address's that brought nothing, or nothing good.
    pub fn take_of_stranger(&self, address: IpAddr) -> Result<(), TooOften> {
        self.strangers
            .check_key(&address)
            .map_err(|until| TooOften { retry_after: until.wait_time_from(self.clock.now()) })
    }

    /// Forgets whose budget is whole again.
    pub fn tidy(&self) {
        self.known.retain_recent();
        self.strangers.retain_recent();
    }
}

const TWO: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

fn quota((per_second, at_once): (u32, u32)) -> Quota {
    let whole = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    Quota::per_second(whole(per_second)).allow_burst(whole(at_once))
}

impl TooOften {
    /// Whole seconds, at least one.
    pub fn seconds(self) -> u64 {
        self.retry_after.as_secs() + 1
    }
}

impl IntoResponse for TooOften {
    fn into_response(self) -> Response {
        let seconds = self.seconds();
        let message = format!("You ask too often. Try again in {seconds} s.");
        let extensions = json!({ "code": "RATE_LIMITED", "retryAfterSeconds": seconds });
        let body = Json(json!({ "errors": [{ "message": message, "extensions": extensions }] }));
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_budget_of_its_own() {
        let limits = Limits::new(NonZeroU32::MIN);
        let (one, other) = (Credential::api_key("one"), Credential::api_key("other"));
        assert_eq!((limits.take(one), limits.take(one)), (Ok(()), Ok(())));
        let refused = limits.take(one).unwrap_err();
        assert!(refused.retry_after <= Duration::from_secs(1) && (1..=2).contains(&refused.seconds()));
        assert_eq!(limits.take(other), Ok(()));
    }

    #[test]
    fn strangers_guess_slowly() {
        let limits = Limits::new(NonZeroU32::MIN);
        let address = IpAddr::from([127, 0, 0, 1]);
        let taken = (0..1000).filter(|_| limits.take_of_stranger(address).is_ok()).count();
        assert!((200..300).contains(&taken), "{taken}");
        assert_eq!(limits.take_of_stranger(IpAddr::from([127, 0, 0, 2])), Ok(()));
    }
}
