//! Delivery: nobody skipped, nobody messaged twice, every figure exact, whatever the vendor, the workers and the
//! streams do meanwhile.

mod limits;
mod receipts;
mod sending;
mod trouble;
pub mod world;
