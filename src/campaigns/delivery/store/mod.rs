//! All SQL of delivery, a file a concern. Rows of `communication_log` are locked in the order of their ids
//! everywhere, or passed over where somebody else has them; the figures come after, the campaigns last.
//!
//! Claims and due times are compared by the database's clock, which all workers share, so that none of them
//! depends on another machine's.

pub mod answer;
pub mod claim;
pub mod due;
pub mod receipt;
pub mod sweep;
