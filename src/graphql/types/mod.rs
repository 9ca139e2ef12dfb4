//! The types of the schema, one noun a file.

pub mod api_key;
pub mod audit;
pub mod campaign;
pub mod campaign_mutation;
pub mod campaign_root;
pub mod customer;
pub mod dashboard;
pub mod dead_letter;
pub mod delivery;
mod id;
pub mod ingest;
pub mod ingest_rows;
pub mod message_preview;
pub mod node;
pub mod order;
pub mod page;
pub mod person;
pub mod preview;
pub mod receipt;
pub mod rule;
pub mod scalar;
pub mod segment;
pub mod user_error;
pub mod viewer;
