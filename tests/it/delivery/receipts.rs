//! Receipts: signed, queued, applied by the rank rule; those that never come.

use serde_json::{Value, json};
use xeno::workers::Role;

use super::webhook::{Post, Webhook};
use super::world::{PATIENCE, World};
use crate::support::test_app::VENDOR_SECRET;
use crate::support::until;

const AT: &str = "2026-11-22T10:00:00Z";

/// Posts a webhook that was signed `late` seconds ago; its status and error code.
async fn post(world: &World, body: &str, late: i64, signed_body: &str) -> (u16, Value) {
    let webhook = Webhook { signed: signed_body.to_owned(), late, ..Webhook::good(body) };
    send(world, webhook).await
}

async fn send(world: &World, webhook: Webhook) -> (u16, Value) {
    Post { http: world.test.http.clone(), url: world.test.url.clone() }.webhook(webhook).await
}

fn receipt(key: &str, status: &str) -> Value {
    json!({ "key": key, "vendorId": "v-1", "status": status, "reason": null, "occurredAt": AT })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_taken_in_only_if_signed_fresh_and_well_formed() {
    let world = World::start(&[Role::Receipts], &[], json!({})).await;
    let campaign = world.campaign(3, None).await;
    let good = receipt(&world.key(campaign, 0, 1).await, "DELIVERED").to_string();
    let reserialised = good.replace("\":", "\": ");
    assert_eq!(post(&world, &reserialised, 0, &good).await, (401, json!("NOT_BELIEVED")));
    // To the second it is tried where the clock stands still; from the future it is younger when it has arrived.
    for late in [301, -302] {
        assert_eq!(post(&world, &good, late, &good).await, (401, json!("NOT_BELIEVED")), "{late}");
    }
    for malformed in ["", "{", r#"{"key":"k"}"#, r#"{"key":"k","status":"SENT","occurredAt":"2026-11-22T10:00:00Z"}"#] {
        assert_eq!(post(&world, malformed, 0, malformed).await, (400, json!("INVALID_BODY")), "{malformed}");
    }
    let huge = "x".repeat(65 << 10);
    assert_eq!(post(&world, &huge, 0, &huge).await, (413, json!("INVALID_BODY")));
    let unsigned = world.test.http.post(format!("{}/webhooks/receipts", world.test.url)).body(good.clone());
    assert_eq!(unsigned.send().await.unwrap().status(), 401);
    assert_eq!(world.figure(campaign, "delivered").await, 0);
    // The same one twice, and one for nobody.
    for _ in 0..2 {
        assert_eq!(post(&world, &good, 0, &good).await, (202, json!(null)));
    }
    let nobodys = receipt("msg_zzzzzz.1", "DELIVERED").to_string();
    assert_eq!(post(&world, &nobodys, 299, &nobodys).await, (202, json!(null)));
    world
        .audited_until("they are applied", async || {
            let dead = "SELECT count(*) FROM dead_letters WHERE stream = 'receipts' AND code = 'UNKNOWN_MESSAGE'";
            world.figure(campaign, "delivered").await == 1 && world.test.database.number(dead).await == 1
        })
        .await;
    assert_eq!(world.figure(campaign, "accepted").await, 1);
    assert_eq!(world.figure(campaign, "pending").await, 2);
    world.test.finish(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_secret_takes_over_from_another_both_are_believed_and_no_third() {
    const NEW: &str = "whsec_dGhlLW5leHQtc2VjcmV0LW9mLXRoZS12ZW5kb3I=";
    const THIRD: &str = "whsec_c29tZWJvZHktZWxzZXMtc2VjcmV0LWFsdG9nZXRoZXI=";
    let both = format!("{NEW} {VENDOR_SECRET}");
    let world = World::start(&[Role::Receipts], &[("VENDOR_SECRET", &both)], json!({})).await;
    let campaign = world.campaign(3, None).await;
    for (place, secret, status) in [(0, VENDOR_SECRET, 202), (1, NEW, 202), (2, THIRD, 401)] {
        let body = receipt(&world.key(campaign, place, 1).await, "DELIVERED").to_string();
        assert_eq!(send(&world, Webhook { secret, ..Webhook::good(body) }).await.0, status, "{place}");
    }
    world.audited_until("two are applied", async || world.figure(campaign, "delivered").await == 2).await;
    assert_eq!(world.rows(campaign, "status = 0").await, 1);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_wait_for_redis_and_are_never_acknowledged_without_it() {
    let mut world = World::start(&[], &[], json!({})).await;
    let good = receipt("msg_1.1", "DELIVERED").to_string();
    world.test.redis.kill();
    assert_eq!(post(&world, &good, 0, &good).await, (503, json!("UNAVAILABLE")));
    world.test.redis.start_again().await;
    until("Redis is back", PATIENCE, async || post(&world, &good, 0, &good).await.0 == 202).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_order_and_any_repeats_of_receipts_come_to_the_same() {
    let world = World::start(&[Role::Receipts], &[], json!({})).await;
    let campaign = world.campaign(120, None).await;
    let mut reports = Vec::new();
    for place in 0..120 {
        let key = world.key(campaign, place, 1).await;
        // A third is delivered, a third failed, a third first the one and then the other or the reverse.
        if place % 3 != 1 {
            reports.push(receipt(&key, "DELIVERED"));
        }
        if place % 3 != 0 {
            reports.push(receipt(&key, "FAILED"));
        }
    }
    let mut shuffled: Vec<Value> = [&reports[..], &reports[..], &reports[..]].concat();
    let mut state: u64 = 11;
    for place in (1..shuffled.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        shuffled.swap(place, (state >> 33) as usize % (place + 1));
    }
    for part in shuffled.chunks(37) {
        assert_eq!(world.report(json!(part)).await, json!({ "acceptedCount": part.len(), "userErrors": [] }));
    }
    world.completed(campaign).await;
    assert_eq!((world.figure(campaign, "delivered").await, world.figure(campaign, "failed").await), (80, 40));
    assert_eq!(world.rows(campaign, "status = 3 AND reason = 'UNSPECIFIED'").await, 40);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_receipt_among_good_ones_is_named_by_its_path() {
    let world = World::start(&[Role::Receipts], &[], json!({})).await;
    let campaign = world.campaign(2, None).await;
    let good = receipt(&world.key(campaign, 0, 1).await, "DELIVERED");
    let answer = world.report(json!([good, receipt("", "FAILED"), receipt("msg_1.2\n", "FAILED")])).await;
    let errors = json!([
        { "code": "INVALID_KEY", "path": "input.receipts.1.key" },
        { "code": "INVALID_KEY", "path": "input.receipts.2.key" },
    ]);
    assert_eq!(answer, json!({ "acceptedCount": 1, "userErrors": errors }));
    let answer = world.report(json!([])).await;
    assert_eq!(answer["userErrors"], json!([{ "code": "WRONG_COUNT", "path": "input.receipts" }]));
    world.audited_until("the good one is applied", async || world.figure(campaign, "delivered").await == 1).await;
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_receipt_of_an_earlier_generation_is_kept_and_stops_the_next_if_delivered() {
    let world = World::start(&[Role::Receipts], &[], json!({})).await;
    let campaign = world.campaign(4, None).await;
    let database = &world.test.database;
    // As a person's retry leaves them: a second generation, the first in the history.
    database
        .execute(
            "UPDATE communication_log SET generation = 2, accepted = true;
             UPDATE campaign_counters SET accepted = 4;
             INSERT INTO communication_log_history (log_id, generation, status, reason, attempts)
             SELECT id, 1, 3, 'NO_SIGNAL', 1 FROM communication_log",
        )
        .await;
    // The third is on its way already.
    let on_its_way = world.key(campaign, 2, 1).await;
    let id = on_its_way.parse::<xeno::ids::MessageKey>().unwrap().message.0;
    database
        .execute(&format!(
            "UPDATE communication_log SET claim = gen_random_uuid(), claimed_until = now() + interval '1 hour',
                    called = true, attempts = 1 WHERE id = {id}"
        ))
        .await;
    let mut reports = Vec::new();
    for (place, status) in [(0, "DELIVERED"), (1, "FAILED"), (2, "DELIVERED")] {
        reports.push(receipt(&world.key(campaign, place, 1).await, status));
    }
    reports.push(receipt(&world.key(campaign, 3, 3).await, "DELIVERED"));
    world.report(json!(reports)).await;
    world
        .audited_until("all are applied", async || {
            database.number("SELECT count(*) FROM communication_log_history WHERE status = 4").await == 2
                && database.number("SELECT count(*) FROM dead_letters").await == 1
        })
        .await;
    assert_eq!(world.figure(campaign, "delivered").await, 1);
    assert_eq!(world.figure(campaign, "pending").await, 3);
    assert_eq!(world.rows(campaign, "claim IS NOT NULL").await, 1);
    world.test.finish(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_never_comes_makes_the_message_unknown_and_a_late_one_makes_it_known() {
    let settings = [("RECEIPT_TIMEOUT", "1")];
    let vendor = json!({ "receiptsPaused": true });
    let world = World::start(&[Role::Dispatch, Role::Deliver, Role::Receipts], &settings, vendor).await;
    let campaign = world.campaign(50, None).await;
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status = 2 AND reason = 'RECEIPT_MISSING' AND accepted").await, 50);
    world.vendor.set(json!({ "receiptsPaused": false })).await;
    world
        .audited_until("receipts have come", async || {
            world.figure(campaign, "delivered").await + world.figure(campaign, "failed").await == 50
        })
        .await;
    assert_eq!(world.figure(campaign, "unknown").await, 0);
    world.test.finish(0).await;
}
