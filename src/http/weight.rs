//! What the engine is made to carry about. It spells every fragment out wherever it is spread, and copies each variable
//! and checks it anew wherever it is used, and only then looks at what the operation costs: forty fragments that each
//! spread the next one twice never come to an end, and a megabyte that is used a hundred and fifty times holds a
//! thread for seconds. So what a document comes to once it is spelled out is bounded, fragments that go round in a
//! circle are refused, and each variable may be used once whatever it weighs, but further uses are bounded.
//!
//! The engine looks at all of a document, whichever operation is to run, and so does this.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Value, Variables};

/// Fields and fragments of a document that is spelled out.
const MOST_SELECTIONS: usize = 20_000;
/// Selections within selections, fragments spelled out.
const DEEPEST: usize = 64;
/// What all uses but the first of each variable may add up to, in bytes.
const MOST_BYTES: usize = 1 << 20;
/// What a value weighs beside its text, in bytes: as much as the engine takes for one at least.
const EACH: usize = 16;

/// More than the engine is given to carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Heavy {
    /// Over [`MOST_SELECTIONS`].
    #[error("With its fragments spelled out the document has more than 20,000 fields. Split it into several requests.")]
    Selections,
    /// Over [`DEEPEST`].
    #[error("With its fragments spelled out the document nests more than 64 deep.")]
    Deep,
    /// A fragment contains itself.
    #[error("The fragment {0:?} contains itself.")]
    Circle(String),
    /// Over [`MOST_BYTES`]: so many megabytes.
    #[error(
        "The variables are used so often that they come to {0} MB. Use a large variable once, or split the document."
    )]
    Variables(usize),
}

/// Weighs a document with the variables that it is to run with.
pub fn check(document: &ExecutableDocument, variables: &Variables) -> Result<(), Heavy> {
    let sizes: HashMap<&Name, usize> = variables.iter().map(|(name, value)| (name, size(value))).collect();
    let once: usize = sizes.values().sum();
    let mut scale = Scale { document, sizes, fragments: HashMap::new(), depth: 0 };
    let mut all = Load::default();
    for (_, operation) in document.operations.iter() {
        all += scale.selections(&operation.node.selection_set.node)?;
    }
    for name in document.fragments.keys() {
        all += scale.fragment(name)?;
    }
    match all {
        Load { selections, .. } if selections > MOST_SELECTIONS => Err(Heavy::Selections),
        Load { bytes, .. } if bytes > once.saturating_add(MOST_BYTES) => Err(Heavy::Variables(bytes >> 20)),
        Load { .. } => Ok(()),
    }
}

/// What is to be carried.
#[derive(Clone, Copy, Default)]
struct Load {
    selections: usize,
    /// Of variables.
    bytes: usize,
}

impl std::ops::AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    sizes: HashMap<&'a Name, usize>,
    /// What each fragment comes to; none while that is found out.
    fragments: HashMap<&'a Name, Option<Load>>,
    depth: usize,
}

impl<'a> Scale<'a> {
    fn selections(&mut self, set: &'a SelectionSet) -> Result<Load, Heavy> {
        if set.items.is_empty() {
            return Ok(Load::default());
        }
        if self.depth == DEEPEST {
            return Err(Heavy::Deep);
        }
        self.depth += 1;
        let mut sum = Load { selections: set.items.len(), bytes: 0 };
        for item in &set.items {
            let load = match &item.node {
                Selection::Field(field) => {
                    sum.bytes = sum.bytes.saturating_add(self.given(&field.node));
                    self.selections(&field.node.selection_set.node)?
                }
                Selection::InlineFragment(fragment) => self.selections(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            sum += load;
        }
        self.depth -= 1;
        Ok(sum)
    }

    /// What the variables weigh that a field is given.
    fn given(&self, field: &Field) -> usize {
        let mut sum = 0usize;
        for (_, argument) in &field.arguments {
            // What else an argument is made of is no concern here.
            let _ = argument.node.clone().into_const_with(|name| {
                sum = sum.saturating_add(self.sizes.get(&name).copied().unwrap_or_default());
                Ok::<_, ()>(Value::Null)
            });
        }
        sum
    }

    fn fragment(&mut self, name: &'a Name) -> Result<Load, Heavy> {
        match self.fragments.get(name) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => return Err(Heavy::Circle(name.to_string())),
            None => {}
        }
        // One that does not exist is named by the engine.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Load::default()) };
        self.fragments.insert(name, None);
        let load = self.selections(&fragment.node.selection_set.node)?;
        self.fragments.insert(name, Some(load));
        Ok(load)
    }
}

/// About what a value takes, in bytes. As deep as the JSON that it came in, which is bounded.
fn size(value: &Value) -> usize {
    EACH + match value {
        Value::String(text) => text.len(),
        Value::List(items) => items.iter().map(size).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + size(value)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn weigh(query: &str, bytes: usize) -> Result<(), Heavy> {
        let variables = Variables::from_json(json!({ "r": "x".repeat(bytes), "s": "small" }));
        check(&parse_query(query).unwrap(), &variables)
    }

    #[test]
    fn a_variable_may_be_as_large_as_it_likes_once() {
        assert_eq!(weigh("query ($r: R) { a(r: $r) }", 8 << 20), Ok(()));
        assert_eq!(weigh("query ($r: R, $s: S) { a(r: $r, s: $s) b(s: $s) c(s: [$s]) }", 8 << 20), Ok(()));
    }

    #[test]
    fn a_small_one_may_be_used_again_and_again() {
        let uses: String = (0..150).map(|place| format!("a{place}: a(r: $r) ")).collect();
        assert_eq!(weigh(&format!("query ($r: R) {{ {uses} }}"), 4 << 10), Ok(()));
    }

    #[test]
    fn a_large_one_that_is_used_often_is_refused_however_it_is_hidden() {
        for query in [
            "query ($r: R) { a(r: $r) b: a(r: $r) c: a(r: $r) }",
            "query ($r: R) { a(r: { all: [$r, $r, $r] }) }",
            "query ($r: R) { ...F b { ...F } } fragment F on Q { ... on Q { a(r: $r) c { d(r: $r) } } }",
            "query A { a } query B($r: R) { a(r: $r) b: a(r: $r) c: a(r: $r) }",
        ] {
            assert!(matches!(weigh(query, 900 << 10), Err(Heavy::Variables(_))), "{query}");
        }
    }

    #[test]
    fn fragments_that_double_are_refused_at_once_whoever_spreads_them() {
        let doubled: String =
            (0..40).map(|place| format!("fragment F{place} on Q {{ ...F{0} ...F{0} }} ", place + 1)).collect();
        let doubled = format!("{doubled} fragment F40 on Q {{ a }}");
        for query in ["{ ...F0 }", "{ a }", "query A { a } query B { ...F0 }"] {
            assert_eq!(weigh(&format!("{query} {doubled}"), 0), Err(Heavy::Selections), "{query}");
        }
    }

    #[test]
    fn fragments_that_go_round_in_a_circle_are_refused() {
        for query in
            ["{ ...F } fragment F on Q { a ...F }", "{ a } fragment F on Q { b { ...G } } fragment G on Q { ...F }"]
        {
            assert!(matches!(weigh(query, 0), Err(Heavy::Circle(_))), "{query}");
        }
    }

    #[test]
    fn a_chain_of_fragments_is_as_deep_as_what_it_spells() {
        let chain = |length: usize| {
            let links: String =
                (1..length).map(|place| format!("fragment F{place} on Q {{ ...F{} }} ", place + 1)).collect();
            format!("{{ ...F1 }} {links} fragment F{length} on Q {{ a }}")
        };
        assert_eq!(weigh(&chain(63), 0), Ok(()));
        assert_eq!(weigh(&chain(64), 0), Err(Heavy::Deep));
    }
}
