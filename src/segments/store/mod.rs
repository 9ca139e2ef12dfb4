//! All SQL of the segments but the compiled rules: the segments themselves, what names what, one customer as
//! rules see it, and what the catalogue has seen.

pub mod fields;
pub mod library;
pub mod members;
pub mod profile;
pub mod segments;
