//! How long to wait before the next attempt at a message.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(60);

/// The wait after attempt number `attempts` (from 1): doubling from half a second to a minute. `jitter`, in
/// `0..1`, spreads the upper half, so that what failed together does not come back together.
pub fn after(attempts: i16, jitter: f64) -> Duration {
    let doublings = u32::from(attempts.max(1).unsigned_abs() - 1);
    let full = FIRST.saturating_mul(2u32.saturating_pow(doublings)).min(LONGEST);
    full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_minute_and_jitter_takes_at_most_half() {
        for (attempts, jitter, milliseconds) in
            [(1, 1.0, 500), (1, 0.0, 250), (2, 1.0, 1000), (3, 1.0, 2000), (8, 1.0, 60_000), (i16::MAX, 0.0, 30_000)]
        {
            assert_eq!(after(attempts, jitter), Duration::from_millis(milliseconds), "{attempts} {jitter}");
        }
        assert_eq!(after(0, 1.0), after(1, 1.0));
    }
}
