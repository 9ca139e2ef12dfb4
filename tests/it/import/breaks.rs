//! What breaks on the way: the program, the person's patience, the server, the room in the stream.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use xeno::config::Config;
use xeno::server::Server;
use xeno::workers::{Role, Workers};

use super::program::{Workspace, finished, signal, until_it_says};
use crate::support::entrance::come_in_as_at;
use crate::support::{TestApp, until};

const ROWS: i64 = 2_000;
const SOON: Duration = Duration::from_secs(60);

fn people() -> Workspace {
    let mut text = "id,name\n".to_owned();
    for number in 0..ROWS {
        writeln!(text, "c{number},Customer {number}").unwrap();
    }
    Workspace::with("people.csv", text)
}

fn arguments(url: &str) -> Vec<&str> {
    vec!["import", "people.csv", "--kind", "customers", "--batch", "10", "--concurrency", "3", "--url", url]
}

async fn all_are_in_once(app: &TestApp) {
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, ROWS);
    assert_eq!(app.database.number("SELECT sum(persisted) FROM ingest_chunks").await, ROWS);
    assert_eq!(app.database.number("SELECT sum(accepted) FROM ingest_chunks WHERE chunk = 0").await, ROWS);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_midway_goes_on_and_no_row_counts_twice() {
    let app = TestApp::start().await;
    let workspace = people();
    for kills in 1..=3 {
        let mut child = workspace.start(&arguments(&app.url));
        until("some windows are done", SOON, async || workspace.windows_done("people.csv") >= 20 * kills).await;
        child.kill().await.unwrap();
    }
    let done = workspace.windows_done("people.csv");
    assert!(done < 200, "it was killed too late to tell anything");
    let run = workspace.run(&arguments(&app.url)).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("rows that an earlier run sent"), "{run:?}");
    assert!(run.stdout.contains("people.csv: 2,000 rows in"), "{run:?}");
    all_are_in_once(&app).await;
    assert!(!workspace.exists("people.csv.xeno-import.ndjson"));
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_rows_of_a_broken_import_are_listed_once() {
    let app = TestApp::start().await;
    let mut text = "id,visits\n".to_owned();
    for number in 0..ROWS {
        writeln!(text, "c{number},{}", if number % 10 == 3 { "many" } else { "1" }).unwrap();
    }
    let workspace = Workspace::with("people.csv", text);
    let mut child = workspace.start(&arguments(&app.url));
    until("some windows are done", SOON, async || workspace.windows_done("people.csv") >= 20).await;
    child.kill().await.unwrap();
    // As if it had died between writing rejected rows and writing the window down.
    let rejected = workspace.path("people.csv.rejected.csv");
    let mut torn = std::fs::read(&rejected).unwrap();
    torn.extend_from_slice(b"c9,many,11,WRONG");
    std::fs::write(&rejected, torn).unwrap();
    let run = workspace.run(&arguments(&app.url)).await;
    assert_eq!(run.code, Some(2), "{run:?}");
    let mut reader = csv::Reader::from_path(&rejected).unwrap();
    let mut ids: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    ids.sort();
    let mut expected: Vec<String> =
        (0..ROWS).filter(|number| number % 10 == 3).map(|number| format!("c{number}")).collect();
    expected.sort();
    assert_eq!(ids, expected);
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, ROWS - ROWS / 10);
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_and_says_how_to_go_on_and_another_mapping_does_not() {
    let app = TestApp::start().await;
    let workspace = people();
    let child = workspace.start(&arguments(&app.url));
    until("a window is done", SOON, async || workspace.windows_done("people.csv") >= 5).await;
    signal(&child, "INT").await;
    let run = finished(child).await;
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("Run the same command again to go on"), "{run:?}");
    let other = [&arguments(&app.url)[..], &["--map", "city=name"]].concat();
    let refused = workspace.run(&other).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("another kind, format, mapping, time zone or batch size"), "{refused:?}");
    assert!(refused.stderr.contains("start over with --restart"), "{refused:?}");
    let run = workspace.run(&arguments(&app.url)).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    all_are_in_once(&app).await;
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_stream_is_waited_for() {
    let app = TestApp::with(&[], &[("STREAM_MAX_ROWS", "100")]).await;
    let workspace = people();
    let mut child = workspace.start(&arguments(&app.url));
    until_it_says(&mut child, "rows are waiting to be applied").await;
    assert!(workspace.windows_done("people.csv") <= 10, "more than the stream takes was accepted");
    let stop = CancellationToken::new();
    let workers = Workers::start(&app.app.config, &[Role::Ingest], stop.clone()).unwrap();
    let run = finished(child).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    all_are_in_once(&app).await;
    stop.cancel();
    workers.finished().await.unwrap();
    app.finish(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_is_waited_for_and_one_that_stays_away_is_given_up() {
    let app = TestApp::start().await;
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    come_in_as_at(&app.url, &url);
    let workspace = people();
    let gone = workspace.run(&[&arguments(&url)[..], &["--give-up-after", "1s"]].concat()).await;
    assert_eq!(gone.code, Some(1), "{gone:?}");
    assert!(gone.stderr.contains("gave up after"), "{gone:?}");
    assert!(gone.stderr.contains("Run the same command again to go on"), "{gone:?}");

    let mut child = workspace.start(&arguments(&url));
    until_it_says(&mut child, "the server does not answer").await;
    let config = Config { listen: format!("127.0.0.1:{port}").parse().unwrap(), ..(*app.app.config).clone() };
    let first = serve(&config).await;
    until("a window is done", SOON, async || workspace.windows_done("people.csv") >= 20).await;
    first.stop().await;
    let done = workspace.windows_done("people.csv");
    let second = serve(&config).await;
    let run = finished(child).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(done < 200, "the server went away too late to tell anything");
    all_are_in_once(&app).await;
    second.stop().await;
    app.finish(0).await;
}

/// A second server of the same product, which the test can take away.
struct Second {
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

async fn serve(config: &Config) -> Second {
    let stop = CancellationToken::new();
    let server = Server::bind(config.clone(), stop.clone()).await.unwrap();
    Second { stop, task: tokio::spawn(async move { server.run().await.unwrap() }) }
}

impl Second {
    async fn stop(self) {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_secs(10), self.task).await.expect("the server stops").unwrap();
    }
}
