//! The workspace at a glance.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::campaign::Campaign;
use super::scalar::{DateTime, Decimal};
use crate::campaigns::campaign::Figures;
use crate::campaigns::read;
use crate::campaigns::store::{SalesPoint, Stretch};
use crate::config::Currency;
use crate::graphql::error::{Failure, app, caller};

/// The workspace at a glance.
pub struct Dashboard {
    made: read::Dashboard,
    stretch: Stretch,
    currency: Currency,
}

#[Object]
impl Dashboard {
    /// Customers, now.
    async fn customers(&self) -> i32 {
        clamped(self.made.totals.customers)
    }

    /// Completed orders placed within the stretch.
    async fn orders(&self) -> i32 {
        clamped(self.made.totals.orders)
    }

    /// What they came to.
    async fn revenue(&self) -> Decimal {
        Decimal(self.made.totals.revenue.to_decimal(self.currency))
    }

    /// Campaigns that are being prepared, running or paused, now.
    async fn active_campaigns(&self) -> i32 {
        self.made.totals.active_campaigns
    }

    /// The messages of the campaigns that were launched within the stretch.
    async fn messages(&self) -> DashboardMessages {
        DashboardMessages(self.made.totals.messages.clone())
    }

    /// The completed orders of the stretch, part by part and without gaps, at most 400 parts: a day each, or a week, a
    /// month or a year where days would be more. Without `from` it begins with the first order, without `to` it ends
    /// with today, or with the last order if that is later.
    async fn series(&self, context: &Context<'_>) -> Result<Vec<DashboardPoint>> {
        let app = app(context)?;
        let zone = app.config.workspace.timezone;
        let points = read::sales(caller(context)?, &app.read, self.stretch, zone).await.map_err(Failure::from)?;
        Ok(points.into_iter().map(|point| DashboardPoint::of(point, self.currency)).collect())
    }

    /// The newest campaigns.
    async fn recent_campaigns(&self) -> Vec<Campaign> {
        self.made.recent.iter().cloned().map(Campaign).collect()
    }
}

/// Completed orders within one part of a stretch of time.
#[derive(SimpleObject)]
pub struct DashboardPoint {
    /// When the part begins: as a day does in the workspace's time zone, the first as the stretch does.
    from: DateTime,
    /// When it ends, which is when the next one begins; the last ends as the stretch does.
    to: DateTime,
    /// Completed orders placed in it.
    orders: i32,
    /// What they came to.
    revenue: Decimal,
}

impl DashboardPoint {
    fn of(point: SalesPoint, currency: Currency) -> Self {
        Self {
            from: DateTime(point.from),
            to: DateTime(point.to),
            orders: clamped(point.orders),
            revenue: Decimal(point.revenue.to_decimal(currency)),
        }
    }
}

/// Messages by where they stand.
pub struct DashboardMessages(Figures);

#[Object]
impl DashboardMessages {
    /// All of them.
    async fn audience(&self) -> i32 {
        self.0.audience
    }

    /// To be sent.
    async fn pending(&self) -> i32 {
        self.0.pending
    }

    /// Awaiting their receipt.
    async fn sent(&self) -> i32 {
        self.0.sent
    }

    /// Arrived.
    async fn delivered(&self) -> i32 {
        self.0.delivered
    }

    /// Definitely refused.
    async fn failed(&self) -> i32 {
        self.0.failed
    }

    /// Nobody knows whether they arrived.
    async fn unknown(&self) -> i32 {
        self.0.unknown
    }

    /// Never to be sent.
    async fn skipped(&self) -> i32 {
        self.0.skipped
    }

    /// Ever taken by the vendor.
    async fn accepted(&self) -> i32 {
        self.0.accepted
    }

    /// The share of what has come to an end that arrived, 0 to 1; null before anything has.
    async fn delivery_rate(&self) -> Option<f64> {
        self.0.delivery_rate()
    }
}

/// The dashboard's query.
#[derive(Default)]
pub struct DashboardQuery;

#[Object]
impl DashboardQuery {
    /// The workspace at a glance.
    async fn dashboard(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Orders and campaigns from this instant on.")] from: Option<DateTime>,
        #[graphql(desc = "Orders and campaigns before this instant.")] to: Option<DateTime>,
    ) -> Result<Dashboard> {
        let app = app(context)?;
        let stretch = Stretch { from: from.map(|from| from.0), to: to.map(|to| to.0) };
        let made = read::dashboard(caller(context)?, &app.read, stretch).await;
        let made = made.map_err(Failure::from)?.map_err(Failure::problems)?;
        Ok(Dashboard { made, stretch, currency: app.config.workspace.currency })
    }
}

fn clamped(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
