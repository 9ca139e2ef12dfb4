//! All SQL of ingestion: set-based, values bound as arrays, one noun a file.

mod audience;
mod batches;
mod customers;
mod orders;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub(super) use self::audience::{Delta, Profiles, add_orders, insert_profiles, recount_orders, update_profiles};
pub(super) use self::batches::batch;
pub(super) use self::customers::{
    insert_bare_customers, insert_customers, load_customers, lock_customers, lock_customers_and,
    lock_customers_without_waiting, update_customers,
};
pub(super) use self::orders::{ExistingOrder, NewOrder, insert_orders, load_orders, owners_of_orders, update_orders};

use crate::db::DbError;

/// Every statement of a batch looks rows up by their keys. While tables grow fast their statistics lag behind, and
/// a scan of the whole table then looks cheaper than some thousand keys, until it is not; so scans are out of the
/// question, for this transaction alone.
pub(super) async fn look_up_by_key(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    Ok(connection.batch_execute("SET LOCAL enable_seqscan = off").await?)
}

/// What an insert does with keys that are stored already. To pass them over it has to look each key up before it
/// writes and to confirm each row after, which makes it half as slow again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The statement fails: none is expected. [`is_known`] tells.
    Fail,
    /// They are passed over.
    Skip,
}

impl Known {
    fn clause(self) -> &'static str {
        match self {
            Self::Fail => "",
            Self::Skip => "ON CONFLICT (external_id) DO NOTHING",
        }
    }
}

/// Whether an insert failed because one of its keys is stored already.
pub(super) fn is_known(error: &DbError) -> bool {
    matches!(error.constraint(), Some("customers_external_id_key" | "orders_external_id_key"))
}

/// Somebody else was quicker and holds what we need, and waiting for it here could make a circle of waiting:
/// the whole batch is to be tried again. Told as what it is, a failure to serialise, so that the runtime
/// counts it as nobody's fault.
pub(super) fn overtaken() -> DbError {
    let message = "another consumer was quicker with the same ids".to_owned();
    DbError::Query(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new(message)))
}

/// An array's text form, for a column of arrays: `unnest` would flatten an array of arrays.
fn array_literal<'a>(elements: impl Iterator<Item = Option<&'a str>>) -> String {
    let mut text = String::from("{");
    for (place, element) in elements.enumerate() {
        if place > 0 {
            text.push(',');
        }
        match element {
            None => text.push_str("NULL"),
            Some(element) => {
                text.push('"');
                for letter in element.chars() {
                    if matches!(letter, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(letter);
                }
                text.push('"');
            }
        }
    }
    text.push('}');
    text
}

/// Likewise for numbers.
fn number_array_literal(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn array_literals_escape_what_has_a_meaning() {
        let elements = [Some("a"), None, Some("NULL"), Some("x,{}\"\\y"), Some("")];
        assert_eq!(array_literal(elements.into_iter()), r#"{"a",NULL,"NULL","x,{}\"\\y",""}"#);
        assert_eq!(array_literal(std::iter::empty()), "{}");
        assert_eq!(number_array_literal(&[1, -2]), "{1,-2}");
    }

    #[test]
    fn being_overtaken_is_nobodys_fault() {
        assert!(overtaken().is_transient());
    }
}
