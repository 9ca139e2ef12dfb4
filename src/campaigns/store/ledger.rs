//! The ledger: what became of each message.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::campaign::Delivery;
use super::super::status::MessageStatus;
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::{CampaignId, CustomerId, MessageId};

const COLUMNS: &str = "
SELECT l.id, l.campaign_id, l.customer_id, u.external_id AS customer_external_id, u.name AS customer_name, l.status,
       l.reason, l.generation, l.attempts, l.accepted, l.message, l.vendor_id,
       CASE WHEN l.status = 0 THEN l.next_attempt_at END AS next_attempt_at, l.sent_at, l.finished_at
FROM communication_log l JOIN customers u ON u.id = l.customer_id";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    campaign_id: i64,
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    customer_external_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    customer_name: Option<String>,
    #[diesel(sql_type = SmallInt)]
    status: i16,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = SmallInt)]
    generation: i16,
    #[diesel(sql_type = SmallInt)]
    attempts: i16,
    #[diesel(sql_type = Bool)]
    accepted: bool,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    vendor_id: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_attempt_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
}

fn into_delivery(row: Row) -> Option<Delivery> {
    Some(Delivery {
        id: MessageId(row.id),
        campaign: CampaignId(row.campaign_id),
        customer: CustomerId(row.customer_id),
        customer_external_id: row.customer_external_id,
        customer_name: row.customer_name,
        status: MessageStatus::from_code(row.status)?,
        reason: row.reason,
        generation: row.generation,
        attempts: row.attempts,
        accepted: row.accepted,
        message: row.message,
        vendor_id: row.vendor_id,
        next_attempt_at: row.next_attempt_at,
        sent_at: row.sent_at,
        finished_at: row.finished_at,
    })
}

/// Statuses as they are stored.
pub fn codes(statuses: &[MessageStatus]) -> Vec<i16> {
    statuses.iter().map(|status| status.code()).collect()
}

/// A campaign's messages in the order in which its audience was drawn; all statuses where none is given. One
/// more than the page's limit.
pub async fn deliveries(
    connection: &mut AsyncPgConnection,
    campaign: CampaignId,
    statuses: &[MessageStatus],
    page: &PageRequest<i64>,
) -> Result<Vec<Delivery>, DbError> {
    let (beyond, order) = if page.backward { ("<", "DESC") } else { (">", "ASC") };
    // The ids of a campaign lie between two bounds, which spares a walk over what others sent.
    let sql = format!(
        "{COLUMNS} JOIN campaigns c ON c.id = l.campaign_id AND l.id BETWEEN c.first_log_id AND c.last_log_id
         WHERE l.campaign_id = $1 AND (cardinality($2) = 0 OR l.status = ANY ($2))
           AND ($3::bigint IS NULL OR l.id {beyond} $3)
         ORDER BY l.id {order} LIMIT $4"
    );
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<BigInt, _>(campaign.0)
        .bind::<Array<SmallInt>, _>(codes(statuses))
        .bind::<Nullable<BigInt>, _>(page.from)
        .bind::<BigInt, _>(page.limit + 1)
        .load(connection)
        .await?;
    Ok(rows.into_iter().filter_map(into_delivery).collect())
}

/// One customer's messages of all campaigns, the latest first. One more than the page's limit.
pub async fn messages_of(
    connection: &mut AsyncPgConnection,
    customer: CustomerId,
    page: &PageRequest<i64>,
) -> Result<Vec<Delivery>, DbError> {
    let (beyond, order) = if page.backward { (">", "ASC") } else { ("<", "DESC") };
    let sql = format!(
        "{COLUMNS} WHERE l.customer_id = $1 AND ($2::bigint IS NULL OR l.id {beyond} $2)
         ORDER BY l.id {order} LIMIT $3"
    );
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<BigInt, _>(customer.0)
        .bind::<Nullable<BigInt>, _>(page.from)
        .bind::<BigInt, _>(page.limit + 1)
        .load(connection)
        .await?;
    Ok(rows.into_iter().filter_map(into_delivery).collect())
}

/// Those of the messages that there are, by id.
pub async fn deliveries_by_ids(
    connection: &mut AsyncPgConnection,
    ids: &[MessageId],
) -> Result<Vec<Delivery>, DbError> {
    let rows: Vec<Row> = diesel::sql_query(format!("{COLUMNS} WHERE l.id = ANY ($1) ORDER BY l.id"))
        .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<i64>>())
        .load(connection)
        .await?;
    Ok(rows.into_iter().filter_map(into_delivery).collect())
}

/// The next messages of a campaign for a file, behind an id.
pub async fn export_chunk(
    connection: &mut AsyncPgConnection,
    campaign: CampaignId,
    behind: MessageId,
    limit: i64,
) -> Result<Vec<Delivery>, DbError> {
    let page = PageRequest { backward: false, from: Some(behind.0), limit: limit - 1 };
    deliveries(connection, campaign, &[], &page).await
}
