//! Which saved segments somebody is in. Only their rules tell, so each is looked into; a page costs as many looks as
//! there are segments up to its end.

use std::collections::BTreeSet;

use diesel_async::AsyncPgConnection;

use super::engine::{PREVIEW_TIMEOUT, bounded};
use super::preview::moment;
use super::rule::Rule;
use super::saved::Segment;
use super::{Error, eval, saved, store};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::db::page::{Page, PageArgs, PageRequest};
use crate::db::{Db, DbError};
use crate::ids::{CustomerId, SegmentId};
use crate::problem::Problem;

/// How many segments are read at a time.
const LOOKED_THROUGH: i64 = 200;

/// A page of the saved segments that a customer is in now, the newest first; an empty one for an unknown customer.
pub async fn segments_of(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    (customer, page): (CustomerId, &PageArgs),
) -> Result<Result<Page<Segment>, Problem>, Error> {
    ctx.require(Permission::Read)?;
    let request: PageRequest<i64> = match page.check() {
        Ok(request) => request,
        Err(problem) => return Ok(Err(problem)),
    };
    let Ok(moment) = moment(ctx, workspace, None) else {
        return Ok(Ok(Page::of(Vec::new(), &request, |_: &Segment| 0)));
    };
    let found = bounded((db, PREVIEW_TIMEOUT), async |connection| {
        let Some(mut profile) = store::profile::load(connection, customer).await? else { return Ok(Vec::new()) };
        profile.orders = store::profile::orders(connection, customer).await?;
        profile.lookalikes = store::profile::lookalikes(connection, customer).await?;
        let belongs = |rule: &Rule| eval::holds(rule.root(), &profile, moment);
        filtered(connection, workspace, &request, belongs).await
    });
    Ok(Ok(Page::of(found.await?, &request, |segment| segment.id.0)))
}

/// The segments of a page of which something holds, one more than asked for. They are looked through a stretch at
/// a time, for only their rules tell; one whose rule cannot be used is passed over.
async fn filtered(
    connection: &mut AsyncPgConnection,
    workspace: &Workspace,
    request: &PageRequest<i64>,
    holds: impl Fn(&Rule) -> bool,
) -> Result<Vec<Segment>, DbError> {
    let wanted = usize::try_from(request.limit).unwrap_or(0) + 1;
    let mut stretch = PageRequest { backward: request.backward, from: request.from, limit: LOOKED_THROUGH };
    let mut found = Vec::new();
    while found.len() < wanted {
        let rows = store::segments::page(connection, &stretch, None).await?;
        let Some(last) = rows.last().map(|row| row.id) else { break };
        stretch.from = Some(last);
        let ids: BTreeSet<SegmentId> = rows.iter().map(|row| SegmentId(row.id)).collect();
        let library = store::library::load(connection, ids.into()).await?;
        let read = rows.into_iter().map(|row| saved::read(row, &library, workspace));
        found.extend(read.filter(|(_, rule)| rule.as_ref().is_some_and(&holds)).map(|(segment, _)| segment));
    }
    found.truncate(wanted);
    saved::note_users(connection, &mut found).await?;
    Ok(found)
}
