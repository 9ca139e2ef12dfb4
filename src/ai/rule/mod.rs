//! From plain words to a rule of this brand: read with the brand's own words, checked, told back and counted, so that
//! a person can judge it before using it.
//!
//! Our own reader comes first, because it knows when it has understood every word; then nobody else is asked. Where it
//! has not, a model may draft a rule. That one holds only if it passes the check, every number and word in it comes
//! from the text (`grounds`), and it keeps what our own reader understood (`kept`); and it is never certain.

mod grounds;
mod kept;
mod sketch;

use std::sync::Arc;

use self::sketch::RuleSketch;
use super::engine::{Prompt, Task};
use super::words::{KnownSegment, Lexicon, Reading, Terms, TooLong, read};
use super::{Answered, Assistant, Error};
use crate::auth::{Ctx, Permission};
use crate::config::Workspace;
use crate::customers::fold::fold;
use crate::db::Db;
use crate::problem::Problem;
use crate::segments::check::{self, Library};
use crate::segments::input::RuleInput;
use crate::segments::{self, Preview, PreviewRequest};

/// Pieces of a text that a model may leave.
const MOST_NOT_UNDERSTOOD: usize = 8;

/// A rule that a text was read as, with what it comes to.
#[derive(Clone, Debug)]
pub struct RuleDraft {
    /// The rule, what was taken for granted, and what was not understood.
    pub reading: Reading,
    /// The rule in words, and counted; none where there is no rule.
    pub preview: Option<Preview>,
}

/// Reads a text of at most 500 characters as an audience. Problems are at "text".
pub async fn segment_rule_from_text(
    ctx: &Ctx,
    (db, assistant): (&Db, &Assistant),
    workspace: &Workspace,
    text: &str,
) -> Result<Result<Answered<RuleDraft>, Vec<Problem>>, Error> {
    ctx.require(Permission::Read).map_err(segments::Error::from)?;
    let lexicon = lexicon(ctx, db).await?;
    let terms =
        Terms { lexicon: &lexicon, now: ctx.clock.now(), zone: workspace.timezone, currency: workspace.currency };
    let task = match RuleFromText::new(text, terms) {
        Ok(task) => task,
        Err(too_long) => return Ok(Err(vec![Problem::at("text", "TEXT_TOO_LONG", too_long.to_string())])),
    };
    let Answered { answer: reading, by } = match task.is_certain() {
        true => assistant.answer_built_in(ctx, &task).await?,
        false => assistant.answer(ctx, &task).await?,
    };
    let Some(rule) = reading.rule.clone() else {
        return Ok(Ok(Answered { answer: RuleDraft { reading, preview: None }, by }));
    };
    let request = PreviewRequest { rule, editing: None, channel: None, as_of: None };
    Ok(match segments::preview(ctx, db, workspace, &request).await? {
        Ok(preview) => Ok(Answered { answer: RuleDraft { reading, preview: Some(preview) }, by }),
        // A segment that it names may have been deleted meanwhile.
        Err(problems) => {
            Err(problems.into_iter().map(|problem| Problem { path: "text".to_owned(), ..problem }).collect())
        }
    })
}

/// The brand's own words, as far as they were seen.
pub async fn lexicon(ctx: &Ctx, db: &Db) -> Result<Lexicon, Error> {
    let fields = segments::rule_fields(ctx, db).await?;
    let names = segments::names(ctx, db).await?;
    let segments = names.into_iter().map(|(id, name)| KnownSegment { id, name }).collect();
    Ok(Lexicon::new(&fields, segments))
}

/// A text to be read as an audience.
pub struct RuleFromText<'a> {
    text: &'a str,
    terms: Terms<'a>,
    /// As our own reader read it.
    reading: Reading,
}

impl<'a> RuleFromText<'a> {
    /// Has our own reader read it.
    pub fn new(text: &'a str, terms: Terms<'a>) -> Result<Self, TooLong> {
        Ok(Self { text, terms, reading: read(text, terms)? })
    }

    /// Whether our own reader understood every word, and in one way alone.
    pub fn is_certain(&self) -> bool {
        self.reading.certain
    }

    /// What our own reader made of it.
    pub fn into_reading(self) -> Reading {
        self.reading
    }

    fn library(&self) -> Arc<Library> {
        let mut library = Library::default();
        for segment in &self.terms.lexicon.segments {
            library.insert(segment.id, segment.name.clone(), Ok(RuleInput::Everyone(true)));
        }
        Arc::new(library)
    }

    /// Whether a rule that somebody else has drafted says what the text says; what was taken for granted in it.
    fn held_against_the_text(&self, rule: &RuleInput) -> Result<Vec<String>, String> {
        let unread = self.reading.not_understood.as_slice();
        let stood_in = grounds::check(rule, (self.text, unread), self.terms)?;
        if let Some(own) = &self.reading.rule {
            kept::check(own, rule)?;
        }
        let library = self.library();
        let terms = check::Terms { currency: self.terms.currency, library: &library, editing: None };
        check::check(rule, terms).map_err(|problems| {
            let said = problems.iter().map(|problem| format!("At {:?}: {}", problem.path, problem.message));
            said.collect::<Vec<_>>().join(" ")
        })?;
        let mut assumptions = vec!["A language model read this: look at each condition.".to_owned()];
        assumptions.extend(unread.iter().map(|words| format!("It was left to read \"{words}\".")));
        assumptions.extend(stood_in.iter().map(|word| format!("It took \"{word}\" for other words of the text.")));
        Ok(assumptions)
    }

    /// Of what a model says it did not understand, what stands in the text at all.
    fn of_the_text(&self, pieces: Vec<String>) -> Vec<String> {
        let text = fold(self.text);
        let pieces = pieces.into_iter().map(|piece| piece.trim().to_owned());
        let written = pieces.filter(|piece| !piece.is_empty() && text.contains(&fold(piece)));
        written.take(MOST_NOT_UNDERSTOOD).collect()
    }
}

impl Task for RuleFromText<'_> {
    type Draft = RuleSketch;
    type Answer = Reading;
    const NAME: &'static str = "rule";

    fn asked(&self) -> String {
        self.text.to_owned()
    }

    fn prompt(&self) -> Prompt {
        sketch::prompt(self.text, self.terms)
    }

    fn built_in(&self) -> RuleSketch {
        RuleSketch { rule: self.reading.rule.clone(), not_understood: self.reading.not_understood.clone() }
    }

    fn check(&self, sketch: RuleSketch) -> Result<Reading, String> {
        if sketch.rule == self.reading.rule {
            return Ok(self.reading.clone());
        }
        let Some(rule) = sketch.rule else {
            return Err("It has no rule, though some of the text can be one.".to_owned());
        };
        let assumptions = self.held_against_the_text(&rule)?;
        let not_understood = self.of_the_text(sketch.not_understood);
        Ok(Reading { rule: Some(rule), assumptions, not_understood, certain: false })
    }
}
