//! Customers of whom something holds, said by a domain that knows what: a piece of SQL over the audience with its
//! values. It is how a rule narrows a list without this domain knowing rules.

use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};

type Boxed = BoxedSqlQuery<'static, Pg, SqlQuery>;

/// A condition on audience rows, ready to stand in a statement.
pub struct Among {
    pub(super) from: String,
    pub(super) predicate: String,
    pub(super) next_placeholder: usize,
    bind: Box<dyn FnOnce(Boxed) -> Boxed + Send>,
}

impl Among {
    /// `from` has one row for each customer, with the audience as `a`; `predicate` is true or false of it. Their
    /// values have the first placeholders; `next_placeholder` is the number of the one that follows.
    pub fn new(from: String, predicate: String, next_placeholder: usize) -> Self {
        Self { from, predicate, next_placeholder, bind: Box::new(|query| query) }
    }

    /// How the values are bound.
    #[must_use]
    pub fn bound_by(mut self, bind: impl FnOnce(Boxed) -> Boxed + Send + 'static) -> Self {
        self.bind = Box::new(bind);
        self
    }

    pub(super) fn bind(self, query: Boxed) -> Boxed {
        (self.bind)(query)
    }
}

impl Default for Among {
    /// Everyone.
    fn default() -> Self {
        Self::new("audience a".to_owned(), "true".to_owned(), 1)
    }
}
