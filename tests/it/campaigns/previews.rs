//! Messages before they are sent, the ledger's lists, and the dashboard.

use serde_json::{Value, json};

use super::world::*;
use crate::support::TestApp;

const PREVIEW: &str = "query ($message: String!, $rule: RuleInput, $segment: ID, $channel: Channel) {
    messagePreview(message: $message, rule: $rule, segmentId: $segment, channel: $channel) {
        audience reachable checkedCount missingCount tooLongCount
        samples { customerExternalId text smsSegments } userErrors { code path } } }";

async fn preview(test: &TestApp, message: &str) -> Value {
    test.data(PREVIEW, json!({ "message": message })).await["messagePreview"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_renders_real_people_and_counts_who_would_be_left_out() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    let made = preview(&test, "Hi {{ first_name }}").await;
    assert_eq!(
        made,
        json!({
            "audience": 100, "reachable": 70, "checkedCount": 70, "missingCount": 10, "tooLongCount": 0, "userErrors": [],
            "samples": [
                { "customerExternalId": "c2", "text": null, "smsSegments": 0 },
                { "customerExternalId": "c4", "text": "Hi Asha", "smsSegments": 1 },
                { "customerExternalId": "c5", "text": "Hi Asha", "smsSegments": 1 },
                { "customerExternalId": "c6", "text": "Hi Asha", "smsSegments": 1 },
                { "customerExternalId": "c7", "text": "Hi Asha", "smsSegments": 1 },
            ],
        })
    );
    let counts = async |message: &str| {
        let made = preview(&test, message).await;
        (made["checkedCount"].as_i64().unwrap(), made["missingCount"].as_i64().unwrap())
    };
    assert_eq!(counts("Hi {{ first_name | default('there') }}").await, (70, 0));
    assert_eq!(counts("{{ attributes.tier }} {{ city }} {{ last_order_at }}").await, (70, 0));
    assert_eq!(counts("{{ attributes.absent }}").await, (70, 70));
    assert_eq!(counts("{{ country }}").await, (70, 70));
    // Only under a condition: rendering tells.
    assert_eq!(counts("{% if city == 'Pune' %}{{ name }}{% else %}x{% endif %}").await, (70, 10));
    let mail = json!({ "message": "Hi {{ name }}", "channel": "EMAIL" });
    assert_eq!(test.data(PREVIEW, mail).await["messagePreview"]["reachable"], 80);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_count_by_scan_and_the_count_by_rendering_agree() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 60).await;
    test.database
        .execute(
            "UPDATE customers SET attributes = v.value FROM (VALUES (4, '{}'::jsonb), (5, '{\"tier\": null}'),
                 (6, '{\"tier\": \" \"}'), (7, '{\"tier\": 7}'), (8, '{\"tier\": [1]}'), (9, '{\"tier\": true}'),
                 (14, '{\"tier\": {\"a\": 1}}'), (15, '{\"tier\": \"\\t\"}')) v (i, value)
             WHERE external_id = 'c' || i;
             UPDATE audience a SET attributes = c.attributes FROM customers c WHERE c.id = a.customer_id",
        )
        .await;
    let scanned = preview(&test, "{{ attributes.tier }} {{ name }}").await;
    let rendered = preview(&test, "{{ attributes.tier }} {{ name }}{% if visits > 99 %}{{ country }}{% endif %}").await;
    assert_eq!(scanned["missingCount"], rendered["missingCount"]);
    assert_eq!(scanned["missingCount"], 6 + 6);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_large_audience_one_long_text_does_not_make_the_counts_partial() {
    let test = TestApp::with(&[], &[]).await;
    test.database
        .execute(
            "INSERT INTO customers (external_id, name, phone, consent)
             SELECT 'c' || i, CASE WHEN i > 20490 THEN NULL WHEN i > 20480 THEN repeat('x', 5000) ELSE 'Asha' END,
                    '+9198' || i, 2
             FROM generate_series(1, 20500) i;
             INSERT INTO audience (customer_id, name_folded, phone_folded, consent)
             SELECT id, lower(name), phone, consent FROM customers",
        )
        .await;
    let made = preview(&test, "Hi {{ name }}").await;
    let counts =
        ["reachable", "checkedCount", "missingCount", "tooLongCount"].map(|field| made[field].as_i64().unwrap());
    assert_eq!(counts, [20_500, 20_500, 10, 10]);
    test.finish(0).await;
}

/// Messages in which something may be missing, blank or too long.
const TEMPLATES: [&str; 30] = [
    "Hi {{ first_name }}",
    "Hi {{ name | default('there') }}",
    "{% if name %}Hello{% endif %}",
    "{% if name %}Hello{% endif %} {{ city }}",
    "{% if name %}Hello{% else %} {% endif %}",
    "{% if visits > 3 %}Welcome back{% endif %}",
    "{% if visits > 3 %}{{ name }}{% else %}Hi{% endif %}",
    "{{ name | default('') }}",
    "{{ name | default(' ') }} {{ city | default('') }}",
    "{{ name | default('') | upper }}",
    "Hi {{ name | default('') | title }}",
    "Hi {{ attributes.tier | default('') }}",
    "{{ name }}{{ name }}{{ name }}",
    "{{ name }} {{ city }}",
    "{{ name | upper }} {{ name | lower }} {{ name | default('x') }}",
    "{{ name | truncate(5) }}",
    "{{ attributes.tier }}",
    "{{ attributes.tier | upper }} {{ country | default('India') }}",
    "{{ attributes.tier | number }}",
    "{{ attributes.tier }}{{ attributes.tier }}",
    "{{ attributes['tier'] | default('none') | truncate(9) }}",
    "{{ 'x' if city }}",
    "{{ 'x' if city else '' }}",
    "{{ name or city }}",
    "{{ country }}",
    "{{ last_order_at | date }}",
    "{{ last_order_at | date(' ') }}",
    "{{ last_order_at }}",
    "{{ spend | money }} {{ order_count }} {{ visits }}",
    "{% if attributes.tier | upper == 'GOLD' %}Hi{% endif %}!",
];

/// So many customers with a value of each kind that a template may meet; all of them can be reached.
async fn all_sorts(test: &TestApp) {
    test.database
        .execute(
            "INSERT INTO customers (external_id, name, phone, city, consent, visits, attributes)
             SELECT 'c' || i, (ARRAY[NULL, 'Asha Rao', repeat('न', 500), repeat('x', 400)])[i % 4 + 1], '+9198' || i,
                    (ARRAY['Pune', NULL, repeat('न', 500)])[i % 3 + 1], 2, i % 7,
                    (ARRAY['{}', '{\"tier\": null}', '{\"tier\": \"gold\"}', '{\"tier\": \"12.5\"}', '{\"tier\": 7}',
                           '{\"tier\": [1]}', '{\"tier\": true}', '{\"tier\": \" \"}',
                           jsonb_build_object('tier', repeat('y', 3000))::text])[i % 9 + 1]::jsonb
             FROM generate_series(0, 71) i;
             INSERT INTO audience (customer_id, name_folded, phone_folded, city_folded, consent, visits, attributes,
                                   spend_minor, order_count, first_order_at, last_order_at)
             SELECT id, lower(name), phone, lower(city), consent, visits, attributes, id * 150050,
                    (id % 5 > 0)::int, CASE WHEN id % 5 > 0 THEN now() END, CASE WHEN id % 5 > 0 THEN now() END
             FROM customers",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_leaves_out_whom_the_launch_leaves_out() {
    let test = TestApp::with(&[], &[]).await;
    all_sorts(&test).await;
    let long = format!("{}{{{{ name }}}}", "x".repeat(3_700));
    for template in TEMPLATES.into_iter().chain([long.as_str()]) {
        leaves_out_alike(&test, template).await;
    }
    // Without texts of which a message might become too long most of it is told by a scan.
    test.database
        .execute(
            "UPDATE customers SET name = left(name, 9), city = left(city, 9),
                    attributes = CASE WHEN length(attributes::text) > 99 THEN '{\"tier\": \"9\"}' ELSE attributes END;
             UPDATE audience a SET name_folded = lower(c.name), city_folded = lower(c.city), attributes = c.attributes
             FROM customers c WHERE c.id = a.customer_id",
        )
        .await;
    for template in TEMPLATES {
        leaves_out_alike(&test, template).await;
    }
    test.finish(0).await;
}

/// The preview of a message leaves out whom a launch leaves out, for the same reasons.
async fn leaves_out_alike(test: &TestApp, template: &str) {
    let made = preview(test, template).await;
    assert_eq!(made["checkedCount"], 72, "{template}: {made}");
    let id = launched(test, template).await;
    prepared(test, id).await;
    let skipped = async |reason: &str| rows(test, id, &format!("status = 5 AND reason = '{reason}'")).await;
    let launch = (skipped("TEMPLATE_MISSING_VALUE").await, skipped("TEMPLATE_TOO_LONG").await);
    let counts = (made["missingCount"].as_i64().unwrap(), made["tooLongCount"].as_i64().unwrap());
    assert_eq!(counts, launch, "{template}");
    assert_eq!(rows(test, id, "status = 5").await, launch.0 + launch.1, "{template}");
    for sample in made["samples"].as_array().unwrap() {
        let of = format!(
            "customer_id = (SELECT id FROM customers WHERE external_id = {})",
            sample["customerExternalId"].to_string().replace('"', "'")
        );
        let sent = rows(test, id, &format!("status = 0 AND {of}")).await == 1;
        assert_eq!(sent, sample["text"].is_string(), "{template}: {sample}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_what_is_wrong_with_the_message() {
    let test = TestApp::with(&[], &[]).await;
    let made = preview(&test, "Hi {{ nobody }}").await;
    assert_eq!(made["userErrors"], json!([{ "code": "UNKNOWN_VARIABLE", "path": "message" }]));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_shows_its_messages_its_reasons_and_its_figures() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 100).await;
    let id = launched(&test, "Hi {{ first_name | default('there') }}").await;
    prepared(&test, id).await;
    pretend_delivered(&test, id, &[4, 4, 4, 3, 2, 0, 1]).await;
    let query = "query ($id: ID!, $status: [MessageStatus!], $after: String) { campaign(id: $id) {
        progress { audience pending sent delivered failed unknown skipped unaccounted accepted deliveryRate etaSeconds
                   messagesPerSecond }
        failures { status reason count }
        deliveries(status: $status, first: 7, after: $after) { nodes { customerExternalId status reason message }
            pageInfo { hasNextPage endCursor } } } }";
    let asked = json!({ "id": id.to_string(), "status": ["FAILED"] });
    let shown = test.data(query, asked).await["campaign"].take();
    assert_eq!(
        shown["progress"],
        json!({ "audience": 100, "pending": 10, "sent": 10, "delivered": 30, "failed": 10, "unknown": 10,
                "skipped": 30, "unaccounted": 0, "accepted": 60, "deliveryRate": 0.6, "etaSeconds": null,
                "messagesPerSecond": 0.0 })
    );
    assert_eq!(
        shown["failures"],
        json!([
            { "status": "SKIPPED", "reason": "NO_CONSENT", "count": 20 },
            { "status": "UNKNOWN", "reason": "NO_ANSWER", "count": 10 },
            { "status": "FAILED", "reason": "CARRIER_REJECTED", "count": 10 },
            { "status": "SKIPPED", "reason": "NO_ADDRESS", "count": 10 },
        ])
    );
    let page = &shown["deliveries"];
    assert_eq!(page["nodes"].as_array().unwrap().len(), 7);
    assert!(page["nodes"].as_array().unwrap().iter().all(|node| node["reason"] == "CARRIER_REJECTED"));
    let next = json!({ "id": id.to_string(), "status": ["FAILED"], "after": page["pageInfo"]["endCursor"] });
    let rest = test.data(query, next).await["campaign"]["deliveries"].take();
    assert_eq!(rest["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_know_their_customer_and_campaign_and_customers_their_messages() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 10).await;
    let (first, second) = (launched(&test, "Hello").await, launched(&test, "Bye").await);
    prepared(&test, first).await;
    prepared(&test, second).await;
    let query = "query ($id: ID!) { campaign(id: $id) { deliveries(first: 3) {
        nodes { customer { externalId } campaign { id } } } } }";
    let shown = test.data(query, json!({ "id": first.to_string() })).await["campaign"]["deliveries"]["nodes"].take();
    let of =
        |external: &str| json!({ "customer": { "externalId": external }, "campaign": { "id": first.to_string() } });
    assert_eq!(shown, json!([of("c0"), of("c1"), of("c2")]));
    let query = "{ customer(externalId: \"c5\") { messages { nodes { status message campaign { id } } } } }";
    let messages = test.data(query, json!({})).await["customer"]["messages"]["nodes"].take();
    let sent = |text: &str, id: xeno::ids::CampaignId| json!({ "status": "PENDING", "message": text, "campaign": { "id": id.to_string() } });
    assert_eq!(messages, json!([sent("Bye", second), sent("Hello", first)]));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_adds_up() {
    let test = TestApp::with(&[], &[]).await;
    people(&test, 10).await;
    test.database
        .execute(
            "INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at)
             SELECT 'o' || id, id, 150050, 1, timestamptz '2026-01-01' + id % 9 * interval '1 day' FROM customers",
        )
        .await;
    let id = launched(&test, "Hello").await;
    prepared(&test, id).await;
    let query = "query ($from: DateTime, $to: DateTime) { dashboard(from: $from, to: $to) {
        customers orders revenue activeCampaigns messages { audience pending skipped } recentCampaigns { id } } }";
    let all = test.data(query, json!({})).await["dashboard"].take();
    assert_eq!(
        all,
        json!({ "customers": 10, "orders": 10, "revenue": "15005.00", "activeCampaigns": 1,
                "messages": { "audience": 10, "pending": 7, "skipped": 3 }, "recentCampaigns": [{ "id": id.to_string() }] })
    );
    let week = json!({ "from": "2026-01-02T00:00:00Z", "to": "2026-01-04T00:00:00Z" });
    let some = test.data(query, week).await["dashboard"].take();
    let placed = test
        .database
        .number("SELECT count(*) FROM orders WHERE placed_at >= '2026-01-02' AND placed_at < '2026-01-04'")
        .await;
    assert_eq!((some["orders"].as_i64(), &some["messages"]["audience"]), (Some(placed), &json!(0)));
    test.finish(0).await;
}

const SALES: &str = "query ($from: DateTime, $to: DateTime) { dashboard(from: $from, to: $to) {
    orders revenue series { from to orders revenue } } }";

/// The series of a stretch, after a look at its sums and gaps against the dashboard's totals.
async fn series(test: &TestApp, stretch: Value) -> Vec<Value> {
    let mut shown = test.data(SALES, stretch).await["dashboard"].take();
    let points = shown["series"].as_array_mut().unwrap().split_off(0);
    let orders: i64 = points.iter().map(|point| point["orders"].as_i64().unwrap()).sum();
    // The test's amounts have no half rupees.
    let rupees = |amount: &Value| amount.as_str().unwrap().strip_suffix(".00").unwrap().parse::<i64>().unwrap();
    let revenue: i64 = points.iter().map(|point| rupees(&point["revenue"])).sum();
    assert_eq!((orders, revenue), (shown["orders"].as_i64().unwrap(), rupees(&shown["revenue"])));
    assert!(points.iter().zip(&points[1..]).all(|(part, next)| part["to"] == next["from"]), "{points:?}");
    points
}

#[tokio::test(flavor = "multi_thread")]
async fn the_series_of_the_dashboard_adds_up_to_its_totals() {
    let test = TestApp::with(&[], &[]).await;
    assert_eq!(series(&test, json!({ "from": "2025-12-31T18:30:00Z", "to": "2026-01-01T18:30:00Z" })).await.len(), 1);
    people(&test, 40).await;
    // Every seven hours from the beginning of 2026 in India on; every fifth order is cancelled and counts nowhere.
    test.database
        .execute(
            "INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at)
             SELECT 'o' || i, (SELECT min(id) FROM customers), 10000 * i, CASE WHEN i % 5 = 0 THEN 2 ELSE 1 END,
                    timestamptz '2025-12-31T18:30:00Z' + (i - 1) * interval '7 hours'
             FROM generate_series(1, 40) i;
             UPDATE audience SET (order_count, spend_minor, first_order_at, last_order_at) =
                 (SELECT count(*), coalesce(sum(amount_minor), 0), min(placed_at), max(placed_at) FROM orders
                  WHERE status = 1 AND customer_id = audience.customer_id)",
        )
        .await;
    let days = series(&test, json!({ "from": "2025-12-31T18:30:00Z", "to": "2026-01-03T18:30:00Z" })).await;
    let day = |day: &str, next: &str, orders: i32, revenue: &str| {
        json!({ "from": format!("{day}T18:30:00Z"), "to": format!("{next}T18:30:00Z"), "orders": orders,
                "revenue": revenue })
    };
    // Orders 1 to 4, 5 (cancelled) to 7, 8 to 11 but for 10.
    let told = [
        day("2025-12-31", "2026-01-01", 4, "1000.00"),
        day("2026-01-01", "2026-01-02", 2, "1300.00"),
        day("2026-01-02", "2026-01-03", 3, "2800.00"),
    ];
    assert_eq!(days, told);
    // A day without orders has its point; the ends are those asked for.
    let late = series(&test, json!({ "from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z" })).await;
    assert_eq!((late.len(), &late[0]["from"], &late[31]["orders"]), (32, &json!("2026-01-01T00:00:00Z"), &json!(0)));
    let long = series(&test, json!({ "from": "2020-01-01T00:00:00Z", "to": "2027-01-01T00:00:00Z" })).await;
    assert_eq!((long.len(), &long[1]["from"]), (366, &json!("2020-01-05T18:30:00Z")));
    // Open ends: from the first order's day on; whatever today is, everything is in.
    let open = series(&test, json!({})).await;
    assert_eq!((&open[0]["from"], open.len() <= 400), (&json!("2025-12-31T18:30:00Z"), true));
    test.finish(0).await;
}
