//! All SQL of delivery, a file a concern. Rows of `communication_log` are locked in the order of their ids
//! everywhere, or passed over where somebody else has them; the figures come after, the campaigns last.
//!
//! A statement about given rows finds them by their ids and asks for `status + 0`: asked for the status itself,
//! Postgres also thinks of the indexes of what is due or failed, and while its statistics are from before the campaign
//! it believes them nearly empty and reads all that is pending for each few hundred rows.
//!
//! Whether a claim has run out and whether a row is due is asked of the database's clock, and claims and pauses
//! between attempts are written by it: so no worker's clock ends another's claim or hurries a retry. All other
//! instants are written by the clock of who writes them: when a row first becomes due, when it was sent and when it
//! came to its end. A machine whose clock runs ahead by a minute makes its rows due a minute late, and the wait for a
//! receipt is as exact as the clocks of who sent and who sweeps agree.

pub mod answer;
pub mod claim;
pub mod due;
pub mod receipt;
pub mod sweep;
