//! One campaign's walk over its due rows: what has been published and is not yet settled, how much that may be,
//! and from where to read on. Pure bookkeeping; it lives in the dispatcher's memory alone. Losing it costs
//! nothing but a few tokens that are published twice.
//!
//! Rows are walked in the order in which they became due, so whatever is given back comes behind the walk's
//! place, and now and then the walk begins anew, for what became visible late.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use tokio::time::Instant;

use super::store::due::{DueRow, OpenRow};

/// How far ahead to publish, in seconds of work.
const AHEAD_SECONDS: f64 = 2.0;
/// Rows to begin with, where no rate says how many are two seconds' work.
const FEWEST: usize = 500;
const MOST: usize = 20_000;
/// A published row that nobody has claimed is published again after this long, and then after twice as long.
const AGAIN_AFTER: Duration = Duration::from_secs(3);
const LONGEST_AGAIN: Duration = Duration::from_secs(60);
/// How often the walk begins anew.
const ANEW_EVERY: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug)]
struct Published {
    at: Instant,
    again_after: Duration,
    /// Whether a worker had it when last seen.
    taken: bool,
}

impl Published {
    fn new(at: Instant) -> Self {
        Self { at, again_after: AGAIN_AFTER, taken: false }
    }
}

/// The walk of one campaign.
#[derive(Debug)]
pub struct Walk {
    open: HashMap<i64, Published>,
    behind: Option<DueRow>,
    begun_at: Instant,
    /// Rows settled a second, smoothed.
    settled_per_second: f64,
    looked_at: Instant,
}

impl Walk {
    /// At the beginning.
    pub fn new(now: Instant) -> Self {
        Self { open: HashMap::new(), behind: None, begun_at: now, settled_per_second: 0.0, looked_at: now }
    }

    /// Published and, when last seen, not settled.
    pub fn open(&self) -> Vec<i64> {
        self.open.keys().copied().collect()
    }

    /// Takes in which of the open rows still are; returns those to publish again because nobody has taken them.
    pub fn look(&mut self, still: &[OpenRow], now: Instant) -> Vec<i64> {
        let before = self.open.len();
        let known: HashMap<i64, bool> = still.iter().map(|row| (row.id, row.claimed)).collect();
        self.open.retain(|id, _| known.contains_key(id));
        self.measure(before - self.open.len(), now);
        let mut again = Vec::new();
        for (id, published) in &mut self.open {
            if known.get(id).copied().unwrap_or_default() {
                *published = Published { taken: true, ..Published::new(now) };
            } else if published.taken {
                // Whoever had it gave it back or died: its token is spent.
                *published = Published::new(now);
                again.push(*id);
            } else if now - published.at >= published.again_after {
                let again_after = (published.again_after * 2).min(LONGEST_AGAIN);
                *published = Published { again_after, ..Published::new(now) };
                again.push(*id);
            }
        }
        again.sort_unstable();
        again
    }

    fn measure(&mut self, settled: usize, now: Instant) {
        let seconds = (now - self.looked_at).as_secs_f64();
        self.looked_at = now;
        if seconds > 0.0 {
            let weight = (seconds / AHEAD_SECONDS).min(1.0);
            self.settled_per_second += weight * (settled as f64 / seconds - self.settled_per_second);
        }
    }

    /// How many rows may be published now.
    pub fn room(&self, rate_per_second: Option<u32>) -> usize {
        let window = match rate_per_second {
            Some(rate) => (f64::from(rate) * AHEAD_SECONDS).ceil() as usize,
            None => ((self.settled_per_second * AHEAD_SECONDS).ceil() as usize).max(FEWEST),
        };
        window.min(MOST).saturating_sub(self.open.len())
    }

    /// From where to read, and how many rows so that `room` new ones are among them.
    pub fn next_page(&mut self, room: usize, now: Instant) -> (Option<DueRow>, usize) {
        if now - self.begun_at >= ANEW_EVERY {
            self.begin_anew(now);
        }
        // Only behind a fresh beginning can there be rows that are published already.
        (self.behind, if self.behind.is_none() { room + self.open.len() } else { room })
    }

    /// Forgets its place: the next page is the first.
    pub fn begin_anew(&mut self, now: Instant) {
        self.behind = None;
        self.begun_at = now;
    }

    /// Those of a page that are to be published; the walk goes on behind them.
    pub fn take(&mut self, page: &[DueRow], room: usize, now: Instant) -> Vec<i64> {
        let mut fresh = Vec::new();
        for row in page {
            if fresh.len() == room {
                break;
            }
            self.behind = Some(*row);
            if let Entry::Vacant(place) = self.open.entry(row.id) {
                place.insert(Published::new(now));
                fresh.push(row.id);
            }
        }
        fresh
    }

    /// What could not be published after all.
    pub fn untake(&mut self, ids: &[i64], now: Instant) {
        for id in ids {
            self.open.remove(id);
        }
        self.begin_anew(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn due(ids: std::ops::Range<i64>) -> Vec<DueRow> {
        let next_attempt_at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        ids.map(|id| DueRow { id, next_attempt_at }).collect()
    }

    fn open(ids: std::ops::Range<i64>, claimed: bool) -> Vec<OpenRow> {
        ids.map(|id| OpenRow { id, claimed }).collect()
    }

    #[test]
    fn two_seconds_of_work_are_published_and_no_more() {
        let start = Instant::now();
        let mut walk = Walk::new(start);
        assert_eq!((walk.room(Some(10)), walk.room(Some(1)), walk.room(None)), (20, 2, 500));
        assert_eq!(walk.take(&due(0..500), 500, start).len(), 500);
        assert_eq!((walk.room(Some(10)), walk.room(None)), (0, 0));
        // 500 settled in a second, again and again: the window grows to two seconds of that.
        let mut now = start;
        for _ in 0..20 {
            now += Duration::from_secs(1);
            walk.look(&[], now);
            walk.take(&due(0..500), 500, now);
        }
        let room = walk.room(None);
        assert!((490..=500).contains(&room), "{room}");
    }

    #[test]
    fn what_nobody_takes_is_published_again_ever_more_rarely() {
        let start = Instant::now();
        let mut walk = Walk::new(start);
        walk.take(&due(0..2), 10, start);
        let mut again_at = Vec::new();
        for second in 1..=50 {
            if !walk.look(&open(0..2, false), start + Duration::from_secs(second)).is_empty() {
                again_at.push(second);
            }
        }
        assert_eq!(again_at, [3, 9, 21, 45]);
    }

    #[test]
    fn what_is_in_hand_is_left_alone_until_its_claim_runs_out() {
        let start = Instant::now();
        let mut walk = Walk::new(start);
        walk.take(&due(0..2), 10, start);
        for second in 1..=20 {
            assert!(walk.look(&open(0..2, true), start + Duration::from_secs(second)).is_empty());
        }
        assert_eq!(walk.look(&open(0..2, false), start + Duration::from_secs(21)), [0, 1]);
        assert!(walk.look(&open(0..2, false), start + Duration::from_secs(22)).is_empty());
        assert_eq!(walk.look(&open(0..2, false), start + Duration::from_secs(24)), [0, 1]);
    }

    #[test]
    fn the_walk_goes_on_behind_its_place_and_begins_anew_past_what_is_open() {
        let start = Instant::now();
        let mut walk = Walk::new(start);
        assert_eq!(walk.next_page(3, start), (None, 3));
        assert_eq!(walk.take(&due(0..9), 3, start), [0, 1, 2]);
        assert_eq!(walk.next_page(2, start), (Some(due(2..3)[0]), 2));
        let later = start + ANEW_EVERY;
        assert_eq!(walk.next_page(2, later), (None, 5));
        assert_eq!(walk.take(&due(0..5), 2, later), [3, 4]);
        walk.untake(&[3, 4], later);
        assert_eq!(walk.next_page(2, later), (None, 5));
    }
}
