//! One message of a campaign.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::campaign::Campaign;
use super::customer::CustomerType;
use super::page::Noun;
use super::scalar::DateTime;
use crate::campaigns::campaign;
use crate::campaigns::follow::Batch;
use crate::campaigns::status::MessageStatus;
use crate::graphql::error::Failure;
use crate::graphql::loader::{CampaignLoader, CustomerLoader};

/// One message to one customer, and what became of it.
#[derive(Clone)]
pub struct Delivery(pub campaign::Delivery);

impl Noun for Delivery {
    const CONNECTION: &'static str = "DeliveryConnection";
    const EDGE: &'static str = "DeliveryEdge";
}

#[Object]
impl Delivery {
    /// Opaque.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Of which campaign.
    async fn campaign(&self, context: &Context<'_>) -> Result<Option<Campaign>> {
        let found = context.data::<DataLoader<CampaignLoader>>()?.load_one(self.0.campaign).await;
        Ok(found.map_err(|error| Failure::from(&*error))?.map(Campaign))
    }

    /// To whom.
    async fn customer(&self, context: &Context<'_>) -> Result<Option<CustomerType>> {
        let found = context.data::<DataLoader<CustomerLoader>>()?.load_one(self.0.customer).await;
        Ok(found.map_err(|error| Failure::from(&*error))?.map(CustomerType))
    }

    /// To whom: the customer's id.
    async fn customer_id(&self) -> ID {
        self.0.customer.to_string().into()
    }

    /// The brand's own key of the customer.
    async fn customer_external_id(&self) -> &str {
        &self.0.customer_external_id
    }

    /// The customer's name.
    async fn customer_name(&self) -> Option<&str> {
        self.0.customer_name.as_deref()
    }

    /// Where it stands.
    async fn status(&self) -> MessageStatus {
        self.0.status
    }

    /// Why it failed, was skipped or is unknown: a stable code.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// From 1; each retry by a person begins the next.
    async fn generation(&self) -> i32 {
        self.0.generation.into()
    }

    /// Calls of this generation that the vendor may have seen.
    async fn attempts(&self) -> i32 {
        self.0.attempts.into()
    }

    /// Whether the vendor ever took it.
    async fn accepted(&self) -> bool {
        self.0.accepted
    }

    /// What it says; null before it is rendered and where it was skipped before.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The vendor's own id.
    async fn vendor_id(&self) -> Option<&str> {
        self.0.vendor_id.as_deref()
    }

    /// When it is due, while it is to be sent.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_attempt_at.map(DateTime)
    }

    /// When the vendor took it.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// When it came to its end.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime)
    }
}

/// Messages that changed within a tenth of a second.
#[derive(SimpleObject)]
pub struct DeliveryBatch {
    /// As they are now; at most 200.
    deliveries: Vec<Delivery>,
    /// How many more changed, whatever their status, that are not shown.
    missed: i32,
}

impl From<Batch> for DeliveryBatch {
    fn from(batch: Batch) -> Self {
        Self { deliveries: batch.deliveries.into_iter().map(Delivery).collect(), missed: batch.missed }
    }
}
