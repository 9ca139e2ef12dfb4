//! stub
pub mod check;
pub mod compile;
pub mod describe;
pub mod eval;
pub mod input;
pub mod number;
pub mod profile;
pub mod reach;
pub mod rule;
pub mod window;
