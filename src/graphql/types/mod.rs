//! The types of the schema, one noun a file.

pub mod node;
pub mod page;
pub mod receipt;
pub mod scalar;
pub mod user_error;
