//! Ingestion, from the call to the exact audience row.

mod accepting;
mod concurrency;
mod customers;
mod dead_letters;
mod orders;
mod progress;
