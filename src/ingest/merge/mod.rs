//! How rows about one thing come together: field by field the newest wins.
//!
//! Each field is a register: a value and the stamp of the row that set it. Joining two registers keeps the one
//! with the higher stamp, and where the stamps are equal the higher value. That is the maximum of a total
//! order, so joining is associative, commutative and idempotent, and so is the join of whole records, field by
//! field: the state is a function of the set of rows, whatever way they took (a "last writer wins" map of the
//! literature on replicated data types). What a field was cleared to is a value like any other, and keeps its
//! stamp.

pub mod customer;
pub mod order;
mod versions;

pub use self::customer::CustomerState;
pub use self::order::OrderState;
pub use self::versions::FieldVersions;

use super::row::{Given, Stamp};

/// A field's value with the stamp of the row that set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register<T> {
    /// Of the row.
    pub stamp: Stamp,
    /// What it set.
    pub value: T,
}

/// A register, or nothing where no row ever said anything about the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<T>(pub Option<Register<T>>);

impl<T> Default for Cell<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Ord> Cell<T> {
    /// Set by a row.
    pub fn set(stamp: Stamp, value: T) -> Self {
        Self(Some(Register { stamp, value }))
    }

    /// As stored: the stamp says whether any row ever set it.
    pub fn stored(stamp: Option<Stamp>, value: T) -> Self {
        Self(stamp.map(|stamp| Register { stamp, value }))
    }

    /// What both know. Whether that is more than this one knew.
    pub fn join(&mut self, other: Self) -> bool {
        let wins = match (&self.0, &other.0) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(mine), Some(theirs)) => (theirs.stamp, &theirs.value) > (mine.stamp, &mine.value),
        };
        if wins {
            *self = other;
        }
        wins
    }

    /// The value, if any row set one.
    pub fn value(&self) -> Option<&T> {
        self.0.as_ref().map(|register| &register.value)
    }
}

impl<T: Ord> Cell<Option<T>> {
    /// What a row says about a field that can be cleared.
    fn given(stamp: Stamp, given: Given<T>) -> Self {
        given.said().map_or_else(Self::default, |value| Self::set(stamp, value))
    }

    /// The value; none where it was cleared or never set.
    pub fn flat(&self) -> Option<&T> {
        self.value().and_then(Option::as_ref)
    }
}

#[cfg(test)]
mod tests;
