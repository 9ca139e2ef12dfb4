//! A message as real people would get it, before it is sent, and how many would be left out.
//!
//! Who lacks a value that the message always prints is counted exactly, in one scan of the audience. Where it
//! depends on more (a value printed inside an `if`, an attribute that must be a number), only rendering tells:
//! then the message is rendered for the first [`RENDERED`] people, and `checked` says how many they were.

use super::Outcome;
use super::audience;
use super::message::{Template, Unrendered, sms_segments};
use super::store::{self, Counted, Reach, Someone};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::kind::Channel;
use crate::db::Db;
use crate::segments::{Source, load_rule};

/// People for whom a message is rendered where only rendering tells who is left out.
const RENDERED: i64 = 20_000;
const SHOWN: usize = 5;

/// What is to be previewed.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The template.
    pub message: String,
    /// For whom; everyone where none.
    pub source: Option<Source>,
    /// The way it would take.
    pub channel: Channel,
}

/// A message for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The brand's key of the customer.
    pub customer_external_id: String,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// The message; none where the person would be left out.
    pub text: Option<String>,
    /// Parts of it as SMS.
    pub segments: i32,
}

/// A message for an audience.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Everyone who matches.
    pub audience: i32,
    /// Of whom so many may and can be messaged.
    pub reachable: i32,
    /// Of the reachable, so many were looked at;
    pub checked: i32,
    /// and so many of those would be left out for a missing value.
    pub missing: i32,
    /// The message for the first few.
    pub samples: Vec<Sample>,
}

/// Renders a message for people of an audience.
pub async fn preview(ctx: &Ctx, read: &Db, workspace: Workspace, ask: Ask) -> Outcome<Preview> {
    ctx.require(Permission::Read)?;
    let template = match Template::parse(&ask.message, workspace) {
        Ok(template) => template,
        Err(problems) => return Ok(Err(problems.into_iter().map(|problem| problem.under("message")).collect())),
    };
    let mut connection = read.get().await?;
    let source = ask.source.unwrap_or_else(audience::everyone);
    let rule = match load_rule(&mut connection, &workspace, &source).await? {
        Ok(rule) => rule,
        Err(problems) => {
            let field = audience::field(&source);
            return Ok(Err(problems.into_iter().map(|problem| problem.under(field)).collect()));
        }
    };
    let members = audience::members_of(&rule, ctx.clock.now(), &workspace);
    let reach = Reach { channel: ask.channel, consent: workspace.consent };
    let needs = template.needs();
    let counted = store::count_lacking(&mut connection, reach, members.clone(), &needs.fields).await?;
    let looked_at = if needs.depends { RENDERED } else { i64::try_from(SHOWN).unwrap_or(RENDERED) };
    let people = store::sample_people(&mut connection, reach, members, looked_at).await?;
    Ok(Ok(previewed(&template, counted, people)))
}

fn previewed(template: &Template, counted: Counted, people: Vec<Someone>) -> Preview {
    let (mut checked, mut missing) = (counted.reachable, counted.lacking);
    let mut samples = Vec::new();
    let mut left_out = 0;
    let looked_at = i32::try_from(people.len()).unwrap_or(i32::MAX);
    for someone in people {
        let text = template.render(&someone.person);
        left_out += i32::from(text == Err(Unrendered::MissingValue));
        if samples.len() < SHOWN {
            let segments = text.as_deref().map_or(0, sms_segments);
            samples.push(Sample {
                customer_external_id: someone.external_id,
                customer_name: someone.person.name,
                text: text.ok(),
                segments,
            });
        }
    }
    if template.needs().depends {
        (checked, missing) = (looked_at, left_out);
    }
    Preview { audience: counted.audience, reachable: counted.reachable, checked, missing, samples }
}
