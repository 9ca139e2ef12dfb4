//! Numbers as people write them, kept exactly: grouped the Indian way or the western way, with decimals, and
//! multiplied by words like lakh. A number that could be read in two ways is none.

use crate::scalar::Decimal;

/// A number of at most eighteen digits, without zeros behind the point. Never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    mantissa: u64,
    places: u32,
}

/// The most digits that a written number has.
const MOST_DIGITS: usize = 18;

impl Exact {
    /// A whole number.
    pub fn whole(number: u64) -> Self {
        Self { mantissa: number, places: 0 }
    }

    /// Reads "1,00,000.50". None where the commas group neither by lakhs nor by thousands, and where exactly three
    /// digits stand behind the point ("5.000"): half of the world groups thousands so.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let ungrouped = if whole.contains(',') { ungroup(whole)? } else { whole.to_owned() };
        let fraction = match fraction.len() {
            3 => return None,
            _ => fraction.trim_end_matches('0'),
        };
        let digits = format!("{ungrouped}{fraction}");
        if ungrouped.is_empty() || digits.len() > MOST_DIGITS || text.ends_with('.') {
            return None;
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self { mantissa: digits.parse().ok()?, places: u32::try_from(fraction.len()).ok()? })
    }

    /// So many times as much: 1.5 lakh.
    pub fn times(self, factor: u64) -> Option<Self> {
        let mut product = Self { mantissa: self.mantissa.checked_mul(factor)?, places: self.places };
        while product.places > 0 && product.mantissa.is_multiple_of(10) {
            product = Self { mantissa: product.mantissa / 10, places: product.places - 1 };
        }
        Some(product)
    }

    /// The sum with a whole number: two hundred and five.
    pub fn plus(self, other: Self) -> Option<Self> {
        match (self.places, other.places) {
            (0, 0) => Some(Self::whole(self.mantissa.checked_add(other.mantissa)?)),
            _ => None,
        }
    }

    /// The number, if it is whole.
    pub fn as_whole(self) -> Option<u64> {
        (self.places == 0).then_some(self.mantissa)
    }

    /// The number as a count of a rule.
    pub fn as_count(self) -> Option<i32> {
        i32::try_from(self.as_whole()?).ok()
    }

    /// The shortest way to write it: "99.5".
    pub fn decimal(self) -> Decimal {
        let places = self.places as usize;
        let digits = format!("{:0width$}", self.mantissa, width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        Decimal(if places == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") })
    }
}

/// The digits without their commas, where those group by thousands or by lakhs.
fn ungroup(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let of_length = |length: usize| middle.iter().all(|group| group.len() == length);
    let western = (1..=3).contains(&first.len()) && of_length(3);
    let indian = (1..=2).contains(&first.len()) && of_length(2);
    (last.len() == 3 && (western || indian)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::Exact;

    fn shown(text: &str) -> Option<String> {
        Exact::read(text).map(|number| number.decimal().0)
    }

    #[test]
    fn numbers_are_read_exactly_and_written_shortly() {
        for (text, expected) in [
            ("10000", "10000"),
            ("99.50", "99.5"),
            ("0.05", "0.05"),
            ("1,000", "1000"),
            ("10,00,000", "1000000"),
            ("1,234,567.25", "1234567.25"),
            ("007", "7"),
            ("3.00", "3"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(Exact::read("1.5").and_then(|number| number.times(100_000)), Some(Exact::whole(150_000)));
        assert_eq!(Exact::read("2.25").and_then(|number| number.times(1_000)), Some(Exact::whole(2_250)));
    }

    #[test]
    fn what_could_be_two_numbers_is_none() {
        for text in
            ["1,00", "10,0,000", "1,0000", "5.000", "1.", ".5", "1,00,00", "1234567890123456789", "1,000,00,000"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
