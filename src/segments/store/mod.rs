//! All SQL of the segments but the compiled rules: the segments themselves, what names what, one customer as
//! rules see it, what the catalogue has seen, and the stored lookalike audiences.

pub mod fields;
pub mod library;
pub mod lookalikes;
pub mod members;
pub mod profile;
pub mod segments;
