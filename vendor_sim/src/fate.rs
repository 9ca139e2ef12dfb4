//! What happens to a message and to a call: pure functions of the seed and the key.
//!
//! A fate is a handful of numbers drawn from a hash, each uniform over `0..1`; the
//! settings only say where the thresholds lie. Two consequences are wanted. A run with
//! the same seed and settings repeats itself exactly, on any machine, in any order of
//! calls. And raising a share only adds to those it hits: the keys that failed at a
//! success rate of 0.9 are among those that fail at 0.8.
//!
//! A call's fate also takes the number of the attempt, or a key that once met a 503
//! would meet it for ever and no retry could succeed.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::message::{Channel, Outcome};
use crate::settings::Settings;

/// The draws that decide a message, each in `0..1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fate {
    /// Delivered when below the success rate.
    pub outcome: f64,
    /// Picks the reason of a failure.
    pub reason: f64,
    /// The place of the receipt's latency between its bounds; bell-shaped.
    pub latency: f64,
    /// The receipt is dropped when below the share.
    pub dropped: f64,
    /// The receipt is sent twice when below the share.
    pub doubled: f64,
    /// The receipt comes out of turn when below the share.
    pub reordered: f64,
    /// Early below one half, else late.
    pub direction: f64,
}

/// The draws that decide one call, each in `0..1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallFate {
    /// Picks the fault, or none.
    pub fault: f64,
    /// Picks which 5xx.
    pub variety: f64,
    /// The place of the response latency between its bounds; bell-shaped.
    pub latency: f64,
}

/// Whether a receipt keeps its place among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    InTurn,
    /// At once, racing the answer to the call.
    Early,
    /// Held back for [`LATE_FACTOR`] times its latency.
    Late,
}

/// How many times its latency a late receipt takes.
pub const LATE_FACTOR: u32 = 4;

/// What was decided for a message when it was accepted. Later changes of the settings
/// leave it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub outcome: Outcome,
    /// From acceptance to the outcome.
    pub latency_ms: u32,
    pub dropped: bool,
    pub doubled: bool,
    pub order: Order,
}

/// A way in which a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answered with this status, 500, 502 or 503.
    ServerError(u16),
    TooManyRequests,
    Hang,
    Reset,
    /// Accepts the message.
    Cut,
    /// Accepts the message.
    Drip,
}

/// The fate of the message `key` under `seed`.
#[must_use]
pub fn fate(seed: u64, key: &str) -> Fate {
    let mut draws = Draws::new(b"message", seed, &[key.as_bytes()]);
    Fate {
        outcome: draws.uniform(),
        reason: draws.uniform(),
        latency: draws.bell(),
        dropped: draws.uniform(),
        doubled: draws.uniform(),
        reordered: draws.uniform(),
        direction: draws.coarse(),
    }
}

/// The fate of the call number `attempt`, from 0, for the message `key` under `seed`.
#[must_use]
pub fn call_fate(seed: u64, key: &str, attempt: u16) -> CallFate {
    let mut draws = Draws::new(b"call", seed, &[&attempt.to_le_bytes(), key.as_bytes()]);
    CallFate { fault: draws.uniform(), variety: draws.uniform(), latency: draws.bell() }
}

impl Fate {
    /// What these draws mean under `settings`, for a message over `channel`.
    #[must_use]
    pub fn plan(&self, settings: &Settings, channel: Channel) -> Plan {
        let outcome = if self.outcome < settings.success_rate { Outcome::Delivered } else { self.failure(channel) };
        let order = if self.reordered >= settings.reordered_receipt_share {
            Order::InTurn
        } else if self.direction < 0.5 {
            Order::Early
        } else {
            Order::Late
        };
        let latency_ms =
            between(settings.receipt_latency_min_ms.into(), settings.receipt_latency_max_ms.into(), self.latency);
        Plan {
            outcome,
            latency_ms: u32::try_from(latency_ms).unwrap_or(u32::MAX),
            dropped: self.dropped < settings.dropped_receipt_share,
            doubled: self.doubled < settings.duplicated_receipt_share,
            order,
        }
    }

    fn failure(&self, channel: Channel) -> Outcome {
        let [others @ .., (last, _)] = channel.failures();
        let mut below = 0.0;
        for (reason, percent) in others {
            below += f64::from(*percent) / 100.0;
            if self.reason < below {
                return Outcome::Failed(*reason);
            }
        }
        Outcome::Failed(*last)
    }
}

impl CallFate {
    /// The fault that a call to `to` with these draws meets under `settings`, if any.
    #[must_use]
    pub fn fault(&self, settings: &Settings, to: &str) -> Option<Fault> {
        if !to.starts_with(&settings.faults_only_to) {
            return None;
        }
        let status = match self.variety {
            low if low < 0.6 => 503,
            middle if middle < 0.8 => 500,
            _ => 502,
        };
        let mut below = 0.0;
        for (share, fault) in [
            (settings.server_error_share, Fault::ServerError(status)),
            (settings.too_many_requests_share, Fault::TooManyRequests),
            (settings.hang_share, Fault::Hang),
            (settings.reset_share, Fault::Reset),
            (settings.cut_share, Fault::Cut),
            (settings.drip_share, Fault::Drip),
        ] {
            below += share;
            if self.fault < below {
                return Some(fault);
            }
        }
        None
    }

    /// How long the answer takes under `settings`.
    #[must_use]
    pub fn response_latency(&self, settings: &Settings) -> Duration {
        Duration::from_millis(between(settings.response_latency_min_ms, settings.response_latency_max_ms, self.latency))
    }
}

/// The point at `place` between the bounds on a logarithmic scale: with a bell-shaped
/// place most values lie low and a few are long, as latencies do.
fn between(min_ms: u64, max_ms: u64, place: f64) -> u64 {
    let (low, high) = ((min_ms + 1) as f64, (max_ms + 1) as f64);
    let value = low * (high / low).powf(place) - 1.0;
    (value.round() as u64).clamp(min_ms, max_ms)
}

/// Numbers read one after another from one SHA-256 digest. SHA-256 because its result
/// is the same in every version, on every machine, and its bits are independent.
struct Draws {
    digest: [u8; 32],
    read: usize,
}

impl Draws {
    fn new(domain: &[u8], seed: u64, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        hash.update(domain);
        hash.update(seed.to_le_bytes());
        for part in parts {
            hash.update(part);
        }
        Self { digest: hash.finalize().into(), read: 0 }
    }

    /// The next `bytes` of the digest as an integer; zeros past its end.
    fn take(&mut self, bytes: usize) -> u32 {
        let from = self.digest.iter().skip(self.read).take(bytes);
        self.read += bytes;
        from.fold(0, |value, byte| value << 8 | u32::from(*byte))
    }

    /// Uniform over `0..1`, 4 bytes.
    fn uniform(&mut self) -> f64 {
        f64::from(self.take(4)) / 2f64.powi(32)
    }

    /// Uniform over `0..1`, 2 bytes.
    fn coarse(&mut self) -> f64 {
        f64::from(self.take(2)) / 2f64.powi(16)
    }

    /// The mean of three uniform numbers, 6 bytes.
    fn bell(&mut self) -> f64 {
        (self.coarse() + self.coarse() + self.coarse()) / 3.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: usize = 100_000;

    fn plans(seed: u64, settings: &Settings) -> Vec<Plan> {
        (0..KEYS).map(|n| fate(seed, &format!("{n}-1")).plan(settings, Channel::Sms)).collect()
    }

    fn share(hits: usize) -> f64 {
        hits as f64 / KEYS as f64
    }

    #[track_caller]
    fn near(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 0.005, "{actual} is not near {expected}");
    }

    #[test]
    fn the_shares_are_kept_over_many_keys() {
        let settings = Settings {
            dropped_receipt_share: 0.1,
            duplicated_receipt_share: 0.2,
            reordered_receipt_share: 0.3,
            ..Settings::default()
        };
        let plans = plans(1, &settings);
        let count = |test: fn(&Plan) -> bool| share(plans.iter().filter(|p| test(p)).count());
        near(count(|p| p.outcome == Outcome::Delivered), 0.9);
        near(count(|p| p.dropped), 0.1);
        near(count(|p| p.doubled), 0.2);
        near(count(|p| p.order == Order::Early), 0.15);
        near(count(|p| p.order == Order::Late), 0.15);
    }

    #[test]
    fn the_latency_stays_in_its_bounds_and_leans_to_the_short() {
        let settings = Settings::default();
        let mut latencies: Vec<u32> = plans(1, &settings).iter().map(|p| p.latency_ms).collect();
        latencies.sort_unstable();
        assert!(latencies[0] >= 50 && latencies[KEYS - 1] <= 2_000);
        let (median, p99) = (latencies[KEYS / 2], latencies[KEYS * 99 / 100]);
        // The geometric mean of the bounds is 316 ms.
        assert!((300..335).contains(&median), "median {median} ms");
        assert!(p99 > 3 * median, "99th percentile {p99} ms");
    }

    #[test]
    fn the_reasons_of_each_channel_follow_their_weights() {
        let settings = Settings { success_rate: 0.0, ..Settings::default() };
        for channel in [Channel::Sms, Channel::Email, Channel::Whatsapp] {
            let weights = channel.failures();
            assert_eq!(weights.iter().map(|(_, percent)| *percent).sum::<u8>(), 100);
            let outcomes: Vec<Outcome> =
                (0..KEYS).map(|n| fate(3, &n.to_string()).plan(&settings, channel).outcome).collect();
            for (reason, percent) in weights {
                let failed = Outcome::Failed(*reason);
                let hits = outcomes.iter().filter(|outcome| **outcome == failed).count();
                near(share(hits), f64::from(*percent) / 100.0);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_fate_and_another_seed_another() {
        let settings = Settings::default();
        assert_eq!(fate(7, "k"), fate(7, "k"));
        assert_eq!(call_fate(7, "k", 2), call_fate(7, "k", 2));
        let same = plans(7, &settings)
            .iter()
            .zip(plans(8, &settings))
            .filter(|(a, b)| a.outcome.status() == b.outcome.status())
            .count();
        // Two independent runs at 0.9 agree on 0.9² + 0.1² of their keys.
        near(share(same), 0.82);
    }

    #[test]
    fn a_fate_is_the_same_in_every_version() {
        let plan = fate(1, "42-1").plan(&Settings::default(), Channel::Sms);
        let again =
            Plan { outcome: Outcome::Delivered, latency_ms: 194, dropped: false, doubled: false, order: Order::InTurn };
        assert_eq!(plan, again);
    }

    #[test]
    fn raising_the_success_rate_only_rescues() {
        let at = |success_rate| Settings { success_rate, ..Settings::default() };
        let (low, high) = (plans(1, &at(0.5)), plans(1, &at(0.9)));
        let lost = low
            .iter()
            .zip(&high)
            .filter(|(l, h)| l.outcome == Outcome::Delivered && h.outcome != Outcome::Delivered)
            .count();
        assert_eq!(lost, 0);
    }

    #[test]
    fn faulty_calls_keep_their_shares_and_a_retry_draws_anew() {
        let settings = Settings {
            server_error_share: 0.1,
            too_many_requests_share: 0.1,
            hang_share: 0.1,
            reset_share: 0.1,
            cut_share: 0.1,
            drip_share: 0.1,
            ..Settings::default()
        };
        let fault = |n: usize, attempt| call_fate(1, &n.to_string(), attempt).fault(&settings, "+91");
        for wanted in [Fault::TooManyRequests, Fault::Hang, Fault::Reset, Fault::Cut, Fault::Drip] {
            let hits = (0..KEYS).filter(|n| fault(*n, 0) == Some(wanted)).count();
            near(share(hits), 0.1);
        }
        let refused = (0..KEYS).filter(|n| matches!(fault(*n, 0), Some(Fault::ServerError(_))));
        let (mut all, mut again) = (0, 0);
        for n in refused {
            all += 1;
            again += usize::from(fault(n, 1).is_some());
        }
        near(share(all), 0.1);
        assert!((0.57..0.63).contains(&(again as f64 / all as f64)));
    }

    #[test]
    fn faults_strike_only_the_addresses_they_are_meant_for() {
        let settings = Settings { hang_share: 1.0, faults_only_to: "+91".to_owned(), ..Settings::default() };
        let struck = ["+91", "+9198", "+19198", ""].map(|to| call_fate(1, "k", 0).fault(&settings, to).is_some());
        assert_eq!(struck, [true, true, false, false]);
    }
}
