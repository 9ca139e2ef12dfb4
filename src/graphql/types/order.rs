//! Orders and their items.

use async_graphql::{Context, ID, Object, Result};

use super::page::Noun;
use super::scalar::{DateTime, Decimal};
use crate::customers::{Item, Order, OrderStatus};
use crate::db::money::Minor;
use crate::graphql::error::app;

/// What somebody bought at one time.
#[derive(Clone)]
pub struct OrderType(pub Order);

impl Noun for OrderType {
    const CONNECTION: &'static str = "OrderConnection";
    const EDGE: &'static str = "OrderEdge";
}

fn decimal(context: &Context<'_>, amount: Minor) -> Result<Decimal> {
    Ok(Decimal(amount.to_decimal(app(context)?.config.workspace.currency)))
}

#[Object(name = "Order")]
impl OrderType {
    /// Our id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The brand's own id.
    async fn external_id(&self) -> &str {
        &self.0.external_id
    }

    /// What it came to.
    async fn amount(&self, context: &Context<'_>) -> Result<Decimal> {
        decimal(context, self.0.amount)
    }

    /// What became of it.
    async fn status(&self) -> OrderStatus {
        self.0.status
    }

    /// When it was placed.
    async fn placed_at(&self) -> DateTime {
        DateTime(self.0.placed_at)
    }

    /// Where it was placed: "web".
    async fn channel(&self) -> Option<&str> {
        self.0.channel.as_deref()
    }

    /// What was bought; empty where nobody said.
    async fn items(&self) -> Vec<OrderItem<'_>> {
        self.0.items.iter().map(OrderItem).collect()
    }
}

/// One line of an order.
pub struct OrderItem<'a>(&'a Item);

#[Object]
impl OrderItem<'_> {
    /// The brand's own id of what was bought.
    async fn sku(&self) -> &str {
        &self.0.sku
    }

    /// Its name.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Its group.
    async fn category(&self) -> Option<&str> {
        self.0.category.as_deref()
    }

    /// How many.
    async fn quantity(&self) -> i32 {
        self.0.quantity
    }

    /// The price of one.
    async fn price(&self, context: &Context<'_>) -> Result<Decimal> {
        decimal(context, Minor(self.0.price_minor))
    }

    /// Its picture: a path of this server, or an https address.
    async fn image_url(&self) -> Option<&str> {
        self.0.image_url.as_deref()
    }
}
