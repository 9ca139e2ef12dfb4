//! The ledger as a file.

use serde_json::Value;

use super::world::*;
use crate::support::TestApp;

async fn file(test: &TestApp, name: &str) -> (u16, String, String) {
    let answer = test.http.get(format!("{}/exports/campaigns/{name}", test.url)).send().await.unwrap();
    let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), media_type, answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_is_exported_whole_and_safe_to_open() {
    let test = TestApp::with(&[], &[]).await;
    // More than two stretches of the export.
    people(&test, 4_500).await;
    test.database.execute("UPDATE customers SET name = '=HYPERLINK(\"http://x\")' WHERE external_id = 'c4'").await;
    let other = launched(&test, "Other").await;
    let id = launched(&test, "Hi {{ name | default('there') }},\n\"bye\"").await;
    prepared(&test, id).await;
    prepared(&test, other).await;

    let (status, media_type, text) = file(&test, &format!("{id}.csv")).await;
    assert_eq!((status, media_type.as_str()), (200, "text/csv; charset=utf-8"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(
        header.iter().collect::<Vec<_>>()[..4],
        ["message_id", "customer_external_id", "customer_name", "status"]
    );
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 4_500);
    let row = |external: &str| records.iter().find(|record| &record[1] == external).unwrap().clone();
    assert_eq!((&row("c4")[2], &row("c4")[3]), ("'=HYPERLINK(\"http://x\")", "PENDING"));
    assert_eq!((&row("c5")[11], &row("c0")[4]), ("Hi Asha Rao,\n\"bye\"", "NO_CONSENT"));
    let distinct: std::collections::BTreeSet<_> = records.iter().map(|record| record[0].to_owned()).collect();
    assert_eq!(distinct.len(), 4_500);

    let (status, media_type, text) = file(&test, &format!("{id}.ndjson")).await;
    assert_eq!((status, media_type.as_str()), (200, "application/x-ndjson"));
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 4_500);
    assert_eq!(rows[4]["customerName"], "=HYPERLINK(\"http://x\")");
    assert_eq!((&rows[1]["status"], &rows[1]["reason"]), (&"SKIPPED".into(), &"NO_ADDRESS".into()));
    test.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_has_an_empty_ledger_and_what_is_no_campaign_has_none() {
    let test = TestApp::with(&[], &[]).await;
    let id = created(&test, "Hello").await;
    let (status, _, text) = file(&test, &format!("{id}.csv")).await;
    assert_eq!((status, text.lines().count()), (200, 1));
    assert_eq!(file(&test, &format!("{id}.ndjson")).await.2, "");
    for name in ["cam_zz.csv", "cam_1.xlsx", "seg_1.csv", "nonsense"] {
        assert_eq!(file(&test, name).await.0, 404, "{name}");
    }
    test.finish(0).await;
}
