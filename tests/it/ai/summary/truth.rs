//! What may be said of a campaign, told anew from its ledger, and a reader of numbers of its own: neither knows anything
//! of the product's.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use crate::support::TestApp;

#[derive(QueryableByName)]
pub struct Cell {
    #[diesel(sql_type = BigInt)]
    pub campaign: i64,
    #[diesel(sql_type = SmallInt)]
    pub status: i16,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub city: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub hour: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub tier: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
}

#[derive(QueryableByName)]
pub struct Head {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Text)]
    pub channel: String,
    #[diesel(sql_type = Timestamptz)]
    pub launched_at: chrono::DateTime<chrono::Utc>,
}

/// What may be said of one campaign, told anew from the ledger alone.
#[derive(Default)]
pub struct Truth {
    pub counts: BTreeSet<i64>,
    pub shares: Vec<f64>,
    pub points: Vec<f64>,
    pub hours: BTreeSet<i64>,
}

/// Numbers of messages by (status), of one campaign.
fn sum(cells: &[&Cell], keep: impl Fn(&Cell) -> bool) -> i64 {
    cells.iter().filter(|cell| keep(cell)).map(|cell| cell.rows).sum()
}

fn ended(cell: &Cell) -> bool {
    matches!(cell.status, 2..=4)
}

fn middle<T: Clone>(mut list: Vec<T>, order: impl Fn(&T, &T) -> std::cmp::Ordering) -> Option<T> {
    list.sort_by(order);
    // The smallest of which at least half of the list are not larger.
    list.get(list.len().div_ceil(2).checked_sub(1)?).cloned()
}

pub fn truth(head: &Head, heads: &[Head], cells: &BTreeMap<i64, Vec<&Cell>>) -> Truth {
    let none = Vec::new();
    let own = cells.get(&head.id).unwrap_or(&none);
    let mut truth = Truth::default();
    let share = |cells: &[&Cell]| {
        let all = sum(cells, ended);
        (all > 0).then(|| sum(cells, |cell| cell.status == 4) as f64 / all as f64)
    };
    truth.counts.extend([sum(own, |_| true), sum(own, ended)]);
    truth.counts.extend((0..=5).map(|status| sum(own, |cell| cell.status == status)));
    for cell in own {
        truth.counts.insert(sum(own, |other| (other.status, &other.reason) == (cell.status, &cell.reason)));
        let part: [Vec<&Cell>; 3] = [
            own.iter()
                .copied()
                .filter(|other| ended(other) && other.city.is_some() && other.city == cell.city)
                .collect(),
            own.iter()
                .copied()
                .filter(|other| ended(other) && other.hour.is_some() && other.hour == cell.hour)
                .collect(),
            own.iter()
                .copied()
                .filter(|other| ended(other) && other.tier.is_some() && other.tier == cell.tier)
                .collect(),
        ];
        for part in part {
            truth.counts.extend([sum(&part, |_| true), sum(&part, |cell| cell.status == 4)]);
            truth.shares.extend(share(&part));
        }
        truth.hours.extend(cell.hour.iter().flat_map(|hour| [i64::from(*hour), i64::from((hour + 1) % 24)]));
    }
    truth.shares.extend(share(own));
    let mut earlier: Vec<&Head> = heads
        .iter()
        .filter(|other| {
            let comparable = other.channel == head.channel && other.status == "COMPLETED";
            comparable
                && other.launched_at < head.launched_at
                && cells.get(&other.id).is_some_and(|cells| share(cells).is_some())
        })
        .collect();
    earlier.sort_by_key(|other| std::cmp::Reverse(other.launched_at));
    earlier.truncate(20);
    if earlier.len() >= 3 {
        truth.counts.insert(i64::try_from(earlier.len()).unwrap());
        truth.counts.extend(middle(earlier.iter().map(|other| sum(&cells[&other.id], |_| true)).collect(), Ord::cmp));
        let usual =
            middle(earlier.iter().filter_map(|other| share(&cells[&other.id])).collect(), f64::total_cmp).unwrap();
        truth.shares.push(usual);
        truth.points.extend(share(own).map(|share| (share - usual).abs()));
    }
    truth
}

/// The numbers of a text that nothing in the ledger comes to; and how many numbers it has. A reader of its own: it
/// knows nothing of the one that the product checks by.
pub fn made_up(text: &str, name: &str, truth: &Truth) -> (Vec<String>, usize) {
    // What is quoted is a name.
    let mut plain = String::new();
    for (place, part) in text.split(['“', '”']).enumerate() {
        if place % 2 == 0 {
            plain.push_str(part);
        }
    }
    let plain = plain.replace(name, "").replace(" per cent", "%").replace(" percent", "%");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (at, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '%' && letter != '₹');
        const QUANTITIES: [&str; 30] = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty",
            "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "half", "twice", "double",
            "all", "none", "nobody", "everyone", "dozen", "lakh",
        ];
        if QUANTITIES.contains(&bare.to_lowercase().as_str()) {
            wrong.push((*word).to_owned());
        }
        if !bare.chars().any(char::is_numeric) {
            continue;
        }
        count += 1;
        let points = words.get(at + 1).is_some_and(|next| next.starts_with("point") || next.starts_with("percentage"));
        let holds = if let Some(hour) = bare.strip_suffix(":00") {
            hour.parse().is_ok_and(|hour| truth.hours.contains(&hour))
        } else if let Some(percent) = bare.strip_suffix('%') {
            percent.parse::<f64>().is_ok_and(|percent| truth.shares.iter().any(|share| rounds(*share, percent)))
        } else if points {
            bare.parse::<f64>()
                .is_ok_and(|points| truth.points.iter().any(|apart| (apart * 100.0 - points).abs() < 0.0501))
        } else {
            bare.replace(',', "").parse().is_ok_and(|number| truth.counts.contains(&number))
        };
        if !holds {
            wrong.push((*word).to_owned());
        }
    }
    (wrong, count)
}

/// Rounded to one decimal, but never to all or nothing of what is neither.
fn rounds(share: f64, percent: f64) -> bool {
    let exact = share * 100.0;
    let whole = percent == 100.0 || percent == 0.0;
    (exact - percent).abs() < if whole { 1e-9 } else { 0.1 }
        && (whole || (exact - percent).abs() < 0.0501 || !(0.1..=99.9).contains(&exact))
}

/// The tiers as each customer by itself is told to be in one.
async fn told_tiers(app: &TestApp) -> Value {
    let query = "query ($after: String) { customers(first: 200, after: $after) {
        nodes { externalId rfm { tier } } pageInfo { hasNextPage endCursor } } }";
    let (mut tiers, mut after) = (serde_json::Map::new(), Value::Null);
    loop {
        let mut page = app.data(query, json!({ "after": after })).await["customers"].take();
        for node in page["nodes"].as_array().unwrap() {
            tiers.insert(node["externalId"].as_str().unwrap().to_owned(), node["rfm"]["tier"].clone());
        }
        after = page["pageInfo"]["endCursor"].take();
        if page["pageInfo"]["hasNextPage"] == false {
            return Value::Object(tiers);
        }
    }
}

pub async fn from_the_ledger(app: &TestApp) -> (Vec<Head>, Vec<Cell>) {
    let tiers = told_tiers(app).await;
    let mut connection = AsyncPgConnection::establish(&app.database.url).await.unwrap();
    let heads = diesel::sql_query("SELECT id, name, status, channel, launched_at FROM campaigns ORDER BY id");
    let cells = diesel::sql_query(
        "SELECT l.campaign_id AS campaign, l.status, l.reason, lower(btrim(u.city)) AS city,
                extract(hour FROM l.sent_at AT TIME ZONE 'Asia/Kolkata')::int AS hour,
                $1 ->> u.external_id AS tier, count(*) AS rows
         FROM communication_log l JOIN customers u ON u.id = l.customer_id GROUP BY 1, 2, 3, 4, 5, 6",
    )
    .bind::<Jsonb, _>(tiers);
    (heads.load(&mut connection).await.unwrap(), cells.load(&mut connection).await.unwrap())
}
