//! Receipts that come by GraphQL, for callers that may report them.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};

use super::scalar::DateTime;
use super::user_error::{UserError, user_errors};
use crate::campaigns::delivery::DeliveryError;
use crate::campaigns::delivery::receipt::{self, RawReceipt};
use crate::campaigns::delivery::record::{self, Inlet};
use crate::graphql::error::{Failure, app, caller};

/// What may be reported of a message.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReceiptStatus {
    /// It arrived.
    Delivered,
    /// It definitely did not.
    Failed,
}

/// What became of one message.
#[derive(InputObject)]
pub struct ReceiptInput {
    /// The idempotency key that the message was sent with.
    key: String,
    /// The vendor's own id of the message.
    vendor_id: Option<String>,
    /// What became of it.
    status: ReceiptStatus,
    /// Why it failed: the vendor's code.
    reason: Option<String>,
    /// When it happened.
    occurred_at: DateTime,
}

/// Receipts to be recorded.
#[derive(InputObject)]
pub struct ReceiptsRecordInput {
    /// 1 to 10,000 of them.
    receipts: Vec<ReceiptInput>,
}

/// What was taken in.
#[derive(SimpleObject)]
pub struct ReceiptsRecordPayload {
    /// How many receipts were taken in and will be applied. One whose key is nobody's becomes a dead letter then.
    accepted_count: i32,
    /// What is wrong with the others.
    user_errors: Vec<UserError>,
}

/// Mutations about receipts.
#[derive(Default)]
pub struct ReceiptMutation;

#[Object]
impl ReceiptMutation {
    /// Reports what became of messages. Order and repeats do not matter.
    async fn receipts_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The receipts.")] input: ReceiptsRecordInput,
    ) -> Result<ReceiptsRecordPayload> {
        let app = app(context)?;
        let inlet = Inlet { redis: &app.redis, limits: &app.config.streams };
        let receipts = input.receipts.into_iter().map(RawReceipt::from).collect();
        let recorded = record::record(caller(context)?, inlet, receipts).await.map_err(Failure::from)?;
        let problems = recorded.problems.into_iter().map(|problem| problem.under("input.receipts")).collect();
        Ok(ReceiptsRecordPayload {
            accepted_count: i32::try_from(recorded.accepted).unwrap_or(i32::MAX),
            user_errors: user_errors(problems),
        })
    }
}

impl From<ReceiptInput> for RawReceipt {
    fn from(input: ReceiptInput) -> Self {
        Self {
            key: input.key,
            vendor_id: input.vendor_id,
            status: match input.status {
                ReceiptStatus::Delivered => receipt::ReceiptStatus::Delivered,
                ReceiptStatus::Failed => receipt::ReceiptStatus::Failed,
            },
            reason: input.reason,
            occurred_at: input.occurred_at.0,
        }
    }
}

impl From<DeliveryError> for Failure {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Forbidden(error) => error.into(),
            DeliveryError::Db(error) => error.into(),
            DeliveryError::Publish(error) => error.into(),
        }
    }
}
