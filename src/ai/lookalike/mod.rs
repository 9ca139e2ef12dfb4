//! Who is like the customers of a seed, in what they spend, how often, and how long ago.
//!
//! - Everyone is compared in the same few features of one instant, all from our own columns ([`features`]), each in
//!   deviations from everyone's mean ([`people`]).
//! - A feature weighs as much as the seed differs in it from everyone, and those that matter are named with their plain
//!   values ([`model`]).
//! - What picking like this is worth is measured each time on customers of the seed who are kept back ([`validation`]).
//!   Where that is no better than chance, or the seed too small to tell, the answer is that there is not enough to go
//!   by, and nobody is picked. Where the seed is drawn by what is compared, that is said beside the figure ([`seed`]).
//! - The same data, seed and choice pick the same people.
//!
//! No language model takes part: there is nothing to word that figures do not say. What is saved is the set as it was
//! found ([`crate::segments::lookalike`]).

pub mod features;
pub mod model;
pub mod people;
mod saying;
mod seed;
mod turns;
pub mod validation;

#[cfg(test)]
mod tests;

use std::time::Duration;

use self::features::Feature;
pub use self::model::Choice;
use self::model::Model;
use self::people::{One, People, places};
pub use self::turns::Turns;
use self::validation::Validation;
use super::{Error, store};
use crate::auth::{Ctx, Permission};
use crate::config::{Currency, Workspace};
use crate::db::Db;
use crate::ids::CustomerId;
use crate::problem::Problem;
use crate::segments::engine::within;
use crate::segments::eval::Moment;
use crate::segments::lookalike::{MOST_MEMBERS, NewLookalike};
use crate::segments::rule::Seed;
use crate::segments::{self, Rule, Segment, Source, describe, load_rule};

/// How many of the seed must have ordered for anything to be told.
pub const LEAST_SEED: usize = 50;
/// How long everyone may take to be read.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long one waits for one's turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whom they are to be like.
    pub seed: Source,
    /// How many of them.
    pub choice: Choice,
}

impl Choice {
    /// Of what a caller gives: exactly one of the two.
    pub fn of(size: Option<i32>, minimum_similarity: Option<f64>) -> Result<Self, Problem> {
        match (size, minimum_similarity) {
            (Some(size), None) => match usize::try_from(size) {
                Ok(size @ 1..=MOST_MEMBERS) => Ok(Self::Size(size)),
                _ => Err(Problem::at("size", "INVALID_SIZE", format!("A size is 1 to {MOST_MEMBERS}."))),
            },
            (None, Some(least)) if least > 0.0 && least < 1.0 => Ok(Self::MinimumSimilarity(least as f32)),
            (None, Some(_)) => {
                let message = "A similarity lies between 0 and 1, without either.";
                Err(Problem::at("minimumSimilarity", "INVALID_SIMILARITY", message))
            }
            _ => Err(Problem::at("size", "NOT_EXACTLY_ONE", "Give either size or minimumSimilarity.")),
        }
    }
}

/// How a feature of the seed differs from everyone's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeatureWeight {
    /// Which.
    pub feature: Feature,
    /// How much it matters; all together are 1.
    pub weight: f64,
    /// The seed's median in plain units.
    pub seed: f64,
    /// Everyone's.
    pub everyone: f64,
}

/// Who is like the seed.
#[derive(Clone, Debug)]
pub struct Found {
    /// How many the seed has.
    pub seed_count: usize,
    /// Whether there is enough to go by.
    pub enough: bool,
    /// Why not, or what the check came to, for people.
    pub reason: String,
    /// What matters, the most important first.
    pub features: Vec<FeatureWeight>,
    /// What picking like this is worth; none where it was not tried.
    pub validation: Option<Validation>,
    /// Who, the nearest first, with the similarity; nobody where there is not enough to go by.
    pub members: Vec<(CustomerId, f32)>,
}

/// Looks for customers like those of a seed. Nothing is saved.
pub async fn preview(
    ctx: &Ctx,
    (db, turns): (&Db, &Turns),
    workspace: &Workspace,
    request: &Request,
) -> Result<Result<Found, Vec<Problem>>, Error> {
    ctx.require(Permission::Read).map_err(segments::Error::from)?;
    Ok(find(ctx, (db, turns), workspace, request).await?.map(|(found, _)| found))
}

/// What a lookalike audience is saved as.
#[derive(Clone, Debug)]
pub struct NewAudience {
    /// The segment's name.
    pub name: String,
    /// Who.
    pub request: Request,
}

/// Looks for customers like those of a seed and saves them as a segment.
pub async fn create(
    ctx: &Ctx,
    (db, read, turns): (&Db, &Db, &Turns),
    workspace: &Workspace,
    new: &NewAudience,
) -> Result<Result<Segment, Vec<Problem>>, Error> {
    ctx.require(Permission::Campaigns).map_err(segments::Error::from)?;
    let (found, rule) = match find(ctx, (read, turns), workspace, &new.request).await? {
        Ok(found) => found,
        Err(problems) => return Ok(Err(problems)),
    };
    let path = path(&new.request.seed);
    if !found.enough {
        return Ok(Err(vec![Problem::at(path, "NOT_ENOUGH_DATA", found.reason)]));
    }
    if found.members.len() > MOST_MEMBERS {
        let message = format!("This takes {} customers, more than {MOST_MEMBERS}.", found.members.len());
        return Ok(Err(vec![Problem::at("minimumSimilarity", "TOO_MANY_MEMBERS", message)]));
    }
    if found.members.is_empty() {
        let message = "Nobody is that similar; choose a lower similarity.";
        return Ok(Err(vec![Problem::at("minimumSimilarity", "NOBODY", message)]));
    }
    let segment = match &new.request.seed {
        Source::Segment(id) => segments::get(ctx, read, workspace, *id).await?,
        Source::Rule(_) | Source::Frozen(_) => None,
    };
    let seed = segment
        .map_or_else(|| Seed::Rule(describe::sentence(rule.root(), workspace)), |segment| Seed::Segment(segment.name));
    let minimum_similarity = match new.request.choice {
        Choice::Size(_) => None,
        Choice::MinimumSimilarity(least) => Some(least),
    };
    let set = NewLookalike { name: &new.name, seed: &seed, minimum_similarity, members: &found.members };
    Ok(segments::lookalike::create(ctx, db, workspace, &set).await?)
}

fn path(seed: &Source) -> &'static str {
    if matches!(seed, Source::Segment(_)) { "segmentId" } else { "rule" }
}

async fn find(
    ctx: &Ctx,
    (db, turns): (&Db, &Turns),
    workspace: &Workspace,
    request: &Request,
) -> Result<Result<(Found, Rule), Vec<Problem>>, Error> {
    let turn = turns.take(PATIENCE).await?;
    let moment = Moment { as_of: ctx.clock.now(), zone: workspace.timezone };
    let mut connection = db.get().await?;
    let read = within(&mut connection, TIMEOUT, async |connection| {
        match load_rule(connection, workspace, &request.seed).await? {
            Ok(rule) => Ok(Ok((store::lookalike::people(connection, &rule, moment).await?, rule))),
            Err(problems) => Ok(Err(problems)),
        }
    });
    let (people, rule) = match read.await.map_err(segments::Error::from)? {
        Ok(read) => read,
        Err(problems) => {
            let path = path(&request.seed);
            return Ok(Err(problems.into_iter().map(|problem| problem.under(path)).collect()));
        }
    };
    drop(connection);
    let (choice, currency) = (request.choice, workspace.currency);
    let mut found = turn.compute(move || look(people, choice, currency)).await?;
    let asked = seed::behaviour_asked(rule.root());
    if found.enough && !asked.is_empty() {
        found.reason = format!("{} {}", found.reason, saying::circular(&asked));
    }
    Ok(Ok((found, rule)))
}

/// Finds the people who are like those of the seed, if there is enough to go by.
pub fn look(people: People, choice: Choice, currency: Currency) -> Found {
    let count = |is_such: fn(&One) -> bool| people.all().iter().filter(|one| is_such(one)).count();
    let seed_count = count(|one| one.in_seed);
    let nobody = |reason: String| Found {
        seed_count,
        enough: false,
        reason,
        features: Vec::new(),
        validation: None,
        members: Vec::new(),
    };
    let buyers = count(|one| one.in_seed && one.has_ordered);
    if buyers < LEAST_SEED {
        return nobody(saying::too_few(seed_count, buyers));
    }
    if seed_count == people.all().len() {
        return nobody(saying::EVERYBODY.to_owned());
    }
    let medians: Vec<(Option<f32>, Option<f32>)> =
        places().map(|(at, _)| (people.median(at, |one| one.in_seed), people.median(at, |_| true))).collect();
    let people = people.standardised();
    let model = Model::of(&people, |one| one.in_seed);
    if !model.tells_apart() {
        return nobody(saying::LIKE_EVERYONE.to_owned());
    }
    let mut features: Vec<FeatureWeight> = places()
        .zip(medians)
        .filter(|((at, _), _)| model.weights[*at] > 0.0)
        .map(|((at, feature), (seed, everyone))| {
            let plain = |median: Option<f32>| median.map_or(0.0, |value| feature.plain(value, currency));
            FeatureWeight { feature, weight: model.weights[at], seed: plain(seed), everyone: plain(everyone) }
        })
        .collect();
    features.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let validation = Validation::of(&people, choice);
    let enough = validation.is_better_than_chance();
    let nearest = if enough { model.nearest(&people, |one| !one.in_seed, choice) } else { Vec::new() };
    Found {
        seed_count,
        enough,
        reason: saying::of(&validation, currency),
        features,
        validation: Some(validation),
        members: nearest.into_iter().map(|(id, similarity)| (CustomerId(id), similarity)).collect(),
    }
}
