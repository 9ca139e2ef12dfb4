//! The stream runtime, clause by clause.
