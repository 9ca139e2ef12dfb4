//! Xeno CRM: a brand loads its customers and orders, draws an audience with a tree of rules and sees its exact
//! size at once, sends each person a personal message through a vendor, and watches every delivery live.
//!
//! The map, outermost first. An arrow means: may use anything to its right, and nothing else may be used
//! (`tests/it/arrows.rs` reads the `use crate::` lines and holds us to it).
//!
//! ```text
//! main → cli → server, workers → app, http, graphql, mcp → domains → streams, vendor, live → db → base
//!        cli → client → base
//! faces:   http → graphql, mcp;  mcp → graphql, for the schema and the codes of failures
//! domains: auth ← all;  ingest → customers;  segments → customers;
//!          campaigns → segments, customers;  ai → campaigns, segments, customers
//! base:    ids, clock, problem, config, scalar
//! aside:   shutdown, telemetry ← main, cli, server, workers;  telemetry ← http, which shows the metrics
//! ```
//!
//! | module | owns |
//! |---|---|
//! | [`cli`] | one file a subcommand |
//! | [`server`], [`workers`], [`shutdown`], [`telemetry`] | the processes: what runs, and how it ends |
//! | [`client`] | calls of our own API, as any other program makes them |
//! | [`app`] | the only wiring point |
//! | [`graphql`], [`http`], [`mcp`] | faces: they translate and decide nothing |
//! | [`customers`], [`ingest`], [`segments`], [`campaigns`], [`ai`], [`auth`] | the domains, each read alone |
//! | [`streams`] | one runtime for all consumers |
//! | [`vendor`] | the way out to who delivers messages |
//! | [`live`] | what changed, told to every node |
//! | [`db`] | pools, migrations, money, pages |
//! | [`config`], [`ids`], [`clock`], [`problem`], [`scalar`] | what all else stands on |

pub mod ai;
pub mod app;
pub mod auth;
pub mod campaigns;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod customers;
pub mod db;
pub mod graphql;
pub mod http;
pub mod ids;
pub mod ingest;
pub mod live;
pub mod mcp;
pub mod problem;
pub mod scalar;
pub mod segments;
pub mod server;
pub mod shutdown;
pub mod streams;
pub mod telemetry;
pub mod vendor;
pub mod workers;
