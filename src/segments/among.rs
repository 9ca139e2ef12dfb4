//! A rule as a condition on a list of customers.

use super::compile::membership;
use super::eval::Moment;
use super::load::{Source, load_rule};
use super::{Error, Rule};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::Among;
use crate::db::Db;
use crate::problem::Problem;

/// The customers who match a rule now. Problems carry paths below the source's own.
pub async fn among(
    ctx: &Ctx,
    db: &Db,
    workspace: &Workspace,
    source: &Source,
) -> Result<Result<Among, Vec<Problem>>, Error> {
    ctx.require(Permission::Read)?;
    let loaded = load_rule(&mut *db.get().await?, workspace, source).await?;
    let moment = Moment { as_of: ctx.clock.now(), zone: workspace.timezone };
    Ok(loaded.map(|rule| condition(&rule, moment)))
}

fn condition(rule: &Rule, moment: Moment) -> Among {
    let members = membership(rule, moment, 0);
    let next = members.next_placeholder();
    Among::new(members.from.clone(), members.predicate.clone(), next).bound_by(|query| members.bind(query))
}
