//! What a number of a campaign counts, and in which company it may stand: a number is true only beside the words that
//! speak of what it counts, and next to no others. "1,500 people" is the audience; "1,500 people were skipped" is not.

use crate::campaigns::status::MessageStatus;

/// What words speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Those for whom a campaign is.
    Audience,
    /// People, however they are called.
    People,
    /// Messages.
    Messages,
    /// That a message arrived.
    Reached,
    /// A share of messages.
    Share,
    /// The campaign as a whole, as against a part of it.
    Whole,
    /// That messages came to an end, whichever.
    Ended,
    /// That messages are still to be sent.
    Pending,
    /// That a receipt is awaited.
    Awaited,
    /// That messages failed.
    Failed,
    /// That nobody knows what became of messages.
    Unknown,
    /// That people were skipped.
    Skipped,
    /// A reason.
    Because,
    /// What was before, and so is usual.
    Usual,
    /// Other campaigns.
    Campaigns,
    /// What parts are judged by.
    Judged,
}

/// What a fact counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// People reached, messages delivered.
    Delivered,
    /// People for whom the campaign is.
    Audience,
    /// Messages that came to an end.
    Ended,
    /// The share of those that was delivered.
    Rate,
    /// Messages still to be sent.
    Pending,
    /// Messages that await their receipt.
    Awaited,
    /// Messages that failed.
    Failed,
    /// Messages whose outcome is unknown.
    Unknown,
    /// People who were skipped.
    Skipped,
    /// Of one of the three before, so many for one reason.
    Reason(MessageStatus),
    /// How many earlier campaigns there are.
    Earlier,
    /// Their usual audience.
    UsualAudience,
    /// Their usual share.
    UsualRate,
    /// How far the campaign's share lies from that.
    Points,
    /// Messages of a part.
    PartMessages,
    /// Of which so many were delivered.
    PartDelivered,
    /// The share of those.
    PartRate,
    /// Messages that parts are judged by.
    Looked,
}

/// The company that a number stands in: the words of its clause, by what they speak of.
pub struct Company {
    /// Of which one has to be there.
    pub needs: &'static [Topic],
    /// Which may be there besides.
    pub bears: &'static [Topic],
    /// What it counts: of people and messages the ones that it may be called.
    pub units: &'static [Topic],
}

const PEOPLE: &[Topic] = &[Topic::Audience, Topic::People];
const MESSAGES: &[Topic] = &[Topic::Messages];
const EITHER: &[Topic] = &[Topic::Audience, Topic::People, Topic::Messages];

impl Kind {
    /// The company that it keeps.
    pub fn company(self) -> Company {
        use Topic::{
            Audience, Awaited, Because, Campaigns, Ended, Failed, Judged, Pending, Reached, Share, Skipped, Unknown,
            Usual, Whole,
        };
        let (needs, bears, units): (&[Topic], &[Topic], &[Topic]) = match self {
            Self::Delivered => (&[Reached], &[], EITHER),
            Self::Audience => (&[Audience], &[], PEOPLE),
            Self::Ended => (&[Ended], &[], MESSAGES),
            Self::Rate => (&[Reached, Whole], &[Ended, Share], MESSAGES),
            Self::Pending => (&[Pending], &[], MESSAGES),
            Self::Awaited => (&[Awaited], &[], MESSAGES),
            Self::Failed | Self::Reason(MessageStatus::Failed) => (&[Failed], &[], MESSAGES),
            Self::Unknown | Self::Reason(MessageStatus::Unknown) => (&[Unknown], &[], MESSAGES),
            Self::Skipped | Self::Reason(_) => (&[Skipped], &[], PEOPLE),
            Self::Earlier => (&[Campaigns], &[Usual], &[]),
            Self::UsualAudience => (&[Usual], &[Campaigns], PEOPLE),
            Self::UsualRate => (&[Usual], &[Campaigns, Reached, Share], MESSAGES),
            Self::Points => (&[], &[], &[]),
            Self::PartMessages => (&[], &[Ended], MESSAGES),
            Self::PartDelivered => (&[Reached], &[], MESSAGES),
            Self::PartRate => (&[Reached], &[Share], MESSAGES),
            Self::Looked => (&[Judged], &[], MESSAGES),
        };
        let (needs, bears) = match self {
            // The clause before may have said what became of them.
            Self::Reason(_) => (&[Because] as &[Topic], needs),
            _ => (needs, bears),
        };
        Company { needs, bears, units }
    }

    /// Whether this number may be said to be one of another: "1,284 of 1,500".
    pub fn is_of(self, whole: Self) -> bool {
        use Kind::{
            Audience, Delivered, Earlier, Ended, Failed, PartDelivered, PartMessages, PartRate, Rate, Skipped, Unknown,
            UsualAudience,
        };
        matches!(
            (self, whole),
            (Delivered | Skipped, Audience)
                | (Delivered | Rate | Failed | Unknown, Ended)
                | (PartRate | PartDelivered, PartMessages)
                | (UsualAudience, Earlier)
        )
    }

    /// The status that a reason is of.
    pub fn status(self) -> Option<Topic> {
        match self {
            Self::Reason(MessageStatus::Failed) => Some(Topic::Failed),
            Self::Reason(MessageStatus::Unknown) => Some(Topic::Unknown),
            Self::Reason(_) => Some(Topic::Skipped),
            _ => None,
        }
    }
}
