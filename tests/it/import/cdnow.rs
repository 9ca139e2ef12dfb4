//! Real orders: what is counted from the database must be what anybody can count from the file.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::program::Workspace;
use crate::support::TestApp;

const AS_OF: &str = "1998-07-01T00:00:00Z";

/// One customer's purchases, from the file alone: when, and how much in cents.
#[derive(Default)]
struct Customer {
    orders: Vec<(DateTime<Utc>, i64)>,
}

impl Customer {
    fn count(&self) -> usize {
        self.orders.len()
    }

    fn spend(&self) -> i64 {
        self.orders.iter().map(|(_, cents)| cents).sum()
    }

    fn first(&self) -> DateTime<Utc> {
        self.orders.iter().map(|(at, _)| *at).min().unwrap()
    }

    fn last(&self) -> DateTime<Utc> {
        self.orders.iter().map(|(at, _)| *at).max().unwrap()
    }

    fn largest(&self) -> i64 {
        self.orders.iter().map(|(_, cents)| *cents).max().unwrap()
    }

    fn only(&self, of: impl Fn(DateTime<Utc>, i64) -> bool) -> Self {
        Self { orders: self.orders.iter().copied().filter(|(at, cents)| of(*at, *cents)).collect() }
    }
}

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cdnow_orders.csv.gz")
}

fn customers() -> Vec<Customer> {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(file()).unwrap()));
    let mut customers: HashMap<String, Customer> = HashMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let (whole, cents) = record[4].split_once('.').unwrap();
        assert_eq!(cents.len(), 2, "{record:?}");
        let cents = whole.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap();
        customers.entry(record[1].to_owned()).or_default().orders.push((record[2].parse().unwrap(), cents));
    }
    customers.into_values().collect()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> DateTime<Utc> {
    at(&format!("{text}T00:00:00Z"))
}

type Case = (&'static str, Value, Box<dyn Fn(&Customer) -> bool>);

fn case(name: &'static str, rule: Value, plain: impl Fn(&Customer) -> bool + 'static) -> Case {
    (name, rule, Box::new(plain))
}

fn customer_cases() -> Vec<Case> {
    let ninety_days = at(AS_OF) - TimeDelta::days(90);
    let half_a_year = at(AS_OF) - TimeDelta::days(180);
    vec![
        case("everyone", json!({ "everyone": true }), |_| true),
        case(
            "spend over 100 and three orders",
            json!({ "all": [{ "spend": { "gt": "100" } }, { "orderCount": { "gte": 3 } }] }),
            |one| one.spend() > 10_000 && one.count() >= 3,
        ),
        case("silent for 90 days", json!({ "lastOrderAt": { "notWithinLast": { "days": 90 } } }), move |one| {
            one.last() <= ninety_days
        }),
        case("average of 50 or more", json!({ "averageOrderValue": { "gte": "50" } }), |one| {
            one.spend() >= 5_000 * one.count() as i64
        }),
        case(
            "first bought in February 1997",
            json!({ "firstOrderAt": { "between": { "from": day("1997-02-01"), "to": day("1997-03-01") } } }),
            |one| (day("1997-02-01")..day("1997-03-01")).contains(&one.first()),
        ),
        case("not over 100", json!({ "not": { "spend": { "gt": "100" } } }), |one| one.spend() <= 10_000),
        case(
            "much, or once and long ago",
            json!({ "any": [
                { "spend": { "gte": "500" } },
                { "all": [{ "orderCount": { "eq": 1 } }, { "lastOrderAt": { "before": day("1997-02-01") } }] },
            ] }),
            |one| one.spend() >= 50_000 || (one.count() == 1 && one.last() < day("1997-02-01")),
        ),
        case(
            "neither rich nor new, and of late",
            json!({ "all": [
                { "not": { "any": [{ "spend": { "gt": "300" } }, { "firstOrderAt": { "after": day("1997-03-15") } }] } },
                { "orderCount": { "between": { "from": 2, "to": 5 } } },
                { "lastOrderAt": { "withinLast": { "days": 180 } } },
            ] }),
            move |one| {
                !(one.spend() > 30_000 || one.first() > day("1997-03-15"))
                    && (2..=5).contains(&one.count())
                    && one.last() > half_a_year
                    && one.last() <= at(AS_OF)
            },
        ),
    ]
}

fn order_cases() -> Vec<Case> {
    let spring_to_autumn = json!({ "between": { "from": day("1997-03-01"), "to": day("1997-10-01") } });
    vec![
        case(
            "two over 20 between two days",
            json!({ "orders": {
                "where": { "amount": { "gt": "20" }, "placedAt": spring_to_autumn },
                "count": { "gte": 2 },
            } }),
            |one| one.only(|at, cents| cents > 2_000 && at >= day("1997-03-01") && at < day("1997-10-01")).count() >= 2,
        ),
        case("one of 200", json!({ "orders": { "max": { "gte": "200" } } }), |one| one.largest() >= 20_000),
        case(
            "something for nothing",
            json!({ "orders": { "where": { "amount": { "eq": 0 } }, "count": { "gte": 1 } } }),
            |one| one.only(|_, cents| cents == 0).count() >= 1,
        ),
        case(
            "100 within six months",
            json!({ "orders": {
                "where": { "placedAt": { "withinLast": { "months": 6 } } },
                "total": { "gte": "100" },
            } }),
            // Six months before 05:30 in Kolkata on 1 July is 05:30 there on 1 January.
            |one| one.only(|at, _| at > day("1998-01-01")).spend() >= 10_000,
        ),
        case(
            "small orders on average in 1997",
            json!({ "orders": {
                "where": { "placedAt": { "before": day("1998-01-01") } },
                "average": { "lt": "14.37" },
                "count": { "gte": 2 },
            } }),
            |one| {
                let then = one.only(|at, _| at < day("1998-01-01"));
                then.count() >= 2 && then.spend() < 1_437 * then.count() as i64
            },
        ),
        case(
            "nothing in 1998",
            json!({ "orders": { "where": { "placedAt": { "after": day("1997-12-31") } }, "count": { "eq": 0 } } }),
            |one| one.only(|at, _| at > day("1997-12-31")).count() == 0,
        ),
        case(
            "one large order this year or many small ones last year",
            json!({ "any": [
                { "orders": { "where": { "placedAt": { "after": day("1998-01-01") } }, "max": { "gt": "150" } } },
                { "orders": {
                    "where": { "placedAt": { "before": day("1998-01-01") }, "amount": { "lte": "15.99" } },
                    "count": { "gte": 3 },
                } },
            ] }),
            |one| {
                one.only(|at, cents| at > day("1998-01-01") && cents > 15_000).count() > 0
                    || one.only(|at, cents| at < day("1998-01-01") && cents <= 1_599).count() >= 3
            },
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn cdnow_is_loaded_whole_and_rules_count_what_the_file_says() {
    let app = TestApp::start().await;
    let workspace = Workspace::new();
    std::fs::copy(file(), workspace.path("cdnow_orders.csv.gz")).unwrap();
    let run = workspace.run(&["import", "cdnow_orders.csv.gz", "--kind", "orders", "--url", &app.url]).await;
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("quantity     is skipped: no field has this name"), "{run:?}");
    assert!(run.stdout.contains("cdnow_orders.csv.gz: 69,659 rows in"), "{run:?}");
    assert!(!workspace.exists("cdnow_orders.csv.gz.rejected.csv"));
    assert!(!workspace.exists("cdnow_orders.csv.gz.xeno-import.ndjson"));
    assert_eq!(app.database.number("SELECT count(*) FROM customers").await, 23_570);
    assert_eq!(app.database.number("SELECT count(*) FROM orders").await, 69_659);
    assert_eq!(app.database.number("SELECT sum(persisted) FROM ingest_chunks").await, 69_659);

    let customers = customers();
    assert_eq!(customers.len(), 23_570);
    let query =
        "query Count($rule: RuleInput!, $asOf: DateTime) { segmentPreview(rule: $rule, asOf: $asOf) { count } }";
    for (name, rule, plain) in customer_cases().into_iter().chain(order_cases()) {
        let answer = app.data(query, json!({ "rule": rule, "asOf": AS_OF })).await;
        let counted = customers.iter().filter(|customer| plain(customer)).count();
        assert!(counted > 0, "{name} tells nothing");
        assert_eq!(answer["segmentPreview"]["count"], json!(counted), "{name}: {rule}");
    }
    app.finish(0).await;
}
