//! The SQL of people, sessions, keys and the audit log, one noun a file.

pub mod api_keys;
pub mod attempts;
pub mod audit;
pub mod people;
pub mod sessions;
