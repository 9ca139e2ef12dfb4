//! What the assistant keeps, and the figures that it asks for.

pub mod buyers;
pub mod lookalike;
pub mod runs;
