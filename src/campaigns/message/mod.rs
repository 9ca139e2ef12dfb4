//! What a message says: a small template language, checked when it is saved and rendered once a person.
//!
//! It is Jinja's syntax with most of it left out, on purpose. Who writes a message is not a programmer, and what
//! they write runs once for each of a million people: so there are the variables of [`VARIABLES`], `if`, and the
//! filters of [`filters`]; nothing repeats, assigns or multiplies, and output and effort are bounded besides.
//!
//! What is not known of a person is undefined, never the word "None": `default('there')` fills it in, `if` asks
//! for it, and printing it otherwise leaves that person out. An empty text counts as not known.

use std::collections::BTreeSet;
use std::io;

use chrono::{DateTime, Utc};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, escape_formatter};

use crate::config::Workspace;
use crate::db::money::Minor;
use crate::problem::Problem;

mod filters;
mod grammar;
mod person;
mod saying;
mod segments;

pub use segments::sms_segments;

/// The longest template and the longest message, in bytes of UTF-8.
pub const LONGEST: usize = 4096;
/// Steps of one rendering: far beyond what a template of [`LONGEST`] bytes without loops needs.
const FUEL: u64 = 20_000;
const NAME: &str = "message";

/// What a message may name, beside `attributes.…`.
pub const VARIABLES: [&str; 8] =
    ["first_name", "name", "city", "country", "spend", "order_count", "visits", "last_order_at"];

/// What a message may say of one person.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// As the brand wrote it.
    pub name: Option<String>,
    /// Likewise.
    pub city: Option<String>,
    /// Likewise.
    pub country: Option<String>,
    /// Over completed orders.
    pub spend: Minor,
    /// Completed orders.
    pub order_count: i32,
    /// As the brand counted them.
    pub visits: i32,
    /// The latest completed order.
    pub last_order_at: Option<DateTime<Utc>>,
    /// The brand's own fields.
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// Something of a person that may be unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `name` and `first_name`, which are known or unknown together.
    Name,
    /// `city`
    City,
    /// `country`
    Country,
    /// `last_order_at`
    LastOrder,
    /// `attributes.…`
    Attribute(String),
}

/// What a template needs to know of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Printed without a default: who lacks one of these is left out.
    pub fields: BTreeSet<Field>,
    /// Whether more may be needed, depending on a person's values, or whether there may be nothing to say: then only
    /// rendering tells.
    pub depends: bool,
    /// What is printed of a person's own texts, once for each time: with [`Needs::own_bytes`] it bounds how long the
    /// message may become.
    pub printed: Vec<Field>,
    /// How long the message is at most without those texts, in bytes.
    pub own_bytes: usize,
}

/// Why there is no message for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrendered {
    /// A value that the message prints is not known, or there is nothing to say.
    MissingValue,
    /// The message would be longer than [`LONGEST`].
    TooLong,
}

/// How a template's strings spell the NUL character, which Postgres stores nowhere.
const NUL_ESCAPES: [&str; 3] = ["\\0", "\\x00", "\\u0000"];

/// A message that was checked: it names only what there is and does only what it may.
pub struct Template {
    environment: Environment<'static>,
    needs: Needs,
    workspace: Workspace,
}

impl Template {
    /// Checks a message; the problems have no path, the caller knows where it came from.
    pub fn parse(text: &str, workspace: Workspace) -> Result<Self, Vec<Problem>> {
        if text.trim().is_empty() {
            return Err(vec![Problem::at("", "EMPTY_MESSAGE", "Write what the message says.")]);
        }
        if text.len() > LONGEST {
            return Err(vec![too_long("The message is")]);
        }
        if text.contains('\0') || NUL_ESCAPES.iter().any(|escape| text.contains(escape)) {
            let message = "A message cannot contain the NUL character, nor \\0, \\x00 or \\u0000, which stand for it.";
            return Err(vec![Problem::at("", "INVALID_TEXT", message)]);
        }
        let needs = grammar::check(text)?;
        let mut environment = Environment::empty();
        // A comparison with what is not known is false, as in a rule; only printing it leaves a person out.
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.set_formatter(|out, state, value| {
            if value.is_undefined() {
                return Err(ErrorKind::UndefinedError.into());
            }
            escape_formatter(out, state, value)
        });
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        filters::register(&mut environment, workspace);
        environment.add_template_owned(NAME, text.to_owned()).map_err(|error| vec![grammar::syntax_problem(&error)])?;
        let template = Self { environment, needs, workspace };
        match template.render(&Person::default()) {
            Err(Unrendered::TooLong) => Err(vec![too_long("What this message comes to is")]),
            Ok(_) | Err(Unrendered::MissingValue) => Ok(template),
        }
    }

    /// What it needs to know of a person.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// The message for one person.
    pub fn render(&self, person: &Person) -> Result<String, Unrendered> {
        let values = person::values(person, self.workspace);
        let mut out = Bounded { bytes: Vec::with_capacity(256) };
        let rendered = self
            .environment
            .get_template(NAME)
            .and_then(|template| template.render_captured_to(values, &mut out).map(|_| ()));
        match rendered {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WriteFailure | ErrorKind::OutOfFuel) => {
                return Err(Unrendered::TooLong);
            }
            Err(_) => return Err(Unrendered::MissingValue),
        }
        let text = String::from_utf8(out.bytes).map_err(|_| Unrendered::MissingValue)?;
        // Nothing that is printed can bring one; were it otherwise, the rows could not be written.
        if text.trim().is_empty() || text.contains('\0') { Err(Unrendered::MissingValue) } else { Ok(text) }
    }
}

fn too_long(what: &str) -> Problem {
    Problem::at("", "TEMPLATE_TOO_LONG", format!("{what} longer than {LONGEST} bytes; make it shorter."))
}

/// Refuses what goes beyond the longest message.
struct Bounded {
    bytes: Vec<u8>,
}

impl io::Write for Bounded {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + text.len() > LONGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "longer than a message may be"));
        }
        self.bytes.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
