//! Customers to send to, and the calls that the tests make.

use std::time::Duration;

use xeno::campaigns::campaign::Campaign;
use xeno::campaigns::draft::{Create, Handles};
use xeno::campaigns::lease::Fence;
use xeno::campaigns::prepare::{Preparer, Step};
use xeno::campaigns::steer::Target;
use xeno::campaigns::{draft, steer, store};
use xeno::customers::kind::Channel;
use xeno::db::{Db, Purpose};
use xeno::ids::CampaignId;
use xeno::problem::Problem;
use xeno::segments::input::RuleInput;

use crate::support::{TestApp, until};

pub const PATIENCE: Duration = Duration::from_secs(20);

/// So many customers. Of each ten, in this order: one withdrew consent, one has no phone, one has no name, one
/// withdrew consent and has no phone; the others lack nothing.
pub async fn people(test: &TestApp, count: i32) {
    test.database
        .execute(&format!(
            "INSERT INTO customers (external_id, name, phone, email, city, consent, visits, attributes)
             SELECT 'c' || i, CASE WHEN i % 10 = 2 THEN NULL ELSE 'Asha Rao' END,
                    CASE WHEN i % 10 IN (1, 3) THEN NULL ELSE '+9198' || i END, 'c' || i || '@example.com', 'Pune',
                    CASE WHEN i % 10 IN (0, 3) THEN 0 ELSE 1 END, i % 7, jsonb_build_object('tier', 'gold')
             FROM generate_series(0, {count} - 1) i;
             INSERT INTO audience (customer_id, name_folded, phone_folded, email_folded, city_folded, consent, visits,
                                   attributes, spend_minor, order_count, first_order_at, last_order_at)
             SELECT id, lower(name), phone, email, lower(city), consent, visits, attributes, 150050, 1, now(), now()
             FROM customers;
             ANALYZE customers, audience"
        ))
        .await;
}

pub fn handles(test: &TestApp) -> Handles<'_> {
    Handles { db: &test.app.db, redis: &test.app.redis, workspace: test.app.config.workspace }
}

/// A draft for everyone.
pub fn draft_of(message: &str) -> Create {
    Create {
        name: "Diwali".to_owned(),
        segment: None,
        rule: Some(RuleInput::Everyone(true)),
        channel: Channel::Sms,
        message: message.to_owned(),
        rate_per_second: None,
        idempotency_key: None,
    }
}

pub async fn created(test: &TestApp, message: &str) -> CampaignId {
    draft::create(&test.ctx(), handles(test), draft_of(message)).await.unwrap().unwrap().id
}

pub fn target(id: CampaignId) -> Target {
    Target { id, idempotency_key: None }
}

pub async fn launch(test: &TestApp, id: CampaignId) -> Result<Campaign, Vec<Problem>> {
    steer::launch(&test.ctx(), handles(test), target(id)).await.unwrap()
}

pub async fn launched(test: &TestApp, message: &str) -> CampaignId {
    let id = created(test, message).await;
    launch(test, id).await.unwrap();
    id
}

pub async fn campaign(test: &TestApp, id: CampaignId) -> Campaign {
    store::one(&mut test.app.db.get().await.unwrap(), id).await.unwrap().unwrap()
}

/// A worker that moves only when it is told to.
pub fn by_hand(test: &TestApp) -> Preparer {
    let db = Db::new(&test.app.config.database_url, Purpose::Work, 4).unwrap();
    Preparer::new(db, test.app.redis.clone(), test.app.clock.clone(), test.app.config.workspace).with_chunk(30)
}

pub async fn take(test: &TestApp, worker: &Preparer, id: CampaignId) -> Fence {
    worker.take(&mut test.app.db.get().await.unwrap(), id).await.unwrap().expect("the lease is free")
}

/// Takes a campaign through all of its preparation.
pub async fn prepared(test: &TestApp, id: CampaignId) -> Campaign {
    let worker = by_hand(test);
    let fence = take(test, &worker, id).await;
    while worker.step(fence).await.unwrap() != Step::Done {}
    exact(test, id).await
}

/// The ledger's holder dies: its lease has run out.
pub async fn forget_lease(test: &TestApp, id: CampaignId) {
    test.database
        .execute(&format!("UPDATE campaigns SET lease_until = now() - interval '1 s' WHERE id = {}", id.0))
        .await;
}

/// Compares the figures with the rows that they count; returns the campaign.
pub async fn exact(test: &TestApp, id: CampaignId) -> Campaign {
    let differences = test
        .database
        .number(&format!(
            "SELECT count(*) FROM campaign_counters n
             CROSS JOIN LATERAL (
                 SELECT count(*) AS audience, count(*) FILTER (WHERE status = 0) AS pending,
                        count(*) FILTER (WHERE status = 1) AS sent, count(*) FILTER (WHERE status = 2) AS unknown,
                        count(*) FILTER (WHERE status = 3) AS failed, count(*) FILTER (WHERE status = 4) AS delivered,
                        count(*) FILTER (WHERE status = 5) AS skipped, count(*) FILTER (WHERE accepted) AS accepted
                 FROM communication_log WHERE campaign_id = n.campaign_id
             ) l
             WHERE n.campaign_id = {} AND (n.audience, n.pending, n.sent, n.unknown, n.failed, n.delivered, n.skipped,
                                           n.accepted)
                 IS DISTINCT FROM (l.audience, l.pending, l.sent, l.unknown, l.failed, l.delivered, l.skipped, l.accepted)",
            id.0
        ))
        .await;
    assert_eq!(differences, 0, "the figures of {id} are not those of its rows");
    let campaign = campaign(test, id).await;
    assert_eq!(campaign.figures.unaccounted(), 0);
    campaign
}

/// How many rows of a campaign meet a condition.
pub async fn rows(test: &TestApp, id: CampaignId, condition: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM communication_log WHERE campaign_id = {} AND {condition}", id.0);
    test.database.number(&sql).await
}

/// What delivery would have made of the pending rows: the n-th becomes the n-th status, round and round; the
/// figures follow.
pub async fn pretend_delivered(test: &TestApp, id: CampaignId, statuses: &[i16]) {
    let list = statuses.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    test.database
        .execute(&format!(
            "WITH turn AS (
                 SELECT id, (ARRAY[{list}])[(row_number() OVER (ORDER BY id) - 1) % {count} + 1] AS status
                 FROM communication_log WHERE campaign_id = {id} AND status = 0
             )
             UPDATE communication_log l SET status = turn.status, accepted = turn.status <> 0, attempts = 1,
                    vendor_id = 'v' || l.id, sent_at = now(), next_attempt_at = NULL,
                    reason = CASE turn.status WHEN 3 THEN 'CARRIER_REJECTED' WHEN 2 THEN 'NO_ANSWER' END
             FROM turn WHERE l.id = turn.id AND turn.status <> 0;
             UPDATE campaign_counters n
             SET pending = l.pending, sent = l.sent, unknown = l.unknown, failed = l.failed, delivered = l.delivered,
                 accepted = l.accepted
             FROM (SELECT count(*) FILTER (WHERE status = 0) AS pending, count(*) FILTER (WHERE status = 1) AS sent,
                          count(*) FILTER (WHERE status = 2) AS unknown, count(*) FILTER (WHERE status = 3) AS failed,
                          count(*) FILTER (WHERE status = 4) AS delivered, count(*) FILTER (WHERE accepted) AS accepted
                   FROM communication_log WHERE campaign_id = {id}) l
             WHERE n.campaign_id = {id}",
            count = statuses.len(),
            id = id.0,
        ))
        .await;
}

/// Waits until a campaign stands somewhere, looking at the sums all along.
pub async fn until_status(test: &TestApp, id: CampaignId, status: xeno::campaigns::status::CampaignStatus) {
    until(&format!("{id} is {status}"), PATIENCE, async || exact(test, id).await.status == status).await;
}
