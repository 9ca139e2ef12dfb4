//! The stream runtime, clause by clause, against a real Redis and a real Postgres.

mod dead_letters;
mod probe;
mod promises;
mod publishing;
