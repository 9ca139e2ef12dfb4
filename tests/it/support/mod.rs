//! The harness: private servers for each test, and helpers that wait on conditions instead of sleeping.

pub mod audit;
pub mod entrance;
pub mod ingest;
pub mod ollama;
pub mod ports;
pub mod postgres;
pub mod redis;
pub mod server_process;
pub mod socket;
pub mod test_app;
pub mod wait;

pub use test_app::TestApp;
pub use wait::until;
