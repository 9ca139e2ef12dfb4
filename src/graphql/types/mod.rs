//! The types of the schema, one noun a file.

pub mod node;
pub mod page;
pub mod preview;
pub mod rule;
pub mod scalar;
pub mod segment;
pub mod user_error;
