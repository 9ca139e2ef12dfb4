//! What is given, held against the schema before anything runs: a value that cannot be what its place wants is
//! refused with the path of that place, a code, and what to write instead.
//!
//! The engine refuses such values too, but the scalars that are ours only while it runs, when nobody knows any
//! more where in an argument they stood; and of a choice of one it does not say what was given. Whatever the engine
//! says well is left to it, and so are the rows of ingestion: they are judged one by one in the domain, where a bad
//! one is that row's problem and not the call's.

use std::collections::HashSet;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaInputValue, MetaType, MetaTypeName, Registry};
use async_graphql::{Error, Name, OutputType, Pos, ServerError, SubscriptionType, Value, Variables};

use super::{Mutation, Query, Subscription};
use crate::graphql::error::Failure;
use crate::problem::Problem;
use crate::scalar::DateTime;

/// Inputs whose rows are judged in the domain.
const JUDGED_BY_ROW: [&str; 2] = ["CustomersIngestInput", "OrdersIngestInput"];
/// Beyond this many, problems are not listed.
const MOST_PROBLEMS: usize = 100;

/// What may be given where. Not an extension of the engine: one that is there at all has it take a longer way through
/// every field of every answer.
pub struct Given {
    registry: Registry,
}

impl Default for Given {
    fn default() -> Self {
        let mut registry = Registry::default();
        Query::create_type_info(&mut registry);
        Mutation::create_type_info(&mut registry);
        Subscription::create_type_info(&mut registry);
        Self { registry }
    }
}

impl Given {
    /// Looks at what an operation of a document is given.
    pub fn check(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Result<(), ServerError> {
        let root = match operation.ty {
            OperationType::Query => Query::type_name(),
            OperationType::Mutation => Mutation::type_name(),
            OperationType::Subscription => Subscription::type_name(),
        };
        let (seen, registry) = (HashSet::new(), &self.registry);
        let mut look = Look { registry, document, operation, variables, seen, problems: Vec::new(), first: None };
        look.selection(&operation.selection_set.node, &root);
        match look.first {
            Some(place) => Err(Error::from(Failure::problems(look.problems)).into_server_error(place)),
            None => Ok(()),
        }
    }
}

/// One look over an operation. What is unknown to the schema is passed over: the engine names it.
struct Look<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// Fragments that were looked at: once is enough.
    seen: HashSet<&'a Name>,
    problems: Vec<Problem>,
    /// Where the first argument with a problem stands in the document.
    first: Option<Pos>,
}

impl<'a> Look<'a> {
    fn selection(&mut self, selection: &'a SelectionSet, parent: &'a str) {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.selection(&fragment.node.selection_set.node, on.unwrap_or(parent));
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name).filter(|_| self.seen.insert(name)) else {
                        continue;
                    };
                    let on = fragment.node.type_condition.node.on.node.as_str();
                    self.selection(&fragment.node.selection_set.node, on);
                }
            }
        }
    }

    fn field(&mut self, field: &'a Field, parent: &str) {
        let known = self.registry.types.get(parent).and_then(|ty| ty.field_by_name(&field.name.node));
        let Some(known) = known else { return };
        for (name, value) in &field.arguments {
            let Some(argument) = known.args.get(name.node.as_str()) else { continue };
            if JUDGED_BY_ROW.contains(&MetaTypeName::concrete_typename(&argument.ty)) {
                continue;
            }
            // A variable that is missing is the engine's to name.
            let given = value.node.clone().into_const_with(|name| self.variable(&name).cloned().ok_or(()));
            if let Ok(given) = given {
                self.value(&given, &argument.ty, name.node.as_str());
            }
            if !self.problems.is_empty() {
                self.first.get_or_insert(value.pos);
            }
        }
        self.selection(&field.selection_set.node, MetaTypeName::concrete_typename(&known.ty));
    }

    fn variable(&self, name: &Name) -> Option<&Value> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation.variable_definitions;
            let definition = definitions.iter().find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        })
    }

    fn value(&mut self, given: &Value, ty: &str, path: &str) {
        match (MetaTypeName::create(ty), given) {
            (_, Value::Null) => {}
            (MetaTypeName::NonNull(inner), _) => self.value(given, inner, path),
            (MetaTypeName::List(inner), Value::List(items)) => {
                for (place, item) in items.iter().enumerate() {
                    self.value(item, inner, &format!("{path}.{place}"));
                }
            }
            (MetaTypeName::List(inner), _) => self.value(given, inner, path),
            (MetaTypeName::Named("DateTime"), _) => self.instant(given, path),
            (MetaTypeName::Named("Decimal"), Value::String(_) | Value::Number(_)) => {}
            (MetaTypeName::Named("Decimal"), _) => {
                let message = format!("{} is not a number. Write it like \"10000.50\".", shown(given));
                self.refuse(path, "INVALID_NUMBER", message);
            }
            (MetaTypeName::Named("Int"), Value::Number(number)) => {
                let whole = number.is_i64() || number.is_u64();
                if whole && number.as_i64().and_then(|number| i32::try_from(number).ok()).is_none() {
                    let message = format!("{number} is not between {} and {}.", i32::MIN, i32::MAX);
                    self.refuse(path, "OUT_OF_RANGE", message);
                }
            }
            (MetaTypeName::Named(name), Value::Object(fields)) => {
                let Some(MetaType::InputObject { input_fields, oneof, .. }) = self.registry.types.get(name) else {
                    return;
                };
                if *oneof {
                    self.one_of(fields, input_fields, path);
                }
                for (name, value) in fields {
                    if let Some(known) = input_fields.get(name.as_str()) {
                        self.value(value, &known.ty, &format!("{path}.{name}"));
                    }
                }
            }
            _ => {}
        }
    }

    fn instant(&mut self, given: &Value, path: &str) {
        if !matches!(given, Value::String(text) if DateTime::read(text).is_ok()) {
            let message = format!("{} is not a date and time. Write it like \"2026-11-22T10:15:00Z\".", shown(given));
            self.refuse(path, "INVALID_DATE", message);
        }
    }

    fn one_of(&mut self, given: &IndexMap<Name, Value>, known: &IndexMap<String, MetaInputValue>, path: &str) {
        let names: Vec<&str> = given.keys().map(Name::as_str).filter(|name| known.contains_key(*name)).collect();
        let message = match names.as_slice() {
            [] => {
                let choices: Vec<&str> = known.keys().map(String::as_str).collect();
                format!("Nothing is given. Give exactly one of {}.", choices.join(", "))
            }
            [name] if given.get(*name) == Some(&Value::Null) => format!("\"{name}\" is null. Give it a value."),
            [_] => return,
            several => format!("Several are given: {}. Give exactly one of them.", several.join(", ")),
        };
        self.refuse(path, "NOT_EXACTLY_ONE", message);
    }

    fn refuse(&mut self, path: &str, code: &'static str, message: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem::at(path, code, message));
        }
    }
}

/// A value in a sentence, cut where it would fill the screen.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let cut: String = text.chars().take(40).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            format!("\"{cut}{more}\"")
        }
        Value::List(_) => "A list".to_owned(),
        Value::Object(_) => "An object".to_owned(),
        other => other.to_string(),
    }
}
