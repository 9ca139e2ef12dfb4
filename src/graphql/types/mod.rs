//! The types of the schema, one noun a file.

pub mod customer;
pub mod dead_letter;
pub mod ingest;
pub mod ingest_rows;
pub mod node;
pub mod order;
pub mod page;
pub mod scalar;
pub mod user_error;
