//! Delivery: nobody skipped, nobody messaged twice, every figure exact, whatever the vendor, the workers and the
//! streams do meanwhile.

mod keyless;
mod limits;
mod model;
mod outages;
mod receipts;
mod sending;
mod storm;
mod trouble;
mod webhook;
pub mod world;
