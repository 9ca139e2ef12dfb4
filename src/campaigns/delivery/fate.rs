//! What becomes of a message after a call: a pure function of the vendor's answer, the attempts so far and what
//! the vendor promises about keys.

use std::time::Duration;

use super::backoff;
use crate::vendor::Answer;

/// Nobody knows whether the vendor took it: all attempts were in vain.
pub const NO_ANSWER: &str = "NO_ANSWER";
/// Nobody knows whether it arrived: its receipt never came.
pub const RECEIPT_MISSING: &str = "RECEIPT_MISSING";
/// Nobody knows whether the vendor took it: the worker died during the call, and the vendor takes no keys.
pub const INTERRUPTED: &str = "INTERRUPTED";
/// Before the vendor's own code, where it refused for good.
pub const REFUSED: &str = "VENDOR_REFUSED_";
/// The shortest wait after a 429, whatever the vendor says.
pub const SHORTEST_WAIT: Duration = Duration::from_millis(200);

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Calls that the vendor may have seen, a message and generation.
    pub attempts: i16,
    /// Whether the vendor honours idempotency keys, so that a call may safely be made again.
    pub idempotent: bool,
}

/// What becomes of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Accepted; its receipt is awaited.
    Sent {
        /// The vendor's id, where it said one.
        vendor_id: Option<String>,
    },
    /// Refused for good.
    Failed {
        /// [`REFUSED`] and the vendor's code.
        reason: String,
    },
    /// Not to be tried again by itself.
    Unknown {
        /// [`NO_ANSWER`] or [`INTERRUPTED`].
        reason: &'static str,
    },
    /// To be tried again, with the same key.
    Again {
        /// Not before this long.
        after: Duration,
        /// Whether the call counts as an attempt: not where the vendor certainly did nothing with it.
        counted: bool,
    },
}

impl Fate {
    /// Given back untried: pause, stop.
    pub const UNTRIED: Self = Self::Again { after: Duration::ZERO, counted: false };

    /// Decides. `attempts` includes this call; `jitter` is in `0..1`.
    pub fn of(answer: Answer, attempts: i16, policy: Policy, jitter: f64) -> Self {
        match answer {
            Answer::Accepted { id } => Self::Sent { vendor_id: id },
            // Nobody else uses our keys: at the first attempt it is a refusal like any other, at a later one an
            // earlier call is being, or was, taken.
            Answer::KeyConflict { code } if attempts <= 1 => Self::Failed { reason: format!("{REFUSED}{code}") },
            Answer::Refused { code } => Self::Failed { reason: format!("{REFUSED}{code}") },
            Answer::RateLimited { retry_after } => {
                Self::Again { after: retry_after.max(SHORTEST_WAIT), counted: false }
            }
            Answer::Unreachable => Self::UNTRIED,
            // Perhaps taken. Without keys, a second call might reach the person twice.
            Answer::ServerError | Answer::NoAnswer if !policy.idempotent => Self::Unknown { reason: NO_ANSWER },
            Answer::KeyConflict { .. } | Answer::Busy | Answer::ServerError | Answer::NoAnswer => {
                if attempts >= policy.attempts {
                    Self::Unknown { reason: NO_ANSWER }
                } else {
                    Self::Again { after: backoff::after(attempts, jitter), counted: true }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYED: Policy = Policy { attempts: 3, idempotent: true };
    const KEYLESS: Policy = Policy { attempts: 3, idempotent: false };

    #[test]
    fn doubtful_calls_are_repeated_up_to_the_limit_where_keys_make_it_safe() {
        for answer in [Answer::ServerError, Answer::NoAnswer, Answer::Busy] {
            let again = Fate::Again { after: Duration::from_secs(1), counted: true };
            assert_eq!(Fate::of(answer.clone(), 2, KEYED, 1.0), again);
            assert_eq!(Fate::of(answer, 3, KEYED, 1.0), Fate::Unknown { reason: NO_ANSWER });
        }
    }

    #[test]
    fn without_keys_only_what_was_certainly_not_taken_is_repeated() {
        for answer in [Answer::ServerError, Answer::NoAnswer] {
            assert_eq!(Fate::of(answer, 1, KEYLESS, 1.0), Fate::Unknown { reason: NO_ANSWER });
        }
        let again = Fate::Again { after: Duration::from_millis(500), counted: true };
        assert_eq!(Fate::of(Answer::Busy, 1, KEYLESS, 1.0), again);
    }

    #[test]
    fn what_the_vendor_never_took_up_burns_no_attempt_however_often() {
        for policy in [KEYED, KEYLESS] {
            assert_eq!(Fate::of(Answer::Unreachable, 99, policy, 1.0), Fate::UNTRIED);
            let limited = |seconds| Answer::RateLimited { retry_after: Duration::from_secs(seconds) };
            let again = |after| Fate::Again { after, counted: false };
            assert_eq!(Fate::of(limited(7), 99, policy, 1.0), again(Duration::from_secs(7)));
            assert_eq!(Fate::of(limited(0), 99, policy, 1.0), again(SHORTEST_WAIT));
        }
    }

    #[test]
    fn a_refusal_is_final_and_carries_the_vendors_code() {
        let refused = Fate::of(Answer::Refused { code: "INVALID_TO".to_owned() }, 1, KEYED, 1.0);
        assert_eq!(refused, Fate::Failed { reason: "VENDOR_REFUSED_INVALID_TO".to_owned() });
        let conflict = || Answer::KeyConflict { code: "KEY_REUSED".to_owned() };
        let refused = Fate::Failed { reason: "VENDOR_REFUSED_KEY_REUSED".to_owned() };
        assert_eq!(Fate::of(conflict(), 1, KEYED, 1.0), refused);
        let again = Fate::Again { after: Duration::from_secs(1), counted: true };
        assert_eq!(Fate::of(conflict(), 2, KEYED, 1.0), again);
        assert_eq!(Fate::of(conflict(), 3, KEYED, 1.0), Fate::Unknown { reason: NO_ANSWER });
        let taken = Fate::of(Answer::Accepted { id: Some("v".to_owned()) }, 9, KEYED, 1.0);
        assert_eq!(taken, Fate::Sent { vendor_id: Some("v".to_owned()) });
    }
}
