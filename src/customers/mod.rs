//! stub

pub mod fold;
pub mod kind;
