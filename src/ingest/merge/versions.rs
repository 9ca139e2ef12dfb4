//! How stamps are stored beside the fields: groups of three numbers, the version, the acceptance and a bit mask
//! of the fields that carry them. A row usually sets many fields at once, so one group is the rule.

use super::super::row::Stamp;

/// Which fields carry which stamps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldVersions(Vec<(Stamp, i64)>);

impl FieldVersions {
    /// From storage.
    pub fn decode(numbers: &[i64]) -> Self {
        let group = |group: &[i64]| match group {
            [version, accepted, mask] => Some((Stamp { version: *version, accepted: *accepted }, *mask)),
            _ => None,
        };
        Self(numbers.chunks(3).filter_map(group).collect())
    }

    /// For storage; sorted, so that equal states are stored alike.
    pub fn encode(mut self) -> Vec<i64> {
        self.0.sort_unstable();
        self.0.iter().flat_map(|(stamp, mask)| [stamp.version, stamp.accepted, *mask]).collect()
    }

    /// A field's stamp, if any row ever set it.
    pub fn of(&self, bit: u32) -> Option<Stamp> {
        self.0.iter().find(|(_, mask)| mask & (1 << bit) != 0).map(|(stamp, _)| *stamp)
    }

    /// Notes a field's stamp. Each field is noted once.
    pub fn note(&mut self, bit: u32, stamp: Option<Stamp>) {
        let Some(stamp) = stamp else { return };
        match self.0.iter_mut().find(|(known, _)| *known == stamp) {
            Some((_, mask)) => *mask |= 1 << bit,
            None => self.0.push((stamp, 1 << bit)),
        }
    }
}
