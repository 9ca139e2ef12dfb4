//! The frozen audience: drawn in one statement, so that it is of one instant, and rendered a chunk at a time.
//!
//! Every transaction here ends by moving the campaign's own marks on, under the holder's fence and in a state
//! that still wants it; where that finds nothing, the caller rolls the whole back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::super::lease::Fence;
use super::super::message::Person;
use crate::config::ConsentPolicy;
use crate::customers::kind::Channel;
use crate::db::DbError;
use crate::db::money::Minor;
use crate::ids::{CampaignId, MessageId};
use crate::segments::compile::Membership;
use crate::segments::reach;

/// What was drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Frozen {
    /// Everyone who matches.
    #[diesel(sql_type = Integer)]
    pub audience: i32,
    /// Of whom so many may not or cannot be messaged.
    #[diesel(sql_type = Integer)]
    pub skipped: i32,
    #[diesel(sql_type = BigInt)]
    first: i64,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

/// To whom and how.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// The way messages take.
    pub channel: Channel,
    /// Who may be messaged.
    pub consent: ConsentPolicy,
}

impl Reach {
    /// True of the audience row `a` of whom may be messaged.
    pub(super) fn allowed(self) -> String {
        format!("({})", reach::may(self.consent))
    }

    /// True of the audience row `a` of whom may and can be messaged.
    pub(super) fn reachable(self) -> String {
        reach::reachable(Some(self.channel), self.consent)
    }
}

/// Writes the ledger: one row for everyone who matches at this instant.
pub async fn freeze(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    (campaign, reach): (CampaignId, Reach),
    members: Membership,
) -> Result<Frozen, DbError> {
    let own = members.next_placeholder();
    let sql = format!(
        "WITH drawn AS (
             INSERT INTO communication_log (campaign_id, customer_id, status, reason, finished_at)
             SELECT ${campaign}, a.customer_id, CASE WHEN s.reason IS NULL THEN 0 ELSE 5 END, s.reason,
                    CASE WHEN s.reason IS NOT NULL THEN ${now} END
             FROM {from}
             CROSS JOIN LATERAL (SELECT {reason} AS reason) s
             WHERE {predicate} ORDER BY a.customer_id
             RETURNING id, status
         )
         SELECT count(*)::int AS audience, count(*) FILTER (WHERE status = 5)::int AS skipped,
                coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last
         FROM drawn",
        campaign = own,
        now = own + 1,
        from = members.from,
        reason = reach::skip_reason(reach.channel, reach.consent),
        predicate = members.predicate,
    );
    let frozen = members
        .bind(diesel::sql_query(sql).into_boxed())
        .bind::<BigInt, _>(campaign.0)
        .bind::<Timestamptz, _>(now)
        .get_result(connection)
        .await?;
    Ok(frozen)
}

/// Notes on the campaign what [`freeze`] drew. False where the lease is another's by now, the audience was frozen
/// before or the campaign was cancelled: then nothing may be committed.
pub async fn note_frozen(connection: &mut AsyncPgConnection, fence: Fence, frozen: Frozen) -> Result<bool, DbError> {
    let changed = diesel::sql_query(
        "UPDATE campaigns SET first_log_id = $3, last_log_id = $4,
             rendered_through = CASE WHEN $4 = 0 THEN 0 ELSE $3 - 1 END
         WHERE id = $1 AND lease_fence = $2 AND last_log_id IS NULL AND status IN ('PREPARING', 'PAUSED')",
    )
    .bind::<BigInt, _>(fence.campaign.0)
    .bind::<BigInt, _>(fence.number)
    .bind::<BigInt, _>(frozen.first)
    .bind::<BigInt, _>(frozen.last)
    .execute(connection)
    .await?;
    Ok(changed == 1)
}

/// How far a campaign's preparation has come.
#[derive(Clone, Debug, QueryableByName)]
pub struct Preparation {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    channel: String,
    /// The template.
    #[diesel(sql_type = Text)]
    pub message: String,
    /// The rule, inlined.
    #[diesel(sql_type = Jsonb)]
    pub frozen_rule: serde_json::Value,
    /// What its windows count from.
    #[diesel(sql_type = Timestamptz)]
    pub as_of: DateTime<Utc>,
    /// The last row of the ledger; none before it is written, 0 where it is empty.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_log_id: Option<i64>,
    /// The last row that was rendered.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub rendered_through: Option<i64>,
}

impl Preparation {
    /// Whose.
    pub fn campaign(&self) -> CampaignId {
        CampaignId(self.id)
    }

    /// By which way.
    pub fn channel(&self) -> Channel {
        Channel::from_name(&self.channel).unwrap_or(Channel::Sms)
    }
}

/// Campaigns to be prepared whose lease is free; the oldest first, at most a hundred.
pub async fn to_prepare(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Vec<CampaignId>, DbError> {
    #[derive(QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<Id> = diesel::sql_query(
        "SELECT id FROM campaigns WHERE status = 'PREPARING' AND (lease_until IS NULL OR lease_until < $1)
         ORDER BY id LIMIT 100",
    )
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(rows.into_iter().map(|row| CampaignId(row.id)).collect())
}

/// Where the holder of a lease goes on; none when the campaign is no longer to be prepared.
pub async fn preparation(connection: &mut AsyncPgConnection, fence: Fence) -> Result<Option<Preparation>, DbError> {
    let row = diesel::sql_query(
        "SELECT id, channel, message, frozen_rule, as_of, last_log_id, rendered_through FROM campaigns
         WHERE id = $1 AND lease_fence = $2 AND status = 'PREPARING'",
    )
    .bind::<BigInt, _>(fence.campaign.0)
    .bind::<BigInt, _>(fence.number)
    .get_result(connection)
    .await
    .optional()?;
    Ok(row)
}

/// What a template may say of a customer, as `u` and `a` hold it.
pub(super) const PERSON: &str =
    "u.name, u.city, u.country, a.spend_minor, a.order_count, a.visits, a.last_order_at, u.attributes";

/// A customer as a template sees one.
#[derive(QueryableByName)]
pub(super) struct PersonRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// The brand's key.
    #[diesel(sql_type = Text)]
    pub external_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    city: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    country: Option<String>,
    #[diesel(sql_type = BigInt)]
    spend_minor: i64,
    #[diesel(sql_type = Integer)]
    order_count: i32,
    #[diesel(sql_type = Integer)]
    visits: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Jsonb)]
    attributes: serde_json::Value,
}

impl PersonRow {
    /// What a template may say.
    pub fn into_person(self) -> Person {
        let attributes = match self.attributes {
            serde_json::Value::Object(attributes) => attributes,
            _ => serde_json::Map::new(),
        };
        Person {
            name: self.name,
            city: self.city,
            country: self.country,
            spend: Minor(self.spend_minor),
            order_count: self.order_count,
            visits: self.visits,
            last_order_at: self.last_order_at,
            attributes,
        }
    }
}

/// A stretch of a campaign's ledger.
#[derive(Clone, Copy, Debug)]
pub struct Chunk {
    /// Behind this row.
    pub behind: i64,
    /// Up to this one.
    pub last: i64,
    /// At most so many.
    pub limit: i64,
}

/// Locks the next rows that are to be rendered and reads whom they are for, by id.
pub async fn claim_chunk(
    connection: &mut AsyncPgConnection,
    campaign: CampaignId,
    chunk: Chunk,
) -> Result<Vec<(MessageId, Person)>, DbError> {
    let sql = format!(
        "SELECT l.id, '' AS external_id, {PERSON}
         FROM communication_log l JOIN customers u ON u.id = l.customer_id JOIN audience a ON a.customer_id = u.id
         WHERE l.campaign_id = $1 AND l.id > $2 AND l.id <= $3 AND l.status = 0
         ORDER BY l.id LIMIT $4 FOR NO KEY UPDATE OF l"
    );
    let rows: Vec<PersonRow> = diesel::sql_query(sql)
        .bind::<BigInt, _>(campaign.0)
        .bind::<BigInt, _>(chunk.behind)
        .bind::<BigInt, _>(chunk.last)
        .bind::<BigInt, _>(chunk.limit)
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (MessageId(row.id), row.into_person())).collect())
}

/// What rendering made of one row: the message, or why it is skipped.
pub type RenderedRow = (MessageId, Result<String, &'static str>);

/// Writes what rendering made; what has a message is due at once.
pub async fn write_chunk(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    rows: &[RenderedRow],
) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE communication_log l
         SET message = g.message, reason = g.reason, status = CASE WHEN g.reason IS NULL THEN 0 ELSE 5 END,
             next_attempt_at = CASE WHEN g.reason IS NULL THEN $4 END,
             finished_at = CASE WHEN g.reason IS NOT NULL THEN $4 END
         FROM unnest($1::bigint[], $2::text[], $3::text[]) AS g (id, message, reason)
         WHERE l.id = g.id",
    )
    .bind::<Array<BigInt>, _>(rows.iter().map(|(id, _)| id.0).collect::<Vec<i64>>())
    .bind::<Array<Nullable<Text>>, _>(rows.iter().map(|(_, text)| text.as_deref().ok()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(rows.iter().map(|(_, text)| text.as_ref().err().copied()).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Marked {
    #[diesel(sql_type = Bool)]
    running: bool,
}

/// Notes how far rendering has come; at the end a campaign that is PREPARING goes on to RUNNING (true). None
/// where the lease is another's by now or the campaign was cancelled: then nothing may be committed.
pub async fn note_rendered(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    fence: Fence,
    through: i64,
) -> Result<Option<bool>, DbError> {
    let marked: Option<Marked> = diesel::sql_query(
        "UPDATE campaigns SET rendered_through = $3, updated_at = $4,
             status = CASE WHEN $3 >= last_log_id AND status = 'PREPARING' THEN 'RUNNING' ELSE status END
         WHERE id = $1 AND lease_fence = $2 AND status IN ('PREPARING', 'PAUSED')
         RETURNING status = 'RUNNING' AS running",
    )
    .bind::<BigInt, _>(fence.campaign.0)
    .bind::<BigInt, _>(fence.number)
    .bind::<BigInt, _>(through)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .await
    .optional()?;
    Ok(marked.map(|row| row.running))
}
