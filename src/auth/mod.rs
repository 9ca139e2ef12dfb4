//! Who acts. Every verb of every domain takes a [`Ctx`] and begins by asking it for permission, so that a
//! role check added here reaches all of them.
//!
//! Until sign-in exists there is one actor beside the system itself: the local admin, let in by the HTTP
//! face on loopback alone.

use std::fmt;

use crate::clock::Clock;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The person at this very machine.
    LocalAdmin,
    /// Our own workers.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::LocalAdmin => "local-admin",
            Self::System => "system",
        })
    }
}

/// What one may be allowed to do. API keys and roles are sets of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Post customers and orders, watch their batches, replay dead letters.
    Ingest,
    /// See customers, segments, campaigns and figures.
    Read,
    /// Change segments and campaigns.
    Campaigns,
    /// Report what became of messages.
    Receipts,
}

/// The actor may not do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("you are not allowed to do this")]
pub struct Forbidden(pub Permission);

/// The circumstances of one call: who, and by what clock.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who acts.
    pub actor: Actor,
    /// What time it is.
    pub clock: Clock,
}

impl Ctx {
    /// For what the product does by itself.
    pub fn system(clock: Clock) -> Self {
        Self { actor: Actor::System, clock }
    }

    /// The first line of every verb.
    pub fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        let allowed = match self.actor {
            Actor::LocalAdmin | Actor::System => true,
        };
        if allowed { Ok(()) } else { Err(Forbidden(permission)) }
    }
}
