//! Campaigns: a message to everyone whom a rule matches, once each, and what became of it.

pub mod counters;
pub mod delivery;
pub mod lease;
pub mod status;
