//! Rules, counted at every node, as a person gets the answer: through the API. A rule that asks for no orders is
//! held against counting the audience, which reads as many rows and asks nothing of them; one that asks for orders
//! against a query written by hand for that rule alone (`benches/rule_*.sql`), which has to come to the same counts.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::Measure;
use super::ground::Ground;
use super::ingest::Tables;
use super::line::{Figure, Line, Target};
use super::report::Report;
use super::statistics::Samples;
use super::{grow, processes, sql};
use crate::cli::demo::audiences;
use crate::client::retry::Link;
use crate::clock::Clock;

/// Turns of each side, the warming up apart.
const TURNS: usize = 9;
/// A rule gets no new turn after this long, but three in any case.
const PATIENCE: Duration = Duration::from_secs(15);
const FEWEST_TURNS: usize = 3;

const EVERYONE: &str = "SELECT count(*) FROM audience";
const BY_HAND: [&str; 5] = [
    include_str!("../../../benches/rule_repeat_buyers.sql"),
    include_str!("../../../benches/rule_lapsed_spenders.sql"),
    include_str!("../../../benches/rule_coffee_in_the_south.sql"),
    include_str!("../../../benches/rule_refunded_or_large.sql"),
    include_str!("../../../benches/rule_never_bought.sql"),
];
/// What the lines of a rule begin with in those files.
const RULE: &str = "--| ";

const PREVIEW: &str = "query Preview($rule: RuleInput!, $asOf: DateTime!) { segmentPreview(rule: $rule, asOf: $asOf) \
                       { everyone reachable nodes { count } } }";

/// Which rules.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    /// Those that ask for no orders.
    pub plain: bool,
    /// Those that do.
    pub orders: bool,
}

/// A rule and what it is held against.
struct Contest {
    name: String,
    rule: Value,
    /// One row, `counts bigint[]`: the reachable, then every node. Absent where the audience is counted instead.
    by_hand: Option<&'static str>,
}

/// What each side took.
struct Raced {
    name: String,
    ours: f64,
    theirs: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    segment_preview: Preview,
}

#[derive(Deserialize)]
struct Preview {
    everyone: i64,
    reachable: i64,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    count: i64,
}

/// Grows the orders and counts.
pub async fn measure(ground: &Ground, tables: &Tables, kinds: Kinds, report: &mut Report) -> anyhow::Result<()> {
    report.begin("copies of orders");
    let client = sql::connect(&tables.url).await?;
    grow::orders(&client, report.scale().orders).await?;
    let server = processes::serve(ground, &tables.url, "serve", None).await?;
    let link = ground.link(&server)?;
    let as_of = Clock::System.now();
    let sides = Sides { link, client, as_of };
    if kinds.plain {
        report.begin("previews");
        let raced = sides.race_all(plain(as_of)).await?;
        lines(raced, (Measure::Previews, "a rule without orders", "count(*)", Target::Times(4.0)), report);
    }
    if kinds.orders {
        report.begin("previews with orders");
        let raced = sides.race_all(BY_HAND.into_iter().map(by_hand).collect::<Result<_, _>>()?).await?;
        lines(raced, (Measure::OrderPreviews, "a rule with orders", "by hand", Target::Times(1.5)), report);
    }
    server.stop().await
}

/// The demonstration brand's rules that ask for neither orders nor other segments, one of texts, and everyone.
fn plain(as_of: DateTime<Utc>) -> Vec<Contest> {
    let contest = |name: &str, rule: Value| Contest { name: name.to_owned(), rule, by_hand: None };
    let alone = |rule: &Value| !["\"orders\"", "\"segment\""].iter().any(|word| rule.to_string().contains(word));
    let brand = audiences::drafts(as_of.date_naive()).into_iter().filter(|draft| alone(&draft.rule));
    let mut contests: Vec<Contest> = brand.map(|draft| contest(draft.name, draft.rule)).collect();
    contests.push(contest(
        "Asha or out of town",
        json!({ "any": [
            { "name": { "contains": "asha" } },
            { "all": [{ "not": { "city": { "eq": "Bengaluru" } } }, { "email": { "endsWith": "example.org" } }] },
        ] }),
    ));
    contests.push(contest("Everyone", json!({ "everyone": true })));
    contests
}

/// A file's rule, and the whole file as the query.
fn by_hand(file: &'static str) -> anyhow::Result<Contest> {
    let name = file.lines().next().and_then(|line| line.strip_prefix("-- ")).context("a query without a name")?;
    let rule: String = file.lines().filter_map(|line| line.strip_prefix(RULE)).collect();
    let rule = serde_json::from_str(&rule).with_context(|| format!("the rule of \"{name}\""))?;
    Ok(Contest { name: name.to_owned(), rule, by_hand: Some(file) })
}

struct Sides {
    link: Link,
    client: Client,
    as_of: DateTime<Utc>,
}

impl Sides {
    async fn race_all(&self, contests: Vec<Contest>) -> anyhow::Result<Vec<Raced>> {
        let mut raced = Vec::new();
        for contest in contests {
            raced.push(self.race(contest).await?);
        }
        Ok(raced)
    }

    /// Turn by turn, after one of each to warm up, in which the two have to agree.
    async fn race(&self, contest: Contest) -> anyhow::Result<Raced> {
        let body = json!({ "query": PREVIEW, "variables": { "rule": contest.rule, "asOf": self.as_of } }).to_string();
        let ours = self.preview(&body).await?;
        let theirs = self.reference(contest.by_hand).await?;
        agree(&contest, &ours, &theirs)?;
        let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
        let begun = Instant::now();
        for turn in 0..TURNS {
            if turn >= FEWEST_TURNS && begun.elapsed() > PATIENCE {
                break;
            }
            let at = Instant::now();
            self.reference(contest.by_hand).await?;
            their_times.push(at.elapsed());
            let at = Instant::now();
            self.preview(&body).await?;
            our_times.push(at.elapsed());
        }
        let median = |times| Samples::of_times(times).median();
        Ok(Raced { name: contest.name, ours: median(our_times), theirs: median(their_times) })
    }

    async fn preview(&self, body: &str) -> anyhow::Result<Preview> {
        let data: Data = self.link.call(body.as_bytes()).await?;
        Ok(data.segment_preview)
    }

    async fn reference(&self, by_hand: Option<&str>) -> anyhow::Result<Vec<i64>> {
        match by_hand {
            // Not every rule has to do with what time it is.
            Some(query) if query.contains("$1") => {
                Ok(self.client.query_one(query, &[&self.as_of]).await?.try_get(0)?)
            }
            Some(query) => Ok(self.client.query_one(query, &[]).await?.try_get(0)?),
            None => Ok(vec![sql::number(&self.client, EVERYONE).await?]),
        }
    }
}

fn agree(contest: &Contest, ours: &Preview, theirs: &[i64]) -> anyhow::Result<()> {
    let nodes = ours.nodes.iter().map(|node| node.count);
    let said: Vec<i64> = match contest.by_hand {
        Some(_) => std::iter::once(ours.reachable).chain(nodes).collect(),
        None => vec![ours.everyone],
    };
    ensure!(said == theirs, "\"{}\" comes to {said:?} by the API and to {theirs:?} by hand", contest.name);
    if contest.by_hand.is_none() && ours.nodes.is_empty() {
        bail!("\"{}\" was not counted", contest.name);
    }
    Ok(())
}

/// The worst and the median with the target, then each.
fn lines(
    mut raced: Vec<Raced>,
    (measure, what, reference, target): (Measure, &str, &str, Target),
    report: &mut Report,
) {
    let line = |what: String, one: &Raced| {
        Line::of(measure, what, Figure::ms(one.ours)).against(reference, Figure::ms(one.theirs))
    };
    raced.sort_by(|one, other| (one.ours / one.theirs).total_cmp(&(other.ours / other.theirs)));
    if let Some(worst) = raced.last() {
        report.add(line(format!("{what}, the worst"), worst).target(target));
    }
    if let Some(median) = raced.get(raced.len() / 2) {
        report.add(line(format!("{what}, the median"), median).target(target));
    }
    for one in &raced {
        report.add(line(format!("  {}", one.name), one));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_by_hand_carries_its_rule() {
        for file in BY_HAND {
            let contest = by_hand(file).unwrap();
            assert!(contest.rule.to_string().contains("\"orders\""), "{}", contest.name);
        }
    }

    #[test]
    fn the_plain_rules_are_of_many_kinds_and_ask_for_no_orders() {
        let contests = plain("2026-11-22T00:00:00Z".parse().unwrap());
        let text: String = contests.iter().map(|contest| contest.rule.to_string()).collect();
        for field in
            ["spend", "visits", "notWithinLast", "averageOrderValue", "attribute", "hasNone", "contains", "not"]
        {
            assert!(text.contains(&format!("\"{field}\"")), "{field}");
        }
        assert!(!text.contains("\"orders\"") && contests.len() >= 8);
    }

    #[test]
    fn two_sides_that_differ_are_an_error() {
        let contest = by_hand(BY_HAND[0]).unwrap();
        let preview = || Preview { everyone: 9, reachable: 2, nodes: vec![Node { count: 3 }] };
        assert!(agree(&contest, &preview(), &[2, 3]).is_ok());
        for theirs in [&[2, 4][..], &[3, 3], &[2], &[2, 3, 4]] {
            assert!(agree(&contest, &preview(), theirs).is_err(), "{theirs:?}");
        }
        let everyone = Contest { name: String::new(), rule: Value::Null, by_hand: None };
        assert!(agree(&everyone, &preview(), &[9]).is_ok() && agree(&everyone, &preview(), &[8]).is_err());
    }
}
