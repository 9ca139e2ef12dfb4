//! The types of the schema, one noun a file.

pub mod customer;
pub mod dead_letter;
pub mod ingest;
pub mod ingest_rows;
pub mod node;
pub mod order;
pub mod page;
pub mod preview;
pub mod rule;
pub mod scalar;
pub mod segment;
pub mod user_error;
