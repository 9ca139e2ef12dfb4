//! When to send: the weekday and hour at which an audience orders most, as far as messages reach it then.
//!
//! Nothing but counting ([`histogram`], [`store`]); no model could add to it, so none is asked. That there is not enough
//! to tell is an answer. Hours of the night are never recommended, whatever the counts say.

mod histogram;
mod store;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use self::histogram::{Best, END_HOUR, FIRST_HOUR, Week, by_day, next};
pub use self::histogram::{Cell, Hour};
use self::store::PEOPLE;
use super::Error;
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::db::{Db, DbError};
use crate::problem::Problem;
use crate::segments::engine::{PREVIEW_TIMEOUT, within};
use crate::segments::eval::Moment;
use crate::segments::input::RuleInput;
use crate::segments::{self, Source, load_rule};

/// People who ordered, and their orders by day, below which nothing is recommended.
const ENOUGH: (i64, i64) = (20, 50);
/// Likewise for a confidence of MEDIUM, with how far the hour stands out in standard errors: 1 of 2,000 weeks without
/// any pattern does by chance in its best of 84 hours.
const MEDIUM: (i64, i64, f64) = (50, 150, 4.5);
/// Likewise for HIGH.
const HIGH: (i64, i64, f64) = (200, 500, 6.0);
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// How far a recommendation is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
#[graphql(name = "SendTimeConfidence")]
pub enum Confidence {
    /// Too few people ordered, or only the dates of their orders are known.
    NotEnoughData,
    /// The hour could be the best by chance.
    Low,
    /// It stands out, of some people's orders.
    Medium,
    /// It stands out clearly, of many people's orders.
    High,
}

/// When to send to an audience.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// The hour and when it next begins; none where there is not enough data.
    pub best: Option<(Hour, DateTime<Utc>)>,
    /// How far to trust it.
    pub confidence: Confidence,
    /// Why, for people.
    pub reason: String,
    /// People who were looked at.
    pub people: i64,
    /// Their orders that were looked at.
    pub orders: i64,
    /// Every hour of the week.
    pub histogram: Vec<(Hour, Cell)>,
    /// Whose hours these are.
    pub zone: Tz,
}

/// What was read of an audience.
struct Read {
    people: i64,
    /// Whether the audience has more people than were looked at.
    sampled: bool,
    buyers: i64,
    effective: f64,
    week: Week,
}

/// When to send to an audience; to everyone where none is given. Problems are at "rule" or "segmentId".
pub async fn send_time(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    source: Option<Source>,
) -> Result<Result<Recommendation, Vec<Problem>>, Error> {
    ctx.require(Permission::Read).map_err(segments::Error::from)?;
    let source = source.unwrap_or(Source::Rule(RuleInput::Everyone(true)));
    let moment = Moment { as_of: ctx.clock.now(), zone: workspace.timezone };
    let mut connection = db.get().await?;
    let read = within(&mut connection, PREVIEW_TIMEOUT, async |connection| {
        let rule = match load_rule(connection, workspace, &source).await? {
            Ok(rule) => rule,
            Err(problems) => return Ok(Err(problems)),
        };
        let mut people = store::people(connection, &rule, moment).await?;
        let sampled = i64::try_from(people.len()).is_ok_and(|count| count > PEOPLE);
        people.truncate(usize::try_from(PEOPLE).unwrap_or(usize::MAX));
        let orders = store::orders(connection, &people).await?;
        let mut week = Week::default();
        for (slot, count) in orders.slots {
            week.ordered(slot, count, moment.zone);
        }
        for sent in store::sent(connection, &people).await? {
            week.sent(sent.slot, (sent.messages, sent.delivered), moment.zone);
        }
        let people = i64::try_from(people.len()).unwrap_or(i64::MAX);
        Ok::<_, DbError>(Ok(Read { people, sampled, buyers: orders.buyers, effective: orders.effective, week }))
    });
    let path = if matches!(source, Source::Segment(_)) { "segmentId" } else { "rule" };
    Ok(match read.await.map_err(segments::Error::from)? {
        Ok(read) => Ok(recommended(&read, moment)),
        Err(problems) => Err(problems.into_iter().map(|problem| problem.under(path)).collect()),
    })
}

fn recommended(read: &Read, moment: Moment) -> Recommendation {
    let orders = read.week.orders();
    let none = |reason: String| (None, Confidence::NotEnoughData, reason);
    let by_day = read.week.orders_by_day();
    let (best, confidence, reason) = if read.buyers >= ENOUGH.0 && read.week.has_no_times() {
        none("Not enough data: nearly all orders carry the same time of day, so only their dates are known.".to_owned())
    } else if read.buyers < ENOUGH.0 || by_day < ENOUGH.1 {
        none(format!(
            "Not enough data: {} people of this audience ordered, {by_day} times by day; {} people and {} orders are \
             the least that tells anything.",
            read.buyers, ENOUGH.0, ENOUGH.1
        ))
    } else {
        match read.week.best(read.effective) {
            Some(best) => {
                let confidence = confidence(read, by_day, best);
                (Some(best), confidence, reason(read, best, confidence))
            }
            None => none("Not enough data.".to_owned()),
        }
    };
    Recommendation {
        best: best.and_then(|best| Some((best.hour, next(best.hour, moment.as_of, moment.zone)?))),
        confidence,
        reason,
        people: read.people,
        orders,
        histogram: read.week.hours().collect(),
        zone: moment.zone,
    }
}

fn confidence(read: &Read, by_day: i64, best: Best) -> Confidence {
    let reaches = |(people, orders, apart): (i64, i64, f64)| {
        read.buyers >= people && by_day >= orders && best.stands_out >= apart
    };
    if reaches(HIGH) {
        Confidence::High
    } else if reaches(MEDIUM) {
        Confidence::Medium
    } else {
        Confidence::Low
    }
}

fn reason(read: &Read, best: Best, confidence: Confidence) -> String {
    let weekday = WEEKDAYS.get(best.hour.weekday).copied().unwrap_or_default();
    let orders = read.week.orders();
    let mut sentences = vec![format!(
        "{weekday} around {:02}:00 brings {:.1} times as many orders as the mean hour of the day.",
        best.hour.hour, best.times
    )];
    sentences.push(match confidence {
        Confidence::High => "That stands out clearly against chance.".to_owned(),
        Confidence::Medium => "That stands out against chance.".to_owned(),
        _ if best.stands_out >= MEDIUM.2 => "That is told from too few people or orders to be sure.".to_owned(),
        Confidence::Low | Confidence::NotEnoughData => "That may be chance: the hours differ little.".to_owned(),
    });
    let of = format!("It is read from {orders} orders of {} people", read.buyers);
    sentences.push(if read.sampled {
        format!("{of} among {} of this audience, a fixed sample, the latest orders of each.", read.people)
    } else {
        format!("{of}, the latest orders of each.")
    });
    let busiest = read.week.busiest_hour();
    if !by_day(busiest) {
        sentences.push(format!("Most orders come around {busiest:02}:00, but nobody should be messaged at night."));
    }
    sentences.push(format!("Only hours from {FIRST_HOUR:02}:00 to {END_HOUR}:00 are recommended."));
    sentences.join(" ")
}
