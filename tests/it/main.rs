//! Integration tests against real servers: Postgres, Redis, vendor_sim. One binary, so that it links once;
//! one folder a domain.
//!
//! `make test` starts what they need and says where it is: `TEST_DATABASE_URL` (a superuser's URL; each test
//! gets a database of its own from a template) and `REDIS_SERVER` (the program; each test gets a server of its
//! own). `make servers` prints both for running `cargo test` by hand.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

mod ai;
mod arrows;
mod auth;
mod bench;
mod campaigns;
mod chaos;
mod customers;
mod delivery;
mod import;
mod ingest;
mod journeys;
mod mcp;
mod schema;
mod segments;
mod streams;
mod support;
mod transport;
