//! Slots of time, by which hours are told: Postgres counts by the slot, and the zone's hour is made of it here.
//!
//! A message belongs to the hour in which the vendor took it. One that it never took was sent in no hour: it is left out
//! wherever hours are told, for whatever it came to, it came to when it was given up, and after an outage that says
//! nothing of the hour.

/// Seconds of a slot; every zone's hours begin with one.
pub const SLOT: i64 = 900;
