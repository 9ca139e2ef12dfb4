//! The workspace at a glance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::campaign::{Campaign, Progress};
use crate::campaigns::read;
use crate::campaigns::store::Stretch;
use crate::mcp::refusal::Refusal;
use crate::mcp::tool::{Call, Effect, Tool};
use crate::scalar::{DateTime, Decimal};

/// The workspace at a glance.
pub struct Dashboard;

/// Of which stretch of time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Question {
    /// Orders and campaigns from this instant on.
    from: Option<DateTime>,
    /// Orders and campaigns before this instant.
    to: Option<DateTime>,
}

/// The figures.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Customers, now.
    customers: i64,
    /// Completed orders placed within the stretch.
    orders: i64,
    /// What they came to.
    revenue: Decimal,
    /// ISO 4217: of the revenue and of all money.
    currency: String,
    /// Campaigns that are being prepared, running or paused, now.
    active_campaigns: i32,
    /// The messages of the campaigns that were launched within the stretch.
    messages: Progress,
    /// The newest campaigns.
    recent_campaigns: Vec<Campaign>,
}

impl Tool for Dashboard {
    type Takes = Question;
    type Gives = Figures;
    const NAME: &'static str = "dashboard";
    const TITLE: &'static str = "The workspace at a glance";
    const DESCRIPTION: &'static str = "Customers, orders, revenue, messages and the newest campaigns, of a stretch of \
        time or of all. Takes the permission READ.";
    const EFFECT: Effect = Effect::Reads;

    async fn run(call: &Call, takes: Question) -> Result<Figures, Refusal> {
        let stretch = Stretch { from: takes.from.map(|from| from.0), to: takes.to.map(|to| to.0) };
        let read::Dashboard { totals, recent } = read::dashboard(&call.ctx, &call.app.read, stretch).await??;
        let currency = call.app.config.workspace.currency;
        Ok(Figures {
            customers: totals.customers,
            orders: totals.orders,
            revenue: Decimal(totals.revenue.to_decimal(currency)),
            currency: currency.code().to_owned(),
            active_campaigns: totals.active_campaigns,
            messages: totals.messages.into(),
            recent_campaigns: recent.into_iter().map(Campaign::from).collect(),
        })
    }
}
