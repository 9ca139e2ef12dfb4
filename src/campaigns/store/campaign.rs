//! The campaigns themselves, read with their figures in one statement.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::campaign::{Campaign, Figures, speed_since};
use super::super::status::CampaignStatus;
use crate::customers::kind::Channel;
use crate::db::DbError;
use crate::db::page::PageRequest;
use crate::ids::{CampaignId, SegmentId};

const COLUMNS: &str = "
SELECT c.id, c.name, c.status, c.channel, c.message, c.segment_id, c.rule, c.frozen_rule, c.as_of, c.rate_per_second,
       c.created_by, c.created_at, c.launched_at, c.finished_at, c.tags, c.tags_suggested,
       coalesce(c.rendered_through >= c.last_log_id, false) AS prepared,
       n.audience, n.pending, n.sent, n.unknown, n.failed, n.delivered, n.skipped, n.accepted, n.sequence,
       coalesce(p.accepted, 0)::int AS lately_accepted, coalesce(p.ended, 0)::int AS lately_ended,
       clock_timestamp() AS read_at
FROM campaigns c
JOIN campaign_counters n ON n.campaign_id = c.id
LEFT JOIN LATERAL (
    SELECT sum(accepted) AS accepted, sum(delivered + failed) AS ended FROM campaign_points
    WHERE campaign_id = c.id AND at >= to_timestamp(floor(extract(epoch FROM clock_timestamp()) / 10) * 10 - 10)
) p ON c.status = 'RUNNING'";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Text)]
    channel: String,
    #[diesel(sql_type = Text)]
    message: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    segment_id: Option<i64>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    rule: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    frozen_rule: Option<serde_json::Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    as_of: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Integer>)]
    rate_per_second: Option<i32>,
    #[diesel(sql_type = Text)]
    created_by: String,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    launched_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = Bool)]
    tags_suggested: bool,
    #[diesel(sql_type = Bool)]
    prepared: bool,
    #[diesel(sql_type = Integer)]
    audience: i32,
    #[diesel(sql_type = Integer)]
    pending: i32,
    #[diesel(sql_type = Integer)]
    sent: i32,
    #[diesel(sql_type = Integer)]
    unknown: i32,
    #[diesel(sql_type = Integer)]
    failed: i32,
    #[diesel(sql_type = Integer)]
    delivered: i32,
    #[diesel(sql_type = Integer)]
    skipped: i32,
    #[diesel(sql_type = Integer)]
    accepted: i32,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Integer)]
    lately_accepted: i32,
    #[diesel(sql_type = Integer)]
    lately_ended: i32,
    #[diesel(sql_type = Timestamptz)]
    read_at: DateTime<Utc>,
}

impl Row {
    /// The table's constraints allow no other word; a row that has one all the same is not ours to show.
    fn into_campaign(self) -> Option<Campaign> {
        let seconds = (self.read_at - speed_since(self.read_at, self.launched_at)).as_seconds_f64();
        // What is sent again after a retry was accepted before, so its receipts show the speed.
        let lately = f64::from(self.lately_accepted.max(self.lately_ended).max(0));
        Some(Campaign {
            id: CampaignId(self.id),
            name: self.name,
            status: CampaignStatus::from_name(&self.status)?,
            channel: Channel::from_name(&self.channel)?,
            message: self.message,
            segment_id: self.segment_id.map(SegmentId),
            own_rule: self.rule,
            frozen_rule: self.frozen_rule,
            as_of: self.as_of,
            rate_per_second: self.rate_per_second,
            created_by: self.created_by,
            created_at: self.created_at,
            launched_at: self.launched_at,
            finished_at: self.finished_at,
            prepared: self.prepared,
            tags: self.tags,
            tags_suggested: self.tags_suggested,
            figures: Figures {
                audience: self.audience,
                pending: self.pending,
                sent: self.sent,
                unknown: self.unknown,
                failed: self.failed,
                delivered: self.delivered,
                skipped: self.skipped,
                accepted: self.accepted,
                sequence: self.sequence,
                per_second: lately / seconds,
            },
        })
    }
}

fn campaigns(rows: Vec<Row>) -> Vec<Campaign> {
    rows.into_iter().filter_map(Row::into_campaign).collect()
}

/// One campaign.
pub async fn one(connection: &mut AsyncPgConnection, id: CampaignId) -> Result<Option<Campaign>, DbError> {
    let row: Option<Row> = diesel::sql_query(format!("{COLUMNS} WHERE c.id = $1"))
        .bind::<BigInt, _>(id.0)
        .get_result(connection)
        .await
        .optional()?;
    Ok(row.and_then(Row::into_campaign))
}

/// Those of the ids that there are, by id.
pub async fn by_ids(connection: &mut AsyncPgConnection, ids: &[CampaignId]) -> Result<Vec<Campaign>, DbError> {
    let rows = diesel::sql_query(format!("{COLUMNS} WHERE c.id = ANY ($1) ORDER BY c.id"))
        .bind::<Array<BigInt>, _>(ids.iter().map(|id| id.0).collect::<Vec<i64>>())
        .load(connection)
        .await?;
    Ok(campaigns(rows))
}

/// The newest first.
pub async fn newest(connection: &mut AsyncPgConnection, count: i64) -> Result<Vec<Campaign>, DbError> {
    let sql = format!("{COLUMNS} ORDER BY c.id DESC LIMIT $1");
    Ok(campaigns(diesel::sql_query(sql).bind::<BigInt, _>(count).load(connection).await?))
}

/// Which campaigns a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only in these states; all where empty.
    pub statuses: Vec<CampaignStatus>,
    /// Only those whose name contains this, whatever the case.
    pub search: Option<String>,
    /// Only those that have this tag.
    pub tag: Option<String>,
}

/// Most recent first; one more than the page's limit.
pub async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    page: &PageRequest<i64>,
) -> Result<Vec<Campaign>, DbError> {
    let (beyond, order) = if page.backward { (">", "ASC") } else { ("<", "DESC") };
    // Only a plain condition is answered from the index.
    let tagged = if filter.tag.is_some() { "c.tags @> ARRAY[$5::text]" } else { "$5::text IS NULL" };
    let sql = format!(
        "{COLUMNS} WHERE {tagged} AND ($1::bigint IS NULL OR c.id {beyond} $1) AND (cardinality($2) = 0 OR c.status = ANY ($2))
         AND ($3::text IS NULL OR strpos(lower(c.name), lower($3)) > 0)
         ORDER BY c.id {order} LIMIT $4"
    );
    let rows = diesel::sql_query(sql)
        .bind::<Nullable<BigInt>, _>(page.from)
        .bind::<Array<Text>, _>(filter.statuses.iter().map(|status| status.name()).collect::<Vec<_>>())
        .bind::<Nullable<Text>, _>(filter.search.as_deref())
        .bind::<BigInt, _>(page.limit + 1)
        .bind::<Nullable<Text>, _>(filter.tag.as_deref())
        .load(connection)
        .await?;
    Ok(campaigns(rows))
}

/// One campaign, locked with its figures until the transaction ends: nobody counts or steers meanwhile.
pub async fn locked(connection: &mut AsyncPgConnection, id: CampaignId) -> Result<Option<Campaign>, DbError> {
    for lock in [
        "SELECT 1 FROM campaign_counters WHERE campaign_id = $1 FOR NO KEY UPDATE",
        "SELECT 1 FROM campaigns WHERE id = $1 FOR NO KEY UPDATE",
    ] {
        diesel::sql_query(lock).bind::<BigInt, _>(id.0).execute(connection).await?;
    }
    one(connection, id).await
}

/// What a new campaign is.
#[derive(Clone, Debug)]
pub struct NewCampaign {
    /// For people.
    pub name: String,
    /// The way its messages take.
    pub channel: Channel,
    /// The template.
    pub message: String,
    /// The saved segment, or
    pub segment_id: Option<SegmentId>,
    /// its own rule.
    pub rule: Option<serde_json::Value>,
    /// Messages a second.
    pub rate_per_second: Option<i32>,
    /// What it is suggested to be about.
    pub tags: Vec<String>,
    /// Who makes it.
    pub created_by: String,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Makes a draft, with its figures at 0.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    new: &NewCampaign,
) -> Result<CampaignId, DbError> {
    let made: Id = diesel::sql_query(
        "WITH made AS (
             INSERT INTO campaigns (name, channel, message, segment_id, rule, rate_per_second, created_by, created_at,
                                    updated_at, tags)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) RETURNING id
         )
         INSERT INTO campaign_counters (campaign_id) SELECT id FROM made RETURNING campaign_id AS id",
    )
    .bind::<Text, _>(&new.name)
    .bind::<Text, _>(new.channel.name())
    .bind::<Text, _>(&new.message)
    .bind::<Nullable<BigInt>, _>(new.segment_id.map(|id| id.0))
    .bind::<Nullable<Jsonb>, _>(new.rule.as_ref())
    .bind::<Nullable<Integer>, _>(new.rate_per_second)
    .bind::<Text, _>(&new.created_by)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Text>, _>(&new.tags)
    .get_result(connection)
    .await?;
    Ok(CampaignId(made.id))
}

/// Writes the settings of a campaign over that the transaction has [`locked`].
pub async fn write_settings(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    campaign: &Campaign,
) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE campaigns SET name = $2, channel = $3, message = $4, segment_id = $5, rule = $6, rate_per_second = $7,
             updated_at = $8, tags = $9
         WHERE id = $1",
    )
    .bind::<BigInt, _>(campaign.id.0)
    .bind::<Text, _>(&campaign.name)
    .bind::<Text, _>(campaign.channel.name())
    .bind::<Text, _>(&campaign.message)
    .bind::<Nullable<BigInt>, _>(campaign.segment_id.map(|id| id.0))
    .bind::<Nullable<Jsonb>, _>(campaign.own_rule.as_ref())
    .bind::<Nullable<Integer>, _>(campaign.rate_per_second)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Text>, _>(&campaign.tags)
    .execute(connection)
    .await?;
    Ok(())
}

/// How a campaign's state changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// Its audience is to be frozen, by this rule as of this instant.
    Launch(serde_json::Value),
    /// To another state; the end is noted where it is one, and forgotten where it is none.
    To(CampaignStatus),
}

/// Changes the state of a campaign that the transaction has [`locked`].
pub async fn set_status(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    id: CampaignId,
    change: &Change,
) -> Result<(), DbError> {
    match change {
        Change::Launch(rule) => {
            diesel::sql_query(
                "UPDATE campaigns SET status = 'PREPARING', frozen_rule = $2, as_of = $3, launched_at = $3,
                     updated_at = $3
                 WHERE id = $1",
            )
            .bind::<BigInt, _>(id.0)
            .bind::<Jsonb, _>(rule)
            .bind::<Timestamptz, _>(now)
            .execute(connection)
            .await?;
        }
        Change::To(status) => {
            diesel::sql_query(
                "UPDATE campaigns SET status = $2, updated_at = $3,
                     finished_at = CASE WHEN $2 IN ('COMPLETED', 'CANCELLED') THEN $3 END
                 WHERE id = $1",
            )
            .bind::<BigInt, _>(id.0)
            .bind::<Text, _>(status.name())
            .bind::<Timestamptz, _>(now)
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// Writes the tags of a campaign that the transaction has [`locked`], and whether they are suggested ones.
pub async fn write_tags(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    id: CampaignId,
    (tags, suggested): (&[String], bool),
) -> Result<(), DbError> {
    diesel::sql_query("UPDATE campaigns SET tags = $2, tags_suggested = $3, updated_at = $4 WHERE id = $1")
        .bind::<BigInt, _>(id.0)
        .bind::<Array<Text>, _>(tags)
        .bind::<Bool, _>(suggested)
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Tag {
    #[diesel(sql_type = Text)]
    tag: String,
}

/// The tags that campaigns have, in their order.
pub async fn tags_in_use(connection: &mut AsyncPgConnection) -> Result<Vec<String>, DbError> {
    let rows: Vec<Tag> =
        diesel::sql_query("SELECT DISTINCT unnest(tags) AS tag FROM campaigns ORDER BY tag LIMIT 1000")
            .load(connection)
            .await?;
    Ok(rows.into_iter().map(|row| row.tag).collect())
}
