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
    /// Calls that the vendor may have seen, a message and generation; those to a vendor that answered nobody aside.
    pub attempts: i16,
    /// Whether the vendor honours idempotency keys, so that a call may safely be made again.
    pub idempotent: bool,
}

/// The call that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Attempts so far, this one included.
    pub attempts: i16,
    /// Whether it was made to see if a vendor that answered nobody is back. Its failure says nothing about the
    /// message, so it does not bring it nearer to the limit: an outage of any length skips nobody.
    pub probe: bool,
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

    /// Decides. `jitter` is in `0..1`.
    pub fn of(answer: Answer, call: Call, policy: Policy, jitter: f64) -> Self {
        let Call { attempts, probe } = call;
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
                if probe {
                    // The first is counted all the same: from then on the vendor may have the message.
                    Self::Again { after: backoff::after(attempts, jitter), counted: attempts <= 1 }
                } else if attempts >= policy.attempts {
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

    fn after(answer: Answer, attempts: i16, policy: Policy) -> Fate {
        Fate::of(answer, Call { attempts, probe: false }, policy, 1.0)
    }

    #[test]
    fn doubtful_calls_are_repeated_up_to_the_limit_where_keys_make_it_safe() {
        for answer in [Answer::ServerError, Answer::NoAnswer, Answer::Busy] {
            let again = Fate::Again { after: Duration::from_secs(1), counted: true };
            assert_eq!(after(answer.clone(), 2, KEYED), again);
            assert_eq!(after(answer, 3, KEYED), Fate::Unknown { reason: NO_ANSWER });
        }
    }

    #[test]
    fn without_keys_only_what_was_certainly_not_taken_is_repeated() {
        for answer in [Answer::ServerError, Answer::NoAnswer] {
            assert_eq!(after(answer, 1, KEYLESS), Fate::Unknown { reason: NO_ANSWER });
        }
        let again = Fate::Again { after: Duration::from_millis(500), counted: true };
        assert_eq!(after(Answer::Busy, 1, KEYLESS), again);
    }

    #[test]
    fn what_the_vendor_never_took_up_burns_no_attempt_however_often() {
        for policy in [KEYED, KEYLESS] {
            assert_eq!(after(Answer::Unreachable, 99, policy), Fate::UNTRIED);
            let limited = |seconds| Answer::RateLimited { retry_after: Duration::from_secs(seconds) };
            let again = |after| Fate::Again { after, counted: false };
            assert_eq!(after(limited(7), 99, policy), again(Duration::from_secs(7)));
            assert_eq!(after(limited(0), 99, policy), again(SHORTEST_WAIT));
        }
    }

    #[test]
    fn a_refusal_is_final_and_carries_the_vendors_code() {
        let refused = after(Answer::Refused { code: "INVALID_TO".to_owned() }, 1, KEYED);
        assert_eq!(refused, Fate::Failed { reason: "VENDOR_REFUSED_INVALID_TO".to_owned() });
        let conflict = || Answer::KeyConflict { code: "KEY_REUSED".to_owned() };
        let refused = Fate::Failed { reason: "VENDOR_REFUSED_KEY_REUSED".to_owned() };
        assert_eq!(after(conflict(), 1, KEYED), refused);
        let again = Fate::Again { after: Duration::from_secs(1), counted: true };
        assert_eq!(after(conflict(), 2, KEYED), again);
        assert_eq!(after(conflict(), 3, KEYED), Fate::Unknown { reason: NO_ANSWER });
        let taken = after(Answer::Accepted { id: Some("v".to_owned()) }, 9, KEYED);
        assert_eq!(taken, Fate::Sent { vendor_id: Some("v".to_owned()) });
    }

    #[test]
    fn a_probe_that_fails_burns_no_attempt_beyond_the_first_however_often() {
        let probed =
            |answer: &Answer, attempts, policy| Fate::of(answer.clone(), Call { attempts, probe: true }, policy, 1.0);
        for answer in [Answer::ServerError, Answer::NoAnswer, Answer::Busy] {
            let first = Fate::Again { after: Duration::from_millis(500), counted: true };
            assert_eq!(probed(&answer, 1, KEYED), first);
            for attempts in [2, 3, 99] {
                assert!(matches!(probed(&answer, attempts, KEYED), Fate::Again { counted: false, .. }), "{answer:?}");
            }
        }
        // Without keys it may not be called again, whyever it was called.
        assert_eq!(probed(&Answer::NoAnswer, 1, KEYLESS), Fate::Unknown { reason: NO_ANSWER });
    }
}
