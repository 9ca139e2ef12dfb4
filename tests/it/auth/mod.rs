//! The door: who comes in, as what, for how long; and what each may then do.

mod access;
mod edge;
mod forgery;
mod keys;
mod people;
mod provider;
mod sign_in;
mod world;
