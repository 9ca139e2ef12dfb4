//! Lists of a rule's members, around the compiled predicate.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable};

use crate::db::page::PageRequest;
use crate::segments::compile::{Boxed, membership};
use crate::segments::eval::Moment;
use crate::segments::rule::Rule;

/// A member.
#[derive(QueryableByName)]
pub struct MemberRow {
    #[diesel(sql_type = BigInt)]
    pub customer_id: i64,
}

/// Members in an order that mixes old and new customers, the same at each call.
pub fn sample(rule: &Rule, moment: Moment, first: i64) -> Boxed {
    let members = membership(rule, moment, 1);
    let sql = format!(
        "SELECT a.customer_id FROM {} WHERE {} ORDER BY hashint8(a.customer_id), a.customer_id LIMIT $1",
        members.from, members.predicate
    );
    members.bind(diesel::sql_query(sql).into_boxed().bind::<BigInt, _>(first))
}

/// Members, the newest customers first, one more than asked for.
pub fn page(rule: &Rule, moment: Moment, request: &PageRequest<i64>) -> Boxed {
    let members = membership(rule, moment, 2);
    let (sign, order) = if request.backward { (">", "ASC") } else { ("<", "DESC") };
    let sql = format!(
        "SELECT a.customer_id FROM {} WHERE {} AND ($1 IS NULL OR a.customer_id {sign} $1)
         ORDER BY a.customer_id {order} LIMIT $2",
        members.from, members.predicate
    );
    let query = diesel::sql_query(sql).into_boxed();
    members.bind(query.bind::<Nullable<BigInt>, _>(request.from).bind::<BigInt, _>(request.limit + 1))
}
