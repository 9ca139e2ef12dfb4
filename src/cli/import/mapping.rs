//! Which column becomes which field: what was said with `--map`, then what the headers suggest. A column that
//! means nothing to us is named and skipped; a field that a row cannot do without must have its column.

use std::collections::BTreeMap;

use super::fields::{self, Field, Shape};
use crate::client::ingest::Kind;

/// Why columns and fields do not come together.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Not `field=column`.
    #[error("--map {0}: write it as field=column, for example amount=total or attributes.tier=Tier")]
    Syntax(String),
    /// Neither side names a field.
    #[error("--map {given}: {kind} have no such field; they have {known} and attributes.…")]
    UnknownField {
        /// As it was given.
        given: String,
        /// "orders"
        kind: &'static str,
        /// All names.
        known: String,
    },
    /// The column is not in the file.
    #[error("--map {given}: the file has no such column; it has {columns}")]
    UnknownColumn {
        /// As it was given.
        given: String,
        /// The header.
        columns: String,
    },
    /// One field from two columns, or one column into two fields.
    #[error("--map {0}: this field or column is mapped twice")]
    Twice(String),
    /// A required field has no column.
    #[error("no column is known to be {missing}; the file has {columns}. Name it with --map {missing}=COLUMN")]
    Missing {
        /// The field.
        missing: &'static str,
        /// The header.
        columns: String,
    },
}

/// Where a cell goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A field of the row.
    Field(&'static Field),
    /// One key of `attributes`.
    Attribute {
        /// The key.
        name: String,
        /// Text, number or flag.
        shape: Shape,
    },
}

impl Target {
    /// "amount", "attributes.tier"
    pub fn path(&self) -> String {
        match self {
            Self::Field(field) => field.name.to_owned(),
            Self::Attribute { name, .. } => format!("attributes.{name}"),
        }
    }

    /// What its cells look like.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Field(field) => field.shape,
            Self::Attribute { shape, .. } => *shape,
        }
    }

    /// Reads "amount", "attributes.tier", "attributes.points:number".
    fn parse(kind: Kind, text: &str) -> Option<Self> {
        let Some(attribute) = text.strip_prefix("attributes.") else {
            return fields::named(fields::fields(kind), text).map(Self::Field);
        };
        let (name, shape) = match attribute.rsplit_once(':') {
            Some((name, "text")) => (name, Shape::Text),
            Some((name, "number")) => (name, Shape::Number),
            Some((name, "flag")) => (name, Shape::Flag),
            _ => (attribute, Shape::Text),
        };
        let allowed = kind == Kind::Customers && !name.is_empty();
        allowed.then(|| Self::Attribute { name: name.to_owned(), shape })
    }
}

/// One `--map`, read and not yet matched with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said<'a> {
    given: &'a str,
    left: &'a str,
    right: &'a str,
}

/// The columns of a CSV file, each with its target or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The header, as it is written.
    pub header: Vec<String>,
    /// In the header's order.
    pub targets: Vec<Option<Target>>,
}

impl Columns {
    /// Matches a header. `said` are the `--map` options.
    pub fn of(kind: Kind, header: Vec<String>, said: &[String]) -> Result<Self, MappingError> {
        let mut targets: Vec<Option<Target>> = vec![None; header.len()];
        for said in said {
            let said = split(said)?;
            let (column, target) = place(kind, &header, &said)?;
            let taken = targets.iter().flatten().any(|other| other.path() == target.path());
            match targets.get_mut(column) {
                Some(free @ None) if !taken => *free = Some(target),
                _ => return Err(MappingError::Twice(said.given.to_owned())),
            }
        }
        guess(kind, &header, &mut targets);
        for field in fields::fields(kind).iter().filter(|field| field.required) {
            if !targets.contains(&Some(Target::Field(field))) {
                return Err(MappingError::Missing { missing: field.name, columns: header.join(", ") });
            }
        }
        Ok(Self { header, targets })
    }
}

fn split(given: &str) -> Result<Said<'_>, MappingError> {
    match given.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() && !right.trim().is_empty() => {
            Ok(Said { given, left: left.trim(), right: right.trim() })
        }
        _ => Err(MappingError::Syntax(given.to_owned())),
    }
}

/// `field=column`; the other way round where only that reading fits the file.
fn place(kind: Kind, header: &[String], said: &Said<'_>) -> Result<(usize, Target), MappingError> {
    let column = |name: &str| header.iter().position(|known| known == name);
    let forward = Target::parse(kind, said.left);
    let backward = Target::parse(kind, said.right);
    match (&forward, column(said.right), &backward, column(said.left)) {
        (Some(target), Some(at), _, _) | (_, _, Some(target), Some(at)) => Ok((at, target.clone())),
        (None, _, None, _) => Err(unknown_field(kind, said)),
        _ => Err(MappingError::UnknownColumn { given: said.given.to_owned(), columns: header.join(", ") }),
    }
}

fn unknown_field(kind: Kind, said: &Said<'_>) -> MappingError {
    let known: Vec<&str> = fields::fields(kind).iter().map(|field| field.name).collect();
    MappingError::UnknownField { given: said.given.to_owned(), kind: kind.plural(), known: known.join(", ") }
}

/// Gives every field that has no column yet the free column that fits it best.
fn guess(kind: Kind, header: &[String], targets: &mut [Option<Target>]) {
    for (column, name) in header.iter().enumerate() {
        if let (Some(free @ None), true) = (targets.get_mut(column), name.starts_with("attributes.")) {
            *free = Target::parse(kind, name);
        }
    }
    let mut fits = Vec::new();
    for field in fields::fields(kind) {
        if !targets.contains(&Some(Target::Field(field))) {
            let columns = header.iter().enumerate();
            fits.extend(columns.filter_map(|(at, name)| fields::fit(field, name).map(|rank| (rank, at, field))));
        }
    }
    fits.sort_by_key(|(rank, at, _)| (*rank, *at));
    for (_, at, field) in fits {
        let target = Target::Field(field);
        if targets.contains(&Some(target.clone())) {
            continue;
        }
        if let Some(free @ None) = targets.get_mut(at) {
            *free = Some(target);
        }
    }
}

/// The keys of NDJSON rows: no header says which there will be, so each is looked up as it comes.
#[derive(Clone, Debug)]
pub struct Keys {
    kind: Kind,
    said: BTreeMap<String, Target>,
}

impl Keys {
    /// `said` are the `--map` options.
    pub fn of(kind: Kind, said: &[String]) -> Result<Self, MappingError> {
        let mut keys = BTreeMap::new();
        for given in said {
            let said = split(given)?;
            let (target, key) = match (Target::parse(kind, said.left), Target::parse(kind, said.right)) {
                (Some(target), _) => (target, said.right),
                (None, Some(target)) => (target, said.left),
                (None, None) => return Err(unknown_field(kind, &said)),
            };
            if keys.insert(key.to_owned(), target).is_some() {
                return Err(MappingError::Twice(given.clone()));
            }
        }
        Ok(Self { kind, said: keys })
    }

    /// Where a key goes; nowhere if it is unknown.
    pub fn target(&self, key: &str) -> Option<Target> {
        let all = fields::fields(self.kind);
        let said = || self.said.get(key).cloned();
        let own = || Target::parse(self.kind, key);
        let meant = || {
            let fits = all.iter().filter_map(|field| fields::fit(field, key).map(|rank| (rank, field)));
            fits.min_by_key(|(rank, _)| *rank).map(|(_, field)| Target::Field(field))
        };
        said().or_else(own).or_else(meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    fn targets(kind: Kind, head: &str, said: &[&str]) -> Result<Vec<String>, MappingError> {
        let said: Vec<String> = said.iter().map(|said| (*said).to_owned()).collect();
        let columns = Columns::of(kind, header(head), &said)?;
        Ok(columns.targets.iter().map(|target| target.as_ref().map_or("-".to_owned(), Target::path)).collect())
    }

    #[test]
    fn headers_are_guessed_and_the_rest_is_skipped() {
        let cdnow = "order_id,customer_id,placed_at,quantity,amount";
        assert_eq!(
            targets(Kind::Orders, cdnow, &[]).unwrap(),
            ["externalId", "customerExternalId", "placedAt", "-", "amount"]
        );
        assert_eq!(
            targets(Kind::Customers, "ID,Customer ID,E-Mail,attributes.tier,shoe size", &[]).unwrap(),
            ["-", "externalId", "email", "attributes.tier", "-"]
        );
    }

    #[test]
    fn what_is_said_goes_before_what_is_guessed() {
        let head = "id,customer,when,total,amount,Tier";
        let said = ["amount=total", "placedAt=when"];
        assert_eq!(
            targets(Kind::Orders, head, &said).unwrap(),
            ["externalId", "customerExternalId", "placedAt", "amount", "-", "-"]
        );
        assert_eq!(targets(Kind::Orders, head, &["total=amount", "when=placedAt"]).unwrap()[3], "amount");
        let said = ["attributes.tier=Tier", "attributes.points:number=total"];
        let customers = Columns::of(Kind::Customers, header(head), &said.map(str::to_owned)).unwrap();
        assert_eq!(customers.targets[5], Some(Target::Attribute { name: "tier".to_owned(), shape: Shape::Text }));
        assert_eq!(customers.targets[3], Some(Target::Attribute { name: "points".to_owned(), shape: Shape::Number }));
    }

    #[test]
    fn what_does_not_come_together_says_why() {
        let head = "id,customer,placed_at,total";
        let error = |said: &[&str]| targets(Kind::Orders, head, said).unwrap_err().to_string();
        assert_eq!(
            error(&[]),
            "no column is known to be amount; the file has id, customer, placed_at, total. \
             Name it with --map amount=COLUMN"
        );
        assert!(error(&["amount"]).starts_with("--map amount: write it as field=column"));
        assert!(error(&["amount=sum"]).starts_with("--map amount=sum: the file has no such column"));
        assert!(error(&["weight=total"]).starts_with("--map weight=total: orders have no such field"));
        assert!(error(&["attributes.x=total"]).contains("no such field"), "orders have no attributes");
        assert!(error(&["amount=total", "channel=total"]).ends_with("mapped twice"));
        assert!(error(&["amount=total", "amount=id"]).ends_with("mapped twice"));
    }

    #[test]
    fn keys_of_ndjson_are_looked_up_likewise() {
        let keys = Keys::of(Kind::Orders, &["amount=total".to_owned()]).unwrap();
        let path = |key: &str| keys.target(key).map(|target| target.path());
        assert_eq!(path("total").as_deref(), Some("amount"));
        assert_eq!(path("customer_id").as_deref(), Some("customerExternalId"));
        assert_eq!(path("customerExternalId").as_deref(), Some("customerExternalId"));
        assert_eq!(path("colour"), None);
    }
}
