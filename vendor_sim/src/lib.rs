//! A message vendor that behaves, and misbehaves, like a real one: it takes one message
//! a call, keeps idempotency keys for ever, and later reports each message's outcome in
//! one signed receipt. Every fault it can commit has a knob, and a seed decides whom it
//! hits.
//!
//! It is a service of its own and shares no code with the server it is used by. It is
//! also a library, so that tests can run it inside their process on a free port:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use tokio_util::sync::CancellationToken;
//! use vendor_sim::{Config, Settings, serve};
//!
//! let config = Config {
//!     secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?,
//!     data_dir: "ledger".into(),
//!     settings: Settings::default(),
//! };
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let vendor = serve(config, listener, CancellationToken::new()).await?;
//! println!("{}", vendor.url());
//! vendor.stop().await?;
//! # Ok(())
//! # }
//! ```
//!
//! How to read it: a call comes in over [`wire`] and [`http`], is checked and let in by
//! [`messages`], decided by [`fate`] under the [`settings`], entered into the
//! [`book`] that the [`ledger`] shares, and written by the [`journal`]; its receipt is then sent by [`receipts`] and [`sender`].

pub mod book;
pub mod clock;
pub mod config;
pub mod fate;
pub mod http;
pub mod journal;
pub mod ledger;
pub mod message;
pub mod messages;
pub mod receipts;
pub mod record;
pub mod sender;
mod service;
pub mod settings;
pub mod signature;
pub mod stats;
pub mod wire;

pub use config::{Arguments, Config};
pub use service::{Running, ServeError, serve};
pub use settings::Settings;
pub use signature::Secret;
