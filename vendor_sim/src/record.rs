//! One line of the ledger's file: how a fact is written and read back.
//!
//! Lines of words are about as compact as a binary form here (some 150 bytes a
//! message), and anyone can read, count and compare them with the usual tools. No word
//! can hold a space: keys are visible ASCII, URLs are normalised, the rest are numbers
//! and codes.
//!
//! | Line | Fact |
//! |---|---|
//! | `@ url` | the next callback URL, numbered from 0 |
//! | `+ key id digest to channel callback accepted latency outcome handling` | a message was accepted |
//! | `= n` | message n was asked for again |
//! | `! n settled` | the receipt of message n reached its end |

use std::fmt;

use uuid::Uuid;

use crate::fate::{Order, Plan};
use crate::message::{Channel, Outcome};

/// The end of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The receiver took it.
    Sent,
    /// The receiver refused it for good.
    Rejected,
    /// A fault swallowed it.
    Dropped,
    /// It was tried for a day in vain.
    Expired,
}

impl Settled {
    const ALL: [Self; 4] = [Self::Sent, Self::Rejected, Self::Dropped, Self::Expired];

    /// The name in listings and in the file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sent => "SENT",
            Self::Rejected => "REJECTED",
            Self::Dropped => "DROPPED",
            Self::Expired => "EXPIRED",
        }
    }
}

/// An accepted message as it is written. `callback` is the number of its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub key: String,
    pub id: Uuid,
    /// The first half of a SHA-256 of what was asked for, to tell a repeat from
    /// another message under the same key.
    pub digest: u128,
    /// The start of a SHA-256 of the address: enough to compare, not to read.
    pub to_hash: u64,
    pub channel: Channel,
    pub callback: usize,
    /// Milliseconds since 1970.
    pub accepted_ms: i64,
    pub plan: Plan,
}

/// A fact of the ledger. Messages are numbered from 0 in the order of acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Callback(String),
    Accepted(Accepted),
    Repeated(usize),
    Settled(usize, Settled),
}

impl fmt::Display for Record {
    fn fmt(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Callback(url) => write!(line, "@ {url}"),
            Self::Accepted(message) => write!(
                line,
                "+ {} {} {:x} {:x} {} {} {} {} {} {}",
                message.key,
                message.id.simple(),
                message.digest,
                message.to_hash,
                message.channel.code(),
                message.callback,
                message.accepted_ms,
                message.plan.latency_ms,
                message.plan.outcome.code(),
                handling(&message.plan),
            ),
            Self::Repeated(message) => write!(line, "= {message}"),
            Self::Settled(message, settled) => write!(line, "! {message} {}", settled.code()),
        }
    }
}

impl Record {
    /// The fact on this line (without its line feed), or none if it is damaged.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (kind, rest) = line.split_once(' ')?;
        let mut words = rest.split(' ');
        let record = match kind {
            "@" => Self::Callback(words.next()?.to_owned()),
            "+" => Self::Accepted(Accepted::parse(&mut words)?),
            "=" => Self::Repeated(words.next()?.parse().ok()?),
            "!" => {
                let message = words.next()?.parse().ok()?;
                let code = words.next()?;
                let settled = Settled::ALL.into_iter().find(|s| s.code() == code)?;
                Self::Settled(message, settled)
            }
            _ => return None,
        };
        words.next().is_none().then_some(record)
    }
}

impl Accepted {
    fn parse<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        Some(Self {
            key: words.next()?.to_owned(),
            id: Uuid::try_parse(words.next()?).ok()?,
            digest: u128::from_str_radix(words.next()?, 16).ok()?,
            to_hash: u64::from_str_radix(words.next()?, 16).ok()?,
            channel: Channel::from_code(words.next()?)?,
            callback: words.next()?.parse().ok()?,
            accepted_ms: words.next()?.parse().ok()?,
            plan: parse_plan(words)?,
        })
    }
}

fn parse_plan<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Plan> {
    let latency_ms = words.next()?.parse().ok()?;
    let outcome = Outcome::from_code(words.next()?)?;
    let mut plan = Plan { outcome, latency_ms, dropped: false, doubled: false, order: Order::InTurn };
    for letter in words.next()?.chars() {
        match letter {
            '-' => {}
            'x' => plan.dropped = true,
            'd' => plan.doubled = true,
            'e' => plan.order = Order::Early,
            'l' => plan.order = Order::Late,
            _ => return None,
        }
    }
    Some(plan)
}

/// A dash, then a letter for each departure from the ordinary.
fn handling(plan: &Plan) -> String {
    let mut letters = String::from("-");
    if plan.dropped {
        letters.push('x');
    }
    if plan.doubled {
        letters.push('d');
    }
    match plan.order {
        Order::InTurn => {}
        Order::Early => letters.push('e'),
        Order::Late => letters.push('l'),
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Reason;

    fn accepted(plan: Plan) -> Record {
        Record::Accepted(Accepted {
            key: "17-1".to_owned(),
            id: Uuid::from_u128(5),
            digest: u128::MAX,
            to_hash: 0,
            channel: Channel::Email,
            callback: 2,
            accepted_ms: 1_700_000_000_000,
            plan,
        })
    }

    #[test]
    fn every_record_reads_back_as_it_was_written() {
        let mut records =
            vec![Record::Callback("http://127.0.0.1:8080/webhooks/receipts?a=b".to_owned()), Record::Repeated(7)];
        records.extend(Settled::ALL.map(|settled| Record::Settled(3, settled)));
        for order in [Order::InTurn, Order::Early, Order::Late] {
            for fault in [false, true] {
                records.push(accepted(Plan {
                    outcome: Outcome::Failed(Reason::MailboxFull),
                    latency_ms: 51,
                    dropped: fault,
                    doubled: !fault,
                    order,
                }));
            }
        }
        for record in records {
            let line = record.to_string();
            assert_eq!(Record::parse(&line), Some(record), "{line}");
        }
    }

    #[test]
    fn a_damaged_line_is_no_record() {
        for line in ["", "+", "+ key", "? 1", "= x", "= 1 2", "! 1 LOST", "@"] {
            assert_eq!(Record::parse(line), None, "{line}");
        }
    }
}
