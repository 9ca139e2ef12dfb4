//! What a campaign is about, in a few words by which it is found again. They are suggested when it is written
//! ([`suggest`]), and again whenever its text changes, until a person sets them: then they are that person's.

pub mod suggest;

use std::collections::BTreeSet;

use diesel_async::AsyncConnection;

use super::campaign::Campaign;
use super::draft::Handles;
use super::{CampaignError, Outcome, Stop, counters, read, store};
use crate::auth::audit::{self, Deed};
use crate::auth::{Ctx, Permission};
use crate::customers::fold::fold;
use crate::db::Db;
use crate::ids::CampaignId;
use crate::live::{Notice, announce};
use crate::problem::Problem;

/// Tags of a campaign.
pub const MOST: usize = 10;
/// Characters of a tag.
const LONGEST: usize = 40;

/// Whose tags they are.
#[derive(Clone, Debug)]
pub enum By {
    /// A person's: nothing changes them any more but a person.
    Person,
    /// Suggested, until a person sets them: for the campaign as it was then.
    Suggestion(Box<Campaign>),
}

/// Whether a campaign still is what tags were suggested for, and nobody has set its tags since: suggesting takes a while.
fn is_still(now: &Campaign, then: &Campaign) -> bool {
    (&now.name, &now.message, &now.own_rule, now.segment_id, &now.tags, now.tags_suggested)
        == (&then.name, &then.message, &then.own_rule, then.segment_id, &then.tags, then.tags_suggested)
}

/// What is wrong with one tag, for people.
pub fn wrong_with(tag: &str) -> Option<&'static str> {
    let length = tag.chars().count();
    let letters = |letter: char| letter.is_alphanumeric() || " -_&".contains(letter);
    if length == 0 || length > LONGEST {
        Some("A tag has 1 to 40 characters.")
    } else if fold(tag) != tag {
        Some("Write tags in lower case, without spaces around them.")
    } else if !tag.chars().all(letters) {
        Some("A tag has letters, digits, spaces and hyphens: \"win-back\".")
    } else {
        None
    }
}

fn check(tags: &[String]) -> Vec<Problem> {
    if tags.len() > MOST {
        let message = format!("A campaign has at most {MOST} tags; these are {}.", tags.len());
        return vec![Problem::at("input.tags", "TOO_MANY_TAGS", message)];
    }
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let path = format!("input.tags.{at}");
        if let Some(message) = wrong_with(tag) {
            problems.push(Problem::at(path, "INVALID_TAG", message));
        } else if !seen.insert(tag) {
            problems.push(Problem::at(path, "DUPLICATE_TAG", format!("\"{tag}\" is given twice.")));
        }
    }
    problems
}

/// Sets the tags of a campaign, launched or not. Suggested ones are set only while the campaign is what they were
/// suggested for; otherwise it stays as it is.
pub async fn set(ctx: &Ctx, handles: Handles<'_>, id: CampaignId, (tags, by): (Vec<String>, By)) -> Outcome<Campaign> {
    ctx.require(Permission::Campaigns)?;
    let problems = check(&tags);
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let now = ctx.clock.now();
    let mut connection = handles.db.get().await?;
    let done: Result<(), Stop> = connection
        .transaction(async |connection| {
            let campaign = store::locked(connection, id).await?.ok_or_else(|| read::not_found(id))?;
            let suggested = match &by {
                By::Person => false,
                By::Suggestion(then) if is_still(&campaign, then) => true,
                By::Suggestion(_) => return Ok(()),
            };
            store::write_tags(connection, now, id, (&tags, suggested)).await?;
            counters::touch(connection, now, id).await?;
            audit::record(connection, ctx, Deed::to("campaign.set_tags", &id.to_string(), &campaign.name)).await?;
            Ok(())
        })
        .await;
    match done {
        Ok(()) => {
            announce(handles.redis, &[Notice::Campaign(id)]).await;
            Ok(store::one(&mut connection, id).await?.ok_or_else(|| vec![read::not_found(id)]))
        }
        Err(stop) => stop.outcome(),
    }
}

/// The tags that are in use, in their order; at most a thousand.
pub async fn in_use(ctx: &Ctx, db: &Db) -> Result<Vec<String>, CampaignError> {
    ctx.require(Permission::Read)?;
    Ok(store::tags_in_use(&mut *db.get().await?).await?)
}
