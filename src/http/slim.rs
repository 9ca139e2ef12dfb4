//! Gives back what a parsed document has no use for. The parser's lists have room for more than is in them, and a
//! subscription keeps its document for as long as it lasts: thousands of sockets, thousands of documents.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::parser::types::{Selection, SelectionSet};

/// Cuts every list to its length. Changes nothing that can be seen.
pub fn slim(document: &mut ExecutableDocument) {
    match &mut document.operations {
        DocumentOperations::Single(only) => operation(&mut only.node),
        DocumentOperations::Multiple(named) => named.values_mut().for_each(|one| operation(&mut one.node)),
    }
    for fragment in document.fragments.values_mut() {
        selections(&mut fragment.node.selection_set.node);
    }
}

fn operation(operation: &mut OperationDefinition) {
    operation.variable_definitions.shrink_to_fit();
    selections(&mut operation.selection_set.node);
}

/// Goes as deep as the document nests, which is bounded before it is parsed.
fn selections(set: &mut SelectionSet) {
    set.items.shrink_to_fit();
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) => {
                field.node.arguments.shrink_to_fit();
                selections(&mut field.node.selection_set.node);
            }
            Selection::InlineFragment(fragment) => selections(&mut fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}
