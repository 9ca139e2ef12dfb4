//! The tools, in the order of a campaign's way.

mod campaign;
mod campaigns;
mod customers;
mod dashboard;
mod ingest;
mod launch;
mod message;
pub mod none;
mod orders;
mod page;
mod preview;
mod problem;
mod rules;
mod segments;

pub use self::rules::RuleFields;

use std::str::FromStr;

use super::refusal::Refusal;
use super::tool::{Tool, Toolbox};
use crate::ids::InvalidId;
use crate::problem::Problem;

/// The tools that take rows, and may be called with as much as the API's bulk mutations.
pub const TAKES_ROWS: [&str; 2] = [customers::AddCustomers::NAME, orders::AddOrders::NAME];

/// All of them.
pub fn all() -> Toolbox {
    Toolbox::default()
        .with::<customers::AddCustomers>()
        .with::<orders::AddOrders>()
        .with::<ingest::IngestProgress>()
        .with::<RuleFields>()
        .with::<rules::ReadRuleFromText>()
        .with::<preview::PreviewSegment>()
        .with::<segments::SaveSegment>()
        .with::<segments::ListSegments>()
        .with::<message::PreviewMessage>()
        .with::<campaigns::CreateCampaign>()
        .with::<launch::SimulateCampaign>()
        .with::<launch::LaunchCampaign>()
        .with::<campaigns::ListCampaigns>()
        .with::<campaigns::ReadCampaign>()
        .with::<dashboard::Dashboard>()
}

/// An id among the arguments.
fn id<I: FromStr<Err = InvalidId>>(text: &str, path: &'static str) -> Result<I, Refusal> {
    text.parse().map_err(|error| Problem::at(path, "INVALID_ID", format!("{error}.")).into())
}
