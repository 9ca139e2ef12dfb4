//! One operation as every transport carries it, and what has to hold before it runs: the request has the right
//! shape, the document is not hostile, it parses, and the operation that is named is in it.

use std::collections::BTreeMap;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::parser::types::{Selection, SelectionSet};
use async_graphql::{Name, Request, ServerError, Value as ConstValue, Variables};
use axum::http::StatusCode;
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::limits::TooOften;
use super::slim::slim;
use super::{hostile, weight};
use crate::graphql::given::Given;

/// The mutations that may carry more than [`ORDINARY_BODY`].
const INGESTION: [&str; 3] = ["customersIngest", "ordersIngest", "receiptsRecord"];
/// How many fragments may stand between a subscription and its field; they may go round in a circle.
const LONGEST_CHAIN: usize = 8;
/// What a call that is no ingestion may weigh, in bytes.
pub const ORDINARY_BODY: usize = 1 << 20;

/// Aliases in one document: more than any page of ours has, fewer than make a field's work add up.
const MOST_ALIASES: usize = 100;

/// An operation that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    query: Option<String>,
    variables: Option<Variables>,
    operation_name: Option<String>,
    /// Nothing in it means anything to us; that it is a map is checked all the same.
    #[serde(rename = "extensions")]
    _extensions: Option<BTreeMap<String, IgnoredAny>>,
}

/// An operation that may run.
pub struct Prepared {
    /// With its document parsed.
    pub request: Request,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Whether it takes rows in, once, and nothing else, which is what large bodies are for.
    pub ingests: bool,
}

/// What a refusal says of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request is no GraphQL request, or one that may not be made this way: HTTP's affair.
    Request(StatusCode),
    /// The request is one, and its document cannot run: GraphQL's affair.
    Document,
}

/// What kept an operation from running.
#[derive(Debug)]
pub struct Refused {
    /// Whose affair it is.
    pub fault: Fault,
    error: Box<ServerError>,
}

/// The answer to what was refused: errors, and no data.
#[derive(Debug, Serialize)]
pub struct Refusal {
    errors: [ServerError; 1],
}

impl Refused {
    /// A request that is refused with a status of HTTP.
    pub fn request(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::because(Fault::Request(status), code, ServerError::new(message, None))
    }

    /// More operations on one socket than it carries.
    pub fn too_many(most: usize) -> Self {
        let message = format!("This socket already carries {most} operations. End one, or open another socket.");
        Self::document("TOO_MANY_OPERATIONS", ServerError::new(message, None))
    }

    /// More operations a second than one may ask for.
    pub fn too_often(limit: TooOften) -> Self {
        let message = format!("You ask too often. Try again in {} s.", limit.seconds());
        let mut refused = Self::document("RATE_LIMITED", ServerError::new(message, None));
        refused.error.extensions.get_or_insert_default().set("retryAfterSeconds", limit.seconds());
        refused
    }

    /// What is given cannot be meant; the error has its code.
    fn given(error: ServerError) -> Self {
        Self { fault: Fault::Document, error: Box::new(error) }
    }

    fn document(code: &'static str, error: ServerError) -> Self {
        Self::because(Fault::Document, code, error)
    }

    fn because(fault: Fault, code: &'static str, mut error: ServerError) -> Self {
        error.extensions.get_or_insert_default().set("code", code);
        Self { fault, error: Box::new(error) }
    }

    /// The one error, code included.
    pub fn into_error(self) -> ServerError {
        *self.error
    }

    /// As an answer.
    pub fn into_answer(self) -> Refusal {
        Refusal { errors: [*self.error] }
    }
}

impl Operation {
    /// Reads what was posted.
    pub fn from_json(body: &[u8]) -> Result<Self, Refused> {
        let bad = |message| Refused::request(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(bad("The body is a list. Send one operation a request, as a JSON object.".to_owned()));
        }
        let operation: Self =
            map(body).map_err(|error| bad(format!("The body is not a GraphQL request in JSON: {error}.")))?;
        operation.query.is_some().then_some(operation).ok_or_else(|| bad("The request has no \"query\".".to_owned()))
    }

    /// Looks the document over, parses it, finds the operation and looks at what it is given.
    pub fn prepare(self, given: &Given) -> Result<Prepared, Refused> {
        let document = self.query.unwrap_or_default();
        hostile::check(&document)
            .map_err(|reason| Refused::document("DOCUMENT_REFUSED", ServerError::new(reason.to_string(), None)))?;
        let mut parsed = async_graphql::parser::parse_query(&document)
            .map_err(|error| Refused::document("GRAPHQL_PARSE_FAILED", error.into()))?;
        if aliases(&parsed) > MOST_ALIASES {
            let message = format!("The document has more than {MOST_ALIASES} aliases. Split it into several requests.");
            return Err(Refused::document("DOCUMENT_REFUSED", ServerError::new(message, None)));
        }
        slim(&mut parsed);
        let name = self.operation_name.filter(|name| !name.is_empty());
        let operation = chosen(&parsed, name.as_deref())
            .map_err(|message| Refused::document("OPERATION_NOT_FOUND", ServerError::new(message, None)))?;
        let (kind, ingests) = (operation.ty, ingests(operation));
        let variables = self.variables.unwrap_or_default();
        check_variables(operation, &variables)?;
        if kind == OperationType::Subscription && !follows_one(&parsed, &operation.selection_set.node, LONGEST_CHAIN) {
            let message = "A subscription follows exactly one field: open one for each.";
            return Err(Refused::document("GRAPHQL_VALIDATION_FAILED", ServerError::new(message, None)));
        }
        weight::check(&parsed, &variables)
            .map_err(|heavy| Refused::document("DOCUMENT_REFUSED", ServerError::new(heavy.to_string(), None)))?;
        given.check(&parsed, operation, &variables).map_err(Refused::given)?;
        let mut request = Request::new(document).variables(variables);
        request.operation_name = name;
        request.set_parsed_query(parsed);
        Ok(Prepared { request, kind, ingests })
    }
}

/// An operation that stands in a URL.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    query: Option<String>,
    variables: Option<String>,
    operation_name: Option<String>,
    extensions: Option<String>,
}

impl TryFrom<Asked> for Operation {
    type Error = Refused;

    fn try_from(asked: Asked) -> Result<Self, Refused> {
        Ok(Self {
            query: Some(asked.query.ok_or_else(|| {
                Refused::request(StatusCode::BAD_REQUEST, "BAD_REQUEST", "The request has no \"query\".")
            })?),
            variables: parameter("variables", asked.variables)?,
            operation_name: asked.operation_name,
            _extensions: parameter("extensions", asked.extensions)?,
        })
    }
}

/// JSON within a URL; nothing is as good as none.
fn parameter<T: for<'a> Deserialize<'a>>(name: &str, text: Option<String>) -> Result<Option<T>, Refused> {
    let read = text.filter(|text| !text.is_empty()).map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|error| {
        let message = format!("\"{name}\" is not a JSON object: {error}.");
        Refused::request(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    })
}

/// Reads a JSON object into a struct, which would take an array of its fields, too.
pub fn map<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, serde_json::Error> {
    if json.trim_ascii_start().starts_with(b"{") {
        serde_json::from_slice(json)
    } else {
        Err(serde_json::Error::custom("it is not an object"))
    }
}

fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Result<&'a OperationDefinition, String> {
    let unknown = |name: &str| format!("The document has no operation named \"{name}\".");
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(name)) => Err(unknown(name)),
        (DocumentOperations::Multiple(named), Some(name)) => {
            named.get(&Name::new(name)).map(|operation| &operation.node).ok_or_else(|| unknown(name))
        }
        (DocumentOperations::Multiple(named), None) => {
            let mut all = named.values();
            let only = all.next().filter(|_| all.next().is_none());
            let message = "The document has several operations: say which in \"operationName\".";
            only.map(|operation| &operation.node).ok_or_else(|| message.to_owned())
        }
    }
}

/// How many fields are asked for under another name. Brackets are nested at most 64 deep by now.
fn aliases(document: &ExecutableDocument) -> usize {
    fn within(set: &SelectionSet) -> usize {
        let one = |selection: &Selection| match selection {
            Selection::Field(field) => usize::from(field.node.alias.is_some()) + within(&field.node.selection_set.node),
            Selection::InlineFragment(fragment) => within(&fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => 0,
        };
        set.items.iter().map(|item| one(&item.node)).sum()
    }
    let operations = document.operations.iter().map(|(_, operation)| within(&operation.node.selection_set.node));
    let fragments = document.fragments.values().map(|fragment| within(&fragment.node.selection_set.node));
    operations.chain(fragments).sum()
}

/// That every variable without which the operation cannot run is there. The engine would find out while it runs,
/// when a request with a fault has become an answer with a null.
fn check_variables(operation: &OperationDefinition, variables: &Variables) -> Result<(), Refused> {
    let missing = operation.variable_definitions.iter().find(|definition| {
        let required = !definition.node.var_type.node.nullable && definition.node.default_value.is_none();
        let given = variables.get(&definition.node.name.node);
        (required && given.is_none())
            || (!definition.node.var_type.node.nullable && given.is_some_and(|value| *value == ConstValue::Null))
    });
    missing.map_or(Ok(()), |definition| {
        let message = format!("The variable \"${}\" needs a value.", definition.node.name.node);
        Err(Refused::document("GRAPHQL_VALIDATION_FAILED", ServerError::new(message, Some(definition.pos))))
    })
}

/// Whether what is selected comes to one field (GraphQL, section 5.2.4.1), be it in a fragment of a fragment.
fn follows_one(document: &ExecutableDocument, set: &SelectionSet, chain: usize) -> bool {
    let [only] = set.items.as_slice() else { return false };
    let set = match &only.node {
        Selection::Field(_) => return true,
        Selection::InlineFragment(fragment) => Some(&fragment.node.selection_set.node),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment.map(|fragment| &fragment.node.selection_set.node)
        }
    };
    chain > 0 && set.is_some_and(|set| follows_one(document, set, chain - 1))
}

fn ingests(operation: &OperationDefinition) -> bool {
    let [only] = operation.selection_set.node.items.as_slice() else { return false };
    operation.ty == OperationType::Mutation
        && matches!(&only.node, Selection::Field(field) if INGESTION.contains(&field.node.name.node.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(body: &str) -> Result<Prepared, Refused> {
        Operation::from_json(body.as_bytes())?.prepare(&Given::default())
    }

    #[test]
    fn only_a_document_of_ingestion_counts_as_such() {
        let ingests = |query: &str| {
            let body = serde_json::json!({ "query": query, "variables": { "i": {} } });
            prepare(&body.to_string()).unwrap().ingests
        };
        assert!(ingests("mutation Load($i: I!) { load: customersIngest(input: $i) { acceptedCount } }"));
        assert!(!ingests("mutation { customersIngest { a } segmentCreate { b } }"));
        assert!(!ingests("mutation { customersIngest { a } again: customersIngest { a } }"));
        assert!(!ingests("# customersIngest\n{ customers { nodes { id } } }"));
        assert!(!ingests("query customersIngest { customersIngest }"));
    }

    #[test]
    fn what_is_no_request_is_told_from_what_is_no_document() {
        for body in ["", "[]", "null", "\"{ a }\"", "[\"{ a }\"]", "{}", "{\"query\": 1}", "{\"query\": null}"] {
            let refused = prepare(body).err().unwrap();
            assert_eq!(refused.fault, Fault::Request(StatusCode::BAD_REQUEST), "{body}");
        }
        for query in ["", "{", "query A { a } query B { b }", "fragment F on Query { a }"] {
            let refused = prepare(&serde_json::json!({ "query": query }).to_string()).err().unwrap();
            assert_eq!(refused.fault, Fault::Document, "{query}");
        }
    }

    #[test]
    fn a_field_is_not_asked_for_under_ever_more_names() {
        let of = |many: usize| {
            let fields: String = (0..many).map(|n| format!("a{n}: viewer {{ id }} ")).collect();
            prepare(&serde_json::json!({ "query": format!("{{ {fields} }}") }).to_string()).is_ok()
        };
        assert!(of(MOST_ALIASES));
        assert!(!of(MOST_ALIASES + 1));
    }

    #[test]
    fn a_variable_that_is_needed_has_to_be_there() {
        let runs = |query: &str, variables: serde_json::Value| {
            prepare(&serde_json::json!({ "query": query, "variables": variables }).to_string()).is_ok()
        };
        use serde_json::json;
        assert!(!runs("query ($a: Int!) { a(a: $a) }", json!({})));
        assert!(!runs("query ($a: Int!) { a(a: $a) }", json!({ "a": null })));
        assert!(!runs("query ($a: Int! = 1) { a(a: $a) }", json!({ "a": null })));
        assert!(runs("query ($a: Int! = 1) { a(a: $a) }", json!({})));
        assert!(runs("query ($a: Int!) { a(a: $a) }", json!({ "a": 1 })));
        assert!(runs("query ($a: Int) { a(a: $a) }", json!({ "a": null })));
        assert!(runs("query ($a: Int) { a(a: $a) }", json!({})));
    }

    #[test]
    fn a_subscription_follows_one_field() {
        let runs = |query: &str| prepare(&serde_json::json!({ "query": query }).to_string()).is_ok();
        assert!(runs("subscription { a { b c } }"));
        assert!(runs("subscription { ... on S { ...F } } fragment F on S { a }"));
        assert!(!runs("subscription { a b: a }"));
        assert!(!runs("subscription { ...F } fragment F on S { a b }"));
        assert!(!runs("subscription { ...F } fragment F on S { ...F }"));
        assert!(runs("query { a b }"));
    }

    #[test]
    fn the_operation_that_is_named_is_the_one_that_runs() {
        let kind = |query: &str, name: &str| {
            let body = serde_json::json!({ "query": query, "operationName": name }).to_string();
            prepare(&body).ok().map(|prepared| prepared.kind)
        };
        let both = "query A { a } mutation B { b }";
        assert_eq!(kind(both, "A"), Some(OperationType::Query));
        assert_eq!(kind(both, "B"), Some(OperationType::Mutation));
        assert_eq!(kind(both, "C"), None);
        assert_eq!(kind("query A { a }", "B"), None);
        assert_eq!(kind("{ a }", "A"), None);
        assert_eq!(kind("query A { a }", ""), Some(OperationType::Query));
    }
}
