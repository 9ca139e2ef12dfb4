//! Claimed rows in line for a call, a lane a campaign, and whose turn it is: pure bookkeeping.
//!
//! The lane with the fewest calls in flight goes first, and the last quarter of the permits is kept for lanes
//! that have few, so that a campaign whose calls hang, having taken all permits it may, leaves room for the next
//! to begin at once, and gives up what it has as its calls time out.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::held::HeldRow;
use crate::ids::CampaignId;

/// Counts a call in flight against its lane, for as long as it lives.
pub type Mark = Arc<()>;

/// The rows of one campaign.
#[derive(Debug)]
pub struct Lane {
    waiting: VecDeque<HeldRow>,
    calls: Mark,
    /// When rows came last: a view that is older cannot know that they may not be sent.
    pub pushed_at: Instant,
    /// Calls that the shared rate grants, and until when they may be made.
    granted: u32,
    granted_until: Instant,
    /// When to ask for more; `None` while a question is under way.
    pub ask_at: Option<Instant>,
}

impl Lane {
    fn new(now: Instant) -> Self {
        Self {
            waiting: VecDeque::new(),
            calls: Mark::default(),
            pushed_at: now,
            granted: 0,
            granted_until: now,
            ask_at: Some(now),
        }
    }

    /// Calls in flight.
    pub fn in_flight(&self) -> usize {
        Arc::strong_count(&self.calls) - 1
    }

    /// Rows in line.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes note of a grant.
    pub fn grant(&mut self, calls: u32, until: Instant) {
        self.granted = calls;
        self.granted_until = until;
    }

    /// Whether calls are granted now.
    pub fn is_granted(&self, now: Instant) -> bool {
        self.granted > 0 && now < self.granted_until
    }
}

/// All lanes.
#[derive(Debug)]
pub struct Lanes {
    by_campaign: BTreeMap<CampaignId, Lane>,
    permits: usize,
}

impl Lanes {
    /// No rows yet; `permits` calls at a time.
    pub fn new(permits: usize) -> Self {
        Self { by_campaign: BTreeMap::new(), permits: permits.max(1) }
    }

    /// Puts rows at the end of their campaigns' lines.
    pub fn push(&mut self, rows: Vec<HeldRow>, now: Instant) {
        for row in rows {
            let lane = self.by_campaign.entry(row.campaign).or_insert_with(|| Lane::new(now));
            lane.pushed_at = now;
            lane.waiting.push_back(row);
        }
    }

    /// Puts a row back to the front of its line.
    pub fn put_back(&mut self, row: HeldRow, now: Instant) {
        self.by_campaign.entry(row.campaign).or_insert_with(|| Lane::new(now)).waiting.push_front(row);
    }

    /// The next row to call for and its mark, among the campaigns that `may` go on. `None` when no permit is free
    /// or nobody may.
    pub fn next(&mut self, now: Instant, may: impl Fn(CampaignId, &Lane) -> bool) -> Option<(HeldRow, Mark)> {
        let busy: usize = self.by_campaign.values().map(Lane::in_flight).sum();
        let free = self.permits.saturating_sub(busy);
        let kept = self.permits / 4;
        let (_, lane) = self
            .by_campaign
            .iter_mut()
            .filter(|(_, lane)| free > kept || (free > 0 && lane.in_flight() < kept.max(1)))
            .filter(|(campaign, lane)| lane.waiting() > 0 && may(**campaign, lane))
            .min_by_key(|(_, lane)| lane.in_flight())?;
        let row = lane.waiting.pop_front()?;
        if lane.is_granted(now) {
            lane.granted -= 1;
        }
        Some((row, Arc::clone(&lane.calls)))
    }

    /// Takes out the lines of campaigns that may `go`, whole.
    pub fn give_back(&mut self, go: impl Fn(CampaignId, &Lane) -> bool) -> Vec<HeldRow> {
        let mut out = Vec::new();
        for (campaign, lane) in &mut self.by_campaign {
            if go(*campaign, lane) {
                out.extend(lane.waiting.drain(..));
            }
        }
        out
    }

    /// A lane, where there is one.
    pub fn lane(&mut self, campaign: CampaignId) -> Option<&mut Lane> {
        self.by_campaign.get_mut(&campaign)
    }

    /// The lanes with rows in line.
    pub fn in_line(&mut self) -> impl Iterator<Item = (CampaignId, &mut Lane)> {
        self.by_campaign.iter_mut().filter(|(_, lane)| lane.waiting() > 0).map(|(campaign, lane)| (*campaign, lane))
    }

    /// Forgets lanes that have nothing in line, in flight or asked for.
    pub fn sweep(&mut self) {
        self.by_campaign.retain(|_, lane| lane.waiting() > 0 || lane.in_flight() > 0 || lane.ask_at.is_none());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{MessageId, MessageKey};
    use uuid::Uuid;

    fn rows(campaign: i64, count: i64) -> Vec<HeldRow> {
        (0..count)
            .map(|number| HeldRow {
                key: MessageKey { message: MessageId(campaign * 1000 + number), generation: 1 },
                campaign: CampaignId(campaign),
                claim: Uuid::nil(),
                attempts: 1,
                channel: "SMS".to_owned(),
                to: "+911".to_owned(),
                text: "Hi".to_owned(),
            })
            .collect()
    }

    fn drain(lanes: &mut Lanes, now: Instant) -> Vec<(i64, Mark)> {
        std::iter::from_fn(|| lanes.next(now, |_, _| true)).map(|(row, mark)| (row.campaign.0, mark)).collect()
    }

    fn count(calls: &[(i64, Mark)], campaign: i64) -> usize {
        calls.iter().filter(|(of, _)| *of == campaign).count()
    }

    #[test]
    fn a_campaign_whose_calls_hang_leaves_room_for_the_next_and_then_shares_equally() {
        let now = Instant::now();
        let mut lanes = Lanes::new(64);
        lanes.push(rows(1, 500), now);
        let mut hanging = drain(&mut lanes, now);
        assert_eq!(count(&hanging, 1), 48);
        lanes.push(rows(2, 500), now);
        let mut calls = drain(&mut lanes, now);
        assert_eq!((count(&calls, 1), count(&calls, 2)), (0, 16));
        // One call after the other times out; what they free goes to the lane that has fewer.
        while hanging.pop().is_some() {
            calls.extend(drain(&mut lanes, now));
            if hanging.len() == 24 {
                break;
            }
        }
        assert_eq!((count(&calls, 1), count(&calls, 2)), (0, 24));
    }

    #[test]
    fn lanes_take_turns_and_who_may_not_go_is_passed_over() {
        let now = Instant::now();
        let mut lanes = Lanes::new(8);
        for campaign in 1..=3 {
            lanes.push(rows(campaign, 10), now);
        }
        let calls: Vec<_> = std::iter::from_fn(|| lanes.next(now, |campaign, _| campaign.0 != 2))
            .map(|(row, mark)| (row.campaign.0, mark))
            .collect();
        assert_eq!((count(&calls, 1), count(&calls, 2), count(&calls, 3)), (3, 0, 3));
        drop(calls);
        let calls = drain(&mut lanes, now);
        assert_eq!((count(&calls, 1), count(&calls, 2), count(&calls, 3)), (2, 2, 2));
    }

    #[test]
    fn one_permit_is_enough_for_everyone() {
        let now = Instant::now();
        let mut lanes = Lanes::new(1);
        lanes.push(rows(1, 2), now);
        lanes.push(rows(2, 2), now);
        for _ in 0..4 {
            assert!(lanes.next(now, |_, _| true).is_some());
        }
        assert!(lanes.next(now, |_, _| true).is_none());
    }

    #[test]
    fn a_row_put_back_is_the_next_and_a_paused_lane_is_given_back_whole() {
        let now = Instant::now();
        let mut lanes = Lanes::new(8);
        lanes.push(rows(1, 3), now);
        let (first, mark) = lanes.next(now, |_, _| true).unwrap();
        drop(mark);
        lanes.put_back(first.clone(), now);
        assert_eq!(lanes.next(now, |_, _| true).unwrap().0.key, first.key);
        assert_eq!(lanes.give_back(|_, _| true).len(), 2);
        lanes.sweep();
        assert!(lanes.lane(CampaignId(1)).is_none());
    }
}
