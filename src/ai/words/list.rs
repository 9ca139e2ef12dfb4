//! Lists of like things: "Mumbai, Pune and Delhi", "coffee or tea".

use super::reader::Reader;
use super::token::Shape;
use super::vocabulary::Meaning;

/// How the parts of a list are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// There is one part, or commas alone.
    None,
    And,
    Or,
}

impl Reader<'_> {
    /// One or more of a kind. `glue` may be said again before each: "from Pune or from Goa".
    pub fn list<T>(
        &mut self,
        glue: &[Meaning],
        mut one: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<(Vec<T>, Joint)> {
        let mut found = vec![self.attempt(&mut one)?];
        let mut joint = Joint::None;
        loop {
            let next = self.attempt(|reader| {
                let said = reader.joint()?;
                while reader.take_any(glue).is_some() {}
                one(reader).map(|value| (said, value))
            });
            let Some((said, value)) = next else { break };
            if said != Joint::None && joint != Joint::None && said != joint {
                self.doubt("a list with both “and” and “or” is read as “or”");
                joint = Joint::Or;
            } else if said != Joint::None {
                joint = said;
            } else if joint != Joint::None {
                self.doubt("the list goes on behind its last comma");
            }
            found.push(value);
        }
        Some((found, joint))
    }

    fn joint(&mut self) -> Option<Joint> {
        let comma = self.take_shape(&Shape::Comma);
        if self.take(Meaning::And) {
            return Some(Joint::And);
        }
        if self.take(Meaning::Or) {
            self.take(Meaning::Either);
            return Some(Joint::Or);
        }
        if self.take_shape(&Shape::Slash) {
            return Some(Joint::Or);
        }
        comma.then_some(Joint::None)
    }
}
