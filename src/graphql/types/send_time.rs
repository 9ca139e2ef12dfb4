//! When to send to an audience.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::message_preview::source;
use super::scalar::DateTime;
use crate::ai::send_time::{self, Cell, Confidence, Hour, Recommendation};
use crate::graphql::error::{Failure, app, caller};
use crate::segments::input::RuleInput;

/// When to send to an audience, and why. A suggestion: nothing is scheduled.
pub struct SendTimeRecommendation(Recommendation);

#[Object]
impl SendTimeRecommendation {
    /// The best hour of the week; null where there is not enough data.
    async fn best(&self) -> Option<SendTime> {
        self.0.best.map(|(hour, next)| SendTime {
            weekday: weekday(hour),
            hour: number(hour.hour),
            next: DateTime(next),
        })
    }

    /// How far to trust it.
    async fn confidence(&self) -> Confidence {
        self.0.confidence
    }

    /// Why, in sentences.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// People who were looked at: the whole audience, or a fixed sample of a large one.
    async fn people(&self) -> i32 {
        i32::try_from(self.0.people).unwrap_or(i32::MAX)
    }

    /// Their orders in the histogram: the latest of each.
    async fn orders(&self) -> i32 {
        i32::try_from(self.0.orders).unwrap_or(i32::MAX)
    }

    /// All 168 hours of the week, Monday's first one first.
    async fn histogram(&self) -> Vec<SendTimeHour> {
        self.0.histogram.iter().map(|(hour, cell)| SendTimeHour::of(*hour, *cell)).collect()
    }

    /// The zone whose hours these are: "Asia/Kolkata".
    async fn time_zone(&self) -> &str {
        self.0.zone.name()
    }
}

/// An hour of the week.
#[derive(SimpleObject)]
pub struct SendTime {
    /// 1 is Monday, 7 is Sunday.
    weekday: i32,
    /// 0 to 23, in the workspace's zone.
    hour: i32,
    /// When it next begins.
    next: DateTime,
}

/// What happened in an hour of the week.
#[derive(SimpleObject)]
pub struct SendTimeHour {
    /// 1 is Monday, 7 is Sunday.
    weekday: i32,
    /// 0 to 23, in the workspace's zone.
    hour: i32,
    /// Orders placed in it.
    orders: i32,
    /// Messages sent in it that were delivered.
    delivered: i32,
}

impl SendTimeHour {
    fn of(hour: Hour, cell: Cell) -> Self {
        let count = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            weekday: weekday(hour),
            hour: number(hour.hour),
            orders: count(cell.orders),
            delivered: count(cell.delivered),
        }
    }
}

fn number(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn weekday(hour: Hour) -> i32 {
    number(hour.weekday + 1)
}

/// Queries about when to send.
#[derive(Default)]
pub struct SendTimeQuery;

#[Object]
impl SendTimeQuery {
    /// The weekday and hour at which an audience orders most and messages reach it; "not enough data" is an answer.
    #[graphql(complexity = "200 + child_complexity")]
    async fn send_time_recommendation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For whom; everyone where neither this nor segmentId is given.")] rule: Option<RuleInput>,
        #[graphql(desc = "For whom: a saved segment.")] segment_id: Option<ID>,
    ) -> Result<SendTimeRecommendation> {
        let app = app(context)?;
        let source = source(rule, segment_id)?;
        let found = send_time::send_time(caller(context)?, &app.read, &app.config.workspace, source).await;
        Ok(SendTimeRecommendation(found.map_err(Failure::from)?.map_err(Failure::problems)?))
    }
}
