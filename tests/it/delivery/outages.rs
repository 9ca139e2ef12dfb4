//! Vendors that answer nobody, too late, in bits, or some and not others: the circuit, the permits, the time-outs.

use std::time::{Duration, Instant};

use serde_json::json;
use xeno::workers::Role;

use super::world::{PATIENCE, World};
use crate::support::until;

const ALL: [Role; 3] = [Role::Dispatch, Role::Deliver, Role::Receipts];

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_vendor_is_left_alone_but_for_single_probes_until_it_is_back() {
    let world = World::working(json!({ "serverErrorShare": 1.0 })).await;
    let campaign = world.campaign(1000, None).await;
    world.audited_until("the circuit is open", async || world.vendor.stat("refused5xx").await >= 11).await;
    let begun = Instant::now();
    world.audited_until("the outage lasts", async || begun.elapsed() > Duration::from_secs(4)).await;
    let calls = world.vendor.stat("refused5xx").await;
    // What was in flight at first, three quarters of 64; a call behind each of the nine failures that do not open the
    // circuit yet; and a probe after each pause, of 0.25 s at least and longer each time.
    assert!((11..=48 + 9 + 5).contains(&calls), "{calls} calls to a vendor that fails");
    world.vendor.set(json!({ "serverErrorShare": 0.0 })).await;
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status NOT IN (3, 4)").await, 0);
    let stats = world.vendor.stats().await;
    assert_eq!((&stats["accepted"], &stats["repeats"]), (&json!(1000), &json!(0)));
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_long_a_vendor_hangs_nobody_becomes_unknown() {
    let settings = [("VENDOR_TIMEOUT_SECONDS", "1"), ("VENDOR_ATTEMPTS", "2")];
    let world = World::start(&ALL, &settings, json!({ "hangShare": 1.0 })).await;
    // So few that each is probed with again and again, and enough to see that it is the vendor.
    let campaign = world.campaign(10, None).await;
    world.audited_until("it was probed again and again", async || world.vendor.stat("hung").await >= 14).await;
    assert_eq!(world.figure(campaign, "pending").await, 10);
    world.vendor.set(json!({ "hangShare": 0.0 })).await;
    world.completed(campaign).await;
    assert_eq!(world.rows(campaign, "status NOT IN (3, 4)").await, 0);
    assert_eq!(world.vendor.stat("accepted").await, 10);
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_without_an_answer_is_sent_again_under_its_key_and_taken_once() {
    for (share, count, taken) in
        [("dripShare", "dripped", true), ("cutShare", "cut", true), ("resetShare", "reset", false)]
    {
        // Time enough that a busy machine still brings each call to the vendor before it is given up, and fewer people
        // than open the circuit, behind which calls would come one by one, further and further apart.
        let settings = [("VENDOR_TIMEOUT_SECONDS", "3"), ("VENDOR_ATTEMPTS", "20")];
        let people = 8;
        // Receipts would tell that it was taken; this is about not knowing.
        let faults = json!({ share: 1.0, "dripByteMs": 300, "receiptsPaused": true });
        let world = World::start(&ALL, &settings, faults).await;
        let campaign = world.campaign(people, None).await;
        until("every call fails once", PATIENCE, async || {
            // On a busy machine some are on their second call before others have ended their first.
            world.vendor.stat(count).await >= people
                && world.rows(campaign, "attempts > 1 OR (attempts > 0 AND claim IS NULL)").await == people
        })
        .await;
        assert_eq!(world.vendor.stat("accepted").await, if taken { people } else { 0 });
        assert_eq!(world.figure(campaign, "accepted").await, 0);
        world.vendor.set(json!({ share: 0.0 })).await;
        world.audited_until("all are sent", async || world.figure(campaign, "sent").await == people).await;
        let stats = world.vendor.stats().await;
        assert_eq!((&stats["accepted"], &stats["distinctKeys"]), (&json!(people), &json!(people)), "{share}");
        assert_eq!(stats["repeats"].as_i64().unwrap() >= people, taken, "{share}: {stats}");
        assert_eq!(world.rows(campaign, "attempts < 2 OR vendor_id IS NULL").await, 0);
        world.vendor.set(json!({ "receiptsPaused": false })).await;
        world.completed(campaign).await;
        world.test.finish(0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recipients_that_hang_hardly_slow_another_campaign() {
    let settings = [("VENDOR_TIMEOUT_SECONDS", "2"), ("VENDOR_CONCURRENCY", "16"), ("VENDOR_ATTEMPTS", "100")];
    let faults =
        json!({ "hangShare": 1.0, "faultsOnlyTo": "+44", "responseLatencyMinMs": 5, "responseLatencyMaxMs": 10 });
    let world = World::start(&ALL, &settings, faults).await;
    let time = async || {
        let begun = Instant::now();
        let campaign = world.campaign(600, None).await;
        world.completed(campaign).await;
        assert_eq!(world.rows(campaign, "attempts <> 1").await, 0);
        begun.elapsed().as_secs_f64()
    };
    let alone = time().await;
    let hanging = world.campaign_to("+44", 1000, None).await;
    until("its calls hang", PATIENCE, async || world.vendor.stat("hung").await >= 12).await;
    let beside = time().await;
    println!(
        "600 messages alone {alone:.2} s, beside a campaign that hangs {beside:.2} s: ratio {:.2}",
        beside / alone
    );
    // The first wave had three quarters of the permits. As it times out, a call may follow each of the nine failures
    // that do not open the circuit yet; after that one probe at a time is made, with a pause.
    let hung = world.vendor.stat("hung").await as f64;
    assert!(hung <= 12.0 + 9.0 + (beside / 2.5).ceil() + 1.0, "{hung} calls hang");
    assert_eq!(world.figure(hanging, "pending").await, 1000);
    world.set_status(hanging, "CANCELLED").await;
    world.vendor.set(json!({ "hangShare": 0.0 })).await;
    world.audited_until("it is over", async || world.figure(hanging, "pending").await == 0).await;
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_that_hangs_holds_up_its_own_campaign_alone() {
    let settings = [("VENDOR_TIMEOUT_SECONDS", "100"), ("VENDOR_ATTEMPTS", "100")];
    let world = World::start(&ALL, &settings, json!({ "resetShare": 1.0, "faultsOnlyTo": "+44" })).await;
    let failing = world.campaign_to("+44", 300, None).await;
    let mut seen = 0;
    let mut calls = tokio::time::interval(Duration::from_millis(150));
    until("its circuit is open", PATIENCE, async || {
        calls.tick().await;
        let before = std::mem::replace(&mut seen, world.vendor.stat("reset").await);
        seen >= 10 && before == seen
    })
    .await;
    world.vendor.set(json!({ "resetShare": 0.0, "hangShare": 1.0 })).await;
    until("its probe hangs", PATIENCE, async || world.vendor.stat("hung").await >= 1).await;
    let passing = world.campaign(300, None).await;
    until("the other has passed", PATIENCE, async || world.is(passing, "COMPLETED").await).await;
    assert_eq!(world.figure(failing, "pending").await, 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_starts_inside_a_retry_after_waits_it_out() {
    let faults = json!({ "tooManyRequestsShare": 1.0, "retryAfterSeconds": 6 });
    let world = World::start(&[Role::Dispatch, Role::Receipts], &[], faults).await;
    let campaign = world.campaign(100, None).await;
    let mut first = world.worker("deliver", &[]);
    let refused = async || world.vendor.stat("refused429").await;
    until("calls are refused", PATIENCE, async || refused().await >= 1 && world.vendor_wait().await > 0).await;
    let window = Instant::now() + Duration::from_millis(world.vendor_wait().await.unsigned_abs());
    first.kill().await.unwrap();
    let before = refused().await;
    world.vendor.set(json!({ "tooManyRequestsShare": 0.0 })).await;
    // The killed one's claims run out later than the window; these rows are nobody's.
    let fresh = world.campaign(100, None).await;
    let _second = world.worker("deliver", &[]);
    until("the second has rows in hand", PATIENCE, async || world.rows(fresh, "claim IS NOT NULL").await > 0).await;
    assert!(Instant::now() < window, "the second came too late to show anything");
    until("the first call is taken", PATIENCE, async || world.vendor.stat("accepted").await > 0).await;
    assert!(Instant::now() >= window - Duration::from_millis(300), "a call within the window");
    assert_eq!(refused().await, before);
    for campaign in [campaign, fresh] {
        world.completed(campaign).await;
    }
    world.test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_after_of_a_day_is_believed_for_an_hour() {
    let faults = json!({ "tooManyRequestsShare": 1.0, "retryAfterSeconds": 86_400 });
    let world = World::working(faults).await;
    let campaign = world.campaign(5, None).await;
    until("all are refused", PATIENCE, async || world.rows(campaign, "next_attempt_at > now()").await == 5).await;
    assert_eq!(world.rows(campaign, "next_attempt_at > now() + interval '1 hour' OR attempts <> 0").await, 0);
    let wait = world.vendor_wait().await;
    assert!((3_500_000..=3_600_000).contains(&wait), "{wait} ms");
    world.test.finish(0).await;
}
