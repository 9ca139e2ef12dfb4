//! Claimed rows in line for a call, a lane a campaign, and whose turn it is: pure bookkeeping.
//!
//! The lane with the fewest calls in flight goes first, among equals the one that waited longest, and no lane may
//! have more than thrice as many calls in flight as there are permits left. So a campaign whose calls hang, having
//! taken all the permits it may, leaves room for the next to begin at once, that one for another, and each gives up
//! what it has as its calls time out. What a campaign's vendor did to it is its own affair too: each lane has a
//! [`Circuit`].

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::circuit::{Circuit, Passage};
use super::held::HeldRow;
use crate::ids::CampaignId;

/// Calls in flight that a lane may have, for each permit that is free.
const SHARE: usize = 3;

/// Counts a call in flight against its lane, for as long as it lives.
pub type Mark = Arc<()>;

/// The rows of one campaign.
#[derive(Debug)]
pub struct Lane {
    waiting: VecDeque<HeldRow>,
    calls: Mark,
    /// When its last call was begun.
    called_at: Instant,
    /// What became of its calls of late.
    pub circuit: Circuit,
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
            called_at: now,
            circuit: Circuit::default(),
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

/// The row whose turn it is.
#[derive(Debug)]
pub struct Turn {
    /// The row.
    pub row: HeldRow,
    /// To be kept for as long as its call lives.
    pub mark: Mark,
    /// Whether the call would be its circuit's probe.
    pub probe: bool,
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

    /// The next row to call for, among the campaigns that `may` go on. `None` when no permit is free or nobody may.
    pub fn next(&mut self, now: Instant, may: impl Fn(CampaignId, &Lane) -> bool) -> Option<Turn> {
        let busy: usize = self.by_campaign.values().map(Lane::in_flight).sum();
        let free = self.permits.saturating_sub(busy);
        let (_, lane) = self
            .by_campaign
            .iter_mut()
            .filter(|(_, lane)| lane.waiting() > 0 && lane.in_flight() < SHARE * free)
            .filter(|(_, lane)| matches!(lane.circuit.passage(now), Passage::Free | Passage::Probe))
            .filter(|(campaign, lane)| may(**campaign, lane))
            .min_by_key(|(_, lane)| (lane.in_flight(), lane.called_at))?;
        let row = lane.waiting.pop_front()?;
        if lane.is_granted(now) {
            lane.granted -= 1;
        }
        lane.called_at = now;
        Some(Turn { row, mark: Arc::clone(&lane.calls), probe: lane.circuit.passage(now) == Passage::Probe })
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

    /// Forgets lanes that have nothing in line, in flight or asked for, and nothing to remember of a campaign that
    /// goes `on`: its rows may all be waiting for their next attempts.
    pub fn sweep(&mut self, on: impl Fn(CampaignId) -> bool) {
        self.by_campaign.retain(|campaign, lane| {
            lane.waiting() > 0
                || lane.in_flight() > 0
                || lane.ask_at.is_none()
                || (!lane.circuit.is_at_rest() && on(*campaign))
        });
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
        std::iter::from_fn(|| lanes.next(now, |_, _| true)).map(|turn| (turn.row.campaign.0, turn.mark)).collect()
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
        assert_eq!((count(&calls, 1), count(&calls, 2)), (0, 12));
        // And for the next, and the next.
        for (campaign, room) in [(3, 3), (4, 1), (5, 0)] {
            lanes.push(rows(campaign, 500), now);
            calls.extend(drain(&mut lanes, now));
            assert_eq!(count(&calls, campaign), room, "campaign {campaign}");
        }
        calls.retain(|(of, _)| *of < 3);
        lanes.give_back(|campaign, _| campaign.0 > 2);
        // One call after the other times out; what they free goes to the lane that has fewer.
        while hanging.pop().is_some() {
            calls.extend(drain(&mut lanes, now));
            if hanging.len() == 24 {
                break;
            }
        }
        // Of 55 calls in flight, 28 and 27.
        assert_eq!((hanging.len() + count(&calls, 1), count(&calls, 2)), (28, 27));
    }

    #[test]
    fn lanes_take_turns_and_who_may_not_go_is_passed_over() {
        let now = Instant::now();
        let mut lanes = Lanes::new(8);
        for campaign in 1..=3 {
            lanes.push(rows(campaign, 10), now);
        }
        let calls: Vec<_> = std::iter::from_fn(|| lanes.next(now, |campaign, _| campaign.0 != 2))
            .map(|turn| (turn.row.campaign.0, turn.mark))
            .collect();
        assert_eq!((count(&calls, 1), count(&calls, 2), count(&calls, 3)), (4, 0, 3));
        drop(calls);
        let calls = drain(&mut lanes, now);
        assert_eq!((count(&calls, 1), count(&calls, 2), count(&calls, 3)), (3, 3, 2));
    }

    #[test]
    fn among_equals_the_lane_that_waited_longest_goes_first() {
        let start = Instant::now();
        let mut lanes = Lanes::new(8);
        lanes.push(rows(1, 10), start);
        lanes.push(rows(2, 10), start);
        let mut turns = Vec::new();
        for second in 1..=4 {
            let turn = lanes.next(start + std::time::Duration::from_secs(second), |_, _| true).unwrap();
            turns.push(turn.row.campaign.0);
        }
        assert_eq!(turns, [1, 2, 1, 2]);
    }

    #[test]
    fn a_lane_whose_circuit_is_open_is_probed_by_one_call_and_others_go_on() {
        let mut now = Instant::now();
        let mut lanes = Lanes::new(64);
        lanes.push(rows(1, 40), now);
        lanes.push(rows(2, 40), now);
        let circuit = &mut lanes.lane(CampaignId(1)).unwrap().circuit;
        while circuit.passage(now) == Passage::Free {
            circuit.failed(now, false, 1.0);
        }
        let calls = drain(&mut lanes, now);
        assert_eq!((count(&calls, 1), count(&calls, 2)), (0, 40));
        now += std::time::Duration::from_secs(1);
        let probe = lanes.next(now, |_, _| true).unwrap();
        assert!(probe.probe && probe.row.campaign.0 == 1);
        lanes.lane(CampaignId(1)).unwrap().circuit.probing();
        assert!(lanes.next(now, |_, _| true).is_none());
        // Its rows all wait for their next attempts; what became of their calls is not forgotten meanwhile.
        drop(probe);
        lanes.give_back(|_, _| true);
        lanes.sweep(|_| true);
        assert!(lanes.lane(CampaignId(1)).is_some());
        lanes.sweep(|_| false);
        assert!(lanes.lane(CampaignId(1)).is_none());
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
        let first = lanes.next(now, |_, _| true).unwrap().row;
        lanes.put_back(first.clone(), now);
        assert_eq!(lanes.next(now, |_, _| true).unwrap().row.key, first.key);
        assert_eq!(lanes.give_back(|_, _| true).len(), 2);
        lanes.sweep(|_| true);
        assert!(lanes.lane(CampaignId(1)).is_none());
    }
}
