//! What the engine is made to carry about. It copies a variable and checks it anew wherever it is used, and only then
//! looks at what the operation costs: a megabyte that is used a hundred and fifty times holds a thread for seconds.
//! So each variable may be used once whatever it weighs, and what further uses add up to is bounded.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Value, Variables};

/// What all uses but the first of each variable may add up to, in bytes.
const MOST: usize = 1 << 20;
/// What a value weighs beside its text, in bytes: as much as the engine takes for one at least.
const EACH: usize = 16;

/// More than the engine is given to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The variables are used so often that they come to {0} MB. Use a large variable once, or split the operation.")]
pub struct Heavy(usize);

/// Adds up the variables, as often as the operation uses them.
pub fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), Heavy> {
    let sizes: HashMap<&Name, usize> = variables.iter().map(|(name, value)| (name, size(value))).collect();
    let mut scale = Scale { document, sizes, fragments: HashMap::new() };
    let once: usize = scale.sizes.values().sum();
    let all = scale.selections(&operation.selection_set.node);
    if all > once.saturating_add(MOST) { Err(Heavy(all >> 20)) } else { Ok(()) }
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    sizes: HashMap<&'a Name, usize>,
    /// What each fragment comes to; 0 while that is found out, for it may go round in a circle.
    fragments: HashMap<&'a Name, usize>,
}

impl<'a> Scale<'a> {
    fn selections(&mut self, set: &'a SelectionSet) -> usize {
        set.items.iter().fold(0, |sum: usize, item| sum.saturating_add(self.selection(&item.node)))
    }

    fn selection(&mut self, selection: &'a Selection) -> usize {
        match selection {
            Selection::Field(field) => {
                let below = self.selections(&field.node.selection_set.node);
                field.node.arguments.iter().fold(below, |mut sum, (_, argument)| {
                    // What else an argument is made of is no concern here.
                    let _ = argument.node.clone().into_const_with(|name| {
                        sum = sum.saturating_add(self.sizes.get(&name).copied().unwrap_or_default());
                        Ok::<_, ()>(Value::Null)
                    });
                    sum
                })
            }
            Selection::InlineFragment(fragment) => self.selections(&fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
        }
    }

    fn fragment(&mut self, name: &'a Name) -> usize {
        if let Some(known) = self.fragments.get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return 0 };
        self.fragments.insert(name, 0);
        let weight = self.selections(&fragment.node.selection_set.node);
        self.fragments.insert(name, weight);
        weight
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
    use async_graphql::parser::types::DocumentOperations;
    use serde_json::json;

    use super::*;

    fn weigh(query: &str, bytes: usize) -> Result<(), Heavy> {
        let document = parse_query(query).unwrap();
        let DocumentOperations::Single(operation) = &document.operations else { panic!("one operation") };
        let variables = Variables::from_json(json!({ "r": "x".repeat(bytes), "s": "small" }));
        check(&document, &operation.node, &variables)
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
        ] {
            assert!(weigh(query, 900 << 10).is_err(), "{query}");
        }
    }

    #[test]
    fn fragments_that_double_or_go_round_are_weighed_at_once() {
        let doubled: String =
            (0..60).map(|place| format!("fragment F{place} on Q {{ ...F{0} ...F{0} }} ", place + 1)).collect();
        let doubled = format!("query ($r: R) {{ ...F0 }} {doubled} fragment F60 on Q {{ a(r: $r) }}");
        assert!(weigh(&doubled, 100).is_err());
        assert_eq!(weigh("query ($r: R) { ...F } fragment F on Q { a(r: $r) ...F }", 2 << 20), Ok(()));
    }
}
