//! The service as its callers see it: over HTTP, with a real receiver of receipts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod faults;
mod messages;
mod receipts;
mod restart;
mod settings;
mod stop;
mod support;
