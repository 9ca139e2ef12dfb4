//! `xeno import` and `xeno demo` as a person runs them: the real program in a process of its own, against a
//! server of the test's.

mod breaks;
mod cdnow;
mod demo;
mod files;
pub mod program;
