//! Who of an audience may be messaged and can be: consent by the workspace's policy, and an address of the
//! channel's kind. Previews count by it, and campaigns skip by it, so that the two agree.

use crate::config::ConsentPolicy;
use crate::customers::kind::Channel;

/// True of the audience row `a` where the policy allows a message; never null.
pub fn may(policy: ConsentPolicy) -> &'static str {
    // 0 WITHDRAWN, 1 UNKNOWN, 2 GRANTED
    match policy {
        ConsentPolicy::OptOut => "a.consent <> 0",
        ConsentPolicy::OptIn => "a.consent = 2",
    }
}

/// True of the audience row `a` where there is an address; without a channel any address will do. Never null.
pub fn can(channel: Option<Channel>) -> &'static str {
    match channel {
        Some(Channel::Sms | Channel::Whatsapp) => "a.phone_folded IS NOT NULL",
        Some(Channel::Email) => "a.email_folded IS NOT NULL",
        None => "(a.phone_folded IS NOT NULL OR a.email_folded IS NOT NULL)",
    }
}

/// True of the audience row `a` where both hold; never null.
pub fn reachable(channel: Option<Channel>, policy: ConsentPolicy) -> String {
    format!("({} AND {})", may(policy), can(channel))
}

/// Why the customer of the audience row `a` is skipped: NO_CONSENT before NO_ADDRESS, null where neither.
pub fn skip_reason(channel: Channel, policy: ConsentPolicy) -> String {
    let (may, can) = (may(policy), can(Some(channel)));
    format!("CASE WHEN NOT ({may}) THEN 'NO_CONSENT' WHEN NOT ({can}) THEN 'NO_ADDRESS' END")
}
