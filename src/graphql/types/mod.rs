//! The types of the schema, one noun a file.

pub mod campaign;
pub mod campaign_mutation;
pub mod campaign_root;
pub mod dashboard;
pub mod delivery;
pub mod message_preview;
pub mod node;
pub mod page;
pub mod preview;
pub mod rule;
pub mod scalar;
pub mod segment;
pub mod user_error;
