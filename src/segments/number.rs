//! Exact decimal numbers, for attributes: compared digit by digit, because a rule that says 0.1 means 0.1.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number of any size. Equal numbers are equal however they were written.
#[derive(Clone)]
pub struct Number {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    /// Where the point stands, counted from before the first digit.
    point: i64,
    /// As it was written, for Postgres and for people.
    text: String,
}

/// Why a text is no number of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not digits with at most one point.
    #[error("is not a decimal number, like 499 or -10.5")]
    NotANumber,
    /// More than [`Number::MOST_DIGITS`].
    #[error("has more than {most} digits", most = Number::MOST_DIGITS)]
    TooManyDigits,
}

impl Number {
    /// Digits that a number of a rule may have.
    pub const MOST_DIGITS: usize = 30;

    /// A number of a rule: digits, one point, a leading minus; no exponent.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(NumberError::NotANumber),
            Some(parts) => parts,
            None => (digits, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::NotANumber);
        }
        if whole.len() + fraction.len() > Self::MOST_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        Self::read(text).ok_or(NumberError::NotANumber)
    }

    /// A JSON number, exponents included.
    pub fn of_json(number: &serde_json::Number) -> Option<Self> {
        Self::read(&number.to_string())
    }

    fn read(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let leading = i64::try_from(all.len() - digits.len()).ok()?;
        let digits = digits.trim_end_matches('0').to_owned();
        let zero = digits.is_empty();
        let point = if zero { 0 } else { i64::try_from(whole.len()).ok()? - leading + exponent };
        Some(Self { negative: negative && !zero, digits, point, text: text.to_owned() })
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.negative, number.digits.is_empty()) {
            (_, true) => 0,
            (true, false) => -1,
            (false, false) => 1,
        };
        // Digits begin with another than zero, so of two with the point in one place the text order decides.
        let size = || self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then_with(|| if self.negative { size().reverse() } else { size() })
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_as_numbers() {
        let ordered =
            ["-100", "-99.5", "-0.2", "-0.10001", "-0.1", "0", "0.0999", "0.1", "0.11", "1", "9.9", "10", "100"];
        for (at, one) in ordered.iter().enumerate() {
            for (place, other) in ordered.iter().enumerate() {
                let (one, other) = (Number::parse(one).unwrap(), Number::parse(other).unwrap());
                assert_eq!(one.cmp(&other), at.cmp(&place), "{one} {other}");
            }
        }
    }

    #[test]
    fn one_number_has_many_spellings() {
        for (one, other) in
            [("1e3", "1000.0"), ("0.1e-1", "0.01"), ("-0", "0.00"), ("0012", "12"), ("5e-324", "0.5e-323")]
        {
            assert_eq!(Number::read(one).unwrap().cmp(&Number::read(other).unwrap()), Ordering::Equal, "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "1e3", "+1", "1,0", "NaN", "٣", " 1"] {
            assert_eq!(Number::parse(text), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(Number::parse(&"9".repeat(31)), Err(NumberError::TooManyDigits));
    }
}
