//! What is said of a search, for people.

use super::LEAST_SEED;
use super::validation::Validation;
use crate::config::Currency;
use crate::db::money::grouped;

/// Where nobody is left to be picked.
pub const EVERYBODY: &str = "Everybody is in the seed, so nobody is left to be like them.";
/// Where there is nothing to go by.
pub const LIKE_EVERYONE: &str =
    "In what they spend, how often and how long ago, the customers of the seed are like everyone else.";

/// Where the seed is too small.
pub fn too_few(seed: usize, buyers: usize) -> String {
    if buyers == 0 && seed > 0 {
        return format!("None of the {seed} customers in the seed has ordered, and orders are what is compared.");
    }
    format!(
        "{buyers} of the {seed} customers in the seed have ordered. It takes at least {LEAST_SEED} to tell what they \
         have in common."
    )
}

/// Where the seed is drawn by what is compared: what of it the rule asks for.
pub fn circular(asked: &[&str]) -> String {
    let asked = match asked {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        few => few.concat(),
    };
    format!(
        "The seed is itself drawn by {asked}, and that is part of what is compared: its own customers are found easily, \
         and the figure says less of new ones."
    )
}

/// What the check came to.
pub fn of(validation: &Validation, currency: Currency) -> String {
    let told = |number: usize| grouped(&number.to_string(), currency);
    let Validation { held_out, found, picked, candidates } = validation;
    let (held_out, found, picked, candidates) = (told(*held_out), told(*found), told(*picked), told(*candidates));
    let told = format!(
        "{held_out} customers of the seed were kept back, and {found} of them are among the {picked} picked out of \
         {candidates}"
    );
    if validation.is_better_than_chance() {
        format!("{told}: {:.1} times as many as picking at random finds.", validation.lift())
    } else {
        format!("{told}, no more than picking at random may find.")
    }
}
