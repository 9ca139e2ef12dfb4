//! Any object by its id.

use async_graphql::{Context, ID, Interface, Object, Result};

use super::campaign::Campaign;
use super::customer::CustomerType;
use super::segment::Segment;
use crate::campaigns::read;
use crate::customers::{self, Which};
use crate::graphql::error::{Failure, app, caller};
use crate::ids::{CampaignId, CustomerId, SegmentId};
use crate::problem::Problem;
use crate::segments;

/// What can be asked for again by its id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
pub enum Node {
    /// A customer.
    Customer(CustomerType),
    /// A segment.
    Segment(Segment),
    /// A campaign.
    Campaign(Campaign),
}

/// Queries that belong to no noun.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// A customer, segment or campaign by its id; null where there is none.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The id, which tells its kind.")] id: ID,
    ) -> Result<Option<Node>> {
        let (app, caller) = (app(context)?, caller(context)?);
        if let Ok(id) = id.parse::<CustomerId>() {
            let found = customers::find(caller, &app.read, &Which::Id(id)).await.map_err(Failure::from)?;
            return Ok(found.map(|customer| CustomerType(customer).into()));
        }
        if let Ok(id) = id.parse::<SegmentId>() {
            let found = segments::get(caller, &app.read, &app.config.workspace, id).await.map_err(Failure::from)?;
            return Ok(found.map(|segment| Segment(segment).into()));
        }
        if let Ok(id) = id.parse::<CampaignId>() {
            let found = read::one(caller, &app.read, id).await.map_err(Failure::from)?;
            return Ok(found.map(|campaign| Campaign(campaign).into()));
        }
        let message = "This is not the id of a customer, a segment or a campaign.";
        Err(Failure::from(Problem::at("id", "INVALID_ID", message)).into())
    }
}
