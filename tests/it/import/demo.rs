//! The demonstration brand, as `make run` loads it.

use super::program::Workspace;
use crate::support::TestApp;

/// Everything that a second run could change and anybody could see. The versions of fields do change: they hold
/// the moment of acceptance, which tells rows of one version apart.
const FINGERPRINT: &str =
    "SELECT ('x' || substr(md5(string_agg(line, '' ORDER BY line)), 1, 15))::bit(60)::bigint FROM (
    SELECT (to_jsonb(customers) - 'field_versions' - 'attribute_versions' || to_jsonb(audience))::text AS line
    FROM customers JOIN audience ON customer_id = customers.id
    UNION ALL SELECT (to_jsonb(orders) - 'field_versions')::text FROM orders
    UNION ALL SELECT to_jsonb(segments)::text FROM segments) everything";

#[tokio::test(flavor = "multi_thread")]
async fn the_brand_is_loaded_whole_and_a_second_run_changes_nothing() {
    let app = TestApp::start().await;
    let workspace = Workspace::new();
    let arguments = ["demo", "--customers", "400", "--as-of", "2026-11-01", "--no-campaigns", "--url", &app.url];
    let run = workspace.run(&arguments).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("Saffron Kettle: 400 customers and 2,000 orders are in"), "{run:?}");
    assert!(run.stdout.contains("10 segments made, 0 kept"), "{run:?}");
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, 400);
    assert_eq!(app.database.number("SELECT count(*) FROM orders").await, 2_000);
    assert_eq!(app.database.number("SELECT count(*) FROM segments").await, 10);
    let completed = "SELECT sum(amount_minor) FROM orders WHERE status = 1";
    let spent = app.database.number("SELECT sum(spend_minor) FROM audience").await;
    assert_eq!(app.database.number(completed).await, spent);
    let before = app.database.number(FINGERPRINT).await;
    let again = workspace.run(&arguments).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.stderr.contains("Saffron Kettle is there already"), "{again:?}");
    assert!(again.stdout.contains("0 segments made, 10 kept"), "{again:?}");
    assert_eq!(app.database.number(FINGERPRINT).await, before);
    app.finish(0).await;
}
