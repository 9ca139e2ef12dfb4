//! Lists, a part at a time.

use crate::db::page::{Page, PageArgs};

/// How many are listed unless somebody says.
const USUAL: i32 = 20;

/// Which part of a list: so many, behind the `next` of the part before.
pub fn part(first: Option<i32>, after: Option<String>) -> PageArgs {
    PageArgs { first: first.or(Some(USUAL)), after, last: None, before: None }
}

/// The rows, and where the next part begins, if there is one.
pub fn parted<T, U>(page: Page<T>, convert: impl Fn(T) -> U) -> (Vec<U>, Option<String>) {
    let next = if page.has_next { page.rows.last().map(|(cursor, _)| cursor.clone()) } else { None };
    (page.rows.into_iter().map(|(_, row)| convert(row)).collect(), next)
}
