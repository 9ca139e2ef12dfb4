//! How good a customer is: tier and scores.

use async_graphql::SimpleObject;

use crate::customers::kind::CustomerTier;
use crate::customers::rfm::{Breaks, Figures};

/// Recency, frequency and monetary value, each as the fifth of all who have ordered that the customer falls into.
#[derive(SimpleObject)]
pub struct CustomerRfm {
    /// What the scores come to.
    tier: CustomerTier,
    /// How lately they ordered: 5 is the latest fifth. Null where they never did.
    recency: Option<i32>,
    /// How often: 5 is the fifth with the most orders.
    frequency: Option<i32>,
    /// For how much: 5 is the fifth that spent most.
    monetary: Option<i32>,
}

impl CustomerRfm {
    /// A customer's, judged against everybody.
    pub(super) fn of(breaks: &Breaks, figures: &Figures) -> Self {
        let scores = breaks.scores(figures);
        Self {
            tier: breaks.tier(figures),
            recency: scores.map(|scores| scores.recency),
            frequency: scores.map(|scores| scores.frequency),
            monetary: scores.map(|scores| scores.monetary),
        }
    }
}
