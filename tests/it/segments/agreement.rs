//! The compiled SQL means what the evaluator says, on every tree and every customer.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use xeno::auth::{Actor, Ctx};
use xeno::clock::Clock;
use xeno::config::Currency;
use xeno::customers;
use xeno::db::{Db, Purpose};
use xeno::ids::CustomerId;
use xeno::segments::check::{Library, Terms, check, parse};
use xeno::segments::engine::{AudienceEngine, Counts, Question, SqlEngine};
use xeno::segments::eval::{self, Moment};
use xeno::segments::input::RuleInput;
use xeno::segments::profile::Profile;
use xeno::segments::rule::Rule;
use xeno::segments::{Membership, Source, explain_membership};

use super::generate::{self, as_of};
use super::world::{library, populate, workspace};
use crate::support::postgres::Database;

fn moment() -> Moment {
    Moment { as_of: as_of(), zone: workspace().timezone }
}

/// Runs a property of random rules; a failure shows the smallest rule that was found, as JSON.
fn for_rules(cases: u32, property: impl Fn(&RuleInput) -> Result<(), TestCaseError>) {
    let config = Config { failure_persistence: None, max_shrink_iters: 2000, ..Config::with_cases(cases) };
    let outcome = TestRunner::new(config).run(&generate::rule(), |input| {
        let written = serde_json::to_string(&input).unwrap();
        property(&input).map_err(|error| TestCaseError::fail(format!("{written}: {error}")))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// One customer's explanation, from what is stored, says of every node what the evaluator says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_explanation_agrees_with_the_evaluator() {
    let world = World::new().await;
    let ctx = Ctx::new(Actor::LocalAdmin, Clock::fixed(as_of()));
    let next = std::cell::Cell::new(0_usize);
    for_rules(200, |input| {
        let at = next.replace((next.get() + 7) % 200);
        let customer = CustomerId(i64::try_from(at).unwrap() + 1);
        let question = Membership { source: Source::Rule(input.clone()), customer };
        let workspace = workspace();
        let asked = explain_membership(&ctx, &world.db, &workspace, &question);
        let explained = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(asked));
        let explained = explained.unwrap().unwrap();
        let rule = world.checked(input);
        let told: Vec<bool> = explained.nodes.iter().map(|node| node.matches).collect();
        let holds = |node| eval::holds(node, &world.profiles[at], moment());
        prop_assert_eq!(told, rule.nodes().iter().map(|place| holds(place.node)).collect::<Vec<_>>());
        prop_assert_eq!(explained.matches, holds(rule.root()));
        Ok(())
    });
}

struct World {
    _database: Database,
    db: Db,
    profiles: Vec<Profile>,
    library: Library,
}

impl World {
    async fn new() -> Self {
        let database = Database::create().await;
        let profiles = populate(&database, 200).await;
        let db = Db::new(&database.url, Purpose::Read, 2).unwrap();
        let writer = Db::new(&database.url, Purpose::Work, 1).unwrap();
        customers::refresh_breaks(&mut writer.get().await.unwrap(), as_of()).await.unwrap();
        let ctx = Ctx::new(Actor::LocalAdmin, Clock::fixed(as_of()));
        let mut library = library();
        library.set_breaks(customers::breaks(&ctx, &db).await.unwrap());
        Self { _database: database, db, profiles, library }
    }

    fn checked(&self, input: &RuleInput) -> Rule {
        let terms = Terms { currency: Currency::INR, library: &self.library, editing: None };
        check(input, terms).unwrap_or_else(|problems| panic!("{input:?}: {problems:?}"))
    }

    /// Counts in Postgres, from within a property.
    fn count(&self, rule: &Rule) -> Counts {
        let question = Question { rule, moment: moment(), channel: None, consent: workspace().consent };
        let engine = SqlEngine::new(&self.db);
        let counting = engine.count(question);
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(counting))
            .unwrap_or_else(|error| panic!("{error:?}"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sql_and_evaluator_count_the_same_at_every_node() {
    let world = World::new().await;
    let met_by_some = std::cell::Cell::new(0_u64);
    for_rules(2000, |input| {
        let rule = world.checked(input);
        let counts = world.count(&rule);
        let places = rule.nodes();
        prop_assert_eq!(counts.nodes.len(), places.len());
        prop_assert_eq!(counts.everyone, 200);
        for (place, counted) in places.iter().zip(&counts.nodes) {
            let meant = world.profiles.iter().filter(|profile| eval::holds(place.node, profile, moment())).count();
            prop_assert_eq!(*counted, i64::try_from(meant).unwrap(), "at \"{}\"", place.path);
            met_by_some.set(met_by_some.get() + u64::from(meant > 0 && meant < 200));
        }
        Ok(())
    });
    let met = met_by_some.get();
    assert!(met > 2000, "only {met} nodes told customers apart: the values hardly ever meet");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_and_its_complement_are_everyone_and_de_morgan_holds() {
    let world = World::new().await;
    let not = |input: RuleInput| RuleInput::Not(Box::new(input));
    for_rules(300, |input| {
        let other = RuleInput::Any(vec![input.clone(), RuleInput::Visits(xeno::segments::input::IntComparison::Gt(2))]);
        let both = RuleInput::All(vec![input.clone(), other.clone()]);
        let neither = not(RuleInput::Any(vec![not(input.clone()), not(other)]));
        let whole = RuleInput::Any(vec![input.clone(), not(input.clone()), both, neither]);
        let rule = world.checked(&whole);
        let counts = world.count(&rule);
        let at = |path: &str| {
            let place = rule.nodes().iter().position(|place| place.path == path).unwrap();
            counts.nodes[place]
        };
        prop_assert_eq!(at("any.0") + at("any.1"), counts.everyone);
        prop_assert_eq!(at("any.2"), at("any.3"));
        prop_assert_eq!(at(""), counts.everyone);
        Ok(())
    });
}

#[test]
fn a_rule_has_one_json_shape_for_graphql_and_storage() {
    use async_graphql::{InputType, Value};
    for_rules(2000, |input| {
        let stored = serde_json::to_string(input).unwrap();
        prop_assert_eq!(&parse(&stored).unwrap(), input);
        let sent = serde_json::from_str(&stored).unwrap();
        let received = RuleInput::parse(Some(Value::from_json(sent).unwrap()));
        prop_assert_eq!(received.ok(), Some(input.clone()));
        Ok(())
    });
}
