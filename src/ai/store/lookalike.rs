//! Everyone's behaviour, streamed: a row is a few numbers, and no two rows are held as rows at a time.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures::TryStreamExt;

use crate::ai::lookalike::features::Behaviour;
use crate::ai::lookalike::people::{One, People};
use crate::db::DbError;
use crate::segments::Rule;
use crate::segments::compile::membership;
use crate::segments::eval::Moment;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
    #[diesel(sql_type = Bool)]
    in_seed: bool,
    #[diesel(sql_type = BigInt)]
    spend_minor: i64,
    #[diesel(sql_type = Integer)]
    order_count: i32,
    #[diesel(sql_type = Integer)]
    visits: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    first_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
}

/// Everyone, and whether the seed's rule holds of them, in one scan of one snapshot.
pub async fn people(connection: &mut AsyncPgConnection, seed: &Rule, moment: Moment) -> Result<People, DbError> {
    let members = membership(seed, moment, 0);
    let sql = format!(
        "SELECT a.customer_id, {} AS in_seed, a.spend_minor, a.order_count, a.visits, a.first_order_at,
                a.last_order_at, a.created_at
         FROM {}",
        members.predicate, members.from
    );
    let rows = members.bind(diesel::sql_query(sql).into_boxed()).load_stream::<Row>(connection).await?;
    let people = rows.map_ok(|row| {
        let Row { customer_id, in_seed, spend_minor, order_count, visits, first_order_at, last_order_at, created_at } =
            row;
        let behaviour = Behaviour { spend_minor, order_count, visits, first_order_at, last_order_at, created_at };
        One { id: customer_id, in_seed, has_ordered: order_count > 0, values: behaviour.features(moment.as_of) }
    });
    Ok(People::new(people.try_collect().await?))
}
