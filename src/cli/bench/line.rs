//! One line of the report: a figure, what it is held against, and whether that is enough.

use std::time::Duration;

use indicatif::HumanCount;
use serde_json::{Value, json};

use super::Measure;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things a second.
    PerSecond(&'static str),
    /// Milliseconds.
    Milliseconds,
    /// 1,024 bytes.
    Kilobytes,
    /// 1,024 kilobytes.
    Megabytes,
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// How many.
    pub value: f64,
    /// Of what.
    pub unit: Unit,
}

impl Figure {
    /// So many things in so long.
    pub fn rate(count: u64, took: Duration, what: &'static str) -> Self {
        Self { value: count as f64 / took.as_secs_f64().max(1e-9), unit: Unit::PerSecond(what) }
    }

    /// Milliseconds.
    pub fn ms(value: f64) -> Self {
        Self { value, unit: Unit::Milliseconds }
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = match self.value {
            value if value >= 100.0 => HumanCount(value.round() as u64).to_string(),
            value => format!("{value:.1}"),
        };
        match self.unit {
            Unit::PerSecond(what) => write!(out, "{number} {what}/s"),
            Unit::Milliseconds => write!(out, "{number} ms"),
            Unit::Kilobytes => write!(out, "{number} KB"),
            Unit::Megabytes => write!(out, "{number} MB"),
        }
    }
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// At least this share of the reference.
    Share(f64),
    /// At most this many times the reference.
    Times(f64),
    /// At most this, in the figure's unit.
    Most(f64),
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Of which measurement.
    pub measure: Measure,
    /// What was measured.
    pub what: String,
    /// What it came to.
    pub figure: Figure,
    /// What it is held against: what that is, and what it came to.
    pub reference: Option<(String, Figure)>,
    /// What is to be reached, where anything is.
    pub target: Option<Target>,
    /// Why the run was too small to tell whether it is, where it was.
    pub short: Option<String>,
}

impl Line {
    /// A figure that stands alone.
    pub fn of(measure: Measure, what: impl Into<String>, figure: Figure) -> Self {
        Self { measure, what: what.into(), figure, reference: None, target: None, short: None }
    }

    /// With what it is held against.
    pub fn against(mut self, what: impl Into<String>, figure: Figure) -> Self {
        self.reference = Some((what.into(), figure));
        self
    }

    /// With what is to be reached.
    pub fn target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// With why the run was too small for a verdict, where it was.
    pub fn short(mut self, why: Option<String>) -> Self {
        self.short = why;
        self
    }

    /// The figure in parts of the reference.
    pub fn ratio(&self) -> Option<f64> {
        self.reference.as_ref().map(|(_, reference)| self.figure.value / reference.value)
    }

    /// Whether the target was reached; none where there is none to reach, or the run was too small to tell. What
    /// cannot be told otherwise was not reached.
    pub fn is_met(&self) -> Option<bool> {
        if self.short.is_some() {
            return None;
        }
        let ratio = self.ratio().unwrap_or(f64::NAN);
        self.target.map(|target| match target {
            Target::Share(least) => ratio >= least,
            Target::Times(most) => ratio <= most,
            Target::Most(most) => self.figure.value <= most,
        })
    }

    /// What, figure, reference, ratio, target, verdict.
    pub fn cells(&self) -> [String; 6] {
        let reference = self.reference.as_ref().map(|(what, figure)| format!("{what} {figure}"));
        let target = self.target.map(|target| match target {
            Target::Share(least) => format!("at least {least:.2}"),
            Target::Times(most) => format!("at most {most:.1}"),
            Target::Most(most) => format!("at most {}", Figure { value: most, unit: self.figure.unit }),
        });
        let verdict = match (&self.short, self.is_met()) {
            (Some(why), _) => format!("no verdict: {why}"),
            (None, Some(true)) => "met".to_owned(),
            (None, Some(false)) => "missed".to_owned(),
            (None, None) => String::new(),
        };
        [
            self.what.clone(),
            self.figure.to_string(),
            reference.unwrap_or_default(),
            self.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            target.unwrap_or_default(),
            verdict,
        ]
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let number = |figure: &Figure| {
            let unit = match figure.unit {
                Unit::PerSecond(what) => format!("{what}/s"),
                Unit::Milliseconds => "ms".to_owned(),
                Unit::Kilobytes => "KB".to_owned(),
                Unit::Megabytes => "MB".to_owned(),
            };
            json!({ "value": figure.value, "unit": unit })
        };
        let reference = self.reference.as_ref().map(|(what, figure)| json!({ "what": what, "figure": number(figure) }));
        let target = self.target.map(|target| match target {
            Target::Share(least) => json!({ "ratioAtLeast": least }),
            Target::Times(most) => json!({ "ratioAtMost": most }),
            Target::Most(most) => json!({ "figureAtMost": most }),
        });
        json!({
            "measure": self.measure.name(),
            "what": self.what,
            "figure": number(&self.figure),
            "reference": reference,
            "ratio": self.ratio(),
            "target": target,
            "met": self.is_met(),
            "short": self.short,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(figure: f64, reference: f64, target: Target) -> Line {
        let unit = Unit::PerSecond("rows");
        Line::of(Measure::Ingest, "customers", Figure { value: figure, unit })
            .against("COPY", Figure { value: reference, unit })
            .target(target)
    }

    #[test]
    fn a_target_is_met_at_its_bound_and_missed_beyond_it() {
        assert_eq!(line(25.0, 100.0, Target::Share(0.25)).is_met(), Some(true));
        assert_eq!(line(24.9, 100.0, Target::Share(0.25)).is_met(), Some(false));
        assert_eq!(line(400.0, 100.0, Target::Times(4.0)).is_met(), Some(true));
        assert_eq!(line(401.0, 100.0, Target::Times(4.0)).is_met(), Some(false));
        assert_eq!(line(16.0, 1.0, Target::Most(16.0)).is_met(), Some(true));
        assert_eq!(line(16.1, 1.0, Target::Most(16.0)).is_met(), Some(false));
        assert_eq!(line(f64::NAN, 1.0, Target::Most(16.0)).is_met(), Some(false));
        assert_eq!(Line::of(Measure::Ready, "ready", Figure::ms(1.0)).is_met(), None);
        let alone = Line::of(Measure::Ready, "ready", Figure::ms(1.0)).target(Target::Share(0.1));
        assert_eq!(alone.is_met(), Some(false), "a ratio without a reference proves nothing");
    }

    #[test]
    fn a_line_says_what_it_means() {
        let cells = line(12_345.6, 50_000.0, Target::Share(0.25)).cells();
        assert_eq!(cells, ["customers", "12,346 rows/s", "COPY 50,000 rows/s", "0.25", "at least 0.25", "missed"]);
        let alone = Line::of(Measure::Ready, "ready", Figure::ms(41.25)).target(Target::Most(1000.0));
        assert_eq!(alone.cells(), ["ready", "41.2 ms", "", "", "at most 1,000 ms", "met"]);
        assert_eq!(
            alone.json(),
            json!({ "measure": "ready", "what": "ready", "figure": { "value": 41.25, "unit": "ms" }, "reference": null,
                    "ratio": null, "target": { "figureAtMost": 1000.0 }, "met": true, "short": null })
        );
    }

    #[test]
    fn a_run_that_was_too_small_has_no_verdict() {
        let small = line(25.0, 100.0, Target::Share(0.25)).short(Some("below 1,000 rows".to_owned()));
        assert_eq!((small.is_met(), small.cells()[5].as_str()), (None, "no verdict: below 1,000 rows"));
    }

    #[test]
    fn a_rate_is_of_the_time_it_took() {
        assert_eq!(Figure::rate(500, Duration::from_millis(250), "rows").to_string(), "2,000 rows/s");
    }
}
