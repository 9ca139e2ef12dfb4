//! Message suggestions: what a campaign could say to its audience for a goal, in a tone, on a channel; three ways of
//! saying it, each with why it fits.
//!
//! What is promised of every suggestion, whoever wrote it:
//! - **It can be sent as it stands**: it is a template of ours that leaves nobody out and fits the channel, rendered
//!   for the people of the audience for whom it becomes longest ([`fit`]).
//! - **It says nothing that the goal and the facts do not hold**: no figure, date, link, code, offer or festival
//!   ([`grounds`], [`promise`]), and the goal's offer word for word.
//! - **Its reason is counted**: every figure in it was returned by a query ([`reason`], [`facts`]).
//!
//! The built-in engine reads the goal ([`goal`]) and puts sentences together ([`compose`], [`phrases`]). A model is
//! asked for one suggestion after the other ([`variant`]), so that each is there as soon as it is written; what it
//! writes faces the same checks. Nobody who has left is written for: dropping the stream ends the asking.

mod compose;
mod facts;
mod fit;
mod goal;
mod greeting;
mod grounds;
mod phrases;
mod pieces;
mod promise;
mod reason;
mod sketch;
mod variant;

use std::sync::Arc;
use std::time::Instant;

use diesel_async::AsyncPgConnection;
use futures::{Stream, StreamExt as _};

use self::facts::Facts;
pub use self::facts::Product;
use self::goal::{Goal, MOST_CHARACTERS};
use self::grounds::Grounds;
use self::phrases::Angle;
use self::variant::{Question, Variant};
use super::store::buyers;
use super::{Answered, Assistant, Error};
use crate::auth::{Ctx, Permission};
use crate::campaigns::audience;
use crate::campaigns::store::{Reach, varied_people};
use crate::config::Workspace;
use crate::customers::kind::Channel;
use crate::db::{Db, DbError};
use crate::problem::Problem;
use crate::segments::engine::{PREVIEW_TIMEOUT, within};
use crate::segments::{self, Source, load_rule, reach};

/// People of each kind for whom every suggestion is rendered.
const RENDERED: i64 = 100;

/// How a message speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As one speaks to somebody one knows.
    #[default]
    Friendly,
    /// With distance and respect.
    Formal,
    /// With a wink.
    Playful,
    /// Asking to do something now, without making up why.
    Urgent,
}

impl Tone {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Friendly, Self::Formal, Self::Playful, Self::Urgent];

    /// As it is written: "FRIENDLY".
    pub fn name(self) -> &'static str {
        match self {
            Self::Friendly => "FRIENDLY",
            Self::Formal => "FORMAL",
            Self::Playful => "PLAYFUL",
            Self::Urgent => "URGENT",
        }
    }
}

/// What suggestions are asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is to be reached, at most 500 characters.
    pub goal: String,
    /// With whom; everyone where none.
    pub source: Option<Source>,
    /// By which way.
    pub channel: Channel,
    /// How.
    pub tone: Tone,
}

/// A message that could be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The template.
    pub message: String,
    /// Why it fits this audience.
    pub reason: String,
    /// Characters of its longest rendering among the people looked at.
    pub length: usize,
    /// Whether each of those renderings fits the channel.
    pub fits: bool,
    /// The product of the audience's own orders that fits best.
    pub product: Option<Product>,
}

/// A suggestion, or what is wrong with the question.
pub type Suggested = Result<Result<Answered<Suggestion>, Vec<Problem>>, Error>;

/// All suggestions. Problems are at "goal", "rule" or "segmentId".
pub async fn all(
    ctx: &Ctx,
    engines: (&Db, &Assistant),
    workspace: Workspace,
    ask: Ask,
) -> Result<Result<Vec<Answered<Suggestion>>, Vec<Problem>>, Error> {
    let suggestions = one_by_one(ctx, engines, workspace, ask);
    tokio::pin!(suggestions);
    let mut all = Vec::new();
    while let Some(suggestion) = suggestions.next().await {
        match suggestion? {
            Ok(suggestion) => all.push(suggestion),
            Err(problems) => return Ok(Err(problems)),
        }
    }
    Ok(Ok(all))
}

/// One suggestion after the other, each as soon as it is written. A question that is wrong is answered by its problems
/// alone. A model that keeps whoever asks waiting in vain is not asked again for the rest.
pub fn one_by_one(
    ctx: &Ctx,
    (db, assistant): (&Db, &Assistant),
    workspace: Workspace,
    ask: Ask,
) -> impl Stream<Item = Suggested> + Send + use<> {
    let (ctx, db, assistant) = (ctx.clone(), db.clone(), assistant.clone());
    async_stream::stream! {
        let question = match question(&ctx, &db, workspace, ask).await {
            Ok(Ok(question)) => Arc::new(question),
            Ok(Err(problems)) => {
                yield Ok(Err(problems));
                return;
            }
            Err(error) => {
                yield Err(error);
                return;
            }
        };
        let begun = Instant::now();
        let mut taken: Vec<String> = Vec::new();
        let mut gave_up: Option<String> = None;
        for angle in Angle::ALL {
            let variant = Variant::new(Arc::clone(&question), angle, taken.clone());
            let answered = match &gave_up {
                None => assistant.answer(&ctx, &variant).await,
                Some(why) => assistant.answer_built_in(&ctx, &variant).await.map(|answered| because(answered, why)),
            };
            if let Ok(answered) = &answered {
                taken.push(answered.answer.message.clone());
                let in_vain = assistant.patience().is_some_and(|patience| begun.elapsed() >= patience);
                gave_up = gave_up.or_else(|| answered.by.instead_of.clone().filter(|_| in_vain));
            }
            yield answered.map(Ok);
        }
    }
}

/// The answer with why the model was not asked.
fn because(mut answered: Answered<Suggestion>, why: &str) -> Answered<Suggestion> {
    answered.by.instead_of = Some(why.to_owned());
    answered
}

/// Reads the goal, counts the audience, and reads people to render for.
async fn question(ctx: &Ctx, db: &Db, workspace: Workspace, ask: Ask) -> Result<Result<Question, Vec<Problem>>, Error> {
    ctx.require(Permission::Read).map_err(segments::Error::from)?;
    let Ask { goal, source, channel, tone } = ask;
    if let Some(problem) = wrong(&goal) {
        return Ok(Err(vec![problem]));
    }
    let (goal, source) = (Goal::read(&goal), source.unwrap_or_else(audience::everyone));
    let mut connection = db.get().await?;
    let read = within(&mut connection, PREVIEW_TIMEOUT, async |connection| {
        facts(connection, (ctx, &workspace), (&source, channel), &goal).await
    });
    let facts = match read.await.map_err(segments::Error::from)? {
        Ok(facts) => facts,
        Err(problems) => {
            let field = audience::field(&source);
            return Ok(Err(problems.into_iter().map(|problem| problem.under(field)).collect()));
        }
    };
    let grounds = Grounds::of(&goal, &facts);
    Ok(Ok(Question { goal, facts, grounds, channel, tone, workspace }))
}

fn wrong(goal: &str) -> Option<Problem> {
    if goal.trim().is_empty() {
        return Some(Problem::at("goal", "GOAL_REQUIRED", "Say what the message is to reach."));
    }
    if goal.contains('\0') {
        return Some(Problem::at("goal", "INVALID_TEXT", "Leave out the NUL character."));
    }
    let long = goal.chars().nth(MOST_CHARACTERS).is_some();
    long.then(|| {
        let message = format!("Say it in at most {MOST_CHARACTERS} characters.");
        Problem::at("goal", "GOAL_TOO_LONG", message)
    })
}

async fn facts(
    connection: &mut AsyncPgConnection,
    (ctx, workspace): (&Ctx, &Workspace),
    (source, channel): (&Source, Channel),
    goal: &Goal,
) -> Result<Result<Facts, Vec<Problem>>, DbError> {
    let rule = match load_rule(connection, workspace, source).await? {
        Ok(rule) => rule,
        Err(problems) => return Ok(Err(problems)),
    };
    let members = audience::members_of(&rule, ctx.clock.now(), workspace);
    let reachable = reach::reachable(Some(channel), workspace.consent);
    let figures = buyers::figures(connection, &reachable, members.clone()).await?;
    let bought = buyers::bought(connection, &reachable, members.clone()).await?;
    let to = Reach { channel, consent: workspace.consent };
    let people = varied_people(connection, to, members, RENDERED).await?;
    Ok(Ok(Facts::of(goal, figures, bought, people)))
}
