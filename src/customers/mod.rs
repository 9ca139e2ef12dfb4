//! stub

pub mod kind;
