//! What a clause was about, kept for the next one, which may leave it out: "spent over 5K or under 500", "ordered in
//! the last 60 days but not in the last 30", "bought coffee but not tea".

use super::frame::Frame;
use crate::segments::rule::DateField;

/// What may be left out.
#[derive(Clone, Debug)]
pub enum Carry {
    /// All that was said of orders.
    Orders(Box<Frame>),
    /// Visits.
    Visits,
    /// An attribute that holds a number, by its place in the lexicon.
    Attribute(usize),
    /// An instant in the customer's life.
    Date(DateField),
}
