//! The rank rule: what a message becomes when a receipt reports on it. Pure, and such that within a generation
//! any order and any number of repeats come to the same.
//!
//! The status is the highest that was ever reported. Among reports of the same status the earliest occurrence
//! wins, then the smaller reason, so that the row's other columns do not depend on the order either.

use chrono::{DateTime, Utc};

use super::receipt::{Receipt, ReceiptStatus};
use crate::campaigns::status::MessageStatus;
use crate::ids::{CampaignId, MessageId};

/// The reason of a failure for which the vendor gave none.
pub const UNSPECIFIED: &str = "UNSPECIFIED";

/// A row as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// The row.
    pub message: MessageId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// Where it stands, in its present generation.
    pub status: MessageStatus,
    /// From 1.
    pub generation: i16,
    /// Whether a message was ever rendered for it; without one, none can have been sent.
    pub rendered: bool,
    /// Ever accepted, in any generation.
    pub accepted: bool,
    /// Whether a worker has it now and may be calling.
    pub in_hand: bool,
    /// Why it failed, is unknown or was skipped.
    pub reason: Option<String>,
    /// The vendor's id.
    pub vendor_id: Option<String>,
    /// When its status was decided.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A report on an earlier generation, for the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The row.
    pub message: MessageId,
    /// The earlier generation.
    pub generation: i16,
    /// What was reported.
    pub status: MessageStatus,
    /// The reason of a failure.
    pub reason: Option<String>,
    /// The vendor's id.
    pub vendor_id: Option<String>,
}

/// What a receipt comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// About the present generation: the row has taken it in.
    Present,
    /// About an earlier one: to be kept in the history; the row has taken in what concerns it.
    Past(Past),
    /// About a message that was never sent: the row is as it was.
    NeverSent,
}

/// Takes a receipt of `generation` into the row.
pub fn merge(row: &mut Current, generation: i16, receipt: &Receipt) -> Merged {
    if generation > row.generation || generation < 1 {
        return Merged::NeverSent;
    }
    if generation < row.generation {
        return Merged::Past(past(row, generation, receipt));
    }
    // One that was skipped when the audience was frozen has no message that a receipt could be about. One that was
    // skipped later may have been on its way: the receipt proves that it was.
    if !row.rendered {
        return Merged::NeverSent;
    }
    take(row, receipt);
    Merged::Present
}

fn past(row: &mut Current, generation: i16, receipt: &Receipt) -> Past {
    row.accepted = true;
    // The person has the message: the new generation, which nobody has begun to send, is not sent any more.
    if receipt.status == ReceiptStatus::Delivered && row.status == MessageStatus::Pending && !row.in_hand {
        take(row, receipt);
    }
    Past {
        message: row.message,
        generation,
        status: receipt.status.into(),
        reason: reason(receipt),
        vendor_id: receipt.vendor_id.clone(),
    }
}

fn take(row: &mut Current, receipt: &Receipt) {
    row.accepted = true;
    // The smaller of two ids that should be the same: whichever comes first.
    row.vendor_id = match (row.vendor_id.take(), receipt.vendor_id.clone()) {
        (Some(known), Some(given)) => Some(known.min(given)),
        (known, given) => known.or(given),
    };
    let (status, reason) = (MessageStatus::from(receipt.status), reason(receipt));
    let raises = row.status == MessageStatus::Skipped || status.outranks(row.status);
    let earlier = status == row.status
        && (row.finished_at.is_none_or(|known| (receipt.occurred_at, &reason) < (known, &row.reason)));
    if raises || earlier {
        row.status = status;
        row.reason = reason;
        row.finished_at = Some(receipt.occurred_at);
    }
}

fn reason(receipt: &Receipt) -> Option<String> {
    match receipt.status {
        ReceiptStatus::Delivered => None,
        ReceiptStatus::Failed => Some(receipt.reason.clone().unwrap_or_else(|| UNSPECIFIED.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    fn row(status: MessageStatus, generation: i16) -> Current {
        Current {
            message: MessageId(7),
            campaign: CampaignId(1),
            status,
            generation,
            rendered: true,
            accepted: status == MessageStatus::Sent,
            in_hand: false,
            reason: None,
            vendor_id: None,
            finished_at: None,
        }
    }

    fn receipt(status: ReceiptStatus, reason: Option<&str>, second: i64) -> Receipt {
        Receipt {
            key: "msg_7.1".to_owned(),
            vendor_id: Some("v1".to_owned()),
            status,
            reason: reason.map(str::to_owned),
            occurred_at: at(second),
        }
    }

    #[test]
    fn a_receipt_moves_a_pending_row_at_once_and_proves_acceptance() {
        let mut row = row(MessageStatus::Pending, 1);
        assert_eq!(merge(&mut row, 1, &receipt(ReceiptStatus::Failed, None, 5)), Merged::Present);
        assert_eq!((row.status, row.accepted), (MessageStatus::Failed, true));
        assert_eq!((row.reason.as_deref(), row.finished_at), (Some(UNSPECIFIED), Some(at(5))));
    }

    #[test]
    fn a_late_delivery_of_an_earlier_generation_stops_the_next_unless_it_is_under_way() {
        let delivered = receipt(ReceiptStatus::Delivered, None, 5);
        for (status, in_hand, after) in [
            (MessageStatus::Pending, false, MessageStatus::Delivered),
            (MessageStatus::Pending, true, MessageStatus::Pending),
            (MessageStatus::Sent, false, MessageStatus::Sent),
            (MessageStatus::Failed, false, MessageStatus::Failed),
        ] {
            let mut row = Current { in_hand, ..row(status, 2) };
            let merged = merge(&mut row, 1, &delivered);
            assert!(matches!(merged, Merged::Past(Past { generation: 1, status: MessageStatus::Delivered, .. })));
            assert_eq!((row.status, row.accepted), (after, true), "{status:?} {in_hand}");
        }
        let mut pending = row(MessageStatus::Pending, 2);
        merge(&mut pending, 1, &receipt(ReceiptStatus::Failed, Some("LATE"), 5));
        assert_eq!(pending.status, MessageStatus::Pending);
    }

    #[test]
    fn what_was_never_sent_has_no_receipt() {
        let delivered = receipt(ReceiptStatus::Delivered, None, 5);
        let before = Current { rendered: false, ..row(MessageStatus::Skipped, 1) };
        let mut row_now = before.clone();
        assert_eq!(merge(&mut row_now, 1, &delivered), Merged::NeverSent);
        assert_eq!(merge(&mut row_now, 2, &delivered), Merged::NeverSent);
        assert_eq!(row_now, before);
        // Cancelled while its call was in flight.
        let mut called = row(MessageStatus::Skipped, 1);
        assert_eq!(merge(&mut called, 1, &delivered), Merged::Present);
        assert_eq!((called.status, called.reason), (MessageStatus::Delivered, None));
    }

    fn any_receipt() -> impl Strategy<Value = (i16, Receipt)> {
        let status = prop_oneof![Just(ReceiptStatus::Delivered), Just(ReceiptStatus::Failed)];
        let reason = prop_oneof![Just(None), Just(Some("A")), Just(Some("B"))];
        let vendor = prop_oneof![Just(None), Just(Some("v1".to_owned())), Just(Some("v2".to_owned()))];
        (1..=2i16, status, reason, vendor, 0..3i64).prop_map(|(generation, status, reason, vendor_id, second)| {
            (generation, Receipt { vendor_id, ..receipt(status, reason, second) })
        })
    }

    proptest! {
        #[test]
        fn any_order_and_any_repeats_come_to_the_same(
            receipts in prop::collection::vec(any_receipt(), 1..8),
            status in prop_oneof![Just(MessageStatus::Sent), Just(MessageStatus::Unknown), Just(MessageStatus::Pending)],
            seed in any::<u64>(),
        ) {
            let start = Current { in_hand: true, ..row(status, 2) };
            let mut in_order = start.clone();
            for (generation, receipt) in &receipts {
                merge(&mut in_order, *generation, receipt);
            }
            // Each of them twice, shuffled.
            let mut shuffled: Vec<_> = receipts.iter().chain(&receipts).collect();
            let mut state = seed | 1;
            for place in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(place, (state >> 33) as usize % (place + 1));
            }
            let mut out_of_order = start;
            for (generation, receipt) in shuffled {
                merge(&mut out_of_order, *generation, receipt);
            }
            prop_assert_eq!(in_order, out_of_order);
        }
    }
}
