//! What is said of many samples.

use std::time::Duration;

/// Samples, sorted.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Of any numbers; at least one, or all that is said of them is NaN.
    pub fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self(samples)
    }

    /// Of times, in milliseconds.
    pub fn of_times(times: impl IntoIterator<Item = Duration>) -> Self {
        Self::new(times.into_iter().map(|time| time.as_secs_f64() * 1e3).collect())
    }

    /// The smallest sample that at least `percent` of all do not exceed (the nearest rank).
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.0.len() as f64).ceil().max(1.0);
        self.0.get(rank as usize - 1).copied().unwrap_or(f64::NAN)
    }

    /// The one in the middle; of two the greater.
    pub fn median(&self) -> f64 {
        self.0.get(self.0.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Times in whole milliseconds, counted: millions of samples in little memory.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

/// All that takes longer counts as this long.
const LONGEST_MS: usize = 60_000;

impl Histogram {
    /// Counts a time, rounded up.
    pub fn add(&mut self, time: Duration) {
        let milliseconds = usize::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        if self.counts.len() <= milliseconds {
            self.counts.resize(milliseconds + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(milliseconds) {
            *count += 1;
        }
        self.total += 1;
    }

    /// How many were counted.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// As of [`Samples::percentile`], in milliseconds.
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.total as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        let found = self.counts.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        found.map_or(f64::NAN, |milliseconds| milliseconds as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples_by_the_nearest_rank() {
        let samples = Samples::new((1..=100).rev().map(f64::from).collect());
        for (percent, expected) in [(0.0, 1.0), (1.0, 1.0), (50.0, 50.0), (95.0, 95.0), (99.0, 99.0), (100.0, 100.0)] {
            assert_eq!(samples.percentile(percent), expected, "p{percent}");
        }
        let few = Samples::new(vec![3.0, 1.0, 2.0]);
        assert_eq!((few.percentile(50.0), few.percentile(99.0), few.median()), (2.0, 3.0, 2.0));
        assert!(Samples::default().percentile(50.0).is_nan() && Samples::default().median().is_nan());
    }

    #[test]
    fn a_histogram_says_the_same_rounded_up() {
        let times: Vec<Duration> = (0..1000).map(|n| Duration::from_micros(n * 500 + 1)).collect();
        let mut histogram = Histogram::default();
        times.iter().for_each(|time| histogram.add(*time));
        let samples = Samples::of_times(times);
        for percent in [50.0, 95.0, 99.0] {
            assert_eq!(histogram.percentile(percent), samples.percentile(percent).ceil(), "p{percent}");
        }
        assert_eq!(histogram.total(), 1000);
        histogram.add(Duration::from_secs(3600));
        assert_eq!(histogram.percentile(100.0), 60_000.0);
        assert!(Histogram::default().percentile(50.0).is_nan());
    }
}
