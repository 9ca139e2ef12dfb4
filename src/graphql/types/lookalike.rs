//! Lookalike audiences: who is like the customers of a segment or a rule.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::customer::CustomerType;
use super::id;
use super::segment::SegmentPayload;
use crate::ai::lookalike::validation::Validation;
use crate::ai::lookalike::{self, Choice, FeatureWeight, Found, NewAudience, Request};
use crate::customers;
use crate::graphql::error::{Failure, app, caller};
use crate::ids::{InvalidId, SegmentId};
use crate::problem::Problem;
use crate::segments::Source;
use crate::segments::input::RuleInput;

/// How many customers a sample has at most.
const MOST_SAMPLED: i32 = 50;

fn int(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Who is like the customers of a seed.
pub struct LookalikePreview(Found);

#[Object]
impl LookalikePreview {
    /// How many customers the seed has.
    async fn seed_count(&self) -> i32 {
        int(self.0.seed_count)
    }

    /// How many were found; nobody of the seed is among them.
    async fn count(&self) -> i32 {
        int(self.0.members.len())
    }

    /// Whether there is enough to go by. Where there is not, nobody is found.
    async fn enough(&self) -> bool {
        self.0.enough
    }

    /// Why there is not enough, or what the check came to, in words.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// In what the seed differs from everyone, what matters most first.
    async fn features(&self) -> Vec<LookalikeFeature> {
        self.0.features.iter().copied().map(LookalikeFeature::from).collect()
    }

    /// What picking like this is worth, measured on customers of the seed who were kept back; null where the seed is
    /// too small to try.
    async fn validation(&self) -> Option<LookalikeValidation> {
        self.0.validation.map(LookalikeValidation::from)
    }

    /// The most similar customers, the nearest first. 1 to 50.
    #[graphql(complexity = "5 + first.clamp(1, 50) as usize * child_complexity")]
    async fn sample(
        &self,
        context: &Context<'_>,
        #[graphql(default = 5, desc = "How many; 1 to 50.")] first: i32,
    ) -> Result<Vec<LookalikeMember>> {
        let first = usize::try_from(first.clamp(1, MOST_SAMPLED)).unwrap_or(1);
        let nearest = self.0.members.get(..first).unwrap_or(&self.0.members);
        let ids: Vec<_> = nearest.iter().map(|(id, _)| *id).collect();
        let found = customers::by_ids(caller(context)?, &app(context)?.read, &ids).await.map_err(Failure::from)?;
        let similarity = |customer: &customers::Customer| {
            nearest.iter().find(|(id, _)| *id == customer.id).map_or(0.0, |(_, similarity)| f64::from(*similarity))
        };
        Ok(found
            .into_iter()
            .map(|customer| LookalikeMember { similarity: similarity(&customer), customer: CustomerType(customer) })
            .collect())
    }
}

/// How a feature of the seed differs from everyone's.
#[derive(SimpleObject)]
pub struct LookalikeFeature {
    /// For programs: "daysSinceLastOrder".
    name: &'static str,
    /// For people: "Days since the last order".
    label: &'static str,
    /// How much it matters; those of all features are 1 together.
    weight: f64,
    /// The median of the seed, in days, in numbers or in the workspace's currency.
    seed: f64,
    /// The median of all customers, likewise.
    everyone: f64,
}

impl From<FeatureWeight> for LookalikeFeature {
    fn from(FeatureWeight { feature, weight, seed, everyone }: FeatureWeight) -> Self {
        Self { name: feature.name(), label: feature.label(), weight, seed, everyone }
    }
}

/// A part of the seed was kept back, and looked for among those whom the rest of the seed picks.
#[derive(SimpleObject)]
pub struct LookalikeValidation {
    /// How many were kept back.
    held_out: i32,
    /// How many of them were picked.
    found: i32,
    /// How many were picked in all: as many as were asked for, but no fewer than the seed has.
    picked: i32,
    /// Out of how many.
    candidates: i32,
    /// How many times as many were found as picking at random finds.
    lift: f64,
}

impl From<Validation> for LookalikeValidation {
    fn from(validation: Validation) -> Self {
        Self {
            held_out: int(validation.held_out),
            found: int(validation.found),
            picked: int(validation.picked),
            candidates: int(validation.candidates),
            lift: validation.lift(),
        }
    }
}

/// Somebody who is like the customers of a seed.
#[derive(SimpleObject)]
pub struct LookalikeMember {
    /// Who.
    customer: CustomerType,
    /// How much: 1 is the middle of the seed, a half is as far from it as the seed's own customers are on average.
    similarity: f64,
}

/// Queries about lookalike audiences.
#[derive(Default)]
pub struct LookalikeQuery;

#[Object]
impl LookalikeQuery {
    /// The customers most like those of a segment or a rule in how they buy. Give one of segmentId and rule, and one of
    /// size and minimumSimilarity. Nothing is saved.
    #[graphql(complexity = "2000 + child_complexity")]
    async fn lookalike_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom they are to be like: a saved segment.")] segment_id: Option<ID>,
        #[graphql(desc = "Whom they are to be like: whoever matches it now.")] rule: Option<RuleInput>,
        #[graphql(desc = "The nearest so many; 1 to 100,000.")] size: Option<i32>,
        #[graphql(desc = "All who are at least so similar; between 0 and 1.")] minimum_similarity: Option<f64>,
    ) -> Result<LookalikePreview> {
        let app = app(context)?;
        let seed = match (segment_id, rule) {
            (Some(id), None) => Source::Segment(id::argument(&id, "segmentId")?),
            (None, Some(rule)) => Source::Rule(rule),
            _ => return Err(Failure::from(not_one_seed()).into()),
        };
        let request = Request { seed, choice: Choice::of(size, minimum_similarity).map_err(Failure::from)? };
        let found = lookalike::preview(caller(context)?, (&app.read, &app.lookalikes), &app.config.workspace, &request)
            .await
            .map_err(Failure::from)?
            .map_err(Failure::problems)?;
        Ok(LookalikePreview(found))
    }
}

fn not_one_seed() -> Problem {
    Problem::at("rule", "NOT_EXACTLY_ONE", "Give either segmentId or rule.")
}

/// A lookalike audience to be saved: one of segmentId and rule, one of size and minimumSimilarity.
#[derive(InputObject)]
pub struct SegmentCreateLookalikeInput {
    /// The segment's name: not empty, at most 200 characters, like no other.
    name: String,
    /// Whom they are to be like: a saved segment.
    segment_id: Option<ID>,
    /// Whom they are to be like: whoever matches it now.
    rule: Option<RuleInput>,
    /// The nearest so many; 1 to 100,000.
    size: Option<i32>,
    /// All who are at least so similar; between 0 and 1. It takes at most 100,000 customers.
    minimum_similarity: Option<f64>,
}

impl SegmentCreateLookalikeInput {
    fn into_audience(self) -> Result<NewAudience, Problem> {
        let seed = match (self.segment_id, self.rule) {
            (Some(id), None) => Source::Segment(
                id.parse::<SegmentId>()
                    .map_err(|error: InvalidId| Problem::at("segmentId", "INVALID_ID", format!("{error}.")))?,
            ),
            (None, Some(rule)) => Source::Rule(rule),
            _ => return Err(not_one_seed()),
        };
        let choice = Choice::of(self.size, self.minimum_similarity)?;
        Ok(NewAudience { name: self.name, request: Request { seed, choice } })
    }
}

/// Changes of lookalike audiences.
#[derive(Default)]
pub struct LookalikeMutation;

#[Object]
impl LookalikeMutation {
    /// Saves the customers most like those of a segment or a rule as a segment. It keeps who they are now, and its rule
    /// is `{ lookalike: ID }`.
    #[graphql(complexity = "2000 + child_complexity")]
    async fn segment_create_lookalike(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The audience.")] input: SegmentCreateLookalikeInput,
    ) -> Result<SegmentPayload> {
        let app = app(context)?;
        let new = match input.into_audience() {
            Ok(new) => new,
            Err(problem) => return Ok(Err(vec![problem]).into()),
        };
        let handles = (&app.db, &app.read, &app.lookalikes);
        let outcome = lookalike::create(caller(context)?, handles, &app.config.workspace, &new).await;
        Ok(outcome.map_err(Failure::from)?.into())
    }
}
