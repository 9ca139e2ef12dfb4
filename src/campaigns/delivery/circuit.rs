//! The circuit breaker: after failures in a row no call is made for a while, then one probe at a time, until one
//! is answered. An open circuit burns nobody's attempts, the probes' included: a vendor that answers nobody says
//! nothing about the message that it was probed with.
//!
//! Each campaign has its own, in each worker process. A vendor that is down is down for all of them, and each finds
//! out by itself; but a campaign whose recipients hang must not stop the calls of another. Between processes nothing
//! need be shared to be right, only calls are saved.

use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row that open it. Answers 5xx and silences come one by one among good ones; this many without
/// one good answer between them do not.
const FAILURES: u32 = 10;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Whether a call may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// As many as one likes.
    Free,
    /// This one alone; its outcome decides.
    Probe,
    /// None before this instant.
    Wait(Instant),
    /// None before the probe that is under way has ended.
    WaitForProbe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: Instant, pauses: u32 },
    Probing { pauses: u32 },
}

/// One breaker. Time and chance are arguments.
#[derive(Clone, Debug)]
pub struct Circuit {
    state: State,
}

impl Default for Circuit {
    fn default() -> Self {
        Self { state: State::Closed { failures: 0 } }
    }
}

impl Circuit {
    /// Asks for passage.
    pub fn passage(&self, now: Instant) -> Passage {
        match self.state {
            State::Closed { .. } => Passage::Free,
            State::Open { until, .. } if now < until => Passage::Wait(until),
            State::Open { .. } => Passage::Probe,
            State::Probing { .. } => Passage::WaitForProbe,
        }
    }

    /// Notes that the probe is under way.
    pub fn probing(&mut self) {
        if let State::Open { pauses, .. } = self.state {
            self.state = State::Probing { pauses };
        }
    }

    /// The probe did not come to be a call, or ended without telling anything: another may be made at once.
    pub fn probe_void(&mut self, now: Instant) {
        if let State::Probing { pauses } = self.state {
            self.state = State::Open { until: now, pauses };
        }
    }

    /// Whether it has nothing to remember.
    pub fn is_at_rest(&self) -> bool {
        self.state == State::Closed { failures: 0 }
    }

    /// The vendor answered: whatever it said, it is there.
    pub fn answered(&mut self) {
        self.state = State::Closed { failures: 0 };
    }

    /// A call failed. True when this opened the circuit. While it is open, only the probe's failure counts.
    pub fn failed(&mut self, now: Instant, probe: bool, jitter: f64) -> bool {
        match self.state {
            State::Closed { failures } if failures + 1 < FAILURES => {
                self.state = State::Closed { failures: failures + 1 };
                false
            }
            State::Closed { .. } => {
                self.open(now, 0, jitter);
                true
            }
            State::Probing { pauses } if probe => {
                self.open(now, pauses.saturating_add(1), jitter);
                false
            }
            State::Open { .. } | State::Probing { .. } => false,
        }
    }

    fn open(&mut self, now: Instant, pauses: u32, jitter: f64) {
        let full = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(pauses)).min(LONGEST_PAUSE);
        let until = now + full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
        self.state = State::Open { until, pauses };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(now: Instant) -> Circuit {
        let mut circuit = Circuit::default();
        for failure in 1..=FAILURES {
            assert_eq!(circuit.passage(now), Passage::Free);
            assert_eq!(circuit.failed(now, false, 1.0), failure == FAILURES);
        }
        circuit
    }

    #[test]
    fn failures_in_a_row_open_it_and_one_answer_between_them_does_not() {
        let now = Instant::now();
        let circuit = opened(now);
        assert_eq!(circuit.passage(now), Passage::Wait(now + FIRST_PAUSE));
        let mut circuit = Circuit::default();
        for _ in 0..FAILURES - 1 {
            circuit.failed(now, false, 1.0);
        }
        circuit.answered();
        assert!(!circuit.failed(now, false, 1.0));
        assert_eq!(circuit.passage(now), Passage::Free);
    }

    #[test]
    fn one_probe_at_a_time_each_pause_longer_until_one_is_answered() {
        let mut now = Instant::now();
        let mut circuit = opened(now);
        for seconds in [0.5, 1.0, 2.0, 4.0, 8.0, 8.0] {
            let pause = Duration::from_secs_f64(seconds);
            assert_eq!(circuit.passage(now), Passage::Wait(now + pause));
            now += pause;
            assert_eq!(circuit.passage(now), Passage::Probe);
            circuit.probing();
            assert_eq!(circuit.passage(now), Passage::WaitForProbe);
            // A call from before ends badly: that says nothing new.
            circuit.failed(now, false, 1.0);
            assert_eq!(circuit.passage(now), Passage::WaitForProbe);
            circuit.failed(now, true, 1.0);
        }
        now += LONGEST_PAUSE;
        circuit.probing();
        assert!(!circuit.is_at_rest());
        circuit.answered();
        assert_eq!(circuit.passage(now), Passage::Free);
        assert!(circuit.is_at_rest());
    }

    #[test]
    fn a_probe_that_was_no_call_leaves_room_for_the_next() {
        let now = Instant::now();
        let mut circuit = opened(now);
        circuit.probing();
        circuit.probe_void(now);
        assert_eq!(circuit.passage(now), Passage::Probe);
    }
}
