//! Every list has an order and a limit. A page is a keyset cursor and a size, never an offset, so that the
//! thousandth page costs what the first does and rows that arrive meanwhile shift nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::Problem;

/// What a list returns at most, and what it returns when not told.
pub const MOST: i32 = 200;
const USUAL: i32 = 50;

/// The four arguments of a Relay connection, as given.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    /// How many, from the front.
    pub first: Option<i32>,
    /// Behind which cursor.
    pub after: Option<String>,
    /// How many, from the back.
    pub last: Option<i32>,
    /// Before which cursor.
    pub before: Option<String>,
}

/// A checked page: which way to read, from where (exclusive) and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest<K> {
    /// Towards the front: the store reads in the opposite order and turns the rows round.
    pub backward: bool,
    /// The key that the reading starts behind.
    pub from: Option<K>,
    /// 1 to [`MOST`]. The store asks for one more, to know whether there is one.
    pub limit: i64,
}

impl PageArgs {
    /// Checks the arguments; the cursor must be one that [`cursor`] made for the same key type.
    pub fn check<K: DeserializeOwned>(&self) -> Result<PageRequest<K>, Problem> {
        let backward = self.last.is_some() || self.before.is_some();
        if backward && (self.first.is_some() || self.after.is_some()) {
            return Err(Problem::at("last", "INVALID_PAGE", "Use first with after, or last with before, not both."));
        }
        let (count, count_path, from, from_path) = if backward {
            (self.last, "last", &self.before, "before")
        } else {
            (self.first, "first", &self.after, "after")
        };
        let count = count.unwrap_or(USUAL);
        if !(1..=MOST).contains(&count) {
            return Err(Problem::at(count_path, "INVALID_PAGE", format!("Ask for 1 to {MOST} at a time.")));
        }
        let from = match from {
            None => None,
            Some(text) => Some(read_cursor(text).ok_or_else(|| {
                Problem::at(from_path, "INVALID_CURSOR", "This cursor is not one that this list returned.")
            })?),
        };
        Ok(PageRequest { backward, from, limit: i64::from(count) })
    }
}

/// The opaque text of a key.
pub fn cursor<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn read_cursor<K: DeserializeOwned>(text: &str) -> Option<K> {
    let key: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    // No list has returned one with a NUL in it, and Postgres takes none.
    if has_nul(&key) { None } else { serde_json::from_value(key).ok() }
}

fn has_nul(key: &Value) -> bool {
    match key {
        Value::String(text) => text.contains('\0'),
        Value::Array(keys) => keys.iter().any(has_nul),
        Value::Object(keys) => keys.values().any(has_nul),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// One page of rows, each with its cursor, in the list's order.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Rows with their cursors.
    pub rows: Vec<(String, T)>,
    /// Whether there is more behind the last.
    pub has_next: bool,
    /// Whether there is more before the first.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// Makes a page of what a store read: at most `limit + 1` rows, in reading order.
    pub fn of<K: Serialize>(mut read: Vec<T>, request: &PageRequest<K>, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let more = read.len() > limit;
        read.truncate(limit);
        if request.backward {
            read.reverse();
        }
        let rows = read.into_iter().map(|row| (cursor(&key(&row)), row)).collect();
        let (has_next, has_previous) =
            if request.backward { (request.from.is_some(), more) } else { (more, request.from.is_some()) };
        Self { rows, has_next, has_previous }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_what_lies_on_either_side() {
        let forward: PageRequest<i64> = PageArgs { first: Some(2), ..PageArgs::default() }.check().unwrap();
        let page = Page::of(vec![1, 2, 3], &forward, |row| *row);
        assert_eq!(page.rows.iter().map(|(_, row)| *row).collect::<Vec<_>>(), [1, 2]);
        assert!(page.has_next && !page.has_previous);

        let args = PageArgs { last: Some(2), before: Some(cursor(&9i64)), ..PageArgs::default() };
        let backward: PageRequest<i64> = args.check().unwrap();
        assert_eq!(backward.from, Some(9));
        let page = Page::of(vec![8, 7, 6], &backward, |row| *row);
        assert_eq!(page.rows.iter().map(|(_, row)| *row).collect::<Vec<_>>(), [7, 8]);
        assert!(page.has_next && page.has_previous);
    }

    #[test]
    fn bad_arguments_name_themselves() {
        let problem = |args: PageArgs| args.check::<i64>().unwrap_err().path;
        assert_eq!(problem(PageArgs { first: Some(0), ..PageArgs::default() }), "first");
        assert_eq!(problem(PageArgs { first: Some(1_000_000_000), ..PageArgs::default() }), "first");
        assert_eq!(problem(PageArgs { first: Some(1), last: Some(1), ..PageArgs::default() }), "last");
        assert_eq!(problem(PageArgs { after: Some("no".to_owned()), ..PageArgs::default() }), "after");
        let nul = PageArgs { after: Some(cursor(&("a\0b", 1))), ..PageArgs::default() };
        assert_eq!(nul.check::<(String, i64)>().unwrap_err().path, "after");
    }
}
