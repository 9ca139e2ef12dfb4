//! Who acts, and what they may do.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use crate::clock::Clock;
use crate::ids::{ApiKeyId, UserId};

/// What a person is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sees everything but people, keys and the audit log; changes nothing.
    Viewer,
    /// A viewer who also loads data, saves segments and runs campaigns.
    Marketer,
    /// May do everything.
    Admin,
}

impl Role {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Marketer, Self::Admin];

    /// "ADMIN", as it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "VIEWER",
            Self::Marketer => "MARKETER",
            Self::Admin => "ADMIN",
        }
    }

    /// Of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::Read => true,
            Permission::Ingest | Permission::Campaigns => self != Self::Viewer,
            Permission::Receipts | Permission::Administer => self == Self::Admin,
        }
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Post customers and orders, watch their batches, replay dead letters.
    Ingest,
    /// See customers, segments, campaigns and figures.
    Read,
    /// Change segments and campaigns, and see them.
    Campaigns,
    /// Report what became of messages.
    Receipts,
}

impl Scope {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Ingest, Self::Read, Self::Campaigns, Self::Receipts];

    /// "INGEST", as it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingest => "INGEST",
            Self::Read => "READ",
            Self::Campaigns => "CAMPAIGNS",
            Self::Receipts => "RECEIPTS",
        }
    }

    fn allows(self, permission: Permission) -> bool {
        match self {
            Self::Ingest => permission == Permission::Ingest,
            Self::Read => permission == Permission::Read,
            // Whoever launches a campaign sees what came of it.
            Self::Campaigns => matches!(permission, Permission::Campaigns | Permission::Read),
            Self::Receipts => permission == Permission::Receipts,
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.name().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| format!("\"{text}\" is no scope; take ingest, read, campaigns or receipts"))
    }
}

/// What one may be allowed to do. Roles and scopes are sets of these.
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
    /// See and change people, keys and the audit log.
    Administer,
}

impl Permission {
    /// Each of them.
    pub const ALL: [Self; 5] = [Self::Ingest, Self::Read, Self::Campaigns, Self::Receipts, Self::Administer];

    /// "INGEST", as clients see it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingest => "INGEST",
            Self::Read => "READ",
            Self::Campaigns => "CAMPAIGNS",
            Self::Receipts => "RECEIPTS",
            Self::Administer => "ADMINISTER",
        }
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The person at this very machine.
    LocalAdmin,
    /// A person who signed in. Without a role they wait to be let in.
    User {
        /// Which.
        id: UserId,
        /// As what, if they are let in.
        role: Option<Role>,
        /// What people know them by: a name or an address.
        label: Arc<str>,
    },
    /// A script.
    Key {
        /// Which.
        id: ApiKeyId,
        /// For what.
        scopes: Arc<[Scope]>,
        /// What people called it.
        label: Arc<str>,
    },
    /// Our own workers.
    System,
}

impl Actor {
    /// What people know the actor by.
    pub fn label(&self) -> &str {
        match self {
            Self::LocalAdmin => "Local admin",
            Self::User { label, .. } | Self::Key { label, .. } => label,
            Self::System => "Xeno",
        }
    }

    /// Whether this one may do that.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::LocalAdmin | Self::System => true,
            Self::User { role, .. } => role.is_some_and(|role| role.allows(permission)),
            Self::Key { scopes, .. } => scopes.iter().any(|scope| scope.allows(permission)),
        }
    }
}

/// The stable id, under which deeds are recorded.
impl fmt::Display for Actor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LocalAdmin => out.write_str("local-admin"),
            Self::User { id, .. } => id.fmt(out),
            Self::Key { id, .. } => id.fmt(out),
            Self::System => out.write_str("system"),
        }
    }
}

/// The actor may not do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("You are not allowed to do this; it takes the permission {}.", .0.name())]
pub struct Forbidden(pub Permission);

/// The circumstances of one call: who, from where, and by what clock.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who acts.
    pub actor: Actor,
    /// Where the call came from, if it came over a network.
    pub address: Option<IpAddr>,
    /// What time it is.
    pub clock: Clock,
}

impl Ctx {
    /// For whom the door let in.
    pub fn new(actor: Actor, clock: Clock) -> Self {
        Self { actor, address: None, clock }
    }

    /// For what the product does by itself.
    pub fn system(clock: Clock) -> Self {
        Self::new(Actor::System, clock)
    }

    /// The same call, with where it came from.
    #[must_use]
    pub fn from_address(self, address: Option<IpAddr>) -> Self {
        Self { address, ..self }
    }

    /// The first line of every verb.
    pub fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        if self.actor.may(permission) { Ok(()) } else { Err(Forbidden(permission)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: Option<Role>) -> Actor {
        Actor::User { id: UserId(1), role, label: "Asha".into() }
    }

    fn key(scopes: &[Scope]) -> Actor {
        Actor::Key { id: ApiKeyId(1), scopes: scopes.into(), label: "nightly load".into() }
    }

    fn permitted(actor: &Actor) -> Vec<Permission> {
        Permission::ALL.into_iter().filter(|permission| actor.may(*permission)).collect()
    }

    #[test]
    fn roles_and_scopes_allow_just_what_they_say() {
        use Permission::{Administer, Campaigns, Ingest, Read, Receipts};
        assert_eq!(permitted(&person(None)), []);
        assert_eq!(permitted(&person(Some(Role::Viewer))), [Read]);
        assert_eq!(permitted(&person(Some(Role::Marketer))), [Ingest, Read, Campaigns]);
        assert_eq!(permitted(&person(Some(Role::Admin))), Permission::ALL);
        assert_eq!(permitted(&key(&[])), []);
        assert_eq!(permitted(&key(&[Scope::Ingest])), [Ingest]);
        assert_eq!(permitted(&key(&[Scope::Read])), [Read]);
        assert_eq!(permitted(&key(&[Scope::Campaigns])), [Read, Campaigns]);
        assert_eq!(permitted(&key(&[Scope::Receipts])), [Receipts]);
        // No key, whatever its scopes, looks after people and keys.
        assert!(!key(&Scope::ALL).may(Administer));
        assert_eq!(permitted(&Actor::LocalAdmin), Permission::ALL);
    }

    #[test]
    fn scopes_are_read_whatever_their_case() {
        assert_eq!("ingest".parse(), Ok(Scope::Ingest));
        assert_eq!(" Campaigns ".parse(), Ok(Scope::Campaigns));
        assert!("admin".parse::<Scope>().is_err());
    }
}
