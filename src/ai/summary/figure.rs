//! A number as a text says it: what kind it is and what stands there. Two spellings of one number are one figure, so
//! that "1,284", "1284" and "1,284.0" can be held against the same fact.

use crate::config::Workspace;
use crate::db::money;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Things: people, messages, campaigns.
    Count,
    /// Of a hundred.
    Percent,
    /// Between two percentages.
    Points,
    /// A full hour of the day, "18:00".
    Clock,
    /// An amount in any currency. No fact of a campaign is one.
    Money,
    /// A quantity that is said by a word: "half", "all", "most".
    Word,
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// The shortest way to write it: "1284", "85.6", "18:00", "half".
    pub digits: String,
    /// What it counts.
    pub unit: Unit,
}

impl Figure {
    /// Of digits that may be grouped and may end in zeros behind the point.
    pub fn new(digits: &str, unit: Unit) -> Self {
        let plain: String = digits.chars().filter(|digit| *digit != ',').collect();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let fraction = fraction.trim_end_matches('0');
        let digits = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        Self { digits, unit }
    }

    /// Of a number of things.
    pub fn count(count: i32) -> Self {
        Self::new(&count.to_string(), Unit::Count)
    }

    /// Of a word or an hour, which stand for themselves.
    pub fn said(word: &str, unit: Unit) -> Self {
        Self { digits: word.to_owned(), unit }
    }
}

/// Counts as the workspace groups them.
pub fn grouped(count: i32, workspace: &Workspace) -> String {
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}", money::grouped(&count.unsigned_abs().to_string(), workspace.currency))
}

/// A share from 0 to 1 with one decimal. What is not all does not round to all, nor what is something to nothing.
pub fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    let tenths = if share > 0.0 && share < 1.0 { tenths.clamp(1.0, 999.0) } else { tenths };
    trimmed(tenths)
}

/// Likewise without decimals; none where that would say all or nothing of what is neither.
pub fn whole_percent(share: f64) -> Option<String> {
    let rounded = (share * 100.0).round();
    let honest = share <= 0.0 || share >= 1.0 || (1.0..=99.0).contains(&rounded);
    honest.then(|| format!("{rounded}"))
}

/// The distance of two shares in percentage points, with one decimal.
pub fn points(one: f64, other: f64) -> String {
    trimmed(((one - other).abs() * 1000.0).round())
}

fn trimmed(tenths: f64) -> String {
    let text = format!("{:.1}", tenths / 10.0);
    text.strip_suffix(".0").map(ToOwned::to_owned).unwrap_or(text)
}

/// An hour of the day.
pub fn clock(hour: u32) -> String {
    format!("{:02}:00", hour % 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_one_figure() {
        for (one, other) in
            [("1,284", "1284"), ("85.60", "85.6"), ("007", "7"), ("0.50", "0.5"), ("12,34,567", "1234567")]
        {
            assert_eq!(Figure::new(one, Unit::Count), Figure::new(other, Unit::Count));
        }
        assert_ne!(Figure::new("85.6", Unit::Percent), Figure::new("85.6", Unit::Points));
    }

    #[test]
    fn nearly_all_is_not_all_and_a_few_are_not_none() {
        assert_eq!((percent(0.99999), percent(0.00001)), ("99.9".to_owned(), "0.1".to_owned()));
        assert_eq!(
            (percent(1.0), percent(0.0), percent(0.8564)),
            ("100".to_owned(), "0".to_owned(), "85.6".to_owned())
        );
        assert_eq!((whole_percent(0.996), whole_percent(0.004)), (None, None));
        assert_eq!((whole_percent(0.856), whole_percent(1.0)), (Some("86".to_owned()), Some("100".to_owned())));
    }

    #[test]
    fn points_are_the_distance_whichever_is_more() {
        assert_eq!(
            (points(0.9, 0.856), points(0.856, 0.9), points(0.5, 0.5)),
            ("4.4".into(), "4.4".into(), "0".into())
        );
    }
}
