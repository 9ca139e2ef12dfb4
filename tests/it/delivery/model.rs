//! The meaning of receipts, small enough to be seen to be right: within a generation the highest status wins, among
//! equals the earliest occurrence, then the smaller reason. It looks at all reports at once, so it knows no order.

use std::cmp::Reverse;
use std::collections::HashMap;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::world::vendor_key;
use crate::support::postgres::Database;

/// Reports occurred so many seconds after this.
const BEGUN: i64 = 1_763_000_000;

pub const PENDING: i16 = 0;
pub const SENT: i16 = 1;
pub const FAILED: i16 = 3;
pub const DELIVERED: i16 = 4;

/// What the vendor says of one message.
#[derive(Clone, Debug)]
pub struct Report {
    pub row: i64,
    pub generation: i16,
    pub status: i16,
    pub reason: Option<&'static str>,
    pub second: i64,
}

impl Report {
    /// On the wire. Its id is behind every id that the vendor itself gives.
    pub fn json(&self) -> Value {
        let status = if self.status == DELIVERED { "DELIVERED" } else { "FAILED" };
        let at = chrono::DateTime::from_timestamp(BEGUN + self.second, 0).unwrap();
        json!({ "key": vendor_key(self.row, self.generation), "vendorId": "zz", "status": status,
                "reason": self.reason, "occurredAt": at.to_rfc3339() })
    }

    fn reason(&self) -> Option<&'static str> {
        (self.status == FAILED).then_some(self.reason.unwrap_or("UNSPECIFIED"))
    }
}

/// The reports on each row.
pub fn by_row(reports: &[Report]) -> HashMap<i64, Vec<&Report>> {
    let mut by_row: HashMap<i64, Vec<&Report>> = HashMap::new();
    for report in reports {
        by_row.entry(report.row).or_default().push(report);
    }
    by_row
}

/// A row of the ledger, as far as receipts decide it.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = SmallInt)]
    pub generation: i16,
    #[diesel(sql_type = SmallInt)]
    pub status: i16,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub finished: Option<i64>,
    #[diesel(sql_type = Bool)]
    pub accepted: bool,
    /// Of the generation before, if there was one.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub history: Option<i16>,
}

impl Row {
    /// What these reports on its present generation make of a row.
    pub fn of<'a>(id: i64, generation: i16, reports: impl Iterator<Item = &'a Report>) -> Self {
        let last = reports.min_by_key(|report| (Reverse(report.status), report.second, report.reason()));
        Self {
            id,
            generation,
            status: last.map_or(SENT, |report| report.status),
            reason: last.and_then(Report::reason).map(str::to_owned),
            finished: last.map(|report| BEGUN + report.second),
            accepted: true,
            history: None,
        }
    }

    /// All rows, by their id, as they are.
    pub async fn all(database: &Database) -> Vec<Self> {
        let mut connection = AsyncPgConnection::establish(&database.url).await.unwrap();
        diesel::sql_query(
            "SELECT l.id, l.generation, l.status, l.reason, extract(epoch FROM l.finished_at)::bigint AS finished,
                    l.accepted, h.status AS history
             FROM communication_log l
             LEFT JOIN communication_log_history h ON h.log_id = l.id AND h.generation = l.generation - 1
             ORDER BY l.id",
        )
        .load(&mut connection)
        .await
        .unwrap()
    }
}
