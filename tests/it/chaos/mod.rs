//! Under fire: the real processes (API nodes, workers, the vendor, Redis, Postgres) are killed with `kill -9` and
//! frozen with `SIGSTOP` while they work, and what is promised is then proven from outside: acknowledged ⊆ present
//! ⊆ attempted, exact counts, checksums of content that do not depend on order, the vendor's own ledger, and the
//! accounting identity all along.
//!
//! The moments are random and seeded: each test prints its seed, and `CHAOS_SEED` makes the same choices again
//! (what the machine does in between stays its own). `make test` runs these tests small, `make chaos` at the sizes
//! that are promised.
//!
//! | file | owns |
//! |---|---|
//! | [`dice`] | the seed, the sizes |
//! | [`process`], [`postgres`], [`vendor`], [`world`], [`strike`] | what can be killed, and how it is put together |
//! | [`api`], [`load`] | clients that bear trouble as real ones do, and keep books of it |
//! | [`rows`] | the rows they send, and checksums of them on both sides |
//! | the others | the promises |

mod api;
mod campaigns;
pub mod dice;
mod endings;
mod fences;
mod ingest;
mod load;
mod nodes;
mod pauses;
mod poison;
mod postgres;
mod process;
mod rows;
mod servers;
mod strike;
mod vendor;
mod world;
