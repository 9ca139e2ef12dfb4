//! stub
pub mod check;
pub mod describe;
pub mod eval;
pub mod input;
pub mod number;
pub mod profile;
pub mod rule;
pub mod window;
