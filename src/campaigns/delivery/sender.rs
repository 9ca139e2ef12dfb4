//! The sender: decides which call begins next, and lets it begin only if all of this holds at that moment: the
//! campaign is known to run, its rate grants the call, the vendor has not asked to be left alone, the campaign's
//! circuit lets it pass, a permit is free for it, and the row's claim is not about to run out.
//!
//! One task decides; each call is a task of its own, and all of them end with the sender.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use tokio::sync::{mpsc, watch};
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::Handles;
use super::answers::{self, Answered};
use super::call::{self, Caller, Outcome};
use super::circuit::Passage;
use super::fate::{self, Fate, SHORTEST_WAIT};
use super::held::{self, HeldRow, Holdings};
use super::lanes::{Lanes, Mark, Turn};
use super::rate::{self, Grant};
use super::view::{self, View};
use crate::ids::CampaignId;
use crate::streams::RedisError;
use crate::vendor::{Answer, MessageVendor};

/// How long calls in flight may take once the worker stops; then they count as unanswered.
const FAREWELL: Duration = Duration::from_secs(5);
/// Something may have changed that nobody tells: look again.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// A granted call is made within this time or asked for again, so that a campaign that waited does not burst.
const GRANT_LASTS: Duration = Duration::from_millis(500);

/// The sending half of a delivery worker.
pub struct Sender<V> {
    pub(super) handles: Handles,
    pub(super) vendor: Arc<V>,
    pub(super) holdings: Arc<Holdings>,
    pub(super) inbox: mpsc::Receiver<Vec<HeldRow>>,
}

impl<V: MessageVendor> Sender<V> {
    /// Sends until `stop`: then begins no call, lets those in flight end, writes all answers, gives back the
    /// rest, and returns, within eight seconds.
    pub async fn run(self, stop: CancellationToken) {
        let Self { handles, vendor, holdings, inbox } = self;
        let (answers, written) = mpsc::unbounded_channel();
        let (views, seen) = watch::channel(Arc::new(View::empty()));
        let (vendor_waits_until, waits) = watch::channel(Instant::now());
        let aside = CancellationToken::new();
        let floor = Floor {
            caller: Arc::new(Caller {
                vendor,
                handles: handles.clone(),
                views: seen.clone(),
                vendor_waits_until: waits,
                stop: stop.clone(),
                cut: CancellationToken::new(),
            }),
            lanes: Lanes::new(handles.concurrency),
            vendor_waits_until,
            calls: JoinSet::new(),
            in_flight: HashMap::new(),
            asks: JoinSet::new(),
            holdings: Arc::clone(&holdings),
            views: seen,
            inbox,
            answers,
        };
        let write = async {
            answers::write_all(&handles, &holdings, written).await;
            aside.cancel();
        };
        tokio::join!(
            floor.run(stop),
            write,
            held::keep(&handles, &holdings, aside.clone()),
            view::follow(&handles, &views, aside.clone()),
        );
    }
}

type Ask = (CampaignId, Result<Grant, RedisError>);
type Ended = Result<(task::Id, Outcome), JoinError>;

/// A call under way.
struct InFlight {
    row: Arc<HeldRow>,
    /// Whether it is its circuit's probe.
    probe: bool,
    /// Counts it against its lane.
    _mark: Mark,
}

struct Floor<V> {
    caller: Arc<Caller<V>>,
    lanes: Lanes,
    vendor_waits_until: watch::Sender<Instant>,
    calls: JoinSet<Outcome>,
    in_flight: HashMap<task::Id, InFlight>,
    asks: JoinSet<Ask>,
    holdings: Arc<Holdings>,
    views: watch::Receiver<Arc<View>>,
    inbox: mpsc::Receiver<Vec<HeldRow>>,
    answers: mpsc::UnboundedSender<Answered>,
}

impl<V: MessageVendor> Floor<V> {
    async fn run(mut self, stop: CancellationToken) {
        loop {
            self.ask_for_grants();
            self.begin_calls();
            let wake = self.wake_at();
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = self.calls.join_next_with_id() => {
                    self.ended(ended);
                    while let Some(ended) = self.calls.try_join_next_with_id() {
                        self.ended(ended);
                    }
                }
                Some(asked) = self.asks.join_next() => self.answered_ask(asked),
                Ok(()) = self.views.changed() => self.look_at_view(),
                Some(rows) = self.inbox.recv() => self.lanes.push(rows, Instant::now()),
                () = sleep_until(wake) => {}
            }
        }
        self.farewell().await;
    }

    /// Asks for the calls that rates grant, a question a campaign at a time.
    fn ask_for_grants(&mut self) {
        let now = Instant::now();
        let view = Arc::clone(&self.views.borrow());
        if !view.is_fresh(now) || now < self.waits_until(&view) {
            return;
        }
        for (campaign, lane) in self.lanes.in_line() {
            let Some(Some(rate)) = view.running.get(&campaign).copied() else { continue };
            if lane.is_granted(now) || lane.ask_at.is_none_or(|at| now < at) {
                continue;
            }
            lane.ask_at = None;
            let wanted = u32::try_from(lane.waiting().min(self.caller.handles.concurrency)).unwrap_or(u32::MAX);
            let redis = self.caller.handles.redis.clone();
            self.asks.spawn(async move { (campaign, rate::take(&redis, campaign, rate, wanted).await) });
        }
    }

    fn answered_ask(&mut self, asked: Result<Ask, JoinError>) {
        let Ok((campaign, outcome)) = asked else { return };
        let now = Instant::now();
        let Some(lane) = self.lanes.lane(campaign) else { return };
        match outcome {
            Ok(grant) => {
                lane.grant(grant.calls, now + GRANT_LASTS);
                lane.ask_at = Some(now + grant.ask_after);
            }
            Err(error) => {
                tracing::warn!(%campaign, %error, "cannot ask for the campaign's rate; its calls wait");
                lane.ask_at = Some(now + LOOK_AGAIN);
            }
        }
    }

    /// Begins every call that may begin now.
    fn begin_calls(&mut self) {
        let now = Instant::now();
        let view = Arc::clone(&self.views.borrow());
        if !view.is_fresh(now) || now < self.waits_until(&view) {
            return;
        }
        loop {
            let next = self.lanes.next(now, |campaign, lane| match view.running.get(&campaign) {
                Some(None) => true,
                Some(Some(_)) => lane.is_granted(now),
                None => false,
            });
            let Some(Turn { row, mark, probe }) = next else { return };
            if !self.holdings.covers(&row, now) {
                // It was settled by others, or its claim is about to run out: given back if it is still ours.
                self.settle(&row, Fate::UNTRIED);
                continue;
            }
            if probe && let Some(lane) = self.lanes.lane(row.campaign) {
                lane.circuit.probing();
            }
            let row = Arc::new(row);
            let task = self.calls.spawn(call::make(Arc::clone(&self.caller), Arc::clone(&row)));
            self.in_flight.insert(task.id(), InFlight { row, probe, _mark: mark });
        }
    }

    fn waits_until(&self, view: &View) -> Instant {
        view.vendor_waits_until.max(*self.vendor_waits_until.borrow())
    }

    fn ended(&mut self, ended: Ended) {
        let now = Instant::now();
        let (task, outcome) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                tracing::error!(%error, "a call died; whether the vendor took the message is not certain");
                (error.id(), Outcome::Answered(Answer::NoAnswer))
            }
        };
        let Some(InFlight { row, probe, .. }) = self.in_flight.remove(&task) else { return };
        let row = Arc::unwrap_or_clone(row);
        match outcome {
            Outcome::Answered(answer) => {
                let call = fate::Call { attempts: row.attempts, probe };
                self.learn(&answer, row.campaign, call, now);
                if answer == Answer::Unreachable {
                    return self.keep(row, now);
                }
                let jitter = rand::rng().random_range(0.0..1.0);
                self.settle(&row, Fate::of(answer, call, self.caller.handles.policy, jitter));
            }
            Outcome::NotBegun => {
                self.void(row.campaign, probe, now);
                self.keep(row, now);
            }
            Outcome::NotOurs => {
                self.void(row.campaign, probe, now);
                self.holdings.let_go([row.hold()]);
            }
        }
    }

    /// A row whose call the vendor has certainly not seen. It stays in line, unless its claim says that it was
    /// called, which must not stand: a vendor that takes no keys would not be called again after a crash.
    fn keep(&mut self, row: HeldRow, now: Instant) {
        if self.caller.handles.policy.idempotent {
            self.lanes.put_back(row, now);
        } else {
            self.settle(&row, Fate::UNTRIED);
        }
    }

    fn void(&mut self, campaign: CampaignId, probe: bool, now: Instant) {
        if probe && let Some(lane) = self.lanes.lane(campaign) {
            lane.circuit.probe_void(now);
        }
    }

    /// What an answer says of the vendor: how it treats the campaign, and whether it wants to be left alone.
    fn learn(&mut self, answer: &Answer, campaign: CampaignId, call: fate::Call, now: Instant) {
        metrics::counter!("xeno_vendor_calls_total", "answer" => answer.name()).increment(1);
        if let Answer::RateLimited { retry_after } = answer {
            let wait = (*retry_after).max(SHORTEST_WAIT);
            self.vendor_waits_until.send_modify(|until| *until = (*until).max(now + wait));
            let redis = self.caller.handles.redis.clone();
            tokio::spawn(async move { view::tell_vendor_wait(&redis, wait).await });
        }
        let Some(lane) = self.lanes.lane(campaign) else { return };
        match answer {
            Answer::Accepted { .. }
            | Answer::Refused { .. }
            | Answer::KeyConflict { .. }
            | Answer::RateLimited { .. } => lane.circuit.answered(),
            Answer::Busy | Answer::ServerError | Answer::NoAnswer | Answer::Unreachable => {
                let jitter = rand::rng().random_range(0.0..1.0);
                if lane.circuit.failed(now, call.probe, jitter) {
                    tracing::warn!(%campaign, "the vendor answers no call of {campaign}: they wait until it does");
                }
            }
        }
    }

    /// Gives back the lines of campaigns that no longer run.
    fn look_at_view(&mut self) {
        let view = Arc::clone(&self.views.borrow_and_update());
        let stopped = self
            .lanes
            .give_back(|campaign, lane| view.read_at > lane.pushed_at && !view.running.contains_key(&campaign));
        for row in stopped {
            self.settle(&row, Fate::UNTRIED);
        }
        self.lanes.sweep(|campaign| view.running.contains_key(&campaign));
    }

    fn settle(&self, row: &HeldRow, fate: Fate) {
        // The writer outlives every sender of answers.
        let _sent = self.answers.send(Answered { hold: row.hold(), fate });
    }

    fn wake_at(&mut self) -> Instant {
        let now = Instant::now();
        let mut wake = now + LOOK_AGAIN;
        let waits_until = *self.vendor_waits_until.borrow();
        if waits_until > now {
            wake = wake.min(waits_until);
        }
        for (_, lane) in self.lanes.in_line() {
            if let Some(at) = lane.ask_at.filter(|at| *at > now) {
                wake = wake.min(at);
            }
            if let Passage::Wait(until) = lane.circuit.passage(now) {
                wake = wake.min(until);
            }
        }
        wake
    }

    /// Calls in flight end, by themselves or cut off; what is in line is given back.
    async fn farewell(mut self) {
        self.inbox.close();
        while let Some(rows) = self.inbox.recv().await {
            self.lanes.push(rows, Instant::now());
        }
        let cut_at = Instant::now() + FAREWELL;
        loop {
            for row in self.lanes.give_back(|_, _| true) {
                self.settle(&row, Fate::UNTRIED);
            }
            tokio::select! {
                ended = self.calls.join_next_with_id() => match ended {
                    Some(ended) => self.ended(ended),
                    None => return,
                },
                () = sleep_until(cut_at), if !self.caller.cut.is_cancelled() => self.caller.cut.cancel(),
            }
        }
    }
}
