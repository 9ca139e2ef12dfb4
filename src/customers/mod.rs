//! Who the brand's customers are and what they bought: reads. The writing is `ingest`'s alone.
//!
//! A customer is one row of the record (`customers`) and one of the narrow table that rules scan (`audience`);
//! both change in one transaction, so what is read here always adds up. How good a customer is, among all, is told from
//! that row and a few breaks ([`rfm`]), which a worker keeps fresh ([`fresh`]).

mod among;
pub mod attribute;
mod customer;
pub mod fold;
pub mod fresh;
pub mod kind;
mod order;
pub mod rfm;
mod store;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize};

pub use self::among::Among;
pub use self::customer::Customer;
pub use self::kind::{Channel, ChurnRisk, Consent, CustomerTier, OrderStatus};
pub use self::order::{Item, Order};

use crate::auth::{Ctx, Forbidden, Permission};
use crate::db::page::{Page, PageArgs};
use crate::db::{Db, DbError};
use crate::ids::CustomerId;
use crate::problem::Problem;

/// The longest text that is searched for, in characters.
pub const LONGEST_SEARCH: usize = 200;
/// How many customers are fetched by their ids at a time.
pub const MOST_BY_IDS: usize = 1000;

/// Why customers could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller may not.
    #[error("reading customers was refused")]
    Forbidden(#[from] Forbidden),
    /// The database.
    #[error("customers cannot be read")]
    Db(#[from] DbError),
}

/// Which customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By our id.
    Id(CustomerId),
    /// By the brand's.
    ExternalId(String),
}

/// In which order customers are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// Who came into the record last comes first.
    #[default]
    Newest,
    /// By folded name, those without one last.
    Name,
    /// Who spent most comes first.
    Spend,
    /// Who ordered last comes first, those who never did last.
    LastOrder,
}

/// Which customers to list.
#[derive(Default)]
pub struct Listing {
    /// What the name, a word of it, the email address, the phone number or the external id begins with.
    pub search: Option<String>,
    /// In which order.
    pub sort: Sort,
    /// Only these.
    pub among: Option<Among>,
    /// Which part of the list.
    pub page: PageArgs,
}

/// One customer, if there is such a one.
pub async fn find(ctx: &Ctx, db: &Db, which: &Which) -> Result<Option<Customer>, Error> {
    ctx.require(Permission::Read)?;
    // Nobody is called that, and Postgres takes no such text.
    if matches!(which, Which::ExternalId(id) if id.contains('\0')) {
        return Ok(None);
    }
    Ok(store::find(&mut *db.get().await?, which).await?)
}

/// Customers by their ids, in the order of the ids; unknown ones are left out. At most [`MOST_BY_IDS`] of them
/// are looked up.
pub async fn by_ids(ctx: &Ctx, db: &Db, ids: &[CustomerId]) -> Result<Vec<Customer>, Error> {
    ctx.require(Permission::Read)?;
    let ids = ids.get(..MOST_BY_IDS).unwrap_or(ids);
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(store::by_ids(&mut *db.get().await?, ids).await?)
}

/// A page of customers.
pub async fn list(ctx: &Ctx, db: &Db, listing: Listing) -> Result<Result<Page<Customer>, Problem>, Error> {
    ctx.require(Permission::Read)?;
    if listing.search.as_ref().is_some_and(|text| text.chars().count() > LONGEST_SEARCH || text.contains('\0')) {
        let message = format!("Search for at most {LONGEST_SEARCH} characters, none of them NUL.");
        return Ok(Err(Problem::at("search", "INVALID_SEARCH", message)));
    }
    let request = match listing.page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(problem)),
    };
    if request.from.as_ref().is_some_and(|key: &store::Key| !key.fits(listing.sort)) {
        let path = if request.backward { "before" } else { "after" };
        return Ok(Err(Problem::at(path, "INVALID_CURSOR", "This cursor is of a list that is sorted otherwise.")));
    }
    let sort = listing.sort;
    let read = store::page(&mut *db.get().await?, listing, &request).await?;
    Ok(Ok(Page::of(read, &request, |customer| store::Key::of(sort, customer))))
}

/// What all customers together are like: what tiers and churn risks are judged against.
pub async fn breaks(ctx: &Ctx, db: &Db) -> Result<rfm::Breaks, Error> {
    ctx.require(Permission::Read)?;
    Ok(read_breaks(&mut *db.get().await?).await?)
}

/// Likewise, within a transaction.
pub async fn read_breaks(connection: &mut AsyncPgConnection) -> Result<rfm::Breaks, DbError> {
    store::breaks(connection).await
}

/// Finds what all customers together are like as they are now, and keeps it; whether it moved. A worker does so by itself
/// ([`fresh`]).
pub async fn refresh_breaks(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<bool, DbError> {
    store::refresh_breaks(connection, now).await
}

/// A page of one customer's orders, the latest first.
pub async fn orders(
    ctx: &Ctx,
    db: &Db,
    customer: CustomerId,
    page: &PageArgs,
) -> Result<Result<Page<Order>, Problem>, Error> {
    ctx.require(Permission::Read)?;
    let request = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(problem)),
    };
    let read = store::orders(&mut *db.get().await?, customer, &request).await?;
    Ok(Ok(Page::of(read, &request, |order| (order.placed_at.timestamp_micros(), order.id.0))))
}
