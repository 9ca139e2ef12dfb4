//! stub
/// What `apply` did.
#[derive(Debug)]
pub struct Applied<E> {
    /// What is to be told or done after the commit.
    pub effects: E,
    /// The rows that were refused, by their place in the slice; the others stand.
    pub rejected: Vec<Rejected>,
}

/// A row that cannot be applied, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in the slice that was applied.
    pub row: usize,
    /// Stable, in capitals.
    pub code: &'static str,
    /// For a person.
    pub reason: String,
}
