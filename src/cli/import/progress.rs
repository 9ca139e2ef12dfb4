//! How far it is, for the person who waits: a bar with rate and time left on a terminal, a plain line every few
//! seconds elsewhere, and what holds it up, once and not by every call that is held up.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};

use crate::client::CallError;
use crate::client::retry::Watcher;

/// Between two plain lines.
const LINE: Duration = Duration::from_secs(5);
/// Between two words about what holds it up.
const HOLDING: Duration = Duration::from_secs(10);

/// One stretch of work with a known end.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
    last: Mutex<Last>,
    stage: Mutex<Stage>,
}

#[derive(Clone)]
struct Stage {
    /// "rows accepted"
    what: &'static str,
    begun: Instant,
    /// Where the measure stood at the start: what an earlier process did is no rate of this one.
    from: u64,
    rows_from: u64,
    total: u64,
}

#[derive(Default)]
struct Last {
    line: Option<Instant>,
    holding: Option<(Instant, String)>,
}

impl Progress {
    /// Nothing is shown before the first [`Progress::stage`].
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let begun = Instant::now();
        let stage = Stage { what: "", begun, from: 0, rows_from: 0, total: 0 };
        Self { bar, begun, last: Mutex::default(), stage: Mutex::new(stage) }
    }

    /// Since it was made.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Begins a stretch: what is counted, how far it is and when it is at its end (in any unit), and how many
    /// rows that is so far.
    pub fn stage(&self, what: &'static str, from: u64, total: u64, rows: u64) {
        let stage = Stage { what, begun: Instant::now(), from, rows_from: rows, total };
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        if let Some(bar) = &self.bar {
            if let Ok(style) =
                ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {elapsed} so far, {eta} left")
            {
                bar.set_style(style);
            }
            bar.set_length(total);
            bar.set_position(from);
            bar.reset_eta();
        }
    }

    /// How far it is now.
    pub fn reach(&self, at: u64, rows: u64) {
        let stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let seconds = stage.begun.elapsed().as_secs_f64().max(0.001);
        let rate = rows.saturating_sub(stage.rows_from) as f64 / seconds;
        let told = format!("{} {}, {}/s", HumanCount(rows), stage.what, HumanCount(rate as u64));
        if let Some(bar) = &self.bar {
            bar.set_position(at);
            bar.set_message(told);
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.line.is_some_and(|line| line.elapsed() < LINE) {
            return;
        }
        last.line = Some(Instant::now());
        eprintln!("{told}{}", left(&stage, at, seconds));
    }

    /// Says a line without breaking the bar.
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// ", 62 % done, about 12 seconds left"
fn left(stage: &Stage, at: u64, seconds: f64) -> String {
    let done = at.saturating_sub(stage.from) as f64;
    let missing = stage.total.saturating_sub(at) as f64;
    if done <= 0.0 || stage.total == 0 {
        return String::new();
    }
    if missing <= 0.0 {
        return ", all done".to_owned();
    }
    let percent = 100.0 * at as f64 / stage.total as f64;
    let left = Duration::try_from_secs_f64((seconds * missing / done).ceil()).unwrap_or(Duration::MAX);
    format!(", {percent:.0} % done, about {} left", HumanDuration(left))
}

impl Watcher for Progress {
    fn holding(&self, why: &CallError, pause: Duration) {
        let mut text = why.to_string();
        if let CallError::Unreachable(error) = why {
            let kind = if error.is_timeout() { "it took too long" } else { "no connection" };
            text = format!("{text} ({kind})");
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = last.holding.as_ref().is_some_and(|(at, said)| *said == text && at.elapsed() < HOLDING);
        if !recent {
            last.holding = Some((Instant::now(), text.clone()));
            drop(last);
            self.say(&format!("{text}; trying again in {:.1} s", pause.as_secs_f64()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_reckoned_from_this_process_alone() {
        let stage = Stage { what: "rows accepted", begun: Instant::now(), from: 600, rows_from: 60, total: 1000 };
        assert_eq!(left(&stage, 800, 10.0), ", 80 % done, about 10 seconds left");
        assert_eq!(left(&stage, 600, 10.0), "");
        assert_eq!(left(&stage, 1000, 10.0), ", all done");
    }
}
