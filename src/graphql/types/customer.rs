//! Customers: queries and the type.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Json, Object, Result};
use serde_json::{Map, Value};

use super::delivery::Delivery;
use super::id;
use super::order::OrderType;
use super::page::{Connection, Noun};
use super::rfm::CustomerRfm;
use super::scalar::{DateTime, Decimal};
use super::segment::Segment;
use crate::campaigns;
use crate::customers::rfm::Breaks;
use crate::customers::{self, Among, ChurnRisk, Consent, Customer, Listing, Sort, Which};
use crate::db::page::{MOST, PageArgs};
use crate::graphql::error::{Failure, app, caller};
use crate::graphql::loader::{BreaksLoader, TheBreaks};
use crate::ids::CustomerId;
use crate::problem::Problem;
use crate::segments::input::RuleInput;
use crate::segments::{self, Source};

impl From<&customers::Error> for Failure {
    fn from(error: &customers::Error) -> Self {
        match error {
            customers::Error::Forbidden(error) => (*error).into(),
            customers::Error::Db(error) => error.into(),
        }
    }
}

impl From<customers::Error> for Failure {
    fn from(error: customers::Error) -> Self {
        Self::from(&error)
    }
}

/// In which order customers are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Sort")]
pub enum CustomerSort {
    /// Who came into the record last comes first.
    Newest,
    /// By name, those without one last.
    Name,
    /// Who spent most comes first.
    Spend,
    /// Who ordered last comes first, those who never did last.
    LastOrder,
}

/// How many rows a list may return: what its fields cost.
pub(super) fn page_size(first: Option<i32>, last: Option<i32>) -> usize {
    usize::try_from(first.or(last).unwrap_or(MOST).clamp(1, MOST)).unwrap_or(1)
}

/// Queries about customers.
#[derive(Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// One customer, by our id or by the brand's; null where there is no such one.
    async fn customer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Our id. Give this or externalId.")] id: Option<ID>,
        #[graphql(desc = "The brand's id.")] external_id: Option<String>,
    ) -> Result<Option<CustomerType>> {
        let which = match (id, external_id) {
            (Some(id), None) => Which::Id(id::argument(&id, "id")?),
            (None, Some(external_id)) => Which::ExternalId(external_id),
            _ => {
                return Err(Failure::from(Problem::at("id", "NOT_EXACTLY_ONE", "Give either id or externalId.")).into());
            }
        };
        let found = customers::find(caller(context)?, &app(context)?.read, &which).await.map_err(Failure::from)?;
        Ok(found.map(CustomerType))
    }

    /// A page of customers.
    #[expect(clippy::too_many_arguments, reason = "GraphQL's arguments are the method's")]
    #[graphql(complexity = "5 + page_size(first, last) * child_complexity")]
    async fn customers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "What the name, a word of it, the email address, the phone number or the external id \
                          begins with.")]
        search: Option<String>,
        #[graphql(desc = "Only who matches it now.")] rule: Option<RuleInput>,
        #[graphql(desc = "In which order; NEWEST where absent.")] sort: Option<CustomerSort>,
    ) -> Result<Connection<CustomerType>> {
        let page = PageArgs { first, after, last, before };
        let sort = sort.map(Sort::from).unwrap_or_default();
        let among = match rule {
            Some(rule) => Some(among(context, rule).await?),
            None => None,
        };
        let listing = Listing { search, sort, among, page };
        let page = customers::list(caller(context)?, &app(context)?.read, listing)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::from)?;
        Ok(Connection::of(page, CustomerType))
    }
}

async fn among(context: &Context<'_>, rule: RuleInput) -> Result<Among> {
    let app = app(context)?;
    let source = Source::Rule(rule);
    let among = segments::among(caller(context)?, &app.read, &app.config.workspace, &source)
        .await
        .map_err(Failure::from)?
        .map_err(|problems| Failure::problems(problems.into_iter().map(|problem| problem.under("rule")).collect()))?;
    Ok(among)
}

/// Somebody who buys from the brand.
#[derive(Clone)]
pub struct CustomerType(pub Customer);

impl Noun for CustomerType {
    const CONNECTION: &'static str = "CustomerConnection";
    const EDGE: &'static str = "CustomerEdge";
}

#[Object(name = "Customer")]
impl CustomerType {
    /// Our id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The brand's own id.
    async fn external_id(&self) -> &str {
        &self.0.external_id
    }

    /// Full name.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where mails go.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Where text and WhatsApp messages go.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Where they live.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// Where they live.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// How often they came; 0 where nobody said.
    async fn visits(&self) -> i32 {
        self.0.visits
    }

    /// What the brand calls them.
    async fn tags(&self) -> &[String] {
        &self.0.tags
    }

    /// Whether they may be messaged.
    async fn consent(&self) -> Consent {
        self.0.consent
    }

    /// Whatever else the brand keeps about them: a JSON object.
    async fn attributes(&self) -> Json<&Map<String, Value>> {
        Json(&self.0.attributes)
    }

    /// When they became a customer, if somebody said.
    async fn created_at(&self) -> Option<DateTime> {
        self.0.created_at.map(DateTime)
    }

    /// What their completed orders sum up to.
    async fn spend(&self, context: &Context<'_>) -> Result<Decimal> {
        Ok(Decimal(self.0.spend.to_decimal(app(context)?.config.workspace.currency)))
    }

    /// How many completed orders they have.
    async fn order_count(&self) -> i32 {
        self.0.order_count
    }

    /// When they placed the first of their completed orders.
    async fn first_order_at(&self) -> Option<DateTime> {
        self.0.first_order_at.map(DateTime)
    }

    /// When they placed the latest of their completed orders.
    async fn last_order_at(&self) -> Option<DateTime> {
        self.0.last_order_at.map(DateTime)
    }

    /// How good they are among all customers, by how lately, how often and for how much they ordered.
    #[graphql(complexity = "2 + child_complexity")]
    async fn rfm(&self, context: &Context<'_>) -> Result<CustomerRfm> {
        Ok(CustomerRfm::of(&*breaks(context).await?, &self.0.figures()))
    }

    /// How likely they are gone, by how long they have been silent against their own rhythm. Null where they never
    /// ordered, and as long as no customer ordered twice.
    #[graphql(complexity = 2)]
    async fn churn_risk(&self, context: &Context<'_>) -> Result<Option<ChurnRisk>> {
        let now = caller(context)?.clock.now();
        Ok(breaks(context).await?.churn_risk(&self.0.figures(), now))
    }

    /// Their orders, whatever became of them; the latest first.
    #[graphql(complexity = "5 + page_size(first, last) * child_complexity")]
    async fn orders(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<OrderType>> {
        orders(context, self.0.id, PageArgs { first, after, last, before }).await
    }

    /// The saved segments that they are in now; the newest first.
    #[graphql(complexity = "50 + page_size(first, last) * child_complexity")]
    async fn segments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Segment>> {
        let (app, page) = (app(context)?, PageArgs { first, after, last, before });
        let listing = (self.0.id, &page);
        let page = segments::segments_of(caller(context)?, &app.read, &app.config.workspace, listing)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::from)?;
        Ok(Connection::of(page, Segment))
    }

    /// The messages that campaigns sent them or skipped; the latest first.
    #[graphql(complexity = "5 + page_size(first, last) * child_complexity")]
    async fn messages(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, from the front; at most 200.")] first: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, from the back; at most 200.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Delivery>> {
        let page = PageArgs { first, after, last, before };
        let read = campaigns::read::messages_of(caller(context)?, &app(context)?.read, self.0.id, &page).await;
        Ok(Connection::of(read.map_err(Failure::from)?.map_err(Failure::problems)?, Delivery))
    }
}

/// Read once for all customers of an answer.
async fn breaks(context: &Context<'_>) -> Result<Arc<Breaks>> {
    let loader = context.data::<DataLoader<BreaksLoader>>()?;
    let loaded = loader.load_one(TheBreaks).await.map_err(|error| Failure::from(&*error))?;
    Ok(loaded.unwrap_or_default())
}

async fn orders(context: &Context<'_>, customer: CustomerId, page: PageArgs) -> Result<Connection<OrderType>> {
    let page = customers::orders(caller(context)?, &app(context)?.read, customer, &page)
        .await
        .map_err(Failure::from)?
        .map_err(Failure::from)?;
    Ok(Connection::of(page, OrderType))
}
