//! A token: which rows of which campaign a worker should look at. It promises nothing about them; whoever takes
//! it reads the rows, and finds most of them due. Losing one or having one twice is harmless.

use serde::{Deserialize, Serialize};

use crate::ids::CampaignId;

/// Rows in a token: enough that tokens cost little, few enough that workers share them.
pub const ROWS: usize = 100;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The campaign, for people who look at the stream.
    pub campaign: CampaignId,
    /// Ids of `communication_log`.
    pub ids: Vec<i64>,
}
