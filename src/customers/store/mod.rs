//! The SQL of reading customers and orders, one noun a file.

mod breaks;
mod customers;
mod orders;

pub(super) use self::breaks::{load as breaks, refresh as refresh_breaks};
pub(super) use self::customers::{Key, by_ids, find, page};
pub(super) use self::orders::orders;
