//! What becomes of the rows of a file, good and bad.

use std::fmt::Write as _;

use super::program::Workspace;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn columns_find_their_fields_and_what_is_skipped_is_named() {
    let app = TestApp::start().await;
    let workspace = Workspace::with(
        "people.csv",
        "Customer ID,Full Name,E-Mail,Where,Tier,Points,Tags,Consent,Shoe Size,Created At\n\
         c1,Asha Rao,asha@example.com,Mysuru,Gold,120,vip|tea;new,Granted,38,2026-01-31\n\
         c2,\"Menon, Vivek\",,Kochi,,,,withdrawn,,\n",
    );
    let run = workspace
        .run(&[
            "import",
            "people.csv",
            "--kind",
            "customers",
            "--map",
            "city=Where",
            "--map",
            "attributes.tier=Tier",
            "--map",
            "attributes.points:number=Points",
            "--timezone",
            "Asia/Kolkata",
            "--url",
            &app.url,
        ])
        .await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("Shoe Size    is skipped"), "{run:?}");
    let first = "SELECT count(*) FROM customers WHERE external_id = 'c1' AND name = 'Asha Rao' AND city = 'Mysuru' \
                 AND email = 'asha@example.com' AND attributes = '{\"tier\": \"Gold\", \"points\": 120}' \
                 AND tags @> ARRAY['vip', 'tea', 'new'] AND consent = 2 AND created_at = '2026-01-30T18:30:00Z'";
    assert_eq!(app.database.number(first).await, 1);
    let second = "SELECT count(*) FROM customers WHERE external_id = 'c2' AND name = 'Menon, Vivek' AND email IS NULL \
                  AND attributes = '{}' AND tags = '{}' AND consent = 0 AND created_at IS NULL";
    assert_eq!(app.database.number(second).await, 1);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_listed_with_line_code_and_reason_and_the_others_are_in() {
    let app = TestApp::start().await;
    let workspace = Workspace::with(
        "orders.csv",
        "order_id,customer_id,amount,placed_at,status\n\
         o1,c1,10.50,2026-01-01T10:00:00Z,completed\n\
         o2,c1,ten,2026-01-01T10:00:00Z,\n\
         o3,c1,-5,2026-01-01T10:00:00Z,\n\
         o4,c1,7\n\
         o5,c1,0,2026-01-02T10:00:00Z,lost\n\
         o6,c2,0,2026-01-02T10:00:00Z,refunded\n",
    );
    let run = workspace.run(&["import", "orders.csv", "--kind", "orders", "--url", &app.url]).await;
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stdout.contains("orders.csv: 6 rows in"), "{run:?}");
    let rejected = workspace.read("orders.csv.rejected.csv");
    let lines: Vec<&str> = rejected.lines().collect();
    assert_eq!(lines[0], "order_id,customer_id,amount,placed_at,status,line,code,reason");
    assert!(lines[1].starts_with("o2,c1,ten,2026-01-01T10:00:00Z,,3,WRONG_TYPE,\"amount: "), "{rejected}");
    assert!(lines[2].starts_with("o3,c1,-5,2026-01-01T10:00:00Z,,4,"), "{rejected}");
    assert!(lines[2].contains("amount: "), "{rejected}");
    assert!(lines[3].starts_with("o4,c1,7,,,5,WRONG_COLUMN_COUNT,"), "{rejected}");
    assert!(lines[4].starts_with("o5,c1,0,2026-01-02T10:00:00Z,lost,6,WRONG_TYPE,\"status: "), "{rejected}");
    assert_eq!(lines.len(), 5, "{rejected}");
    assert_eq!(app.database.number("SELECT count(*) FROM orders WHERE external_id IN ('o1', 'o6')").await, 2);
    assert_eq!(app.database.number("SELECT count(*) FROM orders").await, 2);
    assert!(!workspace.exists("orders.csv.xeno-import.ndjson"), "nothing is left to go on with");
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_bad_rows_than_an_answer_lists_are_all_listed_and_no_good_one_is_lost() {
    let app = TestApp::start().await;
    let mut text = "id,email\n".to_owned();
    for number in 0..4_000 {
        let sign = if number % 2 == 0 { "@" } else { " at " };
        writeln!(text, "c{number},c{number}{sign}example.com").unwrap();
    }
    let workspace = Workspace::with("people.csv", text);
    let run = workspace.run(&["import", "people.csv", "--kind", "customers", "--url", &app.url]).await;
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(workspace.read("people.csv.rejected.csv").lines().count(), 2_001);
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, 2_000);
    assert_eq!(app.database.number("SELECT sum(persisted) FROM ingest_chunks").await, 2_000);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_json_keep_clear_and_refuse() {
    let app = TestApp::start().await;
    let workspace = Workspace::with(
        "people.ndjson",
        concat!(
            "{\"externalId\":\"c1\",\"name\":\"Asha\",\"city\":\"Pune\",\"attributes\":{\"tier\":\"gold\",\"since\":2020}}\n",
            "\n",
            "{\"externalId\":\"c2\",\"colour\":\"red\"}\n",
            "not json\n",
        ),
    );
    let run = workspace.run(&["import", "people.ndjson", "--kind", "customers", "--url", &app.url]).await;
    assert_eq!(run.code, Some(2), "{run:?}");
    let rejected = workspace.read("people.ndjson.rejected.ndjson");
    let rows: Vec<serde_json::Value> = rejected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows[0]["line"], 3);
    assert_eq!(rows[0]["code"], "UNKNOWN_FIELD");
    assert_eq!(rows[0]["row"], serde_json::json!({ "externalId": "c2", "colour": "red" }));
    assert_eq!((&rows[1]["line"], &rows[1]["row"]), (&4.into(), &"not json".into()));
    assert_eq!(rows.len(), 2);

    std::fs::write(
        workspace.path("people.ndjson"),
        "{\"externalId\":\"c1\",\"city\":null,\"attributes\":{\"tier\":null}}\n",
    )
    .unwrap();
    let run = workspace.run(&["import", "people.ndjson", "--kind", "customers", "--url", &app.url]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!workspace.exists("people.ndjson.rejected.ndjson"), "an earlier import's rejected rows are gone");
    let changed = "SELECT count(*) FROM customers WHERE external_id = 'c1' AND name = 'Asha' AND city IS NULL \
                   AND attributes = '{\"since\": 2020}'";
    assert_eq!(app.database.number(changed).await, 1);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_one_id_are_applied_in_the_files_order() {
    let app = TestApp::start().await;
    let mut text = "id,visits\n".to_owned();
    for round in 0..20 {
        for customer in 0..30 {
            writeln!(text, "c{customer},{round}").unwrap();
        }
    }
    let workspace = Workspace::with("people.csv", text);
    let url = app.url.clone();
    let batch = ["--batch", "45", "--concurrency", "8"];
    let run =
        workspace.run(&[&["import", "people.csv", "--kind", "customers", "--url", &url], &batch[..]].concat()).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, 30);
    assert_eq!(app.database.number("SELECT count(*) FROM customers WHERE visits = 19").await, 30);
    assert_eq!(app.database.number("SELECT sum(persisted) FROM ingest_chunks").await, 600);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_checks_every_row_and_sends_none() {
    let workspace = Workspace::with("people.csv", "id,visits,hat\nc1,1,x\nc2,many,x\n");
    // No server is there at all.
    let url = "http://127.0.0.1:9";
    let run = workspace.run(&["import", "people.csv", "--kind", "customers", "--dry-run", "--url", url]).await;
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.stdout, "1 rows would be sent, 1 rejected. Nothing was sent.\n");
    assert!(run.stderr.contains("hat     is skipped"), "{run:?}");
    assert!(run.stderr.contains("line 3: visits: \"many\" is not a whole number"), "{run:?}");
    assert!(!workspace.exists("people.csv.xeno-import.ndjson"));
    assert!(!workspace.exists("people.csv.rejected.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_understood_is_refused_before_anything_is_sent() {
    let workspace = Workspace::with("orders.csv", "id,customer,placed_at,total\n");
    let url = "http://127.0.0.1:9";
    let run = workspace.run(&["import", "orders.csv", "--kind", "orders", "--url", url]).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("no column is known to be amount"), "{run:?}");
    assert!(run.stderr.contains("Name it with --map amount=COLUMN"), "{run:?}");
    let run = workspace.run(&["import", "nothing.csv", "--kind", "orders", "--url", url]).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("nothing.csv cannot be read"), "{run:?}");
}
