//! A message as real people would get it, before it is sent, and how many would be left out.
//!
//! Who lacks a value that the message always prints is counted exactly, in one scan of the audience, and so are those
//! whose texts are so long that the message might become too long: it is rendered for them. Where it depends on more
//! (a value printed inside an `if`, a text that is not always there, an attribute that must be a number), or the long
//! ones are many, only rendering tells: then the message is rendered for the first [`RENDERED`] people, and `checked`
//! says how many they were. Either way the counts are what a launch would skip.

use diesel_async::AsyncPgConnection;

use super::audience;
use super::message::{Template, Unrendered, sms_segments};
use super::store::{self, Counted, Reach, Someone, Which};
use super::{CampaignError, Outcome};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::kind::Channel;
use crate::db::{Db, DbError};
use crate::segments::compile::Membership;
use crate::segments::engine::{self, PREVIEW_TIMEOUT};
use crate::segments::{Source, load_rule};

/// People for whom a message is rendered where only rendering tells who is left out.
const RENDERED: i64 = 20_000;
const SHOWN: i64 = 5;
const MOST_SHOWN: usize = SHOWN as usize;

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
    /// Of everyone, so many may not be messaged; who may and is not reachable has no address.
    pub not_allowed: i32,
    /// Of the reachable, so many were looked at;
    pub checked: i32,
    /// and so many of those would be left out for a missing value, or because there is nothing to say,
    pub missing: i32,
    /// and so many because the message would become too long.
    pub too_long: i32,
    /// Who the others of the reachable are, as far as the database can tell: the same number for the same people.
    pub recipients: i64,
    /// The message for the first few.
    pub samples: Vec<Sample>,
}

impl Preview {
    /// Of everyone, so many may be messaged and have no address on the channel.
    pub fn no_address(&self) -> i32 {
        self.audience - self.reachable - self.not_allowed
    }

    /// Whether everyone was looked at who could be left out: otherwise a launch may skip more.
    pub fn exact(&self) -> bool {
        self.checked >= self.reachable
    }
}

/// Renders a message for people of an audience.
pub async fn preview(ctx: &Ctx, read: &Db, workspace: Workspace, ask: Ask) -> Outcome<Preview> {
    ctx.require(Permission::Read)?;
    let template = match Template::parse(&ask.message, workspace) {
        Ok(template) => template,
        Err(problems) => return Ok(Err(problems.into_iter().map(|problem| problem.under("message")).collect())),
    };
    let source = ask.source.unwrap_or_else(audience::everyone);
    let mut connection = read.get().await?;
    let looked = engine::within(&mut connection, PREVIEW_TIMEOUT, async |connection| {
        let rule = match load_rule(connection, &workspace, &source).await? {
            Ok(rule) => rule,
            Err(problems) => return Ok(Err(problems)),
        };
        let members = audience::members_of(&rule, ctx.clock.now(), &workspace);
        let reach = Reach { channel: ask.channel, consent: workspace.consent };
        Ok(Ok(look(connection, reach, members, &template).await?))
    });
    let looked = looked.await.map_err(|error| match error {
        slow if slow.is_timeout() => CampaignError::Timeout,
        error => error.into(),
    });
    Ok(match looked? {
        Ok(looked) => Ok(previewed(&template, looked)),
        Err(problems) => {
            let field = audience::field(&source);
            Err(problems.into_iter().map(|problem| problem.under(field)).collect())
        }
    })
}

/// Reads what a preview is made of.
pub(super) async fn look(
    connection: &mut AsyncPgConnection,
    reach: Reach,
    members: Membership,
    template: &Template,
) -> Result<Looked, DbError> {
    let counted = store::count_lacking(connection, reach, members.clone(), template.needs()).await?;
    let rendered = template.needs().depends || i64::from(counted.lengthy) > RENDERED;
    let looked_at = (Which::Everyone, if rendered { RENDERED } else { SHOWN });
    let people = store::sample_people(connection, reach, members.clone(), looked_at).await?;
    let lengthy = if rendered || counted.lengthy == 0 {
        Vec::new()
    } else {
        let looked_at = (Which::Lengthy(template.needs()), RENDERED);
        store::sample_people(connection, reach, members, looked_at).await?
    };
    Ok(Looked { counted, people, rendered, lengthy })
}

/// What was read for a preview.
pub(super) struct Looked {
    counted: Counted,
    people: Vec<Someone>,
    /// Whether the message is to be rendered for all of these people, because only that tells who is left out.
    rendered: bool,
    /// Otherwise: everyone for whom it might become too long.
    lengthy: Vec<Someone>,
}

/// Makes a preview of what was read.
pub(super) fn previewed(template: &Template, looked: Looked) -> Preview {
    let Looked { counted, people, rendered, lengthy } = looked;
    let Counted { audience, reachable, not_allowed, lacking, recipients, .. } = counted;
    let left_out = |people: &[Someone]| {
        people.iter().fold((0, 0), |(missing, too_long), someone| match template.render(&someone.person) {
            Err(Unrendered::MissingValue) => (missing + 1, too_long),
            Err(Unrendered::TooLong) => (missing, too_long + 1),
            Ok(_) => (missing, too_long),
        })
    };
    let (checked, (missing, too_long)) = if rendered {
        (i32::try_from(people.len()).unwrap_or(i32::MAX), left_out(&people))
    } else {
        (reachable, (lacking, left_out(&lengthy).1))
    };
    let sample = |someone: Someone| {
        let text = template.render(&someone.person).ok();
        let segments = text.as_deref().map_or(0, sms_segments);
        let Someone { external_id, person } = someone;
        Sample { customer_external_id: external_id, customer_name: person.name, text, segments }
    };
    let samples = people.into_iter().take(MOST_SHOWN).map(sample).collect();
    Preview { audience, reachable, not_allowed, checked, missing, too_long, recipients, samples }
}
