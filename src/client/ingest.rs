//! Rows in, bulk mutations out: each row is accepted exactly once or comes back with what is wrong with it.
//!
//! A call is all or nothing. When rows are refused they are taken out and the others are sent again as a call
//! of their own: an answer lists at most 1,000 errors, so after a call that takes the good rows and lists some
//! of the bad ones nobody could tell what became of the rest. A file without bad rows costs one call a batch.
//!
//! Each call carries an idempotency key made of its scope and its rows, so that a call whose answer was lost
//! can be made again, also by a later process.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::retry::{GaveUp, Link};
use crate::problem::Problem;

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Customers, by their external ids.
    Customers,
    /// Orders, by their external ids.
    Orders,
}

impl Kind {
    /// "customers"
    pub fn plural(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
        }
    }

    fn mutation(self) -> &'static str {
        match self {
            Self::Customers => concat!(
                "mutation Load($input: CustomersIngestInput!) { load: customersIngest(input: $input) ",
                "{ batch { id } acceptedCount userErrors { code message path } } }"
            ),
            Self::Orders => concat!(
                "mutation Load($input: OrdersIngestInput!) { load: ordersIngest(input: $input) ",
                "{ batch { id } acceptedCount userErrors { code message path } } }"
            ),
        }
    }
}

/// Why rows were neither accepted nor refused one by one.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No answer.
    #[error(transparent)]
    Call(#[from] GaveUp),
    /// The call as a whole was refused, for no row's fault.
    #[error("the server refused the whole call: {}: {}", .0.path, .0.message)]
    WholeCall(Problem),
    /// A row cannot be written as JSON.
    #[error("a row cannot be encoded")]
    Encoding(#[from] serde_json::Error),
    /// The server said yes to a call and did not accept all of its rows: a fault of the server.
    #[error("the server accepted {accepted} of {sent} rows and named no error")]
    Miscounted {
        /// What it says it took.
        accepted: u64,
        /// What it was given.
        sent: usize,
    },
}

/// What became of the rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The batch that the accepted rows are in; none when no row was.
    pub batch: Option<String>,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows refused, by their place in what was given, with all that is wrong with each.
    pub refused: BTreeMap<usize, Vec<Problem>>,
}

#[derive(Serialize)]
struct Body<'a> {
    query: &'static str,
    variables: Variables<'a>,
}

#[derive(Serialize)]
struct Variables<'a> {
    input: Input<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Input<'a> {
    rows: &'a [&'a RawValue],
    error_policy: &'static str,
    idempotency_key: String,
}

#[derive(Deserialize)]
struct Data {
    load: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    batch: Option<Batch>,
    accepted_count: u64,
    user_errors: Vec<Problem>,
}

#[derive(Deserialize)]
struct Batch {
    id: String,
}

/// Sends rows, at most 10,000 and no two with one id. `scope` tells this load from every other one.
pub async fn send(link: &Link, kind: Kind, rows: &[&RawValue], scope: &str) -> Result<Sent, SendError> {
    let mut sent = Sent::default();
    let mut places: Vec<usize> = (0..rows.len()).collect();
    while !places.is_empty() {
        let left: Vec<&RawValue> = places.iter().filter_map(|place| rows.get(*place).copied()).collect();
        let payload = call(link, kind, &left, scope).await?;
        if payload.user_errors.is_empty() {
            if payload.accepted_count != left.len() as u64 {
                return Err(SendError::Miscounted { accepted: payload.accepted_count, sent: left.len() });
            }
            sent.accepted = payload.accepted_count;
            sent.batch = payload.batch.map(|batch| batch.id);
            break;
        }
        for problem in payload.user_errors {
            let place = place_of(&problem.path).and_then(|at| places.get(at).copied());
            match place {
                Some(place) => sent.refused.entry(place).or_default().push(problem),
                None => return Err(SendError::WholeCall(problem)),
            }
        }
        places.retain(|place| !sent.refused.contains_key(place));
    }
    for problems in sent.refused.values_mut() {
        for problem in problems {
            problem.path = inner_path(&problem.path).to_owned();
        }
    }
    Ok(sent)
}

async fn call(link: &Link, kind: Kind, rows: &[&RawValue], scope: &str) -> Result<Payload, SendError> {
    let data: Data = link.call(&encode(kind, rows, scope)?).await?;
    Ok(data.load)
}

/// The body of a call, for who makes the same one elsewhere or later.
pub fn encode(kind: Kind, rows: &[&RawValue], scope: &str) -> Result<Vec<u8>, serde_json::Error> {
    let input = Input { rows, error_policy: "REJECT_EVERYTHING", idempotency_key: key(scope, rows) };
    serde_json::to_vec(&Body { query: kind.mutation(), variables: Variables { input } })
}

/// Makes an encoded call of which no row may be refused; how many rows were accepted.
pub async fn send_encoded(link: &Link, body: &[u8]) -> Result<u64, SendError> {
    let data: Data = link.call(body).await?;
    match data.load.user_errors.into_iter().next() {
        Some(problem) => Err(SendError::WholeCall(problem)),
        None => Ok(data.load.accepted_count),
    }
}

/// Same scope and rows, same key.
fn key(scope: &str, rows: &[&RawValue]) -> String {
    let mut hash = Sha256::new();
    hash.update(scope);
    for row in rows {
        hash.update(b"\n");
        hash.update(row.get());
    }
    hex::encode(hash.finalize())
}

/// The row that a problem's path names: 17 of `input.rows.17.amount`.
fn place_of(path: &str) -> Option<usize> {
    path.strip_prefix("input.rows.")?.split('.').next()?.parse().ok()
}

/// What the path names within the row: `amount`, or nothing for the row as a whole.
fn inner_path(path: &str) -> &str {
    path.strip_prefix("input.rows.").and_then(|rest| rest.split_once('.')).map_or("", |(_, inner)| inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_row_and_what_is_within_it() {
        assert_eq!(place_of("input.rows.17.amount"), Some(17));
        assert_eq!(place_of("input.rows.17"), Some(17));
        assert_eq!(place_of("input.rows"), None);
        assert_eq!(place_of("input.idempotencyKey"), None);
        assert_eq!(inner_path("input.rows.17.items.0.sku"), "items.0.sku");
        assert_eq!(inner_path("input.rows.17"), "");
    }

    #[test]
    fn the_key_follows_scope_and_rows() {
        let row = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
        let (one, two) = (row(r#"{"a":1}"#), row(r#"{"a":2}"#));
        let base = key("s", &[&one, &two]);
        assert_eq!(base, key("s", &[&one, &two]));
        for other in [key("t", &[&one, &two]), key("s", &[&two, &one]), key("s", &[&one])] {
            assert_ne!(base, other);
        }
    }
}
