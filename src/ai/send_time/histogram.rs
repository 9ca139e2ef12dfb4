//! When in the week something happens, and whether an hour of it stands out.
//!
//! An hour's own count is noisy, so it is smoothed twice: with its neighbours, and towards what its weekday and its hour
//! of the day would make of it, the more the fewer orders there are. Whether the best hour stands out is asked of the
//! raw counts of it and its neighbours against orders that come at any hour of the day alike, with the orders of one
//! person counted as less than as many of different people, and with the bar raised for having looked for the best.

use chrono::{DateTime, Datelike, Days, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

use crate::ai::slot::SLOT;
use crate::segments::window::to_instant;

/// Days of a week.
pub const DAYS: usize = 7;
/// Hours of a day.
pub const HOURS: usize = 24;
/// The first hour that is recommended for a message,
pub const FIRST_HOUR: usize = 9;
/// and the first that is not any more.
pub const END_HOUR: usize = 21;
/// Slots of a day.
const SLOTS: usize = 96;
/// Orders an hour of the week at which its own count weighs as much as its weekday and its hour of the day.
const PRIOR: f64 = 10.0;
/// Messages at which an hour's own success weighs as much as that of all.
const PRIOR_MESSAGES: f64 = 50.0;
/// The share of orders in one quarter of an hour of the day from which their times are no times.
const NO_TIME: f64 = 0.6;

/// An hour of the week; the weekday counts from Monday, which is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// 0 to 6.
    pub weekday: usize,
    /// 0 to 23.
    pub hour: usize,
}

/// What happened in one hour of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Orders placed.
    pub orders: i64,
    /// Messages that the vendor took and that came to an end.
    pub messages: i64,
    /// Of which so many were delivered.
    pub delivered: i64,
}

/// The hours of a week in a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    cells: Vec<Cell>,
    /// Orders by the quarter of an hour of the day: as the zone has it, and as UTC has it.
    slots: [Vec<i64>; 2],
}

impl Default for Week {
    fn default() -> Self {
        Self { cells: vec![Cell::default(); DAYS * HOURS], slots: [vec![0; SLOTS], vec![0; SLOTS]] }
    }
}

/// The best hour and how it compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// Which.
    pub hour: Hour,
    /// By how many standard errors more orders come in it and its neighbours than if all hours of the day were alike.
    pub stands_out: f64,
    /// How many times as many orders come then as in the mean hour of the day.
    pub times: f64,
}

impl Week {
    /// Puts down orders of a slot.
    pub fn ordered(&mut self, slot: i64, orders: i64, zone: Tz) {
        let Some(at) = place(slot, zone) else { return };
        let Some(cell) = self.cells.get_mut(at.0) else { return };
        cell.orders += orders;
        let utc = usize::try_from(slot.rem_euclid(SLOTS as i64)).unwrap_or(0);
        for (slots, slot) in self.slots.iter_mut().zip([at.1, utc]) {
            if let Some(count) = slots.get_mut(slot) {
                *count += orders;
            }
        }
    }

    /// Puts down messages of a slot, and how many of them were delivered.
    pub fn sent(&mut self, slot: i64, (messages, delivered): (i64, i64), zone: Tz) {
        if let Some(cell) = place(slot, zone).and_then(|at| self.cells.get_mut(at.0)) {
            cell.messages += messages;
            cell.delivered += delivered;
        }
    }

    /// Every hour, Monday's first one first.
    pub fn hours(&self) -> impl Iterator<Item = (Hour, Cell)> {
        let hour = |at: usize| Hour { weekday: at / HOURS, hour: at % HOURS };
        self.cells.iter().enumerate().map(move |(at, cell)| (hour(at), *cell))
    }

    /// All orders.
    pub fn orders(&self) -> i64 {
        self.cells.iter().map(|cell| cell.orders).sum()
    }

    /// Orders within the hours that are recommended.
    pub fn orders_by_day(&self) -> i64 {
        self.hours().filter(|(hour, _)| by_day(hour.hour)).map(|(_, cell)| cell.orders).sum()
    }

    /// Whether nearly all orders carry one time of day: then their times say nothing, only their dates are known.
    pub fn has_no_times(&self) -> bool {
        let most = self.slots.iter().flatten().max().copied().unwrap_or(0);
        most as f64 > self.orders() as f64 * NO_TIME
    }

    /// The hour of the day, night included, in which most orders come.
    pub fn busiest_hour(&self) -> usize {
        let orders =
            |hour: usize| self.hours().filter(|(at, _)| at.hour == hour).map(|(_, cell)| cell.orders).sum::<i64>();
        (0..HOURS).rev().max_by_key(|hour| orders(*hour)).unwrap_or(0)
    }

    fn at(&self, weekday: usize, hour: usize) -> Cell {
        self.cells.get(weekday * HOURS + hour).copied().unwrap_or_default()
    }

    /// Orders of an hour as one expects them.
    fn expected(&self, hour: Hour) -> f64 {
        let count = |cells: &mut dyn Iterator<Item = Cell>| cells.map(|cell| cell.orders).sum::<i64>() as f64;
        let all = self.orders() as f64;
        let of_day = count(&mut (0..HOURS).map(|other| self.at(hour.weekday, other)));
        let of_hour = count(&mut (0..DAYS).map(|other| self.at(other, hour.hour)));
        let independent = (of_day + 1.0) * (of_hour + 1.0) / (all + 1.0);
        let beside = |hour: usize| self.at_circular(hour).orders as f64;
        let at = hour.weekday * HOURS + hour.hour;
        let last = DAYS * HOURS - 1;
        let own = 0.5 * beside(at) + 0.25 * beside(at + last) + 0.25 * beside(at + 1);
        let weight = all / (all + PRIOR * (DAYS * HOURS) as f64);
        weight * own + (1.0 - weight) * independent
    }

    fn at_circular(&self, at: usize) -> Cell {
        self.cells.get(at % (DAYS * HOURS)).copied().unwrap_or_default()
    }

    /// How much better messages of an hour succeed than all, near 1 where few were sent.
    fn success(&self, hour: Hour) -> f64 {
        let all = self.cells.iter().fold((0, 0), |sum, cell| (sum.0 + cell.messages, sum.1 + cell.delivered));
        if all.1 == 0 {
            return 1.0;
        }
        let rate = all.1 as f64 / all.0 as f64;
        let cell = self.at(hour.weekday, hour.hour);
        (cell.delivered as f64 + PRIOR_MESSAGES * rate) / (cell.messages as f64 + PRIOR_MESSAGES) / rate
    }

    /// The best hour of the day. `effective` is how many orders of different people these are worth.
    pub fn best(&self, effective: f64) -> Option<Best> {
        let by_day = self.hours().map(|(hour, _)| hour).filter(|hour| by_day(hour.hour));
        let scored = by_day.map(|hour| (self.expected(hour) * self.success(hour), hour));
        let (_, hour) = scored.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        let beside = hour.hour.saturating_sub(1).max(FIRST_HOUR)..(hour.hour + 2).min(END_HOUR);
        let all = self.orders_by_day() as f64;
        if all == 0.0 || effective <= 0.0 {
            return None;
        }
        let share = beside.len() as f64 / ((END_HOUR - FIRST_HOUR) * DAYS) as f64;
        let found = beside.map(|other| self.at(hour.weekday, other).orders).sum::<i64>() as f64 / all;
        let by_day = effective * all / (self.orders() as f64).max(1.0);
        let stands_out = (found - share) / (share * (1.0 - share) / by_day).sqrt();
        Some(Best { hour, stands_out, times: found / share })
    }
}

/// Whether messages are recommended in an hour of the day.
pub fn by_day(hour: usize) -> bool {
    (FIRST_HOUR..END_HOUR).contains(&hour)
}

/// Where a slot lies in the week of a zone, and in its day.
fn place(slot: i64, zone: Tz) -> Option<(usize, usize)> {
    let local = DateTime::from_timestamp(slot.checked_mul(SLOT)?, 0)?.with_timezone(&zone);
    let weekday = usize::try_from(local.weekday().num_days_from_monday()).ok()?;
    let hour = usize::try_from(local.hour()).ok()?;
    let quarter = usize::try_from(local.minute() / 15).ok()?;
    Some((weekday * HOURS + hour, hour * 4 + quarter))
}

/// The next instant at which an hour of the week begins in a zone.
pub fn next(hour: Hour, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let today = now.with_timezone(&zone).date_naive();
    let time = NaiveTime::from_hms_opt(u32::try_from(hour.hour).ok()?, 0, 0)?;
    let begins = |days: u64| {
        let day = today.checked_add_days(Days::new(days))?;
        let is = usize::try_from(day.weekday().num_days_from_monday()).ok()?;
        let at = to_instant(day.and_time(time), zone);
        (is == hour.weekday && at > now).then_some(at)
    };
    (0..=DAYS as u64).find_map(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDIA: Tz = Tz::Asia__Kolkata;

    /// The slot of an hour of the first full week of 2026 in India, Monday being 5 January.
    fn slot(weekday: u64, hour: u32, minute: u32) -> i64 {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap() + Days::new(weekday);
        to_instant(day.and_hms_opt(hour, minute, 0).unwrap(), INDIA).timestamp() / SLOT
    }

    fn even() -> Week {
        let mut week = Week::default();
        for weekday in 0..7 {
            for hour in 0..24 {
                week.ordered(slot(weekday, hour, 15 * (hour % 4)), 5, INDIA);
            }
        }
        week
    }

    #[test]
    fn a_planted_hour_is_found_and_stands_out() {
        let mut week = even();
        week.ordered(slot(5, 18, 30), 60, INDIA);
        let best = week.best(week.orders() as f64).unwrap();
        assert_eq!(best.hour, Hour { weekday: 5, hour: 18 });
        assert!(best.stands_out > 5.0 && best.times > 3.0, "{best:?}");
        // The same orders of few people say less.
        assert!(week.best(40.0).unwrap().stands_out < 3.5);
    }

    #[test]
    fn even_orders_do_not_stand_out() {
        let week = even();
        assert!(week.best(week.orders() as f64).unwrap().stands_out < 1.0);
    }

    #[test]
    fn no_hour_of_the_night_is_best() {
        let mut week = even();
        week.ordered(slot(2, 23, 0), 500, INDIA);
        week.ordered(slot(2, 3, 15), 300, INDIA);
        assert!((9..21).contains(&week.best(700.0).unwrap().hour.hour));
        assert_eq!(week.busiest_hour(), 23);
    }

    #[test]
    fn an_hour_in_which_messages_fail_is_not_best() {
        let mut week = even();
        week.ordered(slot(5, 18, 30), 30, INDIA);
        week.ordered(slot(1, 11, 30), 28, INDIA);
        assert_eq!(week.best(900.0).unwrap().hour, Hour { weekday: 5, hour: 18 });
        week.sent(slot(5, 18, 0), (400, 100), INDIA);
        week.sent(slot(1, 11, 0), (400, 390), INDIA);
        assert_eq!(week.best(900.0).unwrap().hour, Hour { weekday: 1, hour: 11 });
    }

    #[test]
    fn dates_without_times_are_seen_through_in_any_zone() {
        let mut week = Week::default();
        for day in 0..300 {
            week.ordered(day * 96, 3, INDIA);
        }
        assert!(week.has_no_times());
        assert!(!even().has_no_times());
    }

    #[test]
    fn the_next_moment_lies_ahead_and_in_the_zone() {
        let now: DateTime<Utc> = "2026-01-07T12:30:00Z".parse().unwrap(); // Wednesday, 18:00 in India
        let next = |weekday, hour| next(Hour { weekday, hour }, now, INDIA).unwrap().to_rfc3339();
        assert_eq!(next(2, 19), "2026-01-07T13:30:00+00:00");
        assert_eq!(next(2, 18), "2026-01-14T12:30:00+00:00");
        assert_eq!(next(0, 9), "2026-01-12T03:30:00+00:00");
    }
}
