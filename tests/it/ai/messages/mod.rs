//! Message suggestions, against real people and orders.

mod built_in;
mod model;
mod product;
mod streamed;

use serde_json::{Value, json};
use xeno::ai::messages::{self, Ask, Tone};
use xeno::ai::{Answered, messages::Suggestion};
use xeno::customers::kind::Channel;
use xeno::segments::Source;

use crate::support::TestApp;

pub const QUERY: &str = "query ($goal: String!, $rule: RuleInput, $channel: Channel, $tone: MessageTone) {
    messageSuggestions(goal: $goal, rule: $rule, channel: $channel, tone: $tone) {
        message reason length fits product { sku name category buyers imageUrl } origin { engine model insteadOf } } }";

/// Names as people have them, and worse.
pub const NAMES: [Option<&str>; 10] = [
    Some("Asha Rao"),
    Some("Ben"),
    None,
    Some("Chandrasekharan Venkataraghavan"),
    Some("Zoé Müller"),
    Some("Dev"),
    Some("Ella O'Hara"),
    None,
    Some("Farid"),
    Some("Gita"),
];

/// A hundred customers: those of Pune have plain names, those of Delhi write theirs in Devanagari, those of Agra have
/// one of 120 letters, and those of Goa none. Of Pune, each bought tea lately, a few coffee; of Delhi, coffee. Agra and
/// Goa bought nothing. Who is of Nowhere cannot be reached.
pub async fn shop(app: &TestApp) {
    let names =
        NAMES.map(|name| name.map_or("NULL".to_owned(), |name| format!("'{}'", name.replace('\'', "''")))).join(",");
    app.database
        .execute(&format!(
            "INSERT INTO customers (id, external_id, name, city, phone, email) OVERRIDING SYSTEM VALUE
             SELECT i, 'c' || i,
                    CASE city WHEN 'Pune' THEN (ARRAY[{names}])[i / 5 % 10 + 1] WHEN 'Delhi' THEN 'आशालता शर्मा'
                              WHEN 'Agra' THEN repeat('x', 120) || ' y' END,
                    city, CASE WHEN city <> 'Nowhere' THEN '+9198' || i END,
                    CASE WHEN city <> 'Nowhere' THEN 'c' || i || '@example.com' END
             FROM (SELECT i, (ARRAY['Pune', 'Delhi', 'Agra', 'Goa', 'Nowhere'])[i % 5 + 1] AS city
                   FROM generate_series(0, 99) i) of_city;
             INSERT INTO orders (external_id, customer_id, amount_minor, status, placed_at, items, item_skus, item_categories)
             SELECT 'o' || id || '-' || n, id, 32000, 1, timestamptz '2026-11-01Z' - id * interval '1 day' - n * interval '1 hour',
                    CASE WHEN city = 'Pune' AND n = 1
                         THEN '[{{\"sku\": \"TEA-1\", \"name\": \"Masala Chai, 250 g\", \"category\": \"Tea\", \"quantity\": 1,
                                 \"priceMinor\": 32000, \"imageUrl\": \"/products/tea-mas-250.svg\"}}]'::jsonb
                         ELSE '[{{\"sku\": \"COF-1\", \"name\": \"Filter Coffee, 500 g\", \"category\": \"Coffee\", \"quantity\": 1,
                                 \"priceMinor\": 32000}}]'::jsonb END,
                    CASE WHEN city = 'Pune' AND n = 1 THEN ARRAY['tea-1'] ELSE ARRAY['cof-1'] END,
                    CASE WHEN city = 'Pune' AND n = 1 THEN ARRAY['tea'] ELSE ARRAY['coffee'] END
             FROM customers, generate_series(1, 2) n
             WHERE city = 'Pune' AND (n = 1 OR id % 20 = 0) OR city = 'Delhi';
             INSERT INTO audience (customer_id, name_folded, city_folded, phone_folded, email_folded, consent, spend_minor,
                                   order_count, first_order_at, last_order_at)
             SELECT id, lower(name), lower(city), phone, email, 1, coalesce(spend, 0), coalesce(n, 0), first, last
             FROM customers LEFT JOIN (
                 SELECT customer_id, sum(amount_minor) AS spend, count(*) AS n, min(placed_at) AS first, max(placed_at) AS last
                 FROM orders GROUP BY customer_id) o ON o.customer_id = id;
             ANALYZE customers, audience, orders"
        ))
        .await;
}

pub fn city(name: &str) -> Value {
    json!({ "city": { "eq": name } })
}

/// The verb itself: what an answer over HTTP holds, without the limits of a caller.
pub async fn suggested(
    app: &TestApp,
    goal: &str,
    (channel, tone): (Channel, Tone),
    rule: &Value,
) -> Vec<Answered<Suggestion>> {
    let source = Some(Source::Rule(serde_json::from_value(rule.clone()).unwrap()));
    let ask = Ask { goal: goal.to_owned(), source, channel, tone };
    messages::all(&app.ctx(), (&app.app.read, &app.app.assistant), app.app.config.workspace, ask)
        .await
        .unwrap()
        .unwrap()
}
