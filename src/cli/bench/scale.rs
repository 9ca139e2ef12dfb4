//! How much is measured.

use indicatif::HumanCount;
use serde::Serialize;

use super::Args;

/// The flags, resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Scale {
    /// Customers in the table.
    pub customers: u64,
    /// Orders in the table.
    pub orders: u64,
    /// Seconds of ingestion.
    pub seconds: u64,
    /// Messages of the campaign.
    pub messages: u64,
    /// Who watches receipts arrive.
    pub subscribers: usize,
    /// Sockets that are opened.
    pub sockets: usize,
}

impl Scale {
    /// What was asked for, else the usual, or the whole with `--full`.
    pub fn of(args: &Args) -> Self {
        let or = |given: Option<u32>, usual: u32, whole: u32| given.unwrap_or(if args.full { whole } else { usual });
        Self {
            customers: or(args.customers, 1_000_000, 1_000_000).into(),
            orders: or(args.orders, 5_000_000, 5_000_000).into(),
            seconds: or(args.seconds, 15, 60).into(),
            messages: or(args.messages, 50_000, 1_000_000).into(),
            subscribers: or(args.subscribers, 1_000, 1_000) as usize,
            sockets: or(args.sockets, 3_000, 3_000) as usize,
        }
    }

    /// In words.
    pub fn said(&self) -> String {
        format!(
            "{} customers, {} orders, {} s of rows, {} messages, {} subscribers, {} sockets",
            HumanCount(self.customers),
            HumanCount(self.orders),
            self.seconds,
            HumanCount(self.messages),
            HumanCount(self.subscribers as u64),
            HumanCount(self.sockets as u64),
        )
    }
}
